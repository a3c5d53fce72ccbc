//! `PATCH /people/{id}`: puts right what is written down about somebody.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::correct::{PersonChange, correct_person};
use utoipa::ToSchema;

/// What is put right; what is left out stays as it is, an empty text takes a value away. Of a copy of the national registry only the telephone, and a
/// NIK that it does not have.
#[derive(Deserialize, ToSchema)]
pub struct CorrectPerson {
    /// The revision that was seen (`GET /families/{id}`): another one means that a colleague was faster.
    revision: i64,
    /// Name.
    name: Option<String>,
    /// NIK.
    nik: Option<String>,
    /// `male`, `female`.
    sex: Option<String>,
    /// Birth day, `YYYY-MM-DD`.
    born: Option<String>,
    /// Birth year, where the day is not known.
    birth_year: Option<i64>,
    /// Relation to the head: `head`, `spouse`, `child` …
    relation: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// What looks odd about the numbers was settled by looking at the card.
    #[serde(default)]
    warnings_settled: bool,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// Puts right what is written down about somebody. Refused with `detail` `copied` for what the national registry says, and `warnings:<codes>` until odd
/// numbers are settled.
#[utoipa::path(patch, path = "/people/{id}", tag = "people", security(("bearer" = [])), request_body = CorrectPerson,
    params(("id" = String, Path, description = "The person"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn correct(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<CorrectPerson>) -> Response {
    let answer = async {
        let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
        correct_person(&app.house, &op.sender, op.body.change(person)?).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

/// A value that may be taken away: left out, empty, or read.
pub(in crate::api::v1) fn or_none<T>(
    given: Option<String>,
    read: impl Fn(&str) -> Result<T, Refusal>,
) -> Result<Option<Option<T>>, Refusal> {
    given.map(|text| Some(text.trim()).filter(|t| !t.is_empty()).map(&read).transpose()).transpose()
}

impl CorrectPerson {
    fn change(self, person: PersonId) -> Result<PersonChange, Refusal> {
        let unknown = |field: &'static str| move || Refusal::invalid(field, "unknown");
        Ok(PersonChange {
            person: Some(person),
            revision: self.revision,
            name: self.name.map(Private::new),
            nik: or_none(self.nik, |n| Nik::parse(n).map_err(|_| Refusal::invalid("nik", "digits")))?,
            sex: or_none(self.sex, |s| Sex::from_code(s).ok_or_else(unknown("sex")))?,
            born: or_none(self.born, |d| Day::parse(d).ok_or_else(|| Refusal::invalid("born", "day")))?,
            birth_year: self.birth_year.map(Some),
            relation: self.relation.map(|r| Relation::from_code(&r).ok_or_else(unknown("relation"))).transpose()?,
            phone: or_none(self.phone, |n| Phone::parse(n).map_err(|_| Refusal::invalid("phone", "unknown")))?,
            confirmed_warnings: self.warnings_settled,
        })
    }
}

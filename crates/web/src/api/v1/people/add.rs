//! `POST /people`: writes down somebody who is not in the registry.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{NewPerson, add_person};
use utoipa::ToSchema;

/// Somebody to be written down; a name and a village are enough.
#[derive(Deserialize, ToSchema)]
pub struct AddPerson {
    /// The person, a UUID made by the client.
    person: String,
    /// Their new family, a UUID made by the client; needed unless `family` is given.
    new_family: Option<String>,
    /// The known family that they join.
    family: Option<String>,
    /// Name as on the card, or as they say it.
    name: String,
    /// NIK, where they have one.
    nik: Option<String>,
    /// No. KK, for a new family.
    card: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Address, for a new family.
    address: Option<String>,
    /// The village where they live, ten digits.
    village: String,
    /// `male` or `female`.
    sex: Option<String>,
    /// Birth day, `YYYY-MM-DD`.
    born: Option<String>,
    /// Birth year, where the day is not known.
    birth_year: Option<i64>,
    /// Relation to the head: `head`, `spouse`, `child` …; `head` for a new family.
    relation: Option<String>,
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

/// Who was written down.
#[derive(Serialize, ToSchema)]
struct Added {
    /// Person.
    person: String,
    /// Family.
    family: String,
}

/// Writes somebody down. Refused with `detail` `warnings:<codes>` until odd numbers are settled, `known` for a NIK that somebody of the same family has.
#[utoipa::path(post, path = "/people", tag = "people", security(("bearer" = [])), request_body = AddPerson,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = Added), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn add(State(app): State<App>, headers: HeaderMap, op: Operation<AddPerson>) -> Response {
    let answer = async {
        let new = op.body.person()?;
        let added = Added { person: new.person.to_string(), family: new.family.unwrap_or(new.new_family).to_string() };
        add_person(&app.house, &op.sender, new).await?;
        Ok::<_, Failure>(added)
    };
    match answer.await {
        Ok(added) => (StatusCode::CREATED, axum::Json(added)).into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

fn unknown(field: &'static str) -> impl Fn() -> Refusal {
    move || Refusal::invalid(field, "unknown")
}

impl AddPerson {
    fn person(self) -> Result<NewPerson, Refusal> {
        let person = PersonId::parse(&self.person).ok_or_else(unknown("person"))?;
        let family = self.family.map(|f| FamilyId::parse(&f).ok_or_else(unknown("family"))).transpose()?;
        let new_family = match (family, self.new_family) {
            (Some(known), _) => known,
            (None, Some(new)) => FamilyId::parse(&new).ok_or_else(unknown("family"))?,
            (None, None) => return Err(Refusal::invalid("family", "missing")),
        };
        let fallback = if family.is_some() { Relation::Other } else { Relation::Head };
        Ok(NewPerson {
            person,
            new_family,
            family,
            name: Private::new(self.name),
            nik: self.nik.map(|n| Nik::parse(&n).map_err(|_| Refusal::invalid("nik", "digits"))).transpose()?,
            card: self.card.map(|n| FamilyCard::parse(&n).map_err(|_| Refusal::invalid("card", "digits"))).transpose()?,
            phone: self.phone.map(|n| Phone::parse(&n).map_err(|_| Refusal::invalid("phone", "unknown"))).transpose()?,
            address: self.address.map(Private::new),
            village: AreaCode::parse(&self.village).ok_or_else(unknown("village"))?,
            sex: self.sex.map(|s| Sex::from_code(&s).ok_or_else(unknown("sex"))).transpose()?,
            born: self.born.map(|d| Day::parse(&d).ok_or_else(|| Refusal::invalid("born", "day"))).transpose()?,
            birth_year: self.birth_year,
            relation: self.relation.map(|r| Relation::from_code(&r).ok_or_else(unknown("relation"))).transpose()?.unwrap_or(fallback),
            confirmed_warnings: self.warnings_settled,
        })
    }
}

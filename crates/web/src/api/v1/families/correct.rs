//! `PATCH /families/{id}`: puts right what is written down about a family.

use crate::App;
use crate::access::speak;
use crate::api::v1::people::correct::or_none;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::correct::{FamilyChange, correct_family};
use utoipa::ToSchema;

/// What is put right; what is left out stays as it is, an empty text takes a value away. Of a copy of the national registry only the address.
#[derive(Deserialize, ToSchema)]
pub struct CorrectFamily {
    /// The revision that was seen (`GET /families/{id}`): another one means that a colleague was faster.
    revision: i64,
    /// Address.
    address: Option<String>,
    /// The village where they live, ten digits.
    village: Option<String>,
    /// No. KK.
    card: Option<String>,
    /// What looks odd about the number was settled by looking at the card.
    #[serde(default)]
    warnings_settled: bool,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// Puts right what is written down about a family. Refused with `detail` `copied` for what the national registry says, `known` for a No. KK that another
/// family has, and `warnings:<codes>` until an odd number is settled.
#[utoipa::path(patch, path = "/families/{id}", tag = "families", security(("bearer" = [])), request_body = CorrectFamily,
    params(("id" = String, Path, description = "The family"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn correct(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<CorrectFamily>) -> Response {
    let answer = async {
        let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
        let b = op.body;
        let change = FamilyChange {
            family: Some(family),
            revision: b.revision,
            address: or_none(b.address, |a| Ok(Private::new(a.to_owned())))?,
            village: b.village.map(|v| AreaCode::parse(&v).ok_or_else(|| Refusal::invalid("village", "unknown"))).transpose()?,
            card: or_none(b.card, |n| FamilyCard::parse(n).map_err(|_| Refusal::invalid("card", "digits")))?,
            confirmed_warnings: b.warnings_settled,
        };
        correct_family(&app.house, &op.sender, change).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

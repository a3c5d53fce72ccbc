//! `PATCH /families/{id}`: puts right what is written down about a family.

use crate::App;
use crate::api::v1::people::correct::or_none;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
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
}

/// Puts right what is written down about a family. Refused with `detail` `copied` for what the national registry says, `known` for a No. KK that another
/// family has, and `warnings:<codes>` until an odd number is settled.
#[utoipa::path(patch, path = "/families/{id}", tag = "families", security(("bearer" = [])), request_body = CorrectFamily,
    params(("id" = String, Path, description = "The family"), Key),
    responses((status = 204), Refused))]
pub async fn correct(State(app): State<App>, Path(id): Path<String>, op: Operation<CorrectFamily>) -> Result<StatusCode, Failure> {
    let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
    let b = op.body;
    let change = FamilyChange {
        family: Some(family),
        revision: b.revision,
        address: or_none(b.address, |a| Ok(Private::new(a.to_owned())))?,
        village: b.village.map(|v| parsed("village", &v, AreaCode::parse)).transpose()?,
        card: or_none(b.card, |n| FamilyCard::parse(n).map_err(|_| Refusal::invalid("card", "digits")))?,
        confirmed_warnings: b.warnings_settled,
    };
    correct_family(&app.house, &op.sender, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

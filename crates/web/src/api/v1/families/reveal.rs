//! `POST /families/{id}/reveal`: a No. KK in clear.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Reveal, Shown, reveal as show};
use utoipa::ToSchema;

/// Which number, and why.
#[derive(Deserialize, ToSchema)]
pub struct RevealNumber {
    /// `nik` or `phone` of a person, `card` of a family.
    what: String,
    /// The open case that is the purpose.
    case: Option<String>,
    /// Elsewhere, the reason in words.
    reason: Option<String>,
}

/// A number in clear.
#[derive(Serialize, ToSchema)]
pub struct Revealed {
    /// The number.
    value: String,
}

impl Revealed {
    /// Of what was shown.
    pub fn new(value: Private<String>) -> Self {
        Self { value: value.into_inner() }
    }
}

/// Reads a wish about a person or a family.
pub(in crate::api::v1) fn wish(body: RevealNumber, person: Option<PersonId>, family: Option<FamilyId>) -> Result<Reveal, Refusal> {
    Ok(Reveal {
        person,
        family,
        case: body.case.map(|c| parsed("case", &c, CaseId::parse)).transpose()?,
        what: parsed("what", &body.what, Shown::from_code)?,
        reason: body.reason.map(Private::new),
    })
}

/// Shows a family's No. KK.
#[utoipa::path(post, path = "/families/{id}/reveal", tag = "families", security(("bearer" = [])), request_body = RevealNumber,
    params(("id" = String, Path, description = "The family"), Key),
    responses((status = 200, body = Revealed), Refused))]
pub async fn reveal(State(app): State<App>, Path(id): Path<String>, op: Operation<RevealNumber>) -> Result<impl IntoResponse, Failure> {
    let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
    let wish = wish(op.body, None, Some(family))?;
    if wish.what != Shown::Card {
        return Err(Failure::from(Refusal::invalid("what", "unknown")));
    }
    let value = show(&app.house, &op.sender, wish).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Revealed::new(value))))
}

//! `POST /families/{id}/reveal`: a No. KK in clear.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
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
        case: body.case.map(|c| CaseId::parse(&c).ok_or_else(|| Refusal::invalid("case", "unknown"))).transpose()?,
        what: Shown::from_code(&body.what).ok_or_else(|| Refusal::invalid("what", "unknown"))?,
        reason: body.reason.map(Private::new),
    })
}

/// Shows a family's No. KK.
#[utoipa::path(post, path = "/families/{id}/reveal", tag = "families", security(("bearer" = [])), request_body = RevealNumber,
    params(("id" = String, Path, description = "The family"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Revealed), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn reveal(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<RevealNumber>) -> Response {
    let answer = async {
        let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
        let wish = wish(op.body, None, Some(family))?;
        if wish.what != Shown::Card {
            return Err(Failure::from(Refusal::invalid("what", "unknown")));
        }
        Ok::<_, Failure>(show(&app.house, &op.sender, wish).await?)
    };
    match answer.await {
        Ok(value) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(Revealed::new(value))).into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

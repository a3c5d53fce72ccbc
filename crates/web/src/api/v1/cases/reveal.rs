//! `POST /cases/{case}/reveal`: a number of whom a case is about in clear, once it stands in the journal who asked.

use crate::App;
use crate::api::v1::families::reveal::Revealed;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::identity::{CaseId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::people::{CaseReveal, Shown, reveal_of_case};
use utoipa::ToSchema;

/// Which number, and why.
#[derive(Deserialize, ToSchema)]
pub struct RevealOfCase {
    /// `nik` or `phone` of the person, `card` of their family, `callback`: the number left with the case.
    what: String,
    /// Once the case has ended: a reason of the catalogue (purpose `reveal`). In an open one the case is the reason.
    reason: Option<String>,
    /// Remarks on the reason.
    words: Option<String>,
}

/// Shows a number of a case: whose it is the case says.
#[utoipa::path(post, path = "/cases/{case}/reveal", tag = "cases", security(("bearer" = [])), request_body = RevealOfCase,
    params(("case" = String, Path), Key),
    responses((status = 200, body = Revealed), Refused))]
pub async fn reveal(State(app): State<App>, Path(case): Path<String>, op: Operation<RevealOfCase>) -> Result<impl IntoResponse, Failure> {
    let wish = CaseReveal {
        case: CaseId::parse(&case).ok_or_else(Refusal::not_found)?,
        what: parsed("what", &op.body.what, Shown::from_code)?,
        reason: op.body.reason,
        words: op.body.words.map(Private::new),
    };
    let value = reveal_of_case(&app.house, &op.sender, wish).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Revealed::new(value))))
}

//! `POST /people/{id}/reveal`: a NIK or telephone number in clear, once it stands in the journal who asked and why.

use crate::App;
use crate::api::v1::families::reveal::{RevealNumber, Revealed, wish};
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Shown, reveal as show};

/// Shows a person's NIK or telephone number.
#[utoipa::path(post, path = "/people/{id}/reveal", tag = "people", security(("bearer" = [])), request_body = RevealNumber,
    params(("id" = String, Path, description = "The person"), Key),
    responses((status = 200, body = Revealed), Refused))]
pub async fn reveal(State(app): State<App>, Path(id): Path<String>, op: Operation<RevealNumber>) -> Result<impl IntoResponse, Failure> {
    let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
    let wish = wish(op.body, Some(person), None)?;
    if wish.what == Shown::Card {
        return Err(Failure::from(Refusal::invalid("what", "unknown")));
    }
    let value = show(&app.house, &op.sender, wish).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Revealed::new(value))))
}

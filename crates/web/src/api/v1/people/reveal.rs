//! `POST /people/{id}/reveal`: a NIK or telephone number in clear, once it stands in the journal who asked and why.

use crate::App;
use crate::access::speak;
use crate::api::v1::families::reveal::{RevealNumber, Revealed, wish};
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Shown, reveal as show};

/// Shows a person's NIK or telephone number.
#[utoipa::path(post, path = "/people/{id}/reveal", tag = "people", security(("bearer" = [])), request_body = RevealNumber,
    params(("id" = String, Path, description = "The person"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Revealed), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn reveal(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<RevealNumber>) -> Response {
    let answer = async {
        let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
        let wish = wish(op.body, Some(person), None)?;
        if wish.what == Shown::Card {
            return Err(Failure::from(Refusal::invalid("what", "unknown")));
        }
        Ok::<_, Failure>(show(&app.house, &op.sender, wish).await?)
    };
    match answer.await {
        Ok(value) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(Revealed::new(value))).into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

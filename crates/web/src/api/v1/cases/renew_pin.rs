//! `POST /cases/{case}/pin`: a new PIN for a citizen who lost theirs.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::identity::CaseId;
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Nothing is needed.
#[derive(Deserialize, ToSchema)]
pub struct RenewPin {}

/// The new PIN.
#[derive(Serialize, ToSchema)]
struct NewPin {
    /// Told now, kept nowhere.
    pin: String,
}

/// Makes a new PIN; the old one ends at once.
#[utoipa::path(post, path = "/cases/{case}/pin", tag = "cases", security(("bearer" = [])), request_body = RenewPin,
    params(("case" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = NewPin), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn renew_pin(State(app): State<App>, Path(case): Path<String>, headers: HeaderMap, op: Operation<RenewPin>) -> Response {
    let made = async {
        let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>(slrt_operations::steps::renew_pin(&app.house, &op.sender, case).await?)
    };
    match made.await {
        Ok((pin, _)) => {
            let mut response = (StatusCode::CREATED, axum::Json(NewPin { pin: pin.into_inner() })).into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}

//! `POST /inquiries/{id}/withdraw`: takes back a question that was counted by mistake.

use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::access::Action;
use slrt_domain::identity::OperationId;
use slrt_domain::journal::Refusal;
use slrt_operations::inquiry::withdraw_inquiry;
use utoipa::ToSchema;

/// Nothing needs to be said.
#[derive(Deserialize, ToSchema)]
pub struct WithdrawInquiry {}

/// Takes back a question that the same account counted by mistake on the same day; the id is the `Idempotency-Key` under which it was counted.
#[utoipa::path(post, path = "/inquiries/{id}/withdraw", tag = "inquiries", security(("bearer" = [])), request_body = WithdrawInquiry,
    params(("id" = String, Path, description = "The operation that counted it"),
           Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn withdraw(State(app): State<App>, Path(id): Path<String>, op: Operation<WithdrawInquiry>) -> Result<StatusCode, Failure> {
    if !op.session.actor.may_anywhere(Action::RecordInquiry) {
        return Err(Refusal::forbidden().into());
    }
    let inquiry = OperationId::parse(&id).ok_or_else(Refusal::not_found)?;
    withdraw_inquiry(&app.house, &op.sender, inquiry).await?;
    Ok(StatusCode::NO_CONTENT)
}

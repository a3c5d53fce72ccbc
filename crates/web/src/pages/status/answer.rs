//! `POST /status/jawab`: the citizen says whether help came.

use super::pass;
use crate::App;
use crate::error::Failure;
use crate::form::read_public_fields;
use crate::frame::Frame;
use crate::pages::see;
use axum::extract::{Request, State};
use axum::response::Response;
use slrt_domain::identity::{ConcernId, OperationId};
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::steps::{self, CitizenWord};

/// Takes the answer. What was answered meanwhile is told kindly, not as an error.
pub async fn answer(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let pass = match pass::read(&app, &headers).await {
        Ok(Some(pass)) => pass,
        Ok(None) => return see("/status"),
        Err(e) => return Failure::from(e).page(Frame::public(&app, &headers, "/status").await),
    };
    let answered = async {
        let fields = read_public_fields(request).await?;
        if !pass.is_csrf(fields.text("csrf_token")) {
            return Err(Failure::Csrf);
        }
        let missing = |field: &'static str| move || Refusal::invalid(field, "missing");
        let operation = fields.id("operation_id", OperationId::parse)?.ok_or_else(missing("operation_id"))?;
        let concern = fields.id("concern", ConcernId::parse)?.ok_or_else(missing("concern"))?;
        let result = fields.text("result").to_owned();
        let word = CitizenWord { case: pass.case, concern, result: result.clone(), words: fields.private("words") };
        steps::citizen_answer(&app.house, pass.tenant, operation, word).await?;
        Ok(result)
    };
    match answered.await {
        Ok(result) => see(&format!("/status?jawab={result}")),
        Err(Failure::Operation(OperationError::Refused(r))) if r.kind == RefusalKind::WrongState => see("/status?jawab=failed"),
        Err(e) => e.page(Frame::public(&app, &headers, "/status").await),
    }
}

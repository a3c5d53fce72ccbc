//! `/layanan/{case}/pin`: a new PIN for a citizen who lost theirs, told once.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;

#[derive(Template)]
#[template(path = "case/pin.html")]
struct PinPage {
    f: Frame,
    id: String,
    number: String,
    operation: String,
    /// The PIN, once it was made; whether the same request had been sent before.
    made: Option<(String, bool)>,
    error: Option<String>,
}

/// The form.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    match number(&app, &session, &case).await {
        Ok((_, number)) => {
            html(&PinPage { f: frame, id: case, number, operation: app.house.clock().new_id().to_string(), made: None, error: None })
        }
        Err(e) => e.page(frame),
    }
}

/// Makes a PIN and shows it: nowhere else and never again.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let operation = form.fields.text("operation_id").to_owned();
    let made = async {
        let (id, number) = number(&app, &form.session, &case).await?;
        if !form.fields.on("sure") {
            return Ok((number, None));
        }
        let (pin, done) = slrt_operations::steps::renew_pin(&app.house, &form.sender()?, id).await?;
        Ok::<_, Failure>((number, Some((pin.into_inner(), done.replayed))))
    };
    match made.await {
        Ok((number, None)) => {
            let error = Some(form.frame.l.t("invalid-sure-missing"));
            html_unprocessable(&PinPage { f: form.frame, id: case, number, operation, made: None, error })
        }
        Ok((number, made)) => {
            let mut response = html(&PinPage { f: form.frame, id: case, number, operation, made, error: None });
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => e.page(form.frame),
    }
}

async fn number(app: &App, session: &Session, case: &str) -> Result<(CaseId, String), Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    if !view.can.renew_pin {
        return Err(Refusal::forbidden().into());
    }
    Ok((id, view.number.to_string()))
}

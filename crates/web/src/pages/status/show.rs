//! `GET, POST /status`: the form, and the page behind it.

use super::pass::{self, Pass};
use super::words::{Told, tell};
use crate::App;
use crate::access::address;
use crate::error::Failure;
use crate::form::read_public_fields;
use crate::frame::Frame;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use slrt_operations::OperationError;
use slrt_operations::accounts;
use slrt_operations::view;

#[derive(Template)]
#[template(path = "status/form.html")]
struct FormPage {
    f: Frame,
    number: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "status/show.html")]
struct StatusPage {
    f: Frame,
    number: String,
    opened: String,
    told: Vec<Told>,
    csrf: String,
    thanks: Option<String>,
    /// Whether the answer was that help came: the only green notice.
    helped: bool,
}

/// What was just answered.
#[derive(Deserialize)]
pub struct Answered {
    jawab: Option<String>,
}

/// Personal pages stay in no cache, also not behind the back button of a shared computer.
pub fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The form; or the case, for whoever gave its PIN a short while ago.
pub async fn show(State(app): State<App>, Query(q): Query<Answered>, headers: HeaderMap) -> Response {
    let f = Frame::public(&app, &headers, "/status").await;
    match pass::read(&app, &headers).await {
        Ok(Some(pass)) => match page(&app, f.clone(), &pass, q.jawab.as_deref()).await {
            Ok(page) => private(html(&page)),
            Err(e) => Failure::from(e).page(f),
        },
        Ok(None) => html(&FormPage { f, number: String::new(), error: None }),
        Err(e) => Failure::from(e).page(f),
    }
}

async fn page(app: &App, f: Frame, pass: &Pass, answered: Option<&str>) -> Result<StatusPage, OperationError> {
    let view = view::status(&app.house, pass.tenant, pass.case).await?;
    let thanks = answered.filter(|a| matches!(*a, "helped" | "partly" | "not_helped" | "failed")).map(|a| f.l.code("status-thanks", a));
    Ok(StatusPage {
        number: view.number.to_string(),
        opened: f.l.long_day(view.opened_on),
        told: view.concerns.iter().map(|c| tell(app, &f.l, &view, c)).collect(),
        csrf: pass.csrf(),
        helped: answered == Some("helped"),
        thanks,
        f,
    })
}

/// Number and PIN were typed.
pub async fn enter(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (address, headers) = (address(&app, &parts), parts.headers.clone());
    let f = Frame::public(&app, &headers, "/status").await;
    let fields = match read_public_fields(Request::from_parts(parts, body)).await {
        Ok(fields) => fields,
        Err(e) => return e.page(f),
    };
    let number = fields.text("number").to_owned();
    match accounts::by_pin(&app.house, &number, fields.text("pin"), address).await {
        Ok((tenant, case)) => {
            let mut response = see("/status");
            match pass::give(&app, &mut response, tenant, case).await {
                Ok(()) => response,
                Err(e) => Failure::from(e).page(f),
            }
        }
        Err(e) => {
            let failure = Failure::from(e);
            let (status, error) = match failure.code().as_str() {
                "unauthenticated" => (StatusCode::UNPROCESSABLE_ENTITY, f.l.t("status-unknown")),
                _ => (failure.status(), failure.words(&f.l)),
            };
            let mut response = private(html(&FormPage { f, number, error: Some(error) }));
            *response.status_mut() = status;
            failure.retry_after(&mut response);
            response
        }
    }
}

/// Done: the next person at this computer sees nothing.
pub async fn leave(State(app): State<App>) -> Response {
    let mut response = see("/status");
    pass::take(&app, &mut response);
    response
}

//! `POST /layanan/{case}/lihat`: a NIK or telephone number in clear, the open case being the purpose; in the journal. The answer is the page itself: no
//! address ever holds it.

use super::show::load;
use crate::App;
use crate::error::Failure;
use crate::form::Form;
use crate::pages::html;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Reveal, Shown, reveal as show};

/// Shows it.
pub async fn reveal(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let page = async {
        let id = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let view = slrt_operations::view::case(&app.house, &form.session, id).await?;
        let (code, what) = match form.fields.text("what") {
            "nik" => ("nik", Shown::Nik),
            "phone" => ("phone", Shown::Phone),
            _ => return Err(Failure::from(Refusal::invalid("what", "unknown"))),
        };
        let person = view.person.person.ok_or_else(Refusal::not_found)?;
        let wish = Reveal { person: Some(person), family: None, case: Some(id), what, reason: None };
        let value = show(&app.house, &form.sender()?, wish).await?;
        load(&app, &form.session, form.frame.clone(), &case, false, Some((code, value))).await
    };
    match page.await {
        Ok(page) => {
            let mut response = html(&page);
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => e.page(form.frame),
    }
}

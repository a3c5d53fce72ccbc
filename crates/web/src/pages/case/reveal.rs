//! `POST /layanan/{case}/lihat`: a number in clear, the open case being the purpose; with a coded reason once it has ended; in the journal. Whose number
//! it is the case says: an institution learns whom it must help, and nobody else. The answer is the page itself: no address ever holds it.

use super::show::{Look, load};
use crate::App;
use crate::form::Form;
use crate::pages::html;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{CaseReveal, Shown, reveal_of_case};

/// Shows it.
pub async fn reveal(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let page = async {
        let id = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let what = Shown::from_code(form.fields.text("what")).ok_or_else(|| Refusal::invalid("what", "unknown"))?;
        let wish =
            CaseReveal { case: id, what, reason: form.fields.get("reason").map(str::to_owned), words: form.fields.private("reason_words") };
        let value = reveal_of_case(&app.house, &form.sender()?, wish).await?;
        load(&app, &form.session, form.frame.clone(), &case, Look { clear: Some((what, value)), ..Look::default() }).await
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

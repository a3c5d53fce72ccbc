//! `POST /jurnal/periksa`: reads the whole chain now and says what it found.

use super::head::{HeadPage, load};
use crate::App;
use crate::error::Failure;
use crate::form::Form;
use crate::pages::{html, html_unprocessable};
use axum::extract::State;
use axum::response::Response;
use slrt_domain::journal::Head;
use slrt_operations::view::journal::check;

/// Checks, against heads that were kept elsewhere where some were typed in.
pub async fn verify(State(app): State<App>, form: Form) -> Response {
    let heads = match load(&app, &form.session).await {
        Ok(heads) => heads,
        Err(e) => return e.page(form.frame),
    };
    let kept = form.fields.text("kept").to_owned();
    let parsed: Option<Vec<Head>> = kept.lines().map(str::trim).filter(|l| !l.is_empty()).map(Head::parse).collect();
    let zone = form.session.reference.zone.clone();
    let mut page = HeadPage { f: form.frame, zone, heads, verified: None, kept, error: None };
    let Some(against) = parsed.filter(|heads| heads.iter().all(|h| h.tenant == form.session.tenant)) else {
        page.error = Some(page.f.l.t("journal-kept-unknown"));
        return html_unprocessable(&page);
    };
    match check(&app.house, form.session.tenant, &against).await {
        Ok(verified) => {
            page.verified = Some(verified);
            html(&page)
        }
        Err(e) => Failure::from(e).page(page.f),
    }
}

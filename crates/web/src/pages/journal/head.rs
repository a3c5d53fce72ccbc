//! `GET /jurnal`: the head now, signed heads, and the way to check. `GET /jurnal/kepala.txt`: the head to keep elsewhere.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use slrt_domain::calendar::Zone;
use slrt_operations::accounts::Session;
use slrt_operations::storage::journal::Verified;
use slrt_operations::view::journal::{Heads, finding, heads, must_audit};

#[derive(Template)]
#[template(path = "journal/head.html")]
pub(super) struct HeadPage {
    pub f: Frame,
    pub zone: Zone,
    pub heads: Heads,
    /// What a check found, after one was made.
    pub verified: Option<Verified>,
    /// Heads that were typed in to be compared.
    pub kept: String,
    pub error: Option<String>,
}

impl HeadPage {
    fn findings(&self) -> Vec<String> {
        let found = self.verified.iter().flat_map(|v| &v.findings).take(50);
        let say = |f| {
            let (code, number) = finding(f);
            self.f.l.t1(&format!("journal-finding-{}", code.replace('_', "-")), "number", number.unwrap_or_default())
        };
        found.map(say).collect()
    }
}

/// Shows the head.
pub async fn show(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session).await {
        Ok(heads) => {
            let zone = session.reference.zone.clone();
            html(&HeadPage { f: frame, zone, heads, verified: None, kept: String::new(), error: None })
        }
        Err(e) => e.page(frame),
    }
}

/// The head as text.
pub async fn download(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session).await {
        Ok(h) => {
            let name = format!("attachment; filename=\"jurnal-{}-{}.txt\"", h.head.tenant, h.head.number);
            (
                [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
                format!("{}\n", h.head.text()),
            )
                .into_response()
        }
        Err(e) => e.page(frame),
    }
}

pub(super) async fn load(app: &App, session: &Session) -> Result<Heads, Failure> {
    must_audit(session)?;
    Ok(heads(&app.house, session.tenant).await?)
}

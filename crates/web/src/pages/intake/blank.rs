//! `/layanan/formulir`: the blank form for days without power or network; it prints in the order in which it is typed later.

use super::parts::{Choice, Parts, SectorPart};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Fields;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::access::Action;
use slrt_domain::journal::Refusal;

#[derive(Template)]
#[template(path = "intake/blank.html")]
struct BlankPage {
    f: Frame,
    channels: Vec<Choice>,
    sectors: Vec<SectorPart>,
    village_word: String,
    documents: Vec<String>,
    /// After how many days a reason is needed.
    late_days: i64,
}

/// Shows it.
pub(super) async fn show(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    if !session.actor.may_anywhere(Action::OpenCase) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    let parts = Parts::new(&app, &frame.l, &session, &Fields::default());
    let documents = parts.documents.into_iter().filter(|d| d.usual).map(|d| d.name).collect();
    let (channels, sectors, village_word, late_days) = (parts.channels, parts.sectors, parts.village_word, parts.late_days);
    html(&BlankPage { f: frame, channels, sectors, village_word, documents, late_days })
}

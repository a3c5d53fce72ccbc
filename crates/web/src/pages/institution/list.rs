//! `GET /lembaga`: partner institutions with contact, promised days, and how much waits there.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::access::Action;
use slrt_operations::view::{InstitutionView, institutions};

#[derive(Template)]
#[template(path = "institution/list.html")]
struct InstitutionsPage {
    f: Frame,
    rows: Vec<Row>,
    manage: bool,
}

struct Row {
    i: InstitutionView,
    sectors: String,
}

/// Lists them.
pub async fn list(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    let mut found = match institutions(&app.house, &session).await {
        Ok(found) => found,
        Err(e) => return Failure::from(e).page(frame),
    };
    // Where something waits stands first.
    found.sort_by_key(|i| (i.open == 0, !i.active));
    let catalog = app.house.catalog();
    let row = |i: InstitutionView| {
        let kind = catalog.institution(&i.code);
        let sectors = kind.map(|k| k.sectors.as_slice()).unwrap_or_default();
        let names = sectors.iter().filter_map(|s| catalog.sectors.iter().find(|x| x.code == *s)).map(|s| frame.l.pick(&s.name));
        Row { sectors: names.collect::<Vec<_>>().join(", "), i }
    };
    let rows = found.into_iter().map(row).collect();
    let manage = session.actor.may_anywhere(Action::ManageOffices);
    html(&InstitutionsPage { rows, manage, f: frame })
}

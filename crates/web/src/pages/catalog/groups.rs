//! `GET /program/kelompok`: the 26 groups in need of social services (PPKS) and the 12 kinds of people and bodies that help (PSKS).

use crate::access::Officer;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::response::Response;
use slrt_domain::program::Named;

struct Line {
    name: String,
    about: String,
    /// Only named officers know of whoever belongs to it.
    protected: bool,
    /// Whether somebody saw it in a source.
    verified: bool,
}

struct List {
    /// Names it within the page.
    id: &'static str,
    title: String,
    about: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "catalog/groups.html")]
struct GroupsPage {
    f: Frame,
    lists: Vec<List>,
}

/// Shows both lists, in their official order.
pub async fn groups(Officer { session, frame: f }: Officer) -> Response {
    let catalog = &session.reference.catalog;
    let line = |n: &Named| Line {
        name: f.l.pick(&n.name),
        about: f.l.pick(&n.about),
        protected: n.restricted,
        verified: n.basis.as_ref().is_none_or(|b| b.verified),
    };
    let list = |id, title: &str, about: &str, named: &[Named]| List {
        id,
        title: f.l.t(title),
        about: f.l.t(about),
        lines: named.iter().map(line).collect(),
    };
    let lists = vec![
        list("ppks", "groups-ppks", "groups-ppks-about", &catalog.ppks),
        list("psks", "groups-psks", "groups-psks-about", &catalog.psks),
    ];
    html(&GroupsPage { f, lists })
}

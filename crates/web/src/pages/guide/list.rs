//! `GET /panduan`: all guides, one's own first.

use super::{CITIZEN, heading, of, text};
use crate::access::Officer;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::Role;

struct Line {
    name: &'static str,
    title: &'static str,
    own: bool,
}

#[derive(Template)]
#[template(path = "guide/list.html")]
struct ListPage {
    f: Frame,
    lines: Vec<Line>,
}

/// Lists them.
pub async fn list(Officer { session, frame }: Officer) -> Response {
    let roles = Role::ALL.iter().map(|role| (of(*role), session.actor.holds(*role)));
    let named = roles.chain([(CITIZEN, false)]);
    let mut lines: Vec<Line> = named.filter_map(|(name, own)| Some(Line { name, title: heading(text(name)?), own })).collect();
    lines.sort_by_key(|l| !l.own);
    html(&ListPage { f: frame, lines })
}

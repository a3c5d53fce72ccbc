//! `GET /jurnal/catatan`: entries, newest first: when, what sort, by whom and in which role, about what, and how it came. What was said stays where it is.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Zone;
use slrt_domain::case::StepKind;
use slrt_domain::journal::Entry;
use slrt_operations::view::journal::{Looked, PAGE, entries, must_audit};

#[derive(Template)]
#[template(path = "journal/entries.html")]
struct EntriesPage {
    f: Frame,
    zone: Zone,
    entries: Vec<Looked>,
    older: Option<i64>,
    newest: bool,
}

/// From where on.
#[derive(Deserialize)]
pub struct From {
    sebelum: Option<i64>,
}

/// Shows entries.
pub async fn list(State(app): State<App>, Query(q): Query<From>, Officer { session, frame }: Officer) -> Response {
    let found = match must_audit(&session).map_err(Failure::from) {
        Ok(()) => entries(&app.house, &session, q.sebelum, PAGE).await.map_err(Failure::from),
        Err(e) => Err(e),
    };
    match found {
        Ok((entries, older)) => {
            let zone = session.reference.zone.clone();
            html(&EntriesPage { f: frame, zone, entries, older, newest: q.sebelum.is_none() })
        }
        Err(e) => e.page(frame),
    }
}

impl EntriesPage {
    /// "Nomor identitas dibuka: NIK".
    fn kind(&self, looked: &Looked) -> String {
        let l = &self.f.l;
        if looked.protected {
            return l.t("journal-protected");
        }
        let kind = kind_words(l, looked.kind());
        let what: Vec<String> = looked.what.iter().map(|w| l.code("field", w)).collect();
        if what.is_empty() { kind } else { format!("{kind}: {}", what.join(", ")) }
    }
    /// Log-in name with the name; empty for citizens and the program itself.
    fn actor(&self, looked: &Looked) -> String {
        match &looked.actor {
            Some((login, Some(name))) => format!("{} ({login})", name.reveal()),
            Some((login, None)) => login.clone(),
            None => String::new(),
        }
    }
    fn about(&self, looked: &Looked) -> Vec<(String, String)> {
        looked.about.iter().map(|(sort, id)| (self.f.l.code("journal-about", sort), id.to_string())).collect()
    }
    fn channel(&self, entry: &Entry) -> String {
        let own = format!("journal-channel-{}", entry.channel);
        if self.f.l.has(&own) { self.f.l.t(&own) } else { entry.channel.clone() }
    }
    /// The handle of the browser or token.
    fn device<'e>(&self, entry: &'e Entry) -> &'e str {
        entry.device.as_deref().unwrap_or_default()
    }
}

/// A kind of entry in words; steps of a concern have theirs already.
fn kind_words(l: &Speak, kind: &str) -> String {
    let name = kind.split('/').next().unwrap_or_default();
    match name.strip_prefix("concern.").filter(|step| StepKind::from_code(step).is_some()) {
        Some(step) => l.t1("journal-kind-concern", "step", l.code("step", step)),
        None => l.code("journal-kind", name),
    }
}

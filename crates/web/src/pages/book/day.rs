//! `GET /buku`: what a day brought, office by office, and its print at the day's close.

use super::names;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::{place, speak::Speak};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::{Head, Refusal};
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::journal;
use slrt_operations::view::{self, BookCase, BookView, OfficeName};

/// Which day and office.
#[derive(Deserialize)]
pub struct Which {
    hari: Option<String>,
    kantor: Option<String>,
}

#[derive(Template)]
#[template(path = "book/day.html")]
struct DayPage {
    f: Frame,
    day: Day,
    today: Day,
    offices: Vec<OfficeName>,
    /// The office asked for.
    office: Option<OfficeName>,
    /// Offices with something to show.
    sheets: Vec<Sheet>,
    /// Names of offices on a day without anything.
    quiet: Vec<String>,
    /// The journal's head at the end of the day.
    head: Option<Head>,
    printed: String,
}

/// A day of an office.
struct Sheet {
    name: String,
    brought: Vec<(String, i64)>,
    inquiries: Vec<(String, i64)>,
    cases: Vec<Line>,
}

/// A case of the day: no names.
struct Line {
    href: String,
    number: String,
    time: String,
    kinds: Vec<String>,
    village: String,
    channel: String,
}

impl Sheet {
    fn total_brought(&self) -> i64 {
        self.brought.iter().map(|(_, n)| n).sum()
    }
    fn total_inquiries(&self) -> i64 {
        self.inquiries.iter().map(|(_, n)| n).sum()
    }
}

impl DayPage {
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
    fn head_words(&self, head: &Head) -> String {
        self.f.l.ta("book-head", &[("number", self.f.l.number(head.number)), ("hash", head.hash.hex().chars().take(16).collect())])
    }
    fn printed_at(&self) -> String {
        self.f.l.t1("book-printed", "at", self.printed.clone())
    }
    fn quiet_words(&self) -> String {
        self.f.l.t1("book-quiet", "offices", self.quiet.join(", "))
    }
    fn brought(&self) -> i64 {
        self.sheets.iter().map(Sheet::total_brought).sum()
    }
    fn inquiries(&self) -> i64 {
        self.sheets.iter().map(Sheet::total_inquiries).sum()
    }
    fn cases(&self) -> usize {
        self.sheets.iter().map(|s| s.cases.len()).sum()
    }
    fn at(&self, day: Day) -> String {
        let office = self.office.as_ref().map(|o| format!("&kantor={}", o.id)).unwrap_or_default();
        format!("/buku?hari={}{office}", day.iso())
    }
    fn before(&self) -> String {
        self.at(self.day.plus(-1))
    }
    fn after(&self) -> Option<String> {
        (self.day < self.today).then(|| self.at(self.day.plus(1)))
    }
    fn month(&self) -> String {
        let office = self.office.as_ref().map(|o| format!("&kantor={}", o.id)).unwrap_or_default();
        format!("/buku/bulan?bulan={}{office}", &self.day.iso()[..7])
    }
    fn is_chosen(&self, office: &OfficeName) -> bool {
        self.office.as_ref().is_some_and(|o| o.id == office.id)
    }
}

/// Shows the book.
pub async fn show(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session, &q).await {
        Ok((book, office, head)) => {
            let today = session.reference.zone.day(app.house.clock().now());
            let printed = frame.l.moment(app.house.clock().now(), &session.reference.zone);
            let wanted = |id: OfficeId| office.as_ref().is_none_or(|o| o.id == id);
            let all = book.offices.iter().filter(|o| wanted(o.id)).map(|o| sheet(&app, &frame.l, &book, o));
            let (sheets, empty): (Vec<Sheet>, Vec<Sheet>) =
                all.partition(|s| !s.brought.is_empty() || !s.inquiries.is_empty() || !s.cases.is_empty());
            let quiet = empty.into_iter().map(|s| s.name).collect();
            html(&DayPage { f: frame, day: book.day, today, offices: book.offices, office, sheets, quiet, head, printed })
        }
        Err(e) => e.page(frame),
    }
}

async fn load(app: &App, session: &Session, q: &Which) -> Result<(BookView, Option<OfficeName>, Option<Head>), Failure> {
    let zone = &session.reference.zone;
    let today = zone.day(app.house.clock().now());
    let day = match q.hari.as_deref().filter(|h| !h.is_empty()) {
        Some(text) => Day::parse(text).ok_or_else(Refusal::not_found)?,
        None => today,
    };
    let book = view::book(&app.house, session, day).await?;
    let office = names::chosen(&book.offices, q.kantor.as_deref())?.cloned();
    let mut tx = app.house.db().read(session.tenant).await?;
    let head = journal::head_before(&mut tx, session.tenant, zone.start_of(day.plus(1))).await.map_err(OperationError::from)?;
    tx.commit().await?;
    Ok((book, office, head))
}

fn sheet(app: &App, l: &Speak, book: &BookView, office: &OfficeName) -> Sheet {
    let mut brought: Vec<(String, i64)> =
        book.brought.iter().filter(|c| c.office == office.id).map(|c| (names::kind(app, l, &c.kind), c.n)).collect();
    brought.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut inquiries: Vec<(String, i64)> =
        book.inquiries.iter().filter(|c| c.office == office.id).map(|c| (names::sector(app, l, &c.kind), c.n)).collect();
    inquiries.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let cases = book.cases.iter().filter(|c| c.office == office.id).map(|c| line(app, l, c)).collect();
    Sheet { name: office.name.clone(), brought, inquiries, cases }
}

fn line(app: &App, l: &Speak, c: &BookCase) -> Line {
    let (hour, minute) = c.time;
    let dot = if l.lang == crate::speak::Lang::Id { '.' } else { ':' };
    Line {
        href: format!("/layanan/{}", c.case),
        number: c.number.to_string(),
        time: format!("{hour:02}{dot}{minute:02}"),
        kinds: c.kinds.iter().map(|k| names::kind(app, l, k)).collect(),
        village: place::area(app, l, c.village.code),
        channel: l.code("channel", c.channel.code()),
    }
}

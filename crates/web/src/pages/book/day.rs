//! `GET /buku`: what a day brought, office by office, for villages without one by village, and its print at the day's close.

use super::choice::{self, Choice};
use super::month::most_first;
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
use slrt_domain::journal::{Head, Refusal};
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::journal;
use slrt_operations::view::{self, AreaDay, BookCase, BookView, Count, OfficeName, Reported};

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
    /// Offices and areas that may be chosen, and the words above them.
    choices: Vec<Choice>,
    choose: String,
    /// The one asked for: what the form sends, and its name.
    chosen: Option<(String, String)>,
    /// Offices and areas with something to show.
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
        let office = self.chosen.as_ref().map(|c| format!("&kantor={}", c.0)).unwrap_or_default();
        format!("/buku?hari={}{office}", day.iso())
    }
    fn before(&self) -> String {
        self.at(self.day.plus(-1))
    }
    fn after(&self) -> Option<String> {
        (self.day < self.today).then(|| self.at(self.day.plus(1)))
    }
    fn month(&self) -> String {
        let office = self.chosen.as_ref().map(|c| format!("&kantor={}", c.0)).unwrap_or_default();
        format!("/buku/bulan?bulan={}{office}", &self.day.iso()[..7])
    }
}

/// Shows the book.
pub async fn show(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session, &q).await {
        Ok((book, asked, head)) => html(&page(&app, &session, frame, book, asked, head)),
        Err(e) => e.page(frame),
    }
}

fn page(app: &App, session: &Session, f: Frame, book: BookView, asked: Option<Reported>, head: Option<Head>) -> DayPage {
    let now = app.house.clock().now();
    let (sheets, empty): (Vec<Sheet>, Vec<Sheet>) =
        sheets(app, &f.l, &book, asked).into_iter().partition(|s| !s.brought.is_empty() || !s.inquiries.is_empty() || !s.cases.is_empty());
    let choices = choices(app, &f.l, &book, asked);
    DayPage {
        day: book.day,
        today: session.reference.zone.day(now),
        choose: f.l.t(choice::label(session)),
        chosen: choices.iter().find(|c| c.chosen).map(|c| (c.value.clone(), c.name.clone())),
        choices,
        sheets,
        quiet: empty.into_iter().map(|s| s.name).collect(),
        head,
        printed: f.l.moment(now, &session.reference.zone),
        f,
    }
}

fn choices(app: &App, l: &Speak, book: &BookView, asked: Option<Reported>) -> Vec<Choice> {
    let offices = book.offices.iter().map(|o| (Reported::Office(o.id), o.name.clone()));
    let areas = book.areas.iter().map(|a| (Reported::Area(a.area.code), place::area(app, l, a.area.code)));
    offices.chain(areas).map(|(reported, name)| Choice::new(reported, name, asked == Some(reported))).collect()
}

/// The sheets of what was asked for; else of all offices, and of areas without one, so that nothing is shown twice.
fn sheets(app: &App, l: &Speak, book: &BookView, asked: Option<Reported>) -> Vec<Sheet> {
    let offices = book.offices.iter().filter(|o| asked.is_none_or(|a| a == Reported::Office(o.id))).map(|o| sheet(app, l, book, o));
    let wanted = |a: &&AreaDay| asked.map_or(a.without_office, |asked| asked == Reported::Area(a.area.code));
    offices.chain(book.areas.iter().filter(wanted).map(|a| area_sheet(app, l, a))).collect()
}

async fn load(app: &App, session: &Session, q: &Which) -> Result<(BookView, Option<Reported>, Option<Head>), Failure> {
    let zone = &session.reference.zone;
    let today = zone.day(app.house.clock().now());
    let day = match q.hari.as_deref().filter(|h| !h.is_empty()) {
        Some(text) => Day::parse(text).ok_or_else(Refusal::not_found)?,
        None => today,
    };
    let book = view::book(&app.house, session, day).await?;
    let asked = match q.kantor.as_deref().filter(|k| !k.is_empty()) {
        Some(text) => Some(choice::read(text).filter(|r| is_in(&book, *r)).ok_or_else(Refusal::not_found)?),
        None => None,
    };
    let mut tx = app.house.db().read(session.tenant).await?;
    let head = journal::head_before(&mut tx, session.tenant, zone.start_of(day.plus(1))).await.map_err(OperationError::from)?;
    tx.commit().await?;
    Ok((book, asked, head))
}

fn is_in(book: &BookView, reported: Reported) -> bool {
    match reported {
        Reported::Office(id) => book.offices.iter().any(|o| o.id == id),
        Reported::Area(area) => book.areas.iter().any(|a| a.area.code == area),
        Reported::AllOffices => false,
    }
}

fn sheet(app: &App, l: &Speak, book: &BookView, office: &OfficeName) -> Sheet {
    let of = |counts: &'_ [Count]| counts.iter().filter(|c| c.office == office.id).map(|c| (c.kind.clone(), c.n)).collect::<Vec<_>>();
    Sheet {
        name: office.name.clone(),
        brought: most_first(of(&book.brought).into_iter().map(|(kind, n)| (names::kind(app, l, &kind), n))),
        inquiries: most_first(of(&book.inquiries).into_iter().map(|(sector, n)| (names::sector(app, l, &sector), n))),
        cases: book.cases.iter().filter(|c| c.office == office.id).map(|c| line(app, l, c)).collect(),
    }
}

fn area_sheet(app: &App, l: &Speak, a: &AreaDay) -> Sheet {
    Sheet {
        name: place::area(app, l, a.area.code),
        brought: most_first(a.brought.iter().map(|(kind, n)| (names::kind(app, l, kind), *n))),
        inquiries: most_first(a.inquiries.iter().map(|(sector, n)| (names::sector(app, l, sector), *n))),
        cases: Vec::new(),
    }
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

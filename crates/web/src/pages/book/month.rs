//! `GET /buku/bulan`: the monthly report of an office, of all of them, or of a village, as a page to print, as XLSX and as CSV.

use super::choice::{self, Choice};
use super::{names, workbook};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::place;
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::storage::StorageError;
use slrt_operations::view::{self, MonthRow, MonthView, Protected};

/// Months that may be chosen.
const MONTHS: usize = 36;

/// Which office and month (`YYYY-MM`).
#[derive(Deserialize)]
pub struct Which {
    kantor: Option<String>,
    bulan: Option<String>,
}

#[derive(Template)]
#[template(path = "book/month.html")]
struct MonthPage {
    f: Frame,
    /// What may be chosen, and the words above it.
    choices: Vec<Choice>,
    choose: String,
    about: String,
    months: Vec<(String, String)>,
    chosen: String,
    title: String,
    m: MonthView,
    tables: Vec<MeasureTable>,
    inquiries: Vec<(String, i64)>,
    by_village: Vec<(String, i64)>,
    by_channel: Vec<(String, i64)>,
    printed: String,
    query: String,
}

/// Measures that came of it, and measures of what was done.
const CAME: &[&str] = &[
    "tally-received",
    "tally-helped",
    "tally-partly-helped",
    "tally-not-helped",
    "tally-declined",
    "tally-closed-unconfirmed",
    "tally-open-at-end",
];
const DONE: &[&str] = &[
    "tally-served",
    "tally-referred",
    "tally-answered-by-institution",
    "tally-answered-on-behalf",
    "tally-given-by-institution",
    "tally-reopened",
    "tally-overdue",
];

/// Measures of needs that ended in yet another way: shown where there are any.
const OTHERWISE: &[&str] = &["tally-informed", "tally-transferred", "tally-withdrawn"];

/// Some measures of every kind, in words.
struct MeasureTable {
    title: &'static str,
    columns: Vec<String>,
    rows: Vec<(String, Vec<Cell>)>,
    total: Vec<Cell>,
}

/// A cell with its column's words, for narrow screens, which leave noughts out.
struct Cell {
    label: String,
    n: String,
    class: &'static str,
}

impl MeasureTable {
    fn new(app: &App, l: &Speak, m: &MonthView, title: &'static str, keys: &[&str]) -> Self {
        let chosen: Vec<&workbook::Measure> = keys.iter().filter_map(|key| workbook::MEASURES.iter().find(|(k, _)| k == key)).collect();
        let cell = |label: String, n: i64| Cell { label, n: l.number(n), class: if n == 0 { "zero" } else { "" } };
        let cells = |row: &MonthRow| chosen.iter().map(|(key, read)| cell(l.t(key), read(row))).collect::<Vec<_>>();
        // What came most often stands on top, as in the lists below.
        let mut rows: Vec<(i64, String, Vec<Cell>)> = m.rows.iter().map(|r| (r.received, names::kind(app, l, &r.kind), cells(r))).collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let rows = rows.into_iter().map(|(_, name, cells)| (name, cells)).collect();
        Self { title, columns: chosen.iter().map(|(key, _)| l.t(key)).collect(), rows, total: cells(&m.total) }
    }
}

impl MonthPage {
    fn is_shown(&self, month: &str) -> bool {
        month == self.chosen
    }
    fn is_empty(&self) -> bool {
        self.m.rows.is_empty() && self.inquiries.is_empty()
    }
    fn protection(&self) -> Option<String> {
        self.m.protection.map(|p| protection(&self.f.l, p))
    }
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
    fn printed_at(&self) -> String {
        self.f.l.t1("book-printed", "at", self.printed.clone())
    }
    /// The short tables: keys of heading and first column, and rows.
    fn lists(&self) -> [(&'static str, &'static str, &[(String, i64)]); 3] {
        [
            ("book-by-village", "book-village", &self.by_village),
            ("book-by-channel", "book-channel", &self.by_channel),
            ("book-inquiries", "book-sector", &self.inquiries),
        ]
    }
    fn words(&self, key: &str) -> String {
        names::with_village(&self.f, key)
    }
    fn questions(&self) -> i64 {
        self.inquiries.iter().map(|(_, n)| n).sum()
    }
}

/// The number of restricted concerns in words: a small one is not told.
pub(super) fn protection(l: &Speak, p: Protected) -> String {
    match p {
        Protected::Few => l.t1("book-protection-few", "n", Protected::FEWEST),
        Protected::Received(n) => l.number(n),
    }
}

/// Shows the report.
pub async fn show(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session, &frame.l, &q).await {
        Ok((choices, m)) => html(&page(&app, &session, frame, choices, m)),
        Err(e) => e.page(frame),
    }
}

fn page(app: &App, session: &Session, f: Frame, choices: Vec<Choice>, m: MonthView) -> MonthPage {
    let l = f.l.clone();
    let now = app.house.clock().now();
    let today = session.reference.zone.day(now);
    let (chosen, title) = (code(m.month), format!("{} {}", l.month_name(m.month.1), m.month.0));
    let mut months: Vec<(String, String)> =
        back_from(today.year(), today.month()).map(|(y, m)| (code((y, m)), format!("{} {y}", l.month_name(m)))).collect();
    if !months.iter().any(|(c, _)| *c == chosen) {
        months.push((chosen.clone(), title.clone()));
    }
    let about = choice::about(app, &l, &m.of);
    let value = choices.iter().find(|c| c.chosen).map(|c| c.value.clone()).unwrap_or_default();
    MonthPage {
        choose: l.t(choice::label(session)),
        about,
        months,
        title,
        tables: tables(app, &l, &m),
        inquiries: most_first(m.inquiries.iter().map(|(s, n)| (names::sector(app, &l, s), *n))),
        by_village: most_first(m.by_village.iter().map(|(v, n)| (place::area(app, &l, v.code), *n))),
        by_channel: most_first(m.by_channel.iter().map(|(c, n)| (names::channel(&l, c), *n))),
        printed: l.moment(now, &session.reference.zone),
        query: format!("kantor={value}&bulan={chosen}"),
        choices,
        chosen,
        m,
        f,
    }
}

fn tables(app: &App, l: &Speak, m: &MonthView) -> Vec<MeasureTable> {
    let mut tables = vec![MeasureTable::new(app, l, m, "book-came-of-it", CAME), MeasureTable::new(app, l, m, "book-was-done", DONE)];
    if m.total.informed + m.total.transferred + m.total.withdrawn > 0 {
        tables.insert(1, MeasureTable::new(app, l, m, "book-ended-otherwise", OTHERWISE));
    }
    tables
}

/// Counts with their words, the largest first.
pub(super) fn most_first(rows: impl Iterator<Item = (String, i64)>) -> Vec<(String, i64)> {
    let mut rows: Vec<(String, i64)> = rows.collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}

/// As a workbook.
pub async fn xlsx(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    let made = load(&app, &session, &frame.l, &q).await.and_then(|(_, m)| {
        let today = session.reference.zone.day(app.house.clock().now());
        let bytes = slrt_documents::write_xlsx(&workbook::of(&app, &frame, &m, today)).map_err(|e| StorageError::corrupt(e.to_string()))?;
        Ok((file_name(&app, &frame.l, &m, "xlsx"), bytes))
    });
    match made {
        Ok((name, bytes)) => download(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes),
        Err(e) => e.page(frame),
    }
}

/// The table by kind as CSV.
pub async fn csv(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    let made = load(&app, &session, &frame.l, &q).await.and_then(|(_, m)| {
        let mut bytes = Vec::new();
        slrt_documents::write_csv(&workbook::marked(&frame, workbook::by_kind(&app, &frame.l, &m)), b';', &mut bytes)
            .map_err(|e| StorageError::corrupt(e.to_string()))?;
        Ok((file_name(&app, &frame.l, &m, "csv"), bytes))
    });
    match made {
        Ok((name, bytes)) => download(&name, "text/csv; charset=utf-8", bytes),
        Err(e) => e.page(frame),
    }
}

async fn load(app: &App, session: &Session, l: &Speak, q: &Which) -> Result<(Vec<Choice>, MonthView), Failure> {
    let today = session.reference.zone.day(app.house.clock().now());
    let (year, month) = match q.bulan.as_deref().filter(|b| !b.is_empty()) {
        Some(text) => parse_month(text).ok_or_else(Refusal::not_found)?,
        None => (today.year(), today.month()),
    };
    let (choices, asked) = choice::of(app, session, l, q.kantor.as_deref())?;
    let m = view::month(&app.house, session, asked, year, month).await?;
    Ok((choices, m))
}

/// Reads `YYYY-MM`.
pub(crate) fn parse_month(text: &str) -> Option<(i32, u8)> {
    let first = Day::parse(&format!("{text}-01"))?;
    (2000..2200).contains(&first.year()).then(|| (first.year(), first.month()))
}

fn code((year, month): (i32, u8)) -> String {
    format!("{year:04}-{month:02}")
}

fn back_from(year: i32, month: u8) -> impl Iterator<Item = (i32, u8)> {
    std::iter::successors(Some((year, month)), |(y, m)| Some(if *m == 1 { (y - 1, 12) } else { (*y, m - 1) })).take(MONTHS)
}

fn file_name(app: &App, l: &Speak, m: &MonthView, ending: &str) -> String {
    let office: String =
        choice::about(app, l, &m.of).to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("laporan-{}-{}.{ending}", office.trim_matches('-'), code(m.month))
}

fn download(name: &str, media: &str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))], bytes)
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_counted_back() {
        for (text, want) in [("2026-11", Some((2026, 11))), ("2026-13", None), ("2026-1", None), ("", None), ("0001-01", None)] {
            assert_eq!(parse_month(text), want, "{text}");
        }
        assert_eq!(back_from(2026, 2).take(3).collect::<Vec<_>>(), [(2026, 2), (2026, 1), (2025, 12)]);
    }
}

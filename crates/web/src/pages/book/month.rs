//! `GET /buku/bulan`: the monthly report of an office, as a page to print, as XLSX and as CSV.

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
use slrt_operations::view::{self, MonthRow, MonthView, OfficeName};

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
    offices: Vec<OfficeName>,
    months: Vec<(String, String)>,
    chosen: String,
    title: String,
    m: MonthView,
    tables: [MeasureTable; 2],
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
    fn is_chosen(&self, office: &OfficeName) -> bool {
        office.id == self.m.office.id
    }
    fn is_empty(&self) -> bool {
        self.m.rows.is_empty() && self.inquiries.is_empty()
    }
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
    fn printed_at(&self) -> String {
        self.f.l.t1("book-printed", "at", self.printed.clone())
    }
    fn rate(&self) -> Option<i64> {
        rate(self.m.total.helped, self.m.total.received)
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

/// How many of a hundred that came said that help came. What was sent on does not count.
pub fn rate(helped: i64, received: i64) -> Option<i64> {
    (received > 0).then(|| (helped * 100 + received / 2) / received)
}

/// Shows the report.
pub async fn show(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session, &q).await {
        Ok((offices, m)) => {
            let l = &frame.l;
            let chosen = code(m.month);
            let title = format!("{} {}", l.month_name(m.month.1), m.month.0);
            let printed = l.moment(app.house.clock().now(), &session.reference.zone);
            let today = session.reference.zone.day(app.house.clock().now());
            let mut months: Vec<(String, String)> =
                back_from(today.year(), today.month()).map(|(y, m)| (code((y, m)), format!("{} {y}", l.month_name(m)))).collect();
            if !months.iter().any(|(c, _)| *c == chosen) {
                months.push((chosen.clone(), title.clone()));
            }
            let tables = [MeasureTable::new(&app, l, &m, "book-came-of-it", CAME), MeasureTable::new(&app, l, &m, "book-was-done", DONE)];
            let mut by_village: Vec<(String, i64)> = m.by_village.iter().map(|(v, n)| (place::area(&app, l, v.code), *n)).collect();
            let mut by_channel: Vec<(String, i64)> = m.by_channel.iter().map(|(c, n)| (names::channel(l, c), *n)).collect();
            let mut inquiries: Vec<(String, i64)> = m.inquiries.iter().map(|(s, n)| (names::sector(&app, l, s), *n)).collect();
            for list in [&mut by_village, &mut by_channel, &mut inquiries] {
                list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            }
            let query = format!("kantor={}&bulan={chosen}", m.office.id);
            html(&MonthPage { f: frame, offices, months, chosen, title, m, tables, inquiries, by_village, by_channel, printed, query })
        }
        Err(e) => e.page(frame),
    }
}

/// As a workbook.
pub async fn xlsx(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    let made = load(&app, &session, &q).await.and_then(|(_, m)| {
        let today = session.reference.zone.day(app.house.clock().now());
        let bytes = slrt_documents::write_xlsx(&workbook::of(&app, &frame, &m, today)).map_err(|e| StorageError::corrupt(e.to_string()))?;
        Ok((file_name(&m, "xlsx"), bytes))
    });
    match made {
        Ok((name, bytes)) => download(&name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes),
        Err(e) => e.page(frame),
    }
}

/// The table by kind as CSV.
pub async fn csv(State(app): State<App>, Query(q): Query<Which>, Officer { session, frame }: Officer) -> Response {
    let made = load(&app, &session, &q).await.and_then(|(_, m)| {
        let mut bytes = Vec::new();
        slrt_documents::write_csv(&workbook::marked(&frame, workbook::by_kind(&app, &frame.l, &m)), b';', &mut bytes)
            .map_err(|e| StorageError::corrupt(e.to_string()))?;
        Ok((file_name(&m, "csv"), bytes))
    });
    match made {
        Ok((name, bytes)) => download(&name, "text/csv; charset=utf-8", bytes),
        Err(e) => e.page(frame),
    }
}

async fn load(app: &App, session: &Session, q: &Which) -> Result<(Vec<OfficeName>, MonthView), Failure> {
    let reference = &session.reference;
    let named = |id| reference.offices.get(&id).map(|o| OfficeName { id, name: o.name.clone(), contact: o.contact.clone() });
    let offices: Vec<OfficeName> = view::book_offices(&app.house, session)?.into_iter().filter_map(named).collect();
    let today = reference.zone.day(app.house.clock().now());
    let (year, month) = match q.bulan.as_deref().filter(|b| !b.is_empty()) {
        Some(text) => parse_month(text).ok_or_else(Refusal::not_found)?,
        None => (today.year(), today.month()),
    };
    let office = names::chosen(&offices, q.kantor.as_deref())?.or(offices.first()).ok_or_else(Refusal::not_found)?.id;
    let m = view::month(&app.house, session, office, year, month).await?;
    Ok((offices, m))
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

fn file_name(m: &MonthView, ending: &str) -> String {
    let office: String = m.office.name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
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
    fn what_was_sent_on_is_not_help() {
        let total = MonthRow { received: 8, referred: 7, given_by_institution: 5, helped: 3, ..MonthRow::default() };
        assert_eq!(rate(total.helped, total.received), Some(38));
        assert_eq!(rate(0, 0), None);
    }

    #[test]
    fn months_are_read_and_counted_back() {
        for (text, want) in [("2026-11", Some((2026, 11))), ("2026-13", None), ("2026-1", None), ("", None), ("0001-01", None)] {
            assert_eq!(parse_month(text), want, "{text}");
        }
        assert_eq!(back_from(2026, 2).take(3).collect::<Vec<_>>(), [(2026, 2), (2026, 1), (2025, 12)]);
    }
}

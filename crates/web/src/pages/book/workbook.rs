//! The monthly report as a workbook.

use super::{choice, month, names};
use crate::App;
use crate::frame::Frame;
use crate::place;
use crate::speak::Speak;
use slrt_documents::{Cell, Column, ColumnKind, Sheet, Workbook};
use slrt_domain::calendar::Day;
use slrt_operations::view::{MonthRow, MonthView};

/// A measure of a row: the key of its words and how it is read.
pub type Measure = (&'static str, fn(&MonthRow) -> i64);

/// The measures of a row, in the order of the page.
pub const MEASURES: &[Measure] = &[
    ("tally-received", |r| r.received),
    ("tally-served", |r| r.served),
    ("tally-referred", |r| r.referred),
    ("tally-answered-by-institution", |r| r.answered_by_institution),
    ("tally-answered-on-behalf", |r| r.answered_on_behalf),
    ("tally-given-by-institution", |r| r.given_by_institution),
    ("tally-helped", |r| r.helped),
    ("tally-partly-helped", |r| r.partly_helped),
    ("tally-not-helped", |r| r.not_helped),
    ("tally-declined", |r| r.declined),
    ("tally-closed-unconfirmed", |r| r.closed_unconfirmed),
    ("tally-informed", |r| r.informed),
    ("tally-transferred", |r| r.transferred),
    ("tally-withdrawn", |r| r.withdrawn),
    ("tally-reopened", |r| r.reopened),
    ("tally-overdue", |r| r.overdue),
    ("tally-open-at-end", |r| r.open_at_end),
];

/// All tables of the report.
pub fn of(app: &App, f: &Frame, m: &MonthView, made_on: Day) -> Workbook {
    let l = &f.l;
    let villages = m.by_village.iter().map(|(v, n)| (place::area(app, l, v.code), *n));
    let channels = m.by_channel.iter().map(|(c, n)| (names::channel(l, c), *n));
    let inquiries = m.inquiries.iter().map(|(s, n)| (names::sector(app, l, s), *n));
    let sheets = vec![
        summary(app, l, m),
        by_kind(app, l, m),
        counted(f, ("book-by-village", "book-village", "tally-received"), villages.collect()),
        counted(f, ("book-by-channel", "book-channel", "tally-received"), channels.collect()),
        counted(f, ("book-inquiries", "book-sector", "book-count"), inquiries.collect()),
    ];
    Workbook { made_on, sheets: sheets.into_iter().map(|s| marked(f, s)).collect() }
}

/// A table of a demo or training says so in its last row: files travel further than pages.
pub fn marked(f: &Frame, mut sheet: Sheet) -> Sheet {
    if let Some(notice) = f.notice() {
        let rest = sheet.columns.len().saturating_sub(1);
        sheet.rows.push(std::iter::once(notice.into()).chain(std::iter::repeat_with(|| Cell::Blank).take(rest)).collect());
    }
    sheet
}

fn summary(app: &App, l: &Speak, m: &MonthView) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = vec![
        vec![l.t("book-about").into(), choice::about(app, l, &m.of).into()],
        vec![l.t("book-month").into(), format!("{} {}", l.month_name(m.month.1), m.month.0).into()],
    ];
    rows.extend(MEASURES.iter().map(|(key, read)| vec![l.t(key).into(), read(&m.total).into()]));
    rows.push(vec![l.t("book-inquiries").into(), m.inquiries.values().sum::<i64>().into()]);
    rows.push(vec![l.t("book-with-outcome").into(), m.total.with_outcome().into()]);
    rows.push(vec![l.t("book-rate").into(), m.total.rate().map(|r| format!("{r}%")).into()]);
    rows.extend(m.protection.map(|p| vec![l.t("book-protection").into(), month::protection(l, p).into()]));
    rows.push(vec![l.t("book-not-help").into(), Cell::Blank]);
    rows.push(vec![l.t("book-rate-hint").into(), Cell::Blank]);
    Sheet {
        title: l.t("book-summary"),
        columns: vec![column(l.t("book-what"), 44, ColumnKind::Text), column(l.t("book-count"), 30, ColumnKind::Number)],
        rows,
    }
}

/// The table by kind, with its sum.
pub fn by_kind(app: &App, l: &Speak, m: &MonthView) -> Sheet {
    let mut columns = vec![column(l.t("book-kind"), 44, ColumnKind::Text)];
    columns.extend(MEASURES.iter().map(|(key, _)| column(l.t(key), 16, ColumnKind::Number)));
    let line =
        |name: String, row: &MonthRow| std::iter::once(name.into()).chain(MEASURES.iter().map(|(_, read)| read(row).into())).collect();
    let mut rows: Vec<Vec<Cell>> = m.rows.iter().map(|r| line(names::kind(app, l, &r.kind), r)).collect();
    rows.push(line(l.t("book-total"), &m.total));
    Sheet { title: l.t("book-by-kind"), columns, rows }
}

fn counted(f: &Frame, (title, what, count): (&str, &str, &str), rows: Vec<(String, i64)>) -> Sheet {
    Sheet {
        title: names::with_village(f, title),
        columns: vec![column(names::with_village(f, what), 44, ColumnKind::Text), column(f.l.t(count), 14, ColumnKind::Number)],
        rows: rows.into_iter().map(|(name, n)| vec![name.into(), n.into()]).collect(),
    }
}

fn column(title: String, width: u16, kind: ColumnKind) -> Column {
    Column { title, width, kind }
}

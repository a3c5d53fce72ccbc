//! `GET /book/month`: the report of an office, of all offices of the reader, or of a village or district, for a month.

use super::day::BookOffice;
use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::pages::book::{choice, parse_month};
use crate::speak::Speak;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_operations::view::{self, MonthRow, Protected, ReportOf, Reported};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// How all offices are asked for.
const ALL: &str = "all";

/// Which report.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// An office's id; `all` for the sum of all offices of the reader; or the code of a village or district of the reader, for its citizens.
    office: String,
    /// `YYYY-MM`.
    month: String,
}

/// The report for a month. What was sent on (*diteruskan*) is never counted as helped (*terbantu*); restricted concerns are left out.
#[derive(Serialize, ToSchema)]
pub struct Report {
    /// What it is about: the office, `all`, or the code of the area.
    office: BookOffice,
    /// `YYYY-MM`.
    month: String,
    /// By kind.
    kinds: Vec<ReportRow>,
    /// Sum.
    total: ReportRow,
    /// Questions answered without a case, by sector.
    inquiries: BTreeMap<String, i64>,
    /// Concerns received, by village.
    by_village: BTreeMap<String, i64>,
    /// Concerns received, by channel.
    by_channel: BTreeMap<String, i64>,
    /// For protection officers and the head of the agency: restricted concerns received, which are in no other number. Null for anybody else.
    protection: Option<Protection>,
}

/// A number of restricted concerns that gives nobody away.
#[derive(Serialize, ToSchema)]
struct Protection {
    /// How many were received; null where they are few.
    received: Option<i64>,
    /// Where they are few: fewer than so many.
    fewer_than: Option<i64>,
}

impl From<Protected> for Protection {
    fn from(p: Protected) -> Self {
        match p {
            Protected::Few => Self { received: None, fewer_than: Some(Protected::FEWEST) },
            Protected::Received(n) => Self { received: Some(n), fewer_than: None },
        }
    }
}

/// What happened with a kind in the month.
#[derive(Serialize, ToSchema)]
struct ReportRow {
    /// Kind; empty for the sum.
    kind: String,
    /// Brought.
    received: i64,
    /// Helped or informed by the office itself.
    served: i64,
    /// Sent to institutions.
    referred: i64,
    /// Answers that institutions gave themselves.
    answered_by_institution: i64,
    /// Answers recorded on their behalf.
    answered_on_behalf: i64,
    /// Help given by institutions.
    given_by_institution: i64,
    /// The citizen said that help came.
    helped: i64,
    /// The citizen said that part of it came.
    partly_helped: i64,
    /// The citizen said that no help came.
    not_helped: i64,
    /// Declined by a decision.
    declined: i64,
    /// Closed without the citizen's word.
    closed_unconfirmed: i64,
    /// Closed after the citizen was told what they asked.
    informed: i64,
    /// Closed because another body is responsible.
    transferred: i64,
    /// Withdrawn by the citizen, or brought twice.
    withdrawn: i64,
    /// Opened again.
    reopened: i64,
    /// Days that offices and institutions let pass.
    overdue: i64,
    /// Open at the end of the month.
    open_at_end: i64,
    /// Got an outcome in the month: helped, partly or not helped, declined, closed without the citizen's word, informed, transferred.
    with_outcome: i64,
    /// How many of a hundred of these were helped, as the citizens say; null where nothing got an outcome.
    helped_rate: Option<i64>,
}

impl From<MonthRow> for ReportRow {
    fn from(r: MonthRow) -> Self {
        Self {
            with_outcome: r.with_outcome(),
            helped_rate: r.rate(),
            kind: r.kind,
            received: r.received,
            served: r.served,
            referred: r.referred,
            answered_by_institution: r.answered_by_institution,
            answered_on_behalf: r.answered_on_behalf,
            given_by_institution: r.given_by_institution,
            helped: r.helped,
            partly_helped: r.partly_helped,
            not_helped: r.not_helped,
            declined: r.declined,
            closed_unconfirmed: r.closed_unconfirmed,
            informed: r.informed,
            transferred: r.transferred,
            withdrawn: r.withdrawn,
            reopened: r.reopened,
            overdue: r.overdue,
            open_at_end: r.open_at_end,
        }
    }
}

/// The report for a month.
#[utoipa::path(get, path = "/book/month", tag = "book", security(("bearer" = [])), params(Which), responses(
    (status = 200, body = Report), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn month(
    State(app): State<App>,
    Bearer(session): Bearer,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<axum::Json<Report>, Failure> {
    let l = speak(&app, &headers);
    let of = read(&which.office).ok_or_else(|| Refusal::invalid("office", "unknown"))?;
    let (year, month) = parse_month(&which.month).ok_or_else(|| Refusal::invalid("month", "unknown"))?;
    let m = view::month(&app.house, &session, of, year, month).await?;
    Ok(axum::Json(Report {
        office: about(&app, &l, &m.of),
        month: which.month,
        kinds: m.rows.into_iter().map(ReportRow::from).collect(),
        total: m.total.into(),
        inquiries: m.inquiries,
        by_village: m.by_village.into_iter().map(|(v, n)| (v.code.to_string(), n)).collect(),
        by_channel: m.by_channel,
        protection: m.protection.map(Protection::from),
    }))
}

fn read(text: &str) -> Option<Reported> {
    if text == ALL {
        return Some(Reported::AllOffices);
    }
    OfficeId::parse(text).map(Reported::Office).or_else(|| AreaCode::parse(text).map(Reported::Area))
}

fn about(app: &App, l: &Speak, of: &ReportOf) -> BookOffice {
    let office = match of {
        ReportOf::Office(office) => office.id.to_string(),
        ReportOf::AllOffices => ALL.to_owned(),
        ReportOf::Area(area) => area.code.to_string(),
    };
    BookOffice { office, name: choice::about(app, l, of) }
}

//! `GET /book/month`: the report of an office for a month.

use super::day::BookOffice;
use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::pages::book::parse_month;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_operations::view::{self, MonthRow};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which report.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// The office.
    office: String,
    /// `YYYY-MM`.
    month: String,
}

/// The report of an office for a month. What was sent on (*diteruskan*) is never counted as helped (*terbantu*); restricted concerns are left out.
#[derive(Serialize, ToSchema)]
struct Report {
    /// The office.
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
    /// Opened again.
    reopened: i64,
    /// Days that passed unkept.
    overdue: i64,
    /// Open at the end of the month.
    open_at_end: i64,
}

impl From<MonthRow> for ReportRow {
    fn from(r: MonthRow) -> Self {
        Self {
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
            reopened: r.reopened,
            overdue: r.overdue,
            open_at_end: r.open_at_end,
        }
    }
}

/// The report of an office for a month.
#[utoipa::path(get, path = "/book/month", tag = "book", security(("bearer" = [])), params(Which), responses(
    (status = 200, body = Report), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn month(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap, Query(which): Query<Which>) -> Response {
    let answer = async {
        let office = OfficeId::parse(&which.office).ok_or_else(|| Refusal::invalid("office", "unknown"))?;
        let (year, month) = parse_month(&which.month).ok_or_else(|| Refusal::invalid("month", "unknown"))?;
        Ok::<_, Failure>(view::month(&app.house, &session, office, year, month).await?)
    };
    match answer.await {
        Ok(m) => axum::Json(Report {
            office: BookOffice { office: m.office.id.to_string(), name: m.office.name },
            month: which.month,
            kinds: m.rows.into_iter().map(ReportRow::from).collect(),
            total: m.total.into(),
            inquiries: m.inquiries,
            by_village: m.by_village.into_iter().map(|(v, n)| (v.code.to_string(), n)).collect(),
            by_channel: m.by_channel,
        })
        .into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

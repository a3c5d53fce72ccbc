//! `GET /book`: the service book of a day.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_operations::view::{self, AreaDay, Count};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which day.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// `YYYY-MM-DD`; today if not said.
    day: Option<String>,
}

/// The service book of a day: restricted concerns are left out.
#[derive(Serialize, ToSchema)]
pub struct Book {
    /// The day.
    day: String,
    /// Offices that the reader answers for.
    offices: Vec<BookOffice>,
    /// Concerns brought, by office and kind.
    brought: Vec<BookCount>,
    /// Questions answered without a case, by office and sector.
    inquiries: Vec<BookCount>,
    /// Cases in order of time, for readers who may see cases; no names.
    cases: Vec<BookLine>,
    /// Villages and districts of the reader: what their citizens brought, at whichever office. It is counted under the offices, too.
    areas: Vec<BookArea>,
}

/// A day of the citizens of an area.
#[derive(Serialize, ToSchema)]
struct BookArea {
    /// Code: six digits of a district, ten of a village.
    area: String,
    /// Its name.
    name: String,
    /// Concerns brought, by kind.
    brought: BTreeMap<String, i64>,
    /// Questions answered without a case, by sector.
    inquiries: BTreeMap<String, i64>,
}

/// An office; in reports also all of them, or an area.
#[derive(Serialize, ToSchema)]
pub(super) struct BookOffice {
    /// Its id; `all`; or the code of an area.
    pub office: String,
    /// Its name.
    pub name: String,
}

/// A count.
#[derive(Serialize, ToSchema)]
struct BookCount {
    /// Office.
    office: String,
    /// Kind of concern, or sector.
    kind: String,
    /// How many.
    n: i64,
}

/// A case of the day.
#[derive(Serialize, ToSchema)]
struct BookLine {
    /// Case.
    case: String,
    /// *Nomor layanan*.
    number: String,
    /// Office.
    office: String,
    /// When (RFC 3339, UTC).
    at: String,
    /// Channel.
    channel: String,
    /// Village, ten digits.
    village: String,
    /// Kinds of its concerns.
    kinds: Vec<String>,
}

/// The service book of a day.
#[utoipa::path(get, path = "/book", tag = "book", security(("bearer" = [])), params(Which), responses(
    (status = 200, body = Book), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn day(State(app): State<App>, Bearer(session): Bearer, Query(which): Query<Which>) -> Result<axum::Json<Book>, Failure> {
    let today = session.reference.zone.day(app.house.clock().now());
    let day = which.day.as_deref().map(|d| Day::parse(d).ok_or_else(|| Refusal::invalid("day", "day"))).transpose()?;
    let count = |c: Count| BookCount { office: c.office.to_string(), kind: c.kind, n: c.n };
    let book = view::book(&app.house, &session, day.unwrap_or(today)).await?;
    Ok(axum::Json(Book {
        day: book.day.iso(),
        offices: book.offices.into_iter().map(|o| BookOffice { office: o.id.to_string(), name: o.name }).collect(),
        brought: book.brought.into_iter().map(count).collect(),
        inquiries: book.inquiries.into_iter().map(count).collect(),
        cases: book
            .cases
            .into_iter()
            .map(|c| BookLine {
                case: c.case.to_string(),
                number: c.number.to_string(),
                office: c.office.to_string(),
                at: c.at.rfc3339(),
                channel: c.channel.code().into(),
                village: c.village.code.to_string(),
                kinds: c.kinds,
            })
            .collect(),
        areas: book.areas.into_iter().map(area).collect(),
    }))
}

fn area(a: AreaDay) -> BookArea {
    BookArea { area: a.area.code.to_string(), name: a.area.name, brought: a.brought, inquiries: a.inquiries }
}

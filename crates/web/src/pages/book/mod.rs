//! `/buku`: the service book of a day, and the monthly report of an office.

mod day;
mod month;
mod names;
mod workbook;

pub(crate) use month::{parse_month, rate};

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of the book.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/buku", get(day::show))
        .route("/buku/bulan", get(month::show))
        .route("/buku/bulan.xlsx", get(month::xlsx))
        .route("/buku/bulan.csv", get(month::csv))
}

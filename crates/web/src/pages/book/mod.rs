//! `/buku`: the service book of a day, and the monthly report of an office, of all of them, or of a village.

pub(crate) mod choice;
mod day;
mod month;
mod names;
mod workbook;

pub(crate) use month::parse_month;

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

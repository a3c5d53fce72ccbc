//! HTTP: pages and API over one house. [`router`] is the table of contents.

mod access;
mod api;
mod app;
mod assets;
mod error;
mod flaws;
mod form;
mod frame;
mod metrics;
mod operation;
mod pages;
mod patience;
mod place;
pub mod router;
mod serve;
mod speak;
pub mod told;

pub use app::{App, Reset};
pub use router::{app, openapi};
pub use serve::{ServeConfig, Tls, serve, serve_on};

//! `/api/v1`: bearer tokens, problem JSON, cursors, idempotency keys.

mod areas;
mod book;
mod cases;
mod catalog;
mod concerns;
mod confirmations;
mod documents;
mod families;
mod hand_overs;
mod imports;
mod inquiries;
mod institutions;
mod journal;
mod offices;
mod page;
mod people;
mod profile;
mod referrals;
mod session;
mod status;
mod tasks;
mod tokens;
mod users;

use crate::App;
use axum::Router;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "SLRT",
    description = "Sistem Layanan dan Rujukan Terpadu. Changes carry an `Idempotency-Key` (a UUID made by the client): the same key and body twice is done once and answered alike.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The routes and their description.
pub fn routes() -> (Router<App>, OpenApi) {
    let mut document = Document::openapi();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    let (router, mut document) = OpenApiRouter::with_openapi(document)
        .merge(session::routes())
        .merge(tokens::routes())
        .merge(cases::routes())
        .merge(people::routes())
        .merge(families::routes())
        .merge(inquiries::routes())
        .merge(concerns::routes())
        .merge(documents::routes())
        .merge(referrals::routes())
        .merge(hand_overs::routes())
        .merge(tasks::routes())
        .merge(institutions::routes())
        .merge(areas::routes())
        .merge(catalog::routes())
        .merge(offices::routes())
        .merge(profile::routes())
        .merge(status::routes())
        .merge(users::routes())
        .merge(confirmations::routes())
        .merge(journal::routes())
        .merge(book::routes())
        .merge(imports::routes())
        .split_for_parts();
    // The router is nested under the version; the description says so too.
    document.paths.paths = std::mem::take(&mut document.paths.paths).into_iter().map(|(p, item)| (format!("/api/v1{p}"), item)).collect();
    (router, document)
}

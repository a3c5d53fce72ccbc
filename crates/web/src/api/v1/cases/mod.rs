//! `/cases`.

mod duplicates;
mod erase;
mod find;
mod hand_over;
mod name_person;
mod open;
mod renew_pin;
mod reveal;
mod set_person;
mod show;
mod take_back;
mod unname_person;

use crate::App;
use crate::operation::{When, saying};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    saying::<When>(OpenApiRouter::new().routes(routes!(open::open)).routes(routes!(hand_over::hand)))
        .routes(routes!(show::show))
        .routes(routes!(find::find))
        .routes(routes!(duplicates::duplicates))
        .routes(routes!(name_person::name_person))
        .routes(routes!(unname_person::unname_person))
        .routes(routes!(set_person::set_person))
        .routes(routes!(renew_pin::renew_pin))
        .routes(routes!(reveal::reveal))
        .routes(routes!(take_back::take_case_back))
        .routes(routes!(erase::erase))
}

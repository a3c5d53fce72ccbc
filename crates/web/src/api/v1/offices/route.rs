//! `GET /offices/route`: who serves a village, nearest first.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::parsed;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::journal::Refusal;
use slrt_operations::view::{self, OfficeContact};
use utoipa::{IntoParams, ToSchema};

/// Which village.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Its code, ten digits.
    village: Option<String>,
}

/// An office that people may call.
#[derive(Serialize, ToSchema)]
pub struct Contact {
    /// Identifier.
    id: String,
    /// Kind.
    kind: &'static str,
    /// Name.
    name: String,
    /// Hours.
    hours: String,
    /// Public contact.
    contact: String,
    /// Address.
    address: String,
}

/// The way of a village: Puskesos → facilitator → district → Sekretariat.
#[derive(Serialize, ToSchema)]
pub struct Way {
    /// The village's code.
    village: String,
    /// Its name.
    name: String,
    /// Its Puskesos, when active and staffed.
    puskesos: Option<Contact>,
    /// How many facilitators come there.
    facilitators: usize,
    /// Numbers that they made public.
    facilitator_numbers: Vec<String>,
    /// The counter of the district.
    district: Option<Contact>,
    /// How many TKSK the district has.
    tksk: usize,
    /// Numbers that they made public.
    tksk_numbers: Vec<String>,
    /// The Sekretariat.
    sekretariat: Option<Contact>,
    /// The office that holds the village's cases today.
    holds_cases: Option<String>,
}

fn contact(o: OfficeContact) -> Contact {
    Contact { id: o.id.to_string(), kind: o.kind.code(), name: o.name, hours: o.hours, contact: o.contact, address: o.address }
}

/// Who serves a village?
#[utoipa::path(get, path = "/offices/route", tag = "offices", security(("bearer" = [])), params(Wanted), responses(
    (status = 200, body = Way), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn route(State(app): State<App>, Bearer(session): Bearer, Query(w): Query<Wanted>) -> Result<axum::Json<Way>, Failure> {
    let village = w.village.as_deref().ok_or_else(|| Refusal::invalid("village", "missing"))?;
    let village = parsed("village", village, AreaCode::parse)?;
    let c = view::contacts(&app.house, session.tenant, village).await?;
    let today = session.reference.zone.day(app.house.clock().now());
    Ok(axum::Json(Way {
        village: village.to_string(),
        name: c.village.name,
        puskesos: c.puskesos.map(contact),
        facilitators: c.facilitators,
        facilitator_numbers: c.facilitator_numbers,
        district: c.district.map(contact),
        tksk: c.tksk,
        tksk_numbers: c.tksk_numbers,
        sekretariat: c.sekretariat.map(contact),
        holds_cases: session.reference.office_for(village, today).map(|o| o.to_string()),
    }))
}

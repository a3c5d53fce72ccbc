//! `GET /profile`, `PUT /profile`: the name that stands on every page and receipt.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use crate::pages::settings::show::brand_of;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::access::{Action, Place};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::journal::{ProfileSet, Refusal};
use slrt_domain::office::Reference;
use slrt_operations::Body;
use slrt_operations::setup::{Move, move_tenant};
use utoipa::ToSchema;

/// What the tenant is, and what it calls its service.
#[derive(Serialize, ToSchema)]
pub struct Profile {
    /// Its four digits.
    tenant: String,
    /// Kemendagri code of the regency.
    area: String,
    /// Local name of the service.
    brand: String,
    /// Time zone: `WIB`, `WITA`, `WIT`.
    zone: String,
    /// Raised by every change of the name.
    revision: i64,
    /// Codes that the regency had before.
    former_areas: Vec<String>,
    /// Another code or zone that is planned.
    planned: Option<PlannedPlace>,
    /// Raised by every change of code or zone.
    place_revision: i64,
}

/// Code and zone from a day on.
#[derive(Serialize, ToSchema)]
struct PlannedPlace {
    /// Kemendagri code of the regency.
    area: String,
    /// Time zone.
    zone: String,
    /// First day.
    from: String,
}

impl Profile {
    fn of(app: &App, r: &Reference) -> Self {
        let planned = r.seat.planned.as_ref();
        Self {
            tenant: r.tenant.to_string(),
            area: r.area.to_string(),
            brand: r.brand.clone(),
            zone: r.zone.name_at(app.house.clock().now()).to_owned(),
            revision: r.profile_revision,
            former_areas: r.seat.former.iter().map(ToString::to_string).collect(),
            planned: planned.map(|(area, zone, from)| PlannedPlace { area: area.to_string(), zone: zone.clone(), from: from.iso() }),
            place_revision: r.seat.revision,
        }
    }
}

/// The name to set.
#[derive(Deserialize, ToSchema)]
pub struct ProfileIn {
    /// Local name of the service, at most 60 letters.
    brand: String,
    /// The revision that was seen: another one means that a colleague was faster.
    revision: i64,
}

/// The tenant's profile.
#[utoipa::path(get, path = "/profile", tag = "profile", security(("bearer" = [])),
    responses((status = 200, body = Profile), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn show(State(app): State<App>, Bearer(session): Bearer) -> axum::Json<Profile> {
    axum::Json(Profile::of(&app, &session.reference))
}

/// Code and zone to set; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub struct PlaceIn {
    /// Kemendagri code of the regency, four digits.
    area: Option<String>,
    /// `WIB`, `WITA`, `WIT`.
    zone: Option<String>,
    /// First day; of another zone tomorrow at the earliest.
    from: String,
    /// The `place_revision` that was seen.
    revision: i64,
}

/// Says which Kemendagri code and zone the regency has from a day on. The tenant's own four digits and all service numbers stay.
#[utoipa::path(put, path = "/profile/place", tag = "profile", security(("bearer" = [])), request_body = PlaceIn,
    params(Key),
    responses((status = 200, body = Profile), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set_place(State(app): State<App>, op: Operation<PlaceIn>) -> Result<axum::Json<Profile>, Failure> {
    if op.session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_none() {
        return Err(Failure::from(Refusal::forbidden()));
    }
    let b = op.body;
    let area = b.area.as_deref().map(|a| AreaCode::parse(a).ok_or_else(|| Refusal::invalid("area", "unknown"))).transpose()?;
    let from = Day::parse(&b.from).ok_or_else(|| Refusal::invalid("from", "day"))?;
    move_tenant(&app.house, &op.sender, Move { area, zone: b.zone, from, revision: b.revision }).await?;
    let reference = app.house.reference(op.session.tenant).await?;
    Ok(axum::Json(Profile::of(&app, &reference)))
}

/// Puts the name right; receipts and pages carry it from now on.
#[utoipa::path(put, path = "/profile", tag = "profile", security(("bearer" = [])), request_body = ProfileIn,
    params(Key),
    responses((status = 200, body = Profile), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set(State(app): State<App>, op: Operation<ProfileIn>) -> Result<axum::Json<Profile>, Failure> {
    if op.session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_none() {
        return Err(Failure::from(Refusal::forbidden()));
    }
    let set = ProfileSet { brand: brand_of(&op.body.brand)?, revision: op.body.revision + 1 };
    app.house.submit(op.sender.request(Body::SetProfile(set))).await?;
    let reference = app.house.reference(op.session.tenant).await?;
    Ok(axum::Json(Profile::of(&app, &reference)))
}

//! `GET /profile`, `PUT /profile`: the name that stands on every page and receipt.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use crate::pages::settings::show::brand_of;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::access::{Action, Place};
use slrt_domain::journal::{ProfileSet, Refusal};
use slrt_domain::office::Reference;
use slrt_operations::Body;
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
    /// Raised by every change.
    revision: i64,
}

impl Profile {
    fn of(r: &Reference) -> Self {
        Self {
            tenant: r.tenant.to_string(),
            area: r.area.to_string(),
            brand: r.brand.clone(),
            zone: r.zone.name.clone(),
            revision: r.profile_revision,
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
pub async fn show(Bearer(session): Bearer) -> axum::Json<Profile> {
    axum::Json(Profile::of(&session.reference))
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
    Ok(axum::Json(Profile::of(&reference)))
}

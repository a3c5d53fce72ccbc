//! `GET /offices/{id}/chains`, `PUT /offices/{id}/chains`: who decides on recommendations of an office.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation, day, parsed};
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Place, Role};
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::{ChainSet, Refusal};
use slrt_domain::office::OfficeChain;
use slrt_operations::Body;
use slrt_operations::accounts::Session;
use utoipa::ToSchema;

/// A chain of an office.
#[derive(Serialize, ToSchema)]
pub struct Chain {
    /// Kind of need; empty for all on which somebody decides at all, but the protected ones.
    kind: String,
    /// First day.
    valid_from: String,
    /// Roles that decide, in order; none: the catalogue's again.
    steps: Option<Vec<&'static str>>,
    /// Raised by every change of the same kind and day.
    revision: i64,
}

impl Chain {
    fn of(c: &OfficeChain) -> Self {
        Self {
            kind: c.kind.clone(),
            valid_from: c.valid_from.iso(),
            steps: c.steps.as_ref().map(|s| s.iter().map(|r| r.code()).collect()),
            revision: c.revision,
        }
    }
}

/// A chain to set.
#[derive(Deserialize, ToSchema)]
pub struct ChainIn {
    /// Kind of need; empty for all on which somebody decides at all, but the protected ones.
    #[serde(default)]
    kind: String,
    /// First day, `YYYY-MM-DD`: today or later.
    valid_from: String,
    /// Roles that decide, in order: `coordinator`, `village_head`, `supervisor`, `manager`, `division_head`, `head`, `protection_officer`. An empty
    /// list: nobody else decides. Left out: the catalogue's again.
    steps: Option<Vec<String>>,
    /// What it rests on: the decree, in words.
    reason: String,
    /// The revision that was seen of the same kind and day; 0 for a new one.
    #[serde(default)]
    revision: i64,
}

fn office_of(session: &Session, id: &str) -> Result<OfficeId, Refusal> {
    if session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_none() {
        return Err(Refusal::forbidden());
    }
    OfficeId::parse(id).filter(|id| session.reference.offices.contains_key(id)).ok_or_else(Refusal::not_found)
}

/// An office's own chains, by kind and day. Where none holds, the catalogue's decides.
#[utoipa::path(get, path = "/offices/{id}/chains", tag = "offices", security(("bearer" = [])), params(("id" = String, Path, description = "The office")),
    responses((status = 200, body = Vec<Chain>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn list(Path(id): Path<String>, Bearer(session): Bearer) -> Result<axum::Json<Vec<Chain>>, Failure> {
    let office = office_of(&session, &id)?;
    let own = session.reference.chains.iter().filter(|c| c.office == office).map(Chain::of);
    Ok(axum::Json(own.collect::<Vec<_>>()))
}

/// Sets who decides from a day on. What is recommended by then keeps the steps that it has.
#[utoipa::path(put, path = "/offices/{id}/chains", tag = "offices", security(("bearer" = [])), request_body = ChainIn,
    params(("id" = String, Path, description = "The office"), Key),
    responses((status = 200, body = Chain), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn set(State(app): State<App>, Path(id): Path<String>, op: Operation<ChainIn>) -> Result<axum::Json<Chain>, Failure> {
    let office = office_of(&op.session, &id)?;
    let ChainIn { kind, valid_from, steps, reason, revision } = op.body;
    let role = |s: &String| parsed("steps", s, Role::from_code);
    let chain = OfficeChain {
        office,
        kind,
        valid_from: day("valid_from", &valid_from)?,
        steps: steps.map(|s| s.iter().map(role).collect::<Result<Vec<_>, _>>()).transpose()?,
        revision: revision + 1,
    };
    let done = Chain::of(&chain);
    app.house.submit(op.sender.request(Body::SetChain(ChainSet { chain, reason }))).await?;
    Ok(axum::Json(done))
}

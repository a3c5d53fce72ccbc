//! `POST /families/{id}/observations`: what an officer saw in SIKS-NG, DTSEN, Cek Bansos or BPJS.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, day, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Observation, observe as record};
use utoipa::ToSchema;

/// What was seen.
#[derive(Deserialize, ToSchema)]
pub struct NewObservation {
    /// The observation, a UUID made by the client.
    id: String,
    /// The case in whose connection it was looked up.
    case: Option<String>,
    /// `siks-ng`, `dtsen`, `cek-bansos`, `bpjs`.
    system: String,
    /// Listed there or not.
    listed: bool,
    /// Decile 1–10, 0 for *belum diperingkat*; none when no decile was seen, and always where the family is not listed.
    decile: Option<i64>,
    /// Programs seen as received, by code.
    #[serde(default)]
    programs: Vec<String>,
    /// Whether an exclude flag was seen.
    #[serde(default)]
    excluded: bool,
    /// When it was seen, `YYYY-MM-DD`.
    seen_on: String,
    /// Remarks.
    words: Option<String>,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
pub struct Recorded {
    /// The observation.
    id: String,
}

/// Records what a national system showed; it changes nothing there.
#[utoipa::path(post, path = "/families/{id}/observations", tag = "families", security(("bearer" = [])), request_body = NewObservation,
    params(("id" = String, Path, description = "The family"), Key),
    responses((status = 201, body = Recorded), Refused))]
pub async fn observe(
    State(app): State<App>,
    Path(id): Path<String>,
    op: Operation<NewObservation>,
) -> Result<(StatusCode, axum::Json<Recorded>), Failure> {
    let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
    let observation = op.body.observation(family)?;
    let id = observation.id.to_string();
    record(&app.house, &op.sender, observation).await?;
    Ok((StatusCode::CREATED, axum::Json(Recorded { id })))
}

impl NewObservation {
    fn observation(self, family: FamilyId) -> Result<Observation, Refusal> {
        Ok(Observation {
            id: parsed("id", &self.id, ObservationId::parse)?,
            family,
            case: self.case.map(|c| parsed("case", &c, CaseId::parse)).transpose()?,
            system: self.system,
            listed: self.listed,
            decile: self.decile,
            programs: self.programs,
            excluded: self.excluded,
            seen_on: day("seen_on", &self.seen_on)?,
            words: self.words.map(Private::new),
        })
    }
}

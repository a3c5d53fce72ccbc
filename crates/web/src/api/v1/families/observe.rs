//! `POST /families/{id}/observations`: what an officer saw in SIKS-NG, DTSEN, Cek Bansos or BPJS.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::calendar::Day;
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
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
struct Recorded {
    /// The observation.
    id: String,
}

/// Records what a national system showed; it changes nothing there.
#[utoipa::path(post, path = "/families/{id}/observations", tag = "families", security(("bearer" = [])), request_body = NewObservation,
    params(("id" = String, Path, description = "The family"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = Recorded), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn observe(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<NewObservation>) -> Response {
    let answer = async {
        let family = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
        let observation = op.body.observation(family)?;
        let id = observation.id.to_string();
        record(&app.house, &op.sender, observation).await?;
        Ok::<_, Failure>(Recorded { id })
    };
    match answer.await {
        Ok(recorded) => (StatusCode::CREATED, axum::Json(recorded)).into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

impl NewObservation {
    fn observation(self, family: FamilyId) -> Result<Observation, Refusal> {
        Ok(Observation {
            id: ObservationId::parse(&self.id).ok_or_else(|| Refusal::invalid("id", "unknown"))?,
            family,
            case: self.case.map(|c| CaseId::parse(&c).ok_or_else(|| Refusal::invalid("case", "unknown"))).transpose()?,
            system: self.system,
            listed: self.listed,
            decile: self.decile,
            programs: self.programs,
            excluded: self.excluded,
            seen_on: Day::parse(&self.seen_on).ok_or_else(|| Refusal::invalid("seen_on", "day"))?,
            words: self.words.map(Private::new),
        })
    }
}

//! `GET /imports/bridge`, `POST /imports/bridge/forget`: the bridge between area codes that imports go by.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use crate::pages::import::run::must_import;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use slrt_operations::import::{forget_bridge, known_bridge};
use utoipa::ToSchema;

/// The remembered bridge from BPS codes to Kemendagri codes.
#[derive(Serialize, ToSchema)]
pub struct ImportBridge {
    /// Its pairs, in the order of their codes; none when nothing is remembered.
    pairs: Vec<CodePair>,
    /// When it was remembered (RFC 3339, UTC).
    recorded_at: Option<String>,
    /// To be given back when it is forgotten.
    revision: i64,
}

/// Which village a BPS code means.
#[derive(Serialize, ToSchema)]
struct CodePair {
    /// Ten digits of BPS.
    bps: String,
    /// Ten digits of Kemendagri.
    kemendagri: String,
    /// From which day on; none for ever.
    valid_from: Option<String>,
    /// Until which day.
    valid_to: Option<String>,
}

/// Which one is to be forgotten.
#[derive(Deserialize, ToSchema)]
pub struct ForgetBridge {
    /// The revision that was seen.
    revision: i64,
}

/// The bridge that imports go by where their files bring none: that of the last import that brought one.
#[utoipa::path(get, path = "/imports/bridge", tag = "imports", security(("bearer" = [])), responses(
    (status = 200, body = ImportBridge), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn show(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<ImportBridge>, Failure> {
    must_import(&session)?;
    let known = known_bridge(&app.house, session.tenant).await?;
    let pairs = known.pairs.into_iter().map(|p| CodePair {
        bps: p.bps,
        kemendagri: p.kemendagri.as_str().to_owned(),
        valid_from: p.from.map(|d| d.iso()),
        valid_to: p.to.map(|d| d.iso()),
    });
    Ok(axum::Json(ImportBridge { pairs: pairs.collect(), recorded_at: known.recorded_at.map(|at| at.rfc3339()), revision: known.revision }))
}

/// Forgets the bridge: later imports must bring their own.
#[utoipa::path(post, path = "/imports/bridge/forget", tag = "imports", security(("bearer" = [])), request_body = ForgetBridge, params(Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn forget(State(app): State<App>, op: Operation<ForgetBridge>) -> Result<StatusCode, Failure> {
    must_import(&op.session)?;
    forget_bridge(&app.house, &op.sender, op.body.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}

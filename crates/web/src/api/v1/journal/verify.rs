//! `POST /journal/verify`: reads the whole chain now.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::journal::{Head, Refusal};
use slrt_operations::view::journal::{check, finding, must_audit};
use utoipa::ToSchema;

/// What to compare with.
#[derive(Deserialize, ToSchema)]
pub struct VerifyJournal {
    /// Heads that were kept elsewhere, as text (`1813:42:<hash>`).
    #[serde(default)]
    against: Vec<String>,
}

/// What the check found.
#[derive(Serialize, ToSchema)]
pub struct JournalCheck {
    /// Entries read.
    entries: i64,
    /// Signed heads compared.
    signed: usize,
    /// How many of them each signing key of the key file made.
    signers: Vec<JournalSigner>,
    /// Whether all is well.
    sound: bool,
    /// What is wrong.
    findings: Vec<JournalFinding>,
}

/// A signing key, also one that signs no more.
#[derive(Serialize, ToSchema)]
struct JournalSigner {
    /// Its id.
    key: u32,
    /// Heads that it signed.
    signed: usize,
}

/// Something wrong.
#[derive(Serialize, ToSchema)]
struct JournalFinding {
    /// `changed`, `broken`, `missing`, `tail_cut`, `head_differs`, `rewritten`, `bad_signature`, `differs_from_kept`, `import_rows_differ`.
    code: String,
    /// The entry it is about.
    number: Option<i64>,
}

/// Verifies the journal. Changes nothing, so it needs no idempotency key.
#[utoipa::path(post, path = "/journal/verify", tag = "journal", security(("bearer" = [])), request_body = VerifyJournal, responses(
    (status = 200, body = JournalCheck), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn verify(
    State(app): State<App>,
    Bearer(session): Bearer,
    Json(body): Json<VerifyJournal>,
) -> Result<axum::Json<JournalCheck>, Failure> {
    must_audit(&session)?;
    let heads: Option<Vec<Head>> = body.against.iter().map(|text| Head::parse(text).filter(|h| h.tenant == session.tenant)).collect();
    let against = heads.ok_or_else(|| Refusal::invalid("against", "unknown"))?;
    let v = check(&app.house, session.tenant, &against).await?;
    let findings = v.findings.iter().map(finding).map(|(code, number)| JournalFinding { code: code.into(), number });
    let signers = v.signers.iter().map(|(key, signed)| JournalSigner { key: *key, signed: *signed }).collect();
    let sound = v.findings.is_empty();
    Ok(axum::Json(JournalCheck { entries: v.entries, signed: v.signed, signers, sound, findings: findings.collect() }))
}

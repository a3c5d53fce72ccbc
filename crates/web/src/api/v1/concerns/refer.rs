//! `POST /cases/{case}/concerns/{concern}/refer`: sends a concern to an institution.

use super::{At, Stepped, parsed, private, step};
use crate::App;
use crate::error::Problem;
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::identity::{AccountId, InstitutionId, ReferralId};
use slrt_domain::journal::Refusal;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// Sending to an institution.
#[derive(Deserialize, ToSchema)]
pub struct Refer {
    /// The revision of the concern that was seen.
    revision: i64,
    /// The referral, a UUID made by the client.
    referral: String,
    /// The institution.
    institution: String,
    /// For which program.
    program: Option<String>,
    /// The citizen agreed that their data go there.
    consent: bool,
    /// For a restricted concern: the account of the officer there who will know.
    named: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

fn input(b: Refer) -> Result<VerbInput, Refusal> {
    let referral = parsed("referral", &b.referral, ReferralId::parse)?;
    let institution = parsed("institution", &b.institution, InstitutionId::parse)?;
    let named = b.named.map(|n| parsed("named", &n, AccountId::parse)).transpose()?;
    Ok(VerbInput::Refer { referral, institution, program: b.program, consent: b.consent, words: private(b.words), named })
}

/// Sends a concern to an institution.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/refer", tag = "concerns", security(("bearer" = [])), request_body = Refer,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn refer(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<Refer>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}

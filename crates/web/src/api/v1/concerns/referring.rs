//! Referrals to institutions, and their answers.

use super::{At, Step, Stepped, Taken, Words, take};
use crate::App;
use crate::operation::{Refused, day, parsed, private};
use axum::extract::State;
use serde::Deserialize;
use slrt_domain::identity::{AccountId, DocumentId, InstitutionId, Private, ReferralId};
use slrt_domain::journal::Refusal;
use slrt_operations::steps::{OnBehalfInput, VerbInput};
use utoipa::ToSchema;

/// Sending to an institution.
#[derive(Deserialize, ToSchema)]
pub struct Refer {
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
}

/// Sends a concern to an institution.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/refer", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Refer, responses((status = 200, body = Stepped), Refused))]
pub async fn refer(State(app): State<App>, Step(at, b): Step<Refer>) -> Taken {
    let referral = parsed("referral", &b.referral, ReferralId::parse)?;
    let institution = parsed("institution", &b.institution, InstitutionId::parse)?;
    let named = b.named.map(|n| parsed("named", &n, AccountId::parse)).transpose()?;
    let verb = VerbInput::Refer { referral, institution, program: b.program, consent: b.consent, words: private(b.words), named };
    take(&app, at, verb).await
}

/// An institution's answer.
#[derive(Deserialize, ToSchema)]
pub struct Answer {
    /// `accepted`, `declined`, `more_asked`, `given`, `not_given`.
    result: String,
    /// Coded reason of a decline (purpose `institution_decline`); of asking for more (`institution_documents`) where there is one.
    reason: Option<String>,
    /// Kinds of documents asked for.
    #[serde(default)]
    documents: Vec<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
    /// Recorded by an officer on the institution's behalf.
    on_behalf: Option<OnBehalf>,
}

/// Who answered for an institution.
#[derive(Deserialize, ToSchema)]
struct OnBehalf {
    /// Name and post.
    who: String,
    /// `phone`, `letter`, `message`, `meeting`.
    channel: String,
    /// The day of the answer, `YYYY-MM-DD`.
    day: String,
    /// A document of the case that shows it.
    evidence: Option<String>,
}

impl OnBehalf {
    fn input(self) -> Result<OnBehalfInput, Refusal> {
        let evidence = self.evidence.map(|e| parsed("evidence", &e, DocumentId::parse)).transpose()?;
        Ok(OnBehalfInput { who: Private::new(self.who), channel: self.channel, day: day("on_behalf_day", &self.day)?, evidence })
    }
}

/// Answers a referral as the institution, or records its answer on its behalf.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/answer", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Answer, responses((status = 200, body = Stepped), Refused))]
pub async fn answer(State(app): State<App>, Step(at, b): Step<Answer>) -> Taken {
    let on_behalf = b.on_behalf.map(OnBehalf::input).transpose()?;
    let verb = VerbInput::Answer { result: b.result, reason: b.reason, documents: b.documents, words: private(b.words), on_behalf };
    take(&app, at, verb).await
}

/// Sends what the institution asked for.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/resubmit", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Words, responses((status = 200, body = Stepped), Refused))]
pub async fn resubmit(State(app): State<App>, Step(at, b): Step<Words>) -> Taken {
    take(&app, at, VerbInput::Resubmit(private(b.words))).await
}

/// Take a referral back.
#[derive(Deserialize, ToSchema)]
pub struct TakeBack {
    /// Coded reason (`take_back` of the catalogue); or words say why.
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Takes a referral back from an institution.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/take-back", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = TakeBack, responses((status = 200, body = Stepped), Refused))]
pub async fn take_back(State(app): State<App>, Step(at, b): Step<TakeBack>) -> Taken {
    take(&app, at, VerbInput::TakeBack(b.reason, private(b.words))).await
}

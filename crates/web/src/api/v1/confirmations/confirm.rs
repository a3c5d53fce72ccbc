//! `POST /confirmations`: confirms or doubts facts.

use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation, parsed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::journal::{FactConfirmed, Hash, Refusal, RefusalKind};
use slrt_operations::{Body, view};
use utoipa::ToSchema;

/// What the dinas says.
#[derive(Deserialize, ToSchema)]
pub struct ConfirmFacts {
    /// One or more facts.
    facts: Vec<ConfirmFact>,
}

/// About one fact.
#[derive(Deserialize, ToSchema)]
struct ConfirmFact {
    /// Program code.
    program: String,
    /// The fact's key.
    fact: String,
    /// True: shown to the public. False: doubted.
    confirmed: bool,
    /// Digest of the text that was read.
    digest: String,
}

/// Confirms or doubts facts of the catalogue; a digest of another text than the present one is answered with 409.
#[utoipa::path(post, path = "/confirmations", tag = "catalog", security(("bearer" = [])), request_body = ConfirmFacts,
    params(Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn confirm(State(app): State<App>, op: Operation<ConfirmFacts>) -> Result<StatusCode, Failure> {
    let known = view::checklist(&app.house, &op.session).await?.facts;
    if op.body.facts.is_empty() {
        return Err(Refusal::invalid("facts", "none").into());
    }
    let said = op.body.facts.into_iter().map(|f| {
        let digest = parsed("digest", &f.digest, Hash::parse)?;
        let present =
            known.iter().find(|k| k.program == f.program && k.fact.key == f.fact).ok_or_else(|| Refusal::invalid("fact", "unknown"))?;
        if present.digest != digest {
            return Err(Refusal::new(RefusalKind::Changed));
        }
        Ok(FactConfirmed { program: f.program, fact: f.fact, confirmed: f.confirmed, digest })
    });
    let said = said.collect::<Result<Vec<_>, Refusal>>()?;
    app.house.submit(op.sender.request(Body::ConfirmFacts(said))).await?;
    Ok(StatusCode::NO_CONTENT)
}

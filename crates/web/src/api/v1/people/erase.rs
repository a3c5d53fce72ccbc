//! `POST /people/{id}/erase`: erases somebody.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused};
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use slrt_domain::identity::PersonId;
use slrt_domain::journal::Refusal;
use slrt_operations::erase::erase_person;
use utoipa::ToSchema;

/// On what ground.
#[derive(Deserialize, ToSchema)]
pub struct ErasePerson {
    /// `request` (asked for by the person), `retention`, `order`.
    ground: String,
}

/// What was erased.
#[derive(Serialize, ToSchema)]
pub struct ErasedPerson {
    /// The person.
    person: String,
    /// Their cases, of which nothing personal can be read any more either.
    cases: Vec<String>,
    /// Originals of imports that were destroyed along, because they may name the person.
    import_originals: u64,
}

/// Erases somebody, for good: what is sealed about them can be read by nobody from now on, here and in the journal. The bytes go from the files with the
/// operator's clean-up (`slrt person erase`, docs/operating.md), and from older backups with their retention.
#[utoipa::path(post, path = "/people/{id}/erase", tag = "people", security(("bearer" = [])), request_body = ErasePerson,
    params(("id" = String, Path, description = "The person"), Key),
    responses((status = 200, body = ErasedPerson), Refused))]
pub async fn erase(
    State(app): State<App>,
    Path(id): Path<String>,
    op: Operation<ErasePerson>,
) -> Result<axum::Json<ErasedPerson>, Failure> {
    let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
    let done = erase_person(&app.house, &op.sender, person, &op.body.ground).await?;
    Ok(axum::Json(ErasedPerson {
        person: done.person.to_string(),
        cases: done.cases.iter().map(ToString::to_string).collect(),
        import_originals: done.originals,
    }))
}

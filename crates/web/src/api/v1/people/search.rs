//! `POST /people/search`: by POST, so that no NIK or name stands in an address or a log.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::identity::{Private, ServiceNumber};
use slrt_operations::view::{self, Hit, OpenNeed};
use utoipa::ToSchema;

/// The most people that one answer holds.
const MOST: usize = 50;

/// What to look for.
#[derive(Deserialize, ToSchema)]
pub struct Search {
    /// 16 digits of a NIK or No. KK, a nomor layanan, or a name.
    query: String,
    /// At most this many, 1 to 50; 20 unless told.
    limit: Option<usize>,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct Found {
    /// Persons, best first.
    people: Vec<PersonFound>,
    /// The case of a nomor layanan, if it may be seen.
    case: Option<CaseFound>,
    /// Whether there are more.
    more: bool,
}

/// A case of a nomor layanan.
#[derive(Serialize, ToSchema)]
struct CaseFound {
    /// Id.
    id: String,
    /// Nomor layanan.
    number: String,
}

/// A person.
#[derive(Serialize, ToSchema)]
struct PersonFound {
    /// Person.
    id: String,
    /// Family.
    family: String,
    /// Name; none when erased.
    name: Option<String>,
    /// Masked NIK.
    nik: Option<String>,
    /// `male`, `female`, or empty.
    sex: String,
    /// Birth year.
    birth_year: Option<i64>,
    /// Relation to the head of the family.
    relation: String,
    /// Village code.
    village: String,
    /// Name of the village.
    village_name: String,
    /// Name of the head of the family.
    head: Option<String>,
    /// Members of the family.
    members: usize,
    /// Decile; none: *belum diperingkat*.
    decile: Option<i64>,
    /// Open concerns of the family that the reader may know of, oldest first. The case of one of the same person and kind is named in
    /// `duplicates_seen` when another is opened all the same.
    open: Vec<OpenFound>,
    /// How alike the name is, 0 to 1; 1 for a number.
    score: f64,
}

/// An open concern of a family.
#[derive(Serialize, ToSchema)]
struct OpenFound {
    /// Whose.
    person: String,
    /// Case.
    case: String,
    /// Nomor layanan.
    number: String,
    /// Kind.
    kind: String,
    /// Brought.
    opened_on: String,
}

impl OpenFound {
    fn of(need: &OpenNeed) -> Self {
        Self {
            person: need.person.to_string(),
            case: need.case.to_string(),
            number: ServiceNumber::from_digits(need.number).map(|n| n.to_string()).unwrap_or_default(),
            kind: need.kind.clone(),
            opened_on: need.opened_on.clone(),
        }
    }
}

impl PersonFound {
    fn of(h: Hit) -> Self {
        Self {
            id: h.person.to_string(),
            family: h.family.to_string(),
            name: h.name.map(Private::into_inner),
            nik: h.nik,
            sex: h.sex,
            birth_year: h.birth_year,
            relation: h.relation,
            village: h.village.code.to_string(),
            village_name: h.village.name,
            head: h.head.map(Private::into_inner),
            members: h.members,
            decile: h.decile,
            open: h.open.iter().map(OpenFound::of).collect(),
            score: h.score,
        }
    }
}

/// Finds persons by NIK, No. KK or name, and cases by nomor layanan.
#[utoipa::path(post, path = "/people/search", tag = "people", security(("bearer" = [])), request_body = Search,
    responses((status = 200, body = Found), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn search(State(app): State<App>, Bearer(session): Bearer, Json(body): Json<Search>) -> Result<axum::Json<Found>, Failure> {
    let limit = body.limit.unwrap_or(20).clamp(1, MOST);
    let found = view::search(&app.house, &session, &body.query, limit).await?;
    let case = found.case.map(|(id, number)| CaseFound { id: id.to_string(), number: number.to_string() });
    Ok(axum::Json(Found { people: found.hits.into_iter().map(PersonFound::of).collect(), case, more: found.more }))
}

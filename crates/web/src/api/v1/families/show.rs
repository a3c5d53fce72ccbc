//! `GET /families/{id}`: a family with its members, what is known of it, its history, and who saw or changed it.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::identity::{FamilyId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::view::{self, FamilyView, HistoryView, MemberView, ObservationView, TrailView};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A family.
#[derive(Serialize, ToSchema)]
pub struct Family {
    /// Id.
    id: String,
    /// Masked No. KK.
    card: Option<String>,
    /// Address.
    address: Option<String>,
    /// Dusun, RT/RW.
    hamlet: Option<String>,
    /// Village code.
    village: String,
    /// Name of the village.
    village_name: String,
    /// Decile of the copy; none: *belum diperingkat*.
    decile: Option<Decile>,
    /// `copy` of the national registry, or `local`.
    layer: String,
    /// What of a copy was typed here.
    typed: Vec<String>,
    /// Raised by every change; needed to put something right.
    revision: i64,
    /// Members in order.
    members: Vec<Member>,
    /// Variables of house, assets and membership by canonical name.
    facts: BTreeMap<String, String>,
    /// What national systems showed, newest first.
    observations: Vec<Observed>,
    /// Concerns that the reader may know of, newest first.
    history: Vec<History>,
    /// Who saw or changed what, newest first.
    trail: Vec<Trail>,
}

/// A decile with its source.
#[derive(Serialize, ToSchema)]
struct Decile {
    /// 1 to 10.
    decile: i64,
    /// `dtsen`, `dtks`, `bdt`.
    source: String,
    /// As of.
    as_of: Option<String>,
}

/// A member.
#[derive(Serialize, ToSchema)]
struct Member {
    /// Person; none when erased.
    person: Option<String>,
    /// Name; none when erased.
    name: Option<String>,
    /// `male`, `female`, or empty.
    sex: String,
    /// Completed years.
    age: Option<i32>,
    /// Masked NIK.
    nik: Option<String>,
    /// Masked telephone number.
    phone: Option<String>,
    /// Relation to the head.
    relation: String,
    /// Marital status.
    marital: Option<String>,
    /// Birth year.
    birth_year: Option<i64>,
    /// What looked odd about the NIK.
    warnings: Vec<String>,
    /// `copy` of the national registry, or `local`.
    layer: String,
    /// What of a copy was typed here.
    typed: Vec<String>,
    /// Day of the newest copy of the family, `YYYY-MM-DD`, where this member of an older one is missing in it.
    absent_since: Option<String>,
    /// Raised by every change; needed to put something right.
    revision: i64,
    /// Whether erased.
    erased: bool,
}

/// What a national system showed.
#[derive(Serialize, ToSchema)]
struct Observed {
    /// Which system.
    system: String,
    /// Listed there.
    listed: bool,
    /// Decile seen.
    decile: Option<i64>,
    /// Programs seen as received.
    programs: Vec<String>,
    /// Whether an exclude flag was seen.
    excluded: bool,
    /// When.
    seen_on: String,
    /// Remarks.
    words: Option<String>,
    /// By whom.
    officer: Option<String>,
}

/// A concern of a member.
#[derive(Serialize, ToSchema)]
struct History {
    /// Case.
    case: String,
    /// Nomor layanan.
    number: String,
    /// Whose.
    person: String,
    /// Kind.
    kind: String,
    /// Where it stands.
    state: &'static str,
    /// What came of it.
    outcome: Option<&'static str>,
    /// In which capacity somebody is expected to act.
    turn: &'static str,
    /// By when.
    due: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// The day promised for all of it.
    promised: String,
    /// Whether that day is an estimate.
    promised_estimated: bool,
    /// Brought.
    opened_on: String,
    /// Ended.
    closed_on: Option<String>,
    /// Whether it is open.
    open: bool,
}

/// Who saw or changed something.
#[derive(Serialize, ToSchema)]
struct Trail {
    /// When (RFC 3339, UTC).
    at: String,
    /// `person.added`, `identity.revealed`, `case.opened` …
    kind: String,
    /// The officer.
    officer: Option<String>,
    /// Under which role.
    role: String,
    /// What: `nik`, a system, a nomor layanan.
    what: String,
}

/// A family as the reader may see it.
#[utoipa::path(get, path = "/families/{id}", tag = "families", security(("bearer" = [])), params(("id" = String, Path, description = "The family")),
    responses((status = 200, body = Family), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn show(State(app): State<App>, Bearer(session): Bearer, Path(id): Path<String>) -> Result<impl IntoResponse, Failure> {
    let id = FamilyId::parse(&id).ok_or_else(Refusal::not_found)?;
    let v = view::family(&app.house, &session, id).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Family::of(v))))
}

fn plain(value: Option<Private<String>>) -> Option<String> {
    value.map(Private::into_inner)
}

impl Family {
    fn of(v: FamilyView) -> Self {
        Self {
            id: v.id.to_string(),
            card: v.card,
            address: plain(v.address),
            hamlet: v.hamlet,
            village: v.village.code.to_string(),
            village_name: v.village.name,
            decile: v.decile.map(|(decile, source, as_of)| Decile { decile, source, as_of: as_of.map(Day::iso) }),
            layer: v.layer,
            typed: v.typed,
            revision: v.revision,
            members: v.members.into_iter().map(Member::of).collect(),
            // Participant numbers lead to people and accounts: a page masks them, the API leaves them out.
            facts: v
                .facts
                .into_iter()
                .filter(|(k, _)| !k.ends_with("_number") && !k.starts_with("source."))
                .map(|(k, x)| (k, x.into_inner()))
                .collect(),
            observations: v.observations.into_iter().map(Observed::of).collect(),
            history: v.history.iter().map(History::of).collect(),
            trail: v.trail.into_iter().map(Trail::of).collect(),
        }
    }
}

impl Member {
    fn of(m: MemberView) -> Self {
        Self {
            person: m.brief.person.map(|p| p.to_string()),
            name: plain(m.brief.name),
            sex: m.brief.sex,
            age: m.brief.age,
            nik: m.brief.nik,
            phone: m.brief.phone,
            relation: m.relation,
            marital: m.marital,
            birth_year: m.birth_year,
            warnings: m.warnings,
            layer: m.layer,
            typed: m.typed,
            absent_since: m.absent_since.map(|d| d.iso()),
            revision: m.revision,
            erased: m.brief.erased,
        }
    }
}

impl Observed {
    fn of(o: ObservationView) -> Self {
        Self {
            system: o.system,
            listed: o.listed,
            decile: o.decile,
            programs: o.programs,
            excluded: o.excluded,
            seen_on: o.seen_on.iso(),
            words: plain(o.words),
            officer: plain(o.officer),
        }
    }
}

impl History {
    fn of(h: &HistoryView) -> Self {
        Self {
            case: h.case.to_string(),
            number: h.number.to_string(),
            person: h.person.to_string(),
            kind: h.kind.clone(),
            state: h.state.code(),
            outcome: h.outcome.map(|o| o.code()),
            turn: h.turn.role.code(),
            due: h.due.map(Day::iso),
            due_estimated: h.due_estimated,
            promised: h.promised.iso(),
            promised_estimated: h.promised_estimated,
            opened_on: h.opened_on.iso(),
            closed_on: h.closed_on.map(Day::iso),
            open: h.open,
        }
    }
}

impl Trail {
    fn of(t: TrailView) -> Self {
        Self { at: t.at.rfc3339(), kind: t.kind, officer: plain(t.officer), role: t.role, what: t.what }
    }
}

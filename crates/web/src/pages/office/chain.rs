//! `/kantor/{id}/keputusan`: who decides on recommendations of an office, in place of what the catalogue says for its kind of office.

use super::manages;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::intake::parts::{Choice, choice};
use crate::pages::{html, see};
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::Role;
use slrt_domain::case::deciding_roles;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::{ChainSet, Refusal};
use slrt_domain::office::{Office, OfficeChain};
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;
use slrt_operations::{Body, OperationError};

/// Steps that the form offers: as many as anybody was seen to need, and one more.
const STEPS: usize = 4;

/// A chain that was set.
struct Line {
    kind: String,
    from: String,
    /// Whether it holds today; another one of the same kind may hold instead, or it begins later.
    holds: bool,
    steps: Vec<String>,
    /// Back to the catalogue.
    catalog: bool,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/chain.html")]
struct ChainPage {
    f: Frame,
    office: Office,
    lines: Vec<Line>,
    kinds: Vec<Choice>,
    /// One list of roles for each step, with what was chosen.
    steps: Vec<Vec<Choice>>,
    catalog: bool,
    from: String,
    reason: String,
    operation_id: String,
    flaws: Flaws,
}

fn known(session: &Session, id: &str) -> Result<Office, Refusal> {
    if !manages(session) {
        return Err(Refusal::forbidden());
    }
    OfficeId::parse(id).and_then(|id| session.reference.offices.get(&id)).cloned().ok_or_else(Refusal::not_found)
}

fn kind_name(app: &App, l: &Speak, kind: &str) -> String {
    match app.house.catalog().kinds.get(kind) {
        Some(k) => l.pick(&k.name),
        None => l.t("chain-all-kinds"),
    }
}

impl ChainPage {
    async fn load(
        app: &App,
        f: Frame,
        session: &Session,
        office: Office,
        v: &Fields,
        flaws: Flaws,
    ) -> Result<Self, (Frame, OperationError)> {
        let reasons = async {
            let mut tx = app.house.db().read(session.tenant).await?;
            let found = office::chain_reasons(&mut tx, session.tenant, office.id).await?;
            tx.commit().await?;
            Ok::<_, OperationError>(found)
        };
        let reasons = match reasons.await {
            Ok(found) => found,
            Err(e) => return Err((f, e)),
        };
        let today = session.reference.zone.day(app.house.clock().now());
        let own: Vec<&OfficeChain> = session.reference.chains.iter().filter(|c| c.office == office.id).collect();
        let newest = |c: &OfficeChain| {
            own.iter().filter(|o| o.kind == c.kind && o.valid_from <= today).map(|o| o.valid_from).max() == Some(c.valid_from)
        };
        let reason = |c: &OfficeChain| {
            let found = reasons.iter().find(|(kind, from, _)| *kind == c.kind && *from == c.valid_from.iso());
            found.map(|(.., reason)| reason.clone()).unwrap_or_default()
        };
        let line = |c: &&OfficeChain| Line {
            kind: kind_name(app, &f.l, &c.kind),
            from: f.l.day(c.valid_from),
            holds: newest(c),
            steps: c.steps.iter().flatten().map(|r| f.l.code("role", r.code())).collect(),
            catalog: c.steps.is_none(),
            reason: reason(c),
        };
        let chosen = v.get("kind");
        let mut kinds: Vec<Choice> = app.house.catalog().kinds.values().map(|k| choice(&k.code, f.l.pick(&k.name), chosen)).collect();
        kinds.sort_by_key(|k| k.name.to_lowercase());
        let typed: Vec<&str> = v.all("steps").collect();
        let list = |at: usize| deciding_roles().map(|r| choice(r.code(), f.l.code("role", r.code()), typed.get(at).copied())).collect();
        Ok(Self {
            lines: own.iter().map(line).collect(),
            kinds,
            steps: (0..STEPS).map(list).collect(),
            catalog: v.on("catalog"),
            from: v.get("valid_from").map_or_else(|| today.iso(), str::to_owned),
            reason: v.text("reason").to_owned(),
            operation_id: v.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), str::to_owned),
            flaws,
            office,
            f,
        })
    }
}

/// The page.
pub async fn show(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    let office = match known(&session, &id) {
        Ok(office) => office,
        Err(e) => return Failure::from(e).page(frame),
    };
    match ChainPage::load(&app, frame, &session, office, &Fields::default(), Flaws::default()).await {
        Ok(page) => html(&page),
        Err((frame, e)) => Failure::from(e).page(frame),
    }
}

/// Sets who decides.
pub async fn save(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let office = match known(&form.session, &id) {
        Ok(office) => office,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    let saved = async {
        let set = read(&form, office.id)?;
        app.house.submit(form.sender()?.request(Body::SetChain(set))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see(&format!("/kantor/{}/keputusan", office.id)),
        Err(failure) => failure,
    };
    let status = failure.status();
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => match ChainPage::load(&app, form.frame, &form.session, office, &form.fields, flaws).await {
            Ok(page) => {
                let mut response = html(&page);
                *response.status_mut() = if status == StatusCode::CONFLICT { status } else { StatusCode::UNPROCESSABLE_ENTITY };
                response
            }
            Err((frame, e)) => Failure::from(e).page(frame),
        },
        Err(failure) => failure.page(form.frame),
    }
}

fn read(form: &Form, office: OfficeId) -> Result<ChainSet, Refusal> {
    let v = &form.fields;
    let steps: Vec<Role> =
        v.all("steps").map(|s| Role::from_code(s).ok_or_else(|| Refusal::invalid("steps", "unknown"))).collect::<Result<_, _>>()?;
    let valid_from = v.day("valid_from")?.ok_or_else(|| Refusal::invalid("valid_from", "missing"))?;
    let kind = v.text("kind").to_owned();
    // Set again for the same day, it is the one before that is replaced.
    let same = form.session.reference.chains.iter().find(|c| c.office == office && c.kind == kind && c.valid_from == valid_from);
    let revision = same.map_or(0, |c| c.revision) + 1;
    let steps = if v.on("catalog") { None } else { Some(steps) };
    Ok(ChainSet { chain: OfficeChain { office, kind, valid_from, steps, revision }, reason: v.text("reason").to_owned() })
}

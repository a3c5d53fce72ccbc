//! The public catalogue, and *Periksa katalog*.

use super::desk::Desk;
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::Action;
use slrt_domain::calendar::Day;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Hash;
use slrt_domain::program::{Fact, FactKind, Program, ProviderLevel, ToCheck, Words};
use slrt_storage::catalog::fact_digest;
use slrt_storage::{StorageError, office};
use std::collections::BTreeMap;

/// A program as the public sees it: only facts that the dinas confirmed. None of a kind is confirmed: *tanyakan petugas*.
#[derive(Debug, Clone)]
pub struct ProgramView {
    /// Code.
    pub code: String,
    /// Short name.
    pub short: String,
    /// Name.
    pub name: Words,
    /// Provider.
    pub provider: String,
    /// Whose program it is.
    pub provider_level: ProviderLevel,
    /// What it is.
    pub summary: Words,
    /// Sectors.
    pub sectors: Vec<String>,
    /// Documents usually asked for.
    pub documents: Vec<String>,
    /// Kind of institution that serves it.
    pub institution: String,
    /// When its sources were last read.
    pub last_checked: Day,
    /// What one gets.
    pub benefits: Option<Vec<FactView>>,
    /// Who may get it.
    pub criteria: Option<Vec<FactView>>,
    /// What must be brought.
    pub papers: Option<Vec<FactView>>,
    /// Where one applies.
    pub channels: Option<Vec<FactView>>,
}

/// A confirmed fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactView {
    /// Key.
    pub key: String,
    /// In words.
    pub text: Words,
    /// Rupiah.
    pub amount: Option<i64>,
    /// Per `year`, `month`, `once` …
    pub per: Option<String>,
    /// Whether the amount is a ceiling.
    pub upto: bool,
    /// Which part of the program the amount is for.
    pub component: Option<String>,
}

impl FactView {
    fn of(f: &Fact) -> Self {
        Self {
            key: f.key.clone(),
            text: f.text.clone(),
            amount: f.amount,
            per: f.per.clone(),
            upto: f.upto,
            component: f.component.clone(),
        }
    }
}

slrt_domain::coded! {
    /// What the dinas said of a fact.
    pub enum FactState {
        /// Not looked at yet.
        Open = "open",
        /// Confirmed as it stands: the public sees it.
        Confirmed = "confirmed",
        /// Doubted: the public does not see it.
        Doubted = "doubted",
        /// Changed since it was looked at.
        Changed = "changed",
    }
}

/// *Periksa katalog*.
#[derive(Debug, Clone)]
pub struct CheckView {
    /// Facts of programs in force, in the catalogue's order.
    pub facts: Vec<FactCheck>,
    /// Rows of the catalogue whose source nobody has read.
    pub unread: Vec<ToCheck>,
}

/// A fact to be looked at.
#[derive(Debug, Clone)]
pub struct FactCheck {
    /// Program code.
    pub program: String,
    /// Program name.
    pub name: Words,
    /// The fact.
    pub fact: Fact,
    /// Digest that a confirmation names.
    pub digest: Hash,
    /// What was said of it.
    pub state: FactState,
}

type Said = BTreeMap<(String, String), (bool, Vec<u8>)>;

async fn said(house: &House, tenant: Tenant) -> Result<Said, StorageError> {
    let mut tx = house.db().read(tenant).await?;
    let rows = office::confirmations(&mut tx, tenant).await?;
    Ok(rows.into_iter().map(|(program, fact, confirmed, digest)| ((program, fact), (confirmed, digest))).collect())
}

fn state(said: &Said, program: &str, fact: &Fact) -> FactState {
    match said.get(&(program.to_owned(), fact.key.clone())) {
        None => FactState::Open,
        Some((_, digest)) if *digest != fact_digest(fact).0 => FactState::Changed,
        Some((true, _)) => FactState::Confirmed,
        Some((false, _)) => FactState::Doubted,
    }
}

/// The programs in force today as the public sees them.
///
/// # Errors
/// Storage.
pub async fn programs(house: &House, tenant: Tenant) -> Result<Vec<ProgramView>, OperationError> {
    let reference = house.reference(tenant).await?;
    let today = reference.zone.day(house.clock().now());
    let said = said(house, tenant).await?;
    Ok(reference.catalog.programs_on(today).map(|p| program(p, today, &said)).collect())
}

fn program(p: &Program, today: Day, said: &Said) -> ProgramView {
    let confirmed = |kind: FactKind| {
        let facts = p.facts.iter().filter(|f| f.kind == kind && f.valid_from.is_none_or(|from| from <= today));
        let facts: Vec<FactView> = facts.filter(|f| state(said, &p.code, f) == FactState::Confirmed).map(FactView::of).collect();
        Some(facts).filter(|f| !f.is_empty())
    };
    ProgramView {
        code: p.code.clone(),
        short: p.short.clone(),
        name: p.name.clone(),
        provider: p.provider.clone(),
        provider_level: p.provider_level,
        summary: p.summary.clone(),
        sectors: p.sectors.clone(),
        documents: p.documents.clone(),
        institution: p.institution.clone(),
        last_checked: p.last_checked,
        benefits: confirmed(FactKind::Benefit),
        criteria: confirmed(FactKind::Criterion),
        papers: confirmed(FactKind::Document),
        channels: confirmed(FactKind::Channel),
    }
}

/// What the dinas has to look at.
///
/// # Errors
/// Forbidden, or storage.
pub async fn checklist(house: &House, session: &Session) -> Result<CheckView, OperationError> {
    let desk = Desk::new(house, session);
    desk.room(Action::ConfirmCatalog)?;
    Ok(CheckView {
        facts: facts(house, session.actor.tenant).await?,
        unread: house.reference(session.actor.tenant).await?.catalog.to_check(),
    })
}

/// The facts of the programs in force today, each with what the dinas said of it as it stands now.
///
/// # Errors
/// Storage.
pub async fn facts(house: &House, tenant: Tenant) -> Result<Vec<FactCheck>, OperationError> {
    let reference = house.reference(tenant).await?;
    let today = reference.zone.day(house.clock().now());
    let said = said(house, tenant).await?;
    let facts = reference.catalog.programs_on(today).flat_map(|p| {
        let said = &said;
        p.facts.iter().map(move |f| FactCheck {
            program: p.code.clone(),
            name: p.name.clone(),
            fact: f.clone(),
            digest: fact_digest(f),
            state: state(said, &p.code, f),
        })
    });
    Ok(facts.collect())
}

//! Filling a database with the demo, and wiping a training database to begin again.

use super::cast::Candidate;
use super::chance::Chance;
use super::desk::scenes;
use super::families::{SUKA_BARU, families};
use super::own;
use super::plan::Planner;
use super::play::{Play, When};
use super::staff::{ADMIN, PASSWORD, Staff, area, hire, system, system_sender};
use super::{DemoAccounts, DemoError, Kind, Progress, SEED, Stage, published};
use slrt_domain::Coded as _;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, WorkingCalendar, Zone};
use slrt_domain::family::FamilyRecord;
use slrt_domain::identity::*;
use slrt_domain::journal::{FactConfirmed, Hash};
use slrt_operations::import::{ImportReport, RegistryImport};
use slrt_operations::setup::{Founding, found_tenant};
use slrt_operations::storage::areas::Areas;
use slrt_operations::storage::dialect::{self, Engine};
use slrt_operations::storage::{Tx, args, catalog, known, office, session, tables};
use slrt_operations::{Body, Clock, House, worker};
use std::collections::HashMap;
use std::sync::Arc;

/// How much is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Families.
    pub families: usize,
    /// Cases.
    pub cases: usize,
}

impl Size {
    /// What people are shown.
    pub const WHOLE: Size = Size { families: 20_000, cases: 600 };
}

/// How long the year is.
const YEAR: i64 = 365;

/// Makes the demo (or the training regency) in an empty database. Until it is whole the installation is marked, so that a start after a break
/// knows it.
///
/// # Errors
/// When the database has a tenant already or is of another kind, and when it is away.
pub async fn fill_sized(house: &House, kind: Kind, size: Size, progress: Progress<'_>) -> Result<DemoAccounts, DemoError> {
    let end = house.clock().now();
    let regency = area("1813")?;
    let wib = Zone::new("WIB", 420);
    let zone = house.catalog().zone(regency.as_str(), wib.day(end)).unwrap_or(wib);
    let calendar = WorkingCalendar::new(house.catalog().holidays.iter().map(|h| h.day));
    let today = zone.day(end);
    let days = working_days(&calendar, today);
    let clock = Clock::manual(zone.start_of(days[0]).plus_seconds(5 * 3600));
    // The same database under a clock of its own: what is written must not be written earlier than what was.
    let areas = Arc::new(Areas::load()?);
    let play = House::new(house.db().clone(), house.keys().clone(), house.catalog().clone(), areas, clock, house.files().to_path_buf())
        .with_blobs(house.blobs().clone());
    be_born(&play, kind).await?;
    let mut c = Chance::new(SEED);

    progress(Stage::Offices, 0, 1);
    let staff = found(&play, kind, regency, &mut c).await?;
    confirm_facts(&play, &staff, &mut c).await?;
    progress(Stage::Offices, 1, 1);

    let quarter = quarter_before(today);
    let villages: Vec<AreaCode> = play.areas().within(regency, Level::Village).map(|(code, _)| code).collect();
    let registry = registry_year_ago(&play, &staff, size, &villages, (quarter, quarter_before(days[0])), &mut c, progress).await?;
    let ids = find(&play, &staff, &registry.candidates).await?;

    let due = days.len() - usize::from(days.last() == Some(&today));
    let (mut plans, reserved) = scenes(play.catalog(), &registry.candidates, today, due, days.len());
    let wanted = size.cases.saturating_sub(plans.len());
    let mut planner = Planner::new(Chance::of(SEED, 2), play.catalog(), &registry.candidates, &days, reserved);
    let mut year = planner.year(wanted);
    // Scenes come last, so that what points at a plan of the year still does.
    year.append(&mut plans);
    let when = When { days: &days, today, end, zone };
    let mut on_stage = Play::new(&play, &staff, (&registry.candidates, &ids), when, year, Chance::of(SEED, 3));
    // The copy of a quarter comes some weeks after the day that it shows.
    let copied = days.partition_point(|d| *d < quarter.plus(16));
    on_stage.run(0..copied, progress).await?;
    quarter_update(&play, &staff, size, &villages, quarter, &mut c).await?;
    on_stage.run(copied..days.len(), progress).await?;
    on_stage.end().await?;
    let (opened, refused) = (on_stage.cases(), on_stage.refused);
    own::set(&play, &staff, today, &mut c).await?;
    worker::sign_daily(&play, staff.tenant).await?;
    play.finish().await;
    let mut tx = house.db().write(Tenant::NATION).await?;
    session::note(&mut tx, "").await?;
    tx.commit().await?;

    let (accounts, cases) = published();
    let persons = u64::try_from(registry.report.persons).unwrap_or(0);
    let families = u64::try_from(registry.report.families).unwrap_or(0);
    let made = DemoAccounts { tenant: staff.tenant, accounts, cases, families, persons, opened, refused };
    if made.refused > 0 {
        tracing::warn!(refused = made.refused, "the rules refused steps of the demo");
    }
    Ok(made)
}

/// The working days of the year, the last one today or before it.
fn working_days(calendar: &WorkingCalendar, today: Day) -> Vec<Day> {
    let mut days: Vec<Day> = (0..=YEAR).rev().map(|ago| today.plus(-ago)).filter(|d| calendar.is_working(*d)).collect();
    if days.is_empty() {
        days.push(today);
    }
    days
}

/// The first day of the latest quarter that began at least a month ago: the day of the registry's copy.
fn quarter_before(today: Day) -> Day {
    let day = today.plus(-31);
    let month = (day.month() - 1) / 3 * 3 + 1;
    Day::from_ymd(day.year(), month, 1).unwrap_or(day)
}

async fn be_born(house: &House, kind: Kind) -> Result<(), DemoError> {
    let mut tx = house.db().write(Tenant::NATION).await?;
    match session::installation(&mut tx).await? {
        None => session::be_born(&mut tx, kind.code(), house.clock().now(), None).await?,
        Some(born) if born.kind == kind.code() => {}
        Some(_) => return Err(DemoError::OtherKind(kind.code())),
    }
    session::note(&mut tx, session::FILLING).await?;
    Ok(tx.commit().await?)
}

async fn found(house: &House, kind: Kind, regency: AreaCode, c: &mut Chance) -> Result<Staff, DemoError> {
    let founding = Founding {
        area: regency,
        brand: "Lamban Sai Betik".into(),
        login: ADMIN.login.into(),
        name: Private::new(ADMIN.name.into()),
        password: Private::new(PASSWORD.into()),
        kind: kind.code().into(),
    };
    let founded = found_tenant(house, founding).await?;
    hire(house, &founded, c).await
}

/// Facts that were read in their source are confirmed, so that the public pages show something.
async fn confirm_facts(house: &House, staff: &Staff, c: &mut Chance) -> Result<(), DemoError> {
    let facts = house.catalog().programs.iter().flat_map(|p| p.facts.iter().map(move |f| (p, f))).filter(|(_, f)| f.verified);
    let confirmed = facts.map(|(p, f)| FactConfirmed {
        program: p.code.clone(),
        fact: f.key.clone(),
        confirmed: true,
        digest: catalog::fact_digest(f),
    });
    system(house, staff.tenant, c, Body::ConfirmFacts(confirmed.collect())).await
}

struct Registry {
    report: ImportReport,
    candidates: Vec<Candidate>,
}

/// The registry as it was when the year began: nobody who was born since.
async fn registry_year_ago(
    house: &House,
    staff: &Staff,
    size: Size,
    villages: &[AreaCode],
    (quarter, as_of): (Day, Day),
    c: &mut Chance,
    progress: Progress<'_>,
) -> Result<Registry, DemoError> {
    let sender = system_sender(house, staff.tenant, c);
    let mut import = RegistryImport::start(house, &sender, "dtsen", as_of, Hash::of(b"demo 1")).await?;
    let mut candidates = Vec::new();
    for (n, family) in families(SEED, size.families, villages, quarter).enumerate() {
        // From the villages with a Puskesos everybody may come, from elsewhere every fourth family: memory need not hold all.
        let near = [SUKA_BARU, "1813022008", "1813112007"].contains(&family.village.as_str());
        if near || n % 4 == 0 || size.families < 2000 {
            candidates.extend(Candidate::of(&family, quarter));
        }
        import.push(before(family, as_of, n)).await?;
        if n % 250 == 0 {
            progress(Stage::Families, n as u64, size.families as u64);
        }
    }
    let report = import.finish(0).await?;
    progress(Stage::Families, size.families as u64, size.families as u64);
    Ok(Registry { report, candidates })
}

/// The copy of this quarter for Suka Baru, where everybody looks first and the generator begins: deciles moved, babies came.
async fn quarter_update(
    house: &House,
    staff: &Staff,
    size: Size,
    villages: &[AreaCode],
    quarter: Day,
    c: &mut Chance,
) -> Result<(), DemoError> {
    let sender = system_sender(house, staff.tenant, c);
    let mut import = RegistryImport::start(house, &sender, "dtsen", quarter, Hash::of(b"demo 2")).await?;
    for family in families(SEED, size.families, villages, quarter).take_while(|f| f.village.as_str() == SUKA_BARU) {
        import.push(family).await?;
    }
    import.finish(0).await?;
    Ok(())
}

/// A family as the earlier copy had it: without those born since, every tenth in the decile beside.
fn before(mut family: FamilyRecord, as_of: Day, n: usize) -> FamilyRecord {
    family.members.retain(|m| m.born.is_none_or(|b| b <= as_of));
    if n.is_multiple_of(10) {
        family.decile = family.decile.map(|d| if d < 10 { d + 1 } else { 9 });
    }
    family
}

/// Persons and families of the candidates, by their NIK.
async fn find(house: &House, staff: &Staff, candidates: &[Candidate]) -> Result<Vec<Option<(PersonId, FamilyId)>>, DemoError> {
    let tenant = staff.tenant;
    let hash = |c: &Candidate| house.keys().lookup_hash(tenant, "nik", c.nik.digits());
    let hashes: Vec<Vec<u8>> = candidates.iter().map(hash).collect();
    let mut tx = house.db().read(tenant).await?;
    let found = known::persons_by_nik(&mut tx, tenant, &hashes).await?;
    let known: HashMap<Vec<u8>, (PersonId, FamilyId)> = found.into_iter().filter_map(|p| Some((p.nik_hash?, (p.id, p.family)))).collect();
    tx.commit().await?;
    Ok(hashes.iter().map(|h| known.get(h).copied()).collect())
}

/// The program's own role may not delete from the journal: wiping is the owner's business.
async fn be_owner(tx: &mut Tx) -> Result<(), DemoError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    match tx.run(dialect::BE_OWNER, &[]).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_temporary() => Err(error.into()),
        Err(_) => Err(DemoError::NotOwner),
    }
}

/// Whether [`reset`] may wipe here. PostgreSQL's log-in of a server, as `docs/operating.md` makes it, may not.
///
/// # Errors
/// When the database is away.
pub async fn may_wipe(house: &House) -> Result<bool, DemoError> {
    let mut tx = house.db().write(Tenant::NATION).await?;
    let may = be_owner(&mut tx).await;
    tx.rollback().await?;
    match may {
        Ok(()) => Ok(true),
        Err(DemoError::NotOwner) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Wipes a demo or training regency and makes it anew. No server may work on the database meanwhile: what it remembers of offices would be stale.
///
/// # Errors
/// [`DemoError::OtherKind`] for a database of real work, or of the other kind, [`DemoError::NotOwner`]; then nothing was wiped.
pub async fn reset(house: &House, kind: Kind, size: Size, progress: Progress<'_>) -> Result<DemoAccounts, DemoError> {
    let tenant = Tenant::parse("1813").ok_or(DemoError::Catalog("tenant"))?;
    let mut tx = house.db().write(tenant).await?;
    let born = session::installation(&mut tx).await?.map(|i| i.kind);
    let founded = office::profile(&mut tx, tenant).await?.map(|p| p.kind);
    if [born, founded].into_iter().flatten().any(|k| k != kind.code()) {
        return Err(DemoError::OtherKind(kind.code()));
    }
    let owned = tx.engine() == Engine::Postgres;
    be_owner(&mut tx).await?;
    // From here on it is half of something: a break must not leave an empty regency that looks whole.
    session::note(&mut tx, session::FILLING).await?;
    let files: Vec<(Vec<u8>,)> = tx.all("SELECT hash FROM blob WHERE tenant = $1", &args![tenant]).await?;
    for table in tables::ALL.iter().filter(|t| t.columns.iter().any(|c| c.name == "tenant")) {
        tx.run(&format!("DELETE FROM {} WHERE tenant = $1", table.name), &args![tenant]).await?;
    }
    tx.run("UPDATE installation SET default_tenant = NULL WHERE id = 1", &[]).await?;
    if owned {
        tx.run(dialect::BE_APP, &[]).await?;
    }
    tx.commit().await?;
    for hash in files.iter().filter_map(|(h,)| Hash::from_slice(h)) {
        if let Err(error) = house.blobs().remove(tenant, &hash).await {
            tracing::warn!(%error, "a file of the old regency could not be removed");
        }
    }
    fill_sized(house, kind, size, progress).await
}

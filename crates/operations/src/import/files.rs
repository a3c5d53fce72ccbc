//! From files to families: which table is which, which village a row belongs to, which numbers may come in.

use super::batch;
use super::registry::{ImportReport, RegistryImport};
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::Who;
use sha2::{Digest as _, Sha256};
use slrt_documents::{Limits, ReadProblem, SourceFile};
use slrt_domain::access::{Action, Actor, ActorKind, Place};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::family::FamilyRecord;
use slrt_domain::family::import::{
    AliasTable, Consequence, HeaderMap, HeaderProblem, ImportOptions, Importer, NikArea, RowCodes, RowProblem, Table, find_header,
};
use slrt_domain::journal::{Hash, Refusal};
use slrt_storage::{StorageError, catalog, office};
use std::ops::ControlFlow;
use std::path::Path;
use tokio::sync::mpsc;

pub use super::batch::{Content, Input};

/// Rows before which a table's header must have come.
const HEADER_WITHIN: usize = 20;
/// Families that wait between reading and writing.
const PORTION: usize = 50;
const PORTIONS: usize = 8;

/// How to import.
#[derive(Debug, Clone)]
pub struct FileOptions {
    /// Only tell what would come in.
    pub dry_run: bool,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// The day of which the copy is; today if not said.
    pub as_of: Option<Day>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct ImportOutcome {
    /// Counts.
    pub report: ImportReport,
    /// What was not taken, by table and row.
    pub problems: Vec<RowProblem>,
    /// Columns that nothing is known about.
    pub ignored_columns: Vec<(Table, String)>,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A refusal, or the storage's error.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// A file cannot be read.
    #[error("{name}: {problem}")]
    Read {
        /// What people call the file.
        name: String,
        /// Why.
        problem: ReadProblem,
    },
    /// A table's header cannot be worked with.
    #[error(transparent)]
    Header(#[from] HeaderProblem),
    /// No table of persons is among the files; lists the headers that were found in the first rows.
    #[error("no table with names and NIK was found")]
    NoMembers,
    /// More than one table of a kind.
    #[error("more than one {} table: {}", if *table == Table::Household { "household" } else { "member" }, names.join(", "))]
    TooManyTables {
        /// Which kind.
        table: Table,
        /// Names of the sheets or files.
        names: Vec<String>,
    },
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Operation(error.into())
    }
}

impl From<Refusal> for ImportError {
    fn from(refusal: Refusal) -> Self {
        Self::Operation(refusal.into())
    }
}

/// A table that was found in a file.
struct Found {
    file: SourceFile,
    name: String,
    at: usize,
    header_row: u32,
    header: HeaderMap,
}

/// The tables of an import.
struct Tables {
    households: Option<Found>,
    members: Found,
    ignored: Vec<(Table, String)>,
}

enum Message {
    Families(Vec<FamilyRecord>),
    Problems(Vec<RowProblem>),
}

/// Imports a registry's files: a CSV pair, one workbook of two sheets, or one table of persons. Bad rows are told, good rows go in.
///
/// # Errors
/// When a file cannot be read, no table of persons is found, or the sender may not import. What was written before an error stays, and is found again
/// when the same files come once more.
pub async fn import_registry_files(
    house: &House,
    sender: &Sender,
    files: &[Input],
    options: &FileOptions,
) -> Result<ImportOutcome, ImportError> {
    let (today, area) = circumstances(house, sender).await?;
    let inputs = files.to_vec();
    let opening = tokio::task::spawn_blocking(move || Ok::<_, ImportError>((find_tables(&inputs)?, digest(&inputs)?)));
    let (tables, file_digest) = opening.await.map_err(|_| OperationError::Busy)??;
    let ignored_columns = tables.ignored.clone();
    let as_of = options.as_of.unwrap_or(today);

    let (families, mut messages) = mpsc::channel(PORTIONS);
    let reader = house.clone();
    let reading = tokio::task::spawn_blocking(move || read(reader, tables, today, area, &families));
    let mut import = match options.dry_run {
        true => RegistryImport::rehearse(house, sender, &options.source, as_of),
        false => RegistryImport::start(house, sender, &options.source, as_of, file_digest).await?,
    };
    let mut problems = Vec::new();
    while let Some(message) = messages.recv().await {
        match message {
            Message::Families(portion) => {
                for family in portion {
                    import.push(family).await?;
                }
            }
            Message::Problems(found) => problems = found,
        }
    }
    reading.await.map_err(|_| OperationError::Busy)??;
    let refused = problems.iter().filter(|p| p.consequence == Consequence::RowRejected).count();
    let report = import.finish(i64::try_from(refused).unwrap_or(i64::MAX)).await?;
    if let Some(id) = report.import.filter(|_| report.families > 0 || !problems.is_empty()) {
        batch::keep(house, sender.tenant, id, files.to_vec(), problems.clone()).await?;
    }
    Ok(ImportOutcome { report, problems, ignored_columns })
}

/// Today, and which numbers this installation may hold; only for whoever may import.
async fn circumstances(house: &House, sender: &Sender) -> Result<(Day, NikArea), ImportError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let profile = office::profile(&mut tx, sender.tenant).await?.ok_or_else(Refusal::not_found)?;
    tx.rollback().await?;
    let reference = house.reference(sender.tenant).await?;
    let today = reference.zone.day(house.clock().now());
    let actor = match sender.who {
        Who::System => Actor::system(sender.tenant),
        Who::Account(id) => Actor { tenant: sender.tenant, kind: ActorKind::Account(id), grants: reference.grants_of(id, today) },
        Who::Citizen(id) => Actor { tenant: sender.tenant, kind: ActorKind::Citizen(id), grants: Vec::new() },
    };
    actor.may(Action::Import, &Place::TENANT_WIDE).ok_or_else(Refusal::forbidden)?;
    Ok((today, nik_area(&profile.kind)))
}

/// Which numbers an installation of a kind may hold: only a real one real numbers, and never any synthetic one.
pub(crate) fn nik_area(kind: &str) -> NikArea {
    if kind == "real" { NikArea::NeverSynthetic } else { NikArea::OnlySynthetic }
}

fn find_tables(inputs: &[Input]) -> Result<Tables, ImportError> {
    let aliases = catalog::aliases()?;
    let (mut households, mut members) = (Vec::new(), Vec::new());
    let mut near_miss = None;
    for input in inputs {
        let failed = |problem| ImportError::Read { name: input.name.clone(), problem };
        let file = match &input.content {
            Content::Path(path) => SourceFile::from_path(path, &input.name, Limits::default()),
            Content::Bytes(bytes) => SourceFile::from_bytes(bytes.clone(), &input.name, Limits::default()),
        };
        let file = file.map_err(failed)?;
        for at in 0..file.tables().len() {
            let head = file.head(at, HEADER_WITHIN).map_err(failed)?;
            let (numbers, rows): (Vec<u32>, Vec<Vec<String>>) = head.into_iter().unzip();
            // A table of persons without NIK may be taken for one of households: what it lacks is told if no other table has persons.
            near_miss = near_miss.or_else(|| almost(&aliases, &rows));
            let Some((line, table)) = find_header(&aliases, &rows) else { continue };
            let header = HeaderMap::resolve(&aliases, table, &rows[line])?;
            let found = Found { file: file.clone(), name: file.tables()[at].clone(), at, header_row: numbers[line], header };
            if table == Table::Household { households.push(found) } else { members.push(found) }
        }
    }
    let households = at_most_one(Table::Household, households)?;
    let members = match (at_most_one(Table::Member, members)?, near_miss) {
        (Some(members), _) => members,
        (None, Some(problem)) => return Err(problem.into()),
        (None, None) => return Err(ImportError::NoMembers),
    };
    let columns = |found: &Found| found.header.ignored().iter().map(|c| (found.header.table(), c.clone())).collect::<Vec<_>>();
    let ignored = households.iter().chain([&members]).flat_map(columns).collect();
    Ok(Tables { households, members, ignored })
}

/// What a table lacks that looks like one of persons: the reason why its header was not taken.
fn almost(aliases: &AliasTable, rows: &[Vec<String>]) -> Option<HeaderProblem> {
    let problem = |row: &Vec<String>| match HeaderMap::resolve(aliases, Table::Member, row) {
        Err(HeaderProblem::Missing { missing, table }) if missing.len() == 1 => Some(HeaderProblem::Missing { missing, table }),
        Err(duplicate @ HeaderProblem::Duplicate { .. }) => Some(duplicate),
        _ => None,
    };
    rows.iter().find_map(problem)
}

fn at_most_one(table: Table, mut found: Vec<Found>) -> Result<Option<Found>, ImportError> {
    if found.len() > 1 {
        return Err(ImportError::TooManyTables { table, names: found.into_iter().map(|f| f.name).collect() });
    }
    Ok(found.pop())
}

/// The same files in any order have the same digest.
fn digest(inputs: &[Input]) -> Result<Hash, ImportError> {
    let mut each: Vec<[u8; 32]> = Vec::new();
    for input in inputs {
        let digest = match &input.content {
            Content::Path(path) => {
                digest_of(path).map_err(|e| ImportError::Read { name: input.name.clone(), problem: ReadProblem::Io(e) })?
            }
            Content::Bytes(bytes) => Sha256::digest(bytes).into(),
        };
        each.push(digest);
    }
    each.sort_unstable();
    Ok(Hash::of(&each.concat()))
}

fn digest_of(path: &Path) -> std::io::Result<[u8; 32]> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().into()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

/// Reads all rows and sends the families, then the problems. Ends early when nobody listens any more.
fn read(house: House, tables: Tables, today: Day, nik_area: NikArea, out: &mpsc::Sender<Message>) -> Result<(), ImportError> {
    let Tables { households, members, .. } = tables;
    let (household_place, household_header) = households.map(|f| ((f.file, f.name, f.at, f.header_row), f.header)).unzip();
    let (prefixes, villages) = (house.clone(), house);
    let options = ImportOptions {
        today,
        nik_area,
        households: household_header,
        members: members.header,
        known_prefix: Some(Box::new(move |prefix| AreaCode::parse(prefix).is_some_and(|code| prefixes.areas().exists(code)))),
    };
    let mut importer = Importer::new(options, move |codes: &RowCodes| village(&villages, codes))?;
    if let Some((file, name, at, header)) = household_place {
        visit(&file, &name, at, header, &mut |row, cells| importer.household_row(row, cells))?;
    }
    visit(&members.file, &members.name, members.at, members.header_row, &mut |row, cells| importer.member_row(row, cells))?;
    let (mut families, problems) = importer.finish();
    loop {
        let portion: Vec<FamilyRecord> = families.by_ref().take(PORTION).collect();
        if portion.is_empty() || out.blocking_send(Message::Families(portion)).is_err() {
            break;
        }
    }
    let _ = out.blocking_send(Message::Problems(problems));
    Ok(())
}

fn visit(file: &SourceFile, name: &str, at: usize, header: u32, take: &mut dyn FnMut(u32, &[String])) -> Result<(), ImportError> {
    let mut each = |row: u32, cells: &[String]| {
        if row > header {
            take(row, cells);
        }
        ControlFlow::Continue(())
    };
    file.visit(at, &mut each).map(drop).map_err(|problem| ImportError::Read { name: name.to_owned(), problem })
}

/// The village of a row's codes, where the list of areas has it. Codes of BPS (three digits for district and village) are not taken for ours even where a
/// village has the same ten digits: it would be another one. They need the bridge between the two systems.
fn village(house: &House, codes: &RowCodes) -> Option<AreaCode> {
    let code = AreaCode::parse(codes.kemendagri.as_deref()?)?;
    (code.level() == Level::Village && house.areas().exists(code)).then_some(code)
}

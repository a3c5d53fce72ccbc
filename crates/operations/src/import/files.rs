//! From files to families: which table is which, which village a row belongs to, which numbers may come in.

use super::batch;
use super::bridge;
use super::registry::{ImportReport, RegistryImport};
use super::villages::{Bridge, Villages};
use crate::house::{House, OperationError};
use crate::intake::Sender;
use sha2::{Digest as _, Sha256};
use slrt_documents::{Limits, ReadProblem, SourceFile};
use slrt_domain::access::{Action, Place};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::FamilyRecord;
use slrt_domain::family::import::{
    AliasTable, HeaderMap, HeaderProblem, ImportOptions, Importer, NikArea, Problems, RowCodes, Table, find_header,
};
use slrt_domain::journal::{Hash, Refusal};
use slrt_storage::{StorageError, catalog, office};
use std::ops::ControlFlow;
use std::path::Path;
use tokio::sync::mpsc;

pub use super::batch::{Content, Input};

/// Rows before which a table's header must have come.
const HEADER_WITHIN: usize = 20;
/// Sheets of a workbook that are looked at.
const SHEETS: usize = 30;
/// The largest files taken, all together: a regency's have some 200 MB.
pub const LARGEST_FILES: u64 = 512 << 20;
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
    /// What finds villages by their BPS code; a bridge among the files is added to it. Where there is none, the one that was remembered counts.
    pub bridge: Bridge,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct ImportOutcome {
    /// Counts.
    pub report: ImportReport,
    /// What was not taken.
    pub problems: Problems,
    /// Columns that nothing is known about.
    pub ignored_columns: Vec<(Table, String)>,
    /// Coded columns whose codes nobody has compared with the official form yet.
    pub unverified_columns: Vec<(Table, String)>,
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
    /// A file that is no bridge between BPS and Kemendagri codes.
    #[error("{name}: no columns kode_bps and kode_kemendagri with codes of ten digits")]
    NoBridge {
        /// What people call the file.
        name: String,
    },
    /// More bytes than [`LARGEST_FILES`].
    #[error("the files have {} MB together; {} MB are taken at most", bytes.div_ceil(1 << 20), LARGEST_FILES >> 20)]
    TooLarge {
        /// How many there are.
        bytes: u64,
    },
    /// Most households live in another regency.
    #[error(
        "most households live outside the regency {regency}: this is another regency's file, or its codes are of BPS and need a bridge"
    )]
    OtherRegency {
        /// Ours.
        regency: AreaCode,
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
    unverified: Vec<(Table, String)>,
    bridge: Bridge,
}

/// What the importing side must know to read rows.
struct Circumstances {
    today: Day,
    nik_area: NikArea,
    regency: AreaCode,
}

enum Message {
    /// Everything was read, with these problems; families follow.
    Read(Problems),
    Families(Vec<FamilyRecord>),
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
    let circumstances = circumstances(house, sender).await?;
    let inputs = files.to_vec();
    let brought = options.bridge.clone();
    let opening = tokio::task::spawn_blocking(move || {
        check_size(&inputs)?;
        Ok::<_, ImportError>((find_tables(&inputs, brought)?, digest(&inputs)?))
    });
    let (mut tables, file_digest) = opening.await.map_err(|_| OperationError::Busy)??;
    let given = tables.bridge.clone();
    if given.is_empty() {
        tables.bridge = Bridge::of_pairs(&bridge::known_bridge(house, sender.tenant).await?.pairs);
    }
    let (ignored_columns, unverified_columns) = (tables.ignored.clone(), tables.unverified.clone());
    let as_of = options.as_of.unwrap_or(circumstances.today);

    let (families, mut messages) = mpsc::channel(PORTIONS);
    let reader = house.clone();
    let reading = tokio::task::spawn_blocking(move || read(reader, tables, circumstances, as_of, &families));
    // Nothing is begun before everything was read: a file that cannot be taken leaves no trace.
    let Some(Message::Read(problems)) = messages.recv().await else {
        reading.await.map_err(|_| OperationError::Busy)??;
        return Err(OperationError::Busy.into());
    };
    let mut import = match options.dry_run {
        true => RegistryImport::rehearse(house, sender, &options.source, as_of),
        false => RegistryImport::start(house, sender, &options.source, as_of, file_digest).await?,
    };
    while let Some(message) = messages.recv().await {
        if let Message::Families(portion) = message {
            for family in portion {
                import.push(family).await?;
            }
        }
    }
    reading.await.map_err(|_| OperationError::Busy)??;
    let report = import.finish(i64::try_from(problems.rejected()).unwrap_or(i64::MAX)).await?;
    if let Some(id) = report.import.filter(|_| report.families > 0 || !problems.is_empty()) {
        // The families are in: that their file cannot be kept is no reason to say that they are not.
        if let Err(error) = batch::keep(house, sender.tenant, id, files.to_vec(), problems.clone()).await {
            tracing::warn!(%error, import = %id, "an import ended, but its file could not be kept");
        }
    }
    if let Some(id) = report.import.filter(|_| !given.is_empty())
        && let Err(error) = bridge::remember(house, sender, id, &given).await
    {
        tracing::warn!(%error, import = %id, "an import ended, but its bridge between area codes could not be remembered");
    }
    Ok(ImportOutcome { report, problems, ignored_columns, unverified_columns })
}

/// Files beyond the bound are refused before anything of them is read.
fn check_size(inputs: &[Input]) -> Result<(), ImportError> {
    let mut bytes = 0u64;
    for input in inputs {
        bytes =
            bytes.saturating_add(input.bytes().map_err(|e| ImportError::Read { name: input.name.clone(), problem: ReadProblem::Io(e) })?);
    }
    if bytes > LARGEST_FILES { Err(ImportError::TooLarge { bytes }) } else { Ok(()) }
}

/// Today, and which numbers this installation may hold; only for whoever may import.
async fn circumstances(house: &House, sender: &Sender) -> Result<Circumstances, ImportError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let profile = office::profile(&mut tx, sender.tenant).await?.ok_or_else(Refusal::not_found)?;
    tx.rollback().await?;
    let reference = house.reference(sender.tenant).await?;
    let now = house.clock().now();
    sender.who.actor(&reference, now).may(Action::Import, &Place::TENANT_WIDE).ok_or_else(Refusal::forbidden)?;
    Ok(Circumstances { today: reference.zone.day(now), nik_area: nik_area(&profile.kind), regency: reference.area })
}

/// Which numbers an installation of a kind may hold: only a real one real numbers, and never any synthetic one.
pub(crate) fn nik_area(kind: &str) -> NikArea {
    if kind == "real" { NikArea::NeverSynthetic } else { NikArea::OnlySynthetic }
}

fn find_tables(inputs: &[Input], mut bridge: Bridge) -> Result<Tables, ImportError> {
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
        for (at, head) in file.heads(HEADER_WITHIN, SHEETS).map_err(failed)?.into_iter().enumerate() {
            let (numbers, rows): (Vec<u32>, Vec<Vec<String>>) = head.into_iter().unzip();
            // A table of persons without NIK may be taken for one of households: what it lacks is told if no other table has persons.
            near_miss = near_miss.or_else(|| almost(&aliases, &rows));
            let Some((line, table)) = find_header(&aliases, &rows) else {
                if Bridge::is_header(&rows) {
                    bridge.take(&file, at).map_err(failed)?;
                }
                continue;
            };
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
    let columns = catalog::columns()?;
    let unverified = |found: &Found| {
        let table = found.header.table();
        let doubtful = columns.iter().filter(move |c| c.alias.table == table && !c.alias.codes.is_empty() && !c.codes_verified);
        doubtful.filter_map(|c| Some((table, found.header.header_of(&c.alias.field)?.to_owned()))).collect::<Vec<_>>()
    };
    let unverified = households.iter().chain([&members]).flat_map(unverified).collect();
    Ok(Tables { households, members, ignored, unverified, bridge })
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

/// Reads all rows and sends the problems, then the families. Ends early when nobody listens any more.
fn read(house: House, tables: Tables, c: Circumstances, as_of: Day, out: &mpsc::Sender<Message>) -> Result<(), ImportError> {
    let Tables { households, members, bridge, .. } = tables;
    let (household_place, household_header) = households.map(|f| ((f.file, f.name, f.at, f.header_row), f.header)).unzip();
    let prefixes = house.clone();
    let villages = Villages::new(house.areas(), c.regency, bridge, as_of);
    let options = ImportOptions {
        today: c.today,
        nik_area: c.nik_area,
        households: household_header,
        members: members.header,
        known_prefix: Some(Box::new(move |prefix| AreaCode::parse(prefix).is_some_and(|code| prefixes.areas().exists(code)))),
    };
    let mut importer = Importer::new(options, |codes: &RowCodes| villages.find(codes))?;
    if let Some((file, name, at, header)) = household_place {
        visit(&file, &name, at, header, &mut |row, cells| importer.household_row(row, cells))?;
    }
    visit(&members.file, &members.name, members.at, members.header_row, &mut |row, cells| importer.member_row(row, cells))?;
    let (mut families, problems) = importer.finish();
    if families.are_mostly_outside() {
        return Err(ImportError::OtherRegency { regency: c.regency });
    }
    if out.blocking_send(Message::Read(problems)).is_err() {
        return Ok(());
    }
    loop {
        let portion: Vec<FamilyRecord> = families.by_ref().take(PORTION).collect();
        if portion.is_empty() || out.blocking_send(Message::Families(portion)).is_err() {
            break;
        }
    }
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

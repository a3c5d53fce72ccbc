//! What is kept of an upload in sealed form: its files and what came of them.

use super::failure::Failure;
use crate::import::{ImportOutcome, ImportReport};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded;
use slrt_domain::family::import::{Consequence, Problems, Reason, RowProblem, Table};
use slrt_domain::identity::{ImportId, Sealed};
use slrt_domain::journal::Hash;
use slrt_storage::{Opener, StorageError, SubjectKey};

const FILES: &str = "upload.files";
const RESULT: &str = "upload.result";

/// A file, cut into sealed parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptFile {
    /// What people call it.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// Where its parts are, in order.
    pub parts: Vec<Hash>,
}

/// The place to which a part is bound: none can stand for another.
pub(super) fn place_of_part(file: usize, part: usize) -> String {
    format!("upload.{file}.{part}")
}

#[derive(Serialize, Deserialize)]
struct FileForm {
    name: String,
    size: u64,
    parts: Vec<[u8; 32]>,
}

pub(super) fn seal_files(key: &SubjectKey, files: &[KeptFile]) -> Result<Sealed, StorageError> {
    let form = |f: &KeptFile| FileForm { name: f.name.clone(), size: f.size, parts: f.parts.iter().map(|h| h.0).collect() };
    seal(key, FILES, &files.iter().map(form).collect::<Vec<_>>())
}

/// None when its key is gone.
pub(super) fn open_files(opener: &Opener, sealed: &Sealed) -> Result<Option<Vec<KeptFile>>, StorageError> {
    let file = |f: FileForm| KeptFile { name: f.name, size: f.size, parts: f.parts.into_iter().map(Hash).collect() };
    Ok(open::<Vec<FileForm>>(opener, FILES, sealed)?.map(|files| files.into_iter().map(file).collect()))
}

/// What came of the work.
#[derive(Serialize, Deserialize)]
enum ResultForm {
    Outcome(Box<OutcomeForm>),
    Failure(Failure),
    FailureInTrial(Failure),
}

#[derive(Serialize, Deserialize)]
struct OutcomeForm {
    import: Option<uuid::Uuid>,
    families: i64,
    persons: i64,
    unchanged: i64,
    older: i64,
    refused: i64,
    problems: Vec<ProblemForm>,
    counts: Vec<(String, String, String, Option<String>, usize)>,
    ignored: Vec<(String, String)>,
    unverified: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct ProblemForm {
    table: String,
    row: u32,
    column: Option<String>,
    reason: String,
    consequence: String,
    value: String,
    other_row: Option<u32>,
}

/// What an upload came to.
#[derive(Debug, Clone)]
pub(super) enum Came {
    Out(ImportOutcome),
    /// While it went in.
    Failed(Failure),
    /// While it was tried: nothing was written.
    FailedInTrial(Failure),
}

pub(super) fn seal_result(key: &SubjectKey, came: &Came) -> Result<Sealed, StorageError> {
    let form = match came {
        Came::Out(outcome) => ResultForm::Outcome(Box::new(outcome_form(outcome))),
        Came::Failed(failure) => ResultForm::Failure(failure.clone()),
        Came::FailedInTrial(failure) => ResultForm::FailureInTrial(failure.clone()),
    };
    seal(key, RESULT, &form)
}

/// None when its key is gone.
pub(super) fn open_result(opener: &Opener, sealed: &Sealed) -> Result<Option<Came>, StorageError> {
    Ok(match open(opener, RESULT, sealed)? {
        Some(ResultForm::Outcome(form)) => Some(Came::Out(outcome(*form)?)),
        Some(ResultForm::Failure(failure)) => Some(Came::Failed(failure)),
        Some(ResultForm::FailureInTrial(failure)) => Some(Came::FailedInTrial(failure)),
        None => None,
    })
}

fn outcome_form(o: &ImportOutcome) -> OutcomeForm {
    let columns = |list: &[(Table, String)]| list.iter().map(|(t, c)| (t.code().to_owned(), c.clone())).collect();
    let problem = |p: &RowProblem| ProblemForm {
        table: p.table.code().into(),
        row: p.row,
        column: p.column.as_deref().map(str::to_owned),
        reason: p.reason.code().into(),
        consequence: p.consequence.code().into(),
        value: p.value_masked.to_string(),
        other_row: p.other_row,
    };
    OutcomeForm {
        import: o.report.import.map(|i| i.0),
        families: o.report.families,
        persons: o.report.persons,
        unchanged: o.report.unchanged,
        older: o.report.older,
        refused: o.report.problems,
        problems: o.problems.kept().into_iter().map(problem).collect(),
        counts: o
            .problems
            .counts()
            .iter()
            .map(|((c, r, t, column), n)| {
                (c.code().to_owned(), r.code().to_owned(), t.code().to_owned(), column.as_deref().map(str::to_owned), *n)
            })
            .collect(),
        ignored: columns(&o.ignored_columns),
        unverified: columns(&o.unverified_columns),
    }
}

fn code<T: Coded>(code: &str) -> Result<T, StorageError> {
    T::from_code(code).ok_or_else(|| StorageError::corrupt("what came of an upload"))
}

fn outcome(form: OutcomeForm) -> Result<ImportOutcome, StorageError> {
    let columns =
        |list: Vec<(String, String)>| list.into_iter().map(|(t, c)| Ok((code::<Table>(&t)?, c))).collect::<Result<_, StorageError>>();
    let problem = |p: ProblemForm| {
        Ok(RowProblem {
            table: code(&p.table)?,
            row: p.row,
            column: p.column.map(Into::into),
            reason: code(&p.reason)?,
            consequence: code(&p.consequence)?,
            value_masked: p.value.into(),
            other_row: p.other_row,
        })
    };
    let count = |(c, r, t, column, n): (String, String, String, Option<String>, usize)| {
        Ok(((code::<Consequence>(&c)?, code::<Reason>(&r)?, code::<Table>(&t)?, column.map(Into::into)), n))
    };
    let kept = form.problems.into_iter().map(problem).collect::<Result<Vec<_>, StorageError>>()?;
    let counts = form.counts.into_iter().map(count).collect::<Result<_, StorageError>>()?;
    Ok(ImportOutcome {
        report: ImportReport {
            import: form.import.map(ImportId),
            families: form.families,
            persons: form.persons,
            unchanged: form.unchanged,
            older: form.older,
            problems: form.refused,
        },
        problems: Problems::of(kept, counts),
        ignored_columns: columns(form.ignored)?,
        unverified_columns: columns(form.unverified)?,
    })
}

fn seal<T: Serialize>(key: &SubjectKey, place: &str, value: &T) -> Result<Sealed, StorageError> {
    let bytes = serde_json::to_vec(value).map_err(|e| StorageError::corrupt(format!("{place}: {e}")))?;
    Ok(key.seal_bytes(place, &bytes))
}

fn open<T: for<'de> Deserialize<'de>>(opener: &Opener, place: &str, sealed: &Sealed) -> Result<Option<T>, StorageError> {
    let Some(bytes) = opener.open_bytes(place, sealed) else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| StorageError::corrupt(format!("{place} in an unknown form")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use slrt_domain::family::import::MOST_PROBLEMS;
    use slrt_domain::identity::{Subject, Tenant};

    fn key() -> (SubjectKey, Opener) {
        let key = SubjectKey::new(Tenant::parse("1813").unwrap(), Subject(uuid::Uuid::from_u128(1)), [7; 32]);
        let mut opener = Opener::default();
        opener.add(key.clone());
        (key, opener)
    }

    #[test]
    fn what_came_out_comes_back_as_it_was() {
        let (key, opener) = key();
        let mut problems = Problems::default();
        for row in 0..u32::try_from(MOST_PROBLEMS).unwrap() + 20 {
            problems.push(RowProblem {
                table: Table::Member,
                row: row + 2,
                column: (row % 2 == 0).then(|| "NIK".into()),
                reason: Reason::NikNotSixteenDigits,
                consequence: if row % 3 == 0 { Consequence::RowRejected } else { Consequence::ValueLeftOut },
                value_masked: "99…".into(),
                other_row: (row == 7).then_some(3),
            });
        }
        let report =
            ImportReport { import: Some(ImportId(uuid::Uuid::from_u128(2))), families: 1, persons: 2, unchanged: 3, older: 4, problems: 5 };
        let before = ImportOutcome {
            report,
            problems,
            ignored_columns: vec![(Table::Member, "Warna_rumah".into())],
            unverified_columns: vec![(Table::Household, "Atap".into())],
        };
        let sealed = seal_result(&key, &Came::Out(before.clone())).unwrap();
        let Some(Came::Out(after)) = open_result(&opener, &sealed).unwrap() else { panic!("no outcome") };
        assert_eq!((after.report, &after.problems), (before.report, &before.problems));
        assert_eq!((after.ignored_columns, after.unverified_columns), (before.ignored_columns, before.unverified_columns));
        assert!(open_result(&Opener::default(), &sealed).unwrap().is_none(), "without its key it is erased");
    }

    #[test]
    fn files_and_failures_come_back_as_they_were() {
        let (key, opener) = key();
        let files = vec![KeptFile { name: "anggota.csv".into(), size: 9, parts: vec![Hash::of(b"a"), Hash::of(b"b")] }];
        assert_eq!(open_files(&opener, &seal_files(&key, &files).unwrap()).unwrap(), Some(files));
        let failure = Failure::MissingColumns { columns: vec![vec!["NIK".into(), "No NIK".into()]] };
        let sealed = seal_result(&key, &Came::Failed(failure.clone())).unwrap();
        assert!(matches!(open_result(&opener, &sealed).unwrap(), Some(Came::Failed(f)) if f == failure));
        let sealed = seal_result(&key, &Came::FailedInTrial(failure.clone())).unwrap();
        assert!(matches!(open_result(&opener, &sealed).unwrap(), Some(Came::FailedInTrial(f)) if f == failure));
    }
}

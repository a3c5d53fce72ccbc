//! Why the work on an upload came to nothing, in a form that another server can tell, too.

use crate::house::OperationError;
use crate::import::ImportError;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::family::import::{HeaderProblem, Table};
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_storage::StorageError;

/// Why nothing was read, or where it broke off. No value of a row is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The rules say no.
    Refused {
        /// Code of the sort of refusal.
        kind: String,
        /// A code for finer words.
        detail: String,
    },
    /// Too many at once, every time that it was tried.
    Busy,
    /// Database or files were away, every time that it was tried.
    Unavailable,
    /// A fault of the program.
    Internal,
    /// Every server that worked on it stopped before it was done.
    Interrupted,
    /// What is kept of it can be opened by nobody: its key is gone, or its form is another program's. Never kept itself.
    Unreadable,
    /// A file cannot be read.
    Read {
        /// What people call the file.
        name: String,
        /// Code of the problem.
        problem: String,
        /// The row at fault, where one is.
        row: Option<u32>,
    },
    /// No row of column titles.
    NoHeader,
    /// Columns are missing; any one of each list would do.
    MissingColumns {
        /// Their titles.
        columns: Vec<Vec<String>>,
    },
    /// A column stands there twice.
    DuplicateColumn {
        /// Its title.
        header: String,
        /// Position from 1.
        first: usize,
        /// Position from 1.
        second: usize,
    },
    /// No table of persons.
    NoMembers,
    /// More than one table of a kind.
    TooManyTables {
        /// Code of the kind.
        table: String,
        /// Names of the sheets or files.
        names: Vec<String>,
    },
    /// A file that is no bridge between codes.
    NoBridge {
        /// What people call the file.
        name: String,
    },
    /// More bytes than are taken.
    TooLarge,
    /// Another regency's file.
    OtherRegency {
        /// Ours, dotted.
        regency: String,
    },
}

impl Failure {
    /// The refusal, where it is one whose kind is known.
    pub fn refusal(&self) -> Option<Refusal> {
        let Self::Refused { kind, detail } = self else { return None };
        RefusalKind::from_code(kind).map(|kind| Refusal { kind, field: None, detail: detail.clone() })
    }

    /// The kind of table of which there is more than one.
    pub fn table(&self) -> Option<Table> {
        let Self::TooManyTables { table, .. } = self else { return None };
        Table::from_code(table)
    }
}

/// Whether it may well work a moment later. Whoever went on with what somebody else began may meet them still at work.
pub(super) fn is_temporary(error: &ImportError, attempts: i64) -> bool {
    match error {
        ImportError::Operation(OperationError::Refused(r)) => {
            r.kind == RefusalKind::Changed || (attempts > 1 && r.kind == RefusalKind::WrongState && r.detail == "busy")
        }
        ImportError::Operation(OperationError::Busy) => true,
        ImportError::Operation(OperationError::Storage(e)) => e.is_temporary(),
        _ => false,
    }
}

impl From<&ImportError> for Failure {
    fn from(error: &ImportError) -> Self {
        match error {
            ImportError::Operation(OperationError::Refused(r)) => Self::Refused { kind: r.kind.code().into(), detail: r.detail.clone() },
            ImportError::Operation(OperationError::Busy) => Self::Busy,
            ImportError::Operation(OperationError::Storage(e)) if e.is_temporary() => Self::Unavailable,
            ImportError::Operation(_) => Self::Internal,
            ImportError::Read { name, problem } => Self::Read { name: name.clone(), problem: problem.code().into(), row: problem.row() },
            ImportError::Header(HeaderProblem::Empty) => Self::NoHeader,
            ImportError::Header(HeaderProblem::Missing { missing, .. }) => {
                Self::MissingColumns { columns: missing.iter().map(|m| m.any_of.clone()).collect() }
            }
            ImportError::Header(HeaderProblem::Duplicate { header, first, second }) => {
                Self::DuplicateColumn { header: header.clone(), first: *first, second: *second }
            }
            ImportError::NoMembers => Self::NoMembers,
            ImportError::TooManyTables { table, names } => Self::TooManyTables { table: table.code().into(), names: names.clone() },
            ImportError::NoBridge { name } => Self::NoBridge { name: name.clone() },
            ImportError::TooLarge { .. } => Self::TooLarge,
            ImportError::OtherRegency { regency } => Self::OtherRegency { regency: regency.dotted() },
        }
    }
}

/// A fault of the program, as an error of the work.
pub(super) fn fault() -> ImportError {
    OperationError::from(StorageError::corrupt("a fault of the program")).into()
}

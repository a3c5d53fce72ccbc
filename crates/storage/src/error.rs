//! What can go wrong below the rules.

/// A storage error. None of them holds personal data.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// The database cannot be reached or cannot write now (full or read-only disk, gone): try again later. HTTP 503.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// Another transaction was in the way: try again at once.
    #[error("a concurrent transaction was in the way")]
    Contended,
    /// A uniqueness or integrity rule of the schema was broken.
    #[error("constraint broken: {0}")]
    Constraint(String),
    /// What is stored is not what it should be.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// Any other error of the engine.
    #[error("database: {0}")]
    Engine(String),
}

impl StorageError {
    /// A stored value could not be read.
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }

    /// Whether trying again later may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Contended)
    }
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) => crate::dialect::classify(db.as_ref()),
            sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(error.to_string()),
            _ => Self::Engine(error.to_string()),
        }
    }
}

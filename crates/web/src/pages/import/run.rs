//! The work on uploaded files, in the background: first without writing, then for good.

use super::uploads::{State, Upload};
use crate::App;
use futures::FutureExt as _;
use slrt_domain::access::{Action, Place};
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::import::{Bridge, FileOptions, import_registry_files};
use slrt_operations::intake::Sender;
use slrt_operations::storage::StorageError;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Sources that a file may be a copy of.
pub const SOURCES: &[&str] = &["dtsen", "dtks", "bdt"];

/// Nobody but who may import sees anything of imports.
///
/// # Errors
/// `Forbidden`.
pub fn must_import(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::Import, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

/// Reads source and day of a file.
///
/// # Errors
/// `Invalid`, about one of the two.
pub fn source_and_day(source: Option<&str>, as_of: Option<&str>, today: Day) -> Result<(String, Day), Refusal> {
    let source = source.filter(|s| !s.is_empty()).ok_or_else(|| Refusal::invalid("source", "missing"))?;
    if !SOURCES.contains(&source) {
        return Err(Refusal::invalid("source", "unknown"));
    }
    let text = as_of.filter(|d| !d.is_empty()).ok_or_else(|| Refusal::invalid("as_of", "missing"))?;
    let day = Day::parse(text).ok_or_else(|| Refusal::invalid("as_of", "day"))?;
    if day > today {
        return Err(Refusal::invalid("as_of", "future"));
    }
    Ok((source.to_owned(), day))
}

/// Reads the files without writing anything; then, if asked to, takes them in at once.
pub fn try_out(app: &App, upload: &Arc<Upload>, sender: Sender, then_take: bool) {
    let (app, upload) = (app.clone(), Arc::clone(upload));
    tokio::spawn(async move {
        let tried = work(&app, &upload, &sender, true).await;
        let go_on = then_take && matches!(tried, State::Tried(_));
        upload.end(tried);
        if go_on && upload.start() {
            let done = work(&app, &upload, &sender, false).await;
            upload.end(done);
        }
    });
}

/// Takes files in that were tried; false when they do not wait for that.
pub fn take(app: &App, upload: &Arc<Upload>, sender: Sender) -> bool {
    if !upload.start() {
        return false;
    }
    let (app, upload) = (app.clone(), Arc::clone(upload));
    tokio::spawn(async move {
        let done = work(&app, &upload, &sender, false).await;
        upload.end(done);
    });
    true
}

/// A fault of the program ends the work like any other failure: an upload that ran for ever would keep all others waiting.
async fn safely(work: impl Future<Output = State>) -> State {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!("an import broke off by a fault of the program");
        State::Failed(Arc::new(OperationError::from(StorageError::corrupt("a fault of the program")).into()))
    })
}

async fn work(app: &App, upload: &Upload, sender: &Sender, dry_run: bool) -> State {
    safely(read(app, upload, sender, dry_run)).await
}

async fn read(app: &App, upload: &Upload, sender: &Sender, dry_run: bool) -> State {
    let options = FileOptions { dry_run, source: upload.source.clone(), as_of: Some(upload.as_of), bridge: Bridge::default() };
    match import_registry_files(&app.house, sender, upload.inputs(), &options).await {
        Ok(outcome) if dry_run => State::Tried(Arc::new(outcome)),
        Ok(outcome) => State::Done(Arc::new(outcome)),
        Err(error) => State::Failed(Arc::new(error)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_fault_of_the_program_ends_the_work() {
        assert!(matches!(safely(async { panic!("struck") }).await, State::Failed(_)));
        assert!(matches!(safely(async { State::Running }).await, State::Running));
    }
}

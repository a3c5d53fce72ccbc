//! `slrt worker`: what `serve` does beside serving, for those who want it apart or by cron.

use super::serve::{follow_keys, signalled};
use crate::failure::Failure;
use crate::open::Place;
use crate::output::{LogForm, log_to_stderr};
use clap::Args;
use slrt_operations::worker;
use std::process::ExitCode;

/// Do what must happen without anybody asking.
#[derive(Debug, Args)]
pub struct Worker {
    #[command(flatten)]
    place: Place,
    /// One round, then end (for cron)
    #[arg(long)]
    once: bool,
    /// Log as JSON
    #[arg(long)]
    log_json: bool,
}

impl Worker {
    /// Works.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        log_to_stderr(if self.once { "warn" } else { "info" }, if self.log_json { LogForm::Json } else { LogForm::Lines });
        let opened = self.place.open().await?;
        let keys = tokio::spawn(follow_keys(opened.house.clone(), opened.keys.clone(), std::future::pending()));
        let mut code = ExitCode::SUCCESS;
        if self.once {
            let done = worker::round_to_its_end(&opened.house).await?;
            println!(
                "tenggat lewat (deadlines): {}  sesi (sessions): {}  kepala ditandatangani (signed): {}  pesan (messages): {}  gagal (failed): {}",
                done.deadlines, done.expired, done.signed, done.delivered, done.failed
            );
            if done.failed > 0 {
                code = ExitCode::FAILURE;
            }
        } else {
            worker::run(opened.house.clone(), signalled()).await;
        }
        keys.abort();
        let _ = keys.await;
        opened.close().await;
        Ok(code)
    }
}

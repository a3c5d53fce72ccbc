//! Counters for Prometheus: routes and statuses, never addresses, names or numbers of people.

use crate::App;
use crate::access::is_of_this_machine;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use prometheus::{Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use slrt_domain::calendar::Instant;
use slrt_operations::House;
use slrt_operations::storage::{StorageError, journal, outbox, upkeep};

/// All counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    waiting: IntGauge,
    batches: IntGauge,
    operations: IntGauge,
    largest: IntGauge,
    outbox: IntGauge,
    signed: IntGauge,
    backup: IntGauge,
}

impl Metrics {
    /// Registers them.
    ///
    /// # Errors
    /// When two have the same name.
    pub fn new() -> Result<Self, String> {
        let registry = Registry::new();
        let requests =
            IntCounterVec::new(Opts::new("slrt_http_requests_total", "Requests by route and status"), &["method", "route", "status"])
                .map_err(|e| e.to_string())?;
        let options = HistogramOpts::new("slrt_http_request_seconds", "Time to answer by route")
            .buckets(vec![0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0]);
        let seconds = HistogramVec::new(options, &["method", "route"]).map_err(|e| e.to_string())?;
        registry.register(Box::new(requests.clone())).map_err(|e| e.to_string())?;
        registry.register(Box::new(seconds.clone())).map_err(|e| e.to_string())?;
        let gauge = |name: &str, help: &str| {
            let gauge = IntGauge::new(name, help).map_err(|e| e.to_string())?;
            registry.register(Box::new(gauge.clone())).map_err(|e| e.to_string())?;
            Ok::<_, String>(gauge)
        };
        let waiting = gauge("slrt_writer_waiting", "Operations that wait for their writer")?;
        let batches = gauge("slrt_writer_batches", "Transactions of writers since the start")?;
        let operations = gauge("slrt_writer_operations", "Operations in these transactions")?;
        let largest = gauge("slrt_writer_largest_batch", "Most operations in one transaction since the last look")?;
        let outbox = gauge("slrt_outbox_waiting", "Messages that wait to be delivered")?;
        let signed =
            gauge("slrt_journal_signature_age_seconds", "Age of the newest signature, of the tenant where it is oldest; -1: none")?;
        let backup = gauge("slrt_backup_age_seconds", "Age of the newest backup, of the tenant where it is oldest; -1: none")?;
        Ok(Self { registry, requests, seconds, waiting, batches, operations, largest, outbox, signed, backup })
    }

    /// Reads what the house and the database tell.
    async fn look(&self, house: &House) -> Result<(), StorageError> {
        let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        self.waiting.set(whole(house.waiting() as u64));
        self.batches.set(whole(house.load().batches()));
        self.operations.set(whole(house.load().operations()));
        self.largest.set(whole(house.load().take_largest()));
        let now = house.clock().now();
        let age = |at: Option<Instant>| at.map_or(i64::MAX, |at| (now.micros() - at.micros()) / 1_000_000);
        let (mut waiting, mut signed, mut backup) = (0, None, None);
        for tenant in journal::tenants(house.db()).await? {
            let mut tx = house.db().read(tenant).await?;
            waiting += outbox::waiting(&mut tx, tenant).await?;
            signed = signed.max(Some(age(journal::last_signed(&mut tx, tenant).await?)));
            backup = backup.max(Some(age(upkeep::last_backup(&mut tx, tenant).await?.map(|b| b.0))));
            tx.commit().await?;
        }
        let known = |age: Option<i64>| age.filter(|a| *a < i64::MAX).unwrap_or(-1);
        self.outbox.set(waiting);
        self.signed.set(known(signed));
        self.backup.set(known(backup));
        Ok(())
    }
}

/// Methods that exist: anybody may send any word as one, and every label is kept for good.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|k| *k == method.as_str()).unwrap_or("OTHER")
}

/// A request that is under way.
pub struct Count {
    route: Option<MatchedPath>,
    method: &'static str,
    started: tokio::time::Instant,
}

impl Metrics {
    /// A request begins.
    pub fn begin(&self, request: &Request) -> Count {
        let route = request.extensions().get::<MatchedPath>().cloned();
        Count { route, method: known(request.method()), started: tokio::time::Instant::now() }
    }
}

impl Count {
    /// It is answered.
    pub fn end(self, metrics: &Metrics, status: StatusCode) {
        let route = self.route.as_ref().map_or("none", MatchedPath::as_str);
        metrics.requests.with_label_values(&[self.method, route, status.as_str()]).inc();
        metrics.seconds.with_label_values(&[self.method, route]).observe(self.started.elapsed().as_secs_f64());
    }
}

/// The text for Prometheus, for this machine only: it tells how much an office has to do.
pub async fn show(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !is_of_this_machine(&parts) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Err(error) = app.metrics.look(&app.house).await {
        tracing::warn!(%error, "metrics of the database could not be read");
    }
    let mut out = Vec::new();
    let _ = TextEncoder::new().encode(&app.metrics.registry.gather(), &mut out);
    String::from_utf8(out).unwrap_or_default().into_response()
}

//! Counters for Prometheus: routes and statuses, never addresses, names or numbers of people.

use crate::App;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus::{Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};

/// All counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
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
        Ok(Self { registry, requests, seconds })
    }
}

/// Counts a request.
pub async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |p| p.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let started = tokio::time::Instant::now();
    let response = next.run(request).await;
    let m = &app.metrics;
    m.requests.with_label_values(&[&method, &route, response.status().as_str()]).inc();
    m.seconds.with_label_values(&[&method, &route]).observe(started.elapsed().as_secs_f64());
    response
}

/// The text for Prometheus.
pub async fn show(State(app): State<App>) -> String {
    let mut out = Vec::new();
    let _ = TextEncoder::new().encode(&app.metrics.registry.gather(), &mut out);
    String::from_utf8(out).unwrap_or_default()
}

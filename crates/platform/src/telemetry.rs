//! Telemetry: `/healthz`, `/metrics`, and one measurement per request.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::{Error, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::db::{Db, Sql};

/// Starts measuring; the handle renders what was measured.
///
/// # Errors
/// `Bug` when measuring was started before in this process.
pub fn install() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_seconds".into()), &[0.001, 0.005, 0.02, 0.1, 0.5, 2.0])
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|e| Error::bug(format!("metrics: {e}")))
}

/// `/healthz` (503 when the database does not answer) and `/metrics` (Prometheus' text form).
pub fn routes(db: Db, metrics: PrometheusHandle) -> Router {
    let healthy = move || {
        let db = db.clone();
        async move {
            match db.before_sign_in(Sql::new("SELECT 1")).await {
                Ok(_) => (StatusCode::OK, "ok\n").into_response(),
                Err(error) => {
                    // its words name hosts and roles, and whoever asks is nobody
                    tracing::warn!(%error, "the database does not answer");
                    (StatusCode::SERVICE_UNAVAILABLE, "unavailable\n").into_response()
                }
            }
        }
    };
    let measured = move || {
        metrics.run_upkeep();
        std::future::ready(metrics.render())
    };
    Router::new().route("/healthz", get(healthy)).route("/metrics", get(measured))
}

/// Counts and times a request by its route, not by its path: ids would make a line each.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = known_method(request.method());
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(started.elapsed().as_secs_f64());
    response
}

/// A method by name; anybody can invent one, and each would make a line of its own.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

//! How the desk is: for people, for whoever restarts it, for Prometheus.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hearsay_ledger::Counts;

use crate::access::Visitor;
use crate::desk::Desk;
use crate::problem::Problem;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// How much there is in the ledger.
#[utoipa::path(
    get, path = "/api/v1/counts", tag = "status",
    responses((status = 200, description = "How much there is", body = Counts)),
)]
pub(super) async fn counts(State(desk): State<Arc<Desk>>, _: Visitor) -> Result<Response, Problem> {
    Ok(Json(desk.look(hearsay_ledger::View::counts).await?).into_response())
}

/// Whether it can answer: the ledger can be looked up.
async fn ready(State(desk): State<Arc<Desk>>) -> Result<StatusCode, Problem> {
    desk.look(|_| Ok::<_, Problem>(())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts in the text format of Prometheus.
async fn metrics(State(desk): State<Arc<Desk>>, _: Visitor) -> Result<Response, Problem> {
    let counts = desk.look(hearsay_ledger::View::counts).await?;
    let mut text = String::new();
    let gauges = [
        ("articles", "Articles in the ledger", counts.articles),
        ("claims", "Claims in the ledger", counts.claims),
        ("incidents", "Incidents in the ledger", counts.incidents),
        ("incidents_contested", "Incidents with a contradiction", counts.contested),
        ("accounts_waiting", "Accounts that wait to be brought together", counts.waiting),
        ("ledger_bytes", "Size of the ledger's file", counts.bytes),
        ("intake_room", "How many more articles may come in at once", desk.intake.room() as u64),
    ];
    for (name, help, value) in gauges {
        let _ = write!(
            text,
            "# HELP hearsay_{name} {help}.\n# TYPE hearsay_{name} gauge\nhearsay_{name} {value}\n"
        );
    }
    desk.meter.write(&mut text);
    let media = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((media, text).into_response())
}

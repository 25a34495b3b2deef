//! Contradictions: pairs of claims that cannot both hold, with the reason.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hearsay_ledger::{ContradictionEntry, Page};

use super::Query;
use crate::access::Visitor;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::problem::Problem;

/// Contradictions in the incidents that a filter finds.
#[utoipa::path(
    get, path = "/api/v1/contradictions", tag = "incidents", params(Asked),
    responses(
        (status = 200, description = "Contradictions with their reasons", body = Page<ContradictionEntry>),
        (status = 400, body = Problem),
    ),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.filter()?;
    let page = desk.look(move |view| view.contradictions(&filter)).await?;
    Ok(Json(page).into_response())
}

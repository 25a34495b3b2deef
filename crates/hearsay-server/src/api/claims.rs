//! Claims.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use hearsay_ledger::{ClaimEntry, Page};

use super::Query;
use crate::access::Visitor;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::problem::Problem;

/// Claims that a filter finds.
#[utoipa::path(
    get, path = "/api/v1/claims", tag = "claims", params(Asked),
    responses(
        (status = 200, description = "Claims, the newest first; those of one article in the order of its text", body = Page<ClaimEntry>),
        (status = 400, body = Problem),
    ),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.filter()?;
    let page = desk.look(move |view| view.claims(&filter)).await?;
    Ok(Json(page).into_response())
}

/// A claim by its id.
#[utoipa::path(
    get, path = "/api/v1/claims/{id}", tag = "claims",
    params(("id" = String, Path, description = "The claim's id; its beginning is enough")),
    responses((status = 200, description = "The claim", body = ClaimEntry), (status = 404, body = Problem)),
)]
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(desk.look(move |view| view.claim(&id)).await?).into_response())
}

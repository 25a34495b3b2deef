//! Sources: outlets and claimants, counts only.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use hearsay_ledger::{Page, Source, SourceKind};
use utoipa::IntoParams;

use crate::access::Visitor;
use crate::asked::{Asked, given, with_extra};
use crate::desk::Desk;
use crate::problem::Problem;

/// Who is counted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells what may be asked besides the filters")]
pub(super) struct Counted {
    /// `claimants`, those whose words are told, or `outlets`, those who publish.
    kind: Option<String>,
}

/// The sources of the claims that a filter finds, those with the most claims first.
#[utoipa::path(
    get, path = "/api/v1/sources", tag = "sources", params(Counted, Asked),
    responses((status = 200, description = "Sources", body = Page<Source>), (status = 400, body = Problem)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    uri: Uri,
) -> Result<Response, Problem> {
    let (asked, [kind]) = with_extra(&uri, ["kind"])?;
    let filter = asked.filter()?;
    let kind = kind_of(given(&kind).as_deref())?;
    let items = desk.look(move |view| view.sources(kind, &filter)).await?;
    Ok(Json(Page { items, next: None }).into_response())
}

/// The kind of that name; claimants where none is named.
pub(crate) fn kind_of(name: Option<&str>) -> Result<SourceKind, Problem> {
    match name {
        None | Some("claimants") => Ok(SourceKind::Claimants),
        Some("outlets") => Ok(SourceKind::Outlets),
        Some(other) => {
            Err(Problem::bad_request(format!("kind is claimants or outlets, not `{other}`")))
        }
    }
}

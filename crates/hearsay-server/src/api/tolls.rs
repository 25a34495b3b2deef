//! Tolls over time, by who says so.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use hearsay_incidents::{Account, Policy, Series, series};
use hearsay_ledger::Page;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Query;
use super::incidents::day;
use crate::access::Visitor;
use crate::asked::{Asked, given, with_extra};
use crate::desk::Desk;
use crate::problem::Problem;

/// The kinds of toll, in the order in which they are shown.
pub(crate) const KINDS: [&str; 6] =
    ["killed", "wounded", "missing", "captured", "displaced", "casualties"];

/// How the figures of different sources come to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Chosen {
    /// `median` of the latest figures of each source, `min`, `max`, or as `ucdp` does.
    pub(crate) policy: Option<String>,
    /// As it was known at the end of this day.
    #[param(example = "2020-09-28")]
    pub(crate) as_of: Option<String>,
}

/// What each source says over time of one incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Tolls {
    /// The incident's id.
    pub(crate) incident: String,
    /// The day at whose end it was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<String>,
    /// A series for each kind of which there is any figure.
    pub(crate) series: Vec<Series>,
}

/// The toll of an incident over time.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}/toll", tag = "incidents",
    params(("id" = String, Path, description = "The incident's id; its beginning is enough"), Chosen),
    responses((status = 200, description = "The series", body = Tolls), (status = 404, body = Problem)),
)]
pub(super) async fn of_incident(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let policy = policy(given(&chosen.policy))?;
    let as_of = day(given(&chosen.as_of))?;
    let tolls = desk.look(move |view| {
        let incident = view.incident(&id)?;
        let accounts = view.accounts(&incident.id, None)?;
        Ok::<_, Problem>(tolls(incident.id, &accounts, policy, as_of))
    });
    Ok(Json(tolls.await?).into_response())
}

/// The filters, and how figures come to one.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it tells what may be asked besides the filters")]
pub(super) struct OfMany {
    /// `median` of the latest figures of each source, `min`, `max`, or as `ucdp` does.
    policy: Option<String>,
}

/// The tolls of the incidents that a filter finds.
#[utoipa::path(
    get, path = "/api/v1/tolls", tag = "incidents", params(Asked, OfMany),
    responses((status = 200, description = "The series of each incident that has figures", body = Page<Tolls>), (status = 400, body = Problem)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    uri: axum::http::Uri,
) -> Result<Response, Problem> {
    let (asked, [named]) = with_extra(&uri, ["policy"])?;
    let filter = asked.filter()?;
    let policy = policy(given(&named))?;
    let as_of = filter.as_of.clone();
    let page = desk.look(move |view| {
        let found = view.incidents(&filter)?;
        let mut items = Vec::new();
        for incident in found.items {
            if incident.toll.is_empty() {
                continue;
            }
            let accounts = view.accounts(&incident.id, None)?;
            items.push(tolls(incident.id, &accounts, policy, as_of.clone()));
        }
        Ok::<_, Problem>(Page { items, next: found.next })
    });
    Ok(Json(page.await?).into_response())
}

/// The policy of that name; the median where none is named.
pub(crate) fn policy(name: Option<String>) -> Result<Policy, Problem> {
    name.map_or(Ok(Policy::default()), |name| name.parse().map_err(Problem::bad_request))
}

/// The series of an incident, of each kind of which there is any figure.
pub(crate) fn tolls(
    incident: String,
    accounts: &[Account],
    policy: Policy,
    as_of: Option<String>,
) -> Tolls {
    let told: Vec<&Account> = accounts.iter().collect();
    let of_kind = |kind: &str| series(&told, kind, policy, as_of.as_deref());
    let series = KINDS.into_iter().map(of_kind).filter(|series| !series.lines.is_empty()).collect();
    Tolls { incident, as_of, series }
}

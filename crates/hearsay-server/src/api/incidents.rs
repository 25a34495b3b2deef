//! Incidents, and their sides beside each other.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use hearsay_incidents::{Account, Incident, describe};
use hearsay_ledger::sides::{Sides, sides as beside};
use hearsay_ledger::{Page, View, words};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Query;
use crate::access::Visitor;
use crate::asked::{Asked, given};
use crate::desk::Desk;
use crate::problem::Problem;

/// Incidents that a filter finds.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "incidents", params(Asked),
    responses(
        (status = 200, description = "Incidents, those told of last first", body = Page<Incident>),
        (status = 400, body = Problem),
    ),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.filter()?;
    let page = desk.look(move |view| view.incidents(&filter)).await?;
    Ok(Json(page).into_response())
}

/// As it was known at the end of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Known {
    /// As it was known at the end of this day.
    #[param(example = "2020-09-28")]
    pub(crate) as_of: Option<String>,
}

/// An incident by its id, or by an id that it had before more articles came.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "The incident's id; its beginning is enough"), Known),
    responses((status = 200, description = "The incident", body = Incident), (status = 404, body = Problem)),
)]
pub(super) async fn one(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(known): Query<Known>,
) -> Result<Response, Problem> {
    let as_of = day(given(&known.as_of))?;
    let found = desk.look(move |view| known_incident(view, &id, as_of.as_deref())).await?;
    Ok(Json(found.0).into_response())
}

/// An incident with its sides beside each other.
#[derive(Serialize, ToSchema)]
pub(super) struct Compared {
    incident: Incident,
    #[serde(flatten)]
    sides: Sides,
}

/// The sides of an incident beside each other: what each says to each question.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}/sides", tag = "incidents",
    params(("id" = String, Path, description = "The incident's id; its beginning is enough"), Known),
    responses((status = 200, description = "The sides", body = Compared), (status = 404, body = Problem)),
)]
pub(super) async fn sides(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(known): Query<Known>,
) -> Result<Response, Problem> {
    let as_of = day(given(&known.as_of))?;
    let compared = desk.look(move |view| {
        let (incident, accounts) = known_incident(view, &id, as_of.as_deref())?;
        let sides = beside(&incident, &accounts);
        Ok::<_, Problem>(Compared { incident, sides })
    });
    Ok(Json(compared.await?).into_response())
}

/// An incident and what is told of it; with a day, as it was known at its end.
pub(crate) fn known_incident(
    view: &View,
    id: &str,
    as_of: Option<&str>,
) -> Result<(Incident, Vec<Account>), Problem> {
    let now = view.incident(id)?;
    let accounts = view.accounts(id, as_of)?;
    if as_of.is_none() {
        return Ok((now, accounts));
    }
    if accounts.is_empty() {
        let day = as_of.map(words::day).unwrap_or_default();
        let all = view.accounts(id, None)?;
        let first = all.iter().filter_map(|account| account.article.created.as_deref()).min();
        let first = first.map(|created| {
            format!(": the first article that tells of it is of {}", words::day(created))
        });
        let first = first.unwrap_or_default();
        let detail = format!("nothing was known of incident {id} by the end of {day}{first}");
        return Err(Problem::not_found(detail));
    }
    let then = describe(&accounts.iter().collect::<Vec<_>>());
    // It keeps the id under which it is known now.
    Ok((Incident { id: now.id, ..then }, accounts))
}

/// A day, if it is one.
pub(crate) fn day(text: Option<String>) -> Result<Option<String>, Problem> {
    let Some(text) = text else { return Ok(None) };
    match text.parse::<hearsay::Created>() {
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(Problem::bad_request(error.to_string())),
    }
}

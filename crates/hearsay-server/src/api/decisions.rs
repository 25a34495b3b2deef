//! Decisions: what people accept, reject, correct, merge and split.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hearsay_ledger::{Decide, Decision, Page, What};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::Query;
use crate::access::{Analyst, Visitor};
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

/// So many things at most may be decided in one request.
const MOST: usize = 500;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct About {
    /// Only those about this claim.
    claim: Option<String>,
}

/// All decisions, oldest first, also those that were undone.
#[utoipa::path(
    get, path = "/api/v1/decisions", tag = "decisions", params(About),
    responses((status = 200, description = "Decisions", body = Page<Decision>), (status = 404, body = Problem)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    let claim = given(&about.claim);
    let items = desk.look(move |view| view.decisions(claim.as_deref())).await?;
    Ok(Json(Page { items, next: None }).into_response())
}

/// What is to be decided.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deciding {
    /// accept, reject, correct, merge, split, note, undo.
    pub(crate) what: String,
    /// The claims that it is about.
    #[serde(default)]
    pub(crate) claims: Vec<String>,
    /// The incidents that are one (merge).
    #[serde(default)]
    pub(crate) incidents: Vec<String>,
    /// The decisions that are taken back (undo).
    #[serde(default)]
    pub(crate) decisions: Vec<String>,
    /// The field that is misread, as its path in the claim: `event.mode`, `toll.0.min` (correct).
    #[serde(default)]
    pub(crate) field: Option<String>,
    /// What it is; null for unknown (correct).
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub(crate) value: Value,
    /// Why.
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub(super) struct Decided {
    decisions: Vec<Decision>,
}

/// Decides about claims, incidents or earlier decisions: about all that are named, or none.
#[utoipa::path(
    post, path = "/api/v1/decisions", tag = "decisions", request_body = Deciding,
    responses(
        (status = 201, description = "What was decided, on the disk", body = Decided),
        (status = 400, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    ),
)]
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Analyst(visitor): Analyst,
    deciding: Result<Json<Deciding>, JsonRejection>,
) -> Result<Response, Problem> {
    let deciding = deciding.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(error.body_text()),
        _ => Problem::bad_request(error.body_text()),
    })?;
    let decisions = deciding.0.all(&visitor)?;
    let decisions = desk.write(move |ledger| ledger.decide_all(decisions)).await?;
    Ok((StatusCode::CREATED, Json(Decided { decisions })).into_response())
}

impl Deciding {
    /// A decision for each thing that is named; one alone where several belong together.
    pub(crate) fn all(self, visitor: &Visitor) -> Result<Vec<Decide>, Problem> {
        let Self { what, claims, incidents, decisions, field, value, note } = self;
        let named = claims.len() + incidents.len() + decisions.len();
        if named == 0 {
            return Err(Problem::bad_request(format!(
                "nothing is named that is to be decided ({what})"
            )));
        }
        if named > MOST {
            return Err(Problem::bad_request(format!("at most {MOST} things are decided at once")));
        }
        let each = |ids: Vec<String>, of: fn(String) -> What| ids.into_iter().map(of).collect();
        let all: Vec<What> = match what.as_str() {
            "accept" => each(claims, What::Accept),
            "reject" => each(claims, What::Reject),
            "correct" => {
                let field = field.filter(|field| !field.trim().is_empty());
                let field = field.ok_or_else(|| Problem::bad_request("which field is misread?"))?;
                let of =
                    |claim| What::Correct { claim, field: field.clone(), value: value.clone() };
                claims.into_iter().map(of).collect()
            }
            "merge" => vec![What::Merge(incidents.into_iter().chain(claims).collect())],
            "split" => vec![What::Split(claims)],
            "note" => each(incidents.into_iter().chain(claims).collect(), What::Note),
            "undo" => each(decisions, What::Undo),
            other => {
                let detail = format!(
                    "`{other}` is no decision; there are accept, reject, correct, merge, split, note \
                     and undo"
                );
                return Err(Problem::bad_request(detail));
            }
        };
        if all.is_empty() {
            return Err(Problem::bad_request(format!("{what} is about claims")));
        }
        let note = given(&note);
        let by = visitor.name.clone();
        Ok(all
            .into_iter()
            .map(|what| Decide { what, by: by.clone(), note: note.clone() })
            .collect())
    }
}

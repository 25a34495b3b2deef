//! The toll of one incident: who gave which figure when, and what they come to under a named policy.
//! The table says everything; where scripts run, it is drawn above.

mod csv;
mod rows;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use hearsay_incidents::{Account, Policy, Series, Total};
use hearsay_ledger::{View, words};

use self::rows::{Panel, panels};
use super::frame::Frame;
use super::head::Head;
use super::{Answer, html};
use crate::access::Visitor;
use crate::api::incidents::{day, known_incident};
use crate::api::tolls::{Chosen, policy, tolls};
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "toll.html")]
struct TollPage {
    frame: Frame,
    head: Head,
    policy: Policy,
    policies: Vec<Named>,
    totals: Vec<TotalRow>,
    panels: Vec<Panel>,
}

/// A policy to choose.
struct Named {
    policy: Policy,
    /// What it does, in a sentence.
    words: &'static str,
    is_chosen: bool,
}

/// What the figures of one kind come to.
struct TotalRow {
    kind: String,
    /// Who is counted, and on which side; empty where it is everyone.
    of: String,
    low: String,
    best: String,
    high: String,
}

/// `/incidents/{id}/toll`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let (policy, as_of) = asked(&chosen)?;
    let toll = desk.look(move |view| toll(view, &id, policy, as_of)).await?;
    let totals = toll.series.iter().flat_map(|series| &series.totals).map(total).collect();
    Ok(html(&TollPage {
        frame: Frame::new(&desk, &visitor, "/incidents"),
        panels: panels(&toll.series, &toll.accounts),
        head: toll.head,
        policy,
        policies: policies(policy),
        totals,
    }))
}

/// `/incidents/{id}/toll.csv`
pub(crate) async fn csv(
    State(desk): State<Arc<Desk>>,
    _: Visitor,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let (policy, as_of) = asked(&chosen)?;
    let toll = desk.look(move |view| toll(view, &id, policy, as_of)).await?;
    let policy = policy.to_string();
    let of =
        csv::Of { incident: &toll.head.id, policy: &policy, as_of: toll.head.as_of.as_deref() };
    let table = csv::csv(&of, &panels(&toll.series, &toll.accounts), &toll.series);
    let table = table.map_err(|error| Problem::fault(error.to_string()))?;
    let name = format!("attachment; filename=\"toll-{}-{policy}.csv\"", toll.head.id);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, &name)];
    Ok((headers, table).into_response())
}

fn asked(chosen: &Chosen) -> Result<(Policy, Option<String>), Problem> {
    Ok((policy(given(&chosen.policy))?, day(given(&chosen.as_of))?))
}

/// An incident's figures, as they were known.
struct Toll {
    head: Head,
    series: Vec<Series>,
    accounts: Vec<Account>,
}

fn toll(view: &View, id: &str, policy: Policy, as_of: Option<String>) -> Result<Toll, Problem> {
    let (incident, accounts) = known_incident(view, id, as_of.as_deref())?;
    let series = tolls(incident.id.clone(), &accounts, policy, as_of.clone()).series;
    Ok(Toll { head: Head::new(&incident, as_of), series, accounts })
}

fn policies(chosen: Policy) -> Vec<Named> {
    let all = [
        (Policy::Min, "The lowest of the sources' latest figures."),
        (
            Policy::Median,
            "The middle one of the sources' latest figures; of two in the middle, the lower.",
        ),
        (Policy::Max, "The highest of the sources' latest figures."),
        (
            Policy::Ucdp,
            "As the coders of the Uppsala Conflict Data Program choose: the middle one of the sources \
             that take no part or tell of their own losses. What a side says of the other's losses \
             counts for the highest figure only.",
        ),
    ];
    let named = |(policy, words)| Named { policy, words, is_chosen: policy == chosen };
    all.into_iter().map(named).collect()
}

fn total(total: &Total) -> TotalRow {
    let side = total.side.as_ref().map(|side| format!("on the side of {side}"));
    let of: Vec<String> = [total.who.clone(), side].into_iter().flatten().collect();
    let number = |number: Option<u64>, none: &str| {
        number.map_or_else(|| none.to_owned(), |number| number.to_string())
    };
    TotalRow {
        kind: total.kind.clone(),
        of: of.join(", "),
        low: number(total.low, "not given"),
        best: number(total.best, "none"),
        high: number(total.high, "open"),
    }
}

impl TollPage {
    /// The address of what is shown here in another form.
    fn address(&self, path: &str, policy: &Policy) -> String {
        format!("{path}?policy={policy}{}", self.head.and_as_of())
    }

    /// How many figures there are.
    fn count(&self) -> String {
        words::count(self.panels.iter().map(|panel| panel.rows.len()).sum(), "figure")
    }
}

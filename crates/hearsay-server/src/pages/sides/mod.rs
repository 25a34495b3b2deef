//! One incident with its sides beside each other: what each says to each question, in its own words,
//! and why two answers cannot both be so.

mod beneath;
mod citation;
mod table;

use std::collections::HashSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use hearsay_incidents::Policy;
use hearsay_ledger::sides::sides;
use hearsay_ledger::{View, words};

use self::beneath::{Change, Decided, Reason, Said, Source, Telling};
use self::table::{Context, Table};
use super::frame::Frame;
use super::head::Head;
use super::{Answer, html};
use crate::access::Visitor;
use crate::api::incidents::{Known, day, known_incident};
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "sides.html")]
struct SidesPage {
    frame: Frame,
    shown: Shown,
    /// The policy by which totals are chosen here.
    policy: Policy,
}

/// What the page shows of the incident.
struct Shown {
    head: Head,
    /// What the figures come to.
    totals: Vec<String>,
    table: Table,
    /// How many there are.
    contradictions: String,
    reasons: Vec<Reason>,
    more_reasons: Vec<Reason>,
    changes: Vec<Change>,
    sources: Vec<Source>,
    said: Vec<Said>,
    tellings: Vec<Telling>,
    decisions: Vec<Decided>,
}

/// `/incidents/{id}`
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(known): Query<Known>,
) -> Answer {
    let as_of = day(given(&known.as_of))?;
    let ledger = desk.name.clone();
    let shown = desk.look(move |view| shown(view, &id, as_of, &ledger)).await?;
    let frame = Frame::new(&desk, &visitor, "/incidents");
    Ok(html(&SidesPage { frame, shown, policy: Policy::default() }))
}

fn shown(view: &View, id: &str, as_of: Option<String>, ledger: &str) -> Result<Shown, Problem> {
    let (incident, accounts) = known_incident(view, id, as_of.as_deref())?;
    let sides = sides(&incident, &accounts);
    let claims: HashSet<&str> = incident.claims.iter().map(String::as_str).collect();
    let context =
        Context { incident: &incident.id, ledger, as_of: as_of.as_deref(), claims: &claims };
    let table = table::table(&sides, &context);
    let (reasons, more_reasons) = beneath::reasons(&sides, &table);
    Ok(Shown {
        totals: incident.toll.iter().map(words::total).collect(),
        contradictions: words::count(sides.contradictions.len(), "contradiction"),
        reasons,
        more_reasons,
        changes: beneath::changes(&sides, &claims),
        sources: beneath::sources(&incident),
        said: beneath::said(&accounts),
        tellings: beneath::tellings(&accounts),
        decisions: beneath::decided(&view.decisions_of(&incident.id)?),
        head: Head::new(&incident, as_of.clone()),
        table,
    })
}

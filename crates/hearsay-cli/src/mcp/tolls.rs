//! The figures of an incident over time, by claimant.

use std::collections::BTreeMap;

use hearsay::Created;
use hearsay_incidents::{Line, Point, Policy};
use hearsay_ledger::words::{KINDS, day, event, figure, total, when};
use serde_json::{Map, Value, json};

use super::answer::{Answer, json, untrusted};
use super::arguments::{Tolls, given};
use super::citing::{Cited, cited};
use super::fence::Page;
use super::look::{look, no_incident};
use crate::shelf::Shelf;
use crate::toll::{OfIncident, all_series};

/// Who gave which figure when, and what they come to.
pub(super) fn series(shelf: &Shelf, asked: &Tolls) -> anyhow::Result<Answer> {
    let kind = given(&asked.kind);
    if let Some(kind) = kind.as_ref().filter(|kind| !KINDS.contains(&kind.as_str())) {
        anyhow::bail!("`{kind}` is no kind of loss; there are {}", KINDS.join(", "));
    }
    let policy = given(&asked.policy).map(|name| name.parse::<Policy>());
    let policy = policy.transpose().map_err(anyhow::Error::msg)?.unwrap_or_default();
    let as_of = given(&asked.as_of).map(|moment| moment.parse::<Created>()).transpose()?;
    let as_of = as_of.map(|moment| moment.to_string());

    let view = look(shelf)?;
    let incident = view.incident(asked.id.trim()).map_err(|error| no_incident(&view, error))?;
    let accounts = view.accounts(&incident.id, None).map_err(|error| shelf.failed(error))?;
    let mut all = all_series(&accounts, policy, as_of.as_deref());
    all.retain(|series| kind.as_ref().is_none_or(|kind| *kind == series.kind));
    let cited = cited(&accounts);

    let mut page = Page::default();
    let days = when(&incident).unwrap_or_else(|| "day unknown".to_owned());
    page.say(&format!("incident {}: {}, {days}", incident.id, event(&incident.event)));
    let known = as_of.as_deref().map(|moment| format!(", as known on {}", day(moment)));
    let known = known.unwrap_or_default();
    if all.is_empty() {
        let kind = kind.map(|kind| format!(" of {kind}")).unwrap_or_default();
        page.say(&format!("Nobody gives a figure{kind}{known}. That is unknown, not zero."));
    }
    for series in &all {
        page.say(&format!("\n{}{known}; best by {policy}:", series.kind));
        page.told_by_many(&series.totals.iter().map(total).collect::<Vec<_>>());
        page.say("who gave which figure when, the oldest first:");
        page.told_by_many(&rows(&series.lines, &cited));
    }

    let points = all.iter().flat_map(|series| &series.lines).flat_map(|line| &line.points);
    let figures: Map<String, Value> = points
        .filter_map(|point| Some((point.figure.clone(), cited.get(&point.figure)?.data())))
        .collect();
    let of_incident =
        |series| json(&OfIncident { incident: &incident.id, as_of: as_of.as_deref(), series });
    let series: Vec<Value> = all.iter().map(of_incident).collect();
    let data = untrusted(&json!({
        "incident": incident.id,
        "policy": policy,
        "as_of": as_of,
        "series": series,
        "cited": figures,
    }));
    Ok(Answer { data, text: page.finish() })
}

/// A line for each figure, oldest first.
fn rows(lines: &[Line], cited: &BTreeMap<String, Cited>) -> Vec<String> {
    let points = lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point)));
    let mut points: Vec<(&Line, &Point)> = points.collect();
    points.sort_by_key(|(_, point)| (&point.created, &point.article));
    points.into_iter().map(|(line, point)| row(line, point, cited.get(&point.figure))).collect()
}

fn row(line: &Line, point: &Point, cited: Option<&Cited>) -> String {
    let of = line.side.as_ref().map(|side| format!("on the side of {side}"));
    let own = line.own_losses.then(|| "its own losses".to_owned());
    let state = Some(point.status.clone()).filter(|status| status != "stands");
    let about: Vec<String> = [line.who.clone(), of, own, state].into_iter().flatten().collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join("; ")) };
    let standing = cited.map(Cited::standing).unwrap_or_default();
    let source = cited.map_or_else(|| format!("article {}", point.article), Cited::short_line);
    let number = figure(point.low, point.high);
    format!("{}: {standing}{number}{about} — {source}", line.claimant)
}

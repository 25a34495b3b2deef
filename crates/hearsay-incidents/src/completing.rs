//! Incidents of one article, in the form of its reading.

use std::collections::BTreeSet;

use hearsay::{ActorForm, ContradictionForm, IncidentForm, IncidentTollForm, OriginForm, Reading};

use crate::claim::Actor;
use crate::incident::{Incident, Side};
use crate::merging::{Together, merge};
use crate::reading::accounts;

/// Fills in what a reading's claims are about: the same merging, of this one article.
///
/// References are ids of the reading, and one incident is the main one.
pub fn complete(reading: &mut Reading) {
    let incidents = merge(&accounts(reading), &Together::default());
    let place = |incident: &Incident| {
        let at = incident.claims.first().and_then(|id| reading.claims.iter().find(|c| c.id == *id));
        at.map_or(0, |claim| claim.trigger.start)
    };
    let mut incidents: Vec<(usize, Incident)> =
        incidents.into_iter().map(|incident| (place(&incident), incident)).collect();
    incidents.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let forms = incidents.into_iter().map(|(_, incident)| form(reading, incident)).collect();
    reading.incidents = Some(forms);
}

fn form(reading: &Reading, incident: Incident) -> IncidentForm {
    let actors = &reading.mentions.actors;
    // A reading refers to its claims; figures and statements beside them have no ids there.
    let is_claim = |id: &String| reading.claims.iter().any(|claim| claim.id == *id);
    IncidentForm {
        main: !incident.main.is_empty(),
        event: (!incident.claims.is_empty()).then_some(incident.event),
        place: incident.place.map(|place| place.id),
        sides: sides(actors, &incident.sides),
        toll: incident
            .toll
            .into_iter()
            .map(|total| IncidentTollForm {
                kind: total.kind,
                low: total.low,
                best: total.best,
                high: total.high,
                claims: total.claims,
            })
            .collect(),
        contradictions: incident
            .contradictions
            .into_iter()
            .filter(|contradiction| contradiction.claims.iter().all(is_claim))
            .map(|contradiction| ContradictionForm {
                claims: contradiction.claims.into(),
                about: contradiction.about,
                reason: contradiction.reason,
            })
            .collect(),
        origins: incident
            .origins
            .into_iter()
            .map(|origin| OriginForm {
                actor: origin.actor.as_ref().and_then(|actor| mention(actors, actor)),
                claims: origin.claims.into_iter().filter(is_claim).collect(),
            })
            .filter(|origin: &OriginForm| !origin.claims.is_empty())
            .collect(),
        id: incident.id,
        claims: incident.claims,
        begin: incident.begin,
        end: incident.end,
    }
}

/// The groups of actors that the parties' names or codes stand for, each once, as they first appear.
fn sides(actors: &[ActorForm], sides: &[Side]) -> Vec<String> {
    let is_side = |actor: &ActorForm, side: &Side| {
        let code = side.code.as_deref();
        actor.name == side.name
            || (code.is_some()
                && (actor.country.as_deref() == code || actor.code.as_deref() == code))
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let parties = sides.iter().filter(|side| !side.third_party);
    // The first mention of the name stands for the side; else the first of its country.
    let group = |side: &Side| {
        let named = actors.iter().find(|actor| actor.name == side.name);
        named.or_else(|| actors.iter().find(|actor| is_side(actor, side)))
    };
    let groups = parties.filter_map(group).map(|actor| actor.group.as_str());
    groups.filter(|group| seen.insert(group)).map(str::to_owned).collect()
}

/// The mention with these words, or the first of this name.
fn mention(actors: &[ActorForm], actor: &Actor) -> Option<String> {
    let here = actors.iter().find(|form| form.span == actor.span);
    let here = here.or_else(|| actors.iter().find(|form| form.name == actor.name));
    here.map(|form| form.id.clone())
}

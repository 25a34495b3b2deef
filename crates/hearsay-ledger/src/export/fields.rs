//! What a claim or an incident carries that a form may have no words for.
//!
//! Every word here has a row in `losses.tsv` for each form that cannot say it.

use hearsay_incidents::{Claim, Incident, Toll};

use super::links::Links;

/// What keeps a claim from being a plain statement that something happened: the word in
/// `losses.tsv` for it.
pub(super) fn standing(claim: &Claim) -> Option<&'static str> {
    if claim.polarity == "-" || claim.modality == "denied" {
        Some("denied")
    } else if !matches!(claim.modality.as_str(), "actual" | "historical" | "habitual") {
        // A request is an event of its own kind; what is requested is in its type.
        let is_told = claim.modality == "requested" && claim.event.kind == "REQUEST"
            || claim.modality == "threatened" && claim.event.kind == "THREATEN";
        if is_told { None } else { Some("not actual") }
    } else if matches!(claim.certainty.as_str(), "probable" | "possible" | "underspecified") {
        Some("doubtful")
    } else if claim.modality == "habitual" {
        Some("habitual")
    } else {
        None
    }
}

/// Everything that a claim carries beyond its event, actor, recipient, place and day.
pub(super) fn of_claim(claim: &Claim, links: &Links) -> Vec<&'static str> {
    let time = claim.time.as_ref();
    let place = claim.place.as_ref();
    let is_repeated =
        |toll: &Toll| claim.toll.iter().filter(|other| other.kind == toll.kind).count() > 1;
    let marks = [
        ("positions", true),
        ("evidence", true),
        ("several evidence", claim.evidence.len() > 1),
        ("mode", claim.event.mode.is_some()),
        ("contexts", !claim.event.context.is_empty()),
        ("several actors", claim.actors.len() > 1),
        ("several recipients", claim.recipients.len() > 1),
        ("roles", claim.actors.iter().chain(&claim.recipients).any(|actor| actor.role.is_some())),
        ("kinds", !claim.actors.is_empty() || !claim.recipients.is_empty()),
        ("instruments", !claim.instruments.is_empty()),
        ("time of day", time.is_some_and(|time| has_hour(time.begin.as_deref()))),
        ("end", time.is_some_and(|time| time.end.is_some() && time.begin != time.end)),
        ("no day", time.is_none_or(|time| time.begin.is_none())),
        ("radius", place.is_some_and(|place| place.radius_km.is_some())),
        ("other places", place.is_some_and(|place| !place.alternatives.is_empty())),
        ("no point", place.is_none_or(|place| place.lat.is_none() || place.lon.is_none())),
        ("toll", !claim.toll.is_empty()),
        ("several tolls", claim.toll.iter().any(is_repeated)),
        ("claimants", !claim.claimants.is_empty()),
        ("cues", claim.claimants.iter().any(|claimant| claimant.cue.is_some())),
        ("act", !claim.claimants.is_empty()),
        ("inferred", !claim.inferred.is_empty()),
        ("rule", !claim.rule.is_empty()),
        ("incident", links.incident(&claim.id).is_some()),
        ("contradictions", !links.contested(&claim.id).is_empty()),
        ("reasons", !links.contested(&claim.id).is_empty()),
        ("changes", links.is_changed(&claim.id)),
    ];
    marks.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

/// Everything that an incident carries beyond its sides, days, place and dead.
pub(super) fn of_incident(incident: &Incident) -> Vec<&'static str> {
    let marks = [
        ("other harm", incident.toll.iter().any(|total| total.kind != "killed")),
        ("contradictions", !incident.contradictions.is_empty()),
        ("changes", !incident.changes.is_empty()),
        ("origins", !incident.origins.is_empty()),
        ("figures by claimant", !incident.toll.is_empty()),
        ("silence", incident.one_sided.is_some()),
        ("admissions", !incident.admissions.is_empty()),
        ("third parties", incident.sides.iter().any(|side| side.third_party)),
        ("positions", true),
        ("statements", !incident.statements.is_empty()),
    ];
    marks.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

/// All words of this file, for the tests of `losses.tsv`.
#[cfg(test)]
pub(super) const CLAIM: [&str; 27] = [
    "positions",
    "evidence",
    "several evidence",
    "mode",
    "contexts",
    "several actors",
    "several recipients",
    "roles",
    "kinds",
    "instruments",
    "time of day",
    "end",
    "no day",
    "radius",
    "other places",
    "no point",
    "toll",
    "several tolls",
    "claimants",
    "cues",
    "act",
    "inferred",
    "rule",
    "incident",
    "contradictions",
    "reasons",
    "changes",
];

fn has_hour(moment: Option<&str>) -> bool {
    moment.is_some_and(|moment| moment.len() > 10)
}

//! The sides of an incident, third parties, who is silent, and who speaks against his own interest.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use super::Scene;
use crate::incident::Side;

/// Deeds by which a side holds back or gives way.
const RESTRAINT: [&str; 4] = ["RETREAT", "CONCEDE", "COOPERATE", "AID"];

/// The sides by name, then the third parties by name, each with what it says.
pub(super) fn sides(scene: &Scene<'_>) -> Vec<Side> {
    // A side acts by force, or is a state or group against which force is used.
    let mut parties: BTreeSet<&str> = BTreeSet::new();
    for told in scene.told.iter().filter(|told| told.is_force()) {
        parties.extend(told.doers.iter().map(String::as_str));
        if !told.doers.is_empty() || told.said.voice.party.is_some() {
            parties.extend(told.sufferers.iter().map(String::as_str));
        }
    }
    // Whose soldiers fall takes part, also where nobody says who shot.
    let fought = !parties.is_empty();
    for tally in scene.tallies.iter().filter(|tally| fought && tally.is_in_arms()) {
        parties.extend(tally.side.as_deref());
    }
    for stated in &scene.stated {
        let link = stated.statement.about == "link" && stated.statement.polarity == "+";
        parties.extend(stated.of.as_deref().filter(|_| link));
    }
    let mut claims: BTreeMap<(bool, String, Option<String>), IndexSet<&str>> = BTreeMap::new();
    for party in &parties {
        claims.insert((false, scene.lands.name(party), Some((*party).to_owned())), IndexSet::new());
    }
    let told = scene.told.iter().map(|told| (&told.said, told.claim.id.as_str()));
    let tallies = scene.tallies.iter().map(|tally| (&tally.said, tally.id()));
    let stated = scene.stated.iter().map(|stated| (&stated.said, stated.statement.id.as_str()));
    for (said, id) in told.chain(tallies).chain(stated) {
        let voice = &said.voice;
        let key = voice.party.as_ref().map(|party| party.key.clone());
        let side = match key {
            Some(key) if parties.contains(key.as_str()) => {
                (false, scene.lands.name(&key), Some(key))
            }
            // The state or group of a third party; else the source itself.
            Some(key) => (true, scene.lands.name(&key), Some(key)),
            None => (true, voice.name.clone(), None),
        };
        claims.entry(side).or_default().insert(id);
    }
    let side = |((third_party, name, code), claims): (_, IndexSet<&str>)| {
        let claims = claims.into_iter().map(str::to_owned).collect();
        Side { name, code, third_party, claims }
    };
    claims.into_iter().map(side).collect()
}

/// The only side that speaks, where there is another.
pub(super) fn one_sided(sides: &[Side]) -> Option<String> {
    let sides: Vec<&Side> = sides.iter().filter(|side| !side.third_party).collect();
    let mut speaking = sides.iter().filter(|side| !side.claims.is_empty());
    let only = speaking.next()?;
    (sides.len() > 1 && speaking.next().is_none()).then(|| only.name.clone())
}

/// Claims and figures in which a side tells of its own losses or of the other's restraint.
pub(super) fn admissions(scene: &Scene<'_>, sides: &[Side]) -> Vec<String> {
    let is_side =
        |key: &str| sides.iter().any(|side| !side.third_party && side.code.as_deref() == Some(key));
    let mut found: Vec<String> = Vec::new();
    for tally in &scene.tallies {
        let speaker = tally.said.voice.party.as_ref().map(|party| party.key.as_str());
        let own = tally.side.is_some() && tally.side.as_deref() == speaker;
        // Civilians killed are what one accuses the other of, and nothing to admit.
        if own && tally.is_in_arms() && tally.high != Some(0) && speaker.is_some_and(is_side) {
            found.push(tally.id().to_owned());
        }
    }
    for told in &scene.told {
        let Some(speaker) = told.said.voice.party.as_ref().map(|party| &party.key) else {
            continue;
        };
        let other = told.doers.iter().any(|doer| doer != speaker && is_side(doer));
        let restrained = RESTRAINT.contains(&told.claim.event.kind.as_str()) && told.is_asserted();
        let harmless = told.claim.event.kind == "ASSAULT" && told.is_denied();
        if is_side(speaker) && other && !told.doers.contains(speaker) && (restrained || harmless) {
            found.push(told.claim.id.clone());
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|id| seen.insert(id.clone()));
    found
}

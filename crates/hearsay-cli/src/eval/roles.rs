//! Claims in the terms of WikiEvents: events of its types, by sentence, with the words of their roles.

use hearsay::{ClaimForm, Reading};
use serde_json::{Value, json};

/// What a claim is called, a row a line; its head says how rows are chosen.
const TABLE: &str = include_str!("../../data/wikievents.tsv");

/// A row of the table.
struct Row {
    event: &'static str,
    mode: &'static str,
    toll: &'static str,
    words: Vec<&'static str>,
    kind: &'static str,
    /// The roles of actors, recipients, those lost, instruments and place; empty where there is none.
    roles: [&'static str; 5],
}

fn table() -> impl Iterator<Item = Row> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        Row {
            event: cell(),
            mode: cell(),
            toll: cell(),
            words: cell().split('|').filter(|word| !word.is_empty()).collect(),
            kind: cell(),
            roles: [cell(), cell(), cell(), cell(), cell()],
        }
    })
}

/// The events of a reading; `sentences` are the gold file's, as offsets.
pub(super) fn events(reading: &Reading, sentences: &Value) -> Value {
    let rows: Vec<Row> = table().collect();
    let sentences: Vec<(u64, u64)> = sentences
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|sentence| Some((sentence[0].as_u64()?, sentence[1].as_u64()?)))
        .collect();
    let mut events = Vec::new();
    for claim in &reading.claims {
        let start = claim.trigger.start as u64;
        let Some(sentence) = sentences.iter().position(|(from, to)| (*from..*to).contains(&start))
        else {
            continue;
        };
        for row in fitting(&rows, claim) {
            let args = arguments(reading, claim, row);
            events.push(json!({ "sentence": sentence, "type": row.kind, "args": args }));
        }
    }
    Value::Array(events)
}

/// The rows that a claim fits, each type once.
fn fitting<'r>(rows: &'r [Row], claim: &ClaimForm) -> Vec<&'r Row> {
    let own: Vec<&Row> = rows.iter().filter(|row| row.event == claim.event.kind).collect();
    let mode = claim.event.mode.as_deref().unwrap_or_default();
    // "shell/VERB active; kill/VERB": each part begins with the lexicon's row.
    let named = claim.rule.split("; ").map(|part| {
        let end = part.find('/').map_or(part.len(), |slash| {
            part[slash..].find(' ').map_or(part.len(), |blank| slash + blank)
        });
        &part[..end]
    });
    let by_word = named.filter_map(|name| {
        let plain = || own.iter().filter(|row| row.words.is_empty() && row.toll.is_empty());
        let word = own.iter().find(|row| row.words.contains(&name));
        word.or_else(|| plain().find(|row| row.mode == mode))
            .or_else(|| plain().find(|row| row.mode.is_empty()))
    });
    let losses = claim.toll.iter().map(|toll| toll.kind.as_str());
    let by_toll = losses.filter_map(|kind| own.iter().find(|row| row.toll == kind));
    let mut found: Vec<&Row> = Vec::new();
    for row in by_word.chain(by_toll) {
        if !found.iter().any(|other| other.kind == row.kind) {
            found.push(row);
        }
    }
    found
}

/// The words that fill a row's roles.
fn arguments(reading: &Reading, claim: &ClaimForm, row: &Row) -> Vec<Value> {
    let actor = |id: &String| {
        let mut actors = reading.mentions.actors.iter();
        actors.find(|actor| actor.id == *id).map(|actor| actor.span.text.clone())
    };
    let actors: Vec<String> = claim.actors.iter().filter_map(actor).collect();
    let recipients: Vec<String> = claim.recipients.iter().filter_map(actor).collect();
    let kind = if row.kind.starts_with("Life.Injure") { "wounded" } else { "killed" };
    let tolls = claim.toll.iter().filter(|toll| [kind, "casualties"].contains(&toll.kind.as_str()));
    let mut lost: Vec<String> =
        tolls.map(|toll| toll.who.clone().unwrap_or_else(|| toll.span.text.clone())).collect();
    if lost.is_empty() {
        lost.clone_from(&recipients);
    }
    let instruments = claim.instruments.iter().map(|span| span.text.clone()).collect();
    let mut places = reading.mentions.places.iter();
    let place = places.find(|place| claim.place.as_ref() == Some(&place.id));
    let place = place.map(|place| place.span.text.clone()).into_iter().collect();
    let parts: [Vec<String>; 5] = [actors, recipients, lost, instruments, place];
    let roles = row.roles.iter().zip(parts).filter(|(role, _)| !role.is_empty());
    roles
        .flat_map(|(role, words)| {
            words.into_iter().map(move |text| json!({ "role": role, "text": text }))
        })
        .collect()
}

//! Claims and attributions of readings in a form that can be compared: with words for ids.
//!
//! Readings are taken as plain JSON: those of an older state may have other fields.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

/// The reading of one article.
pub(super) struct Reading {
    pub(super) article: String,
    pub(super) claims: Vec<Told>,
    pub(super) attributions: Vec<Told>,
}

/// A claim or an attribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// Where its trigger or cue stands; that of the content where there is no cue.
    pub(super) start: u64,
    pub(super) end: u64,
    /// Where its sentence begins.
    pub(super) sentence: usize,
    /// The event type, or the act of an attribution.
    pub(super) event: String,
    /// Who says so.
    pub(super) speakers: String,
    /// What is compared, by name.
    pub(super) fields: BTreeMap<&'static str, String>,
    /// What produced it.
    pub(super) rule: String,
    /// The sentence, with the trigger or cue marked.
    pub(super) context: String,
}

/// Reads what `hearsay read --format jsonl` wrote.
pub(super) fn readings(text: &str) -> Result<Vec<Reading>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
    lines
        .map(|(number, line)| {
            let value: Value = serde_json::from_str(line)
                .with_context(|| format!("line {} is no reading", number + 1))?;
            reading(&value).with_context(|| format!("line {} is no reading", number + 1))
        })
        .collect()
}

fn reading(value: &Value) -> Option<Reading> {
    let text: Vec<char> = value["article"]["text"].as_str()?.chars().collect();
    let names = names(value);
    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
    Some(Reading {
        article: value["article"]["id"].as_str()?.to_owned(),
        claims: list("claims").iter().filter_map(|one| claim(one, &text, &names)).collect(),
        attributions: list("attributions")
            .iter()
            .filter_map(|one| attribution(one, &text, &names))
            .collect(),
    })
}

type Names = BTreeMap<String, String>;

/// The names of mentions by their ids.
fn names(value: &Value) -> Names {
    let mut names = Names::new();
    for kind in ["actors", "places", "times", "quantities"] {
        for one in value["mentions"][kind].as_array().into_iter().flatten() {
            let name = one["name"].as_str().or(one["span"]["text"].as_str());
            if let (Some(id), Some(name)) = (one["id"].as_str(), name) {
                names.insert(id.to_owned(), name.to_owned());
            }
        }
    }
    names
}

fn named(ids: &Value, names: &Names) -> String {
    let ids = ids.as_array().into_iter().flatten().filter_map(Value::as_str);
    let words: Vec<&str> = ids.map(|id| names.get(id).map_or(id, String::as_str)).collect();
    words.join(", ")
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn spans(value: &Value) -> String {
    let spans = value.as_array().into_iter().flatten();
    spans.filter_map(|span| span["text"].as_str()).collect::<Vec<_>>().join(" … ")
}

fn claim(value: &Value, text: &[char], names: &Names) -> Option<Told> {
    let start = value["trigger"]["start"].as_u64()?;
    let end = value["trigger"]["end"].as_u64()?;
    let event = word(&value["event"]["type"]);
    let speakers: Vec<String> = value["claimants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|claimant| {
            let actor = claimant["actor"].as_str().and_then(|id| names.get(id).cloned());
            actor.unwrap_or_else(|| word(&claimant["span"]["text"]))
        })
        .collect();
    let speakers = speakers.join(" ← ");
    let place = value["place"].as_str();
    let mut fields = BTreeMap::new();
    let mut add = |name: &'static str, value: String| fields.insert(name, value);
    let mode = value["event"]["mode"].as_str();
    add("event", mode.map_or(event.clone(), |mode| format!("{event}/{mode}")));
    add("cameo", word(&value["event"]["cameo"]));
    add("actors", named(&value["actors"], names));
    add("recipients", named(&value["recipients"], names));
    add("instruments", spans(&value["instruments"]));
    add("place", place.map_or(String::new(), |id| names.get(id).cloned().unwrap_or(id.to_owned())));
    add("time", interval(&value["time"], names));
    let tolls = value["toll"].as_array().into_iter().flatten();
    add("toll", tolls.map(toll).collect::<Vec<_>>().join(", "));
    add("speakers", speakers.clone());
    for name in ["act", "polarity", "certainty", "modality"] {
        add(name, word(&value[name]));
    }
    add("main", if value["main"] == true { "main" } else { "" }.to_owned());
    let (sentence, context) = context(text, start, end);
    Some(Told {
        start,
        end,
        sentence,
        event,
        speakers,
        fields,
        rule: word(&value["rule"]),
        context,
    })
}

fn interval(time: &Value, names: &Names) -> String {
    let ends = [word(&time["begin"]), word(&time["end"])];
    match (ends[0] == ends[1], ends[0].is_empty()) {
        (true, false) => ends[0].clone(),
        (false, _) => format!("{} to {}", ends[0], ends[1]),
        (true, true) => {
            let id = word(&time["mention"]);
            names.get(&id).cloned().unwrap_or(id)
        }
    }
}

fn toll(toll: &Value) -> String {
    let end = |key: &str| toll[key].as_u64().map_or("?".to_owned(), |end| end.to_string());
    let figure = if toll["min"] == toll["max"] {
        end("min")
    } else {
        format!("{}..{}", end("min"), end("max"))
    };
    format!("{} {figure} {}", word(&toll["kind"]), word(&toll["who"])).trim_end().to_owned()
}

fn attribution(value: &Value, text: &[char], names: &Names) -> Option<Told> {
    let cue = &value["cue"][0];
    let at = if cue.is_object() { cue } else { &value["content"][0] };
    let (start, end) = (at["start"].as_u64()?, at["end"].as_u64()?);
    let actor = value["actor"].as_str().and_then(|id| names.get(id).cloned()).unwrap_or_default();
    let source = spans(&value["source"]);
    let act = word(&value["act"]);
    let mut fields = BTreeMap::new();
    let mut add = |name: &'static str, value: String| fields.insert(name, value);
    add("source", source.clone());
    add("cue", spans(&value["cue"]));
    add("content", spans(&value["content"]));
    add("actor", actor);
    add("act", act.clone());
    add("direct", if value["direct"] == true { "direct" } else { "" }.to_owned());
    add("negated", if value["negated"] == true { "negated" } else { "" }.to_owned());
    let (sentence, context) = context(text, start, end);
    let rule = word(&value["rule"]);
    Some(Told { start, end, sentence, event: act, speakers: source, fields, rule, context })
}

/// Letters shown on each side of the marked words at most.
const AROUND: usize = 130;

/// Where the sentence around some words begins, and the sentence with the words marked.
fn context(text: &[char], start: u64, end: u64) -> (usize, String) {
    let length = text.len();
    let start = usize::try_from(start).unwrap_or(length).min(length);
    let end = usize::try_from(end).unwrap_or(length).clamp(start, length);
    let ends_sentence = |at: usize| {
        let stops = matches!(text[at], '.' | '!' | '?');
        let next = text.get(at + 1).is_none_or(|letter| letter.is_whitespace());
        stops && next || text[at] == '\n' && text.get(at + 1).is_none_or(|letter| *letter == '\n')
    };
    let from = (0..start).rev().find(|at| ends_sentence(*at)).map_or(0, |at| at + 1);
    let to = (end..length).find(|at| ends_sentence(*at)).map_or(length, |at| at + 1);
    let left = from.max(start.saturating_sub(AROUND));
    let right = to.min(end + AROUND);
    let words = |from: usize, to: usize| text[from..to].iter().collect::<String>();
    let line = format!(
        "{}{}«{}»{}{}",
        if left > from { "… " } else { "" },
        words(left, start),
        words(start, end),
        words(end, right),
        if right < to { " …" } else { "" }
    );
    (from, line.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_the_sentence() {
        let text: Vec<char> = "One. Two men fled. Three.".chars().collect();
        assert_eq!(context(&text, 13, 17), (4, "Two men «fled».".to_owned()));
        assert_eq!(context(&text, 0, 3), (0, "«One».".to_owned()));
        assert_eq!(context(&text, 900, 950).0, 25);
    }

    #[test]
    fn ids_become_words() {
        let line = serde_json::json!({
            "article": {"id": "a", "text": "Tarsk shelled Hask."},
            "mentions": {"actors": [{"id": "a1", "name": "Tarsk", "span": {"text": "Tarsk"}}]},
            "claims": [{
                "trigger": {"start": 6, "end": 13, "text": "shelled"},
                "event": {"type": "ASSAULT", "mode": "heavy-weapons"},
                "actors": ["a1"], "recipients": [], "claimants": [], "rule": "r", "main": true,
                "toll": [{"kind": "killed", "min": 3, "max": null}],
                "time": {"begin": "2024-03-14", "end": "2024-03-14"},
            }],
        });
        let found = readings(&line.to_string()).expect("a reading");
        let claim = &found[0].claims[0];
        assert_eq!(claim.fields["actors"], "Tarsk");
        assert_eq!(claim.fields["toll"], "killed 3..?");
        assert_eq!(claim.fields["time"], "2024-03-14");
        assert_eq!(claim.fields["event"], "ASSAULT/heavy-weapons");
        assert_eq!(claim.context, "Tarsk «shelled» Hask.");
        assert!(readings("{}").is_err());
    }
}

//! The claims of the example articles, one a line, under `golden/`.
//!
//! A change to words or rules shows here as a change of these files, which its author reads before
//! anybody else does: `UPDATE_GOLDEN=1 cargo test -p hearsay` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hearsay::{Article, ClaimForm, Reader, Reading, Scratch, TollForm};

const EXAMPLES: [(&str, &str); 6] = [
    ("city-paper", "2024-03-14"),
    ("history-backgrounder", "2024-03-15"),
    ("meridian-wire", "2024-03-14"),
    ("oravian-herald", "2024-03-13"),
    ("tarsk-agency", "2024-03-12"),
    ("unity-watch", "2024-03-15"),
];

#[test]
fn examples_read_as_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scratch = Scratch::default();
    let mut changed = Vec::new();
    for (name, created) in EXAMPLES {
        let text = fs::read_to_string(root.join(format!("../../examples/{name}.txt")))
            .expect("the example is there");
        let article = Article {
            id: name.to_owned(),
            text,
            created: Some(created.parse().expect("a date")),
            ..Article::default()
        };
        let found = lines(&Reader::new().read(&article, &mut scratch));
        let path = root.join(format!("tests/golden/{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &found).expect("the golden file can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            let gone = expected.lines().filter(|line| !found.lines().any(|other| other == *line));
            let new = found.lines().filter(|line| !expected.lines().any(|other| other == *line));
            let gone: String = gone.fold(String::new(), |all, line| all + "\n- " + line);
            let new: String = new.fold(String::new(), |all, line| all + "\n+ " + line);
            changed.push(format!("{name}:{gone}{new}"));
        }
    }
    assert!(changed.is_empty(), "UPDATE_GOLDEN=1 accepts these:\n{}", changed.join("\n"));
}

/// One line a claim: who says so, act, modality, event, who to whom, where, when, toll, trigger.
fn lines(reading: &Reading) -> String {
    let mut out = String::new();
    for claim in &reading.claims {
        writeln!(out, "{}", line(reading, claim)).expect("writing to a string does not fail");
    }
    out
}

fn line(reading: &Reading, claim: &ClaimForm) -> String {
    let actor = |id: &String| {
        let actor = reading.mentions.actors.iter().find(|actor| actor.id == *id);
        actor.map_or_else(|| id.clone(), |actor| actor.name.clone())
    };
    let names = |ids: &[String]| ids.iter().map(actor).collect::<Vec<_>>().join(", ");
    let said_by: Vec<String> = claim
        .claimants
        .iter()
        .map(|claimant| match (&claimant.actor, &claimant.span) {
            (Some(id), _) => actor(id),
            (None, Some(span)) => span.text.clone(),
            (None, None) => "someone".to_owned(),
        })
        .collect();
    let said_by = if said_by.is_empty() { "article".to_owned() } else { said_by.join(" < ") };
    let event = match &claim.event.mode {
        Some(mode) => format!("{}/{mode}", claim.event.kind),
        None => claim.event.kind.clone(),
    };
    let mut line = format!(
        "{said_by} | {} {}{} {} | {event} | {} -> {}",
        claim.act,
        claim.polarity,
        claim.certainty,
        claim.modality,
        names(&claim.actors),
        names(&claim.recipients),
    );
    if let Some(place) = &claim.place {
        let name = reading.mentions.places.iter().find(|p| p.id == *place).map(|p| &p.name);
        write!(line, " | at {}", name.unwrap_or(place)).expect("a string");
    }
    if let Some(time) = &claim.time {
        let begin = time.begin.as_deref().unwrap_or("?");
        let end = time.end.as_deref().unwrap_or("?");
        write!(line, " | {begin} to {end}").expect("a string");
    }
    for toll in &claim.toll {
        write!(line, " | {}", toll_words(toll)).expect("a string");
    }
    write!(line, " | «{}»", claim.trigger.text).expect("a string");
    line
}

fn toll_words(toll: &TollForm) -> String {
    let end = |end: Option<u64>| end.map_or_else(|| "?".to_owned(), |end| end.to_string());
    let who = toll.who.as_deref().unwrap_or("");
    format!("{} {}..{} {who}", toll.kind, end(toll.min), end(toll.max)).trim_end().to_owned()
}

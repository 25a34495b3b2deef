//! What must hold of every reading, held against every text of our own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use hearsay::{Article, ClaimForm, Reader, Reading, Scratch, SpanForm};

/// The example articles and the texts of the conformance test.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = [root.join("examples"), root.join("crates/hearsay-syntax/tests/texts")];
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the folder is there"))
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("our texts are UTF-8"))
        })
        .collect()
}

fn read(id: &str, text: &str, created: Option<&str>, scratch: &mut Scratch) -> Reading {
    let article = Article {
        id: id.to_owned(),
        text: text.to_owned(),
        created: created.map(|created| created.parse().expect("a date")),
        ..Article::default()
    };
    Reader::new().read(&article, scratch)
}

/// Every span in a reading.
fn spans(reading: &Reading) -> Vec<&SpanForm> {
    let mentions = &reading.mentions;
    let mut spans: Vec<&SpanForm> = Vec::new();
    spans.extend(mentions.actors.iter().map(|actor| &actor.span));
    spans.extend(mentions.places.iter().map(|place| &place.span));
    spans.extend(mentions.times.iter().map(|time| &time.span));
    spans.extend(mentions.quantities.iter().flat_map(|q| [Some(&q.span), q.of.as_ref()]).flatten());
    for said in &reading.attributions {
        spans.extend(said.source.iter().chain(&said.cue).chain(&said.content));
    }
    for claim in &reading.claims {
        spans.extend(claim.evidence.iter().chain([&claim.trigger]).chain(&claim.instruments));
        spans.extend(claim.toll.iter().map(|toll| &toll.span));
        spans.extend(claim.claimants.iter().flat_map(|c| [&c.span, &c.cue]).flatten());
    }
    spans.extend(reading.notes.iter().filter_map(|note| note.span.as_ref()));
    spans
}

/// Every mention and attribution that a claim refers to.
fn references(claim: &ClaimForm) -> Vec<&String> {
    let mut ids: Vec<&String> = claim.actors.iter().chain(&claim.recipients).collect();
    ids.extend(&claim.place);
    ids.extend(claim.time.iter().filter_map(|time| time.mention.as_ref()));
    ids.extend(claim.toll.iter().filter_map(|toll| toll.side.as_ref()));
    ids.extend(claim.claimants.iter().filter_map(|claimant| claimant.actor.as_ref()));
    ids.extend(claim.claimants.iter().map(|claimant| &claimant.attribution));
    ids
}

#[test]
fn spans_reproduce_their_words() {
    let mut scratch = Scratch::default();
    for (name, text) in texts() {
        let characters: Vec<char> = text.chars().collect();
        let reading = read(&name, &text, Some("2024-03-14"), &mut scratch);
        for span in spans(&reading) {
            let words: String = characters[span.start..span.end].iter().collect();
            assert_eq!(words, span.text, "{name}");
            assert!(!words.is_empty(), "{name}: an empty span at {}", span.start);
        }
    }
}

#[test]
fn every_claim_has_evidence_and_its_references_exist() {
    let mut scratch = Scratch::default();
    for (name, text) in texts() {
        let reading = read(&name, &text, Some("2024-03-14"), &mut scratch);
        let mentions = &reading.mentions;
        let mut ids: HashSet<&String> = HashSet::new();
        ids.extend(mentions.actors.iter().map(|actor| &actor.id));
        ids.extend(mentions.places.iter().map(|place| &place.id));
        ids.extend(mentions.times.iter().map(|time| &time.id));
        ids.extend(reading.attributions.iter().map(|said| &said.id));
        let mut claim_ids = HashSet::new();
        for claim in &reading.claims {
            assert!(claim_ids.insert(&claim.id), "{name}: claim {} twice", claim.id);
            assert!(!claim.evidence.is_empty(), "{name}: no evidence");
            for id in references(claim) {
                assert!(ids.contains(id), "{name}: {id} does not exist");
            }
        }
    }
}

#[test]
fn a_sentence_has_at_most_one_main_claim() {
    let reading = read(
        "1",
        "Troops shelled Hask, killing two, and rebels seized Maret.",
        None,
        &mut Scratch::default(),
    );
    assert_eq!(reading.claims.iter().filter(|claim| claim.main).count(), 1);
}

#[test]
fn without_a_creation_time_no_year_is_invented() {
    let mut scratch = Scratch::default();
    let mut without_year = 0;
    for (name, text) in texts() {
        // A text that names a year may count from it ("five years later"); one that names none
        // has nothing to count from. A century names its years.
        let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
        let names_year = |number: &&str| {
            number.len() == 4 || number.len() == 2 && text.contains('’') || text.contains("century")
        };
        if digits.iter().any(names_year) {
            continue;
        }
        without_year += 1;
        for time in read(&name, &text, None, &mut scratch).mentions.times {
            assert!(time.begin.is_none(), "{name}: {} read as {:?}", time.span.text, time.begin);
            assert!(time.end.is_none(), "{name}: {} read as {:?}", time.span.text, time.end);
        }
    }
    assert!(without_year >= 20, "only {without_year} texts name no year");
}

#[test]
fn what_was_read_before_does_not_show() {
    let mut used = Scratch::default();
    for (name, text) in texts().into_iter().step_by(7) {
        let fresh = read(&name, &text, Some("2024-03-14"), &mut Scratch::default());
        assert_eq!(read(&name, &text, Some("2024-03-14"), &mut used), fresh, "{name}");
    }
}

#[test]
fn the_json_form_reads_back() {
    let (name, text) = texts().swap_remove(0);
    let reading = read(&name, &text, Some("2024-03-14"), &mut Scratch::default());
    let json = serde_json::to_string(&reading).expect("a reading can be written");
    let back: Reading = serde_json::from_str(&json).expect("and read");
    assert_eq!(back, reading);
    assert!(!json.contains("null"), "what is not known is absent");
}

#[test]
fn sentences_hold_every_word_once_and_every_trigger() {
    let reader = Reader::new();
    let mut scratch = Scratch::default();
    for (id, text) in texts() {
        let article = Article { id: id.clone(), text: text.clone(), ..Article::default() };
        let sentences = reader.sentences(&article, &mut scratch);
        let letters: Vec<char> = text.chars().collect();
        let mut end = 0;
        for sentence in &sentences {
            assert!(end <= sentence.start && sentence.start < sentence.end, "{id}: {sentence:?}");
            let between: String = letters[end..sentence.start].iter().collect();
            assert!(between.trim().is_empty(), "{id}: `{between}` is in no sentence");
            let words: String = letters[sentence.start..sentence.end].iter().collect();
            assert_eq!(words, sentence.text, "{id}");
            end = sentence.end;
        }
        let rest: String = letters[end..].iter().collect();
        assert!(rest.trim().is_empty(), "{id}: `{rest}` is in no sentence");
        for claim in reader.read(&article, &mut scratch).claims {
            let holds =
                |it: &SpanForm| it.start <= claim.trigger.start && claim.trigger.start < it.end;
            assert!(sentences.iter().any(holds), "{id}: {:?}", claim.trigger);
        }
    }
}

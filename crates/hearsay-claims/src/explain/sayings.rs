//! Acts of saying: the row of the cue, where source and content stand, and what the tagger holds.

use hearsay_mentions::explain::Step;
use hearsay_syntax::Span;

use super::{quoted, rows};
use crate::claim::{Attribution, Claims};
use crate::lexicon::LEXICON;
use crate::scene::Scene;
use crate::tagger;

const FILES: &[&str] = &["cues.tsv", "phrases.tsv"];

pub(super) fn steps(scene: &Scene, attribution: &Attribution) -> Vec<Step> {
    let document = scene.document;
    let words = |spans: &[Span]| {
        let words: Vec<String> = spans.iter().map(|span| quoted(document, *span)).collect();
        words.join(" … ")
    };
    let cue = if attribution.cue.is_empty() {
        "a speech goes on".to_owned()
    } else {
        let is = if attribution.rule.starts_with("tagger") { "is taken for" } else { "is" };
        format!("{} {is} a word of saying (act: {})", words(&attribution.cue), attribution.act)
    };
    let mut step = Step::new("claimant", cue, attribution.cue.clone());
    let name = attribution.rule.split([' ', ';']).next().unwrap_or("");
    if let Some((file, row)) = name.split_once(':') {
        let rule = attribution.rule.strip_prefix(&format!("{file}:")).unwrap_or(row);
        let lemma = rule.split(" + ").next().unwrap_or(rule);
        let lemma = lemma.split([';', '/']).next().unwrap_or(lemma);
        step.rows = rows::naming(lemma, FILES);
        step.rows.retain(|row| row.file.ends_with(file));
        step.rows.extend(first_word(lemma).filter(|_| file == "phrases.tsv").into_iter().flatten());
        step.rows.dedup();
    }
    let mut steps = vec![step];
    let source = if attribution.source.is_empty() {
        "nobody is named as its source".to_owned()
    } else if attribution.inferred {
        format!("{} is its source, carried over from another sentence", words(&attribution.source))
    } else {
        format!("{} is its source", words(&attribution.source))
    };
    steps.push(Step::new("claimant", source, attribution.source.clone()));
    let place = attribution.rule.split(';').next().and_then(|rule| rule.split_once(" + "));
    let place = place.map_or("as the tagger sees it", |(_, place)| place_in_words(place));
    let direct = if attribution.direct { ", word for word" } else { "" };
    let content = shortened(&words(&attribution.content));
    let says = format!("what is said is {content} ({place}{direct})");
    steps.push(Step::new("claimant", says, attribution.content.clone()));
    if let Some(step) = tagged(scene, attribution) {
        steps.push(step);
    }
    if attribution.negated {
        steps.push(Step::new("claimant", "the saying itself is denied", attribution.cue.clone()));
    }
    steps
}

fn first_word(phrase: &str) -> Option<Vec<hearsay_syntax::rows::RowRef>> {
    Some(rows::naming(phrase.split(' ').next()?, &["phrases.tsv"]))
}

/// How sure the tagger is of an act of saying.
fn tagged(scene: &Scene, attribution: &Attribution) -> Option<Step> {
    let document = scene.document;
    let seen = tagger::tag(&tagger::MODEL, document);
    let is_cue = |token: usize| {
        let span = document.token(token).span();
        attribution.cue.iter().any(|cue| cue.overlaps(span))
    };
    let found = seen.sayings.iter().find(|said| is_cue(said.cue));
    let says = match found {
        Some(said) => {
            let only = if attribution.rule.starts_with("tagger") {
                "alone sees it"
            } else {
                "sees it as well"
            };
            let sure = said.sure * 100.0;
            format!("the learned tagger {only}: {sure:.0} of 100 that source and content are right")
        }
        None if attribution.cue.is_empty() => return None,
        None => "the learned tagger does not see it; the row alone vouches for it".to_owned(),
    };
    Some(Step::new("claimant", says, attribution.cue.clone()))
}

/// Why a cue's row at a token made no attribution.
pub(super) fn silent(scene: &Scene, claims: &Claims, i: usize) -> Option<Step> {
    let document = scene.document;
    let (cue, _) = LEXICON.cue(document, i)?;
    let span = document.token(i).span();
    let told = claims.attributions.iter().any(|a| a.cue.iter().any(|cue| cue.overlaps(span)));
    if told {
        return None;
    }
    let own = quoted(document, span);
    let doubts = tagger::tag(&tagger::MODEL, document).doubts(i);
    let why = if doubts {
        "nothing stands where its row looks for what is said, or the learned tagger holds it for \
         something else"
    } else {
        "nothing stands where its row looks for what is said, or nobody says it"
    };
    let says = format!("{own} has a row among the words of saying ({}), but {why}", cue.act);
    let lemma = cue.words.join(" ");
    Some(Step { rows: rows::naming(&lemma, FILES), ..Step::new("cue", says, vec![span]) })
}

fn place_in_words(place: &str) -> &'static str {
    match place {
        "clause" => "the clause that hangs on it",
        "inserted" => "the clause that it was put into",
        "fronted" => "the clause in front of it",
        "quote" => "the quotation beside it",
        "object" => "its object",
        "gerund" => "the gerund after it",
        "infinitive" => "the infinitive after it",
        "preposition" => "what stands after its preposition",
        "as saying" => "what follows “as”",
        "source" => "what the one who cites it tells",
        "carried" => "a quotation that goes on",
        _ => "the words around it",
    }
}

/// The beginning of long words.
fn shortened(words: &str) -> String {
    match words.char_indices().nth(90) {
        Some((end, _)) => format!("{}…”", words[..end].trim_end()),
        None => words.to_owned(),
    }
}

//! Which small words settle how firmly a claim is told: those without which it would be told
//! otherwise.
//!
//! The sentence is read again without each word that a word list knows or whose kind may matter.
//! That holds whatever rule looked at the word, and needs no account from any of them.

use hearsay_mentions::explain::Step;
use hearsay_syntax::{Dep, Pos};

use super::rows;
use crate::assembly;
use crate::claim::{Act, Certainty, Claim, Modality, Polarity};
use crate::scene::Scene;
use crate::tagger;

/// The word lists whose rows may settle it.
const FILES: &[&str] =
    &["cues.tsv", "embedders.tsv", "lists.tsv", "phrases.tsv", "stance.tsv", "weapons.tsv"];

/// A sentence's words tried at most.
const TRIED: usize = 60;

/// The claims of the article without each word of a sentence that may matter.
pub(super) fn readings(scene: &Scene, sentence: usize) -> Vec<(usize, Vec<Claim>)> {
    let document = scene.document;
    let tokens = document.sentences()[sentence].clone();
    let read = |i: usize| {
        let changed = document.without(&[i]);
        let tagged = tagger::tag(&tagger::MODEL, &changed);
        let (claims, _) =
            assembly::told(&Scene::new(&changed, scene.mentions), &tagged, &mut |_, _| {});
        (i, claims.claims)
    };
    tokens.filter(|i| may_matter(scene, *i)).take(TRIED).map(read).collect()
}

fn may_matter(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    let token = document.token(i);
    match token.pos {
        Pos::Aux | Pos::Part | Pos::Sconj | Pos::Adv => true,
        Pos::Det | Pos::Pron => {
            token.dep == Dep::Neg
                || !rows_of(scene, i).is_empty()
                || matches!(
                    document.lemma(i).to_lowercase().as_str(),
                    "no" | "nobody" | "none" | "nothing"
                )
        }
        Pos::Space | Pos::Punct | Pos::Num | Pos::Propn => false,
        // A preposition carries what hangs on it, which says nothing of itself.
        Pos::Adp => document.lemma(i).eq_ignore_ascii_case("without"),
        _ => !rows_of(scene, i).is_empty(),
    }
}

fn rows_of(scene: &Scene, i: usize) -> Vec<hearsay_syntax::rows::RowRef> {
    let document = scene.document;
    let mut found = rows::naming(document.word(i), FILES);
    if found.is_empty() {
        found = rows::naming(document.lemma(i), FILES);
    }
    found
}

/// How a claim is told, as one compares it.
fn told(claim: &Claim) -> (Modality, Polarity, Certainty, Act) {
    (claim.modality, claim.polarity, claim.certainty, claim.act)
}

fn in_words((modality, polarity, certainty, act): (Modality, Polarity, Certainty, Act)) -> String {
    format!("{modality}, {polarity}, {certainty}, act {act}")
}

/// A step for each word that the telling hangs on.
pub(super) fn steps(scene: &Scene, claim: &Claim, read: &[(usize, Vec<Claim>)]) -> Vec<Step> {
    let document = scene.document;
    let now = told(claim);
    let mut steps = vec![Step::new("stance", format!("it is told as {}", in_words(now)), vec![])];
    for (i, claims) in read {
        if *i == claim.trigger_token {
            continue;
        }
        // Of several at one word the likest: a denial has the word of what it denies.
        let other =
            claims.iter().filter(|other| other.trigger_token == claim.trigger_token).min_by_key(
                |other| (told(other) != now, other.claimants.len().abs_diff(claim.claimants.len())),
            );
        let span = document.token(*i).span();
        let own = super::quoted(document, span);
        let says = match other {
            None if claim.rule.contains("; answers; ") => continue,
            None => format!("without {own} there would be no such claim"),
            Some(other) if told(other) != now => {
                format!("{own} makes it so: without it, it would be {}", in_words(told(other)))
            }
            Some(other) if other.event != claim.event => {
                let kind = other.event.mode.as_ref();
                let kind = kind.map_or(other.event.kind.clone(), |mode| {
                    format!("{}/{mode}", other.event.kind)
                });
                format!("{own} settles the event: without it, it would be {kind}")
            }
            Some(_) => continue,
        };
        let rows = rows_of(scene, *i);
        steps.push(Step { rows, ..Step::new("stance", says, vec![span]) });
    }
    let plain = now == (Modality::Actual, Polarity::Positive, Certainty::Certain, Act::Assert);
    if steps.len() == 1 && plain {
        steps[0].says += ": no word makes it anything but a plain statement";
    } else if steps.len() == 1 {
        steps[0].says += ": no single word makes it so, but the form of the sentence, the word that \
                          names the event, or several words alike";
    }
    steps
}

//! Explanations over stored trees: a text, and what its explanation must say.

use hearsay_mentions::Mentions;

use super::*;
use crate::testing;

fn with<T>(text: &str, f: impl FnOnce(&Document, &Mentions, &Claims) -> T) -> T {
    let trees = testing::stored_trees();
    let document = trees.get(text).unwrap_or_else(|| panic!("no stored tree of {text:?}"));
    let mentions = hearsay_mentions::find(document, None);
    let claims = crate::read(document, &mentions);
    f(document, &mentions, &claims)
}

#[track_caller]
fn claim_says(text: &str, parts: &[&str]) {
    with(text, |document, mentions, claims| {
        let mut explainer = Explainer::new(document, mentions, claims);
        let steps: Vec<Step> =
            (0..claims.claims.len()).flat_map(|n| explainer.claim(n).steps).collect();
        let all: Vec<String> = steps.iter().map(|step| step.says.clone()).collect();
        for part in parts {
            assert!(all.iter().any(|says| says.contains(part)), "{part}\n{}", all.join("\n"));
        }
    });
}

#[track_caller]
fn refused(text: &str, word: &str, reason: &str, part: &str) {
    with(text, |document, mentions, claims| {
        let explainer = Explainer::new(document, mentions, claims);
        let refusals = explainer.refusals(0..document.len());
        let of_word = refusals.iter().find(|r| r.span.of(document.text()) == word);
        let refusal = of_word.unwrap_or_else(|| panic!("nothing refused: {refusals:#?}"));
        assert_eq!(refusal.reason, reason);
        let says: Vec<&str> = refusal.steps.iter().map(|step| step.says.as_str()).collect();
        assert!(says.join("\n").contains(part), "{says:#?}");
    });
}

#[test]
fn claim_names_row_frame_slots_and_mentions() {
    claim_says(
        "Three farmers were killed by gunmen in Borno on Monday.",
        &[
            "“killed” names an event: ASSAULT",
            "the frame “passive” fits",
            "fills the slot of the actor: “killed” → agent “by” → pobj “gunmen”",
            "“gunmen” is a noun for those who act",
            "“Three” is a number: 3",
            "the article's own voice",
        ],
    );
}

#[test]
fn place_and_time_are_told_with_their_way_through_the_tree() {
    claim_says(
        "Gunmen killed three farmers in Borno on Monday.",
        &[
            "“Borno” is where it was, in its own clause: “killed” →",
            "“Monday” is when it was, from its own clause",
            "whose year the text does not give",
        ],
    );
}

#[test]
fn word_without_a_row_is_told() {
    refused(
        "The village that the army shelled is empty.",
        "village",
        "no row",
        "no row in triggers.tsv",
    );
}

#[test]
fn veto_is_named_with_its_reason() {
    refused("The delay killed the bill.", "killed", "veto", "the frame “met a need” fits");
}

#[test]
fn every_stored_tree_can_be_explained() {
    for document in testing::stored_trees().all() {
        let mentions = hearsay_mentions::find(document, None);
        let claims = crate::read(document, &mentions);
        let mut explainer = Explainer::new(document, &mentions, &claims);
        for number in 0..claims.claims.len() {
            let why = explainer.claim(number);
            assert!(why.steps.iter().all(|step| !step.says.is_empty()));
            assert!(
                why.steps.iter().flat_map(|s| &s.words).all(|w| !w.of(document.text()).is_empty())
            );
            let trigger = claims.claims[number].trigger_token;
            assert!(why.tree.iter().any(|node| node.token == trigger), "{}", document.text());
            // A claim of a row and frames shows both.
            let abouts: Vec<&str> = why.steps.iter().map(|step| step.about).collect();
            assert!(abouts.contains(&"event"), "{}: {abouts:?}", document.text());
        }
        for number in 0..claims.attributions.len() {
            assert!(!explainer.attribution(number).is_empty());
        }
        let told: Vec<usize> = claims.claims.iter().map(|claim| claim.trigger_token).collect();
        for refusal in explainer.refusals(0..document.len()) {
            let tokens = document.tokens_in(refusal.span);
            let own = claims.claims.iter().any(|claim| {
                claim.trigger_token == tokens.start && !claim.rule.contains("; answers; ")
            });
            assert!(!own, "{told:?} {refusal:?}");
        }
    }
}

//! Where an event was: which of the places that its sentence names are its own.
//!
//! "Three were killed when a bus was hit near Maret, police in Hask said": the sentence names two
//! places, and the killing has one. Each place is described by how the tree leads from the event to
//! it (`reasons`); what every reason counts stands in `data/en/event_places.tsv`, learned by
//! `cargo xtask place-model`. The place for which most speaks is the event's, if more speaks for it
//! than against it, and with it those that are told in one list with it.

mod reasons;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use hearsay_mentions::{Mentions, PlaceId};
use hearsay_syntax::table::{self, DataError};
use hearsay_syntax::{Dep, Document, Span, tree};

use crate::scene::Scene;

/// So many places of a sentence are weighed, the nearest ones: an atlas must not take longer than
/// an article.
const WEIGHED: usize = 12;
/// What must speak for a place that another clause names, in hundredths: that something else was
/// there is no proof.
const FROM_ANOTHER_CLAUSE: i32 = 40;

/// What each reason counts, in hundredths, so that sums do not depend on their order.
static WEIGHTS: LazyLock<HashMap<&'static str, i32>> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

pub(crate) fn load() -> Result<HashMap<&'static str, i32>, DataError> {
    let text = include_str!("../../data/en/event_places.tsv");
    let rows = table::rows("data/en/event_places.tsv", text)?;
    rows.iter()
        .map(|row| {
            let weight: f64 = row.required("weight")?;
            #[allow(clippy::cast_possible_truncation)] // weights are small
            let hundredths = (weight * 100.0).round() as i32;
            Ok((row.get("reason"), hundredths))
        })
        .collect()
}

/// A place that an event may have been at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// What speaks for or against it, by name.
    pub reasons: Vec<String>,
    /// Whether the event's own clause names it.
    pub is_own: bool,
}

impl Candidate {
    /// What the reasons come to, in hundredths; above zero they speak for the place.
    #[must_use]
    pub fn score(&self) -> i32 {
        self.reasons.iter().filter_map(|reason| WEIGHTS.get(reason.as_str())).sum()
    }
}

/// The places that the sentence of the event at token `event` names, each with its reasons.
#[must_use]
pub fn candidates(document: &Document, mentions: &Mentions, event: usize) -> Vec<Candidate> {
    let sentence = document.sentences()[document.sentence_of(event)].clone();
    let first = mentions.places.partition_point(|place| place.tokens.start < sentence.start);
    let mut near: Vec<usize> = (first..mentions.places.len())
        .take_while(|id| mentions.places[*id].tokens.start < sentence.end)
        .filter(|id| !mentions.places[*id].tokens.contains(&event))
        .collect();
    near.sort_by_key(|id| (mentions.places[*id].head.abs_diff(event), *id));
    near.truncate(WEIGHED);
    near.sort_unstable();
    let all: Vec<reasons::Spot> =
        near.iter().map(|id| reasons::Spot::new(document, &mentions.places[*id])).collect();
    let first = mentions.actors.partition_point(|actor| actor.tokens.start < sentence.start);
    let actors = mentions.actors[first..].iter();
    let actors = actors.take_while(|actor| actor.tokens.start < sentence.end);
    let heads: HashSet<usize> = actors.map(|actor| actor.head).collect();
    let is_actor = |token: usize| heads.contains(&token);
    near.iter()
        .enumerate()
        .map(|(at, id)| Candidate {
            place: PlaceId(*id),
            reasons: reasons::reasons(document, event, &all, at, &is_actor),
            is_own: reasons::is_in_clause(document, event, mentions.places[*id].head),
        })
        .collect()
}

/// Where the event at token `event` was, as far as its sentence says: the likeliest place first,
/// with those that are told in one list with it.
#[must_use]
pub fn places(document: &Document, mentions: &Mentions, event: usize) -> Vec<PlaceId> {
    choose(document, mentions, &candidates(document, mentions, event), Candidate::score)
}

/// The choice among candidates by a score.
#[must_use]
pub fn choose(
    document: &Document,
    mentions: &Mentions,
    candidates: &[Candidate],
    score: impl Fn(&Candidate) -> i32,
) -> Vec<PlaceId> {
    let scored = candidates.iter().map(|candidate| (score(candidate), candidate));
    // Of two alike the first.
    let best = scored.max_by_key(|(score, candidate)| (*score, std::cmp::Reverse(candidate.place)));
    let is_enough = |(score, candidate): &(i32, &Candidate)| {
        *score > if candidate.is_own { 0 } else { FROM_ANOTHER_CLAUSE }
    };
    let Some((_, Candidate { place: best, .. })) = best.filter(is_enough) else {
        return Vec::new();
    };
    let best = *best;
    let list = |place: PlaceId| list_head(document, mentions.places[place.0].head);
    let others = candidates.iter().map(|candidate| candidate.place);
    let others = others.filter(|place| *place != best && list(*place) == list(best));
    std::iter::once(best).chain(others).collect()
}

/// The first of the names that token `i` is told in one list with.
pub(crate) fn list_head(document: &Document, mut i: usize) -> usize {
    while document.token(i).dep == Dep::Conj {
        let head = document.token(i).head();
        if head == i || tree::is_verb(document, head) {
            break;
        }
        i = head;
    }
    i
}

/// The words of a place's name, without the common noun that says what it is: "Maret" of "Maret
/// village".
#[must_use]
pub fn name(document: &Document, mentions: &Mentions, place: PlaceId) -> Span {
    let tokens = mentions.places[place.0].tokens.clone();
    let is_common = |i: &usize| document.word(*i).chars().next().is_some_and(char::is_lowercase);
    let last = tokens.clone().rev().find(|i| !is_common(i));
    document.span_of(tokens.start..last.map_or(tokens.end, |last| last + 1))
}

/// The token that stands for the event whose words are `span`: the one that the others hang on.
#[must_use]
pub fn event_at(document: &Document, span: Span) -> Option<usize> {
    let tokens = document.tokens_in(span);
    let words = tokens.clone().filter(|i| !document.word(*i).trim().is_empty());
    let is_top = |i: &usize| {
        let head = document.token(*i).head();
        head == *i || !tokens.contains(&head)
    };
    words.clone().rev().find(is_top).or_else(|| words.clone().next_back())
}

/// Where the event at token `event` was, with whether its own clause says so.
pub(crate) fn place(scene: &Scene, event: usize) -> Option<(PlaceId, bool)> {
    let place = places(scene.document, scene.mentions, event).first().copied()?;
    let head = scene.mentions.places[place.0].head;
    let is_own = reasons::is_in_clause(scene.document, event, head);
    Some((place, is_own))
}

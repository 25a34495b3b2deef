//! What speaks for or against a place: named descriptions of how it stands to an event.
//!
//! A reason is a name and, after a colon, a value: `after: in`. The names are explained at the head
//! of `data/en/event_places.tsv`.

use std::ops::Range;

use hearsay_mentions::Place;
use hearsay_syntax::{Dep, Document, Pos, tree};

use crate::lexicon::LEXICON;

/// Where a place stands in the tree.
pub(super) struct Spot {
    tokens: Range<usize>,
    head: usize,
    /// The same and what it hangs on, up to the root.
    above: Vec<usize>,
    /// What sort of place it is.
    sort: Option<String>,
}

impl Spot {
    pub(super) fn new(document: &Document, place: &Place) -> Self {
        Self {
            tokens: place.tokens.clone(),
            head: place.head,
            above: above(document, place.head),
            sort: place.feature.clone(),
        }
    }
}

/// Token `i` and what it hangs on, up to the root.
fn above(document: &Document, mut i: usize) -> Vec<usize> {
    let mut found = vec![i];
    while document.token(i).head() != i {
        i = document.token(i).head();
        found.push(i);
    }
    found
}

/// The tokens from an event up to where its way meets that of a place, and from there down.
struct Way {
    up: Vec<usize>,
    /// Where both meet.
    top: usize,
    down: Vec<usize>,
}

impl Way {
    fn new(event: &[usize], place: &[usize]) -> Self {
        let meet = place.iter().position(|i| event.contains(i)).unwrap_or(place.len() - 1);
        let top = event.iter().position(|i| *i == place[meet]).unwrap_or(event.len() - 1);
        Self {
            up: event[..top].to_vec(),
            top: place[meet],
            down: place[..meet].iter().rev().copied().collect(),
        }
    }
}

/// Whether the way from an event to a token stays in the event's own clause.
pub(super) fn is_in_clause(document: &Document, event: usize, token: usize) -> bool {
    let way = Way::new(&above(document, event), &above(document, token));
    // Up through a light verb, "carried out an attack in", is no other clause.
    let own = tree::clause(document, event);
    let leaves = way.up.iter().any(|i| *i != event && *i != own && tree::is_verb(document, *i))
        || way.up.contains(&own);
    let enters = way.down.iter().any(|i| tree::is_verb(document, *i));
    !leaves && !enters
}

/// The reasons for and against place number `at` of `all`.
pub(super) fn reasons(
    document: &Document,
    event: usize,
    all: &[Spot],
    at: usize,
    is_actor: &dyn Fn(usize) -> bool,
) -> Vec<String> {
    let spot = &all[at];
    let event_above = above(document, event);
    let way = Way::new(&event_above, &spot.above);
    let mut found = vec!["any".to_owned()];
    of_way(document, &way, &mut found);
    of_landmarks(document, event, &way, spot, is_actor, &mut found);
    of_preposition(document, event, &way, spot, &mut found);
    of_words(document, spot, &mut found);
    of_order(event, all, at, &mut found);
    of_others(document, all, at, &mut found);
    of_event(document, event, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

/// The labels of a way: prepositions and their objects as one, runs of one label once.
fn labels(document: &Document, tokens: &[usize]) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for i in tokens {
        let label = match document.token(*i).dep {
            Dep::Pobj | Dep::Pcomp => continue,
            Dep::Prep | Dep::Agent => "prep",
            dep => dep.as_str(),
        };
        let repeats = matches!(label, "conj" | "prep" | "compound" | "appos");
        if !(repeats && labels.last() == Some(&label)) {
            labels.push(label);
        }
    }
    if labels.is_empty() { "none".to_owned() } else { labels.join("/") }
}

fn of_way(document: &Document, way: &Way, found: &mut Vec<String>) {
    found.push(format!("way up: {}", labels(document, &way.up)));
    found.push(format!("way down: {}", labels(document, &way.down)));
    if let Some(first) = way.down.first() {
        found.push(format!("leaves by: {}", document.token(*first).dep));
    }
    if let Some(verb) = way.down.iter().rev().find(|i| tree::is_verb(document, **i)) {
        found.push(format!("enters clause: {}", document.token(*verb).dep));
    }
}

/// What the way leads through: a word of saying has a place of its own, and so has somebody or
/// another event on whom the place hangs.
fn of_landmarks(
    document: &Document,
    event: usize,
    way: &Way,
    spot: &Spot,
    is_actor: &dyn Fn(usize) -> bool,
    found: &mut Vec<String>,
) {
    let meets = if way.top == event {
        "event"
    } else if LEXICON.cue(document, way.top).is_some() {
        "saying"
    } else if tree::is_verb(document, way.top) {
        "verb"
    } else {
        "noun"
    };
    found.push(format!("meets at: {meets}"));
    let is_noun = |i: &&usize| matches!(document.token(**i).pos, Pos::Noun | Pos::Propn);
    let between = way.down.iter().filter(|i| !spot.tokens.contains(i)).rev().find(is_noun);
    if let Some(noun) = between {
        let sort = if is_actor(*noun) {
            "somebody"
        } else if is_kind(document, *noun) {
            "kind"
        } else if LEXICON.trigger(document, *noun).is_some() {
            "event"
        } else {
            "thing"
        };
        found.push(format!("stands on: {sort}"));
    }
}

fn of_preposition(
    document: &Document,
    event: usize,
    way: &Way,
    spot: &Spot,
    found: &mut Vec<String>,
) {
    let word = |i: usize| document.lemma(i).to_lowercase();
    // "In Maret and Hask": the second stands where the first does.
    let mut first = spot.head;
    while matches!(document.token(first).dep, Dep::Conj | Dep::Appos)
        && document.token(first).head() != first
        && !tree::is_verb(document, document.token(first).head())
    {
        first = document.token(first).head();
    }
    let token = document.token(first);
    if first == spot.head {
        found.push(format!("hangs: {}", token.dep));
    } else {
        found.push(format!("hangs: {} of {}", document.token(spot.head).dep, token.dep));
    }
    if token.dep == Dep::Pobj {
        let preposition = token.head();
        let governor = document.token(preposition).head();
        let on = if governor == event { "event" } else { document.token(governor).pos.as_str() };
        found.push(format!("after: {}", word(preposition)));
        found.push(format!("after: {} on {on}", word(preposition)));
        if is_kind(document, governor) {
            found.push("kind before".to_owned());
        }
    }
    let prepositions: Vec<usize> = way
        .down
        .iter()
        .copied()
        .filter(|i| matches!(document.token(*i).dep, Dep::Prep | Dep::Agent))
        .collect();
    if let (Some(outer), Some(inner)) = (prepositions.first(), prepositions.last()) {
        if prepositions.len() == 1 {
            found.push(format!("leaves by: {}, straight", word(*outer)));
        } else {
            found.push(format!("leaves by: {}", word(*outer)));
            found.push(format!("leaves by: {}, then {}", word(*outer), word(*inner)));
        }
    }
}

/// Whether token `i` is a noun that says what sort of place a name is: "village".
fn is_kind(document: &Document, i: usize) -> bool {
    let token = document.token(i);
    matches!(token.pos, Pos::Noun | Pos::Propn)
        && hearsay_mentions::sort_of_place(&document.lemma(i).to_lowercase()).is_some()
}

fn of_words(document: &Document, spot: &Spot, found: &mut Vec<String>) {
    let last = spot.tokens.end - 1;
    let is_common = |i: usize| document.word(i).chars().next().is_some_and(char::is_lowercase);
    let kind_after = if spot.tokens.len() > 1 && is_common(last) {
        true
    } else {
        let next = spot.tokens.end;
        next < document.len() && is_common(next) && is_kind(document, next)
    };
    if kind_after {
        found.push("kind after".to_owned());
    }
    let before = spot.tokens.start.checked_sub(1);
    if before.is_some_and(|i| hearsay_mentions::is_direction(&document.word(i).to_lowercase())) {
        found.push("direction before".to_owned());
    }
    found.push(format!("sort: {}", spot.sort.as_deref().unwrap_or("unknown")));
}

/// How far behind or in front of the event a place stands.
fn distance(event: usize, spot: &Spot) -> (bool, usize) {
    let after = spot.tokens.start > event;
    let words = if after { spot.tokens.start - event } else { event + 1 - spot.tokens.end };
    (after, words)
}

fn of_order(event: usize, all: &[Spot], at: usize, found: &mut Vec<String>) {
    let (after, words) = distance(event, &all[at]);
    let side = if after { "after" } else { "before" };
    let words = match words {
        0..=1 => "1",
        2..=3 => "2 to 3",
        4..=6 => "4 to 6",
        7..=10 => "7 to 10",
        11..=16 => "11 to 16",
        _ => "more than 16",
    };
    found.push(format!("distance: {words} {side}"));
    // What stands in front counts as farther away.
    let farness = |spot: &Spot| {
        let (after, words) = distance(event, spot);
        if after { 2 * words } else { 3 * words }
    };
    if all.iter().all(|other| farness(other) >= farness(&all[at])) {
        found.push("nearest".to_owned());
    }
    if after
        && all
            .iter()
            .find(|other| distance(event, other).0)
            .is_some_and(|first| first.tokens == all[at].tokens)
    {
        found.push("nearest after".to_owned());
    }
}

fn of_others(document: &Document, all: &[Spot], at: usize, found: &mut Vec<String>) {
    let spot = &all[at];
    let others = || all.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, other)| other);
    let hangs = || match document.token(spot.head).dep {
        Dep::Conj => "conj",
        Dep::Appos => "appos",
        _ => "prep",
    };
    if others().any(|other| spot.above[1..].iter().any(|i| other.tokens.contains(i))) {
        found.push(format!("under another: {}", hangs()));
    }
    for other in others().filter(|other| other.above[1..].contains(&spot.head)) {
        found.push(format!("over another: {}", document.token(other.head).dep));
    }
}

fn of_event(document: &Document, event: usize, found: &mut Vec<String>) {
    let token = document.token(event);
    found.push(format!("event hangs: {}", token.dep));
    if LEXICON.cue(document, event).is_some() {
        found.push("event: says".to_owned());
    }
    if matches!(document.lemma(event), "be" | "have") {
        found.push("event: is".to_owned());
    }
    let sort = if tree::is_verb(document, event) { "verb" } else { "noun" };
    found.push(format!("event: {sort}"));
}

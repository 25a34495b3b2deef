//! Roles: from the tokens that frames find to the actors, places and times of the mentions.

use hearsay_mentions::{Actor, ActorId, ActorKind, Moment, PlaceId, Time, TimeId, TimeType};
use hearsay_syntax::{Dep, Document, Pos, tree};

use crate::claim::{Precision, WhenSaid};
use crate::lexicon::{LEXICON, List};
use crate::scene::Scene;

/// The actors at the given tokens, coordinated ones included, each once, in order.
pub(crate) fn actors(scene: &Scene, tokens: &[usize]) -> Vec<ActorId> {
    let mut found = Vec::new();
    for token in tokens {
        for one in tree::coordinated(scene.document, *token) {
            if let Some(actor) = actor_at(scene, one, 3)
                && !found.contains(&actor)
            {
                found.push(actor);
            }
        }
    }
    found
}

/// The actor at one token: the mention headed there; behind a word of number or membership the one
/// it is of ("dozens of soldiers"); in front of a thing the one whose thing it is ("rebel
/// positions").
fn actor_at(scene: &Scene, token: usize, depth: usize) -> Option<ActorId> {
    let document = scene.document;
    if let Some(several) = each_of(scene, token) {
        return Some(several);
    }
    if let Some(actor) = scene.actor_headed(token) {
        return Some(actor);
    }
    // Inside a longer name whose head the parser put elsewhere.
    if let Some(actor) = scene.actor(token) {
        let mention = &scene.mentions.actors[actor.0];
        if document.token(token).pos == Pos::Propn || mention.tokens.len() <= 2 {
            return Some(actor);
        }
    }
    if depth == 0 {
        return None;
    }
    let of = document
        .children_by(token, Dep::Prep)
        .filter(|p| matches!(document.lemma(*p), "of"))
        .filter_map(|p| document.children_by(p, Dep::Pobj).next());
    let partitive = matches!(document.token(token).pos, Pos::Num)
        || LEXICON.is_listed(List::Partitive, document, token);
    if partitive {
        let mut of = of;
        if let Some(actor) = of.find_map(|o| actor_at(scene, o, depth - 1)) {
            return Some(actor);
        }
    }
    if let Some(named) = document.children_by(token, Dep::Appos).find_map(|c| scene.actor_headed(c))
    {
        return Some(named);
    }
    // "Her counterpart Tomas Reyl" is he, not she.
    if let Some(actor) = scene.actor(token)
        && !scene.mentions.actors[actor.0].tokens.contains(&document.token(token).head())
    {
        return Some(actor);
    }
    document
        .children(token)
        .filter(|c| {
            matches!(document.token(*c).dep, Dep::Amod | Dep::Compound | Dep::Poss | Dep::Nmod)
        })
        .find_map(|c| scene.actor(c))
}

/// Whether the token is a first-person pronoun, which stands for the one who speaks.
pub(crate) fn is_speaker(document: &Document, token: usize) -> bool {
    matches!(
        document.word(token).to_lowercase().as_str(),
        "i" | "we" | "us" | "me" | "our" | "my" | "ourselves"
    )
}

/// Whether the token takes several one by one: "each", "each government".
fn is_each(document: &Document, token: usize) -> bool {
    let each = |t: usize| LEXICON.is_listed(List::Each, document, t);
    each(token) || document.children_by(token, Dep::Det).any(each)
}

/// "Each", "each government": the last mention before that stands for several.
pub(crate) fn each_of(scene: &Scene, token: usize) -> Option<ActorId> {
    if !is_each(scene.document, token) {
        return None;
    }
    let before = scene.mentions.actors.partition_point(|actor| actor.head < token);
    let several = scene.mentions.actors[..before].iter().rposition(is_several);
    several.map(ActorId)
}

/// Whether a mention stands for several actors.
pub(crate) fn is_several(actor: &Actor) -> bool {
    actor.members.len() > 1 || actor.kind == ActorKind::Sides
}

/// Whether the token is "each other", "one another", or "the other" where each does it.
pub(crate) fn is_reciprocal(document: &Document, token: usize) -> bool {
    let other = matches!(document.lemma(token).to_lowercase().as_str(), "other" | "another");
    if !other {
        return false;
    }
    let before = token.checked_sub(1);
    before.is_some_and(|t| matches!(document.lemma(t), "each" | "one")) || {
        let the = before.is_some_and(|t| document.word(t).eq_ignore_ascii_case("the"));
        let subject = tree::subject(document, document.token(token).head());
        the && subject.is_some_and(|subject| is_each(document, subject))
    }
}

/// A place with whether it was taken from outside the event's own clause.
pub(crate) type Where = (PlaceId, bool);

/// Prepositions after which a place is where something happens.
fn is_locative(lemma: &str) -> bool {
    matches!(
        lemma,
        "in" | "at"
            | "near"
            | "on"
            | "around"
            | "outside"
            | "inside"
            | "across"
            | "along"
            | "over"
            | "within"
            | "throughout"
            | "off"
            | "between"
            | "into"
            | "toward"
            | "towards"
            | "to"
            | "through"
            | "from"
            | "of"
            | "above"
            | "below"
            | "under"
            | "beside"
            | "behind"
    )
}

/// Where the event at token `i` is said to have been: in its own clause, else in a clause above.
pub(crate) fn place(scene: &Scene, i: usize, recipients: &[usize]) -> Option<Where> {
    let document = scene.document;
    // A place that suffers is where it happens: "shelled the town of Hask".
    for recipient in recipients {
        if let Some(place) = place_in_phrase(scene, *recipient, 3) {
            return Some((place, false));
        }
    }
    if let Some(place) = place_below(scene, i, i) {
        return Some((place, false));
    }
    let mut at = i;
    let own = tree::clause(document, i);
    for _ in 0..12 {
        let head = document.token(at).head();
        if head == at {
            return None;
        }
        at = head;
        // The words of saying have a place of their own, which is not the event's.
        if at != own && LEXICON.cue(document, at).is_some() {
            return None;
        }
        if tree::is_verb(document, at)
            && let Some(place) = place_below(scene, at, i)
        {
            let inferred = tree::clause(document, at) != own;
            return Some((place, inferred));
        }
    }
    None
}

/// A place in a prepositional phrase under `head`, other than on the way to `skip`.
fn place_below(scene: &Scene, head: usize, skip: usize) -> Option<PlaceId> {
    let document = scene.document;
    let preps = document.children_by(head, Dep::Prep).filter(|p| {
        let lemma = document.lemma(*p).to_lowercase();
        let own_of = lemma == "of" && tree::is_verb(document, head);
        is_locative(&lemma) && !own_of && !(lemma == "from" && tree::is_verb(document, head))
    });
    let best = |wanted: bool| {
        preps.clone().filter(move |p| {
            matches!(document.lemma(*p), "in" | "at" | "near" | "In" | "At") == wanted
        })
    };
    best(true)
        .chain(best(false))
        .filter(|p| *p != skip)
        .find_map(|p| {
            document.children_by(p, Dep::Pobj).find_map(|o| {
                (!document.is_below(skip, o) || skip == head)
                    .then(|| place_in_phrase(scene, o, 4))
                    .flatten()
            })
        })
        .or_else(|| {
            document
                .children(head)
                .filter(|c| {
                    matches!(document.token(*c).dep, Dep::Advmod | Dep::Npadvmod | Dep::Dobj)
                })
                .find_map(|c| scene.place(c).filter(|id| is_head_of(scene, *id, c)))
        })
}

fn is_head_of(scene: &Scene, place: PlaceId, token: usize) -> bool {
    scene.mentions.places[place.0].tokens.contains(&token)
}

/// The place that a noun phrase names or lies in: "a village near Hask".
fn place_in_phrase(scene: &Scene, token: usize, depth: usize) -> Option<PlaceId> {
    let document = scene.document;
    // Inside the name of an actor ("the Ministry of Defence of Tarsk") a place is none.
    if let Some(place) = scene.place(token) {
        return Some(place);
    }
    if depth == 0 {
        return None;
    }
    if scene.actor_headed(token).is_some() {
        return None;
    }
    document
        .children(token)
        .filter(|c| {
            matches!(
                document.token(*c).dep,
                Dep::Prep | Dep::Compound | Dep::Appos | Dep::Nmod | Dep::Conj
            )
        })
        .find_map(|c| match document.token(c).dep {
            Dep::Prep if is_locative(&document.lemma(c).to_lowercase()) => document
                .children_by(c, Dep::Pobj)
                .find_map(|o| place_in_phrase(scene, o, depth - 1)),
            Dep::Prep => None,
            _ => place_in_phrase(scene, c, depth - 1),
        })
}

/// When the event at token `i` is said to have been.
pub(crate) fn time(scene: &Scene, i: usize) -> Option<WhenSaid> {
    let document = scene.document;
    let own = tree::clause(document, i);
    let sentence = document.sentences().get(document.sentence_of(i))?.clone();
    let mut candidates: Vec<(usize, usize, TimeId)> = Vec::new();
    let mut last = None;
    for t in sentence {
        let Some(id) = scene.time(t) else { continue };
        if last == Some(id) {
            continue;
        }
        last = Some(id);
        let mention = &scene.mentions.times[id.0];
        if mention.kind == TimeType::Set {
            continue;
        }
        let anchor = mention.tokens.clone().find(|t| {
            let head = document.token(*t).head();
            !mention.tokens.contains(&head) || head == *t
        });
        let anchor = anchor.unwrap_or(t);
        let clause = tree::clause(document, anchor);
        // 0: hangs on the trigger; 1: its clause; 2: what describes how long it holds; 3: above.
        let rank = if document.is_below(anchor, i) && clause_or_self(document, clause, i) == own {
            0
        } else if clause == own {
            1
        } else if holds(document, clause, i) {
            2
        } else if document.is_below(own, clause)
            && LEXICON.cue(document, clause).is_none()
            && scene.trigger(clause).is_none()
        {
            3
        } else {
            continue;
        };
        candidates.push((rank, anchor.abs_diff(i), id));
    }
    let clock = |id: TimeId| scene.mentions.times[id.0].kind == TimeType::Time;
    // Hours from ... to ...: a curfew's two ends.
    let hours: Vec<TimeId> =
        candidates.iter().filter(|c| c.0 == 2 && clock(c.2)).map(|c| c.2).collect();
    if let (Some(first), Some(last)) = (hours.first(), hours.last()) {
        let (first, last) = (*first, *last);
        let begin = &scene.mentions.times[first.0];
        let end = &scene.mentions.times[last.0];
        return Some(WhenSaid {
            begin: begin.begin,
            end: end.end.or(end.begin),
            precision: Precision::Time,
            mention: Some(first),
            inferred: false,
        });
    }
    // "Now" and "three hours" say nothing of when; a day without its year does.
    let usable = |id: TimeId| {
        let time = &scene.mentions.times[id.0];
        time.begin.is_some() || time.value.contains("XXXX")
    };
    // A time of day that has no day yields to a day told beside it.
    let dated = |id: TimeId| scene.mentions.times[id.0].begin.is_some();
    let bare = |id: TimeId| !clock(id) || dated(id);
    let (rank, _, id) =
        candidates.into_iter().filter(|c| usable(c.2)).min_by_key(|c| (!bare(c.2), *c))?;
    let time = &scene.mentions.times[id.0];
    Some(WhenSaid {
        begin: time.begin,
        end: time.end,
        precision: precision(time),
        mention: Some(id),
        inferred: rank == 3,
    })
}

fn clause_or_self(document: &Document, clause: usize, i: usize) -> usize {
    if clause == i { tree::clause(document, i) } else { clause }
}

/// Whether `clause` is a relative clause that says how long the event at `i` holds: "a curfew,
/// which will operate from 21:00 to 06:00".
fn holds(document: &Document, clause: usize, i: usize) -> bool {
    let lasting = matches!(
        document.lemma(clause),
        "operate"
            | "last"
            | "run"
            | "apply"
            | "remain"
            | "hold"
            | "be"
            | "take"
            | "begin"
            | "start"
            | "end"
    );
    let relative = document.children_by(clause, Dep::Nsubj).any(|s| tree::is_relative(document, s));
    let head = document.token(clause).head();
    lasting && relative && (head == i || document.token(i).head() == head)
}

/// How fine a TIMEX3 value is.
fn precision(time: &Time) -> Precision {
    if time.begin.is_none() && time.value.contains('T') {
        return Precision::Time;
    }
    if time.value.contains("XXXX") && time.begin.is_none() {
        return Precision::NoYear;
    }
    if matches!(time.begin, Some(Moment::Clock(_) | Moment::Instant(_))) {
        return Precision::Time;
    }
    if time.begin.is_some() && time.begin == time.end {
        return Precision::Day;
    }
    // One end of "from 1991 to 1994" stands for the whole.
    let within = |days: i32| match (time.begin, time.end) {
        (Some(Moment::Day(begin)), Some(Moment::Day(end))) => (end - begin).get_days() < days,
        _ => true,
    };
    match time.value.len() {
        4 if within(366) => Precision::Year,
        7 if !time.value.contains(char::is_alphabetic) && within(31) => Precision::Month,
        10 if within(1) => Precision::Day,
        _ => Precision::Interval,
    }
}

/// The year that a time begins in.
pub(crate) fn year(time: &Time) -> Option<i16> {
    match time.begin? {
        Moment::Day(day) => Some(day.year()),
        Moment::Clock(clock) => Some(clock.year()),
        Moment::Instant(_) => None,
    }
}

//! When an event was: which of the times that its sentence tells are its own.
//!
//! A time is the event's when it hangs on the event's own word or in its clause, on what says how
//! long it holds, or in a clause above that tells of nothing else. What stands with another noun is
//! that noun's: "violated the 2014 ceasefire" was not in 2014.

use hearsay_mentions::{Moment, Time, TimeId, TimeType};
use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::claim::{Precision, WhenSaid};
use crate::lexicon::{LEXICON, List};
use crate::scene::Scene;

/// When the event at token `i` is said to have been.
pub(crate) fn time(scene: &Scene, i: usize) -> Option<WhenSaid> {
    let document = scene.document;
    let own = tree::clause(document, i);
    let sentence = document.sentences().get(document.sentence_of(i))?.clone();
    let mut candidates: Vec<(usize, usize, TimeId)> = Vec::new();
    let mut last = None;
    // Where the clause tells another's time, that of a clause above would only seem the event's.
    let mut refused = false;
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
        if is_of_another(scene, anchor, i) || is_since_the_last(document, anchor) {
            refused |= clause == own;
            continue;
        }
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
    candidates.retain(|(rank, _, _)| *rank < 3 || !refused);
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
        time.begin.is_some() || time.is_open()
    };
    // A time of day that has no day yields to a day told beside it.
    let dated = |id: TimeId| scene.mentions.times[id.0].begin.is_some();
    let bare = |id: TimeId| !clock(id) || dated(id);
    let (rank, _, id) =
        candidates.into_iter().filter(|c| usable(c.2)).min_by_key(|c| (!bare(c.2), *c))?;
    let time = &scene.mentions.times[id.0];
    let when = WhenSaid {
        begin: time.begin,
        end: time.end,
        precision: precision(time),
        mention: Some(id),
        inferred: rank == 3,
    };
    Some(with_coordinated(scene, when, id))
}

/// "During October and November": from the first to the last of them.
fn with_coordinated(scene: &Scene, mut when: WhenSaid, id: TimeId) -> WhenSaid {
    let document = scene.document;
    let days = |time: &Time| match (time.begin, time.end) {
        (Some(Moment::Day(begin)), Some(Moment::Day(end))) => Some((begin, end)),
        _ => None,
    };
    let first = &scene.mentions.times[id.0];
    let Some((mut begin, mut end)) = days(first) else { return when };
    let joined = first.tokens.clone().flat_map(|t| document.children_by(t, Dep::Conj));
    for token in joined.collect::<Vec<_>>() {
        let other = scene.time(token).filter(|other| *other != id);
        let other = other.map(|other| &scene.mentions.times[other.0]);
        let alike = |other: &&Time| other.value.len() == first.value.len();
        if let Some((b, e)) = other.filter(alike).and_then(days) {
            begin = begin.min(b);
            end = end.max(e);
            when.precision = Precision::Interval;
        }
    }
    when.begin = Some(Moment::Day(begin));
    when.end = Some(Moment::Day(end));
    when
}

/// Whether a time stands with a noun that tells of something else: "the 2014 ceasefire", "in
/// response to the test on Monday". What the event was part of, or what did the harm, was at its
/// time: "died in Monday's attack".
fn is_of_another(scene: &Scene, anchor: usize, i: usize) -> bool {
    let document = scene.document;
    let own = scene.trigger_tokens(i);
    let top = tree::clause(document, anchor);
    let mut at = anchor;
    while at != top && at != i {
        let before = at;
        at = document.token(at).head();
        if at == before || at == i || own.contains(&at) {
            return false;
        }
        let is_noun = matches!(document.token(at).pos, Pos::Noun | Pos::Propn);
        let leads = matches!(
            document.token(before).dep,
            Dep::Compound | Dep::Nmod | Dep::Poss | Dep::Nummod | Dep::Amod
        );
        if !is_noun || scene.time(at).is_some() || document.is_below(i, at) {
            continue;
        }
        if (leads && scene.time(before).is_some() || scene.trigger(at).is_some())
            && !is_part_of_event(scene, at, i)
        {
            return true;
        }
    }
    false
}

/// Whether the noun at token `at` names what the event at token `i` was part of or done by.
fn is_part_of_event(scene: &Scene, at: usize, i: usize) -> bool {
    let document = scene.document;
    let token = document.token(at);
    match token.dep {
        Dep::Pobj => LEXICON.is_listed(List::During, document, token.head()),
        Dep::Nsubj | Dep::Nsubjpass => scene.trigger(i).is_some_and(|t| t.toll.is_some()),
        _ => false,
    }
}

/// "The deadliest attack since 2014", "the first time since May": that is when the other one was.
fn is_since_the_last(document: &Document, anchor: usize) -> bool {
    let is_since = |t: &usize| document.lemma(*t).eq_ignore_ascii_case("since");
    let Some(since) = [anchor, document.token(anchor).head()].into_iter().find(is_since) else {
        return false;
    };
    if since == document.token(since).head() {
        return false;
    }
    let is_extreme = |t: usize| {
        matches!(document.token(t).tag, Tag::Jjs | Tag::Rbs)
            || LEXICON.is_listed(List::Extreme, document, t)
    };
    let sentence = &document.sentences()[document.sentence_of(anchor)];
    let mut at = since;
    for _ in 0..4 {
        at = document.token(at).head();
        if document.children(at).any(|c| c >= sentence.start && is_extreme(c)) {
            return true;
        }
    }
    // However the tree hangs it: "the first time a missile was launched over Japan since 2009".
    (sentence.start..since)
        .rev()
        .any(|t| document.lemma(t) == "time" && document.children(t).any(is_extreme))
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
    if time.is_open() && time.begin.is_none() {
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

//! What belongs to another time than the article's news, and what happens again and again.

use hearsay_mentions::{Moment, Time, TimeType};
use hearsay_syntax::{Dep, Document, tree};

use crate::claim::Claim;
use crate::lexicon::{Hint, LEXICON, List};
use crate::scene::Scene;
use crate::timing;

/// The year from which the article looks: that of its creation, else the latest it names.
pub(crate) fn reference_year(scene: &Scene) -> Option<i16> {
    if let Some(created) = scene.mentions.created {
        return Some(created.year());
    }
    let years = |fine: bool| {
        let times = scene.mentions.times.iter().filter(move |time| {
            time.kind != TimeType::Duration && is_bare_year(scene, time) != fine
        });
        times.filter_map(timing::year).max()
    };
    // Bare years alone are history told: then there is no such day.
    years(true).max(years(true).and(years(false)))
}

/// Whether a time is a year or years and no finer, written in figures: "1987", "from 1991 to 1994".
fn is_bare_year(scene: &Scene, time: &Time) -> bool {
    let whole = match (time.begin, time.end) {
        (Some(Moment::Day(begin)), Some(Moment::Day(end))) => {
            (begin.month(), begin.day(), end.month(), end.day()) == (1, 1, 12, 31)
        }
        (None, None) => time.value.len() == 4,
        _ => false,
    };
    let words = time.span.of(scene.document.text());
    let figures = words.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    whole && figures
}

/// Whether an event belongs to another time than the article's news.
pub(crate) fn is_history(scene: &Scene, i: usize, claim: &Claim, now: Option<i16>) -> bool {
    let document = scene.document;
    let id = claim.time.as_ref().and_then(|when| when.mention);
    if let Some(id) = id {
        let time = &scene.mentions.times[id.0];
        if let Some(year) = timing::year(time) {
            match now {
                Some(now) => return year + 1 < now,
                // Nothing else is dated: a bare year in the past tense is background.
                None if is_bare_year(scene, time) => return true,
                None => {}
            }
        }
        // Without a creation time "1987" may stay unresolved text, yet it is a bare year.
        if time.value.len() == 4 && time.value.bytes().all(|b| b.is_ascii_digit()) {
            return now
                .is_none_or(|now| time.value.parse::<i16>().is_ok_and(|year| year + 1 < now));
        }
    }
    // "in Soviet times", "over the past decades", "a century ago", in the clause's own phrases.
    let past = |t: usize| {
        LEXICON.hint(document, t) == Some(Hint::Historical)
            || t + 1 < document.len() && {
                let name = format!("{} {}", document.word(t), document.word(t + 1)).to_lowercase();
                LEXICON.lists(List::Past, &name)
            }
    };
    circumstances(document, i).into_iter().any(past)
}

/// "Clashes occur periodically", "on a daily basis", "every day": the clause tells.
pub(crate) fn is_habit(scene: &Scene, i: usize) -> bool {
    let document = scene.document;
    let clause = tree::clause(document, i);
    // "On a daily basis", but not "in the daily paper".
    let habitual = |t: usize| {
        let token = document.token(t);
        LEXICON.hint(document, t) == Some(Hint::Habitual)
            && (token.dep != Dep::Amod || document.lemma(token.head()) == "basis")
    };
    let adverb = |c: &usize| matches!(document.token(*c).dep, Dep::Advmod | Dep::Acomp);
    document.children(clause).filter(adverb).any(habitual)
        || circumstances(document, i).into_iter().any(|t| {
            habitual(t)
                || scene.time(t).is_some_and(|id| scene.mentions.times[id.0].kind == TimeType::Set)
        })
        || document.children_by(clause, Dep::Advcl).any(|c| document.children(c).any(habitual))
}

/// The words of the phrases and adverbs in an event's own clause that tell when and how it was.
fn circumstances(document: &Document, i: usize) -> Vec<usize> {
    let clause = tree::clause(document, i);
    let phrases = document
        .children(clause)
        .filter(|c| matches!(document.token(*c).dep, Dep::Prep | Dep::Advmod | Dep::Npadvmod));
    let mut found = Vec::new();
    for phrase in phrases {
        found.push(phrase);
        for object in document.children(phrase) {
            found.push(object);
            found.extend(document.children(object));
        }
    }
    found
}

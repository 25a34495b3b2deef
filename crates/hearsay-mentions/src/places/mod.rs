//! Places: from the names in the text to points on the globe.
//!
//! First every name of a place is found, wherever it stands ([`toponyms`]); the whole article
//! decides which of the places that bear it is meant ([`resolve`]); and where a name is ground and
//! does not act, it is a place of the reading ([`find`]). A contested territory carries all its
//! names and no country: whose it is, is not ours to say.

mod candidates;
mod geometry;
mod recognition;
mod resolution;
mod tables;

use std::ops::Range;

use hearsay_syntax::{Span, Tag};

use crate::context::{Context, Of};
use crate::mention::{Alternative, Place, Time};

pub(crate) use candidates::Candidate;
pub(crate) use recognition::{is_town, toponyms};
pub(crate) use resolution::{Toponym, Weighed, resolve, resolve_watched};
pub(crate) use tables::{KnownPlaces, load};

/// So many words after a name belong to it at most, where the last says what it is.
const LONGEST_SITE: usize = 4;

/// The places among the toponyms, and the lines; `taken` marks the tokens that belong to an actor.
pub(crate) fn find(
    context: &Context,
    toponyms: &[Toponym],
    taken: &[bool],
    times: &[Time],
) -> Vec<Place> {
    let mut covered = taken.to_vec();
    for time in times {
        covered[time.tokens.clone()].fill(true);
    }
    let mut places = Vec::new();
    for toponym in toponyms {
        if toponym.is_adjective || toponym.tokens.clone().any(|i| covered[i]) {
            continue;
        }
        let (tokens, feature) = with_feature(context, toponym.tokens.clone(), &covered);
        let mut place = place(context, toponym);
        // The "States" of the United States are no region, nor is Ivory Coast a coast.
        let is_whole = toponym.is_country() && tokens == toponym.tokens;
        place.feature = feature.filter(|_| !is_whole).or(place.feature);
        place.span = context.span(tokens.clone());
        place.head = head(context, tokens.clone());
        place.tokens = tokens.clone();
        if toponym.ranked.is_empty() {
            place.name = context.words(tokens.clone());
        }
        covered[tokens].fill(true);
        places.push(place);
    }
    sites(context, &mut covered, &mut places);
    lines(context, &mut covered, &mut places);
    places.sort_by_key(|place| (place.tokens.start, place.tokens.end));
    places
}

/// A toponym as the place it most likely means.
pub(crate) fn place(context: &Context, toponym: &Toponym) -> Place {
    let mut place = bare(context, toponym.tokens.clone());
    place.rule = toponym.rule;
    match toponym.ranked.first() {
        Some(candidate) => {
            settle(&mut place, toponym, candidate);
            place.alternatives = toponym.ranked[1..].iter().map(alternative).collect();
        }
        None => place.feature = told(context, toponym.tokens.start).map(str::to_owned),
    }
    place
}

fn alternative(candidate: &Candidate) -> Alternative {
    let is_open = candidate.is_contested;
    Alternative {
        name: candidate.name.to_owned(),
        point: candidate.point,
        country: candidate.country.filter(|_| !is_open).map(str::to_owned),
        admin1: candidate.division.filter(|_| !is_open).map(|(_, name)| name.to_owned()),
        geonames_id: candidate.geonames_id.map(u64::from),
    }
}

/// What the article tells of a name that only it knows.
fn told(context: &Context, token: usize) -> Option<&'static str> {
    let Of::Local(number) = context.name(token)?.of else { return None };
    let local = &context.locals[number];
    match (&local.capital_of, local.is_country) {
        (Some(_), _) => Some("city"),
        (None, true) => Some("country"),
        (None, false) => None,
    }
}

/// The places that given spans of the text mean, each on its best reading.
pub(crate) fn at_spans(context: &Context, times: &[Time], spans: &[Span]) -> Vec<Place> {
    let names = candidates::Names::new(context.lexicon);
    let given: Vec<Toponym> = spans
        .iter()
        .map(|span| recognition::given(context, &names, context.document.tokens_in(*span)))
        .collect();
    let is_given = |toponym: &Toponym| {
        given.iter().any(|other| {
            other.tokens.start < toponym.tokens.end && toponym.tokens.start < other.tokens.end
        })
    };
    let mut all = given.clone();
    all.extend(toponyms(context, times).into_iter().filter(|toponym| !is_given(toponym)));
    resolve(context, &mut all);
    all.truncate(given.len());
    let places = all.iter().zip(spans).map(|(toponym, span)| {
        let mut place = place(context, toponym);
        place.span = *span;
        place
    });
    places.collect()
}

fn settle(place: &mut Place, toponym: &Toponym, candidate: &Candidate) {
    // Where the text uses another name, that is the name to show.
    if !candidate.is_alternate && !candidate.is_part && !toponym.is_part {
        place.name = candidate.name.to_owned();
    }
    (place.latitude, place.longitude) = candidate.point.unzip();
    place.radius_km = candidate.radius_km;
    place.feature = Some(candidate.feature.to_owned());
    place.geonames_id = candidate.geonames_id.map(u64::from);
    if !candidate.is_contested {
        place.country = candidate.country.map(str::to_owned);
        place.admin1 = candidate.division.map(|(_, name)| name.to_owned());
    }
}

/// A place of which only the words are known.
fn bare(context: &Context, tokens: Range<usize>) -> Place {
    Place {
        span: context.span(tokens.clone()),
        name: context.words(tokens.clone()),
        head: head(context, tokens.clone()),
        tokens,
        latitude: None,
        longitude: None,
        country: None,
        admin1: None,
        feature: None,
        radius_km: None,
        geonames_id: None,
        alternatives: Vec::new(),
        rule: "",
    }
}

/// The token that heads a name in the tree.
fn head(context: &Context, tokens: Range<usize>) -> usize {
    let is_top = |i: &usize| !tokens.contains(&context.head(*i)) || context.head(*i) == *i;
    tokens.clone().rev().find(is_top).unwrap_or(tokens.end.saturating_sub(1))
}

/// A name with the noun that says what it is: "Maret district", "the Ilmet river".
fn with_feature(
    context: &Context,
    tokens: Range<usize>,
    covered: &[bool],
) -> (Range<usize>, Option<String>) {
    let feature = |i: usize| context.lexicon.features.get(context.base(i)).cloned();
    if let Some(inside) = feature(tokens.end - 1)
        && tokens.len() > 1
    {
        return (tokens, Some(inside));
    }
    let next = tokens.end;
    if next < context.len()
        && !covered[next]
        && matches!(context.tag(next), Tag::Nn | Tag::Nnp)
        && !context.document.token(next).starts_sentence
        && let Some(after) = feature(next)
        // "The Maret village of Hask" is Hask, "the Maret area of Hask" Maret.
        && !(after == "city"
            && context.lower(next + 1) == "of"
            && context.is_capitalized(next + 2))
    {
        return (tokens.start..next + 1, Some(after));
    }
    // "Maret Military Airport"
    let is_name = |i: usize| {
        i < context.len()
            && !covered[i]
            && context.is_capitalized(i)
            && matches!(context.tag(i), Tag::Nn | Tag::Nnp | Tag::Nnps | Tag::Jj)
            && !context.document.token(i).starts_sentence
    };
    let last =
        (next..next + LONGEST_SITE).take_while(|i| is_name(*i)).filter(|i| feature(*i).is_some());
    if let Some(last) = last.last() {
        return (tokens.start..last + 1, feature(last));
    }
    // "the village of Hask", "the river Ilmet": the noun stays outside. "Regions of Hask" lie in it.
    let start = tokens.start;
    if start >= 2
        && context.lower(start - 1) == "of"
        && context.lower(start - 2) == context.base(start - 2)
        && let Some(before) = feature(start - 2)
    {
        return (tokens, Some(before));
    }
    if start >= 1
        && matches!(context.tag(start - 1), Tag::Nn | Tag::Nnp)
        && let Some(before) = feature(start - 1)
    {
        return (tokens, Some(before));
    }
    (tokens, None)
}

/// "the Hask Gas Fields", "the Maret sector", "the town of Az-Zarun": a name that no table has, where
/// a noun says what sort of place it is.
fn sites(context: &Context, covered: &mut [bool], places: &mut Vec<Place>) {
    let is_free = |covered: &[bool], i: usize| !covered[i] && !context.person_at[i];
    let mut i = 0;
    while i < context.len() {
        let tokens = i..run_end(context, covered, i);
        if tokens.is_empty() || !tokens.clone().any(|t| context.is_proper(t)) {
            i += 1;
            continue;
        }
        i = tokens.end;
        let feature = |t: usize| {
            let is_noun = t < context.len() && is_free(covered, t) && context.is_noun(t);
            is_noun.then(|| context.lexicon.features.get(context.base(t)).cloned()).flatten()
        };
        let next = tokens.end;
        let is_joined_next = next < context.len()
            && context.lower(next) == context.word(next)
            && context.document.token(next - 1).followed_by_blank
            && context.head(next - 1) == next;
        let is_of = tokens.start > 1 && context.lower(tokens.start - 1) == "of";
        let inside = feature(next - 1).filter(|_| tokens.len() > 1);
        // "The Sufa checkpoint" is a place where something is near it; "the Orlan plant" is a maker's.
        let is_ground = |after: &String| after != "site" || is_located(context, next);
        let after = feature(next)
            .filter(|_| is_joined_next && context.is_proper(next - 1))
            .filter(is_ground);
        let before = is_of.then(|| feature(tokens.start - 2)).flatten();
        let (tokens, feature, rule) = match (inside, after, before) {
            (Some(inside), _, _) => (tokens, inside, "site"),
            (_, Some(after), _) => (tokens.start..next + 1, after, "before its sort"),
            (_, _, Some(before)) if before != "site" => (tokens, before, "after its sort"),
            _ => continue,
        };
        if context.is_in_capitals || tokens.clone().any(|t| !is_free(covered, t)) {
            continue;
        }
        i = tokens.end;
        covered[tokens.clone()].fill(true);
        let mut place = bare(context, tokens);
        place.feature = Some(feature);
        place.rule = rule;
        places.push(place);
    }
}

/// Whether token `i` follows a preposition that only a place follows.
fn is_located(context: &Context, i: usize) -> bool {
    let preposition = context.lower(context.head(i));
    context.dep(i) == hearsay_syntax::Dep::Pobj
        && (preposition == "at"
            || context.lexicon.place_words.get(preposition).is_some_and(|class| class == "locates"))
}

/// Where a run of words with capitals ends that starts at token `i` and that nothing else covers,
/// hyphens and what they join included.
fn run_end(context: &Context, covered: &[bool], i: usize) -> usize {
    let is_tight = |t: usize| !context.document.token(t).followed_by_blank;
    let is_word = |t: usize| {
        let is_name = matches!(context.tag(t), Tag::Nn | Tag::Nnp | Tag::Nnps | Tag::Nns | Tag::Jj);
        let opens = context.document.token(t).starts_sentence && !context.is_proper(t);
        is_name && !opens && context.is_capitalized(t) && context.name(t).is_none()
    };
    let starts = |t: usize| is_word(t) || is_article(context, t);
    let mut end = i;
    while end < context.len()
        && !covered[end]
        && (end == i || !context.document.token(end).starts_sentence)
    {
        let is_joint = end > i && context.is_hyphen(end) && is_tight(end - 1) && is_tight(end);
        let is_joined = end > i && context.is_hyphen(end - 1) && is_tight(end - 1);
        if !(starts(end) || is_joint || is_joined) {
            break;
        }
        end += 1;
    }
    while end > i && (context.is_hyphen(end - 1) || is_article(context, end - 1)) {
        end -= 1;
    }
    end
}

/// Whether token `i` is an article that a hyphen joins to a name: "al" of "al-Hamra".
pub(super) fn is_article(context: &Context, i: usize) -> bool {
    let is_tight = |t: usize| !context.document.token(t).followed_by_blank;
    context.lexicon.place_words.get(context.lower(i)).is_some_and(|class| class == "joined")
        && i + 2 < context.len()
        && context.is_hyphen(i + 1)
        && is_tight(i)
        && is_tight(i + 1)
}

/// "the line of contact": a place without a point.
fn lines(context: &Context, covered: &mut [bool], places: &mut Vec<Place>) {
    let mut i = 0;
    while i < context.len() {
        let found = context.phrase(&context.lexicon.lines, i).filter(|(end, ())| {
            (i..*end).all(|t| !covered[t]) && context.is_noun(i) || context.tag(i) == Tag::Jj
        });
        let Some((end, ())) = found else {
            i += 1;
            continue;
        };
        let head = (i..end).find(|t| context.lower(t + 1) == "of").unwrap_or(end - 1);
        let stands_before_noun =
            matches!(context.dep(head), hearsay_syntax::Dep::Compound | hearsay_syntax::Dep::Amod);
        if context.is_noun(head)
            && !stands_before_noun
            && end <= covered.len()
            && (i..end).all(|t| !covered[t])
        {
            covered[i..end].fill(true);
            let mut place = bare(context, i..end);
            place.head = head;
            place.feature = Some("line".to_owned());
            place.rule = "line";
            places.push(place);
        }
        i = end;
    }
}

//! Places: names of countries, towns, regions, waters and lines where they are ground and do not act.
//!
//! A contested territory carries all its names and no country: whose it is, is not ours to say.

use std::ops::Range;

use hearsay_syntax::{EntityType, Tag};

use crate::context::{Context, Of};
use crate::data::{Form, What};
use crate::mention::{Place, Time};

/// Finds every place; `taken` marks the tokens that belong to an actor.
pub(crate) fn find(context: &Context, taken: &[bool], times: &[Time]) -> Vec<Place> {
    let mut covered = taken.to_vec();
    for time in times {
        covered[time.tokens.clone()].fill(true);
    }
    let mut places = Vec::new();
    for hit in &context.names {
        if hit.form != Form::Name || hit.tokens.clone().any(|i| covered[i]) {
            continue;
        }
        let is_time =
            context.lower(hit.tokens.end) == "time" && context.is_capitalized(hit.tokens.start);
        let tokens = whole_name(context, context.trim(hit.tokens.clone()));
        if is_time || tokens.is_empty() {
            continue;
        }
        let what = context.referent(hit.of).map(|referent| &referent.what);
        if matches!(what, Some(What::Body { .. })) {
            continue;
        }
        let (tokens, feature) = with_feature(context, tokens, &covered);
        let mut place = bare(context, tokens.clone());
        place.feature.clone_from(&feature);
        match (hit.of, what) {
            (Of::Known(number), Some(What::Country((latitude, longitude)))) => {
                let referent = &context.lexicon.referents[number];
                place.name.clone_from(&referent.name);
                place.latitude = Some(*latitude);
                place.longitude = Some(*longitude);
                place.country.clone_from(&referent.country);
                place.feature = feature.or_else(|| Some("country".to_owned()));
                place.radius_km = None;
            }
            (Of::Known(_), Some(What::Contested { names, point, radius_km })) => {
                place.name.clone_from(names);
                place.latitude = Some(point.0);
                place.longitude = Some(point.1);
                place.radius_km = *radius_km;
                place.feature = feature.or_else(|| Some("region".to_owned()));
            }
            (Of::Known(number), Some(What::Capital { point, contested })) => {
                let referent = &context.lexicon.referents[number];
                place.name.clone_from(&referent.name);
                if !contested {
                    place.latitude = point.map(|point| point.0);
                    place.longitude = point.map(|point| point.1);
                    place.country.clone_from(&referent.country);
                    place.radius_km = Some(15.0);
                }
                place.feature = feature.or_else(|| Some("city".to_owned()));
            }
            (Of::Local(number), _) => {
                let local = &context.locals[number];
                if local.is_people {
                    continue;
                }
                if local.capital_of.is_some() && feature.is_none() {
                    place.feature = Some("city".to_owned());
                }
                if local.is_country && feature.is_none() {
                    place.name.clone_from(&local.name);
                    place.feature = Some("country".to_owned());
                }
            }
            _ => {}
        }
        covered[tokens].fill(true);
        places.push(place);
    }
    // Rivers, bridges and the like that the model sees and no name covers.
    for entity in context.document.entities() {
        if !matches!(entity.label, EntityType::Loc | EntityType::Gpe | EntityType::Fac) {
            continue;
        }
        let tokens = context.trim(entity.tokens.clone());
        if tokens.is_empty()
            || tokens.clone().any(|i| covered[i] || context.person_at[i])
            || !context.is_capitalized(tokens.start)
            || tokens.clone().all(|i| context.name(i).is_some_and(|hit| hit.form != Form::Name))
        {
            continue;
        }
        let (tokens, feature) = with_feature(context, tokens, &covered);
        let mut place = bare(context, tokens.clone());
        place.feature = feature;
        covered[tokens].fill(true);
        places.push(place);
    }
    lines(context, &mut covered, &mut places);
    places.sort_by_key(|place| (place.tokens.start, place.tokens.end));
    places
}

/// The name with what hyphens join to it through a small word: "Mazar-e-Sharif", "Port-au-Prince".
fn whole_name(context: &Context, tokens: Range<usize>) -> Range<usize> {
    let joined = |i: usize| {
        let hyphen = matches!(context.word(i), "-" | "–");
        let tight = |i: usize| i < context.len() && !context.document.token(i).followed_by_blank;
        hyphen && i > 0 && tight(i - 1) && tight(i) && i + 1 < context.len()
    };
    let mut end = tokens.end;
    let mut through_small_word = false;
    let mut found = tokens.clone();
    while !tokens.is_empty() && joined(end) {
        end += 2;
        if context.is_capitalized(end - 1) {
            if through_small_word {
                found.end = end;
            }
        } else if context.word(end - 1).chars().count() <= 4 {
            through_small_word = true;
        } else {
            break;
        }
    }
    found
}

/// A place of which only the words are known.
fn bare(context: &Context, tokens: Range<usize>) -> Place {
    let head = tokens
        .clone()
        .rev()
        .find(|i| !tokens.contains(&context.head(*i)) || context.head(*i) == *i)
        .unwrap_or(tokens.end - 1);
    Place {
        span: context.span(tokens.clone()),
        name: context.words(tokens.clone()),
        tokens,
        head,
        latitude: None,
        longitude: None,
        country: None,
        admin1: None,
        feature: None,
        radius_km: None,
        geonames_id: None,
    }
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
    {
        return (tokens.start..next + 1, Some(after));
    }
    // "the village of Hask", "the river Ilmet": the noun stays outside.
    let start = tokens.start;
    if start >= 2
        && context.lower(start - 1) == "of"
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
            places.push(place);
        }
        i = end;
    }
}

//! Which words name places, wherever they stand: as ground, as actors, before a noun.
//!
//! Nearly every word is a town somewhere, so a name needs evidence: a table has it, the model takes
//! it for a place, it stands where places stand, or what it would lie in follows it ("Ada,
//! Oklahoma"). What is a place once in an article is one wherever it stands.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use hearsay_syntax::{Dep, EntityType, Tag};

use super::candidates::{Candidate, Level, Names, is_spelt, known};
use super::resolution::{Toponym, is_in};
use crate::context::{Context, Of};
use crate::data::{Form, Lexicon, What};
use crate::gazetteer::{Gazetteer, first_word, fold};
use crate::mention::Time;

/// The longest name that is looked for, in tokens.
const LONGEST: usize = 6;
/// A town of so many people is known without being introduced.
const KNOWN_TOWN: u32 = 50_000;
/// A town of so many is known where its country is told of.
const NEAR_TOWN: u32 = 1_000;

/// Finds all toponyms, with what each may mean.
pub(crate) fn toponyms(context: &Context, times: &[Time]) -> Vec<Toponym> {
    let of_persons = (0..context.len()).filter(|i| context.person_at[*i]);
    let entities = context.document.entities().iter().filter(|entity| is_place(entity.label));
    let mut finder = Finder {
        context,
        covered: vec![false; context.len()],
        found: Vec::new(),
        names: Names::new(context.lexicon),
        of_persons: of_persons.map(|i| context.word(i)).collect(),
        entities: entities
            .map(|entity| context.trim(entity.tokens.clone()))
            .map(|tokens| (tokens.start, tokens.end))
            .collect(),
    };
    for time in times {
        finder.covered[time.tokens.clone()].fill(true);
    }
    finder.long_names();
    finder.names_of_tables();
    finder.entities();
    finder.known_names();
    finder.adjectives();
    finder.names_before_container();
    finder.names_of_bodies();
    finder.names_in_lists();
    finder.names_again();
    finder.found.sort_by_key(|toponym| (toponym.tokens.start, toponym.tokens.end));
    finder.found
}

/// Whether a town is called so: a great one, or one of these countries.
pub(crate) fn is_town<'c>(
    lexicon: &'static Lexicon,
    name: String,
    mut countries: impl Iterator<Item = &'c str>,
) -> bool {
    let found = Names::new(lexicon).of(name);
    let towns = found.iter().filter(|place| place.level == Level::City);
    towns.clone().any(|town| town.population >= 2 * KNOWN_TOWN)
        || countries.any(|country| {
            let is_there = |town: &Candidate| town.country == Some(country);
            towns.clone().any(|town| town.population >= NEAR_TOWN && is_there(town))
        })
}

struct Finder<'c, 'd> {
    context: &'c Context<'d>,
    covered: Vec<bool>,
    found: Vec<Toponym>,
    names: Names,
    /// Words of persons' names.
    of_persons: HashSet<&'c str>,
    /// What the model takes for a place, by first and last token.
    entities: HashSet<(usize, usize)>,
}

impl Finder<'_, '_> {
    fn is_free(&self, tokens: &Range<usize>) -> bool {
        !tokens.is_empty() && tokens.clone().all(|i| !self.covered[i])
    }

    fn add(
        &mut self,
        rule: &'static str,
        tokens: Range<usize>,
        is_adjective: bool,
        candidates: Rc<[Candidate]>,
    ) {
        let tokens = self.with_article(tokens);
        let whole = self.with_direction(tokens.clone());
        let is_part = whole != tokens;
        let tokens = whole;
        self.covered[tokens.clone()].fill(true);
        if is_voided(self.context, tokens.end) {
            return;
        }
        // "IN FACT" stands where a place may stand, and has a capital like everything else there.
        if self.context.is_in_capitals
            && !is_adjective
            && (candidates.is_empty() || self.is_ordinary(&tokens))
        {
            return;
        }
        // "The South" lies somewhere else in every country.
        let places = &self.context.lexicon.places;
        let is_direction =
            tokens.len() == 1 && places.is_direction(self.context.lower(tokens.start));
        let candidates = if is_direction { Rc::from([]) } else { candidates };
        self.found.push(Toponym::new(tokens, is_adjective, is_part, candidates, rule));
    }

    /// "al-Hamra", "El-Arish": the article is part of the name when a hyphen joins it.
    fn with_article(&self, tokens: Range<usize>) -> Range<usize> {
        let context = self.context;
        let Some(article) = tokens.start.checked_sub(2) else { return tokens };
        let is_joined = super::is_article(context, article) && !self.covered[article];
        if is_joined { article..tokens.end } else { tokens }
    }

    /// "North London", "Greater Toronto": the direction is part of the name when it has a capital.
    fn with_direction(&self, tokens: Range<usize>) -> Range<usize> {
        let context = self.context;
        let Some(before) = tokens.start.checked_sub(1) else { return tokens };
        let is_direction = context.lexicon.places.is_direction(context.lower(before))
            && context.is_capitalized(before)
            && !self.covered[before];
        if is_direction { before..tokens.end } else { tokens }
    }

    /// "New Mexico", "Indian Ocean", "British Columbia": the longest name wins over the country in
    /// it.
    fn long_names(&mut self) {
        let context = self.context;
        let mut i = 0;
        while i < context.len() {
            let starts = context.is_capitalized(i) && context.is_capitalized(i + 1)
                || context.is_hyphen(i + 1) && context.is_capitalized(i);
            let may_start = starts && !context.person_at[i] && !is_body(context, i + 1);
            let found = if may_start { self.long_name(i) } else { None };
            match found {
                Some((end, found)) => {
                    self.add("long name", i..end, false, found);
                    i = end;
                }
                None => i += 1,
            }
        }
    }

    /// The longest name of several words at a token, if it is one of the tables or holds the name
    /// of a country.
    fn long_name(&self, start: usize) -> Option<(usize, Rc<[Candidate]>)> {
        let context = self.context;
        let limit = (start + LONGEST).min(context.sentence(start).end);
        let last = (start + 1..limit).take_while(|i| {
            let is_small = context.word(*i).len() <= 3;
            !self.covered[*i] && (context.is_capitalized(*i) || context.is_hyphen(*i) || is_small)
        });
        let ends: Vec<usize> = last.map(|i| i + 1).collect();
        ends.into_iter().rev().find_map(|end| {
            if !context.is_capitalized(end - 1) {
                return None;
            }
            let name = context.words(start..end);
            let found = self.names.of(name.clone());
            let is_joined = (start..end).filter(|i| context.is_hyphen(*i)).count() > 1;
            let holds_country = (start..end).any(|i| context.name(i).is_some());
            let is_known = context.lexicon.places.named(&fold(&name)).next().is_some();
            let is_great = found.iter().any(|c| {
                c.level == Level::Division1 && !c.is_alternate || c.population >= 2 * KNOWN_TOWN
            });
            (!found.is_empty() && (is_known || (holds_country || is_joined) && is_great))
                .then_some((end, found))
        })
    }

    /// What the tables of names and the positions in the text have shown.
    fn names_of_tables(&mut self) {
        let context = self.context;
        for hit in &context.names {
            if hit.form == Form::People {
                continue;
            }
            let is_people = matches!(hit.of, Of::Local(n) if context.locals[n].is_people);
            let tokens = whole_name(context, context.trim(hit.tokens.clone()));
            if is_body(context, hit.tokens.start)
                || is_people
                || !self.is_free(&tokens)
                || is_zone(context, &tokens)
            {
                continue;
            }
            let is_adjective = hit.form == Form::Adjective;
            match hit.of {
                Of::Known(_) if is_adjective => {
                    let given = given(context, &self.names, tokens.clone());
                    self.add("country adjective", tokens, true, given.candidates);
                }
                Of::Known(_) => {
                    let found = self.names.of(context.words(tokens.clone()));
                    self.add("table", tokens, false, found);
                }
                Of::Local(_) if is_adjective => {}
                Of::Local(_) if self.is_ordinary(&tokens) && !self.is_entity(&tokens) => {}
                Of::Local(number) if self.is_of_article(number) => {
                    self.add("explained", tokens, false, Rc::new([]));
                }
                Of::Local(_) => {
                    let found = self.names.of(context.words(tokens.clone()));
                    self.add("position", tokens, false, found);
                }
            }
        }
    }

    /// Whether only the article knows a name: of a country that no table has, or of its capital.
    /// That a town somewhere is called so too says nothing.
    fn is_of_article(&self, number: usize) -> bool {
        let local = &self.context.locals[number];
        local.is_country || local.capital_of.as_ref().is_some_and(|nation| nation.code.is_none())
    }

    /// What the model takes for places and no table covers: rivers, bridges, villages.
    fn entities(&mut self) {
        let context = self.context;
        for entity in context.document.entities() {
            if !is_place(entity.label) {
                continue;
            }
            let tokens = context.trim(entity.tokens.clone());
            if !self.is_free(&tokens)
                || tokens.clone().any(|i| context.person_at[i])
                || !context.is_capitalized(tokens.start)
                || tokens.clone().all(|i| context.name(i).is_some_and(|hit| hit.form != Form::Name))
            {
                continue;
            }
            let found = self.names.of(context.words(tokens.clone()));
            self.add("entity", tokens, false, found);
        }
    }

    /// Names of the tables of regions and divisions, and abbreviations: "Darfur", "in B.C.",
    /// "Fresno, Calif.".
    fn known_names(&mut self) {
        let context = self.context;
        for i in 0..context.len() {
            let name = i..i + 1;
            if self.covered[i]
                || !context.is_capitalized(i)
                || context.person_at[i]
                || is_body(context, i)
            {
                continue;
            }
            let word = context.word(i);
            let Some(spelling) = known_spelling(context, word) else { continue };
            let before = i.checked_sub(1).map_or("", |i| context.lower(i));
            let is_told = match abbreviation(&spelling) {
                // Two letters are also words and all sorts of codes.
                Some(2) => {
                    matches!(before, "," | "(")
                        && i > 1
                        && context.is_capitalized(i - 2)
                        && !context.is_in_capitals
                }
                Some(_) => {
                    matches!(before, "," | "(" | "-" | "in" | "of" | "the" | "from" | "to")
                        || context.is_proper(i)
                }
                None => {
                    context.is_proper(i) && !self.is_ordinary(&name) && !self.is_of_person(&name)
                }
            };
            if is_told {
                let found = self.names.of(word.to_owned());
                self.add("known", name, false, found);
            }
        }
    }

    /// "Bavarian police", "Latin American leaders".
    fn adjectives(&mut self) {
        let context = self.context;
        let is_before_noun = |i| matches!(context.dep(i), Dep::Amod | Dep::Compound | Dep::Nmod);
        for i in 0..context.len() {
            let is_adjective = context.tag(i) == Tag::Jj || is_before_noun(i);
            if self.covered[i] || context.person_at[i] || !is_adjective {
                continue;
            }
            let places = &context.lexicon.places;
            let pair = i.checked_sub(1).filter(|before| !self.covered[*before]);
            let pair = pair.and_then(|before| {
                Some((before, places.of_adjective(&context.words(before..i + 1))?))
            });
            let found = pair.or_else(|| Some((i, places.of_adjective(context.word(i))?)));
            if let Some((start, place)) = found {
                let found = known(context.lexicon, place).into_iter().collect();
                self.add("adjective", start..i + 1, true, found);
            }
        }
    }

    /// "Ada, Oklahoma": a name before the place in which a place of that name lies.
    fn names_before_container(&mut self) {
        let context = self.context;
        let outer: Vec<(usize, Rc<[Candidate]>)> = self
            .found
            .iter()
            .filter(|toponym| !toponym.is_adjective)
            .map(|toponym| (toponym.tokens.start, toponym.candidates.clone()))
            .collect();
        for (start, outer) in outer {
            let Some(comma) = start.checked_sub(1).filter(|i| context.lower(*i) == ",") else {
                continue;
            };
            let outer: Vec<&Candidate> =
                outer.iter().filter(|c| c.level > Level::City && c.level != Level::Other).collect();
            let mut first = comma;
            while first > 0
                && comma - first < LONGEST
                && context.is_capitalized(first - 1)
                && !self.covered[first - 1]
                && !context.is_space(first - 1)
            {
                first -= 1;
            }
            // The longest name that lies there: "Fort Worth, Texas".
            for first in first..comma {
                let found = self.names.of(context.words(first..comma));
                if found.iter().any(|inner| outer.iter().any(|outer| is_in(inner, outer))) {
                    self.add("before container", first..comma, false, found);
                    break;
                }
            }
        }
    }

    /// "Durban University", "the Winnipeg police": a body is called after a place that is known or
    /// in play; "Liverpool won" is a town's club.
    fn names_of_bodies(&mut self) {
        let context = self.context;
        let countries: HashSet<&str> = self
            .found
            .iter()
            .flat_map(|toponym| toponym.candidates.first())
            .filter_map(|candidate| candidate.country)
            .collect();
        for entity in context.document.entities() {
            if entity.label != EntityType::Org {
                continue;
            }
            let tokens = context.trim(entity.tokens.clone());
            if tokens.is_empty() || self.covered[tokens.start] {
                continue;
            }
            let Some((end, found)) = self.longest(tokens.start, tokens.end) else { continue };
            let name = tokens.start..end;
            let is_alone = end == tokens.end;
            let is_known = found.iter().any(|place| {
                let people =
                    if place.is_alternate { place.population / 10 } else { place.population };
                place.level == Level::Division1 && !place.is_alternate
                    || people >= if is_alone { 2 * KNOWN_TOWN } else { KNOWN_TOWN }
                        // A town far from all that the article names shares its name with a maker
                        // of cars, unless it is a great one.
                        && (!is_alone
                            || people >= 10 * KNOWN_TOWN
                            || place.country.is_some_and(|country| countries.contains(country)))
                    || !is_alone
                        && people > 1_000
                        && place.country.is_some_and(|country| countries.contains(country))
                        && countries.len() <= 3
            });
            // "Durban University" says what it is; "Nadia Moayyad" and "Toyota Corolla" do not.
            let says_what = is_alone
                || (end..tokens.end).any(|i| context.lexicon.places.is_ordinary(context.base(i)));
            let is_acronym = context.word(name.start).chars().all(char::is_uppercase);
            let is_given_name = context.lexicon.given_names.contains(context.word(name.start));
            if is_known
                && says_what
                && !self.is_ordinary(&name)
                && !is_acronym
                && !(is_given_name && name.len() == 1)
            {
                self.add("body", name, false, found);
            }
        }
    }

    /// "in Cairo, Giza and Al-Minya": what stands in a list with places is one, if it can be.
    fn names_in_lists(&mut self) {
        let context = self.context;
        let mut ends: Vec<(usize, Option<&'static str>)> = self
            .found
            .iter()
            .filter(|toponym| !toponym.is_adjective)
            .map(|toponym| (toponym.tokens.end, country_of(toponym)))
            .collect();
        while let Some((end, country)) = ends.pop() {
            let mut next = end;
            while next < end + 2 && matches!(context.lower(next), "," | "and" | "or" | "&") {
                next += 1;
            }
            if next == end || next >= context.len() || self.covered[next] {
                continue;
            }
            let mut limit = next;
            while limit < context.len()
                && limit - next < LONGEST
                && context.is_capitalized(limit)
                && !self.covered[limit]
            {
                limit += 1;
            }
            let Some((stop, found)) = self.longest(next, limit) else { continue };
            // A list goes on or ends here; "Cairo, Mohamed said" is none.
            let goes_on = stop == limit
                && matches!(context.lower(stop), "," | "and" | "or" | "." | ";" | ")" | "&");
            let is_near = found.iter().any(|place| country.is_some() && place.country == country);
            let tokens = next..stop;
            if goes_on && is_near && !self.is_ordinary(&tokens) && !self.is_of_person(&tokens) {
                self.add("list", tokens.clone(), false, found);
                ends.push((stop, country));
            }
        }
    }

    /// A name that is a place elsewhere in the article.
    fn names_again(&mut self) {
        let context = self.context;
        let known: HashSet<String> = self
            .found
            .iter()
            .filter(|toponym| !toponym.is_adjective && !toponym.candidates.is_empty())
            .filter(|toponym| !self.is_ordinary(&toponym.tokens))
            .filter(|toponym| !self.is_of_person(&toponym.tokens))
            .map(|toponym| context.words(toponym.tokens.clone()))
            .collect();
        for i in 0..context.len() {
            if self.covered[i] || !context.is_proper(i) || context.person_at[i] {
                continue;
            }
            let end = (i + 1..=(i + LONGEST).min(context.len()))
                .rev()
                .find(|end| self.is_free(&(i..*end)) && known.contains(&context.words(i..*end)));
            if let Some(end) = end
                && !(i..end).any(|t| context.person_at[t])
            {
                let found = self.names.of(context.words(i..end));
                self.add("again", i..end, false, found);
            }
        }
    }

    /// The longest name of a place that starts at a token and ends before another.
    fn longest(&self, start: usize, end: usize) -> Option<(usize, Rc<[Candidate]>)> {
        let context = self.context;
        if !context.is_capitalized(start) {
            return None;
        }
        let mut walk = Gazetteer::embedded().walk();
        let mut best = None;
        for at in start..end.min(start + LONGEST) {
            if self.covered[at] {
                break;
            }
            if at > start && context.document.token(at - 1).followed_by_blank {
                walk.push(" ");
            }
            let word = context.word(at);
            walk.push(if at == start && end > start + 1 { first_word(word) } else { word });
            if !walk.is_open() {
                break;
            }
            if walk.is_name() && context.is_capitalized(at) {
                best = Some(at + 1);
            }
        }
        let end = best?;
        let found = self.names.of(context.words(start..end));
        (!found.is_empty()).then_some((end, found))
    }

    /// Whether a name is a word of every day with a capital.
    fn is_ordinary(&self, tokens: &Range<usize>) -> bool {
        let places = &self.context.lexicon.places;
        tokens.clone().all(|i| {
            places.is_ordinary(self.context.lower(i)) || self.context.word(i).chars().count() < 2
        })
    }

    /// Whether the model takes just these words for a place.
    fn is_entity(&self, tokens: &Range<usize>) -> bool {
        self.entities.contains(&(tokens.start, tokens.end))
    }

    /// Whether a single word is part of somebody's name in this article.
    fn is_of_person(&self, tokens: &Range<usize>) -> bool {
        tokens.len() == 1 && self.of_persons.contains(self.context.word(tokens.start))
    }
}

fn is_place(label: EntityType) -> bool {
    matches!(label, EntityType::Loc | EntityType::Gpe | EntityType::Fac)
}

/// How the tables of places spell a word, if it is one of their names.
fn known_spelling(context: &Context, word: &str) -> Option<String> {
    let key = fold(word);
    let mut spellings = context.lexicon.places.named(&key).map(|(spelling, _)| spelling);
    spellings.find(|spelling| is_spelt(spelling, word)).map(str::to_owned)
}

/// How many letters an abbreviation has: two for "KY" and "Ky.", three for "NSW".
fn abbreviation(spelling: &str) -> Option<usize> {
    let is_short =
        spelling.ends_with('.') || spelling.chars().all(|c| c.is_uppercase() || c == '.');
    is_short.then(|| spelling.chars().filter(|c| c.is_alphabetic()).count())
}

fn country_of(toponym: &Toponym) -> Option<&'static str> {
    let best = toponym.candidates.iter().max_by_key(|c| (c.level >= Level::Country, c.population));
    best.and_then(|candidate| candidate.country)
}

/// A toponym at tokens that are given.
pub(super) fn given(context: &Context, names: &Names, tokens: Range<usize>) -> Toponym {
    let word = context.words(tokens.clone());
    let adjective = context
        .name(tokens.start)
        .filter(|hit| hit.tokens == tokens && hit.form != Form::Name)
        .and_then(|hit| context.referent(hit.of))
        .map(|referent| referent.name.as_str());
    let region = context.lexicon.places.of_adjective(&word);
    let named = names.of(word);
    let candidates: Rc<[Candidate]> = match (adjective, region) {
        (Some(country), _) => {
            let found = names.of(country.to_owned());
            found.iter().filter(|candidate| candidate.level >= Level::Other).copied().collect()
        }
        (None, Some(place)) if named.is_empty() => {
            known(context.lexicon, place).into_iter().collect()
        }
        (None, _) => named,
    };
    let is_adjective = adjective.is_some() || region.is_some();
    Toponym::new(tokens, is_adjective, false, candidates, "given")
}

/// Whether a token belongs to the name of a body: "the White House".
fn is_body(context: &Context, i: usize) -> bool {
    let referent = context.name(i).and_then(|hit| context.referent(hit.of));
    matches!(referent.map(|referent| &referent.what), Some(What::Body { .. }))
}

/// "Moscow time" names a zone.
fn is_zone(context: &Context, tokens: &Range<usize>) -> bool {
    context.lower(tokens.end) == "time" && context.is_capitalized(tokens.start)
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

/// Whether the word after a name makes it the name of something else: "Marburg virus".
fn is_voided(context: &Context, next: usize) -> bool {
    context.lexicon.place_words.get(context.base(next)).is_some_and(|class| class == "voids")
}

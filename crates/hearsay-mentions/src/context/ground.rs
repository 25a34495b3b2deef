//! Names that stand where only places stand: governed by a preposition, on a way, at a feature, in a
//! dateline.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use hearsay_syntax::{Dep, Pos, Tag};

use super::persons::Votes;
use super::{Context, LocalName, NameHit, Of};
use crate::data::Form;
use crate::places::{Toponym, is_town};

impl<'a> Context<'a> {
    /// Capitalized runs that stand after "in", "near" and the like somewhere, which makes them
    /// places wherever they stand: the model often takes an unknown village for a person.
    pub(super) fn located(&self, votes: &HashMap<String, Votes>) -> HashSet<String> {
        let is = |i: usize, class: &str| {
            self.lexicon.place_words.get(self.lower(i)).is_some_and(|known| known == class)
        };
        let mut located: HashSet<String> = HashSet::new();
        located.extend(self.demonyms.values().cloned());
        located.extend(self.capitals_named.iter().map(|(town, _)| self.words(town.clone())));
        for (_, nation) in &self.capitals_named {
            if self.is_town_word(*nation) && self.tag(*nation) == Tag::Nnp {
                located.insert(self.word(*nation).to_owned());
            }
        }
        let surnames = self.surnames();
        let mut i = 0;
        while i < self.len() {
            let starts = self.is_proper(i) && self.is_capitalized(i) && self.name_at[i].is_none();
            if !starts {
                i += 1;
                continue;
            }
            let start = i;
            while i < self.len()
                && self.is_proper(i)
                && self.is_capitalized(i)
                && self.name_at[i].is_none()
                && (i == start || !self.document.token(i).starts_sentence)
            {
                i += 1;
            }
            let is_month = self.lexicon.times.is_time_word(self.lower(start));
            let ends_phrase = i >= self.len() || !(self.tag(i) == Tag::Pos || self.is_noun(i));
            let is_named_so = i - start > 1 && is(start, "begins");
            // "residents of Hask", "the village of Hask"
            let is_home = start > 1 && self.lower(start - 1) == "of" && {
                let of = self.lexicon.collectives.starting(self.base(start - 2)).iter();
                self.lexicon.features.contains_key(self.base(start - 2))
                    || is(start - 2, "home")
                    || of.clone().any(|(words, label)| {
                        words.len() == 1 && label.kind == crate::ActorKind::Civilians
                    })
            };
            // "access to Brenik", but not "said to Petrov"
            let is_goal = start > 0 && self.lower(start - 1) == "to" && i - start == 1 && {
                let governor = self.base(self.head(start - 1)).to_owned();
                let is_speech = self.lexicon.speech.contains(&governor)
                    || matches!(
                        governor.as_str(),
                        "speak" | "talk" | "write" | "listen" | "explain"
                    );
                self.dep(start - 1) == Dep::Prep
                    && !is_speech
                    && !self.lexicon.governors.contains_key(&(governor, "to".to_owned()))
            };
            // "Loyal to Ferrante", of whom the model always makes a person.
            let is_somebody = votes
                .get(&self.words(start..i))
                .is_some_and(|votes| votes.person > 1 && votes.place == 0);
            // "shells fell on Drovan", "the siege of Maret", "recaptured Solkat", "from Maret to
            // Hask", "Maret and Hask" after "in", "Hask district"; but not a surname told in full.
            let is_governed = ends_phrase
                && !is_somebody
                && (self.is_governed_ground(start) || self.starts_way(start, i));
            let is_ground = i - start == 1
                && !surnames.contains(self.word(start))
                && (is_governed || self.is_joined_to_ground(start))
                || !surnames.contains(self.word(i - 1)) && self.names_feature(i - 1);
            let stands_so = is_home
                || is_ground
                || !surnames.contains(self.word(i - 1))
                    && !self.follows_title(start)
                    && self.is_struck_town(start..i)
                || is_goal
                    && ends_phrase
                    && !(is_somebody && self.pos(self.head(start - 1)) == Pos::Adj)
                || (start > 0 && is(start - 1, "locates")
                    // "in southern Aleppo"
                    || start > 1
                        && is(start - 2, "locates")
                        && self.lexicon.places.is_direction(self.lower(start - 1)))
                    && ends_phrase
                    && !self.is_governed_actor(start);
            let is_body = self.phrase(&self.lexicon.collectives, i - 1).is_some();
            let is_word = is_body
                || self.phrase(&self.lexicon.roles, start).is_some()
                || self.phrase(&self.lexicon.collectives, start).is_some();
            let is_state = i - start == 1 && !is_word && self.is_state_name(start..i);
            if i - start <= 3 && !is_month && !is_body && (stands_so || is_named_so || is_state) {
                located.insert(self.words(start..i));
            }
        }
        located
    }

    /// Whether a verb or noun governs token `i` as it governs places only.
    pub(super) fn is_governed_ground(&self, i: usize) -> bool {
        let above = self.head(i);
        let reading = |lemma: &str, preposition: &str| {
            self.lexicon.governors.get(&(lemma.to_owned(), preposition.to_owned())).copied()
        };
        // "5 km from Hask", "north of Hask", however the tree hangs them.
        if i >= 2
            && (reading(self.base(i - 2), self.lower(i - 1)) == Some(crate::data::Reading::Place)
                || self.lower(i - 1) == "from"
                    && self.phrase(&self.lexicon.units, i - 2).is_some_and(|(end, _)| end == i - 1))
        {
            return true;
        }
        if self.dep(i) == Dep::Dobj {
            let class = self.lexicon.place_words.get(self.base(above));
            return class.is_some_and(|class| class == "held");
        }
        if self.dep(i) != Dep::Pobj {
            return false;
        }
        reading(self.base(self.head(above)), self.lower(above)) == Some(crate::data::Reading::Place)
    }

    /// "A strike on Barda", "Ganja was shelled": whether that is done to a name which is done to towns,
    /// and a town is called so, a great one or one of a country that the article names. The model
    /// takes a town it does not know for a person.
    fn is_struck_town(&self, name: Range<usize>) -> bool {
        let is = |i: usize, class: &str| {
            self.lexicon.place_words.get(self.base(i)).is_some_and(|known| known == class)
        };
        let last = name.end - 1;
        let above = self.head(last);
        let is_struck = match self.dep(last) {
            Dep::Dobj | Dep::Nsubjpass => is(above, "held") || is(above, "struck"),
            Dep::Pobj => self.lower(above) == "on" && is(self.head(above), "struck"),
            _ => false,
        };
        let country = |hit: &NameHit| self.referent(hit.of)?.country.as_deref();
        is_struck && is_town(self.lexicon, self.words(name), self.names.iter().filter_map(country))
    }

    /// Whether the preposition before a name follows what only somebody gets: "trust in Maret".
    fn is_governed_actor(&self, start: usize) -> bool {
        let Some(preposition) = start.checked_sub(1) else { return false };
        let governor = self.base(self.head(preposition)).to_owned();
        let key = (governor, self.lower(preposition).to_owned());
        self.lexicon.governors.get(&key) == Some(&crate::data::Reading::Actor)
    }

    /// Whether a name begins or ends a way: "from Maret to Hask".
    pub(super) fn starts_way(&self, start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).map_or("", |at| self.lower(at));
        let is_name = |t: usize| self.is_proper(t) && self.is_capitalized(t);
        let is_word = |t: usize| {
            matches!(
                self.base(self.head(t)),
                "letter" | "message" | "call" | "note" | "gift" | "mail"
            )
        };
        before == "from" && self.lower(end) == "to" && is_name(end + 1) && !is_word(start - 1)
            || before == "to"
                && start > 2
                && is_name(start - 2)
                && self.lower(start - 3) == "from"
                && !is_word(start - 3)
    }

    /// Whether a name is joined by "and" to one that follows "in" or "near".
    pub(super) fn is_joined_to_ground(&self, i: usize) -> bool {
        let mut at = i;
        for _ in 0..6 {
            if self.dep(at) != Dep::Conj || self.head(at) >= at {
                break;
            }
            at = self.head(at);
        }
        let locates = |t: usize| {
            self.lexicon.place_words.get(self.lower(t)).is_some_and(|class| class == "locates")
        };
        at < i
            && self.is_proper(at)
            && self.dep(at) == Dep::Pobj
            && locates(self.head(at))
            && self.head(at) + 3 > at
    }

    /// Whether the noun after a name says what sort of place it is: "Hask district".
    pub(super) fn names_feature(&self, i: usize) -> bool {
        let noun = self.head(i);
        (i + 1..=i + 2).contains(&noun)
            && self.dep(i) == Dep::Compound
            && self.tag(noun) == Tag::Nn
            && self.lexicon.features.get(self.base(noun)).is_some_and(|what| what != "site")
    }

    /// Every occurrence of a name that stands as a place somewhere, heads an army or a state
    /// ("Tarsk troops"), or opens a dateline ("VOSKAR, 12 March").
    pub(super) fn places_by_position(
        &mut self,
        covered: &[bool],
        local: &mut HashMap<String, usize>,
    ) -> Vec<(Range<usize>, usize)> {
        let mut names = self.located.clone();
        for i in 0..self.len() {
            let is_free = self.name_at[i].is_none() && !self.person_at[i] && !covered[i];
            if !is_free || !self.is_proper(i) || !self.is_capitalized(i) {
                continue;
            }
            let is_word = self.phrase(&self.lexicon.collectives, i).is_some()
                || self.phrase(&self.lexicon.roles, i).is_some()
                || self.lexicon.times.is_time_word(self.lower(i));
            if is_word {
                continue;
            }
            if let Some(end) = self.dateline(i) {
                names.insert(self.words(i..end));
            } else if self.is_state_name(i..i + 1) {
                names.insert(self.document.word(i).to_owned());
            }
        }
        let mut found = Vec::new();
        let mut i = 0;
        while i < self.len() {
            let mut end = (i + 3).min(self.len());
            let mut next = i + 1;
            while end > i {
                let is_free = (i..end)
                    .all(|t| self.name_at[t].is_none() && !self.person_at[t] && !covered[t]);
                if is_free && self.is_capitalized(i) && !self.is_space(end - 1) {
                    let words = self.words(i..end);
                    let titled = title_case(&words);
                    let name = [&words, &titled].into_iter().find(|name| names.contains(*name));
                    if let Some(name) = name {
                        let number = *local.entry(name.clone()).or_insert_with(|| {
                            self.locals.push(LocalName {
                                name: name.clone(),
                                is_country: false,
                                is_people: false,
                                capital_of: None,
                            });
                            self.locals.len() - 1
                        });
                        found.push((i..end, number));
                        next = end;
                        break;
                    }
                }
                end -= 1;
            }
            i = next;
        }
        found
    }

    /// A word in capitals that opens a paragraph before a comma or bracket.
    pub(crate) fn opens_dateline(&self, i: usize) -> bool {
        self.dateline(i).is_some()
    }

    /// Where the town of a dateline that opens at token `i` ends.
    pub(super) fn dateline(&self, i: usize) -> Option<usize> {
        let is_capital = |t: usize| {
            let word = self.word(t);
            word.chars().count() > 2 && word.chars().all(char::is_uppercase)
        };
        let is_dash = |t: usize| matches!(self.lower(t), "-" | "--" | "–" | "—");
        let opens = self.document.token(i).starts_sentence || i == 0 || self.is_space(i - 1);
        if !opens || !is_capital(i) {
            return None;
        }
        let mut end = i + 1;
        while end < i + 3 && is_capital(end) {
            end += 1;
        }
        let has_dash = (end..end + 16).any(is_dash);
        let is_dateline = matches!(self.lower(end), "," | "(")
            && (has_dash || self.word(i).chars().count() > 3)
            || is_dash(end);
        is_dateline.then_some(end)
    }
}

impl Context<'_> {
    /// Takes up what the gazetteer and the whole article have shown of places: names that no table
    /// has, longer names ("New Mexico" is not Mexico), and countries that are something else here
    /// ("Georgia" beside Alabama).
    pub(crate) fn learn_places(&mut self, toponyms: &[Toponym]) {
        let mut learnt: Vec<NameHit> = Vec::new();
        for toponym in toponyms.iter().filter(|toponym| toponym.is_ground_for_all()) {
            let tokens = toponym.tokens.clone();
            let same = self.name(tokens.start).filter(|hit| hit.tokens == tokens);
            let is_known = same.is_some_and(|hit| match hit.of {
                Of::Known(_) => !self.is_country_like(hit) || toponym.is_country(),
                Of::Local(_) => true,
            });
            if is_known {
                continue;
            }
            self.locals.push(LocalName {
                name: self.words(tokens.clone()),
                is_country: false,
                is_people: false,
                capital_of: None,
            });
            learnt.push(NameHit { tokens, form: Form::Name, of: Of::Local(self.locals.len() - 1) });
        }
        let mut is_taken = vec![false; self.len()];
        for hit in &learnt {
            is_taken[hit.tokens.clone()].fill(true);
        }
        let mut names = std::mem::take(&mut self.names);
        names.retain(|hit| !is_taken[hit.tokens.clone()].contains(&true));
        // "Mazar-e-Sharif" holds nobody called Sharif.
        let person_at = &mut self.person_at;
        self.persons.retain(|person| {
            let is_place = is_taken[person.clone()].contains(&true);
            if is_place {
                person_at[person.clone()].fill(false);
            }
            !is_place
        });
        names.extend(learnt);
        names.sort_by_key(|hit| hit.tokens.start);
        self.names = names;
        self.number_names();
    }
}

/// A name in capitals as it is written elsewhere: "VOSKAR" as "Voskar".
fn title_case(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut starts = true;
    for c in words.chars() {
        if starts {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        starts = !c.is_alphabetic();
    }
    out
}

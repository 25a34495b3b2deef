//! Countries, places and peoples that no table knows, as the article explains them: by adjectives,
//! capitals, armies and governments.

use std::collections::HashMap;
use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Tag};

use super::{Context, LocalName, NameHit, Nation, Of};
use crate::data::{Form, What};

impl<'a> Context<'a> {
    /// Adjectives of invented nations by the name they come from: "Oravian" beside "Oravia",
    /// "Tarskan" beside "Tarsk".
    pub(super) fn find_demonyms(&self) -> HashMap<String, String> {
        let document = self.document;
        let mut nations: HashMap<String, String> = HashMap::new();
        let mut capitalized: Vec<String> = Vec::new();
        for i in 0..self.len() {
            if self.is_noun(i) && self.is_capitalized(i) && self.name_at[i].is_none() {
                capitalized.push(document.word(i).to_owned());
            }
        }
        capitalized.sort_unstable();
        capitalized.dedup();
        let mut in_people = vec![false; self.len()];
        for entity in document.entities().iter().filter(|e| e.label == EntityType::Norp) {
            in_people[entity.tokens.clone()].fill(true);
        }
        let mut seen: HashMap<String, bool> = HashMap::new();
        for i in 0..self.len() {
            if !self.is_capitalized(i) || self.name_at[i].is_some() {
                continue;
            }
            let stands_before_noun = matches!(self.dep(i), Dep::Compound | Dep::Amod | Dep::Nmod)
                && self.head(i) > i
                && matches!(self.tag(self.head(i)), Tag::Nn | Tag::Nns);
            if self.tag(i) == Tag::Jj || in_people[i] || stands_before_noun {
                seen.insert(document.word(i).to_owned(), true);
            }
        }
        let mut adjectives: Vec<&String> = seen.keys().collect();
        adjectives.sort_unstable();
        for adjective in adjectives {
            for stem in demonym_stems(adjective) {
                let is_continent = |word: &str| {
                    let class = self.lexicon.place_words.get(&word.to_lowercase());
                    class.is_some_and(|class| class == "continent")
                };
                let range = capitalized.partition_point(|word| word.as_str() < stem.as_str());
                let base = capitalized[range..]
                    .iter()
                    .take_while(|word| word.starts_with(&stem))
                    .find(|word| {
                        word.len() <= stem.len() + 2
                            && *word != adjective
                            && !is_continent(word)
                            && !demonym_stems(word).contains(adjective)
                    });
                if let Some(base) = base {
                    nations.insert(adjective.clone(), base.clone());
                    break;
                }
            }
        }
        nations
    }

    /// Names the tables do not know: places, countries and peoples of this article.
    pub(super) fn find_local_names(&mut self) {
        let document = self.document;
        // How often each capitalized phrase was found to be what; the most frequent label wins.
        let mut labels: HashMap<String, Vec<EntityType>> = HashMap::new();
        let mut found: Vec<(Range<usize>, EntityType)> = Vec::new();
        for entity in document.entities() {
            let tokens = self.trim(entity.tokens.clone());
            let is_name = matches!(
                entity.label,
                EntityType::Gpe
                    | EntityType::Norp
                    | EntityType::Loc
                    | EntityType::Fac
                    | EntityType::Org
                    | EntityType::Person
            );
            if tokens.is_empty() || !is_name || tokens.len() > 6 {
                continue;
            }
            let words = self.words(tokens.clone());
            labels.entry(words).or_default().push(entity.label);
            let is_elsewhere =
                tokens.len() == 1 && self.located.contains(document.word(tokens.start));
            if is_elsewhere {
                continue;
            }
            if !tokens.clone().any(|i| self.name_at[i].is_some() || self.person_at[i]) {
                found.push((tokens, entity.label));
            }
        }
        let nations = self.demonyms.clone();
        // Every further token that is one of these words belongs to them too.
        let mut local: HashMap<String, usize> = HashMap::new();
        let mut hits: Vec<NameHit> = Vec::new();
        let mut covered = vec![false; self.len()];
        let mut bases: Vec<&String> = nations.values().collect();
        bases.sort_unstable();
        bases.dedup();
        for base in bases {
            let number = self.locals.len();
            local.insert(base.clone(), number);
            self.locals.push(LocalName {
                name: base.clone(),
                is_country: true,
                is_people: false,
                capital_of: None,
            });
        }
        for i in 0..self.len() {
            if self.name_at[i].is_some() || self.person_at[i] || !self.is_capitalized(i) {
                continue;
            }
            let word = document.word(i);
            let singular = word.strip_suffix('s').unwrap_or(word);
            let (form, base) = if let Some(base) = nations.get(word) {
                (Form::Adjective, base.as_str())
            } else if let Some(base) = nations.get(singular) {
                (Form::People, base.as_str())
            } else if local.contains_key(word) {
                (Form::Name, word)
            } else {
                continue;
            };
            covered[i] = true;
            hits.push(NameHit { tokens: i..i + 1, form, of: Of::Local(local[base]) });
        }
        for (tokens, number) in self.places_by_position(&covered, &mut local) {
            covered[tokens.clone()].fill(true);
            hits.push(NameHit { tokens, form: Form::Name, of: Of::Local(number) });
        }
        for (tokens, label) in found {
            if tokens.clone().any(|i| covered[i]) {
                continue;
            }
            let words = self.words(tokens.clone());
            let votes = labels.get(&words).map_or(&[][..], Vec::as_slice);
            let share = |wanted: &[EntityType]| votes.iter().filter(|l| wanted.contains(l)).count();
            let geography =
                share(&[EntityType::Gpe, EntityType::Loc, EntityType::Fac, EntityType::Norp]);
            if geography * 2 < votes.len() || !self.is_capitalized(tokens.start) {
                continue;
            }
            let is_people = label == EntityType::Norp;
            if self.phrase(&self.lexicon.collectives, tokens.end - 1).is_some()
                && label != EntityType::Gpe
            {
                continue;
            }
            let number = *local.entry(words.clone()).or_insert_with(|| {
                self.locals.push(LocalName {
                    name: words,
                    is_country: false,
                    is_people,
                    capital_of: None,
                });
                self.locals.len() - 1
            });
            let form = if is_people
                && self.is_noun(tokens.end - 1)
                && self.tag(tokens.end - 1) != Tag::Nnp
            {
                Form::People
            } else if is_people {
                Form::Adjective
            } else {
                Form::Name
            };
            covered[tokens.clone()].fill(true);
            hits.push(NameHit { tokens, form, of: Of::Local(number) });
        }
        // The same word elsewhere, which the model passed over or called something else.
        for i in 0..self.len() {
            if covered[i] || self.name_at[i].is_some() || self.person_at[i] || !self.is_proper(i) {
                continue;
            }
            if let Some(number) = local.get(document.word(i)) {
                covered[i] = true;
                hits.push(NameHit { tokens: i..i + 1, form: Form::Name, of: Of::Local(*number) });
            }
        }
        self.names.extend(hits);
        self.names.sort_by_key(|hit| hit.tokens.start);
        self.number_names();
        self.note_countries();
    }

    /// Towns that the article calls a nation's capital, with the token that names the nation:
    /// "Voskar, the Oravian capital", "Oravia's capital, Voskar", "the capital of Oravia, Voskar".
    pub(super) fn capitals(&self) -> Vec<(Range<usize>, usize)> {
        let mut capitals = Vec::new();
        for i in 0..self.len() {
            if self.lower(i) != "capital" || !self.is_noun(i) {
                continue;
            }
            let sentence = self.sentence(i);
            let (mut start, mut end) = (i, i + 1);
            let nation = if self.lower(end) == "of" && end + 2 < sentence.end {
                end = if self.lower(end + 1) == "the" { end + 3 } else { end + 2 };
                end - 1
            } else if i > sentence.start && self.is_capitalized(i - 1) {
                start = i - 1;
                i - 1
            } else if i > sentence.start + 1 && self.tag(i - 1) == Tag::Pos {
                start = i - 2;
                i - 2
            } else {
                continue;
            };
            if start > sentence.start && self.lower(start - 1) == "the" {
                start -= 1;
            }
            let after = if self.lower(end) == "," { end + 1 } else { end };
            let mut stop = after;
            while stop < sentence.end.min(after + 3) && self.is_town_word(stop) {
                stop += 1;
            }
            if stop > after {
                capitals.push((after..stop, nation));
                continue;
            }
            if start > sentence.start && self.lower(start - 1) == "," {
                let mut first = start - 1;
                while first > sentence.start.max((start - 1).saturating_sub(3))
                    && self.is_town_word(first - 1)
                {
                    first -= 1;
                }
                if first < start - 1 {
                    capitals.push((first..start - 1, nation));
                }
            }
        }
        capitals
    }

    pub(super) fn is_town_word(&self, i: usize) -> bool {
        self.is_proper(i) && self.is_capitalized(i) && self.name_at[i].is_none()
    }

    /// Links the towns that are capitals to their nations.
    pub(super) fn note_capitals(&mut self) {
        for (town, nation) in std::mem::take(&mut self.capitals_named) {
            // What has a capital is a country, unless it is called a province or the like.
            let is_region = self.lexicon.features.contains_key(self.base(nation + 1));
            if let Some(NameHit { form: Form::Name, of: Of::Local(number), .. }) = self.name(nation)
                && !is_region
            {
                let number = *number;
                self.locals[number].is_country = true;
            }
            let nation = self.name(nation).and_then(|hit| self.nation(hit));
            let Some(Of::Local(number)) = self.name(town.start).map(|hit| hit.of) else { continue };
            let local = &mut self.locals[number];
            if nation.is_some() && !local.is_country {
                local.capital_of = nation;
            }
        }
    }

    /// Whether an army, ministry or government follows a name as its own, or "Republic of"
    /// stands before it.
    pub(super) fn is_state_name(&self, tokens: Range<usize>) -> bool {
        let sentence = self.sentence(tokens.start);
        let mut next = tokens.end;
        if next < sentence.end && self.tag(next) == Tag::Pos {
            next += 1;
        }
        let end = (next + 3).min(sentence.end);
        for i in next..end {
            if !(self.is_noun(i) || self.tag(i) == Tag::Jj) {
                break;
            }
            if let Some((_, label)) = self.phrase(&self.lexicon.collectives, i) {
                let is_state = matches!(
                    self.base(i),
                    "ministry" | "defence" | "defense" | "foreign" | "interior" | "government"
                );
                return label.sector == Some(crate::Sector::Mil)
                    || (label.sector == Some(crate::Sector::Gov) && is_state);
            }
        }
        tokens.start >= sentence.start + 2
            && self.lower(tokens.start - 1) == "of"
            && (matches!(
                self.base(tokens.start - 2),
                "president" | "republic" | "government" | "kingdom"
            ) || self.base(tokens.start - 2) == "minister"
                // A minister alone is of a portfolio: "Minister of Agriculture".
                && tokens.start > sentence.start + 2
                && matches!(self.lower(tokens.start - 3), "prime" | "foreign"))
    }

    /// A name that has an army or a ministry is a country's.
    pub(super) fn note_countries(&mut self) {
        let mut countries = Vec::new();
        for hit in &self.names {
            let Of::Local(number) = hit.of else { continue };
            if self.is_state_name(hit.tokens.clone()) {
                countries.push(number);
            }
        }
        for number in countries {
            self.locals[number].is_country = true;
        }
    }

    /// The nation a name belongs to: its code or local name, and the code where there is one.
    pub(crate) fn nation(&self, hit: &NameHit) -> Option<Nation> {
        match hit.of {
            Of::Known(i) => {
                let referent = &self.lexicon.referents[i];
                let code = referent.country.clone()?;
                let name = self
                    .lexicon
                    .country_names
                    .get(&code)
                    .cloned()
                    .unwrap_or_else(|| referent.name.clone());
                Some(Nation { key: code.clone(), name, code: Some(code) })
            }
            Of::Local(number) => {
                let local = &self.locals[number];
                if local.capital_of.is_some() {
                    return local.capital_of.clone();
                }
                (local.is_country || local.is_people).then(|| Nation {
                    key: local.name.clone(),
                    name: local.name.clone(),
                    code: None,
                })
            }
        }
    }

    /// The same, where who uses the name speaks of the nation too: not of Britain's by "Reuters".
    pub(crate) fn nation_meant(&self, hit: &NameHit) -> Option<Nation> {
        let what = self.referent(hit.of).map(|referent| &referent.what);
        let is_meant = match what {
            Some(What::Body { kind, .. }) => kind.stands_for_nation(),
            _ => true,
        };
        is_meant.then(|| self.nation(hit)).flatten()
    }

    /// Whether a name can stand for a state by itself.
    pub(crate) fn is_country_like(&self, hit: &NameHit) -> bool {
        match hit.of {
            Of::Known(i) => {
                matches!(self.lexicon.referents[i].what, What::Country | What::Contested { .. })
            }
            Of::Local(number) => self.locals[number].is_country,
        }
    }
}

/// What may be left of a demonym when its ending is taken away.
fn demonym_stems(word: &str) -> Vec<String> {
    ["ian", "ean", "an", "n", "ese", "ish", "i"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.chars().count() >= 4)
        .map(str::to_owned)
        .collect()
}

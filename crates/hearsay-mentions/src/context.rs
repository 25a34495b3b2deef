//! What every finder needs to know of an article: the words in their base forms, the names of the
//! tables, and the model's entities put right.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use hearsay_syntax::{Dep, Document, EntityType, Pos, Span, Tag};

use crate::data::{Form, Lexicon, Name, Phrases, Referent, What, lexicon};

/// A name in the article: of a country, a capital, a body, or of a place the tables do not know.
#[derive(Clone, Debug)]
pub(crate) struct NameHit {
    pub(crate) tokens: Range<usize>,
    pub(crate) form: Form,
    pub(crate) of: Of,
}

/// Whom a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// An entry of the tables.
    Known(usize),
    /// A name that only this article explains.
    Local(usize),
}

/// A place or country that no table knows, with what the article tells of it.
#[derive(Clone, Debug)]
pub(crate) struct LocalName {
    pub(crate) name: String,
    /// Whether it has a people, an army or a government: then it acts like a country.
    pub(crate) is_country: bool,
    /// Whether it is known only as an adjective or as a people.
    pub(crate) is_people: bool,
    /// The nation whose capital the article calls it.
    pub(crate) capital_of: Option<Nation>,
}

/// An article with what its words have in common.
pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) lexicon: &'static Lexicon,
    words: Words,
    pub(crate) names: Vec<NameHit>,
    name_at: Vec<Option<usize>>,
    pub(crate) locals: Vec<LocalName>,
    /// Persons' names as token ranges, without titles.
    pub(crate) persons: Vec<Range<usize>>,
    pub(crate) person_at: Vec<bool>,
    /// Unknown names that stand where only places stand.
    located: HashSet<String>,
    /// Towns called capitals, with the token that names the nation.
    capitals_named: Vec<(Range<usize>, usize)>,
    /// Names of invented nations by their adjective.
    demonyms: HashMap<String, String>,
}

/// The words of an article in lower case and in base form, each spelling kept once: a text of a
/// million brackets has a million tokens and one word.
struct Words {
    spellings: Vec<Box<str>>,
    lower: Vec<u32>,
    base: Vec<u32>,
}

impl Words {
    fn new(document: &Document) -> Self {
        let mut words = Self { spellings: Vec::new(), lower: Vec::new(), base: Vec::new() };
        let mut numbers: HashMap<Box<str>, u32> = HashMap::new();
        for i in 0..document.len() {
            let lower = document.word(i).replace('’', "'").to_lowercase();
            let base = base_form(document, i, &lower);
            let mut number = |spelling: String| {
                *numbers.entry(spelling.into()).or_insert_with_key(|spelling| {
                    words.spellings.push(spelling.clone());
                    u32::try_from(words.spellings.len() - 1).expect("token numbers fit u32")
                })
            };
            let (lower, base) = (number(lower), number(base));
            words.lower.push(lower);
            words.base.push(base);
        }
        words
    }

    fn get(&self, list: &[u32], i: usize) -> &str {
        list.get(i).map_or("", |number| &self.spellings[*number as usize])
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let mut context = Self {
            document,
            lexicon: lexicon(),
            words: Words::new(document),
            names: Vec::new(),
            name_at: vec![None; document.len()],
            locals: Vec::new(),
            persons: Vec::new(),
            person_at: vec![false; document.len()],
            located: HashSet::new(),
            capitals_named: Vec::new(),
            demonyms: HashMap::new(),
        };
        context.find_known_names();
        context.demonyms = context.find_demonyms();
        context.capitals_named = context.capitals();
        context.find_persons();
        context.find_local_names();
        context.note_capitals();
        context
    }

    pub(crate) fn len(&self) -> usize {
        self.document.len()
    }

    /// The word as written; nothing past the end of the text.
    pub(crate) fn word(&self, i: usize) -> &'a str {
        if i < self.len() { self.document.word(i) } else { "" }
    }

    /// The word in lower case.
    pub(crate) fn lower(&self, i: usize) -> &str {
        self.words.get(&self.words.lower, i)
    }

    /// The word in lower case and in the singular.
    pub(crate) fn base(&self, i: usize) -> &str {
        self.words.get(&self.words.base, i)
    }

    pub(crate) fn tag(&self, i: usize) -> Tag {
        self.document.tokens().get(i).map_or(Tag::Xx, |token| token.tag)
    }

    pub(crate) fn pos(&self, i: usize) -> Pos {
        self.document.tokens().get(i).map_or(Pos::X, |token| token.pos)
    }

    pub(crate) fn dep(&self, i: usize) -> Dep {
        self.document.tokens().get(i).map_or(Dep::Dep, |token| token.dep)
    }

    pub(crate) fn head(&self, i: usize) -> usize {
        self.document.tokens().get(i).map_or(i, hearsay_syntax::Token::head)
    }

    pub(crate) fn is_space(&self, i: usize) -> bool {
        self.tag(i) == Tag::Space || self.lower(i).trim().is_empty()
    }

    pub(crate) fn is_noun(&self, i: usize) -> bool {
        matches!(self.tag(i), Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps)
    }

    /// Whether a noun stands in the plural, also as a name: "Foreign Ministers".
    pub(crate) fn is_plural(&self, i: usize) -> bool {
        match self.tag(i) {
            Tag::Nns | Tag::Nnps => true,
            Tag::Nnp => self.base(i) != self.lower(i) && self.lower(i).ends_with(['s', 'n']),
            _ => false,
        }
    }

    /// Whether the model took the verb of a clause for a noun: "the press service informs."
    pub(crate) fn is_misread_verb(&self, i: usize) -> bool {
        let ends_clause = i + 1 >= self.len()
            || self.pos(i + 1) == Pos::Punct
            || self.is_space(i + 1)
            || self.lower(i + 1) == "that";
        ends_clause
            && self.tag(i) == Tag::Nns
            && self.lexicon.speech.contains(self.lower(i).trim_end_matches('s'))
    }

    pub(crate) fn is_proper(&self, i: usize) -> bool {
        matches!(self.tag(i), Tag::Nnp | Tag::Nnps)
    }

    pub(crate) fn is_capitalized(&self, i: usize) -> bool {
        self.word(i).chars().next().is_some_and(char::is_uppercase)
    }

    pub(crate) fn is_hyphen(&self, i: usize) -> bool {
        matches!(self.lower(i), "-" | "–" | "/")
    }

    /// The sentence of token `i`.
    pub(crate) fn sentence(&self, i: usize) -> Range<usize> {
        self.document.sentences().get(self.document.sentence_of(i)).cloned().unwrap_or(i..i)
    }

    /// Whether a paragraph ends at token `i`: a blank line, an indented line, or a line that ends
    /// where the sentence does.
    pub(crate) fn ends_paragraph(&self, i: usize) -> bool {
        if !self.is_space(i) {
            return false;
        }
        let word = self.word(i);
        let Some((_, after)) = word.split_once('\n') else { return false };
        after.contains('\n')
            || after.len() >= 2
            || self.document.tokens().get(i + 1).is_none_or(|next| next.starts_sentence)
    }

    /// The words of a range of tokens, white space made single blanks.
    pub(crate) fn words(&self, tokens: Range<usize>) -> String {
        let text = self.document.span_of(tokens).of(self.document.text());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn span(&self, tokens: Range<usize>) -> Span {
        self.document.span_of(tokens)
    }

    /// The name that token `i` belongs to.
    pub(crate) fn name(&self, i: usize) -> Option<&NameHit> {
        self.name_at.get(i).copied().flatten().map(|hit| &self.names[hit])
    }

    /// The table entry of a name.
    pub(crate) fn referent(&self, of: Of) -> Option<&'static Referent> {
        match of {
            Of::Known(i) => Some(&self.lexicon.referents[i]),
            Of::Local(_) => None,
        }
    }

    /// The longest phrase of a table that starts at token `i`, the last word in any number.
    pub(crate) fn phrase<T>(
        &self,
        phrases: &'static Phrases<T>,
        i: usize,
    ) -> Option<(usize, &'static T)> {
        let mut firsts = vec![self.lower(i)];
        if self.base(i) != self.lower(i) {
            firsts.push(self.base(i));
        }
        let mut best: Option<(usize, &'static T)> = None;
        for first in firsts {
            for (words, value) in phrases.starting(first) {
                let Some(end) = self.follows(words, i) else { continue };
                if best.is_none_or(|(known, _)| known < end) {
                    best = Some((end, value));
                }
            }
        }
        best
    }

    /// Where a phrase that starts at token `i` ends, if it stands there.
    fn follows(&self, words: &[String], i: usize) -> Option<usize> {
        let mut at = i;
        for (k, word) in words.iter().enumerate() {
            while k > 0 && at < self.len() && self.is_hyphen(at) {
                at += 1;
            }
            if at >= self.len() || (self.lower(at) != word && self.base(at) != word) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    fn find_known_names(&mut self) {
        let mut i = 0;
        while i < self.len() {
            match self.known_name(i) {
                Some((end, name)) => {
                    let hit = self.names.len();
                    for slot in &mut self.name_at[i..end] {
                        *slot = Some(hit);
                    }
                    self.names.push(NameHit {
                        tokens: i..end,
                        form: name.form,
                        of: Of::Known(name.referent),
                    });
                    i = end;
                }
                None => i += 1,
            }
        }
    }

    fn known_name(&self, i: usize) -> Option<(usize, Name)> {
        self.lexicon.names.starting(self.lower(i)).iter().find_map(|(words, name)| {
            let mut at = i;
            for (k, word) in words.iter().enumerate() {
                while k > 0 && at < self.len() && self.is_hyphen(at) {
                    at += 1;
                }
                if at >= self.len() || !self.is_name_word(at, word) {
                    return None;
                }
                at += 1;
            }
            Some((at, *name))
        })
    }

    /// Whether token `i` is a word of a name, in the right case: "US" is not "us".
    fn is_name_word(&self, i: usize, word: &str) -> bool {
        let text = self.document.word(i);
        // Capitals past the first letter are part of the name: "US", "LeT".
        if word.chars().skip(1).any(char::is_uppercase) {
            return text == word && !matches!(self.pos(i), Pos::Pron | Pos::Aux | Pos::Verb);
        }
        if word.chars().next().is_some_and(char::is_uppercase) && !self.is_capitalized(i) {
            return false;
        }
        self.lower(i) == word.to_lowercase()
    }

    /// Capitalized runs that stand after "in", "near" and the like somewhere, which makes them
    /// places wherever they stand: the model often takes an unknown village for a person.
    fn located(&self) -> HashSet<String> {
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
            let is_month = self.lexicon.times.contains_key(self.lower(start));
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
            // "shells fell on Drovan", "the siege of Maret", "recaptured Solkat", "from Maret to
            // Hask", "Maret and Hask" after "in", "Hask district"; but not a surname told in full.
            let is_ground = i - start == 1
                && !surnames.contains(self.word(start))
                && (ends_phrase && (self.is_governed_ground(start) || self.starts_way(start, i))
                    || self.is_joined_to_ground(start))
                || !surnames.contains(self.word(i - 1)) && self.names_feature(i - 1);
            let stands_so = is_home
                || is_ground
                || is_goal && ends_phrase
                || start > 0 && is(start - 1, "locates") && ends_phrase;
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

    /// Whether a name ends as a body's does; "Howard Baker" is none, though bakers are people.
    fn ends_body(&self, tokens: Range<usize>) -> bool {
        use crate::ActorKind::{Civilians, Person};
        self.phrase(&self.lexicon.collectives, tokens.end - 1).is_some_and(|(_, label)| {
            tokens.len() == 1 || !matches!(label.kind, Civilians | Person)
        })
    }

    /// Last words of the names that the model takes for persons told in full.
    fn surnames(&self) -> HashSet<&str> {
        let entities = self.document.entities().iter();
        entities
            .filter(|e| e.label == EntityType::Person)
            .map(|e| self.trim(e.tokens.clone()))
            .filter(|tokens| tokens.len() > 1)
            .map(|tokens| self.word(tokens.end - 1))
            .collect()
    }

    /// Whether a verb or noun governs token `i` as it governs places only.
    fn is_governed_ground(&self, i: usize) -> bool {
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

    /// Whether a name begins or ends a way: "from Maret to Hask".
    fn starts_way(&self, start: usize, end: usize) -> bool {
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
    fn is_joined_to_ground(&self, i: usize) -> bool {
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
    fn names_feature(&self, i: usize) -> bool {
        let noun = self.head(i);
        (i + 1..=i + 2).contains(&noun)
            && self.dep(i) == Dep::Compound
            && self.tag(noun) == Tag::Nn
            && self.lexicon.features.get(self.base(noun)).is_some_and(|what| what != "site")
    }

    /// Persons: the model's, less what the tables know better.
    fn find_persons(&mut self) {
        let located = self.located();
        let document = self.document;
        let mut persons: Vec<Range<usize>> = Vec::new();
        let mut surnames: HashMap<String, ()> = HashMap::new();
        for entity in document.entities() {
            let mut tokens = self.trim(entity.tokens.clone());
            let after_title = self.follows_title(tokens.start)
                || (tokens.len() > 1
                    && tokens.start > 0
                    && self.lower(tokens.start - 1) == ","
                    && self.follows_title(tokens.start - 1));
            let fits = match entity.label {
                EntityType::Person => true,
                // "(Reporting by Nadia Feld)"
                EntityType::Org
                    if tokens.len() == 2
                        && tokens.start > 1
                        && self.lower(tokens.start - 1) == "by"
                        && matches!(self.lower(tokens.start - 2), "reporting" | "editing") =>
                {
                    tokens.clone().all(|i| self.is_proper(i) && self.name(i).is_none())
                }
                EntityType::Org | EntityType::Gpe | EntityType::Norp | EntityType::Fac => {
                    after_title
                        && tokens.clone().all(|i| self.is_proper(i) && self.name(i).is_none())
                }
                _ => false,
            };
            if !fits {
                continue;
            }
            if self
                .phrase(&self.lexicon.roles, tokens.start)
                .is_some_and(|(end, _)| end >= tokens.end)
            {
                // "Sgt" alone is a rank, not somebody.
                continue;
            }
            tokens = self.without_names(tokens);
            tokens = self.without_title(tokens);
            if tokens.is_empty()
                || !tokens.clone().any(|i| self.is_proper(i))
                || !self.is_capitalized(tokens.start)
                || (!after_title && located.contains(&self.words(tokens.clone())))
                // "Lower Penna" at the start of a sentence, where "Lower" may be any word
                || (tokens.start > 0
                    && located.contains(&self.words(tokens.start - 1..tokens.end)))
                || (tokens.len() == 1 && tokens.start > 0 && self.lower(tokens.start - 1) == "the")
                || self.ends_body(tokens.clone())
                || self.lexicon.features.contains_key(self.base(tokens.end - 1))
            {
                continue;
            }
            persons.push(tokens);
        }
        let mut taken = vec![false; self.len()];
        for person in &persons {
            taken[person.clone()].fill(true);
        }
        // A capitalized run right after a title is a person even when the model saw nothing.
        let mut i = 0;
        while i < self.len() {
            let starts = self.is_proper(i)
                && self.is_capitalized(i)
                && self.name(i).is_none()
                && !taken[i]
                && self.follows_title(i)
                && self.phrase(&self.lexicon.roles, i).is_none()
                && self.phrase(&self.lexicon.collectives, i).is_none();
            if !starts {
                i += 1;
                continue;
            }
            let mut end = i + 1;
            while end < self.len()
                && self.is_proper(end)
                && self.is_capitalized(end)
                && self.name(end).is_none()
                && !taken[end]
                && !self.document.token(end).starts_sentence
            {
                end += 1;
            }
            let is_body = (i..end).any(|t| self.ends_body(i..t + 1));
            if end - i >= 2 && end - i <= 4 && !is_body {
                persons.push(i..end);
            }
            i = end;
        }
        persons.sort_by_key(|p| (p.start, p.end));
        persons.dedup_by(|b, a| b.start < a.end);
        for person in &persons {
            if person.len() >= 2 {
                surnames.insert(self.document.word(person.end - 1).to_owned(), ());
            }
        }
        for person in &persons {
            taken[person.clone()].fill(true);
        }
        // A name told in full once is the same person when only the surname follows.
        for i in 0..self.len() {
            if !taken[i]
                && self.is_noun(i)
                && surnames.contains_key(self.document.word(i))
                && self.name(i).is_none()
                && !(i + 1 < self.len() && self.is_proper(i + 1) && self.dep(i) == Dep::Compound)
            {
                let start = if i > 0
                    && self.is_proper(i - 1)
                    && !taken[i - 1]
                    && self.dep(i - 1) == Dep::Compound
                    && self.head(i - 1) == i
                    && self.phrase(&self.lexicon.roles, i - 1).is_none()
                    && self.name(i - 1).is_none()
                {
                    i - 1
                } else {
                    i
                };
                persons.push(start..i + 1);
                taken[start..=i].fill(true);
            }
        }
        persons.sort_by_key(|p| p.start);
        // One word that the tables know as a place, and nobody's surname, is the place.
        persons.retain(|p| {
            let known = p.clone().filter(|i| self.name(*i).is_some()).count();
            !(known == p.len() && !(p.len() == 1 && surnames.contains_key(document.word(p.start))))
        });
        for person in &persons {
            self.person_at[person.clone()].fill(true);
            for i in person.clone() {
                self.name_at[i] = None;
            }
        }
        let keep = |hit: &NameHit| !hit.tokens.clone().any(|i| self.person_at[i]);
        let kept: Vec<NameHit> = self.names.iter().filter(|hit| keep(hit)).cloned().collect();
        self.names = kept;
        self.number_names();
        self.persons = persons;
        self.located = located;
    }

    fn number_names(&mut self) {
        self.name_at.fill(None);
        for (number, hit) in self.names.iter().enumerate() {
            for slot in &mut self.name_at[hit.tokens.clone()] {
                *slot = Some(number);
            }
        }
    }

    /// A range without white space, determiners, quotation marks and possessive signs at its ends.
    pub(crate) fn trim(&self, mut tokens: Range<usize>) -> Range<usize> {
        while !tokens.is_empty()
            && (self.is_space(tokens.start)
                || matches!(self.tag(tokens.start), Tag::Dt | Tag::PrpPoss | Tag::OpenQuote)
                || matches!(self.pos(tokens.start), Pos::Punct))
        {
            tokens.start += 1;
        }
        while !tokens.is_empty()
            && (self.is_space(tokens.end - 1)
                || self.tag(tokens.end - 1) == Tag::Pos
                || matches!(self.lower(tokens.end - 1), "'s" | "'")
                || self.is_hyphen(tokens.end - 1)
                || self.pos(tokens.end - 1) == Pos::Punct)
        {
            tokens.end -= 1;
        }
        tokens
    }

    /// A person's range without the names of places the model glued to it.
    fn without_names(&self, mut tokens: Range<usize>) -> Range<usize> {
        while let Some(hit) = tokens.clone().next().and_then(|i| self.name(i)) {
            let is_given = hit.tokens.len() == 1
                && tokens.len() > 1
                && self.lexicon.given_names.contains(self.document.word(tokens.start));
            if is_given || hit.tokens.end > tokens.end || hit.tokens.start < tokens.start {
                break;
            }
            tokens.start = hit.tokens.end;
        }
        // A table name inside is a surname only if it may be one ("Michael Jordan").
        if let Some(hit) = tokens.clone().next_back().and_then(|i| self.name(i)) {
            let may_be_surname = hit.tokens.len() == 1
                && self.lexicon.given_names.contains(self.document.word(hit.tokens.start));
            if !may_be_surname {
                tokens.end = hit.tokens.start.max(tokens.start);
            }
        }
        self.trim(tokens)
    }

    /// A person's range without a title the model took in: "Col. Ivan Petrov".
    fn without_title(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.len() > 1 {
            match self.phrase(&self.lexicon.roles, tokens.start) {
                Some((end, _)) if end < tokens.end => tokens.start = end,
                _ => break,
            }
        }
        self.trim(tokens)
    }

    /// Whether the words right before token `i` are a role in title position.
    fn follows_title(&self, i: usize) -> bool {
        let sentence = self.sentence(i.min(self.len().saturating_sub(1)));
        // "Prime Minister of Albania Edi Rama": the title ends before "of".
        let mut i = i;
        if let Some(hit) = i.checked_sub(1).and_then(|at| self.name(at))
            && hit.form == Form::Name
        {
            let mut at = hit.tokens.start;
            if at > 0 && self.lower(at - 1) == "the" {
                at -= 1;
            }
            if at > 0 && matches!(self.lower(at - 1), "of" | "in" | "for") {
                i = at - 1;
            }
        }
        (i.saturating_sub(4)..i).any(|start| {
            start >= sentence.start
                && self.is_noun(start)
                && self
                    .phrase(&self.lexicon.roles, start)
                    .is_some_and(|(end, _)| end == i && !self.is_plural(end - 1))
        })
    }

    /// Adjectives of invented nations by the name they come from: "Oravian" beside "Oravia",
    /// "Tarskan" beside "Tarsk".
    fn find_demonyms(&self) -> HashMap<String, String> {
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
    fn find_local_names(&mut self) {
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

    /// Every occurrence of a name that stands as a place somewhere, heads an army or a state
    /// ("Tarsk troops"), or opens a dateline ("VOSKAR, 12 March").
    fn places_by_position(
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
                || self.lexicon.times.contains_key(self.lower(i));
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
    fn dateline(&self, i: usize) -> Option<usize> {
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

    /// Towns that the article calls a nation's capital, with the token that names the nation:
    /// "Voskar, the Oravian capital", "Oravia's capital, Voskar", "the capital of Oravia, Voskar".
    fn capitals(&self) -> Vec<(Range<usize>, usize)> {
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

    fn is_town_word(&self, i: usize) -> bool {
        self.is_proper(i) && self.is_capitalized(i) && self.name_at[i].is_none()
    }

    /// Links the towns that are capitals to their nations.
    fn note_capitals(&mut self) {
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
    fn is_state_name(&self, tokens: Range<usize>) -> bool {
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
            && matches!(
                self.base(tokens.start - 2),
                "president" | "minister" | "republic" | "government" | "kingdom"
            )
    }

    /// A name that has an army or a ministry is a country's.
    fn note_countries(&mut self) {
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

    /// Whether a name can stand for a state by itself.
    pub(crate) fn is_country_like(&self, hit: &NameHit) -> bool {
        match hit.of {
            Of::Known(i) => {
                matches!(self.lexicon.referents[i].what, What::Country(_) | What::Contested { .. })
            }
            Of::Local(number) => self.locals[number].is_country,
        }
    }
}

/// A state, or what acts like one in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nation {
    /// The same for every mention of it.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) code: Option<String>,
}

/// The word in the singular and lower case, also for names such as "Ministers".
fn base_form(document: &Document, i: usize, lower: &str) -> String {
    let lemma = document.lemma(i).to_lowercase();
    if lemma != lower && !lemma.is_empty() {
        return lemma;
    }
    let is_plural_name = document.token(i).tag == Tag::Nnp
        && lower.len() > 4
        && !["ss", "us", "is"].iter().any(|ending| lower.ends_with(ending));
    if matches!(document.token(i).tag, Tag::Nnps | Tag::Nns) || is_plural_name {
        if let Some(stem) = lower.strip_suffix("ies") {
            return format!("{stem}y");
        }
        if let Some(stem) = lower.strip_suffix("men") {
            return format!("{stem}man");
        }
        if let Some(stem) = lower.strip_suffix('s') {
            return stem.to_owned();
        }
    }
    match lower.strip_suffix('.') {
        Some(stem) if stem.len() > 1 && !stem.contains('.') => stem.to_owned(),
        _ => lower.to_owned(),
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

/// What may be left of a demonym when its ending is taken away.
fn demonym_stems(word: &str) -> Vec<String> {
    ["ian", "ean", "an", "n", "ese", "ish", "i"]
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.chars().count() >= 4)
        .map(str::to_owned)
        .collect()
}

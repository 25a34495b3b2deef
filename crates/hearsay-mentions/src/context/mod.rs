//! What every finder needs to know of an article: the words in their base forms, the names of the
//! tables, and the model's entities put right.

mod ground;
mod nations;
mod persons;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use hearsay_syntax::{Dep, Document, Pos, Span, Tag};

use crate::data::{Form, Lexicon, Name, Phrases, Referent, lexicon};

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
    /// The year of the article, when it is known.
    pub(crate) year: Option<i16>,
    /// Whether all is written in capitals, so that a capital says nothing.
    pub(crate) is_in_capitals: bool,
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
            year: None,
            is_in_capitals: is_in_capitals(document.text()),
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
            Of::Known(i) => {
                let became = self.lexicon.successions.get(&i);
                let now = became.filter(|(from, _)| self.year.is_some_and(|year| year >= *from));
                Some(&self.lexicon.referents[now.map_or(i, |(_, later)| *later)])
            }
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
            if let Some((end, ())) = self.phrase(&self.lexicon.no_nations, i)
                && self.is_capitalized(i)
            {
                i = end;
                continue;
            }
            match self.known_name(i) {
                Some((end, _)) if self.is_of_others(i, end) || self.is_in_office(i, end) => i = end,
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

    /// Whether a name is part of an office or a body: a "Labour Minister" or a "Labour Court" need
    /// not be of that party.
    fn is_in_office(&self, start: usize, end: usize) -> bool {
        if end - start > 1 || !matches!(self.lower(start), "labour" | "labor") {
            return false;
        }
        let (roles, bodies) = (&self.lexicon.roles, &self.lexicon.collectives);
        let body_after = self.phrase(bodies, end).filter(|_| self.is_capitalized(end));
        self.phrase(roles, start).is_some_and(|(last, _)| last > end)
            || self.phrase(bodies, start).is_some_and(|(last, _)| last > end)
            || body_after.is_some_and(|(_, label)| label.kind != crate::ActorKind::Party)
    }

    /// Whether a name only tells whom others side with: "Iranian-backed", "anti-American".
    fn is_of_others(&self, start: usize, end: usize) -> bool {
        let is = |class: &str, i: usize| {
            self.lexicon.allegiances.contains(&(class.to_owned(), self.lower(i).to_owned()))
        };
        self.is_hyphen(end) && is("after", end + 1)
            || start > 1 && self.is_hyphen(start - 1) && is("before", start - 2)
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
            let is_word = self.is_in_capitals
                && (self.lexicon.places.is_ordinary(self.lower(i)) || self.lower(i) == "who");
            return text == word
                && !is_word
                && !matches!(self.pos(i), Pos::Pron | Pos::Aux | Pos::Verb);
        }
        if word.chars().next().is_some_and(char::is_uppercase) && !self.is_capitalized(i) {
            return false;
        }
        self.lower(i) == word.to_lowercase()
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
}

/// A state, or what acts like one in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nation {
    /// The same for every mention of it.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) code: Option<String>,
}

/// Whether a text shouts, as wire reports of old do: nearly all of its letters are capitals.
fn is_in_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut all, mut small) = (0_usize, 0_usize);
    for letter in letters {
        all += 1;
        small += usize::from(letter.is_lowercase());
    }
    all > 100 && small * 5 < all
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

//! The words: triggers, cues, embedders and small words, read from the TSV files once.
//!
//! All are looked up by lemma and kind of word. A lemma may be several words: a verb with what
//! belongs to it ("carry out", "open fire", "call on"), or a run of a noun phrase ("martial law").

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use hearsay_mentions::Harm;
use hearsay_syntax::{Dep, Document, Pos, Tag, labels, tree};

use crate::claim::Act;
use crate::ontology::{EventCode, ONTOLOGY};
use hearsay_syntax::table::{self, DataError, Row};

labels! {
    /// What kind of word a row of the lexicon is about.
    WordClass {
        /// Verbs.
        Verb = "VERB",
        /// Nouns.
        Noun = "NOUN",
        /// Adjectives.
        Adj = "ADJ",
    }
}

labels! {
    /// What a word does to the event in its complement.
    Effect {
        /// Lends its subject as the doer: "carried out strikes".
        Support = "support",
        /// Says that the subject took place: "fighting broke out".
        Occur = "occur",
        /// Puts an end to it.
        Ended = "ended",
        /// Says that it did not happen.
        Negative = "negative",
        /// Intends it.
        Planned = "planned",
        /// Asks for it.
        Requested = "requested",
        /// Threatens it.
        Threatened = "threatened",
        /// Leaves it open.
        Possible = "possible",
        /// Says that it cannot be; denied, that it can: "did not rule out".
        Excluded = "excluded",
        /// Makes it hang on something: "in the event of".
        Conditional = "conditional",
        /// Says that it happens again and again: "tend to".
        Habitual = "habitual",
        /// Looks back on it: "the anniversary of".
        Historical = "historical",
        /// Only plays it: "simulated an attack".
        Played = "played",
        /// Says that it probably happened: "appears to have".
        Probable = "probable",
        /// Does not vouch for it: "rumours of".
        Underspecified = "underspecified",
        /// Says that it did happen: "managed to".
        Actual = "actual",
    }
}

labels! {
    /// What a small word says of the clause it stands in.
    Hint {
        /// It did not happen.
        Negated = "negated",
        /// It may be.
        Possible = "possible",
        /// It probably is; a report.
        Probable = "probable",
        /// Nobody vouches for it.
        Underspecified = "underspecified",
        /// It is to come.
        Planned = "planned",
        /// It ought to be.
        Requested = "requested",
        /// It hangs on something.
        Conditional = "conditional",
        /// It happens again and again.
        Habitual = "habitual",
        /// It belongs to another time.
        Historical = "historical",
        /// It can be; with "not" it was not: "could not".
        Able = "able",
        /// It ought to be; with "have" it was not: "should have".
        Owed = "owed",
        /// It would be; told in the past, it was to come.
        Would = "would",
        /// What was tried came to nothing: "a failed attempt".
        Failed = "failed",
        /// It is waited for: "until they leave".
        Pending = "pending",
        /// It is only played: "a mock attack".
        Played = "played",
        /// Plain fact.
        Actual = "actual",
    }
}

labels! {
    /// A closed set of words: `lists.tsv` says what each is for.
    List {
        Absent = "absent", Aimed = "aimed", Barring = "barring", Bullet = "bullet",
        Caption = "caption", Circumstance = "circumstance", Day = "day", During = "during",
        Each = "each", Exchange = "exchange", Extreme = "extreme", Future = "future",
        Guard = "guard", Happening = "happening", Hypothetical = "hypothetical",
        Information = "information", Issues = "issues", Measure = "measure", Moment = "moment",
        Particle = "particle", Partitive = "partitive", Partner = "partner", Past = "past",
        Phone = "phone", Proof = "proof", Protester = "protester", Ready = "ready",
        Responsibility = "responsibility", Sends = "sends", Shows = "shows", Told = "told",
        Vows = "vows", Wishes = "wishes",
    }
}

labels! {
    /// What a row of `topics.tsv` is about.
    TopicWord {
        /// The article is on the subject.
        Sign = "sign",
        /// In such an article the trigger is a figure of speech.
        Figure = "figure",
    }
}

/// A row of `triggers.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    pub(crate) words: Vec<&'static str>,
    pub(crate) class: WordClass,
    pub(crate) code: EventCode,
    pub(crate) set: &'static str,
    pub(crate) toll: Option<Harm>,
    pub(crate) line: usize,
}

impl Trigger {
    /// The row's name in a claim's `rule`: `triggers.tsv:attack/VERB/ASSAULT`.
    pub(crate) fn name(&self) -> String {
        format!("triggers.tsv:{}/{}/{}", self.words.join(" "), self.class, self.code.kind)
    }

    /// Whether token `i` is one of the words that the row spells out.
    pub(crate) fn names(&self, document: &Document, i: usize) -> bool {
        self.words.iter().any(|word| is_word(document, i, word))
    }
}

/// A row of `cues.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) words: Vec<&'static str>,
    pub(crate) class: WordClass,
    pub(crate) act: Act,
    takes: Vec<&'static str>,
}

impl Cue {
    /// Whether the content may stand in `place`: clause, quote, object, a preposition ...
    pub(crate) fn takes(&self, place: &str) -> bool {
        self.takes.contains(&place)
    }

    /// The row's name in an attribution's `rule`: `cues.tsv:say/VERB`.
    pub(crate) fn name(&self) -> String {
        format!("cues.tsv:{}/{}", self.words.join(" "), self.class)
    }
}

/// A row of `embedders.tsv`.
struct Embedder {
    words: Vec<&'static str>,
    class: WordClass,
    effects: Vec<Effect>,
}

/// Every word list.
#[derive(Default)]
pub(crate) struct Lexicon {
    // Each filed under one of its words; see `anchor`.
    triggers: HashMap<&'static str, Vec<Trigger>>,
    cues: HashMap<&'static str, Vec<Cue>>,
    embedders: HashMap<&'static str, Vec<Embedder>>,
    hints: HashMap<&'static str, Vec<(&'static str, Hint)>>,
    lists: HashMap<&'static str, Vec<List>>,
    topics: HashMap<&'static str, Vec<(&'static str, TopicWord)>>,
    classes: Classes,
    /// The code of an attack with a weapon, filed as classes are.
    weapons: HashMap<&'static str, Vec<(EventCode, Vec<&'static str>)>>,
}

/// Classes of nouns that rows name by `@class`, by the last word of the noun: the class, and the
/// words in front of the last.
type Classes = HashMap<&'static str, Vec<(&'static str, Vec<&'static str>)>>;

/// The places where a cue's content may stand.
const PLACES: &[&str] = &[
    "clause",
    "quote",
    "object",
    "gerund",
    "infinitive",
    "addressed",
    "back",
    "source",
    "raised",
    "again",
    "about",
    "over",
    "at",
    "of",
    "for",
    "on",
    "with",
    "as",
    "to",
];

/// The lexicon, read once.
pub(crate) static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

/// The word lists by the names of their files.
pub(crate) const FILES: [(&str, &str); 8] = [
    ("data/en/classes.tsv", include_str!("../data/en/classes.tsv")),
    ("data/en/cues.tsv", include_str!("../data/en/cues.tsv")),
    ("data/en/embedders.tsv", include_str!("../data/en/embedders.tsv")),
    ("data/en/lists.tsv", include_str!("../data/en/lists.tsv")),
    ("data/en/stance.tsv", include_str!("../data/en/stance.tsv")),
    ("data/en/topics.tsv", include_str!("../data/en/topics.tsv")),
    ("data/en/triggers.tsv", include_str!("../data/en/triggers.tsv")),
    ("data/en/weapons.tsv", include_str!("../data/en/weapons.tsv")),
];

/// Reads the word lists.
pub(crate) fn load() -> Result<Lexicon, DataError> {
    load_from(&FILES)
}

/// Reads word lists of these names and texts.
pub(crate) fn load_from(files: &[(&'static str, &'static str)]) -> Result<Lexicon, DataError> {
    let rows = |name: &'static str| {
        let file = files.iter().find(|(file, _)| *file == name);
        table::rows(name, file.map_or("", |(_, text)| *text))
    };
    let mut lexicon = Lexicon::default();
    for row in rows("data/en/classes.tsv")? {
        let mut words: Vec<&str> = row.get("word").split(' ').collect();
        let last = words.pop().expect("a cell has a word");
        lexicon.classes.entry(last).or_default().push((row.get("class"), words));
    }
    let classes: HashSet<&str> =
        lexicon.classes.values().flatten().map(|(name, _)| *name).collect();
    for row in rows("data/en/triggers.tsv")? {
        let (words, class) = lemma(&row)?;
        let mut named = words.iter().filter_map(|word| word.strip_prefix('@'));
        if let Some(unknown) = named.find(|name| !classes.contains(name)) {
            return Err(row.fail(format!("`@{unknown}` is no class of data/en/classes.tsv")));
        }
        let code = ONTOLOGY.code(row.get("event"), row.text("cameo")).map_err(|e| row.fail(e))?;
        let toll = row.optional("toll")?;
        let set = row.text("set").ok_or_else(|| row.fail("no `set`: which frames does it use?"))?;
        let key = anchor(&words, class);
        let trigger = Trigger { words, class, code, set, toll, line: row.line() };
        lexicon.triggers.entry(key).or_default().push(trigger);
    }
    for row in rows("data/en/cues.tsv")? {
        let (words, class) = lemma(&row)?;
        let takes: Vec<&str> = row.list("takes").collect();
        if let Some(unknown) = takes.iter().find(|place| !PLACES.contains(place)) {
            return Err(row.fail(format!("`{unknown}` is not one of {}", PLACES.join(", "))));
        }
        let key = anchor(&words, class);
        let cue = Cue { words, class, act: row.required("act")?, takes };
        lexicon.cues.entry(key).or_default().push(cue);
    }
    for row in rows("data/en/embedders.tsv")? {
        let (words, class) = lemma(&row)?;
        let mut effects = Vec::new();
        for effect in row.list("effect") {
            effects.push(effect.parse().map_err(|e: hearsay_syntax::UnknownLabel| row.fail(e))?);
        }
        let clause = CLAUSES.iter().find(|(end, _)| words.ends_with(end));
        let own = clause.map_or(words.len(), |(end, _)| words.len() - end.len());
        let key = anchor(&words[..own], class);
        lexicon.embedders.entry(key).or_default().push(Embedder { words, class, effects });
    }
    for row in rows("data/en/stance.tsv")? {
        if row.get("pos") != "ANY" {
            row.required::<Pos>("pos")?;
        }
        lexicon
            .hints
            .entry(row.get("lemma"))
            .or_default()
            .push((row.get("pos"), row.required("means")?));
    }
    for row in rows("data/en/lists.tsv")? {
        lexicon.lists.entry(row.get("word")).or_default().push(row.required("list")?);
    }
    for row in rows("data/en/topics.tsv")? {
        lexicon
            .topics
            .entry(row.get("word"))
            .or_default()
            .push((row.get("topic"), row.required("kind")?));
    }
    for row in rows("data/en/weapons.tsv")? {
        let mut words: Vec<&str> = row.get("weapon").split(' ').collect();
        let last = words.pop().expect("a cell has a word");
        let code = format!("ASSAULT/{}", row.get("mode"));
        let code = ONTOLOGY.code(&code, None).map_err(|e| row.fail(e))?;
        lexicon.weapons.entry(last).or_default().push((code, words));
    }
    lexicon
        .weapons
        .values_mut()
        .for_each(|rows| rows.sort_by_key(|(_, words)| Reverse(words.len())));
    // The longest entry is tried first, and of two alike the one that names its object: "open fire"
    // before "open", "send aid" before "send @goods", "fire @gas" before "fire at".
    let prepositions: HashSet<&str> = lexicon
        .lists
        .iter()
        .filter(|(_, lists)| lists.contains(&List::Aimed))
        .map(|(word, _)| *word)
        .collect();
    let rank = |row: &Trigger| {
        let open = row.words.iter().filter(|word| word.starts_with('@')).count();
        let vague = row.words.get(1).is_some_and(|word| prepositions.contains(word));
        (Reverse(row.words.len()), vague, open)
    };
    lexicon.triggers.values_mut().for_each(|rows| rows.sort_by_key(rank));
    lexicon.cues.values_mut().for_each(|rows| rows.sort_by_key(|row| Reverse(row.words.len())));
    lexicon
        .embedders
        .values_mut()
        .for_each(|rows| rows.sort_by_key(|row| Reverse(row.words.len())));
    Ok(lexicon)
}

fn lemma(row: &Row<'static>) -> Result<(Vec<&'static str>, WordClass), DataError> {
    let class = row.required("pos")?;
    // The tokenizer parts a noun at its hyphens.
    let part = |c: char| c == ' ' || (c == '-' && class == WordClass::Noun);
    let words: Vec<&str> = row.get("lemma").split(part).collect();
    if words.iter().any(|word| word.is_empty() || word.chars().any(char::is_uppercase)) {
        return Err(row.fail("a lemma is written in small letters with single blanks"));
    }
    Ok((words, class))
}

/// The word under which an entry is filed: the verb, or the last word of a noun phrase.
fn anchor(words: &[&'static str], class: WordClass) -> &'static str {
    match class {
        WordClass::Verb | WordClass::Adj => words[0],
        WordClass::Noun => words[words.len() - 1],
    }
}

/// How deep below a verb the words of its entry lie at most: "received teams of observers".
const COMPLEMENT_DEPTH: usize = 3;

impl Lexicon {
    /// All triggers.
    pub(crate) fn all_triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.values().flatten()
    }

    /// The trigger that token `i` anchors, with the tokens of its words.
    pub(crate) fn trigger(&self, document: &Document, i: usize) -> Option<(&Trigger, Vec<usize>)> {
        classes(document, i).into_iter().flatten().find_map(|class| {
            let lemma = key(document, i, class);
            self.triggers
                .get(lemma.as_str())?
                .iter()
                .filter(|entry| entry.class == class)
                .filter(|entry| entry.words.len() > 1 || !self.is_other_verb(document, i, entry))
                .find_map(|entry| Some((entry, self.matched(document, i, &entry.words, class)?)))
        })
    }

    /// The rows of triggers that are filed under the word at token `i`, of whatever kind, whether or
    /// not their other words are there.
    pub(crate) fn trigger_rows(&self, document: &Document, i: usize) -> Vec<&Trigger> {
        let keys = [document.lemma(i).to_lowercase(), document.word(i).to_lowercase()];
        let mut rows: Vec<&Trigger> =
            keys.iter().filter_map(|key| self.triggers.get(key.as_str())).flatten().collect();
        rows.sort_by_key(|row| row.line);
        rows.dedup_by_key(|row| row.line);
        rows
    }

    /// "Shoot up", "press ahead": a particle makes another verb, which has a row of its own or none.
    fn is_other_verb(&self, document: &Document, i: usize, entry: &Trigger) -> bool {
        let particle = |c: usize| self.is_listed(List::Particle, document, c);
        let near = |c: &usize| match document.token(*c).dep {
            Dep::Prt => *c <= i + 2,
            Dep::Advmod => *c == i + 1 && !matches!(entry.set, "move" | "march"),
            _ => false,
        };
        entry.class == WordClass::Verb && document.children(i).filter(near).any(particle)
    }

    /// The cue that token `i` anchors, with the tokens of its words.
    pub(crate) fn cue(&self, document: &Document, i: usize) -> Option<(&Cue, Vec<usize>)> {
        let class = classes(document, i)[0]?;
        let lemma = key(document, i, class);
        self.cues.get(lemma.as_str())?.iter().filter(|entry| entry.class == class).find_map(
            |entry| {
                let mut tokens = self.matched(document, i, &entry.words, class)?;
                // The object that only settles which sense is meant is what the words are about.
                let spelt = |t: usize| entry.words.iter().any(|word| is_word(document, t, word));
                tokens.retain(|t| *t == i || spelt(*t));
                Some((entry, tokens))
            },
        )
    }

    /// The cue verb of which the word, whatever its tag, is a form of the third person or past.
    pub(crate) fn cue_by_form(&self, word: &str) -> Option<&Cue> {
        let word = word.to_lowercase();
        let stems = [
            word.strip_suffix("ies").map(|stem| format!("{stem}y")),
            word.strip_suffix("es").map(str::to_owned),
            word.strip_suffix('s').map(str::to_owned),
            word.strip_suffix("ed").map(str::to_owned),
            word.strip_suffix('d').map(str::to_owned),
        ];
        stems.into_iter().flatten().find_map(|stem| {
            let rows = self.cues.get(stem.as_str())?;
            rows.iter().find(|cue| cue.class == WordClass::Verb && cue.words.len() == 1)
        })
    }

    /// What token `i` does to an event in its complement.
    pub(crate) fn effects(&self, document: &Document, i: usize) -> &[Effect] {
        let found = classes(document, i)[0].and_then(|class| {
            let lemma = key(document, i, class);
            self.embedders.get(lemma.as_str())?.iter().filter(|entry| entry.class == class).find(
                |entry| {
                    let fits = |words: &[&str]| self.matched(document, i, words, class).is_some();
                    fits(&entry.words) || before_clause(document, i, &entry.words).is_some_and(fits)
                },
            )
        });
        found.map_or(&[], |entry| &entry.effects)
    }

    /// The tokens of an entry's words when token `i` anchors them all.
    fn matched(
        &self,
        document: &Document,
        i: usize,
        words: &[&str],
        class: WordClass,
    ) -> Option<Vec<usize>> {
        if words.len() == 1 {
            return Some(vec![i]);
        }
        if class == WordClass::Noun {
            // A run of words that ends here, hyphens aside.
            let mut found = vec![i];
            let mut at = i;
            for word in words[..words.len() - 1].iter().rev() {
                at = at.checked_sub(1)?;
                if document.word(at) == "-" {
                    at = at.checked_sub(1)?;
                }
                if !is_word(document, at, word) {
                    return None;
                }
                found.push(at);
            }
            if document.token(at).starts_sentence && at > i {
                return None;
            }
            found.reverse();
            return Some(found);
        }
        let mut found = vec![i];
        for word in &words[1..] {
            // "Called on Monday" is no "call on", "took it all over the country" no "take over".
            let is_it = |c: &usize| {
                !self.is_of_day(document, *c)
                    && !self.is_preposition_for_particle(document, *c)
                    && match word.strip_prefix('@') {
                        Some(name) => self.is_of_class(name, document, *c),
                        None => is_word(document, *c, word),
                    }
            };
            let hit = self
                .complement(document, i, &found)
                .into_iter()
                .filter(|c| !word.starts_with('@') || self.is_object(document, *c, i, &found))
                .find(is_it)
                .or_else(|| {
                    // "were taken hostage", "aid was provided": what a passive puts in front.
                    let subject = tree::is_passive(document, i).then(|| tree::subject(document, i));
                    let subject = subject.flatten()?;
                    [subject, self.measured(document, subject)].into_iter().find(is_it)
                })?;
            found.push(hit);
        }
        found.sort_unstable();
        Some(found)
    }

    /// Whether token `c` is the object of token `i`, or of a preposition that the entry names, or
    /// what such an object measures: "tons of food".
    fn is_object(&self, document: &Document, c: usize, i: usize, found: &[usize]) -> bool {
        let token = document.token(c);
        let head = token.head();
        if head == i {
            return matches!(token.dep, Dep::Dobj | Dep::Dative | Dep::Oprd | Dep::Nsubjpass);
        }
        let of = token.dep == Dep::Pobj && document.lemma(head) == "of";
        found.contains(&head)
            || of && self.is_listed(List::Measure, document, document.token(head).head())
    }

    /// The words in the complement of token `i` that may belong to it, the nearest first.
    fn complement(&self, document: &Document, i: usize, found: &[usize]) -> Vec<usize> {
        let mut all = vec![(i, 0)];
        let mut next = 0;
        while let Some((at, depth)) = all.get(next).copied() {
            next += 1;
            // "Take a victory over" is no "take over": what hangs on the object is the object's,
            // unless the object only measures, "tons of food", or is a word of the entry itself.
            // "Spoke during a visit to" is no "speak to" either.
            let token = document.token(at);
            let apart = token.dep == Dep::Dobj
                || (token.dep == Dep::Pobj && !found.contains(&token.head()));
            let passable =
                !apart || found.contains(&at) || self.is_listed(List::Measure, document, at);
            if depth == COMPLEMENT_DEPTH || !(at == i || passable) {
                continue;
            }
            let below = document.children(at).filter(|c| {
                let token = document.token(*c);
                let clause = matches!(token.dep, Dep::Ccomp | Dep::Xcomp) && token.pos != Pos::Adj;
                let apart = matches!(token.dep, Dep::Advcl | Dep::Conj | Dep::Relcl);
                *c > i && !clause && !apart
            });
            all.extend(below.map(|c| (c, depth + 1)));
        }
        all.into_iter().skip(1).map(|(at, _)| at).collect()
    }

    /// Whether token `i` might be a particle by its form, but has an object of its own.
    fn is_preposition_for_particle(&self, document: &Document, i: usize) -> bool {
        document.token(i).dep == Dep::Prep
            && self.is_listed(List::Particle, document, i)
            && document.children_by(i, Dep::Pobj).next().is_some()
    }

    /// Whether token `i` is a preposition in front of a day, month or year: "on Friday evening".
    fn is_of_day(&self, document: &Document, i: usize) -> bool {
        let day = |t: usize| self.is_listed(List::Day, document, t);
        document.children_by(i, Dep::Pobj).any(|object| {
            let word = document.word(object);
            let year = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
            year || day(object) || document.children_by(object, Dep::Compound).any(day)
        })
    }

    /// What token `i` only counts: of "dozens of tanks" the tanks, else the token itself.
    pub(crate) fn measured(&self, document: &Document, i: usize) -> usize {
        let counts = matches!(document.token(i).pos, Pos::Num | Pos::Det | Pos::Pron)
            || self.is_listed(List::Measure, document, i)
            || self.is_listed(List::Partitive, document, i);
        let mut of = document.children_by(i, Dep::Prep).filter(|p| document.lemma(*p) == "of");
        of.next()
            .filter(|_| counts)
            .and_then(|of| document.children_by(of, Dep::Pobj).next())
            .unwrap_or(i)
    }

    /// Whether the word lists know such a class.
    pub(crate) fn has_class(&self, name: &str) -> bool {
        self.classes.values().flatten().any(|(class, _)| *class == name)
    }

    /// Whether token `i` is a noun of a class, with the words in front that the noun needs.
    pub(crate) fn is_of_class(&self, name: &str, document: &Document, i: usize) -> bool {
        // "According" is no accord.
        if matches!(document.token(i).pos, Pos::Verb | Pos::Aux | Pos::Adp | Pos::Adv) {
            return false;
        }
        // Nor is March a march.
        if document.token(i).pos == Pos::Propn && self.is_listed(List::Day, document, i) {
            return false;
        }
        let fits = |key: &str| {
            self.classes
                .get(key)
                .into_iter()
                .flatten()
                .any(|(class, before)| *class == name && is_preceded(document, i, before))
        };
        fits(&document.lemma(i).to_lowercase()) || fits(&document.word(i).to_lowercase())
    }

    /// The code of an attack with the weapon that token `i` names.
    pub(crate) fn weapon(&self, document: &Document, i: usize) -> Option<&EventCode> {
        let rows = self.weapons.get(document.lemma(i).to_lowercase().as_str())?;
        let fits = |words: &[&str]| is_preceded(document, i, words);
        rows.iter().find(|(_, words)| fits(words)).map(|(code, _)| code)
    }

    /// Whether a word, in small letters, is on a list.
    pub(crate) fn lists(&self, list: List, word: &str) -> bool {
        self.lists.get(word).is_some_and(|lists| lists.contains(&list))
    }

    /// Whether the lemma of token `i` is on a list.
    pub(crate) fn is_listed(&self, list: List, document: &Document, i: usize) -> bool {
        self.lists(list, &document.lemma(i).to_lowercase())
    }

    /// The subjects that token `i` speaks for, or on which it is a figure of speech.
    pub(crate) fn topics(&self, document: &Document, i: usize) -> &[(&'static str, TopicWord)] {
        let lemma = document.lemma(i).to_lowercase();
        self.topics.get(lemma.as_str()).map_or(&[], Vec::as_slice)
    }

    /// What token `i`, as a small word, says of its clause.
    pub(crate) fn hint(&self, document: &Document, i: usize) -> Option<Hint> {
        let pos = document.token(i).pos;
        let lower = document.word(i).to_lowercase();
        let lemma = document.lemma(i).to_lowercase();
        [lower, lemma].iter().find_map(|word| {
            let rows = self.hints.get(word.as_str())?;
            let fits = |written: &str| {
                written == "ANY"
                    || written == pos.as_str()
                    // "The suspected attack": a participle in front of its noun.
                    || (written == "ADJ"
                        && pos == Pos::Verb
                        && document.token(i).dep == Dep::Amod)
                    || (written == "ADV" && pos == Pos::Part)
                    || (written == "ADV" && pos == Pos::Cconj)
            };
            rows.iter().find(|(written, _)| fits(written)).map(|(_, hint)| *hint)
        })
    }
}

/// The kinds of row that token `i` may match, the likelier first.
fn classes(document: &Document, i: usize) -> [Option<WordClass>; 2] {
    let token = document.token(i);
    match token.pos {
        // "as a result of shelling": a gerund may be listed as either.
        Pos::Verb if token.tag == Tag::Vbg => [Some(WordClass::Verb), Some(WordClass::Noun)],
        Pos::Verb | Pos::Aux => [Some(WordClass::Verb), None],
        Pos::Noun | Pos::Propn => [Some(WordClass::Noun), None],
        Pos::Adj => [Some(WordClass::Adj), Some(WordClass::Noun)],
        _ => [None, None],
    }
}

/// The word under which token `i` is looked up in a class. Gerunds keep their form as nouns.
fn key(document: &Document, i: usize, class: WordClass) -> String {
    let token = document.token(i);
    let noun = class == WordClass::Noun;
    if noun && (token.tag == Tag::Vbg || token.pos == Pos::Adj) {
        return document.word(i).to_lowercase();
    }
    let lemma = document.lemma(i).to_lowercase();
    // Capitalised nouns keep their plural as lemma.
    if noun && token.pos == Pos::Propn && token.tag == Tag::Nnps {
        return lemma.strip_suffix('s').map_or(lemma.clone(), str::to_owned);
    }
    lemma
}

fn is_word(document: &Document, i: usize, word: &str) -> bool {
    document.lemma(i).eq_ignore_ascii_case(word) || document.word(i).eq_ignore_ascii_case(word)
}

/// The ends of an entry that stand for a clause below it: "have to do", "likely to have done",
/// "provide that".
const CLAUSES: [(&[&str], &[&str]); 3] =
    [(&["to", "do"], &["to"]), (&["to", "have", "done"], &["to", "have"]), (&["that"], &["that"])];

/// The words of an entry without the clause that it ends in, where token `i` has such a clause.
fn before_clause<'w>(document: &Document, i: usize, words: &'w [&'w str]) -> Option<&'w [&'w str]> {
    let (end, opening) = CLAUSES.iter().find(|(end, _)| words.ends_with(end))?;
    let opens = |clause: usize| {
        opening.iter().all(|word| {
            document.children(clause).any(|c| {
                matches!(document.token(c).dep, Dep::Aux | Dep::Mark)
                    && document.word(c).eq_ignore_ascii_case(word)
            })
        })
    };
    let below = document.children(i).any(|c| {
        matches!(document.token(c).dep, Dep::Xcomp | Dep::Ccomp | Dep::Relcl | Dep::Acl) && opens(c)
    });
    below.then_some(&words[..words.len() - end.len()])
}

/// Whether these words stand right in front of token `i`.
fn is_preceded(document: &Document, i: usize, words: &[&str]) -> bool {
    words
        .iter()
        .rev()
        .enumerate()
        .all(|(back, word)| i.checked_sub(back + 1).is_some_and(|at| is_word(document, at, word)))
}

//! The word tables: read once, looked up by phrase.
//!
//! Every table is a TSV file under `data/en/`: `#` comments, a header row, sorted rows, `|` between
//! the words of a cell. They are part of the program, so a mistake in one is found by a test.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use hearsay_syntax::Pos;
use hearsay_syntax::table::{DataError, Row};

use crate::mention::{ActorKind, Harm, Sector};
use crate::places::{self, KnownPlaces};
use crate::times::Tables;

/// What a name in the tables refers to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Referent {
    /// The name to show.
    pub(crate) name: String,
    /// Country code, or the letters used for a contested territory, or an organization's country.
    pub(crate) country: Option<String>,
    pub(crate) what: What,
}

/// The sorts of thing the tables name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// A country.
    Country,
    /// A territory in dispute, with all its names joined.
    Contested { names: String },
    /// A seat of government.
    Capital,
    /// A body known by name or by its address.
    Body { code: Option<String>, kind: ActorKind, sector: Option<Sector> },
}

/// The form in which a name refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The name itself: "Armenia".
    Name,
    /// An adjective, which may also stand for a person: "Armenian".
    Adjective,
    /// Its people: "Armenians".
    People,
}

/// A name of the tables: form, and number of the referent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) form: Form,
    pub(crate) referent: usize,
}

/// What a noun makes of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) kind: ActorKind,
    pub(crate) sector: Option<Sector>,
}

/// A reading that a verb or noun gives to the country or town it governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Actor,
    Place,
}

/// How a hedge loosens a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Min,
    Above,
    Max,
    Below,
    About,
    More,
    Exact,
}

/// A word or phrase of harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HarmWord {
    pub(crate) pos: Pos,
    /// The words that stand below the first one in the tree.
    pub(crate) rest: Vec<String>,
    pub(crate) harm: Harm,
    pub(crate) victim: Victim,
}

/// Where those stand whom a word of harm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Victim {
    /// A verb's object.
    Object,
    /// A verb's object, which a blow may leave alive.
    Struck,
    /// A verb's subject.
    Subject,
    /// "Claimed the lives of five", "cost five lives".
    Lives,
    /// "Three deaths", "the death of three".
    Loss,
    /// "The killing of three".
    Deed,
    /// "Three bodies", "the body of a man".
    Body,
    /// "Left three dead", "three wounded".
    State,
    /// "A death toll of 12".
    Toll,
}

/// What a singular noun counts for where harm befell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Nobody,
    Crowd,
    Pair,
    Person,
}

/// How a word takes the harm that stands near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HarmContext {
    Possible,
    Real,
    Past,
    Apart,
    Running,
    Total,
    Also,
    Deadly,
    Anyone,
    Rival,
    Amount,
    Tally,
    Found,
}

/// Phrases of one or more words, found by their first word, longest first.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: HashMap::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase unless it is already there; the pieces are those of [`pieces`].
    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        let words = pieces(phrase);
        let Some(first) = words.first() else { return };
        let entries = self.by_first.entry(first.to_lowercase()).or_default();
        if entries.iter().any(|(known, _)| *known == words) {
            return;
        }
        entries.push((words, value));
        entries.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }

    /// The phrases that begin with a word given in lower case, longest first.
    pub(crate) fn starting(&self, first: &str) -> &[(Vec<String>, T)] {
        self.by_first.get(first).map_or(&[], Vec::as_slice)
    }
}

/// A phrase in the pieces the tokenizer makes of it, without hyphens and slashes.
pub(crate) fn pieces(phrase: &str) -> Vec<String> {
    let spaced = phrase.replace(['-', '–', '/'], " ").replace(',', " , ").replace('’', "'");
    let mut words = Vec::new();
    for word in spaced.split_whitespace() {
        match word.strip_suffix("'s") {
            Some(stem) if !stem.is_empty() => words.extend([stem.to_owned(), "'s".to_owned()]),
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// All tables.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) names: Phrases<Name>,
    pub(crate) referents: Vec<Referent>,
    /// What a referent became, and from which year on.
    pub(crate) successions: HashMap<usize, (i16, usize)>,
    /// The name of each country code, to name what only has a code.
    pub(crate) country_names: HashMap<String, String>,
    pub(crate) given_names: HashSet<String>,
    pub(crate) roles: Phrases<Label>,
    pub(crate) collectives: Phrases<Label>,
    /// Nouns that as often mean a thing, and when they act.
    pub(crate) uncertain: HashMap<String, String>,
    /// Phrases with the word of a nation that are no nation's: "Latin American".
    pub(crate) no_nations: Phrases<()>,
    /// Words `after` and `before` a nation's that make it another's: "-backed", "anti-".
    pub(crate) allegiances: HashSet<(String, String)>,
    /// What nouns that take up somebody named before may stand for; a sector narrows it.
    pub(crate) descriptions: HashMap<String, Vec<Label>>,
    /// Words that begin a place's name (`begins`), stand before a place (`locates`) or are done to
    /// one (`held`), and continents.
    pub(crate) place_words: HashMap<String, String>,
    /// Words with which "it" stands for nobody, with how.
    pub(crate) impersonal: HashSet<(String, String)>,
    pub(crate) governors: HashMap<(String, String), Reading>,
    pub(crate) speech: HashSet<String>,
    pub(crate) features: HashMap<String, String>,
    pub(crate) lines: Phrases<()>,
    pub(crate) places: KnownPlaces,
    pub(crate) times: Tables,
    pub(crate) numbers: HashMap<String, (String, u64)>,
    pub(crate) hedges: Phrases<Effect>,
    pub(crate) units: Phrases<String>,
    /// Words of harm by their first word, the longest phrases first.
    pub(crate) harms: HashMap<String, Vec<HarmWord>>,
    pub(crate) victims: HashMap<String, Counts>,
    pub(crate) harm_context: HashMap<String, HarmContext>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    load().expect("the tables under data/en are well formed, which a test checks")
});

/// The tables.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// Checks every data file that is built into the crate.
///
/// # Errors
/// Names the first file and line that is malformed.
pub fn check_data() -> Result<(), DataError> {
    load().map(|_| ())
}

/// The kind and sector of an actor.
fn label(row: &Row<'_>) -> Result<Label, DataError> {
    Ok(Label { kind: row.required("kind")?, sector: row.optional("sector")? })
}

/// The rows of a table that is built in.
macro_rules! table {
    ($file:literal) => {
        hearsay_syntax::table::rows(
            concat!("data/en/", $file),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/en/", $file)),
        )
    };
}
pub(crate) use table;

/// Reads all tables.
fn load() -> Result<Lexicon, DataError> {
    let mut lexicon = Lexicon::default();
    load_countries(&mut lexicon)?;
    load_bodies(&mut lexicon)?;
    for row in table!("given_names.tsv")? {
        lexicon.given_names.insert(row.get("name").to_owned());
    }
    for row in table!("roles.tsv")? {
        lexicon.roles.add(row.get("role"), label(&row)?);
    }
    for row in table!("collectives.tsv")? {
        lexicon.collectives.add(row.get("noun"), label(&row)?);
    }
    for row in table!("uncertain.tsv")? {
        lexicon.uncertain.insert(row.get("noun").to_owned(), row.get("when").to_owned());
    }
    for row in table!("no_nation.tsv")? {
        match row.get("class") {
            "whole" => lexicon.no_nations.add(row.get("phrase"), ()),
            class @ ("after" | "before") => {
                lexicon.allegiances.insert((class.to_owned(), row.get("phrase").to_owned()));
            }
            other => return Err(row.fail(format!("`{other}` is no class of no_nation.tsv"))),
        }
    }
    for row in table!("descriptions.tsv")? {
        let described = label(&row)?;
        lexicon.descriptions.entry(row.get("noun").to_owned()).or_default().push(described);
    }
    for row in table!("place_words.tsv")? {
        lexicon.place_words.insert(row.get("word").to_owned(), row.get("class").to_owned());
    }
    for row in table!("impersonal.tsv")? {
        let class = row.get("class");
        if !matches!(class, "quality" | "clause" | "told" | "weather" | "seems") {
            return Err(row.fail(format!("`{class}` is no class of impersonal words")));
        }
        lexicon.impersonal.insert((row.get("word").to_owned(), class.to_owned()));
    }
    for row in table!("governors.tsv")? {
        let reading = match row.get("reading") {
            "actor" => Reading::Actor,
            "place" => Reading::Place,
            other => return Err(row.fail(format!("`{other}` is neither `actor` nor `place`"))),
        };
        let key = (row.get("lemma").to_owned(), row.get("preposition").to_owned());
        lexicon.governors.insert(key, reading);
    }
    for row in table!("speech.tsv")? {
        lexicon.speech.insert(row.get("lemma").to_owned());
    }
    for row in table!("features.tsv")? {
        lexicon.features.insert(row.get("word").to_owned(), row.get("feature").to_owned());
    }
    for row in table!("lines.tsv")? {
        lexicon.lines.add(row.get("phrase"), ());
    }
    lexicon.times = Tables::load()?;
    load_numbers(&mut lexicon)?;
    load_harms(&mut lexicon)?;
    lexicon.places = places::load()?;
    Ok(lexicon)
}

fn load_countries(lexicon: &mut Lexicon) -> Result<(), DataError> {
    let contested = table!("contested.tsv")?;
    let countries = table!("countries.tsv")?.into_iter().chain(table!("territories.tsv")?);
    for row in &contested {
        let code = row.get("code").to_owned();
        let shown: Vec<&str> = row.list("names").collect();
        let name = *shown.first().ok_or_else(|| row.fail("a territory needs a name"))?;
        let names: Vec<&str> = shown.iter().copied().chain(row.list("aliases")).collect();
        let what = What::Contested { names: shown.join(" / ") };
        lexicon.country_names.insert(code.clone(), name.to_owned());
        let referent = add(lexicon, name, Some(code.clone()), what);
        for alias in names {
            lexicon.names.add(alias, Name { form: Form::Name, referent });
        }
        for adjective in row.list("adjectives") {
            lexicon.names.add(adjective, Name { form: Form::Adjective, referent });
            let people = format!("{adjective}s");
            lexicon.names.add(&people, Name { form: Form::People, referent });
        }
        for seat in row.list("seats") {
            let referent = add(lexicon, seat, Some(code.clone()), What::Capital);
            lexicon.names.add(seat, Name { form: Form::Name, referent });
        }
    }
    for row in countries {
        let (code, name) = (row.get("code").to_owned(), row.get("name"));
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(row.fail(format!("`{code}` is not a code of three capital letters")));
        }
        lexicon.country_names.insert(code.clone(), name.to_owned());
        let referent = add(lexicon, name, Some(code.clone()), What::Country);
        for alias in std::iter::once(name).chain(row.list("aliases")) {
            lexicon.names.add(alias, Name { form: Form::Name, referent });
        }
        for adjective in row.list("adjectives") {
            lexicon.names.add(adjective, Name { form: Form::Adjective, referent });
        }
        for people in row.list("people") {
            lexicon.names.add(people, Name { form: Form::People, referent });
        }
        for adjective in row.list("adjectives").filter(|word| !word.ends_with(['s', 'h', '.'])) {
            let people = format!("{adjective}s");
            lexicon.names.add(&people, Name { form: Form::People, referent });
        }
        for capital in row.list("capitals") {
            let referent = add(lexicon, capital, Some(code.clone()), What::Capital);
            lexicon.names.add(capital, Name { form: Form::Name, referent });
        }
    }
    Ok(())
}

fn load_bodies(lexicon: &mut Lexicon) -> Result<(), DataError> {
    for (file, rows) in
        [("organizations.tsv", table!("organizations.tsv")?), ("seats.tsv", table!("seats.tsv")?)]
    {
        for row in rows {
            let label = label(&row)?;
            let country = row.text("country").map(str::to_owned);
            let code = match file {
                "organizations.tsv" => row.text("code").map(str::to_owned),
                _ => country.as_ref().zip(label.sector).map(|(c, s)| format!("{c}{s}")),
            };
            let what = What::Body { code, kind: label.kind, sector: label.sector };
            let referent = add(lexicon, row.get("name"), country, what);
            for alias in std::iter::once(row.get("name")).chain(row.list("aliases")) {
                lexicon.names.add(alias, Name { form: Form::Name, referent });
            }
        }
    }
    for row in table!("successions.tsv")? {
        let label = label(&row)?;
        let name = row.get("name");
        let former = lexicon
            .referents
            .iter()
            .position(|referent| {
                referent.name == name && matches!(referent.what, What::Body { .. })
            })
            .ok_or_else(|| row.fail(format!("`{name}` is no name of organizations.tsv")))?;
        let what = What::Body {
            code: row.text("code").map(str::to_owned),
            kind: label.kind,
            sector: label.sector,
        };
        let later = add(lexicon, name, row.text("country").map(str::to_owned), what);
        lexicon.successions.insert(former, (row.required("from")?, later));
    }
    Ok(())
}

fn add(lexicon: &mut Lexicon, name: &str, country: Option<String>, what: What) -> usize {
    lexicon.referents.push(Referent { name: name.to_owned(), country, what });
    lexicon.referents.len() - 1
}

fn load_numbers(lexicon: &mut Lexicon) -> Result<(), DataError> {
    for row in table!("number_words.tsv")? {
        let value = (row.get("class").to_owned(), row.required("value")?);
        lexicon.numbers.insert(row.get("word").to_owned(), value);
    }
    for row in table!("hedges.tsv")? {
        let effect = match row.get("effect") {
            "min" => Effect::Min,
            "above" => Effect::Above,
            "max" => Effect::Max,
            "below" => Effect::Below,
            "about" => Effect::About,
            "more" => Effect::More,
            "exact" => Effect::Exact,
            other => return Err(row.fail(format!("`{other}` is not an effect"))),
        };
        lexicon.hedges.add(row.get("phrase"), effect);
    }
    for row in table!("units.tsv")? {
        lexicon.units.add(row.get("word"), row.get("unit").to_owned());
    }
    Ok(())
}

fn load_harms(lexicon: &mut Lexicon) -> Result<(), DataError> {
    for row in table!("harms.tsv")? {
        let mut words = row.get("words").split(' ').map(str::to_owned);
        let first = words.next().expect("a cell has at least one piece");
        let victim = match row.get("victim") {
            "object" => Victim::Object,
            "struck" => Victim::Struck,
            "subject" => Victim::Subject,
            "lives" => Victim::Lives,
            "loss" => Victim::Loss,
            "deed" => Victim::Deed,
            "body" => Victim::Body,
            "state" => Victim::State,
            "toll" => Victim::Toll,
            other => return Err(row.fail(format!("`{other}` is no place of a victim"))),
        };
        let (pos, harm) = (row.required("pos")?, row.required("harm")?);
        let entries = lexicon.harms.entry(first).or_default();
        entries.push(HarmWord { pos, rest: words.collect(), harm, victim });
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
    }
    for row in table!("victims.tsv")? {
        let counts = match row.get("counts") {
            "thing" => Counts::Nobody,
            "crowd" => Counts::Crowd,
            "pair" => Counts::Pair,
            "person" => Counts::Person,
            other => return Err(row.fail(format!("`{other}` is no way to count"))),
        };
        lexicon.victims.insert(row.get("noun").to_owned(), counts);
    }
    for row in table!("harm_context.tsv")? {
        let class = match row.get("class") {
            "possible" => HarmContext::Possible,
            "real" => HarmContext::Real,
            "past" => HarmContext::Past,
            "apart" => HarmContext::Apart,
            "running" => HarmContext::Running,
            "total" => HarmContext::Total,
            "also" => HarmContext::Also,
            "rival" => HarmContext::Rival,
            "amount" => HarmContext::Amount,
            "found" => HarmContext::Found,
            "tally" => HarmContext::Tally,
            "deadly" => HarmContext::Deadly,
            "anyone" => HarmContext::Anyone,
            other => return Err(row.fail(format!("`{other}` is no class of words around harm"))),
        };
        lexicon.harm_context.insert(row.get("word").to_owned(), class);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_file_loads() {
        check_data().expect("a data file is malformed");
    }

    #[test]
    fn contested_places_carry_every_name() {
        let names = lexicon().referents.iter().find_map(|referent| match &referent.what {
            What::Contested { names, .. } if referent.name == "Nagorno-Karabakh" => Some(names),
            _ => None,
        });
        assert!(names.is_some_and(|names| names.contains("Nagorno-Karabakh / Artsakh")));
    }
}

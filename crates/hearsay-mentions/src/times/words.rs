//! The words, zones, modifiers and rules of time expressions, from `data/en`.

use std::collections::{BTreeMap, HashMap, HashSet};

use hearsay_syntax::table::{DataError, Row, rows};
use jiff::tz::TimeZone;

use super::pattern::Rules;
use crate::data::Phrases;
use crate::mention::Modifier;

macro_rules! classes {
    ($($class:ident $name:literal $is_number:literal,)*) => {
        /// A class of words, which patterns name in braces. The classes up to `weekday` stand in
        /// `time_words.tsv`, those of numbers with whole numbers as values; the others are read
        /// from figures or from several words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Class { $(#[doc = concat!("`", $name, "`")] $class,)* }

        impl Class {
            pub(super) fn named(name: &str) -> Option<(Self, bool)> {
                match name {
                    $($name => Some((Self::$class, $is_number)),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    Anaphor "anaphor" true,
    Century "century" false,
    Clock "clock" true,
    Day "day" true,
    DecadeWord "decade_word" true,
    Edge "edge" false,
    Era "era" false,
    Fraction "fraction" true,
    HalfDay "half_day" true,
    Holiday "holiday" false,
    Month "month" true,
    Ordinal "ordinal" true,
    Part "part" false,
    Reach "reach" true,
    Relation "relation" false,
    Season "season" false,
    Set "set" false,
    Shift "shift" true,
    Stage "stage" false,
    Unit "unit" false,
    Weekday "weekday" true,
    AnyUnit "anyunit" false,
    BareYear "bareyear" true,
    DayNumber "daynumber" true,
    Decade "decade" true,
    Face "face" true,
    Hour "hour" true,
    Military "military" true,
    Modifier "modifier" false,
    Nth "nth" true,
    Number "number" true,
    Numeric "numeric" false,
    One "one" true,
    Short "short" true,
    Units "units" false,
    Vague "vague" false,
    Value "value" false,
    Year "year" true,
    Zone "zone" false,
}

/// What a word of a class stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Number(i64),
    Text(&'static str),
    /// How many: whole ones and whether a half more.
    Count(u64, bool),
    Date(jiff::civil::Date),
    Modifier(Modifier),
    /// Hours and minutes.
    Face(i8, i8),
    Zone(&'static TimeZone),
}

/// All that time expressions know of words.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    words: HashMap<&'static str, Vec<(Class, Value)>>,
    pub(super) modifiers: Phrases<Modifier>,
    pub(super) zones: Phrases<TimeZone>,
    pub(super) rules: Rules,
    /// Words beside a time, with what they tell of it.
    contexts: HashSet<(&'static str, &'static str)>,
}

impl Tables {
    /// Reads the tables.
    pub(crate) fn load() -> Result<Self, DataError> {
        let mut tables = Self::default();
        for row in words()? {
            let (class, is_number) = class(&row, row.get("class"))?;
            let value = if is_number {
                Value::Number(row.required("value")?)
            } else {
                Value::Text(row.get("value"))
            };
            tables.words.entry(row.get("word")).or_default().push((class, value));
        }
        let zones = include_str!("../../data/en/zones.tsv");
        for row in rows("data/en/zones.tsv", zones)? {
            let zone = TimeZone::posix(row.get("rule")).map_err(|e| row.fail(e))?;
            tables.zones.add(row.get("name"), zone);
        }
        let modifiers = include_str!("../../data/en/time_modifiers.tsv");
        for row in rows("data/en/time_modifiers.tsv", modifiers)? {
            tables.modifiers.add(row.get("phrase"), row.required("modifier")?);
        }
        let contexts = include_str!("../../data/en/time_contexts.tsv");
        for row in rows("data/en/time_contexts.tsv", contexts)? {
            tables.contexts.insert((row.get("word"), row.get("class")));
        }
        let rules = include_str!("../../data/en/time_rules.tsv");
        tables.rules = Rules::load(&rows("data/en/time_rules.tsv", rules)?)?;
        Ok(tables)
    }

    /// Whether a word given in lower case hardly stands for anything but a time: no name begins
    /// with it. "First" and "That" are not such words.
    pub(crate) fn is_time_word(&self, word: &str) -> bool {
        let is_loose = |class: &Class| {
            matches!(
                class,
                Class::Anaphor | Class::Era | Class::Fraction | Class::Ordinal | Class::Reach
            )
        };
        self.word(word).iter().any(|(class, _)| !is_loose(class))
    }

    /// What a word given in lower case may stand for; the full stop of a short form is no matter.
    pub(super) fn word(&self, word: &str) -> &[(Class, Value)] {
        let entries = self.words.get(word).or_else(|| {
            let stem = word.strip_suffix('.').filter(|stem| stem.len() > 1)?;
            self.words.get(stem)
        });
        entries.map_or(&[], Vec::as_slice)
    }

    /// Whether a word before four figures makes a year of them.
    pub(super) fn leads_to_year(&self, word: &str) -> bool {
        self.contexts.contains(&(word, "year"))
    }

    /// Whether a word leads to a month, which "March" would else not be.
    pub(super) fn leads_to_month(&self, word: &str) -> bool {
        self.contexts.contains(&(word, "month"))
    }

    /// Whether a verb sets a time to come, also in the past: "scheduled a meeting on Friday".
    pub(super) fn is_plan(&self, verb: &str) -> bool {
        self.contexts.contains(&(verb, "plan"))
    }

    /// Whether what a word governs is still to come: "due to travel on Wednesday".
    pub(super) fn looks_ahead(&self, word: &str) -> bool {
        self.contexts.contains(&(word, "ahead"))
    }

    /// The value of a word in a class.
    pub(super) fn value(&self, word: &str, class: Class) -> Option<Value> {
        self.word(word).iter().find(|(known, _)| *known == class).map(|(_, value)| *value)
    }
}

/// The rows of the table of words.
fn words() -> Result<Vec<Row<'static>>, DataError> {
    rows("data/en/time_words.tsv", include_str!("../../data/en/time_words.tsv"))
}

/// The class of a name, or what is wrong with it.
pub(super) fn class(row: &Row<'_>, name: &str) -> Result<(Class, bool), DataError> {
    Class::named(name).ok_or_else(|| row.fail(format!("`{name}` is no class of time words")))
}

/// Rules by family, in a stable order.
pub(super) type Families = BTreeMap<&'static str, Vec<usize>>;

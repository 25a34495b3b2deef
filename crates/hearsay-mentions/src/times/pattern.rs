//! Patterns over words: how the rules of `time_rules.tsv` are written and matched.
//!
//! A pattern is a row of elements: a word, a class of words in braces (`{month}`, and with a
//! value `{unit=Y}`), or another family of rules (`@amount`); `a|b` are alternatives, `?` makes an
//! element optional, and `( … )?` a row of them. Nothing repeats, so a match looks at a few words
//! only, whatever the text.

use std::collections::HashMap;

use hearsay_syntax::table::{DataError, Row};

use super::reader::Reader;
use super::words::{Class, Families, Value, class};

/// What a rule's match is read as: the order decides between matches of one length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A calendar time that names itself: "27 September", "summer 2014", "the third quarter".
    Calendar,
    /// Counted from the creation time: "yesterday", "last week".
    Deictic,
    /// Counted from the time told last: "the next day", "that month".
    Anaphor,
    /// So many units before or after: "two days ago", "a year earlier".
    Offset,
    /// The unit that an article is about: "the quarter".
    Definite,
    /// A time of day by the clock.
    Clock,
    /// A part of a day.
    Part,
    /// How often.
    Set,
    /// `PRESENT_REF` and its like.
    Reference,
    /// How long.
    Duration,
    /// Looks like a time and is none: "second thoughts".
    Nothing,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "calendar" => Self::Calendar,
            "deictic" => Self::Deictic,
            "anaphor" => Self::Anaphor,
            "offset" => Self::Offset,
            "definite" => Self::Definite,
            "clock" => Self::Clock,
            "part" => Self::Part,
            "set" => Self::Set,
            "reference" => Self::Reference,
            "duration" => Self::Duration,
            "nothing" => Self::Nothing,
            _ => return None,
        })
    }
}

/// A piece of what a match found: the class, its value, and the piece of text it began at.
pub(super) type Item = (Class, Value, usize);

/// A place in the text that a rule fits.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The kind of the innermost rule: "early last week" is deictic as "last week" is.
    pub(super) kind: Kind,
    pub(super) items: Vec<Item>,
    /// The row that it fits as a whole.
    pub(super) rule: &'static str,
}

impl Match {
    /// The first value of a class.
    pub(super) fn get(&self, class: Class) -> Option<Value> {
        self.items.iter().find(|(known, ..)| *known == class).map(|(_, value, _)| *value)
    }

    pub(super) fn number(&self, class: Class) -> Option<i64> {
        match self.get(class)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn text(&self, class: Class) -> Option<&'static str> {
        match self.get(class)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

#[derive(Debug)]
enum Element {
    Word(&'static str),
    Class(Class, Option<&'static str>),
    Family(&'static str),
    Group(Vec<Node>),
}

#[derive(Debug)]
struct Node {
    alternatives: Vec<Element>,
    is_optional: bool,
}

/// A row of the table.
#[derive(Debug)]
struct Rule {
    /// Kind and pattern, by which the row is known.
    name: String,
    /// A rule without a kind is only a part of others.
    kind: Option<Kind>,
    nodes: Vec<Node>,
    value: Option<&'static str>,
    /// Words that fit it as a whole, which a test checks.
    #[cfg_attr(not(test), expect(dead_code))]
    example: &'static str,
}

/// All rules, found by what may stand first.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    families: Families,
    by_word: HashMap<&'static str, Vec<usize>>,
    by_class: HashMap<Class, Vec<usize>>,
}

impl Rules {
    /// Reads the rows of the table.
    pub(super) fn load(rows: &[Row<'static>]) -> Result<Self, DataError> {
        let mut rules = Self::default();
        for (number, row) in rows.iter().enumerate() {
            let family = row.get("family");
            let kind = match row.text("kind") {
                Some(name) => Some(
                    Kind::named(name)
                        .ok_or_else(|| row.fail(format!("`{name}` is no kind of rule")))?,
                ),
                None => None,
            };
            let mut words = row.get("pattern").split_whitespace();
            let nodes = nodes(row, &mut words, false)?;
            let (value, example) = (row.text("value"), row.get("example"));
            let name = format!("{}/{}", row.text("kind").unwrap_or(family), row.get("pattern"));
            rules.rules.push(Rule { name, kind, nodes, value, example });
            rules.families.entry(family).or_default().push(number);
        }
        for (number, row) in rows.iter().enumerate() {
            let mut firsts = Vec::new();
            rules.firsts(&rules.rules[number].nodes, 0, &mut firsts).map_err(|e| row.fail(e))?;
            if rules.rules[number].kind.is_none() {
                continue;
            }
            for first in firsts {
                let list = match first {
                    First::Word(word) => rules.by_word.entry(word).or_default(),
                    First::Class(class) => rules.by_class.entry(class).or_default(),
                };
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        Ok(rules)
    }

    /// What may stand first in a row of elements; whether all of them are optional.
    fn firsts(
        &self,
        nodes: &[Node],
        depth: usize,
        firsts: &mut Vec<First>,
    ) -> Result<bool, String> {
        if depth > 8 {
            return Err("the rules refer to each other in a circle".to_owned());
        }
        for node in nodes {
            let mut is_optional = node.is_optional;
            for element in &node.alternatives {
                match element {
                    Element::Word(word) => firsts.push(First::Word(word)),
                    Element::Class(class, _) => firsts.push(First::Class(*class)),
                    Element::Group(inner) => {
                        is_optional |= self.firsts(inner, depth + 1, firsts)?;
                    }
                    Element::Family(name) => {
                        let rules = self.families.get(name);
                        for rule in rules.ok_or_else(|| format!("there is no family `{name}`"))? {
                            is_optional |=
                                self.firsts(&self.rules[*rule].nodes, depth + 1, firsts)?;
                        }
                    }
                }
            }
            if !is_optional {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every match that starts at a piece, longest first.
    pub(super) fn matches(&'static self, reader: &Reader, at: usize) -> Vec<Match> {
        let mut candidates: Vec<usize> = Vec::new();
        let word = reader.lower(at);
        candidates.extend(self.by_word.get(word).into_iter().flatten());
        reader.classes(at, &mut |class| {
            candidates.extend(self.by_class.get(&class).into_iter().flatten());
        });
        candidates.sort_unstable();
        candidates.dedup();
        let mut matches = Vec::new();
        for rule in candidates {
            let mut items = Vec::new();
            if let Some((end, kind)) = self.rule(reader, rule, at, &mut items)
                && let Some(kind) = kind
            {
                let rule = self.rules[rule].name.as_str();
                matches.push(Match { start: at, end, kind, items, rule });
            }
        }
        matches.sort_by_key(|found| (std::cmp::Reverse(found.end), found.kind));
        matches
    }

    /// Matches one rule: where it ends, and the kind of what it found.
    fn rule(
        &self,
        reader: &Reader,
        rule: usize,
        at: usize,
        items: &mut Vec<Item>,
    ) -> Option<(usize, Option<Kind>)> {
        let rule = &self.rules[rule];
        let mut kind = None;
        let end = self.nodes(reader, &rule.nodes, at, items, &mut kind)?;
        if end == at {
            return None;
        }
        if let Some(value) = rule.value {
            items.push((Class::Value, Value::Text(value), at));
        }
        // "the first ten months of 1915" is a length of time, whatever it holds.
        let is_length = rule.kind == Some(Kind::Duration);
        Some((end, if is_length { rule.kind } else { kind.or(rule.kind) }))
    }

    fn nodes(
        &self,
        reader: &Reader,
        nodes: &[Node],
        at: usize,
        items: &mut Vec<Item>,
        kind: &mut Option<Kind>,
    ) -> Option<usize> {
        let Some((node, rest)) = nodes.split_first() else { return Some(at) };
        let (mark, known) = (items.len(), *kind);
        for element in &node.alternatives {
            if let Some(end) = self.element(reader, element, at, items, kind)
                && let Some(end) = self.nodes(reader, rest, end, items, kind)
            {
                return Some(end);
            }
            items.truncate(mark);
            *kind = known;
        }
        if node.is_optional { self.nodes(reader, rest, at, items, kind) } else { None }
    }

    fn element(
        &self,
        reader: &Reader,
        element: &Element,
        at: usize,
        items: &mut Vec<Item>,
        kind: &mut Option<Kind>,
    ) -> Option<usize> {
        match element {
            Element::Word(word) => (reader.lower(at) == *word).then_some(at + 1),
            Element::Class(class, wanted) => {
                let (end, value) = reader.class(*class, at)?;
                if wanted.is_some_and(|wanted| !is_value(value, wanted)) {
                    return None;
                }
                let stored = if matches!(class, Class::Units | Class::AnyUnit) {
                    Class::Unit
                } else {
                    *class
                };
                items.push((stored, value, at));
                Some(end)
            }
            Element::Group(inner) => self.nodes(reader, inner, at, items, kind),
            Element::Family(name) => {
                let mut best: Option<(usize, Option<Kind>, Vec<Item>)> = None;
                for rule in &self.families[name] {
                    let mut inner = Vec::new();
                    if let Some((end, found)) = self.rule(reader, *rule, at, &mut inner)
                        && best.as_ref().is_none_or(|(longest, ..)| end > *longest)
                    {
                        best = Some((end, found, inner));
                    }
                }
                let (end, found, inner) = best?;
                items.extend(inner);
                *kind = kind.or(found);
                Some(end)
            }
        }
    }
}

enum First {
    Word(&'static str),
    Class(Class),
}

/// Whether a value is what a pattern asks for after `=`.
fn is_value(value: Value, wanted: &str) -> bool {
    match value {
        Value::Text(text) => wanted.split('/').any(|wanted| wanted == text),
        Value::Number(number) => wanted.split('/').any(|wanted| wanted == number.to_string()),
        _ => false,
    }
}

/// Reads the elements of a pattern, up to the end of a group.
fn nodes(
    row: &Row<'static>,
    words: &mut impl Iterator<Item = &'static str>,
    in_group: bool,
) -> Result<Vec<Node>, DataError> {
    let mut read = Vec::new();
    while let Some(word) = words.next() {
        if word == "(" {
            read.push(Node {
                alternatives: vec![Element::Group(nodes(row, words, true)?)],
                is_optional: true,
            });
            continue;
        }
        if word == ")?" {
            if in_group && !read.is_empty() {
                return Ok(read);
            }
            return Err(row.fail("`)?` closes nothing"));
        }
        let (word, is_optional) = match word.strip_suffix('?') {
            Some(stem) => (stem, true),
            None => (word, false),
        };
        let mut alternatives = Vec::new();
        for part in word.split('|') {
            let element = if let Some(name) = part.strip_prefix('@') {
                Element::Family(name)
            } else if let Some(name) = part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
                let (name, wanted) = match name.split_once('=') {
                    Some((name, wanted)) => (name, Some(wanted)),
                    None => (name, None),
                };
                Element::Class(class(row, name)?.0, wanted)
            } else if part.is_empty() || part.contains(['{', '}', '(', ')', '@']) {
                return Err(row.fail(format!("`{part}` is no element of a pattern")));
            } else {
                Element::Word(part)
            };
            alternatives.push(element);
        }
        read.push(Node { alternatives, is_optional });
    }
    if in_group || read.is_empty() {
        return Err(row.fail("a pattern needs an element, and `(` its `)?`"));
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::Piece;
    use super::*;

    /// The pieces of an example: its words, with signs standing alone.
    fn pieces(words: &str) -> Vec<Piece<'_>> {
        let pieces = words.split(' ').enumerate().map(|(token, lower)| {
            let span = hearsay_syntax::Span::new(0, 0);
            Piece { lower, token, span, is_glued: false, is_capitalized: true }
        });
        pieces.collect()
    }

    #[test]
    fn rules_fit_their_examples() {
        let lexicon = crate::data::lexicon();
        let rules = &lexicon.times.rules;
        for (number, rule) in rules.rules.iter().enumerate() {
            let words = rule.example.to_lowercase().replace('-', " - ").replace(',', " ,");
            let words = words.replace("'s", " 's");
            let pieces = pieces(&words);
            let (tables, numbers) = (&lexicon.times, &lexicon.numbers);
            let reader = Reader { pieces: &pieces, tables, numbers, today: None };
            let end = rules.rule(&reader, number, 0, &mut Vec::new()).map(|(end, _)| end);
            assert_eq!(end, Some(pieces.len()), "`{}` does not fit its rule", rule.example);
        }
    }
}

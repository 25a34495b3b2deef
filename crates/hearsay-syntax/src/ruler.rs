//! The attribute ruler: from tags and dependency labels to parts of speech, features, some lemmas.

use std::collections::HashMap;

use crate::chars::is_space;
use crate::labels::{Dep, Pos, Tag};
use crate::model::{AttributeRule, ModelError, TokenPattern};

/// What the rules say of one token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attributes<'m> {
    pub(crate) tag: Option<Tag>,
    pub(crate) pos: Option<Pos>,
    pub(crate) dep: Option<Dep>,
    pub(crate) morph: &'m str,
    pub(crate) lemma: Option<&'m str>,
}

/// A token as the rules see it.
#[derive(Clone, Debug)]
pub(crate) struct RuledToken<'t> {
    pub(crate) word: &'t str,
    pub(crate) lower: String,
    pub(crate) tag: Tag,
    pub(crate) dep: Dep,
}

/// The rules, indexed so that a token meets only those that can match it.
#[derive(Debug)]
pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// Rules whose first token must have one of certain lower-case forms.
    by_lower: HashMap<Box<str>, Vec<PatternId>>,
    /// All others, by the tag of their first token.
    by_tag: Vec<Vec<PatternId>>,
}

/// Rule number and pattern number.
type PatternId = (usize, usize);

#[derive(Debug)]
struct Rule {
    patterns: Vec<Vec<Test>>,
    index: usize,
    tag: Option<Tag>,
    pos: Option<Pos>,
    dep: Option<Dep>,
    morph: Option<String>,
    lemma: Option<String>,
}

/// What a token must be, labels as bit sets.
#[derive(Debug)]
struct Test {
    tags: u64,
    deps: u64,
    lowers: Option<Vec<String>>,
    is_space: Option<bool>,
}

impl Test {
    fn new(pattern: &TokenPattern) -> Result<Self, ModelError> {
        Ok(Self {
            tags: bits::<Tag>(pattern.tags.as_ref(), &pattern.not_tags, |tag| tag as u8)?,
            deps: bits::<Dep>(pattern.deps.as_ref(), &pattern.not_deps, |dep| dep as u8)?,
            lowers: pattern.lowers.clone(),
            is_space: pattern.is_space,
        })
    }

    fn matches(&self, token: &RuledToken<'_>) -> bool {
        self.tags >> (token.tag as u8) & 1 == 1
            && self.deps >> (token.dep as u8) & 1 == 1
            && self.lowers.as_ref().is_none_or(|lowers| lowers.contains(&token.lower))
            && self.is_space.is_none_or(|space| token.word.chars().all(is_space) == space)
    }
}

/// The labels allowed, as bits. Labels that the model's own sets do not have match nothing.
fn bits<L: std::str::FromStr>(
    allowed: Option<&Vec<String>>,
    forbidden: &[String],
    number: impl Fn(L) -> u8,
) -> Result<u64, ModelError> {
    let set = |labels: &[String]| {
        labels
            .iter()
            .filter_map(|label| label.parse().ok())
            .fold(0_u64, |bits, label: L| bits | 1 << number(label))
    };
    let allowed = allowed.map_or(u64::MAX, |labels| set(labels));
    Ok(allowed & !set(forbidden))
}

impl Ruler {
    pub(crate) fn new(rules: &[AttributeRule]) -> Result<Self, ModelError> {
        let mut by_lower: HashMap<Box<str>, Vec<PatternId>> = HashMap::new();
        let mut by_tag = vec![Vec::new(); Tag::ALL.len()];
        let mut compiled = Vec::new();
        for (rule_number, rule) in rules.iter().enumerate() {
            let patterns: Vec<Vec<Test>> = rule
                .patterns
                .iter()
                .map(|pattern| pattern.iter().map(Test::new).collect())
                .collect::<Result<_, _>>()?;
            for (pattern_number, pattern) in patterns.iter().enumerate() {
                let id = (rule_number, pattern_number);
                let Some(first) = pattern.first() else { continue };
                if let Some(lowers) = &first.lowers {
                    for lower in lowers {
                        by_lower.entry(lower.as_str().into()).or_default().push(id);
                    }
                } else {
                    for tag in Tag::ALL.iter().filter(|tag| first.tags >> (**tag as u8) & 1 == 1) {
                        by_tag[*tag as usize].push(id);
                    }
                }
            }
            compiled.push(Rule {
                patterns,
                index: rule.index,
                tag: parse(rule.tag.as_ref())?,
                pos: parse(rule.pos.as_ref())?,
                dep: parse(rule.dep.as_ref())?,
                morph: rule.morph.clone(),
                lemma: rule.lemma.clone(),
            });
        }
        Ok(Self { rules: compiled, by_lower, by_tag })
    }

    /// What the rules say of `this` token, before `next`.
    ///
    /// Every rule is matched against the tokens as tagger and parser left them; the matches take
    /// effect in the order of the rules, so that a later rule wins. A pattern is two tokens long
    /// at most: `carried` takes the rules that change the next token on to its turn.
    pub(crate) fn attributes<'m>(
        &'m self,
        this: &RuledToken<'_>,
        next: Option<&RuledToken<'_>>,
        carried: &mut Vec<usize>,
    ) -> Attributes<'m> {
        let mut rules = std::mem::take(carried);
        let candidates = self.by_lower.get(&*this.lower).into_iter().flatten();
        for (rule, pattern) in candidates.chain(&self.by_tag[this.tag as usize]) {
            let matched = match &self.rules[*rule].patterns[*pattern][..] {
                [only] => only.matches(this),
                [first, second] => {
                    first.matches(this) && next.is_some_and(|next| second.matches(next))
                }
                _ => false,
            };
            match self.rules[*rule].index {
                _ if !matched => {}
                0 => rules.push(*rule),
                _ => carried.push(*rule),
            }
        }
        rules.sort_unstable();
        let mut attributes = Attributes::default();
        for rule in rules.iter().map(|number| &self.rules[*number]) {
            attributes.tag = rule.tag.or(attributes.tag);
            attributes.pos = rule.pos.or(attributes.pos);
            attributes.dep = rule.dep.or(attributes.dep);
            attributes.morph = rule.morph.as_deref().unwrap_or(attributes.morph);
            attributes.lemma = rule.lemma.as_deref().or(attributes.lemma);
        }
        attributes
    }
}

fn parse<L: std::str::FromStr<Err = crate::UnknownLabel>>(
    text: Option<&String>,
) -> Result<Option<L>, ModelError> {
    text.map(|text| text.parse::<L>())
        .transpose()
        .map_err(|error: crate::UnknownLabel| ModelError { at: 0, problem: error.to_string() })
}

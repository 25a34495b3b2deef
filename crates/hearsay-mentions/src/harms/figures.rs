//! How many a word or name stands for: a quantity of the text, or a person told of without a number.

use std::collections::{HashMap, HashSet};

use hearsay_syntax::{Dep, Tag};

use crate::context::{Context, NameHit};
use crate::data::{Counts, Form};
use crate::mention::{Actor, ActorKind, Harm, Quantity};

/// How many suffered: a quantity that stands in the text, or a person told of without a number.
pub(super) enum Figure {
    /// The index of the quantity.
    Stated(usize),
    Person(Quantity),
}

/// The quantities by the tokens at which they are looked for.
pub(super) struct Figures {
    pub(super) by_token: HashMap<usize, usize>,
    pub(super) by_counted: HashMap<usize, usize>,
    /// The heads of actor mentions that may be one person.
    persons: HashSet<usize>,
}

impl Figures {
    pub(super) fn new(actors: &[Actor], quantities: &[Quantity]) -> Self {
        let is_one = |actor: &&Actor| {
            !matches!(
                actor.kind,
                ActorKind::Country
                    | ActorKind::International
                    | ActorKind::Legislature
                    | ActorKind::Organization
                    | ActorKind::Party
                    | ActorKind::Sides
            )
        };
        let mut figures = Self {
            by_token: HashMap::new(),
            by_counted: HashMap::new(),
            persons: actors.iter().filter(is_one).map(|actor| actor.head).collect(),
        };
        for (at, quantity) in quantities.iter().enumerate() {
            if quantity.unit.is_some() {
                continue;
            }
            for token in quantity.tokens.clone() {
                figures.by_token.entry(token).or_insert(at);
            }
            if let Some(of) = quantity.of_head {
                figures.by_counted.entry(of).or_insert(at);
            }
        }
        figures
    }

    /// The quantity that counts what token `i` names, which may be the number itself: "two men",
    /// "two", "a family of five".
    pub(super) fn of(&self, context: &Context, i: usize) -> Option<usize> {
        self.by_token
            .get(&i)
            .or_else(|| self.by_counted.get(&i))
            .copied()
            .or_else(|| {
                let is_number = |c: &usize| {
                    matches!(
                        context.dep(*c),
                        Dep::Nummod
                            | Dep::Det
                            | Dep::Amod
                            | Dep::Compound
                            | Dep::Nmod
                            | Dep::Quantmod
                    )
                };
                let numbers = context.document.children(i).filter(is_number);
                numbers.filter(|c| c.abs_diff(i) <= 8).find_map(|c| self.by_token.get(&c).copied())
            })
            .or_else(|| {
                let is_crowd = context.lexicon.victims.get(context.base(i)) == Some(&Counts::Crowd);
                let of = context
                    .document
                    .children_by(i, Dep::Prep)
                    .filter(|p| is_crowd && context.lower(*p) == "of");
                let mut members = of.flat_map(|p| context.document.children_by(p, Dep::Pobj));
                members.find_map(|c| {
                    self.by_token.get(&c).or_else(|| self.by_counted.get(&c)).copied()
                })
            })
    }
}

/// The person or pair that token `i` names without a number.
pub(super) fn person(
    context: &Context,
    i: usize,
    word: usize,
    harm: Harm,
    figures: &Figures,
) -> Option<Quantity> {
    let document = context.document;
    let lower = context.lower(i);
    let count = match context.lexicon.victims.get(context.base(i)) {
        Some(Counts::Nobody | Counts::Crowd) => return None,
        Some(Counts::Pair) => 2,
        Some(Counts::Person) | None => 1,
    };
    let is_somebody = context.person_at[i]
        || figures.persons.contains(&i)
        || context.lexicon.victims.contains_key(context.base(i))
        || context.phrase(&context.lexicon.roles, i).is_some();
    let is_single = match context.tag(i) {
        Tag::Nn => is_somebody,
        Tag::Nnp => {
            let is_people = |name: &NameHit| name.form != Form::Name;
            // An unknown name that is killed or wounded is somebody's; a flight may be missing.
            let is_hurt = matches!(harm, Harm::Killed | Harm::Wounded | Harm::Casualties);
            context.name(i).map_or(is_somebody || is_hurt, is_people)
        }
        Tag::Prp => matches!(lower, "he" | "she" | "him" | "her" | "himself" | "herself"),
        Tag::PrpPoss => matches!(lower, "his" | "her"),
        Tag::Cd => lower == "one",
        Tag::Dt => lower == "another",
        Tag::Jj => lower == "other" && i > 0 && context.lower(i - 1) == "the",
        _ => false,
    };
    if !is_single {
        return None;
    }
    // "The third councillor killed", "he was the first": a rank, not one more.
    let is_ranked = |c: usize| {
        context.tag(c) == Tag::Jj
            && (context.lower(c).ends_with("th") || matches!(context.lower(c), "first" | "third"))
    };
    if context.dep(word) == Dep::Acl && document.children_by(i, Dep::Amod).any(is_ranked) {
        return None;
    }
    let first = document
        .children(i)
        .filter(|c| {
            *c < i
                && i - c <= 8
                && matches!(
                    context.dep(*c),
                    Dep::Det | Dep::Amod | Dep::Compound | Dep::Nmod | Dep::Poss
                )
        })
        .min()
        .unwrap_or(i);
    let counted = context.trim(first..i + 1);
    let tokens = first..i + 1;
    // "Ansel Rudvik and Omar Senn" made one name.
    let joined = tokens.clone().any(|t| context.lower(t) == "and" && context.is_proper(t + 1));
    let count = if joined { 2 } else { count };
    Some(Quantity {
        span: context.span(tokens.clone()),
        tokens,
        head: i,
        min: Some(count),
        max: Some(count),
        unit: None,
        of: (!counted.is_empty()).then(|| context.span(counted)),
        of_head: Some(i),
        hedge: None,
        is_implied: true,
        losses: Vec::new(),
        part_of: None,
        is_cumulative: false,
    })
}

/// The figure that a plural pronoun stands for: "Four men were seized. Their bodies were found".
pub(super) fn referent(context: &Context, i: usize, quantities: &[Quantity]) -> Option<usize> {
    if !matches!(context.lower(i), "they" | "them" | "their" | "both") {
        return None;
    }
    let is_pair = context.lower(i) == "both";
    let sentence = context.document.sentence_of(i);
    let end = quantities.partition_point(|quantity| quantity.tokens.start < i);
    (0..end).rev().take(4).find(|at| {
        let quantity = &quantities[*at];
        let is_people =
            quantity.of_head.is_some_and(|of| context.is_plural(of) && !is_thing(context, of));
        let count = quantity.min.unwrap_or(0);
        quantity.unit.is_none()
            && is_people
            && (count == 2 || count > 2 && !is_pair)
            && sentence - context.document.sentence_of(quantity.tokens.start) <= 1
    })
}

/// Whether a noun is no victim.
pub(super) fn is_thing(context: &Context, i: usize) -> bool {
    context.lexicon.victims.get(context.base(i)) == Some(&Counts::Nobody)
}

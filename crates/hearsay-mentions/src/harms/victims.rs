//! Whom a word of harm is about, and how many they are.

use std::collections::HashMap;

use hearsay_syntax::{Dep, Pos, Tag, tree};

use crate::context::{Context, NameHit};
use crate::data::{Counts, Form, HarmContext, HarmWord, Victim};
use crate::mention::{Harm, Quantity};

/// How many suffered: a quantity that stands in the text, or a person told of without a number.
pub(super) enum Figure {
    /// The index of the quantity.
    Stated(usize),
    Person(Quantity),
}

/// The quantities by the tokens at which they are looked for.
pub(super) struct Figures {
    by_token: HashMap<usize, usize>,
    by_counted: HashMap<usize, usize>,
}

impl Figures {
    pub(super) fn new(quantities: &[Quantity]) -> Self {
        let mut figures = Self { by_token: HashMap::new(), by_counted: HashMap::new() };
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
    fn of(&self, context: &Context, i: usize) -> Option<usize> {
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

/// What befell the victims of the word at token `i`: a blow may be called deadly, and one figure
/// for "killed or wounded" is undivided.
pub(super) fn kind(context: &Context, i: usize, entry: &HarmWord) -> Harm {
    if !matches!(entry.harm, Harm::Killed | Harm::Wounded | Harm::Casualties) {
        return entry.harm;
    }
    if context.document.children(i).any(|c| is(context, c, HarmContext::Deadly)) {
        return Harm::Killed;
    }
    let is_or = |other: usize| {
        let harm = super::word(context, other).map(|(entry, _)| entry.harm);
        matches!(harm, Some(Harm::Killed | Harm::Wounded))
            && harm != Some(entry.harm)
            && (i.min(other)..i.max(other)).any(|t| context.lower(t) == "or")
    };
    let above = (context.dep(i) == Dep::Conj).then(|| context.head(i));
    let either = context.document.children_by(i, Dep::Conj).chain(above).any(is_or);
    if either { Harm::Casualties } else { entry.harm }
}

/// Whether the figure is a running total.
pub(super) fn is_running(context: &Context, i: usize, entry: &HarmWord) -> bool {
    entry.victim == Victim::Toll || tally(context, i).is_some()
}

/// The noun that is said to come to a figure: "the number of dead", or "the dead" themselves.
fn tally(context: &Context, i: usize) -> Option<usize> {
    let of = context.head(i);
    let above = context.head(of);
    if context.dep(i) == Dep::Pobj && context.lower(of) == "of" {
        let counts = is(context, above, HarmContext::Tally) || context.base(above) == "number";
        return (counts && context.is_noun(above)).then_some(above);
    }
    let is_amount = context.dep(i) == Dep::Nsubj && is(context, of, HarmContext::Amount);
    (is_amount && context.pos(i) != Pos::Verb).then_some(i)
}

/// The figures of all who suffered what the word at token `i` says.
pub(super) fn figures(
    context: &Context,
    i: usize,
    tokens: &[usize],
    entry: &HarmWord,
    figures: &Figures,
    quantities: &[Quantity],
) -> Vec<Figure> {
    if entry.victim == Victim::Struck && is_graver_told(context, i) {
        return Vec::new();
    }
    let mut found: Vec<Figure> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    for head in heads(context, i, tokens, entry, figures) {
        for one in listed(context, i, head, figures) {
            if one != head && (suffers_otherwise(context, one, i) || seen.contains(&one)) {
                continue;
            }
            seen.push(one);
            let is_itself = tokens.contains(&one);
            match figures.of(context, one).or_else(|| referent(context, one, quantities)) {
                Some(at) => {
                    let counted = quantities[at].of_head.unwrap_or(one);
                    let is_thing = !is_itself
                        && !tokens.contains(&counted)
                        && (is_thing(context, counted) || is_thing(context, one));
                    let is_known =
                        found.iter().any(|f| matches!(f, Figure::Stated(known) if *known == at));
                    if !is_thing && !is_known {
                        found.push(Figure::Stated(at));
                    }
                }
                None if is_itself => {}
                None => found.extend(person(context, one, i).map(Figure::Person)),
            }
        }
    }
    if found.is_empty() {
        found.extend(beside(context, i, entry, figures, quantities).map(Figure::Stated));
    }
    found
}

/// The tokens that head those who suffer.
fn heads(
    context: &Context,
    i: usize,
    tokens: &[usize],
    entry: &HarmWord,
    figures: &Figures,
) -> Vec<usize> {
    let document = context.document;
    if let Some(tally) = tally(context, i) {
        return toll(context, tally);
    }
    match entry.victim {
        Victim::Object | Victim::Struck => {
            // "Shot at" tells of no hit, "shot down" of no people.
            if entry.victim == Victim::Struck && matches!(context.lower(i + 1), "at" | "down") {
                return Vec::new();
            }
            let mut heads = objects(context, i);
            heads.extend(company(context, i));
            heads
        }
        Victim::Subject => {
            let mut heads = subjects(context, i);
            heads.extend(company(context, i));
            heads
        }
        Victim::Lives => {
            let life = tokens.iter().copied().find(|t| context.base(*t) == "life").unwrap_or(i);
            if figures.of(context, life).is_some() { vec![life] } else { after(context, life) }
        }
        Victim::Loss => {
            if figures.of(context, i).is_some() {
                return vec![i];
            }
            let mut heads = after(context, i);
            if heads.is_empty() {
                heads.extend(document.children_by(i, Dep::Poss));
            }
            heads
        }
        Victim::Deed => {
            let heads = after(context, i);
            if !heads.is_empty() {
                return heads;
            }
            if figures.of(context, i).is_some() {
                return vec![i];
            }
            document.children_by(i, Dep::Poss).collect()
        }
        Victim::Body => {
            if context.tag(i) == Tag::Nns && figures.of(context, i).is_some() {
                return vec![i];
            }
            let heads = after(context, i);
            if heads.is_empty() { document.children_by(i, Dep::Poss).collect() } else { heads }
        }
        Victim::State => state(context, i, figures),
        Victim::Toll => toll(context, i),
    }
}

/// Whom the verb `i` befalls: its objects, or the subjects of a passive.
fn objects(context: &Context, i: usize) -> Vec<usize> {
    let document = context.document;
    let has = |dep| document.children_by(i, dep).next().is_some();
    let mut passive = i;
    // "Was kidnapped, shot and killed" and "were forced out and murdered" share what makes them
    // passive.
    if !has(Dep::Dobj) && !has(Dep::Nsubj) && !has(Dep::Aux) {
        while context.dep(passive) == Dep::Conj
            && matches!(context.tag(i), Tag::Vbn | Tag::Vbd)
            && !tree::is_passive(document, passive)
        {
            passive = context.head(passive);
        }
    }
    if tree::is_passive(document, passive) {
        return subjects(context, passive);
    }
    // "Was found murdered", "were left wounded".
    if matches!(context.tag(i), Tag::Vbn | Tag::Vbd)
        && matches!(context.dep(i), Dep::Oprd | Dep::Xcomp | Dep::Acomp | Dep::Ccomp)
        && !has(Dep::Dobj)
        && !has(Dep::Nsubj)
    {
        return secondary(context, context.head(i));
    }
    // "Killed three and injured fifteen", all hung on the first verb.
    let is_anothers = |o: &usize| *o > i + 1 && super::word(context, *o - 1).is_some();
    let own: Vec<usize> = document.children_by(i, Dep::Dobj).filter(|o| !is_anothers(o)).collect();
    if own.len() > 1 {
        return own;
    }
    let own = tree::object(document, i);
    // "And his son wounded", "one wounded": a participle that the parser gives a subject.
    let subject = || {
        let is_participle = matches!(context.tag(i), Tag::Vbn | Tag::Vbd) && !has(Dep::Aux);
        document.children_by(i, Dep::Nsubj).next().filter(|_| is_participle)
    };
    // "Killed a translator working for the troops": the parser makes a clause of the object.
    let clause = || {
        let clauses = document.children_by(i, Dep::Ccomp).filter(|c| context.tag(*c) == Tag::Vbg);
        clauses.flat_map(|c| document.children_by(c, Dep::Nsubj)).next()
    };
    own.or_else(clause).or_else(subject).into_iter().collect()
}

/// Whom a state is told of that a verb leads to: "left three dead", "was found dead".
fn secondary(context: &Context, verb: usize) -> Vec<usize> {
    let document = context.document;
    let object = document.children_by(verb, Dep::Dobj).next();
    let found = object.or_else(|| tree::object(document, verb));
    match found {
        Some(found) => vec![found],
        None => subjects(context, verb),
    }
}

/// All subjects of verb `i`: of "five nuns and four novices were killed" the parser may make two.
fn subjects(context: &Context, i: usize) -> Vec<usize> {
    let document = context.document;
    let own: Vec<usize> = document
        .children(i)
        .filter(|c| matches!(context.dep(*c), Dep::Nsubj | Dep::Nsubjpass | Dep::Csubjpass))
        .filter(|c| *c < i)
        .collect();
    if own.len() < 2 && own.iter().all(|c| context.dep(*c) != Dep::Csubjpass) {
        return tree::subject(document, i).into_iter().collect();
    }
    let noun = |c: usize| {
        let is_clause = context.pos(c) == Pos::Verb;
        if is_clause { document.children_by(c, Dep::Nsubj).next() } else { Some(c) }
    };
    // Two subjects without "and" are one and who that is.
    let joins = |c: &usize| {
        let start = document.children(*c).next().unwrap_or(*c).min(*c);
        start > 0 && context.lower(start - 1) == "and"
    };
    let (first, others) = own.split_first().expect("there are two subjects or a clause");
    std::iter::once(*first).chain(others.iter().copied().filter(joins)).filter_map(noun).collect()
}

/// "He was killed along with two guards", "in addition to two guards", "as well as two guards":
/// those who share the fate of verb `i`.
fn company(context: &Context, i: usize) -> Vec<usize> {
    let sentence = context.sentence(i);
    let joins = |t: usize| match context.lower(t) {
        "with" => matches!(context.lower(t - 1), "along" | "together"),
        "to" => context.lower(t - 1) == "addition",
        "as" => context.lower(t - 1) == "well",
        _ => false,
    };
    let near = i + 1..(i + 12).min(sentence.end);
    let clause = near.take_while(|t| context.pos(*t) != Pos::Verb);
    clause.filter(|t| joins(*t)).map(|t| phrase_head(context, t + 1)).collect()
}

/// The head of the noun phrase that starts at token `i`.
fn phrase_head(context: &Context, mut i: usize) -> usize {
    for _ in 0..8 {
        let head = context.head(i);
        let is_inside = matches!(
            context.dep(i),
            Dep::Det
                | Dep::Nummod
                | Dep::Amod
                | Dep::Compound
                | Dep::Poss
                | Dep::Nmod
                | Dep::Quantmod
                | Dep::Advmod
        );
        if !is_inside || head <= i {
            break;
        }
        i = head;
    }
    i
}

/// `head` with all listed beside it who are others than `head`.
///
/// The parser calls the middle of "two men, three children and a guard" an apposition, and takes
/// what somebody is for somebody more: "Ansel Rudvik, a farmer and councillor, and his brother".
fn listed(context: &Context, i: usize, head: usize, figures: &Figures) -> Vec<usize> {
    let document = context.document;
    let mut found = vec![head];
    let listed = tree::coordinated(document, head);
    let is_two = listed.len() == 2 && has_plural_verb(context, i);
    let others = listed.into_iter().skip(1);
    found.extend(others.filter(|one| is_two || !is_same_person(context, *one, figures)));
    found.extend(torn(context, i, head, figures));
    found.extend(listed_before(context, i, head, figures));
    for middle in document.children_by(head, Dep::Appos) {
        let listed = tree::coordinated(document, middle);
        let counts = listed.iter().any(|one| figures.of(context, *one).is_some())
            || figures.of(context, head).is_some();
        let is_other = |one: &usize| {
            let has = |dep| document.children_by(*one, dep).next().is_some();
            figures.of(context, *one).is_some()
                || counts && has(Dep::Det)
                || *one != middle && has(Dep::Poss)
        };
        if listed.len() > 1 {
            found.extend(listed.into_iter().filter(is_other));
        }
    }
    // "The imam of a mosque and three others", where the list hangs on the mosque.
    let places = document
        .children_by(head, Dep::Prep)
        .flat_map(|p| document.children_by(p, Dep::Pobj))
        .filter(|o| is_thing(context, *o));
    let beside = places.flat_map(|o| document.children_by(o, Dep::Conj));
    found.extend(beside.filter(|c| figures.of(context, *c).is_some()));
    found
}

/// "Five officers and ten rebels left dead": what a participle after a list says holds for all of it.
fn listed_before(context: &Context, i: usize, head: usize, figures: &Figures) -> Vec<usize> {
    let above = context.head(i);
    let is_after = |t: usize| context.dep(t) == Dep::Acl && context.head(t) == head;
    let mut found = Vec::new();
    let mut at = head;
    while (is_after(i) || is_after(above)) && context.dep(at) == Dep::Conj {
        at = context.head(at);
        if figures.of(context, at).is_none() || suffers_otherwise(context, at, i) {
            break;
        }
        found.push(at);
    }
    found
}

/// "Four guards and a child were killed", where the parser has torn the list: a verb in the plural
/// wants more than the one subject that it was left with.
fn torn(context: &Context, i: usize, head: usize, figures: &Figures) -> Option<usize> {
    let first = context.document.children(head).next().unwrap_or(head).min(head);
    let before = first.checked_sub(2)?;
    let is_torn = has_plural_verb(context, i)
        && context.tag(head) == Tag::Nn
        && context.lower(first - 1) == "and"
        && context.head(first - 1) != head;
    (is_torn && figures.by_counted.contains_key(&before)).then_some(before)
}

/// Whether the verb `i` agrees with several: "were killed".
fn has_plural_verb(context: &Context, i: usize) -> bool {
    context.document.children(i).any(|c| matches!(context.lower(c), "were" | "are" | "have"))
}

/// Whether a noun in a list only tells more about the person before it: "a farmer and councillor",
/// "the former minister, Omar Rudvik".
fn is_same_person(context: &Context, one: usize, figures: &Figures) -> bool {
    let document = context.document;
    let before = context.head(one);
    let is_his = document.children_by(before, Dep::Poss).next().is_some();
    let is_single = matches!(context.tag(before), Tag::Nn | Tag::Nnp) && !is_his;
    let is_bare = context.tag(one) == Tag::Nn
        && !context.person_at[one]
        && figures.of(context, one).is_none()
        && document.children(one).all(|c| !matches!(context.dep(c), Dep::Det | Dep::Poss));
    let is_name = context.person_at[one]
        && context.tag(before) == Tag::Nn
        && document.children_by(before, Dep::Cc).all(|and| and > one);
    is_single && (is_bare || is_name)
}

fn is(context: &Context, i: usize, class: HarmContext) -> bool {
    context.lexicon.harm_context.get(context.base(i)) == Some(&class)
}

/// "The death of three", "injuries to sixteen"; the parser may hang "to" on the verb of "causing
/// deaths to twenty".
fn after(context: &Context, i: usize) -> Vec<usize> {
    let document = context.document;
    let next = (context.dep(i + 1) == Dep::Prep && context.head(i + 1) == context.head(i))
        .then_some(i + 1);
    document
        .children_by(i, Dep::Prep)
        .chain(next)
        .filter(|p| matches!(context.lower(*p), "of" | "to" | "among"))
        .flat_map(|p| document.children_by(p, Dep::Pobj))
        .collect()
}

/// "Three dead", "three wounded men", "left three dead", "three were dead".
fn state(context: &Context, i: usize, figures: &Figures) -> Vec<usize> {
    let document = context.document;
    let own = document.children(i).find(|c| matches!(context.dep(*c), Dep::Nsubj | Dep::Nsubjpass));
    if let Some(own) = own {
        return vec![own];
    }
    if figures.of(context, i).is_some() {
        return vec![i];
    }
    let head = context.head(i);
    match context.dep(i) {
        Dep::Amod | Dep::Acl | Dep::Nmod if head != i => vec![head],
        Dep::Acomp | Dep::Attr | Dep::Oprd | Dep::Xcomp if head != i => secondary(context, head),
        _ => Vec::new(),
    }
}

/// "A death toll of 12", "the toll rose to 22", "the toll was put at 22".
fn toll(context: &Context, i: usize) -> Vec<usize> {
    let document = context.document;
    let number = |at: usize| {
        document
            .children_by(at, Dep::Prep)
            .filter(|p| matches!(context.lower(*p), "of" | "to" | "at" | "past" | "above"))
            .flat_map(|p| document.children_by(p, Dep::Pobj))
            .find(|o| super::word(context, *o).is_none())
    };
    let head = context.head(i);
    number(i)
        .or_else(|| (head != i).then(|| number(head)).flatten())
        .or_else(|| {
            let objects = document.children(head);
            (head != i && context.dep(i) == Dep::Nsubj)
                .then(|| objects.rev().find(|c| matches!(context.dep(*c), Dep::Dobj | Dep::Attr)))
                .flatten()
        })
        .into_iter()
        .collect()
}

/// "Was shot and killed", "shot dead": a blow of which the text tells that it killed.
fn is_graver_told(context: &Context, i: usize) -> bool {
    let document = context.document;
    let is_harm = |t: usize| super::word(context, t).is_some();
    let above = (context.dep(i) == Dep::Conj).then(|| context.head(i));
    document.children_by(i, Dep::Conj).chain(above).any(is_harm)
        || document.children(i).any(|c| {
            context.lower(c) == "dead"
                || document.children_by(c, Dep::Pobj).any(|o| context.lower(o) == "death")
        })
}

/// "58 killed and 527 injured": the second figure is another harm's.
fn suffers_otherwise(context: &Context, one: usize, i: usize) -> bool {
    let document = context.document;
    let is_other = |t: usize| t != i && super::word(context, t).is_some();
    let is_number = context.pos(one) == Pos::Num;
    is_other(one)
        || is_number && is_other(one + 1)
        || document.children_by(one, Dep::Acl).any(is_other)
        || document.children_by(one, Dep::Amod).any(|c| c > one && is_other(c))
}

/// The figure right beside the word, where the tree has lost it: "twelve injured", "killing 12".
fn beside(
    context: &Context,
    i: usize,
    entry: &HarmWord,
    figures: &Figures,
    quantities: &[Quantity],
) -> Option<usize> {
    let is_people = |at: &usize| {
        let quantity = &quantities[*at];
        quantity.of_head.is_none_or(|of| !is_thing(context, of) || of == i)
    };
    let sentence = context.sentence(i);
    let is_participle =
        matches!(context.tag(i), Tag::Vbn | Tag::Vbd | Tag::Jj | Tag::Nn | Tag::Nns);
    let is_active = matches!(context.tag(i), Tag::Vbg | Tag::Vbd | Tag::Vbn)
        && context.document.children_by(i, Dep::Auxpass).next().is_none();
    let before = |limit: usize| {
        (sentence.start..i).rev().take(limit).take_while(|t| {
            matches!(
                context.pos(*t),
                Pos::Num | Pos::Noun | Pos::Adj | Pos::Adv | Pos::Aux | Pos::Det
            )
        })
    };
    match entry.victim {
        Victim::Object if is_active => {
            let next = figures.by_token.get(&(i + 1)).copied();
            next.or_else(|| {
                before(5).filter(|_| is_participle).find_map(|t| figures.by_token.get(&t).copied())
            })
        }
        Victim::Object | Victim::State if is_participle => {
            before(5).filter(|_| is_participle).find_map(|t| figures.by_token.get(&t).copied())
        }
        _ => None,
    }
    .filter(is_people)
}

/// The figure that a plural pronoun stands for: "Four men were seized. Their bodies were found".
fn referent(context: &Context, i: usize, quantities: &[Quantity]) -> Option<usize> {
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
fn is_thing(context: &Context, i: usize) -> bool {
    context.lexicon.victims.get(context.base(i)) == Some(&Counts::Nobody)
}

/// The person or pair that token `i` names without a number.
fn person(context: &Context, i: usize, word: usize) -> Option<Quantity> {
    let document = context.document;
    let lower = context.lower(i);
    let count = match context.lexicon.victims.get(context.base(i)) {
        Some(Counts::Nobody | Counts::Crowd) => return None,
        Some(Counts::Pair) => 2,
        None => 1,
    };
    let is_single = match context.tag(i) {
        Tag::Nn => true,
        Tag::Nnp => {
            let is_named = |name: &NameHit| name.form != Form::Name;
            context.person_at[i] || context.name(i).is_none_or(is_named)
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

//! Whom a word of harm is about: where its victims stand in the tree, and how many they are.

use hearsay_syntax::{Dep, Pos, Tag, tree};

use super::figures::{Figure, Figures, is_thing, person, referent};
use super::lists::{company, listed, suffers_otherwise};
use crate::context::Context;
use crate::data::{HarmContext, HarmWord, Victim};
use crate::mention::{Harm, Quantity};

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
    // "He fled": only figures tell of people who were driven out.
    let needs_number = entry.harm == Harm::Displaced;
    let mut found: Vec<Figure> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let referred = |one| referent(context, one, quantities).filter(|_| !needs_number);
    for head in heads(context, i, tokens, entry, figures) {
        for one in listed(context, i, head, figures) {
            if one != head && (suffers_otherwise(context, one, i) || seen.contains(&one)) {
                continue;
            }
            seen.push(one);
            let is_itself = tokens.contains(&one);
            match figures.of(context, one).or_else(|| referred(one)) {
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
                None if is_itself || needs_number => {}
                None => {
                    found.extend(person(context, one, i, entry.harm, figures).map(Figure::Person));
                }
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
    // "One of the injured passengers": the figure is not of all who were injured.
    let noun = context.head(i);
    let is_known = |c: usize| context.lower(c) == "the";
    if context.dep(i) == Dep::Amod
        && context.dep(noun) == Dep::Pobj
        && document.children_by(noun, Dep::Det).any(is_known)
    {
        return Vec::new();
    }
    match entry.victim {
        Victim::Object | Victim::Struck => {
            // "Shot at" tells of no hit, "shot down" of no people.
            if entry.victim == Victim::Struck && matches!(context.lower(i + 1), "at" | "down") {
                return Vec::new();
            }
            let mut heads: Vec<usize> = objects(context, i, entry)
                .into_iter()
                .map(|head| counted_above(context, i, head, figures))
                .collect();
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
            // "His death", but "his injury" may be any sprain.
            if heads.is_empty() && entry.harm == Harm::Killed {
                heads.extend(document.children_by(i, Dep::Poss));
            }
            heads
        }
        Victim::Deed => {
            let heads = after(context, i);
            if !heads.is_empty() {
                return heads;
            }
            if context.tag(i) == Tag::Nns && figures.of(context, i).is_some() {
                return vec![i];
            }
            document.children_by(i, Dep::Poss).collect()
        }
        Victim::Body => {
            // "Her body" may well be alive, and "public bodies" are none, unless they are found.
            let is_found = is(context, context.head(i), HarmContext::Found);
            let of = after(context, i);
            if context.tag(i) == Tag::Nns
                && figures.of(context, i).is_some()
                && (is_found || !of.is_empty())
            {
                vec![i]
            } else if is_found && of.is_empty() {
                document.children_by(i, Dep::Poss).collect()
            } else {
                of
            }
        }
        Victim::State => state(context, i, figures),
        Victim::Toll => toll(context, i),
    }
}

/// Whom the verb `i` befalls: its objects, or the subjects of a passive.
fn objects(context: &Context, i: usize, entry: &HarmWord) -> Vec<usize> {
    let document = context.document;
    let has = |dep| document.children_by(i, dep).next().is_some();
    let mut passive = i;
    // "Was kidnapped, shot and killed" and "were forced out and murdered" share what makes them
    // passive.
    if !has(Dep::Dobj) && !has(Dep::Nsubj) && !has(Dep::Aux) {
        while context.dep(passive) == Dep::Conj
            && context.head(passive) != passive
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
        let is_participle = !has(Dep::Aux)
            && entry.victim == Victim::Object
            && match context.tag(i) {
                Tag::Vbn => true,
                Tag::Vbd => context.dep(i) == Dep::Conj,
                _ => false,
            };
        document.children_by(i, Dep::Nsubj).next().filter(|_| is_participle)
    };
    // "Killed a translator working for the troops": the parser makes a clause of the object.
    let clause = || {
        let clauses = document.children_by(i, Dep::Ccomp).filter(|c| context.tag(*c) == Tag::Vbg);
        clauses.flat_map(|c| document.children_by(c, Dep::Nsubj)).next()
    };
    own.or_else(clause).or_else(subject).into_iter().collect()
}

/// "Three men of one family killed at home": whom the participle tells of is counted further left.
fn counted_above(context: &Context, i: usize, head: usize, figures: &Figures) -> usize {
    let of = context.head(head);
    let above = context.head(of);
    let is_below = context.dep(i) == Dep::Acl
        && context.dep(head) == Dep::Pobj
        && context.lower(of) == "of"
        && figures.of(context, above).is_some_and(|at| figures.of(context, head) != Some(at));
    if is_below { above } else { head }
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
        Victim::Object | Victim::State if is_participle && context.dep(i) != Dep::Amod => {
            before(5).filter(|_| is_participle).find_map(|t| figures.by_token.get(&t).copied())
        }
        _ => None,
    }
    .filter(is_people)
}

//! Quantities: how many of what, and how sure.
//!
//! A number counts something, unless it is a date, a time of day, an age or part of a name. Its
//! hedge opens the interval: "at least 16" has no upper end, "up to 40" no lower one.

use std::ops::Range;

use hearsay_syntax::{Dep, Pos, Tag};

use crate::context::Context;
use crate::data::Effect;
use crate::mention::{Quantity, Time};
use crate::numbers::number;

/// Finds every quantity outside the time expressions.
pub(crate) fn find(context: &Context, times: &[Time]) -> Vec<Quantity> {
    let mut in_time = vec![false; context.len()];
    for time in times {
        in_time[time.tokens.clone()].fill(true);
    }
    let mut found: Vec<Quantity> = Vec::new();
    let mut i = 0;
    while i < context.len() {
        let quantity = if in_time[i] { None } else { quantity(context, i, &in_time) };
        match quantity {
            Some(quantity) => {
                i = quantity.tokens.end.max(i + 1);
                found.push(quantity);
            }
            None => i += 1,
        }
    }
    found
}

/// The quantity whose number starts at token `i`.
fn quantity(context: &Context, i: usize, in_time: &[bool]) -> Option<Quantity> {
    if let Some(none) = nothing(context, i) {
        return Some(none);
    }
    let first = number(context, i)?;
    if (i..first.end).any(|t| in_time[t]) || !counts(context, i, first.end) {
        return None;
    }
    let (mut min, mut max) = (Some(first.value), Some(first.value));
    if first.is_vague {
        max = None;
    }
    let mut end = first.end;
    let mut head = first.end - 1;
    let mut start = i;
    let mut hedges: Vec<String> = Vec::new();
    let before = |at: usize| if at > 0 { context.lower(at - 1) } else { "" };
    // "between 30 and 40", "from 30 to 40", "30 to 40", "30-40"
    let joins = match context.lower(end) {
        "and" => before(start) == "between",
        "to" | "-" | "–" => true,
        _ => false,
    };
    if joins
        && let Some(second) = number(context, end + 1)
        && second.value > first.value
        && !in_time[end + 1]
    {
        max = Some(second.value);
        end = second.end;
        head = end - 1;
        if matches!(before(start), "between" | "from") {
            start -= 1;
        }
        hedges.push(context.words(start..end));
    } else if first.is_vague {
        hedges.push(context.words(i..first.end));
    }
    // Hedges stack up on the left: "at least another 100".
    for _ in 0..3 {
        let Some((from, effect)) = hedge_before(context, start) else { break };
        match effect {
            Effect::Min | Effect::Above => max = None,
            Effect::Max | Effect::Below => {
                if max.is_some() {
                    min = None;
                }
            }
            Effect::About | Effect::More | Effect::Exact => {}
        }
        if effect != Effect::Exact {
            hedges.insert(0, context.words(from..start));
        }
        start = from;
    }
    // And on the right: "two more", "100 or more".
    if context.lower(end) == "or"
        && matches!(context.lower(end + 1), "more" | "so" | "fewer" | "less")
    {
        match context.lower(end + 1) {
            "more" => max = None,
            "fewer" | "less" => min = None,
            _ => {}
        }
        hedges.push(context.words(end..end + 2));
        end += 2;
    } else if matches!(context.lower(end), "more" | "others" | "other")
        && context.lower(end + 1) != "than"
    {
        hedges.push(context.words(end..end + 1));
        if context.lower(end) != "others" {
            end += 1;
        }
    }
    let (unit, unit_end) = unit(context, i, end);
    if unit.as_deref() == Some("year") || unit.is_none() && first.is_fraction {
        return None;
    }
    let counted = if unit.is_some() { None } else { counted(context, i..first.end, end) };
    if start > 0 && matches!(context.lower(start - 1), "$" | "€" | "£") {
        start -= 1;
    }
    let tokens = start..unit_end.unwrap_or(end).min(context.len());
    Some(Quantity {
        span: context.span(tokens.clone()),
        tokens,
        head,
        min,
        max,
        unit,
        of: counted.as_ref().map(|(range, _)| context.span(range.clone())),
        of_head: counted.map(|(_, head)| head),
        hedge: (!hedges.is_empty()).then(|| hedges.join(" ")),
        is_implied: false,
        losses: Vec::new(),
        part_of: None,
        is_cumulative: false,
    })
}

/// "no soldiers", "no one", "none": a count of nothing, which is not the same as no count.
fn nothing(context: &Context, i: usize) -> Option<Quantity> {
    let (class, _) = context.lexicon.numbers.get(context.lower(i))?;
    if class != "none" {
        return None;
    }
    let mut end = i + 1;
    let mut counted = None;
    match context.lower(i) {
        "no" if context.lower(i + 1) == "one" => end = i + 2,
        "no" => {
            let head = context.head(i);
            let is_plural = head > i && head - i <= 6 && context.tag(head) == Tag::Nns;
            if context.dep(i) != Dep::Det || !is_plural {
                return None;
            }
            counted = Some((end..head + 1, head));
        }
        "none" => counted = of_phrase(context, i),
        _ => {}
    }
    Some(Quantity {
        span: context.span(i..end),
        tokens: i..end,
        head: end - 1,
        min: Some(0),
        max: Some(0),
        unit: None,
        of: counted.as_ref().map(|(range, _)| context.span(range.clone())),
        of_head: counted.map(|(_, head)| head),
        hedge: None,
        is_implied: false,
        losses: Vec::new(),
        part_of: None,
        is_cumulative: false,
    })
}

/// Whether a number is written as a year is.
fn is_year(context: &Context, start: usize, end: usize) -> bool {
    let word = context.word(start);
    end - start == 1 && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

/// Whether a number counts: not an age, not part of a name, not a bare "one".
fn counts(context: &Context, start: usize, end: usize) -> bool {
    let last = end - 1;
    // "two-thirds", "three quarters"
    let part = if context.is_hyphen(end) { end + 1 } else { end };
    if matches!(
        context.lower(part),
        "thirds" | "third" | "quarters" | "fourths" | "fifths" | "tenths"
    ) {
        return false;
    }
    // "a newlywed couple", where nothing is counted
    if matches!(context.lower(last), "couple" | "handful") && context.lower(end) != "of" {
        return false;
    }
    if is_score(context, start, end) {
        return false;
    }
    // "the 1967 Six Day War", but "the 2000 Iraqi troops"
    if is_year(context, start, end)
        && start > 0
        && context.lower(start - 1) == "the"
        && (context.is_capitalized(end) || number(context, end).is_some())
        && context.name(end).is_none()
    {
        return false;
    }
    // "He was 34 when he died."
    let above = context.head(last);
    let is_somebody = |c: usize| {
        matches!(context.dep(c), Dep::Nsubj)
            && (context.person_at[c] || matches!(context.lower(c), "he" | "she"))
    };
    if matches!(context.dep(last), Dep::Attr | Dep::Acomp)
        && context.base(above) == "be"
        && context.document.children(above).take(40).any(is_somebody)
    {
        return false;
    }
    let before = if start > 0 { context.lower(start - 1) } else { "" };
    let is_verb = start > 0 && context.pos(start - 1) == Pos::Verb;
    if !is_verb
        && matches!(
            before,
            "aged"
                | "age"
                | "ages"
                | "no."
                | "number"
                | "nos."
                | "#"
                | "chapter"
                | "article"
                | "page"
        )
        || (before == "." && start > 1 && context.lower(start - 2) == "no")
    {
        return false;
    }
    // "a 12-year-old", "Ansel Rudvik, 71,"
    if context.is_hyphen(end)
        && matches!(context.base(end + 1), "year" | "day" | "month" | "hour" | "week" | "minute")
    {
        return false;
    }
    if before == ","
        && start > 1
        && context.person_at[start - 2]
        && matches!(context.lower(end), "," | "." | ")" | "and")
    {
        return false;
    }
    // "a boy of twelve"
    if before == "of"
        && start > 1
        && matches!(context.base(start - 2), "boy" | "girl" | "man" | "woman" | "age" | "child")
    {
        return false;
    }
    // "UN Resolution 822", "Su-25", "G7": a numeral after a capitalized noun it hangs on.
    let is_designation = start > 0
        && context.dep(last) == Dep::Nummod
        && context.head(last) < start
        && context.is_proper(context.head(last));
    if is_designation
        || (start > 0 && context.is_hyphen(start - 1) && start > 1 && context.is_proper(start - 2))
    {
        return false;
    }
    if context.lower(start) == "one" {
        let is_counting = context.dep(start) == Dep::Nummod
            || (context.lower(end) == "of"
                && context.lower(end + 1) != "another"
                // "in one of the villages", "one of the largest" tell which, not how many.
                && matches!(
                    context.dep(start),
                    Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Conj | Dep::Root
                ))
            || (matches!(context.dep(start), Dep::Nsubjpass | Dep::Conj)
                && matches!(context.pos(start), Pos::Num));
        return is_counting && context.lower(end) != "another" && before != "no";
    }
    // "a few" needs something counted; "both" is no count.
    !matches!(context.lower(start), "both" | "second")
}

/// A score or vote, "2-1" or "305-102": two numbers around a hyphen of which the second is not the
/// greater, or that count nothing.
fn is_score(context: &Context, start: usize, end: usize) -> bool {
    let is_plain = |i: usize| context.word(i).bytes().all(|b| b.is_ascii_digit() || b == b',');
    let is_tight =
        |i: usize| context.is_hyphen(i) && i > 0 && !context.document.token(i).followed_by_blank;
    let (first, second) = if is_tight(end) && is_plain(end + 1) && end + 1 < context.len() {
        (start, end + 1)
    } else if start >= 2 && is_tight(start - 1) && is_plain(start - 2) {
        (start - 2, start)
    } else {
        return false;
    };
    let value = |i| number(context, i).map(|number| number.value);
    let (Some(a), Some(b)) = (value(first), value(second)) else { return false };
    a >= b || !matches!(context.dep(second), Dep::Nummod) || context.head(second) < second
}

/// The hedge that ends right before token `start`, past an article between.
fn hedge_before(context: &Context, start: usize) -> Option<(usize, Effect)> {
    (1..=4).rev().find_map(|length| {
        let from = start.checked_sub(length)?;
        if context.document.sentence_of(from) != context.document.sentence_of(start) {
            return None;
        }
        let entries = context.lexicon.hedges.starting(context.lower(from));
        entries.iter().find_map(|(words, effect)| {
            let fits = words.len() == length
                && words.iter().enumerate().all(|(k, word)| context.lower(from + k) == word);
            fits.then_some((from, *effect))
        })
    })
}

/// The unit of measure at the number, and where it ends.
fn unit(context: &Context, i: usize, end: usize) -> (Option<String>, Option<usize>) {
    let before = if i > 0 { context.lower(i - 1) } else { "" };
    let money = match before {
        "$" | "us$" => Some("USD"),
        "€" => Some("EUR"),
        "£" => Some("GBP"),
        _ => None,
    };
    if let Some(money) = money {
        return (Some(money.to_owned()), None);
    }
    match context.phrase(&context.lexicon.units, end) {
        Some((unit_end, unit)) => (Some(unit.clone()), Some(unit_end)),
        None => (None, None),
    }
}

/// What is counted: its tokens without determiner, and its head.
fn counted(context: &Context, number: Range<usize>, end: usize) -> Option<(Range<usize>, usize)> {
    if let Some(found) = of_phrase(context, end.checked_sub(1)?) {
        return Some(found);
    }
    // "five received wounds": a number that is itself subject or object counts by itself.
    if !matches!(
        context.dep(number.end - 1),
        Dep::Nummod
            | Dep::Amod
            | Dep::Compound
            | Dep::Quantmod
            | Dep::Nmod
            | Dep::Det
            | Dep::Predet
            | Dep::Pobj
    ) {
        return None;
    }
    // The run of adjectives and nouns after the number; its last noun is the head.
    let mut at = end;
    let mut head = None;
    while at < context.len() && at < end + 8 && !context.document.token(at).starts_sentence {
        let tag = context.tag(at);
        match tag {
            Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps => head = Some(at),
            Tag::Jj | Tag::Jjr | Tag::Vbn | Tag::Vbg | Tag::Hyph | Tag::Cd | Tag::Pos => {}
            _ => break,
        }
        at += 1;
        // The tree knows where the noun phrase ends.
        let head_of_number = context.head(number.end - 1);
        if head == Some(head_of_number) {
            break;
        }
    }
    let head = head?;
    // "killed 16 Monday": a time is not counted; "five wounded": a participle alone is not.
    (head >= end).then_some((end..head + 1, head))
}

/// "dozens of people", "two of the soldiers".
fn of_phrase(context: &Context, last: usize) -> Option<(Range<usize>, usize)> {
    if context.lower(last + 1) != "of" {
        return None;
    }
    let mut start = last + 2;
    while matches!(
        context.lower(start),
        "the" | "its" | "their" | "our" | "his" | "her" | "these" | "those" | "all"
    ) {
        start += 1;
    }
    let mut at = start;
    let mut head = None;
    while at < context.len() && at < start + 8 && !context.document.token(at).starts_sentence {
        match context.tag(at) {
            Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps => head = Some(at),
            Tag::Prp | Tag::Wp | Tag::Wdt if at == start => {
                head = Some(at);
                break;
            }
            Tag::Jj
            | Tag::Jjr
            | Tag::Jjs
            | Tag::Hyph
            | Tag::Vbn
            | Tag::Vbg
            | Tag::Cd
            | Tag::Pos => {}
            _ => break,
        }
        if matches!(context.dep(at), Dep::Pobj) && context.is_noun(at) {
            break;
        }
        at += 1;
    }
    head.map(|head| (start..head + 1, head))
}

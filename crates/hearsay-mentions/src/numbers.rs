//! Numbers in digits and words: "16", "1,200", "3.5 million", "twenty-three", "dozens".

use crate::context::Context;

/// A number as written, from its first token to one past its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) end: usize,
    pub(crate) value: u64,
    /// Whether the word only says how many at least: "dozens".
    pub(crate) is_vague: bool,
    /// Whether it has a fraction, which was rounded down.
    pub(crate) is_fraction: bool,
}

/// The number that starts at token `i`, if one does.
pub(crate) fn number(context: &Context, i: usize) -> Option<Number> {
    let mut at = i;
    // "a dozen", "a hundred", "several hundred", "a few dozen", "tens of thousands"
    if matches!(context.lower(at), "a" | "an") {
        let next = context.lower(at + 1);
        let class = class(context, at + 1)?;
        if class.0 == "scale" && next != "m" {
            let (value, end) = scales(context, at + 1, 1.0)?;
            return Some(exact(end, value));
        }
        if class.0 == "some" {
            at += 1;
        } else {
            return None;
        }
    }
    let (kind, value) = class(context, at).unwrap_or(("", 0));
    match kind {
        "vague" => {
            let mut end = at + 1;
            let mut total = value;
            if context.lower(end) == "of"
                && let Some(("vague", more)) = class(context, end + 1)
            {
                // "tens of thousands": the least of the first times one of the second.
                total = value.saturating_mul(more / 2);
                end += 2;
            }
            return Some(Number { end, value: total, is_vague: true, is_fraction: false });
        }
        "some" => {
            let mut end = at + 1;
            let mut total = value;
            if let Some(("scale", more)) = class(context, end) {
                total = total.min(2).saturating_mul(more);
                end += 1;
            }
            return Some(Number { end, value: total, is_vague: true, is_fraction: false });
        }
        "ones" | "tens" => return words(context, at),
        "scale" if context.tag(at) == hearsay_syntax::Tag::Cd => {
            let (value, end) = scales(context, at, 1.0)?;
            return Some(exact(end, value));
        }
        _ => {}
    }
    let digits = digits(context.word(at))?;
    let (value, end) = match scales(context, at + 1, digits) {
        Some((value, end)) => (value, end),
        None => (digits, at + 1),
    };
    Some(exact(end, value))
}

fn exact(end: usize, value: f64) -> Number {
    // Figures far beyond any count saturate; the cast does that.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = value as u64;
    Number { end, value: whole, is_vague: false, is_fraction: value.fract() != 0.0 }
}

fn class<'a>(context: &Context, i: usize) -> Option<(&'a str, u64)> {
    let word = context.lower(i);
    let (class, value) = context.lexicon.numbers.get(word)?;
    Some((class.as_str(), *value))
}

/// The scale words from token `i` on, times what stands before them.
fn scales(context: &Context, i: usize, before: f64) -> Option<(f64, usize)> {
    let (mut value, mut at) = (before, i);
    while let Some(("scale", scale)) = class(context, at) {
        #[allow(clippy::cast_precision_loss)]
        let scale = scale as f64;
        value *= scale;
        at += 1;
    }
    (at > i).then_some((value, at))
}

/// A number in words: "twenty-three", "two hundred and fifty thousand".
fn words(context: &Context, i: usize) -> Option<Number> {
    let (mut total, mut group, mut at) = (0_u64, 0_u64, i);
    let mut last = "";
    loop {
        let mut next = at;
        if at > i && context.is_hyphen(next) {
            next += 1;
        }
        if at > i && context.lower(next) == "and" && last == "scale" {
            next += 1;
        }
        let Some((kind, value)) = class(context, next) else { break };
        let fits = match kind {
            "ones" => last.is_empty() || (last == "tens" && value < 10) || last == "scale",
            "tens" => last.is_empty() || last == "scale",
            "scale" => !last.is_empty(),
            _ => false,
        };
        if !fits {
            break;
        }
        match kind {
            "scale" if value >= 1000 => {
                total = total.saturating_add(group.max(1).saturating_mul(value));
                group = 0;
            }
            "scale" => group = group.max(1).saturating_mul(value),
            _ => group = group.saturating_add(value),
        }
        last = kind;
        at = next + 1;
    }
    (at > i).then_some(Number {
        end: at,
        value: total.saturating_add(group),
        is_vague: false,
        is_fraction: false,
    })
}

/// Digits with thousands marks: `1,200`, `3.5`.
fn digits(word: &str) -> Option<f64> {
    let plain = word.trim_end_matches('+');
    if plain.is_empty()
        || plain.len() > 24
        || !plain.starts_with(|c: char| c.is_ascii_digit())
        || !plain.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
    {
        return None;
    }
    let groups: Vec<&str> = plain.split(',').collect();
    let is_grouped = groups.len() == 1
        || groups[1..].iter().all(|g| g.split('.').next().is_some_and(|g| g.len() == 3));
    if !is_grouped {
        return None;
    }
    groups.concat().trim_end_matches('.').parse().ok()
}

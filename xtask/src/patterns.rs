//! The tokenizer's regular expressions, taken apart into the plain alternatives they are made of.

use anyhow::{Context, Result, bail, ensure};
use hearsay_syntax::model::{Alternative, CharRanges, RunOf};

/// Character classes seen so far; equal ones are kept once.
#[derive(Default)]
pub(crate) struct Classes(pub(crate) Vec<CharRanges>);

impl Classes {
    fn number(&mut self, class: CharRanges) -> Result<u16> {
        let at = self.0.iter().position(|known| *known == class).unwrap_or_else(|| {
            self.0.push(class);
            self.0.len() - 1
        });
        Ok(u16::try_from(at)?)
    }
}

/// Reads a pattern of the form `a|(?<=[b])c+(?=[d])|(?:e|f)$`: alternatives of single characters
/// and classes, with look-around of single classes. Anything else is an error, so that a changed
/// model cannot be misread.
pub(crate) fn alternatives(pattern: &str, classes: &mut Classes) -> Result<Vec<Alternative>> {
    let mut out = Vec::new();
    for part in split_top_level(pattern) {
        let part = part.strip_prefix('^').unwrap_or(&part);
        out.extend(alternative(part, classes).with_context(|| format!("in `{}`", shorten(part)))?);
    }
    Ok(out)
}

/// The set that stands before `{2,63}` in the url pattern: letters of a top-level domain. The rest
/// of the pattern must be the one that the reader was written for.
pub(crate) fn domain_letters(url: &str) -> Result<CharRanges> {
    let end = url.find("{2,63}").context("the url pattern has no top-level domain")?;
    let start = url[..end].rfind('[').context("the top-level domain is no class")?;
    let rest = format!("{}LETTERS{}", &url[..start], &url[end..]);
    ensure!(
        rest == include_str!("../data/url_pattern.txt").trim_end(),
        "the url pattern is not the one that `url.rs` matches by hand: {rest}"
    );
    let mut chars = url[start..end].chars().peekable();
    class(&mut chars)
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Splits at `|` outside of groups and classes.
fn split_top_level(pattern: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut in_class, mut escaped) = (0, false, false);
    for c in pattern.chars() {
        let current = parts.last_mut().expect("there is always a part");
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if in_class {
            in_class = c != ']';
        } else if c == '[' {
            in_class = true;
        } else if c == '(' {
            depth += 1;
        } else if c == ')' {
            depth -= 1;
        } else if c == '|' && depth == 0 {
            parts.push(String::new());
            continue;
        }
        current.push(c);
    }
    parts
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn alternative(part: &str, classes: &mut Classes) -> Result<Vec<Alternative>> {
    let mut rest = part;
    let mut behind = Vec::new();
    if let Some(inner) = rest.strip_prefix("(?<=") {
        let end = closing(inner)?;
        let mut chars = inner[..end].chars().peekable();
        while chars.peek().is_some() {
            let atom = atom(&mut chars)?;
            behind.push(classes.number(atom)?);
        }
        rest = &inner[end + 1..];
    }
    let rest_without_end = rest.strip_suffix('$').filter(|rest| !rest.ends_with('\\'));
    rest = rest_without_end.unwrap_or(rest);
    let mut ahead = None;
    for (mark, wanted) in [("(?=", true), ("(?!", false)] {
        if let Some(at) = rest.find(mark) {
            let inner = &rest[at + mark.len()..];
            let end = closing(inner)?;
            ensure!(end + 1 == inner.len(), "something follows the look-ahead");
            let mut chars = inner[..end].chars().peekable();
            let atom = atom(&mut chars)?;
            ensure!(chars.next().is_none(), "a look-ahead of more than one character");
            ahead = Some((classes.number(atom)?, wanted));
            rest = &rest[..at];
        }
    }
    let bodies = match rest.strip_prefix("(?:") {
        Some(inner) => {
            let end = closing(inner)?;
            ensure!(end + 1 == inner.len(), "something follows the group");
            split_top_level(&inner[..end])
        }
        None => vec![rest.to_owned()],
    };
    bodies
        .iter()
        .map(|body| Ok(Alternative { behind: behind.clone(), body: runs(body, classes)?, ahead }))
        .collect()
}

/// The byte of the `)` that closes the group which `inner` is the inside of.
fn closing(inner: &str) -> Result<usize> {
    let (mut depth, mut in_class, mut escaped) = (0, false, false);
    for (at, c) in inner.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if in_class {
            in_class = c != ']';
        } else {
            match c {
                '[' => in_class = true,
                '(' => depth += 1,
                ')' if depth == 0 => return Ok(at),
                ')' => depth -= 1,
                _ => {}
            }
        }
    }
    bail!("a group is not closed")
}

/// A sequence of characters and classes, each perhaps with `+`; equal neighbours become one run.
fn runs(body: &str, classes: &mut Classes) -> Result<Vec<RunOf>> {
    let mut chars = body.chars().peekable();
    let mut runs: Vec<RunOf> = Vec::new();
    while chars.peek().is_some() {
        let atom = atom(&mut chars)?;
        let class = classes.number(atom)?;
        let or_more = chars.next_if_eq(&'+').is_some();
        match runs.last_mut() {
            Some(run) if run.class == class => {
                run.least += 1;
                run.or_more |= or_more;
            }
            _ => runs.push(RunOf { class, least: 1, or_more }),
        }
    }
    for pair in runs.windows(2) {
        let (left, right) =
            (&classes.0[usize::from(pair[0].class)], &classes.0[usize::from(pair[1].class)]);
        let overlap = left.iter().any(|(a, b)| right.iter().any(|(c, d)| a <= d && c <= b));
        ensure!(!overlap || !pair[0].or_more, "a repeated class overlaps the one after it");
    }
    Ok(runs)
}

/// One character or class.
fn atom(chars: &mut Chars<'_>) -> Result<CharRanges> {
    match chars.peek().copied() {
        Some('[') => class(chars),
        Some(c @ ('(' | ')' | '|' | '*' | '+' | '?' | '{' | '^')) => bail!("`{c}` is not expected"),
        Some(_) => {
            let c = character(chars)?;
            Ok(vec![(c, c)])
        }
        None => bail!("nothing to match"),
    }
}

/// `[a-z\u00e9]`, without negation.
fn class(chars: &mut Chars<'_>) -> Result<CharRanges> {
    ensure!(chars.next() == Some('['), "a class is expected");
    ensure!(chars.peek() != Some(&'^'), "negated classes are not expected");
    let mut ranges = Vec::new();
    while chars.next_if_eq(&']').is_none() {
        let first = character(chars)?;
        let mut ahead = chars.clone();
        if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
            chars.next();
            ranges.push((first, character(chars)?));
        } else {
            ranges.push((first, first));
        }
    }
    ranges.sort_unstable();
    ranges.dedup();
    Ok(ranges)
}

/// One character, perhaps escaped.
fn character(chars: &mut Chars<'_>) -> Result<char> {
    let c = chars.next().context("the pattern ends too soon")?;
    if c != '\\' {
        return Ok(c);
    }
    let escaped = chars.next().context("the pattern ends in a backslash")?;
    let digits = match escaped {
        'u' => 4,
        'U' => 8,
        c if c.is_alphanumeric() => bail!("`\\{c}` is not expected"),
        c => return Ok(c),
    };
    let code: String = chars.take(digits).collect();
    char::from_u32(u32::from_str_radix(&code, 16)?).context("no character")
}

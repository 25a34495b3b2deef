//! Documents as CoNLL-U text, with this crate's labels: stored trees for tests.
//!
//! Ten tab-separated columns a token, an empty line after each sentence, as Universal Dependencies
//! define them (`ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC`). Columns 4 to 8 carry the
//! backbone's labels, so `DEPREL` is `ClearNLP`'s. MISC holds `SpaceAfter=No` where no blank
//! follows, and `NER=B-GPE` or `NER=I-GPE` inside an entity. White space inside FORM and LEMMA is
//! written `\s \t \n \r \u{..}`, a backslash `\\`; so tokens and blanks give back the exact text.
//!
//! ```
//! let text = "1\tGo\tgo\tVERB\tVB\t_\t0\tROOT\t_\tSpaceAfter=No\n2\t!\t!\tPUNCT\t.\t_\t1\tpunct\t_\tSpaceAfter=No\n\n";
//! let document = hearsay_syntax::conllu::read(text)?;
//! assert_eq!(document.text(), "Go!");
//! assert_eq!(hearsay_syntax::conllu::write(&document), text);
//! # Ok::<(), hearsay_syntax::conllu::ConlluError>(())
//! ```

use std::fmt::Write as _;

use crate::document::{Document, Entity, Token};
use crate::labels::{EntityType, UnknownLabel};

/// Why a text is not CoNLL-U as this module reads it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ConlluError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Reads one document; `#` comments are passed over.
///
/// # Errors
/// Names the first line that is malformed, has an unknown label, or a head outside its sentence.
pub fn read(text: &str) -> Result<Document, ConlluError> {
    let mut document = Document::default();
    let mut first = 0;
    let mut first_line = 1;
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        let fail = |problem: String| ConlluError { line: line_number, problem };
        if line.starts_with('#') {
            continue;
        }
        if line.trim().is_empty() {
            check_heads(&document, first, first_line)?;
            first = document.tokens.len();
            first_line = line_number + 1;
            continue;
        }
        read_token(&mut document, first, line).map_err(fail)?;
    }
    check_heads(&document, first, first_line)?;
    document.index();
    Ok(document)
}

/// Reads one token line into the document whose current sentence began at token `first`.
fn read_token(document: &mut Document, first: usize, line: &str) -> Result<(), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, pos, tag, morph, head, dep, _, misc] = columns[..] else {
        return Err(format!("{} columns where 10 are expected", columns.len()));
    };
    let number = document.tokens.len();
    if id.parse() != Ok(number - first + 1) {
        return Err(format!("token number `{id}` where {} is expected", number - first + 1));
    }
    let head: usize = head.parse().map_err(|_| format!("`{head}` is not a head number"))?;
    let label = |error: UnknownLabel| error.to_string();
    let start = document.text.len();
    document.text.push_str(&unescape(form)?);
    let end = document.text.len();
    let followed_by_blank = !misc.split('|').any(|part| part == "SpaceAfter=No");
    if followed_by_blank {
        document.text.push(' ');
    }
    let lemma = document.strings.intern(&unescape(lemma)?);
    let morph = document.strings.intern(if morph == "_" { "" } else { morph });
    let to_u32 = |n: usize| u32::try_from(n).map_err(|_| "text too long".to_owned());
    document.tokens.push(Token {
        start: to_u32(start)?,
        end: to_u32(end)?,
        head: to_u32(if head == 0 { number } else { first + head - 1 })?,
        lemma,
        morph,
        tag: tag.parse().map_err(label)?,
        pos: pos.parse().map_err(label)?,
        dep: dep.parse().map_err(label)?,
        followed_by_blank,
        starts_sentence: number == first,
    });
    if let Some(entity) = misc.split('|').find_map(|part| part.strip_prefix("NER=")) {
        let (position, label_text) =
            entity.split_once('-').ok_or_else(|| format!("`{entity}` is not an entity mark"))?;
        let label: EntityType = label_text.parse().map_err(label)?;
        match (position, document.entities.last_mut()) {
            ("B", _) => document.entities.push(Entity { tokens: number..number + 1, label }),
            ("I", Some(last)) if last.tokens.end == number && last.label == label => {
                last.tokens.end = number + 1;
            }
            _ => return Err(format!("`{entity}` continues no entity")),
        }
    }
    Ok(())
}

/// Checks that the heads of the sentence starting at token `first` stay inside it, without cycles.
fn check_heads(document: &Document, first: usize, line: usize) -> Result<(), ConlluError> {
    let end = document.tokens.len();
    for i in first..end {
        let mut at = i;
        for _ in first..=end {
            let head = document.tokens[at].head();
            if head < first || head >= end {
                return Err(ConlluError {
                    line,
                    problem: format!("token {} has its head outside the sentence", at - first + 1),
                });
            }
            if head == at {
                break;
            }
            at = head;
        }
        if document.tokens[at].head() != at {
            return Err(ConlluError {
                line,
                problem: format!("token {} stands in a cycle", i - first + 1),
            });
        }
    }
    Ok(())
}

/// Writes the document, one block a sentence.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    let mut entities = document.entities.iter().peekable();
    for sentence in &document.sentences {
        for i in sentence.clone() {
            let token = &document.tokens[i];
            let head = if token.head() == i { 0 } else { token.head() - sentence.start + 1 };
            while entities.next_if(|entity| entity.tokens.end <= i).is_some() {}
            let mut misc = Vec::new();
            if !token.followed_by_blank {
                misc.push("SpaceAfter=No".to_owned());
            }
            if let Some(entity) = entities.peek().filter(|entity| entity.tokens.contains(&i)) {
                let position = if entity.tokens.start == i { "B" } else { "I" };
                misc.push(format!("NER={position}-{}", entity.label));
            }
            let morph = document.morph(i);
            writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
                i - sentence.start + 1,
                escape(document.word(i)),
                escape(document.lemma(i)),
                token.pos,
                token.tag,
                if morph.is_empty() { "_" } else { morph },
                token.dep,
                if misc.is_empty() { "_".to_owned() } else { misc.join("|") },
            )
            .expect("writing to a string does not fail");
        }
        out.push('\n');
    }
    out
}

/// Makes white space and backslashes visible.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ' ' => out.push_str("\\s"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if c.is_whitespace() || c.is_control() => {
                write!(out, "\\u{{{:x}}}", c as u32).expect("writing to a string does not fail");
            }
            c => out.push(c),
        }
    }
    out
}

/// Undoes [`escape`].
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let mut chars = rest[at + 1..].chars();
        match chars.next() {
            Some('\\') => out.push('\\'),
            Some('s') => out.push(' '),
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('u') => {
                let code = chars
                    .as_str()
                    .strip_prefix('{')
                    .and_then(|tail| tail.split_once('}'))
                    .ok_or("`\\u` without `{..}`")?;
                let c = u32::from_str_radix(code.0, 16).ok().and_then(char::from_u32);
                out.push(c.ok_or("`\\u{..}` names no character")?);
                rest = code.1;
                continue;
            }
            _ => return Err("a backslash that begins no escape".to_owned()),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_round_trip() {
        for text in ["plain", "\n\n", " ", "a\\b", "\u{a0}", "\u{1c}x\t"] {
            assert_eq!(unescape(&escape(text)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_cycle_is_named() {
        let text = "1\ta\ta\tX\tXX\t_\t2\tdep\t_\t_\n2\tb\tb\tX\tXX\t_\t1\tdep\t_\t_\n";
        assert_eq!(
            read(text).map(|_| ()).expect_err("a cycle").problem,
            "token 1 stands in a cycle"
        );
    }

    #[test]
    fn an_unknown_label_is_named_with_its_line() {
        let text = "# comment\n1\ta\ta\tX\tXX\t_\t0\troot\t_\t_\n";
        let error = read(text).map(|_| ()).expect_err("`root` is not a label");
        assert_eq!(error.to_string(), "line 2: `root` is not a Dep label; did you mean `ROOT`?");
    }
}

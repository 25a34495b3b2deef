//! How far two readings of one text agree, token by token.
//!
//! Used by the tests and by `cargo xtask conformance` to hold this crate against spaCy.

use std::ops::AddAssign;

use crate::document::Document;

/// How many tokens differ, by attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Tokens compared: those of the expected document.
    pub tokens: usize,
    /// Expected tokens whose span the other document does not have.
    pub boundaries: usize,
    /// Differing "followed by blank".
    pub blanks: usize,
    /// Differing fine parts of speech.
    pub tags: usize,
    /// Differing universal parts of speech.
    pub pos: usize,
    /// Differing features.
    pub morphs: usize,
    /// Differing lemmas.
    pub lemmas: usize,
    /// Differing heads.
    pub heads: usize,
    /// Differing dependency labels.
    pub deps: usize,
    /// Differing sentence starts.
    pub starts: usize,
    /// Tokens with differing entity or place in it.
    pub entities: usize,
}

impl Differences {
    /// Attribute names with their counts, in the order of the stages.
    #[must_use]
    pub const fn by_attribute(&self) -> [(&'static str, usize); 10] {
        [
            ("boundary", self.boundaries),
            ("blank", self.blanks),
            ("tag", self.tags),
            ("pos", self.pos),
            ("morph", self.morphs),
            ("lemma", self.lemmas),
            ("head", self.heads),
            ("dep", self.deps),
            ("sentence start", self.starts),
            ("entity", self.entities),
        ]
    }

    /// Whether nothing differs at all.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.by_attribute().iter().all(|(_, count)| *count == 0)
    }
}

impl AddAssign for Differences {
    fn add_assign(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.boundaries += other.boundaries;
        self.blanks += other.blanks;
        self.tags += other.tags;
        self.pos += other.pos;
        self.morphs += other.morphs;
        self.lemmas += other.lemmas;
        self.heads += other.heads;
        self.deps += other.deps;
        self.starts += other.starts;
        self.entities += other.entities;
    }
}

/// Compares `found` with `expected`, two readings of the same text, and calls `each` for every
/// difference with the expected token's number, the attribute, and what either side has.
pub fn compare(
    expected: &Document,
    found: &Document,
    mut each: impl FnMut(usize, &'static str, String, String),
) -> Differences {
    let mut count = Differences { tokens: expected.len(), ..Differences::default() };
    let mut spans = found.tokens().iter().map(crate::Token::span).enumerate().peekable();
    // Tokens are paired by their spans; heads are compared as spans too, so that a cut word does
    // not shift all that follows.
    let pairs: Vec<Option<usize>> = expected
        .tokens()
        .iter()
        .map(|token| {
            while spans.next_if(|(_, span)| span.start < token.span().start).is_some() {}
            spans.peek().filter(|(_, span)| *span == token.span()).map(|(number, _)| *number)
        })
        .collect();
    let expected_entities = entity_marks(expected);
    let found_entities = entity_marks(found);
    for (i, pair) in pairs.iter().enumerate() {
        let a = expected.token(i);
        let Some(j) = *pair else {
            count.boundaries += 1;
            each(i, "boundary", expected.word(i).to_owned(), String::new());
            continue;
        };
        let b = found.token(j);
        let mut check = |differ: bool, counter: &mut usize, name, left: String, right: String| {
            if differ {
                *counter += 1;
                each(i, name, left, right);
            }
        };
        let (a_head, b_head) = (expected.token(a.head()).span(), found.token(b.head()).span());
        let blank = |token: &crate::Token| token.followed_by_blank.to_string();
        let start = |token: &crate::Token| token.starts_sentence.to_string();
        let text = |text: &str| text.to_owned();
        check(
            a.followed_by_blank != b.followed_by_blank,
            &mut count.blanks,
            "blank",
            blank(a),
            blank(b),
        );
        check(a.tag != b.tag, &mut count.tags, "tag", a.tag.to_string(), b.tag.to_string());
        check(a.pos != b.pos, &mut count.pos, "pos", a.pos.to_string(), b.pos.to_string());
        let (left, right) = (expected.morph(i), found.morph(j));
        check(left != right, &mut count.morphs, "morph", text(left), text(right));
        let (left, right) = (expected.lemma(i), found.lemma(j));
        check(left != right, &mut count.lemmas, "lemma", text(left), text(right));
        let (left, right) = (expected.word(a.head()), found.word(b.head()));
        check(a_head != b_head, &mut count.heads, "head", text(left), text(right));
        check(a.dep != b.dep, &mut count.deps, "dep", a.dep.to_string(), b.dep.to_string());
        check(
            a.starts_sentence != b.starts_sentence,
            &mut count.starts,
            "sentence start",
            start(a),
            start(b),
        );
        let (left, right) = (&expected_entities[i], &found_entities[j]);
        check(left != right, &mut count.entities, "entity", left.clone(), right.clone());
    }
    count
}

/// `B-GPE`, `I-GPE` or `O` for every token.
fn entity_marks(document: &Document) -> Vec<String> {
    let mut marks = vec!["O".to_owned(); document.len()];
    for entity in document.entities() {
        for i in entity.tokens.clone() {
            let place = if i == entity.tokens.start { "B" } else { "I" };
            marks[i] = format!("{place}-{}", entity.label);
        }
    }
    marks
}

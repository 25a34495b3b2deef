//! When the verb over a time expression plays: "voted on Sunday" and "will vote on Sunday".

use hearsay_syntax::{Dep, Pos, Tag};

use super::Finder;

/// When a verb plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    /// "has given them until Tuesday": what is past may reach ahead.
    Perfect,
    Future,
    Open,
}

/// How many steps up the tree, and how many dependents, are looked at.
const REACH: usize = 20;

impl Finder<'_, '_> {
    /// Whether the nearest verb over token `i` sets a time: "scheduled a meeting on Friday".
    pub(super) fn plans(&self, i: usize) -> bool {
        let mut verb = i;
        for _ in 0..REACH {
            if matches!(self.context.pos(verb), Pos::Verb | Pos::Aux) {
                return self.context.lexicon.times.is_plan(self.context.base(verb));
            }
            verb = self.context.head(verb);
        }
        false
    }

    /// When the verb over token `i` plays.
    pub(super) fn tense(&self, i: usize) -> Tense {
        let document = self.context.document;
        let mut verb = i;
        let mut steps = 0;
        while !matches!(self.context.pos(verb), Pos::Verb | Pos::Aux) {
            let head = self.context.head(verb);
            if head == verb || steps > REACH {
                return Tense::Open;
            }
            verb = head;
            steps += 1;
        }
        for child in document.children(verb).take(2 * REACH) {
            if matches!(self.context.dep(child), Dep::Aux | Dep::Auxpass) {
                match (self.lower(child), self.context.tag(child)) {
                    ("will" | "shall" | "'ll" | "wo" | "would", _) => return Tense::Future,
                    ("had" | "was" | "were" | "did", _) => return Tense::Past,
                    (
                        "is" | "are" | "be" | "being" | "'re",
                        Tag::Vbz | Tag::Vbp | Tag::Vb | Tag::Vbg,
                    ) => {
                        let looks_ahead =
                            self.context.lexicon.times.looks_ahead(self.context.base(verb));
                        return if looks_ahead { Tense::Future } else { Tense::Open };
                    }
                    ("has" | "have" | "'ve", _) => return Tense::Perfect,
                    _ => {}
                }
            }
        }
        let is_infinitive =
            || document.children(verb).take(2 * REACH).any(|c| self.context.tag(c) == Tag::To);
        match self.context.tag(verb) {
            Tag::Vbd | Tag::Vbn => Tense::Past,
            Tag::Vb if is_infinitive() => {
                let head = self.context.head(verb);
                // "It had been due to expire on Friday" looks back on Friday.
                let is_over = [head, self.context.head(head)].into_iter().any(|governor| {
                    document.children(governor).take(REACH).any(|c| self.lower(c) == "had")
                });
                // "is to meet on Friday", but not "was there to meet".
                let is_over = is_over
                    || self.context.base(head) == "be" && self.context.tag(head) == Tag::Vbd;
                let looks_ahead = head != verb
                    && !is_over
                    && self.context.lexicon.times.looks_ahead(self.context.base(head));
                if looks_ahead { Tense::Future } else { Tense::Open }
            }
            _ => Tense::Open,
        }
    }
}

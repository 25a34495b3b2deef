//! Words that take two sides one by one or against each other: "each", "each other", "the other".

use hearsay_syntax::{Dep, Tag};

use super::{Draft, Finder, Shape};
use crate::mention::ActorKind;

impl Finder<'_, '_> {
    pub(super) fn sides(&mut self) {
        for i in 0..self.context.len() {
            if self.covered[i] || self.in_time[i] {
                continue;
            }
            let Some(end) = self.each(i) else { continue };
            self.drafts.push(Draft {
                tokens: i..end,
                head: end - 1,
                name: self.context.words(i..end),
                code: None,
                nation: None,
                kind: ActorKind::Sides,
                sector: None,
                role: None,
                shape: Shape::Noun {
                    noun: EACH.to_owned(),
                    is_definite: true,
                    is_plural: true,
                    takes_up: false,
                },
                nations: Vec::new(),
                body: None,
                speaks_for_organization: false,
                is_nation_inferred: false,
                rule: "sides",
            });
        }
    }

    /// Where a word that stands for each of several ends, if one starts at token `i`.
    fn each(&self, i: usize) -> Option<usize> {
        let context = self.context;
        let stands_alone = |at: usize| {
            matches!(
                context.dep(at),
                Dep::Nsubj | Dep::Nsubjpass | Dep::Dobj | Dep::Pobj | Dep::Dative | Dep::Poss
            )
        };
        match context.lower(i) {
            "each" | "one" if matches!(context.lower(i + 1), "other" | "another") => {
                (stands_alone(i + 1) || stands_alone(i)).then_some(i + 2)
            }
            "each" | "both" | "neither" => {
                (context.tag(i) == Tag::Dt && stands_alone(i)).then_some(i + 1)
            }
            "other" => {
                // "Each accused the other", "one side blamed the other".
                let sentence = context.sentence(i);
                let is_second = i > sentence.start
                    && context.lower(i - 1) == "the"
                    && stands_alone(i)
                    && (sentence.start.max(i.saturating_sub(20))..i)
                        .any(|t| matches!(context.lower(t), "each" | "one" | "neither"));
                is_second.then_some(i + 1)
            }
            _ => None,
        }
    }
}

/// The noun under which these words go.
pub(crate) const EACH: &str = "each";

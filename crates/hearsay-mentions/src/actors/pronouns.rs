//! Pronouns that stand for an actor; "it is necessary" stands for none.

use hearsay_syntax::{Dep, Tag};

use super::{Draft, Finder, Shape};
use crate::mention::ActorKind;

impl Finder<'_, '_> {
    pub(super) fn pronouns(&mut self) {
        let context = self.context;
        for i in 0..context.len() {
            if self.covered[i] || !matches!(context.tag(i), Tag::Prp | Tag::PrpPoss) {
                continue;
            }
            let kind = match context.lower(i) {
                "he" | "him" | "his" | "she" | "her" | "hers" => ActorKind::Person,
                "they" | "them" | "their" | "theirs" => ActorKind::Sides,
                "its" => ActorKind::Organization,
                "it" if !self.is_impersonal(i) => ActorKind::Organization,
                _ => continue,
            };
            self.drafts.push(Draft {
                tokens: i..i + 1,
                head: i,
                name: context.words(i..i + 1),
                code: None,
                nation: None,
                kind,
                sector: None,
                role: None,
                shape: Shape::Pronoun,
                nations: Vec::new(),
                body: None,
                speaks_for_organization: false,
                is_nation_inferred: false,
                rule: "pronoun",
            });
        }
    }

    /// Whether "it" stands for nobody: "it is necessary", "it became known", "it was raining"; or
    /// for what was said: "denied it".
    fn is_impersonal(&self, i: usize) -> bool {
        let context = self.context;
        let mut verb = context.head(i);
        if matches!(context.dep(verb), Dep::Aux | Dep::Auxpass) {
            verb = context.head(verb);
        }
        let lexicon = context.lexicon;
        let is = |word: &str, class: &str| {
            lexicon.impersonal.contains(&(word.to_owned(), class.to_owned()))
        };
        let children = || context.document.children(verb).take(60);
        let is_clause = |c: usize| {
            matches!(context.dep(c), Dep::Ccomp | Dep::Csubj | Dep::Csubjpass) && c > verb
        };
        match context.dep(i) {
            Dep::Expl => true,
            Dep::Dobj => {
                // "said it", "denied it": what was said, except in "called it a bloc".
                lexicon.speech.contains(context.base(verb))
                    && !children().any(|c| matches!(context.dep(c), Dep::Oprd | Dep::Xcomp))
            }
            Dep::Nsubjpass => {
                is(context.base(verb), "told")
                    && !children().any(|c| {
                        // "Israel ... it is said to be ready" speaks of Israel.
                        context.dep(c) == Dep::Xcomp
                    })
            }
            Dep::Nsubj => {
                let quality = children().find(|c| {
                    matches!(context.dep(*c), Dep::Acomp | Dep::Oprd | Dep::Attr | Dep::Advmod)
                        && *c > verb
                        && (is(context.base(*c), "quality")
                            || is(context.lower(*c), "quality")
                            || context.tag(*c) == Tag::Vbn && is(context.base(*c), "told"))
                });
                let base = context.base(verb);
                let is_copula =
                    matches!(base, "be" | "become" | "seem" | "appear" | "remain" | "prove" | "'s");
                is(base, "weather")
                    || is(base, "clause") && children().any(is_clause)
                    || is(base, "quality")
                    || is_copula
                        && (quality.is_some()
                            || children().any(|c| context.dep(c) == Dep::Attr && c > verb))
                    || is(base, "seems")
                        && children().any(|c| {
                            context.dep(c) == Dep::Acomp || context.lower(c) == "like"
                        })
                    // "it took hours to", "it takes two"
                    || base == "take" && children().any(|c| {
                        context.dep(c) == Dep::Dobj && self.in_time[c]
                            || matches!(context.dep(c), Dep::Xcomp | Dep::Advcl) && c > verb
                    })
            }
            _ => false,
        }
    }
}

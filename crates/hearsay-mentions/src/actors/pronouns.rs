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
            let is_impersonal = || {
                let verb = context.head(i);
                matches!(context.dep(i), Dep::Expl)
                    || matches!(context.dep(i), Dep::Nsubj | Dep::Nsubjpass)
                        && (context.document.children(verb).take(60).any(|c| {
                            matches!(
                                context.dep(c),
                                Dep::Acomp | Dep::Attr | Dep::Ccomp | Dep::Csubj | Dep::Csubjpass
                            ) && c > verb
                                && matches!(
                                    context.base(verb),
                                    "be" | "become"
                                        | "seem"
                                        | "appear"
                                        | "say"
                                        | "report"
                                        | "know"
                                        | "expect"
                                        | "believe"
                                        | "think"
                                        | "claim"
                                        | "take"
                                        | "emerge"
                                        | "turn"
                                        | "note"
                                        | "allege"
                                        | "announce"
                                )
                                && (context.dep(i) == Dep::Nsubjpass
                                    || matches!(
                                        context.base(verb),
                                        "be" | "become"
                                            | "seem"
                                            | "appear"
                                            | "emerge"
                                            | "turn"
                                            | "take"
                                    ))
                        }) || (context.dep(i) == Dep::Nsubjpass
                            && matches!(
                                context.base(verb),
                                "know" | "report" | "say" | "note" | "clear" | "become"
                            )))
            };
            let kind = match context.lower(i) {
                "he" | "him" | "his" | "she" | "her" | "hers" => ActorKind::Person,
                "they" | "them" | "their" | "theirs" => ActorKind::Sides,
                "it" | "its" if !is_impersonal() => ActorKind::Organization,
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
            });
        }
    }
}

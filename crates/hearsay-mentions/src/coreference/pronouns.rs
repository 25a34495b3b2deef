//! Whom a pronoun stands for.

use hearsay_syntax::{Dep, Tag};

use super::{Resolver, is_plural};
use crate::actors::{Draft, Shape};
use crate::mention::ActorKind;

impl Resolver<'_, '_> {
    /// Whom a pronoun stands for: the subject of its own sentence or the last before it.
    pub(super) fn antecedent(&self, draft: &Draft) -> Option<usize> {
        let document = self.context.document;
        let sentence = document.sentence_of(draft.head);
        let wanted = draft.kind;
        let is_she = matches!(self.context.lower(draft.head), "she" | "her" | "hers");
        let is_possessive = self.context.dep(draft.head) == Dep::Poss;
        let mut best: Option<(i64, usize)> = None;
        for i in self.recent() {
            let (other, actor) = (&self.drafts[i], &self.actors[i]);
            let distance =
                i64::try_from(sentence - document.sentence_of(other.head)).unwrap_or(i64::MAX);
            if distance > 3 {
                break;
            }
            let is_person = self.keys[i].starts_with("person:")
                || (actor.role.is_some() && !is_plural(other))
                || (actor.kind == ActorKind::Person && !is_plural(other));
            let fits = match wanted {
                ActorKind::Person => is_person && self.fits_gender(i, is_she),
                ActorKind::Sides => {
                    !is_person
                        && (is_plural(other)
                            || self.is_people(other)
                            || actor.kind == ActorKind::Sides
                            || other.shape == Shape::Pronoun && other.kind == ActorKind::Sides)
                        || matches!(
                            actor.kind,
                            ActorKind::ArmedForces
                                | ActorKind::Police
                                | ActorKind::Rebels
                                | ActorKind::Militia
                        ) && !is_person
                }
                _ => {
                    let is_they = other.shape == Shape::Pronoun && other.kind == ActorKind::Sides;
                    let is_several = is_plural(other)
                        || self.is_people(other)
                        || actor.kind == ActorKind::Sides
                        || is_they;
                    !(is_person || is_several)
                }
            };
            // A pronoun never stands for a phrase that holds it, nor for the country whose thing
            // was named: "Chinese ships ... it".
            if !fits || self.is_attributive(other) || other.tokens.contains(&draft.head) {
                continue;
            }
            let same_verb = self.context.head(other.head) == self.context.head(draft.head);
            if same_verb
                && !is_possessive
                && distance == 0
                && self.context.dep(draft.head) != Dep::Nsubj
            {
                continue;
            }
            let mut score = -10 * distance;
            if self.is_subject(i) {
                score += 8;
            }
            if self.context.dep(other.head) == Dep::Poss {
                score -= 3;
            }
            if other.shape == Shape::Pronoun {
                score += 2;
            }
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, i));
            }
        }
        best.map(|(_, i)| i)
    }

    /// "Palestinians", "the Houthis": a name that stands for many.
    fn is_people(&self, draft: &Draft) -> bool {
        draft.shape == Shape::Named
            && draft.code.is_none()
            && matches!(self.context.tag(draft.head), Tag::Nns | Tag::Nnps)
    }

    fn is_attributive(&self, draft: &Draft) -> bool {
        draft.shape == Shape::State
            && matches!(self.context.dep(draft.head), Dep::Amod | Dep::Compound | Dep::Nmod)
    }

    /// Whether nothing the article said of a person speaks against "she" or "he".
    fn fits_gender(&self, i: usize, is_she: bool) -> bool {
        let key = &self.keys[i];
        let role = self.actors[i].role.as_deref().unwrap_or("").to_lowercase();
        let female = role.ends_with("woman")
            || matches!(
                role.as_str(),
                "queen" | "mother" | "daughter" | "wife" | "sister" | "mrs" | "ms" | "girl"
            );
        let male = matches!(
            role.as_str(),
            "king" | "father" | "son" | "husband" | "brother" | "mr" | "boy"
        );
        if (female && !is_she) || (male && is_she) {
            return false;
        }
        // What an earlier pronoun called the same person.
        let called = self
            .recent()
            .find(|j| self.keys[*j] == *key && self.drafts[*j].shape == Shape::Pronoun);
        called.is_none_or(|j| {
            let was_she = matches!(self.context.lower(self.drafts[j].head), "she" | "her" | "hers");
            was_she == is_she
        })
    }
}

//! Why a reading says what it says, as data: the steps behind each claim, and why other words made
//! none.

use std::ops::Range;

use hearsay_claims::explain::{Explainer, Node};
use hearsay_mentions::explain::{self, RowRef, Step};
use hearsay_mentions::{ActorId, Mentions, PlaceId, QuantityId, TimeId};
use hearsay_syntax::{Document, Scratch, Span};
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::form::{AttributionForm, ClaimForm, SpanForm};
use crate::reader::{Former, Reader, actor_id, place_id, quantity_id, sentence, time_id};

/// What is to be explained of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Every claim, and every word that might have made one.
    All,
    /// The claim with this id, or those whose ids begin so.
    Claim(String),
    /// What was made of these words, wherever they stand.
    At(String),
}

/// Why a reading says what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The id of the article.
    pub article: String,
    /// Where the words asked about stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<SpanForm>,
    /// The claims asked about.
    pub claims: Vec<ClaimWhy>,
    /// The words that might have made a claim and made none.
    pub refused: Vec<RefusedForm>,
    /// The acts of saying at the words asked about.
    pub attributions: Vec<AttributionWhy>,
    /// Words of saying there that made no attribution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub silent: Vec<StepForm>,
    /// The mentions at the words asked about.
    pub mentions: Vec<MentionWhy>,
    /// The ids of other claims in whose evidence the words stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
}

/// Why a claim says what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimWhy {
    /// The claim.
    pub claim: ClaimForm,
    /// Its sentence.
    pub sentence: SpanForm,
    /// The part of the sentence's tree that matched, in text order.
    pub tree: Vec<NodeForm>,
    /// The steps, in the order in which they were taken.
    pub steps: Vec<StepForm>,
}

/// A word of the matched tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NodeForm {
    /// The word.
    pub span: SpanForm,
    /// Its fine part of speech.
    pub tag: String,
    /// What it is to its head.
    pub dep: String,
    /// The number of its head in this list, when that is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<usize>,
    /// The slot that it fills: trigger, actor, recipient, instrument, place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub slot: String,
}

/// One step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepForm {
    /// What it is about.
    pub about: String,
    /// What happened, in plain words.
    pub says: String,
    /// The words of the article that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<SpanForm>,
    /// The rows of the data files behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowForm>,
}

/// Steps without those that were told before: the same mention explained twice says nothing new but
/// what it comes to.
pub fn told_once(steps: &[StepForm]) -> impl Iterator<Item = &StepForm> {
    steps
        .iter()
        .enumerate()
        .filter(|(at, step)| {
            let is_known = |known: &StepForm| known.says == step.says && known.words == step.words;
            let is_result = step.says.starts_with("so it is");
            !steps[..*at].iter().any(|known| is_known(known) && (!is_result || known == *step))
        })
        .map(|(_, step)| step)
}

/// A row of a data file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowForm {
    /// The file, from the root of the repository.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The row as it stands there.
    pub text: String,
}

/// A word that made no claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedForm {
    /// The word.
    pub span: SpanForm,
    /// Its sentence.
    pub sentence: SpanForm,
    /// Why, in a word: no row, other words, word class, topic, inside another, passage, modifier,
    /// name, veto, content, carrier, nobody, denial, merged.
    pub reason: String,
    /// The event that its row names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Why, step by step.
    pub steps: Vec<StepForm>,
}

/// How an act of saying was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributionWhy {
    /// The act of saying.
    pub attribution: AttributionForm,
    /// The steps.
    pub steps: Vec<StepForm>,
}

/// How a mention was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MentionWhy {
    /// Its id in the reading.
    pub id: String,
    /// Its words.
    pub span: SpanForm,
    /// The steps.
    pub steps: Vec<StepForm>,
}

impl Reader {
    /// Why the reading of an article says what it says.
    ///
    /// Reads the article again, and more than once; nothing of it costs a mere reading anything. A
    /// claim or words that the article does not have give an empty explanation.
    #[must_use]
    pub fn explain(&self, article: &Article, ask: &Ask, scratch: &mut Scratch) -> Explanation {
        let document = self.parse(article, scratch);
        let mentions =
            hearsay_mentions::find(&document, article.created.map(crate::Created::datetime));
        let claims = hearsay_claims::read(&document, &mentions);
        let former = Former::new(article, &mentions, &claims);
        let explaining = Explaining { article, document: &document, mentions: &mentions, former };
        let explainer = Explainer::new(&document, &mentions, &claims);
        let mut explanation = explaining.asked(ask, explainer, &claims);
        explanation.article.clone_from(&article.id);
        explanation
    }
}

struct Explaining<'a> {
    article: &'a Article,
    document: &'a Document,
    mentions: &'a Mentions,
    former: Former<'a>,
}

impl Explaining<'_> {
    fn asked(
        &self,
        ask: &Ask,
        mut explainer: Explainer<'_>,
        claims: &hearsay_claims::Claims,
    ) -> Explanation {
        let forms = self.former.all_claims();
        let all = Span::new(0, self.document.text().len());
        let at = match ask {
            Ask::All => vec![all],
            Ask::Claim(_) => Vec::new(),
            Ask::At(words) => occurrences(&self.article.text, words),
        };
        let touches = |span: Span| at.iter().any(|at| at.overlaps(span));
        let mut explanation = Explanation::default();
        for (number, form) in forms.into_iter().enumerate() {
            let claim = &claims.claims[number];
            let wanted = match ask {
                Ask::Claim(id) => !id.is_empty() && form.id.starts_with(id.as_str()),
                _ => touches(claim.trigger),
            };
            if wanted {
                let why = explainer.claim(number);
                explanation.claims.push(ClaimWhy {
                    claim: form,
                    sentence: self.sentence(claim.trigger_token),
                    tree: self.tree(&why.tree),
                    steps: self.steps(&why.steps),
                });
            } else if claim.evidence.iter().any(|span| touches(*span)) {
                explanation.beside.push(form.id);
            }
        }
        let attributions = self.former.attributions();
        for (number, form) in attributions.into_iter().enumerate() {
            if claims.attributions[number].cue.iter().any(|cue| touches(*cue)) {
                let steps = self.steps(&explainer.attribution(number));
                explanation.attributions.push(AttributionWhy { attribution: form, steps });
            }
        }
        for span in &at {
            let tokens = self.document.tokens_in(*span);
            self.without_claim(&explainer, tokens, ask, &mut explanation);
            explanation.mentions.extend(self.mentions_in(*span));
        }
        if matches!(ask, Ask::At(_)) {
            explanation.at = self.former.spans(&at);
        }
        explanation
    }

    /// The words that made no claim and no attribution.
    fn without_claim(
        &self,
        explainer: &Explainer<'_>,
        tokens: Range<usize>,
        ask: &Ask,
        explanation: &mut Explanation,
    ) {
        // Of a whole article only words count that have a row.
        let counts = |reason: &str| {
            *ask != Ask::All || !matches!(reason, "no row" | "other words" | "word class")
        };
        let refusals = explainer.refusals(tokens.clone());
        for refusal in refusals.into_iter().filter(|refusal| counts(refusal.reason)) {
            let token = self.document.tokens_in(refusal.span).start;
            explanation.refused.push(RefusedForm {
                span: self.former.span(refusal.span),
                sentence: self.sentence(token),
                reason: refusal.reason.to_owned(),
                event: refusal.event,
                steps: self.steps(&refusal.steps),
            });
        }
        if *ask != Ask::All {
            explanation.silent.extend(self.steps(&explainer.silent_cues(tokens)));
        }
    }

    fn mentions_in(&self, span: Span) -> Vec<MentionWhy> {
        let (document, mentions) = (self.document, self.mentions);
        let mut found = Vec::new();
        let mut add = |id: String, own: Span, steps: &dyn Fn() -> Vec<Step>| {
            if own.overlaps(span) {
                let steps = self.steps(&steps());
                found.push(MentionWhy { id, span: self.former.span(own), steps });
            }
        };
        for (n, actor) in mentions.actors.iter().enumerate() {
            add(actor_id(n), actor.span, &|| explain::actor(document, mentions, ActorId(n)));
        }
        for (n, place) in mentions.places.iter().enumerate() {
            add(place_id(n), place.span, &|| explain::place(document, mentions, PlaceId(n)));
        }
        for (n, time) in mentions.times.iter().enumerate() {
            add(time_id(n), time.span, &|| explain::time(document, mentions, TimeId(n)));
        }
        for (n, quantity) in mentions.quantities.iter().enumerate() {
            let steps = || explain::quantity(document, mentions, QuantityId(n));
            add(quantity_id(n), quantity.span, &steps);
        }
        found
    }

    /// The sentence of a token, without blanks around it.
    fn sentence(&self, token: usize) -> SpanForm {
        let tokens = self.document.sentences()[self.document.sentence_of(token)].clone();
        self.former.span(sentence(self.document, tokens))
    }

    fn tree(&self, nodes: &[Node]) -> Vec<NodeForm> {
        let form = |node: &Node| {
            let token = self.document.token(node.token);
            let above = |other: &Node| other.token == token.head() && other.token != node.token;
            NodeForm {
                span: self.former.span(token.span()),
                tag: token.tag.to_string(),
                dep: token.dep.to_string(),
                head: nodes.iter().position(above),
                slot: node.slot.clone(),
            }
        };
        nodes.iter().map(form).collect()
    }

    fn steps(&self, steps: &[Step]) -> Vec<StepForm> {
        let form = |step: &Step| StepForm {
            about: step.about.to_owned(),
            says: step.says.clone(),
            words: self.former.spans(&step.words),
            rows: step.rows.iter().map(row_form).collect(),
        };
        steps.iter().map(form).collect()
    }
}

fn row_form(row: &RowRef) -> RowForm {
    let home = if explain::is_own(row.file) { "hearsay-mentions" } else { "hearsay-claims" };
    RowForm {
        file: format!("crates/{home}/{}", row.file),
        line: row.line,
        text: row.text.to_owned(),
    }
}

/// Where words stand in a text, whatever blanks part them there; in other letters where they stand
/// nowhere as written.
fn occurrences(text: &str, words: &str) -> Vec<Span> {
    let wanted: Vec<&str> = words.split_whitespace().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let find = |same: &dyn Fn(&str, &str) -> bool| {
        let starts = text.char_indices().map(|(at, _)| at);
        let fits = |start: usize| {
            let mut at = start;
            for (number, word) in wanted.iter().enumerate() {
                if number > 0 {
                    let rest = text[at..].trim_start();
                    if rest.len() == text.len() - at {
                        return None;
                    }
                    at = text.len() - rest.len();
                }
                let end = text[at..].char_indices().nth(word.chars().count());
                let end = end.map_or(text.len(), |(length, _)| at + length);
                if !same(&text[at..end], word) {
                    return None;
                }
                at = end;
            }
            Some(Span::new(start, at))
        };
        let mut found: Vec<Span> = Vec::new();
        for span in starts.filter_map(fits) {
            if found.last().is_none_or(|last| last.end <= span.start) {
                found.push(span);
            }
        }
        found
    };
    let exact = find(&|a, b| a == b);
    // "the" also stands in "there": whole words are rather meant.
    let is_word = |span: &Span| {
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        let joins = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !joins(before) && !joins(after)
    };
    let any =
        if exact.is_empty() { find(&|a, b| a.to_lowercase() == b.to_lowercase()) } else { exact };
    let whole: Vec<Span> = any.iter().copied().filter(is_word).collect();
    if whole.is_empty() { any } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str, expected: &[(usize, usize)]) {
        let found: Vec<_> =
            occurrences(text, words).iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        check("Troops fired. They fired again.", "fired", &[(7, 12), (19, 24)]);
        check("Troops\nopened  fire.", "opened fire", &[(7, 19)]);
        check("The theme of the day", "the", &[(13, 16)]);
        check("The theme", "THE", &[(0, 3)]);
        check("Üble Ödnis, böse", "ödnis", &[("Üble ".len(), "Üble Ödnis".len())]);
        check("openedfire", "opened fire", &[]);
        check("nothing", "", &[]);
        check("", "word", &[]);
    }
}

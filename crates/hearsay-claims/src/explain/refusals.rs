//! Words that might have named an event and made no claim, and why.

use std::collections::BTreeMap;

use hearsay_mentions::explain::Step;
use hearsay_syntax::rows::RowRef;
use hearsay_syntax::{Pos, Span};

use super::{frames, quoted, rows};
use crate::claim::Claims;
use crate::factuality;
use crate::fate::Fate;
use crate::lexicon::{LEXICON, Trigger, WordClass};
use crate::passages;
use crate::roles;
use crate::scene::Scene;

/// Why a word made no claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The word.
    pub span: Span,
    /// Why, in a word that programs may ask for: `no row`, `other words`, `word class`, `topic`,
    /// `inside another`, `passage`, `modifier`, `name`, `veto`, `content`, `carrier`, `nobody`,
    /// `denial`, `merged`.
    pub reason: &'static str,
    /// The event that its row names.
    pub event: Option<String>,
    /// Why, step by step.
    pub steps: Vec<Step>,
}

/// Why the word at token `i` made no claim; `None` when it made one or is no word for one.
pub(super) fn refusal(
    scene: &Scene,
    claims: &Claims,
    fates: &BTreeMap<usize, Fate>,
    i: usize,
) -> Option<Refusal> {
    let document = scene.document;
    if claims.claims.iter().any(|claim| claim.trigger_token == i && !is_answer(&claim.rule)) {
        return None;
    }
    let span = document.token(i).span();
    let own = quoted(document, span);
    if let Some(trigger) = scene.trigger(i) {
        let row = rows::of_trigger(trigger);
        let event = Some(event(trigger));
        let found = format!("{own} has a row: {}", event.as_deref().unwrap_or_default());
        let mut steps = vec![Step { rows: vec![row], ..Step::new("row", found, vec![span]) }];
        let sentence = &document.sentences()[document.sentence_of(i)];
        let (reason, more) = match passages::passed_over(scene, sentence) {
            Some(note) => {
                let why = note.map_or("a passage without words of its own".to_owned(), |n| n.note);
                (
                    "passage",
                    vec![Step::new(
                        "passage",
                        format!("its sentence is passed over: {why}"),
                        vec![],
                    )],
                )
            }
            None => by_fate(scene, fates.get(&i).copied(), i)?,
        };
        steps.extend(more);
        return Some(Refusal { span, reason, event, steps });
    }
    if let Some(refusal) = dropped(scene, i) {
        return Some(refusal);
    }
    not_matched(scene, i)
}

fn is_answer(rule: &str) -> bool {
    rule.contains("; answers; ")
}

fn event(trigger: &Trigger) -> String {
    let code = &trigger.code;
    code.mode.map_or(code.kind.to_string(), |mode| format!("{}/{mode}", code.kind))
}

/// Why a trigger's draft was given up.
fn by_fate(scene: &Scene, fate: Option<Fate>, i: usize) -> Option<(&'static str, Vec<Step>)> {
    let document = scene.document;
    let span = document.token(i).span();
    let head = document.token(i).head();
    let above = document.token(head).span();
    let one =
        |about: &'static str, says: String, words: Vec<Span>| vec![Step::new(about, says, words)];
    let other = |at: usize| quoted(document, document.token(at).span());
    Some(match fate? {
        Fate::Colours => {
            let says = format!("it only colours the noun {}, and tells of nothing", other(head));
            ("modifier", one("tree", says, vec![above]))
        }
        Fate::Describes => {
            let says = format!(
                "it says what {} is, not what befell it: no figure of losses stands there",
                other(head)
            );
            ("modifier", one("tree", says, vec![above]))
        }
        Fate::InName => {
            ("name", one("name", "it is a word of a longer name".to_owned(), vec![span]))
        }
        Fate::Vetoed(frame) => ("veto", frames::veto(scene, frame, i)),
        Fate::Content(by) => {
            let says = format!(
                "it is what {} asks for, promises, refuses or threatens, so that makes the claim",
                other(by)
            );
            ("content", one("content", says, vec![document.token(by).span()]))
        }
        Fate::Carries => {
            let says =
                "it orders or announces another event of the sentence, which makes the claim";
            ("carrier", one("content", says.to_owned(), vec![span]))
        }
        Fate::IsDenial => {
            let says = "it is told as the denial of what it refuses";
            ("denial", one("content", says.to_owned(), vec![span]))
        }
        Fate::Merged(into) => {
            let says =
                format!("it tells of the same event as {}, whose claim took it up", other(into));
            ("merged", one("content", says, vec![document.token(into).span()]))
        }
        Fate::SaysNothing => ("nobody", nobody(scene, i)),
    })
}

/// Nobody in particular takes part.
fn nobody(scene: &Scene, i: usize) -> Vec<Step> {
    let document = scene.document;
    let arguments = crate::frames::arguments(scene, i);
    let span = document.token(i).span();
    let says =
        "nobody known takes part, no losses are told, and it is not said to have taken place";
    let mut steps = vec![Step::new("who", says, vec![span])];
    let filled = [("actor", &arguments.actors), ("recipient", &arguments.recipients)];
    for (role, tokens) in filled {
        for token in tokens {
            let span = document.token(*token).span();
            let known = roles::actors(scene, &[*token]);
            let is = if known.is_empty() { "is nobody whom the mentions know" } else { "is known" };
            let says = format!("{} fills the slot of the {role} and {is}", quoted(document, span));
            steps.push(Step::new("who", says, vec![span]));
        }
    }
    if arguments.actors.is_empty() && arguments.recipients.is_empty() {
        steps.extend(frames::misses(scene, i));
    }
    if !factuality::stance(scene, i).carried && document.token(i).pos != Pos::Verb {
        let head = document.token(i).head();
        let says = format!(
            "{} above it is no verb that says of a noun that it took place (embedders.tsv: support, \
             occur)",
            quoted(document, document.token(head).span())
        );
        steps.push(Step::new("who", says, vec![document.token(head).span()]));
    }
    steps
}

/// A row that fits and was dropped: a word of a longer one, or a figure of speech.
fn dropped(scene: &Scene, i: usize) -> Option<Refusal> {
    let document = scene.document;
    let (trigger, _) = LEXICON.trigger(document, i)?;
    let span = document.token(i).span();
    let own = quoted(document, span);
    let found = format!("{own} has a row: {}", event(trigger));
    let mut steps =
        vec![Step { rows: vec![rows::of_trigger(trigger)], ..Step::new("row", found, vec![span]) }];
    let sentence = document.sentences()[document.sentence_of(i)].clone();
    let longer = sentence.filter(|t| *t != i).find(|t| {
        scene.trigger(*t).is_some()
            && LEXICON.trigger(document, *t).is_some_and(|(_, tokens)| tokens.contains(&i))
    });
    let reason = match longer {
        Some(at) => {
            let row = scene.trigger(at).map(rows::of_trigger);
            let whole = quoted(document, document.token(at).span());
            let says = format!("it is a word of the longer row at {whole}");
            let words = vec![document.token(at).span()];
            steps.push(Step { rows: row.into_iter().collect(), ..Step::new("row", says, words) });
            "inside another"
        }
        None => {
            let says = "the article is on a subject in which this word is a figure of speech, and no \
                        loss is counted with it";
            let rows = rows::naming(document.lemma(i), &["topics.tsv"]);
            steps.push(Step { rows, ..Step::new("topic", says, vec![span]) });
            "topic"
        }
    };
    Some(Refusal { span, reason, event: Some(event(trigger)), steps })
}

/// Rows that are filed under the word and do not fit, or no row at all.
fn not_matched(scene: &Scene, i: usize) -> Option<Refusal> {
    let document = scene.document;
    let token = document.token(i);
    if !matches!(token.pos, Pos::Verb | Pos::Noun | Pos::Adj) {
        return None;
    }
    let span = token.span();
    let own = quoted(document, span);
    let known = LEXICON.trigger_rows(document, i);
    if known.is_empty() {
        // What is mentioned, and what only describes, is hardly asked about.
        let is_mentioned = scene.actor(i).is_some()
            || scene.place(i).is_some()
            || scene.time(i).is_some()
            || scene.quantity(i).is_some();
        if token.pos == Pos::Adj || is_mentioned {
            return None;
        }
        let is_cue = LEXICON.cue(document, i).is_some();
        let is_embedder = !LEXICON.effects(document, i).is_empty();
        if is_cue || is_embedder {
            return None;
        }
        let says = format!(
            "{own} (lemma “{}”, {}) has no row in triggers.tsv, so it names no event",
            document.lemma(i),
            token.pos
        );
        let steps = vec![Step::new("row", says, vec![span])];
        return Some(Refusal { span, reason: "no row", event: None, steps });
    }
    let class = match token.pos {
        Pos::Verb => WordClass::Verb,
        Pos::Adj => WordClass::Adj,
        _ => WordClass::Noun,
    };
    let fits = known.iter().any(|row| row.class == class);
    let steps = known.iter().take(SHOWN).map(|row| unmatched(scene, row, i, class)).collect();
    let mut refusal = Refusal {
        span,
        reason: if fits { "other words" } else { "word class" },
        event: None,
        steps,
    };
    if known.len() > SHOWN {
        let says = format!("{} more rows begin with this word", known.len() - SHOWN);
        refusal.steps.push(Step::new("row", says, vec![span]));
    }
    Some(refusal)
}

/// Rows shown of a word that fits none of them.
const SHOWN: usize = 6;

fn unmatched(scene: &Scene, row: &Trigger, i: usize, class: WordClass) -> Step {
    let document = scene.document;
    let span = document.token(i).span();
    let own = quoted(document, span);
    let words = row.words.join(" ");
    let says = if row.class == class {
        let missing: Vec<&str> = row
            .words
            .iter()
            .copied()
            .filter(|word| {
                let is = |t: usize| {
                    document.lemma(t).eq_ignore_ascii_case(word)
                        || document.word(t).eq_ignore_ascii_case(word)
                };
                word.starts_with('@') || !document.subtree(i).into_iter().any(is)
            })
            .collect();
        let missing = if missing.is_empty() {
            "the others in its place".to_owned()
        } else {
            missing
                .iter()
                .map(|word| match word.strip_prefix('@') {
                    Some(name) => format!("a noun of the class `{name}` (classes.tsv)"),
                    None => format!("“{word}”"),
                })
                .collect::<Vec<_>>()
                .join(" and ")
        };
        format!("the row `{words}` ({}) also wants {missing}", event(row))
    } else {
        format!(
            "the row `{words}` ({}) is for a {}, and {own} is read as {}",
            event(row),
            row.class,
            document.token(i).pos
        )
    };
    let rows: Vec<RowRef> = vec![rows::of_trigger(row)];
    Step { rows, ..Step::new("row", says, vec![span]) }
}

//! Chains: acts of saying that lie in each other's content, that cite each other, or that speak for
//! somebody named elsewhere.

use std::collections::HashSet;

use hearsay_mentions::ActorKind;
use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::attribution::{Saying, is_information, source_actor, source_span, spans};
use crate::claim::{Act, Attribution, AttributionId};
use crate::lexicon::LEXICON;
use crate::quotes;
use crate::scene::Scene;
use crate::speeches;

/// No further back than so many sentences a document is one that was named.
const DOCUMENT_REACH: usize = 4;

/// Completes what the cues alone do not tell: who is cited, what is pointed at, who speaks through
/// a document, and where what was said goes on.
pub(crate) fn complete(scene: &Scene, found: &mut Vec<Saying>) {
    cite_sources(scene, found);
    quote_speakers(scene, found);
    point_at_reports(scene, found);
    speak_outside(scene, found);
    speak_through(scene, found);
    speeches::go_on(scene, found);
}

/// "It was reported that ... The ombudsman stated this": what he stated is what was reported.
fn point_at_reports(scene: &Scene, found: &mut [Saying]) {
    for number in 0..found.len() {
        let saying = &found[number];
        let Some(first) = saying.content.first().filter(|_| saying.attribution.inferred) else {
            continue;
        };
        let sentence = &scene.document.sentences()[scene.document.sentence_of(*first)];
        let reported = found[..number]
            .iter()
            .rev()
            .find(|other| other.impersonal && other.cue.is_some_and(|cue| sentence.contains(&cue)));
        if let Some(content) = reported.map(|other| other.content.clone()) {
            found[number].content = content;
        }
    }
}

/// `"They shot a doctor," he added`: who speaks is not somebody whom only the words themselves
/// name, but the one who spoke before.
fn speak_outside(scene: &Scene, found: &mut [Saying]) {
    let actors = &scene.mentions.actors;
    for number in 1..found.len() {
        let saying = &found[number];
        let (Some(source), Some(actor)) = (saying.source, saying.attribution.actor) else {
            continue;
        };
        if scene.document.token(source).pos != Pos::Pron {
            continue;
        }
        let group = actors[actor.0].group;
        let mut known = actors.iter().filter(|a| a.group == group && a.head < source).peekable();
        if known.peek().is_none() || !known.all(|a| saying.covers(a.head)) {
            continue;
        }
        let last = found[..number].iter().rev().find_map(|other| {
            let outside = other.source.is_some_and(|s| !saying.covers(s));
            other.attribution.actor.filter(|_| outside)
        });
        if last.is_some() {
            found[number].attribution.actor = last;
        }
    }
}

/// "Reuters reported, citing two officials": the officials say what Reuters reports.
fn cite_sources(scene: &Scene, found: &mut Vec<Saying>) {
    let document = scene.document;
    let mut more = Vec::new();
    for i in 0..document.len() {
        let token = document.token(i);
        if token.pos != Pos::Verb || !matches!(document.lemma(i), "cite" | "quote") {
            continue;
        }
        if token.tag != Tag::Vbg || !matches!(token.dep, Dep::Advcl | Dep::Prep | Dep::Acl) {
            continue;
        }
        let Some(source) = document.children_by(i, Dep::Dobj).next() else { continue };
        let head = token.head();
        let inserted = document.subtree(i);
        let mut content = found
            .iter()
            .find(|s| s.cue == Some(head))
            .map_or_else(|| document.subtree(tree::clause(document, head)), |s| s.content.clone());
        content.retain(|t| inserted.binary_search(t).is_err());
        more.push(said_by(scene, source, i, content));
    }
    replace(found, more);
}

/// Writes out the content spans and chains acts of saying that lie in each other's content.
pub(crate) fn finish(scene: &Scene, found: &mut [Saying]) {
    let document = scene.document;
    let quotes = quotes::quotes(document);
    for saying in found.iter_mut() {
        saying.attribution.content = spans(document, &saying.content);
        let words = saying.content.iter().filter(|t| !tree::is_mark(document, **t)).count();
        let from = quotes.partition_point(|q| saying.content.first().is_some_and(|t| q.end <= *t));
        let quoted = quotes[from..]
            .iter()
            .take_while(|q| saying.content.last().is_some_and(|t| q.start <= *t))
            .map(|q| {
                q.clone().filter(|t| saying.covers(*t) && !tree::is_mark(document, *t)).count()
            })
            .sum::<usize>();
        saying.attribution.direct = words > 0 && quoted * 5 >= words * 4;
    }
    let by_sentence = by_sentence(document, found);
    for inner in 0..found.len() {
        let Some(cue) = found[inner].cue else { continue };
        let size = found[inner].content.len();
        let outer = by_sentence[document.sentence_of(cue)]
            .iter()
            .copied()
            .filter(|outer| *outer != inner && found[*outer].covers(cue))
            // Two that cover each other, as "citing" does, must not chain in a ring.
            .filter(|outer| {
                found[*outer].content.len() > size
                    || found[*outer].cue.is_none_or(|other| !found[inner].covers(other))
            })
            .min_by_key(|outer| (found[*outer].content.len(), *outer));
        found[inner].attribution.within = outer.map(AttributionId);
    }
}

/// For each sentence, the sayings whose content reaches into it.
pub(crate) fn by_sentence(document: &Document, sayings: &[Saying]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); document.sentences().len() + 1];
    for (number, saying) in sayings.iter().enumerate() {
        // What answers is told apart; it is no frame around what it answers.
        if saying.answers {
            continue;
        }
        let mut last = usize::MAX;
        for token in &saying.content {
            if last != usize::MAX && document.sentences()[last].contains(token) {
                continue;
            }
            last = document.sentence_of(*token);
            found[last].push(number);
        }
    }
    found
}

/// `"They fled," the governor was quoted as saying by the agency`: the governor says what the agency
/// quotes.
fn quote_speakers(scene: &Scene, found: &mut Vec<Saying>) {
    let document = scene.document;
    let mut more = Vec::new();
    for saying in found.iter_mut() {
        let Some(cue) = saying.cue else { continue };
        let sources = LEXICON.cue(document, cue).is_some_and(|(row, _)| row.takes("source"));
        let speaker = document.children_by(cue, Dep::Nsubjpass).next();
        let (true, Some(speaker)) = (sources, speaker) else { continue };
        if saying.attribution.rule.ends_with("as saying") || saying.covers(speaker) {
            continue;
        }
        let said = document.children_by(cue, Dep::Prep).find(|p| document.lemma(*p) == "as");
        let told = said.and_then(|p| document.children_by(p, Dep::Pcomp).next());
        // The words of the quoting are no part of what is quoted.
        let frame = said.map_or(Vec::new(), |p| document.subtree(p));
        saying.content.retain(|t| frame.binary_search(t).is_err());
        let agent = saying.source.or_else(|| {
            told.into_iter().flat_map(|s| document.children(s)).find_map(|p| {
                (document.lemma(p) == "by")
                    .then(|| document.children_by(p, Dep::Pobj).next())
                    .flatten()
            })
        });
        let inner = said_by(scene, speaker, told.unwrap_or(cue), saying.content.clone());
        match agent {
            Some(agent) if told.is_some() => {
                saying.source = Some(agent);
                saying.impersonal = false;
                saying.attribution.source = vec![source_span(scene, agent)];
                saying.attribution.actor = source_actor(scene, agent);
                more.push(inner);
            }
            _ => {
                saying.source = inner.source;
                saying.impersonal = false;
                saying.attribution.source = inner.attribution.source;
                saying.attribution.actor = inner.attribution.actor;
            }
        }
    }
    found.retain(|saying| !saying.content.is_empty());
    replace(found, more);
}

/// Adds acts of saying; they stand for those that have the same cues.
fn replace(found: &mut Vec<Saying>, more: Vec<Saying>) {
    let cues: HashSet<Option<usize>> = more.iter().map(|saying| saying.cue).collect();
    found.retain(|other| !cues.contains(&other.cue));
    found.extend(more);
    found.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
}

/// What somebody who is cited or quoted says.
fn said_by(scene: &Scene, source: usize, cue: usize, content: Vec<usize>) -> Saying {
    let document = scene.document;
    let attribution = Attribution {
        source: vec![source_span(scene, source)],
        cue: vec![document.token(cue).span()],
        content: Vec::new(),
        actor: source_actor(scene, source),
        act: Act::Assert,
        direct: false,
        negated: false,
        within: None,
        inferred: false,
        rule: format!("cues.tsv:{}/VERB + source", document.lemma(cue)),
    };
    Saying {
        attribution,
        content,
        cue: Some(cue),
        source: Some(source),
        impersonal: false,
        answers: false,
    }
}

/// "Two guards died, the statement added": the statement is that of the one who spoke last.
fn speak_through(scene: &Scene, found: &mut [Saying]) {
    let document = scene.document;
    for number in 1..found.len() {
        let Some(source) = found[number].source else { continue };
        let definite = document
            .children_by(source, Dep::Det)
            .any(|d| matches!(document.word(d).to_lowercase().as_str(), "the" | "this"));
        let bare = !document.children(source).any(|c| {
            matches!(
                document.token(c).dep,
                Dep::Prep | Dep::Poss | Dep::Compound | Dep::Amod | Dep::Relcl | Dep::Acl
            )
        });
        let known = found[number]
            .attribution
            .actor
            .is_some_and(|id| scene.mentions.actors[id.0].kind != ActorKind::Unidentified);
        if known || !definite || !bare || !is_information(document, source) {
            continue;
        }
        let sentence = document.sentence_of(source);
        let near = |t: usize| document.sentence_of(t) + DOCUMENT_REACH >= sentence;
        // Where the document was named before, with whoever speaks there.
        let named = (document.sentences()[sentence.saturating_sub(DOCUMENT_REACH)].start..source)
            .rev()
            .find(|t| document.lemma(*t) == document.lemma(source));
        let last = found[..number].iter().rev().take(12).find(|other| {
            let there = other.cue.or(other.source).is_some_and(|t| {
                near(t) && named.is_none_or(|n| document.sentence_of(n) == document.sentence_of(t))
            });
            there && other.attribution.actor.is_some()
        });
        if let Some(actor) = last.and_then(|other| other.attribution.actor) {
            found[number].attribution.actor = Some(actor);
        }
    }
}

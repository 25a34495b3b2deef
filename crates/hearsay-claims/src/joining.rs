//! The rules' acts of saying and the tagger's, joined to one list.
//!
//! The rules know what an act of saying does to a claim: who denies, who demands, who is quoted by
//! whom. The tagger knows more cues, and where what is said ends. They are joined twice. Before the
//! claims are made, [`with_tagged`] adds those of the tagger's acts in which somebody tells of
//! deeds, so that claims get their claimants from both. When they are made, [`attributions`] writes
//! the list that is shown: an act that both see keeps what the rules know of it and gets the
//! tagger's words; what only the tagger sees is added; and what only the rules see stays when a
//! claim rests on it or the tagger does not rule it out. No claim is made or changed there.

use std::collections::HashMap;

use hearsay_mentions::ActorKind;
use hearsay_syntax::{Dep, Document, Pos, Span, Tag, tree};

use crate::attribution::{Saying, is_first_person, is_information, source_actor, spans};
use crate::chains;
use crate::claim::{Act, Attribution, AttributionId, Claim};
use crate::lexicon::LEXICON;
use crate::ontology::ONTOLOGY;
use crate::scene::Scene;
use crate::tagger::sources::Candidate;
use crate::tagger::{Seen, Tagged};

/// The tagger's act of saying carries a claim when it is at least so sure of it.
const LEAST_SURE: f32 = 0.45;

/// The rules' acts of saying with those of the tagger's that claims may rest on.
pub(crate) fn with_tagged(scene: &Scene, mut rules: Vec<Saying>, tagged: &Seen) -> Vec<Saying> {
    let document = scene.document;
    let by_cue: HashMap<usize, usize> =
        rules.iter().enumerate().filter_map(|(n, rule)| Some((rule.cue?, n))).collect();
    let by_sentence = chains::by_sentence(document, &rules);
    let mut dropped: Vec<usize> = Vec::new();
    let mut added = Vec::new();
    for said in tagged.sayings.iter().filter(|said| said.sure >= LEAST_SURE) {
        let content: Vec<usize> = said.content.iter().cloned().flatten().collect();
        if let Some(number) = by_cue.get(&said.cue) {
            // What another says for themselves is not told here: "while the rebels said that".
            let others =
                |t: &usize| by_cue.contains_key(t) && *t != said.cue && !rules[*number].covers(*t);
            if !content.iter().any(others) {
                widen(document, &mut rules[*number], content);
            }
            continue;
        }
        let near = &by_sentence[document.sentence_of(content[0])];
        let same = near.iter().copied().find(|n| alike(&rules[*n].content, &content));
        let carried = same.is_some_and(|n| rules[n].cue.is_none());
        if (same.is_none() || carried) && tells_deeds(scene, said, &content) {
            // Whoever the words name speaks, rather than the one who spoke before.
            let within = |n: &usize| {
                rules[*n].cue.is_none() && rules[*n].content.iter().all(inside(document, &content))
            };
            dropped.extend(near.iter().copied().filter(within));
            dropped.extend(same);
            added.push(from_tagger(scene, said, content));
        }
    }
    let mut keep = vec![true; rules.len()];
    dropped.into_iter().for_each(|number| keep[number] = false);
    let mut keep = keep.into_iter();
    rules.retain(|_| keep.next().unwrap_or(true));
    rules.extend(added);
    rules.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
    rules
}

/// What the tagger knows to be told beyond what the rules have found of it.
fn widen(document: &Document, rule: &mut Saying, content: Vec<usize>) {
    let wider = rule.content.iter().all(inside(document, &content));
    let cue = rule.cue.unwrap_or(0);
    if wider && !rule.attribution.inferred && !reaches_out(document, cue, &content) {
        rule.content = content;
    }
}

/// Whether a token is among what is told, or a mark, which counts for nothing.
fn inside<'a>(document: &'a Document, content: &'a [usize]) -> impl Fn(&usize) -> bool + 'a {
    |token| content.binary_search(token).is_ok() || tree::is_mark(document, *token)
}

/// Whether somebody tells what happened: a clause or a quotation, by a verb. "Praised the raid",
/// "the debate about the raid" only point at what all know of.
fn tells_deeds(scene: &Scene, said: &Tagged, content: &[usize]) -> bool {
    let document = scene.document;
    let known = LEXICON.cue(document, said.cue).is_some();
    let noun = document.token(said.cue).pos == Pos::Noun;
    let speaker = said.source.as_ref().is_some_and(|source| {
        // "We wrote that": the article, or a speaker who is quoted already, speaks of itself.
        if is_first_person(document, source.head) {
            return false;
        }
        let named = source.range.clone().any(|i| scene.actor(i).is_some());
        let pos = document.token(source.head).pos;
        noun || named
            || matches!(pos, Pos::Pron | Pos::Propn)
            || is_information(document, source.head)
    });
    let tells = known || matches!(document.token(said.cue).pos, Pos::Verb | Pos::Adp);
    let outside = |i: usize| content.binary_search(&document.token(i).head()).is_err();
    let clause = content.iter().any(|i| {
        let token = document.token(*i);
        let free = !matches!(token.dep, Dep::Relcl | Dep::Acl | Dep::Amod | Dep::Compound)
            && (token.dep != Dep::Advcl || token.tag != Tag::Vbg);
        tree::is_verb(document, *i) && free && (token.head() == *i || outside(*i))
    });
    // "They plotted to kidnap him": who plans says nothing.
    let plans = !known && !LEXICON.effects(document, said.cue).is_empty();
    speaker && tells && clause && !plans && !reaches_out(document, said.cue, content)
}

/// "The men, who according to police were students, fled": that they fled is not the police's to
/// tell. What stands over the clause in which the cue lies is not told by it.
fn reaches_out(document: &Document, cue: usize, content: &[usize]) -> bool {
    let mut at = cue;
    let mut bound = false;
    while document.token(at).head() != at {
        bound |= matches!(document.token(at).dep, Dep::Relcl | Dep::Csubj | Dep::Pcomp | Dep::Acl);
        at = document.token(at).head();
        if bound && content.binary_search(&at).is_ok() {
            return true;
        }
    }
    false
}

/// "Rebels attacked the bridge": a deed, though the tagger has learned the word from those who
/// attack each other with words.
fn is_deed(scene: &Scene, said: &Tagged) -> bool {
    let document = scene.document;
    let material = scene
        .trigger(said.cue)
        .is_some_and(|trigger| ONTOLOGY.class(&trigger.code).quad.starts_with("MATERIAL"));
    let person = said
        .source
        .as_ref()
        .and_then(|source| scene.actor(source.head))
        .is_some_and(|id| scene.mentions.actors[id.0].kind == ActorKind::Person);
    material && !person && LEXICON.cue(document, said.cue).is_none()
}

/// Joins the tagger's acts of saying to the rules', on which the claims rest; the claims' references
/// are numbered anew.
pub(crate) fn attributions(
    scene: &Scene,
    rules: Vec<Saying>,
    tagged: &Seen,
    claims: &mut [Claim],
) -> Vec<Attribution> {
    let document = scene.document;
    // The triggers of the claims that rest on each of the rules' acts.
    let mut rests: Vec<Vec<usize>> = vec![Vec::new(); rules.len()];
    for claim in claims.iter() {
        for claimant in &claim.claimants {
            rests[claimant.attribution.0].push(claim.trigger_token);
        }
    }
    // The rules' acts by their cues, and by the sentences that they tell.
    let by_cue: HashMap<usize, usize> =
        rules.iter().enumerate().filter_map(|(n, rule)| Some((rule.cue?, n))).collect();
    let by_sentence = chains::by_sentence(document, &rules);
    // Which of the joined acts each of the rules' is, and which tells each token.
    let mut same: Vec<Option<usize>> = vec![None; rules.len()];
    let mut teller: Vec<Option<usize>> = vec![None; document.len()];
    let mut joined: Vec<(Saying, Vec<usize>)> = Vec::new();
    for said in tagged.sayings.iter().filter(|said| !is_deed(scene, said)) {
        let content: Vec<usize> = said.content.iter().cloned().flatten().collect();
        content.iter().for_each(|token| teller[*token] = Some(joined.len()));
        let near = &by_sentence[document.sentence_of(content[0])];
        let rule = by_cue.get(&said.cue).copied().filter(|n| same[*n].is_none()).or_else(|| {
            let is_it = |n: &usize| same[*n].is_none() && alike(&rules[*n].content, &content);
            near.iter().copied().find(is_it)
        });
        let Some(number) = rule else {
            joined.push((from_tagger(scene, said, content), Vec::new()));
            continue;
        };
        let mut saying = rules[number].clone();
        if rests[number].is_empty() {
            refuse(document, &mut saying, said.cue, &content);
        }
        // What is claimed is still told, and "this" stays what it points back to.
        let told = |token: &usize| !saying.covers(*token) || content.binary_search(token).is_ok();
        if !saying.attribution.inferred
            && rests[number].iter().all(told)
            && !reaches_out(document, said.cue, &content)
        {
            saying.content = content;
        }
        saying.attribution.rule.push_str("; tagger");
        if let Some(source) = &said.source {
            take_source(scene, &mut saying, source, !rests[number].is_empty());
        }
        same[number] = Some(joined.len());
        joined.push((saying, vec![number]));
    }
    for (number, rule) in rules.into_iter().enumerate() {
        if same[number].is_some() {
            continue;
        }
        let words = || rule.content.iter().filter(|token| !tree::is_mark(document, **token));
        let tellers = || words().map(|token| teller[*token]);
        // A quotation that goes on is part of the speech.
        if rule.cue.is_none()
            && let Some(Some(speech)) = tellers().next()
            && tellers().all(|other| other == Some(speech))
            && joined[speech].0.attribution.actor == rule.attribution.actor
        {
            joined[speech].1.push(number);
            continue;
        }
        let doubted = rule.cue.is_none_or(|cue| {
            // Of what is said within another's words the tagger has learned nothing; and "according
            // to", which has no row among the cues, needs no other witness.
            let judged = teller[cue].is_none() && LEXICON.cue(document, cue).is_some();
            judged && tagged.doubts(cue)
                || teller[cue].is_none() && tellers().any(|other| other.is_some())
        });
        if !rests[number].is_empty() || !doubted {
            joined.push((rule, vec![number]));
        }
    }
    joined.sort_by_key(|(saying, _)| saying.cue.or(saying.content.first().copied()));
    let mut place = vec![0; rests.len()];
    for (at, (_, numbers)) in joined.iter().enumerate() {
        for number in numbers {
            place[*number] = at;
        }
    }
    for claimant in claims.iter_mut().flat_map(|claim| &mut claim.claimants) {
        claimant.attribution = AttributionId(place[claimant.attribution.0]);
    }
    let mut sayings: Vec<Saying> = joined.into_iter().map(|(saying, _)| saying).collect();
    chains::finish(scene, &mut sayings);
    sayings.into_iter().map(|saying| saying.attribution).collect()
}

/// Takes the tagger's words for the source. Who that is, is told anew where no claim has taken it
/// from the rules and they mean another; "who" is the one before it, as the rules have it.
fn take_source(scene: &Scene, saying: &mut Saying, source: &Candidate, rests: bool) {
    let document = scene.document;
    let words = document.span_of(source.range.clone());
    let known = &saying.attribution.source;
    let relative = tree::is_relative(document, source.head) && !known.is_empty();
    if !relative && !known.iter().any(|span| span.overlaps(words)) {
        if rests {
            return;
        }
        saying.source = Some(source.head);
        saying.attribution.actor = source_actor(scene, source.head);
    }
    saying.attribution.source = vec![words];
}

/// Whether two contents, in order, are mostly the same tokens.
fn alike(some: &[usize], others: &[usize]) -> bool {
    let shared = some.iter().filter(|t| others.binary_search(t).is_ok()).count();
    shared * 4 >= some.len() + others.len()
}

/// "Refused to say": the refusal is the act, where no claim has taken it for another.
fn refuse(document: &Document, saying: &mut Saying, cue: usize, content: &[usize]) {
    let act =
        governor(document, cue).and_then(|i| LEXICON.cue(document, i)).map(|(cue, _)| cue.act);
    if act == Some(Act::Decline) && saying.cue == Some(cue) {
        saying.attribution.act = Act::Decline;
        saying.attribution.cue = cue_spans(document, cue, content);
    }
}

/// An act of saying that only the tagger sees.
fn from_tagger(scene: &Scene, said: &Tagged, content: Vec<usize>) -> Saying {
    let document = scene.document;
    // "Refused to say" is a refusal.
    let act_of = |i: usize| LEXICON.cue(document, i).map(|(cue, _)| cue.act);
    let act = governor(document, said.cue).and_then(act_of).or_else(|| act_of(said.cue));
    let source = said.source.as_ref();
    let attribution = Attribution {
        source: source.map(|s| document.span_of(s.range.clone())).into_iter().collect(),
        cue: cue_spans(document, said.cue, &content),
        content: Vec::new(),
        actor: source.and_then(|s| source_actor(scene, s.head)),
        act: act.unwrap_or(Act::Assert),
        direct: false,
        negated: document.children_by(said.cue, Dep::Neg).next().is_some(),
        within: None,
        inferred: false,
        rule: if infinitive(document, said.cue, &content) { "tagger infinitive" } else { "tagger" }
            .to_owned(),
    };
    Saying {
        attribution,
        content,
        cue: Some(said.cue),
        source: source.map(|s| s.head),
        impersonal: false,
        answers: false,
    }
}

/// "Vowed to strike": what is told is a deed of the speaker's own.
fn infinitive(document: &Document, cue: usize, content: &[usize]) -> bool {
    document.children_by(cue, Dep::Xcomp).any(|c| {
        content.binary_search(&c).is_ok()
            && document.children_by(c, Dep::Aux).any(|aux| document.token(aux).tag == Tag::To)
    })
}

/// The verb of which the cue is the infinitive: "refused" in "refused to say".
fn governor(document: &Document, cue: usize) -> Option<usize> {
    let token = document.token(cue);
    (token.dep == Dep::Xcomp && token.head() < cue).then(|| token.head())
}

/// The words of a cue: the word with its auxiliaries and what it is the infinitive of, and the
/// particle or preposition after it.
fn cue_spans(document: &Document, cue: usize, content: &[usize]) -> Vec<Span> {
    let governor = governor(document, cue);
    let belongs = |i: usize| {
        if governor == Some(i) {
            return true;
        }
        let token = document.token(i);
        let small =
            matches!(token.dep, Dep::Aux | Dep::Auxpass | Dep::Neg | Dep::Advmod | Dep::Prt)
                || token.dep == Dep::Prep && i > cue;
        small && token.head() == cue && token.pos != Pos::Punct && !content.contains(&i)
    };
    let first = (0..cue).rev().take(4).take_while(|i| belongs(*i)).last().unwrap_or(cue);
    let last = (cue + 1..document.len()).take(2).take_while(|i| belongs(*i)).last().unwrap_or(cue);
    let tokens: Vec<usize> = (first..=last).collect();
    let found = spans(document, &tokens);
    if found.is_empty() { vec![document.token(cue).span()] } else { found }
}

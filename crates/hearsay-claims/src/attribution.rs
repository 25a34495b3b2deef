//! Attribution: who says what. Source, cue and content of every act of saying.
//!
//! Each cue word of `cues.tsv` looks for its content where its row says it may stand, and for its
//! source at its subject. Then come the ways of saying that have no verb ("according to"), the
//! quotations, and those cues that point back ("Beglaryan stated this"). Last, acts of saying that
//! lie in each other's content are chained.

use std::ops::Range;

use hearsay_mentions::{ActorId, ActorKind};
use hearsay_syntax::{Dep, Document, EntityType, Pos, Span, Tag, tree};

use crate::claim::{Act, Attribution, AttributionId};
use crate::hints;
use crate::lexicon::{Cue, Effect, LEXICON, List, WordClass};
use crate::negation;
use crate::phrases::phrase_saying;
use crate::quotes;
use crate::roles;
use crate::scene::Scene;

/// An attribution together with the tokens it was read from.
#[derive(Clone, Debug)]
pub(crate) struct Saying {
    pub(crate) attribution: Attribution,
    /// The tokens of the content, in order.
    pub(crate) content: Vec<usize>,
    /// The token that heads the cue; absent where a quote has only a carried source.
    pub(crate) cue: Option<usize>,
    /// The token that heads the source.
    pub(crate) source: Option<usize>,
    /// "It was reported": nobody says it.
    pub(crate) impersonal: bool,
    /// "Denied this", "confirmed the report": it answers what was told before, in an article's own
    /// or another's words, and so makes a claim of its own.
    pub(crate) answers: bool,
}

impl Saying {
    /// Whether token `i` is part of what is said.
    pub(crate) fn covers(&self, i: usize) -> bool {
        self.content.binary_search(&i).is_ok()
    }
}

/// Every act of saying, in text order of the cues.
pub(crate) fn sayings(scene: &Scene) -> Vec<Saying> {
    let document = scene.document;
    let quotes = quotes::quotes(document);
    let mut found: Vec<Saying> = Vec::new();
    for (number, sentence) in document.sentences().iter().enumerate() {
        if sentence.len() > crate::LONGEST_SENTENCE {
            continue;
        }
        for i in sentence.clone() {
            if let Some(saying) = phrase_saying(scene, i, sentence) {
                found.push(saying);
            } else if let Some((cue, tokens)) = LEXICON.cue(document, i) {
                found.extend(cue_saying(scene, i, cue, &tokens, number));
            }
        }
        if let Some(saying) = fronted(scene, sentence)
            && !found.iter().any(|other| other.cue == saying.cue)
        {
            found.push(saying);
        }
    }
    link_quotes(scene, &quotes, &mut found);
    found.retain(|saying| !saying.content.is_empty());
    found.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
    cite_sources(scene, &mut found);
    point_at_reports(scene, &mut found);
    speak_outside(scene, &mut found);
    finish(scene, &mut found);
    found
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

/// The attribution at cue `i`, when the cue has both the look of a cue and some content (or may
/// still get a quotation).
fn cue_saying(
    scene: &Scene,
    i: usize,
    cue: &'static Cue,
    cue_tokens: &[usize],
    sentence: usize,
) -> Option<Saying> {
    let document = scene.document;
    let verb = cue.class == WordClass::Verb;
    if document.token(i).dep == Dep::Compound || document.token(i).dep == Dep::Amod {
        return None;
    }
    let passive = verb && tree::is_passive(document, i);
    let mut source = source(scene, i, cue, passive);
    let expletive = |s: usize| document.lemma(s).eq_ignore_ascii_case("it");
    let subject = tree::subject(document, i);
    let impersonal = passive && source.is_none() && subject.is_none_or(expletive);
    if verb && source.is_none() && !passive {
        // A verb of saying without anybody: an order, or a parse gone wrong.
        return None;
    }
    // "Figures show", "the incident saw": a thing says nothing, unless it is a document.
    let is_thing = |s: usize| {
        document.token(s).pos == Pos::Noun
            && scene.actor(s).is_none()
            && !is_information(document, s)
    };
    if verb && LEXICON.is_listed(List::Shows, document, i) && source.is_some_and(is_thing) {
        return None;
    }
    // "I urge everyone" inside a speech is said by the speaker, who has an attribution already.
    if source.is_some_and(|s| is_first_person(document, s)) {
        return None;
    }
    let (mut content, place) = content(scene, i, cue, cue_tokens, passive);
    let mut inferred = false;
    if content.is_empty() && cue.takes("back") && points_back(document, i, passive) {
        content = back(scene, sentence);
        inferred = true;
    }
    if content.is_empty() && !(verb && cue.takes("quote")) {
        return None;
    }
    if impersonal {
        // "In the unrecognized republic, it was reported that": the place stands for the source.
        source = document
            .children_by(i, Dep::Prep)
            .filter(|p| *p < i && document.lemma(*p).eq_ignore_ascii_case("in"))
            .filter_map(|p| document.children_by(p, Dep::Pobj).next())
            .find(|s| scene.place(*s).is_some() || scene.actor(*s).is_some());
    }
    content.retain(|token| !cue_tokens.contains(token) && Some(*token) != source);
    let (act, negated) = manner(document, i, cue, impersonal);
    let span = |tokens: &[usize]| spans(document, tokens);
    let mut shown: Vec<usize> = cue_tokens.to_vec();
    shown.extend(document.children_by(i, Dep::Neg));
    shown.sort_unstable();
    let attribution = Attribution {
        source: source.map_or(Vec::new(), |s| {
            let all = tree::coordinated(document, s);
            all.into_iter().map(|s| source_span(scene, s)).collect()
        }),
        cue: span(&shown),
        content: Vec::new(),
        actor: source.and_then(|s| source_actor(scene, s)),
        act,
        direct: false,
        negated,
        within: None,
        inferred,
        rule: format!("{} + {place}", cue.name()),
    };
    let answers = matches!(act, Act::Deny | Act::Confirm)
        && source.is_some()
        && (inferred || answered(document, i, passive));
    Some(Saying { attribution, content, cue: Some(i), source, impersonal, answers })
}

/// What the speaker does in saying it, and whether it is denied that they do: "asked whether", "did
/// not say", "no evidence that", "refused to confirm".
fn manner(document: &Document, i: usize, cue: &Cue, impersonal: bool) -> (Act, bool) {
    let negated = negation::is_negated(document, i);
    if impersonal && document.lemma(i) == "know" {
        return (Act::Assert, negated);
    }
    let asks = cue.act == Act::Demand
        && document.children_by(i, Dep::Ccomp).any(|c| hints::is_question(document, c));
    if asks {
        return (Act::Ask, negated);
    }
    let head = document.token(i).head();
    if document.token(i).dep == Dep::Xcomp && !matches!(cue.act, Act::Demand | Act::Plan) {
        if LEXICON.cue(document, head).is_some_and(|(above, _)| above.act == Act::Decline) {
            return (Act::Decline, true);
        }
        // "Failed to say", "was unable to confirm".
        if LEXICON.effects(document, head).contains(&Effect::Negative) {
            return (cue.act, !negated);
        }
    }
    (cue.act, negated)
}

/// Who says it: the subject; after a passive the agent; with a noun its possessor.
fn source(scene: &Scene, i: usize, cue: &Cue, passive: bool) -> Option<usize> {
    let document = scene.document;
    if cue.class != WordClass::Verb {
        let named = document.children_by(i, Dep::Poss).next().or_else(|| {
            let from = |p: &usize| matches!(document.lemma(*p), "by" | "from" | "of");
            document
                .children(i)
                .filter(from)
                .filter(|p| !(document.lemma(*p) == "of" && cue.takes("of")))
                .find_map(|p| document.children_by(p, Dep::Pobj).next())
        });
        return named
            .or_else(|| {
                // "South Korean report", "Reuters report": whose report it is.
                document
                    .children(i)
                    .filter(|c| matches!(document.token(*c).dep, Dep::Amod | Dep::Compound))
                    .find(|c| {
                        scene.actor(*c).is_some()
                            || is_nationality(document, *c)
                            || document.token(*c).pos == Pos::Propn
                    })
            })
            .or_else(|| {
                // "made a statement": who made it.
                let head = document.token(i).head();
                let made = LEXICON.effects(document, head).contains(&Effect::Support);
                (document.token(i).dep == Dep::Dobj && made)
                    .then(|| tree::subject(document, head))
                    .flatten()
            });
    }
    let agent = document
        .children(i)
        .filter(|c| {
            document.token(*c).dep == Dep::Agent
                || (passive && document.token(*c).dep == Dep::Prep && document.lemma(*c) == "by")
        })
        .find_map(|c| document.children_by(c, Dep::Pobj).next());
    if passive {
        return agent;
    }
    // "This was announced by the spokesman, adding that": the spokesman adds.
    let token = document.token(i);
    let own = document
        .children(i)
        .any(|c| matches!(document.token(c).dep, Dep::Nsubj | Dep::Csubj | Dep::Expl));
    let head = token.head();
    if !own
        && matches!(token.dep, Dep::Advcl | Dep::Conj)
        && head != i
        && tree::is_passive(document, head)
    {
        let above = document
            .children_by(head, Dep::Agent)
            .find_map(|c| document.children_by(c, Dep::Pobj).next());
        if above.is_some() {
            return above;
        }
    }
    // "MASKA -- Ten people died, officials said": of two subjects the nearer one speaks.
    let subjects: Vec<usize> = document.children_by(i, Dep::Nsubj).filter(|s| *s < i).collect();
    match subjects[..] {
        [_, .., nearer] => Some(nearer),
        _ => tree::subject(document, i),
    }
}

/// The tokens of what is said, and the place in which they were found.
fn content(
    scene: &Scene,
    i: usize,
    cue: &Cue,
    cue_tokens: &[usize],
    passive: bool,
) -> (Vec<usize>, &'static str) {
    let document = scene.document;
    let token = document.token(i);
    let clause_of = |dep: Dep| document.children_by(i, dep).collect::<Vec<_>>();
    let infinitive =
        |c: usize| document.children_by(c, Dep::Aux).any(|a| document.token(a).tag == Tag::To);
    if cue.takes("source") {
        // "quoted a spokesman as saying that": what the spokesman says, with his saying it.
        let below = std::iter::once(i).chain(document.children_by(i, Dep::Dobj));
        let said = below.flat_map(|parent| document.children_by(parent, Dep::Prep)).find(|p| {
            document.lemma(*p) == "as" && document.children_by(*p, Dep::Pcomp).next().is_some()
        });
        if let Some(said) = said {
            return (document.subtree(said), "as saying");
        }
    }
    if cue.class == WordClass::Verb {
        if cue.takes("addressed") || cue.takes("infinitive") {
            let below = clause_of(Dep::Xcomp).into_iter().chain(clause_of(Dep::Ccomp));
            let found = below.into_iter().find(|c| infinitive(*c)).or_else(|| {
                // "urged everyone involved to return" may hang on the one addressed.
                document
                    .children_by(i, Dep::Dobj)
                    .flat_map(|o| document.children(o))
                    .filter(|c| matches!(document.token(*c).dep, Dep::Acl | Dep::Relcl))
                    .find_map(|c| {
                        if infinitive(c) {
                            return Some(c);
                        }
                        document.children_by(c, Dep::Xcomp).find(|x| infinitive(*x))
                    })
            });
            if let Some(found) = found {
                return (document.subtree(found), "infinitive");
            }
        }
        if cue.takes("clause") {
            // The parser may split asyndetic contents: take every clause that hangs here.
            let clauses: Vec<usize> = clause_of(Dep::Ccomp)
                .into_iter()
                .filter(|c| {
                    !infinitive(*c) || document.children_by(*c, Dep::Nsubj).next().is_none()
                })
                .collect();
            // "Historians write that ...; schoolbooks say that ...": the semicolon parts two sayings.
            let after = clauses.iter().any(|c| *c > i);
            let parted = |c: usize| c < i && after && (c..i).any(|t| document.word(t) == ";");
            let clauses: Vec<usize> = clauses.into_iter().filter(|c| !parted(*c)).collect();
            if !clauses.is_empty() {
                let mut found: Vec<usize> =
                    clauses.iter().flat_map(|c| clause_content(document, *c)).collect();
                found.sort_unstable();
                found.dedup();
                return (found, "clause");
            }
            // ", the ministry said, ": the clause that the cue was put into.
            let as_clause = token.dep == Dep::Advcl
                && document.children_by(i, Dep::Mark).any(|m| document.lemma(m) == "as");
            if (token.dep == Dep::Parataxis || as_clause) && token.head() != i {
                let inserted = document.subtree(i);
                let mut whole = document.subtree(tree::clause(document, token.head()));
                whole.retain(|t| inserted.binary_search(t).is_err());
                return (whole, "inserted");
            }
        }
        if cue.takes("gerund")
            && let Some(c) =
                clause_of(Dep::Xcomp).into_iter().find(|c| document.token(*c).tag == Tag::Vbg)
        {
            return (document.subtree(c), "gerund");
        }
    } else if cue.takes("clause") || cue.takes("infinitive") {
        let clause = document.children(i).find(|c| {
            tree::is_noun_content(document, *c)
                && ((cue.takes("clause")
                    && document.children_by(*c, Dep::Mark).any(|m| document.lemma(m) == "that"))
                    || (cue.takes("infinitive") && infinitive(*c)))
        });
        if let Some(clause) = clause {
            return (document.subtree(clause), "clause");
        }
    }
    // A preposition; after "accuse" the parser may hang it on the accused.
    let own = cue_tokens.iter().copied().filter(|t| *t != i);
    let objects =
        document.children_by(i, Dep::Dobj).filter(|o| cue.takes("of") && !cue_tokens.contains(o));
    for parent in std::iter::once(i).chain(own).chain(objects) {
        for prep in document.children(parent).filter(|c| *c > i) {
            if !matches!(document.token(prep).dep, Dep::Prep | Dep::Dative) {
                continue;
            }
            let lemma = document.lemma(prep).to_lowercase();
            let fits = cue.takes(&lemma)
                || (cue.takes("about") && matches!(lemma.as_str(), "about" | "on" | "regarding"));
            // "of" on the object itself is part of the name unless an act follows.
            let act_follows = || document.children_by(prep, Dep::Pcomp).next().is_some();
            if fits && (parent == i || cue_tokens.contains(&parent) || act_follows()) {
                let mut found = document.subtree(prep);
                found.retain(|t| *t != prep);
                if !found.is_empty() {
                    return (found, "preposition");
                }
            }
        }
    }
    if cue.takes("object") {
        let object = if passive {
            document.children_by(i, Dep::Nsubjpass).next()
        } else {
            document.children_by(i, Dep::Dobj).next()
        };
        if let Some(object) = object
            && !is_pointer(document, object)
            && !tree::is_relative(document, object)
            && (!cue_tokens.contains(&object) || LEXICON.is_listed(List::Told, document, object))
        {
            // "Withdrew its report that": the report is the cue's; what it told is the content.
            let told = document
                .children(object)
                .find(|c| cue_tokens.contains(&object) && tree::is_noun_content(document, *c));
            return (document.subtree(told.unwrap_or(object)), "object");
        }
    }
    (Vec::new(), "quote")
}

/// The tokens of a content clause; where a quotation opens it and closes before a coordinated
/// verb, that verb is the speaker's next act: stated that "..." and called on.
fn clause_content(document: &Document, clause: usize) -> Vec<usize> {
    let mut content = document.subtree(clause);
    // ", while the rebels said that": others speak there.
    let others: Vec<usize> = document
        .children_by(clause, Dep::Advcl)
        .filter(|c| {
            *c > clause
                && LEXICON.cue(document, *c).is_some()
                && document.children_by(*c, Dep::Nsubj).next().is_some()
                && document.children_by(*c, Dep::Mark).any(|m| {
                    matches!(document.lemma(m), "while" | "whereas" | "although" | "though")
                })
        })
        .flat_map(|c| document.subtree(c))
        .collect();
    content.retain(|t| !others.contains(t));
    let opens = content
        .iter()
        .take(3)
        .find(|t| matches!(document.word(**t), "“" | "\"" | "«" | "``"))
        .copied();
    let Some(opens) = opens else { return content };
    let closes = content
        .iter()
        .find(|t| **t > opens && matches!(document.word(**t), "”" | "\"" | "»" | "''"))
        .copied();
    let Some(closes) = closes else { return content };
    let after: Vec<usize> = document
        .children_by(clause, Dep::Conj)
        .filter(|c| {
            *c > closes && tree::is_verb(document, *c) && LEXICON.cue(document, *c).is_some()
        })
        .flat_map(|c| document.subtree(c))
        .collect();
    content.retain(|t| !after.contains(t));
    content
}

/// Whether the cue's object or passive subject is "this", "that", "it", "so".
fn points_back(document: &Document, i: usize, passive: bool) -> bool {
    let dep = if passive { Dep::Nsubjpass } else { Dep::Dobj };
    document.children_by(i, dep).any(|c| is_pointer(document, c))
        || (!passive && document.children_by(i, Dep::Advmod).any(|c| document.lemma(c) == "so"))
}

/// Whether the named-entity tagger holds the token for a nationality.
pub(crate) fn is_nationality(document: &Document, i: usize) -> bool {
    let entities = document.entities();
    let at = entities.partition_point(|entity| entity.tokens.end <= i);
    entities.get(at).is_some_and(|e| e.tokens.contains(&i) && e.label == EntityType::Norp)
}

/// Whether what is denied or confirmed is a report or claim told before: its object is one, and
/// says nothing further.
fn answered(document: &Document, i: usize, passive: bool) -> bool {
    let dep = if passive { Dep::Nsubjpass } else { Dep::Dobj };
    document.children_by(i, dep).any(|object| {
        let told = LEXICON.is_listed(List::Told, document, object);
        // "That version of events", "the description of what took place" say nothing of their own.
        let empty = |c: usize| {
            document.lemma(c) == "of"
                && document.children(c).all(|o| {
                    document.token(o).dep == Dep::Pcomp
                        || LEXICON.is_listed(List::Happening, document, o)
                })
        };
        told && !document.children(object).any(|c| match document.token(c).dep {
            Dep::Acl | Dep::Ccomp | Dep::Relcl => true,
            Dep::Prep => !empty(c),
            _ => false,
        })
    })
}

fn is_pointer(document: &Document, i: usize) -> bool {
    matches!(document.token(i).pos, Pos::Pron | Pos::Det)
        && document.children(i).next().is_none()
        && matches!(document.word(i).to_lowercase().as_str(), "this" | "that" | "it" | "these")
}

/// The words of the last sentence before this one that says anything.
fn back(scene: &Scene, sentence: usize) -> Vec<usize> {
    let document = scene.document;
    let sentences = &document.sentences()[..sentence];
    sentences
        .iter()
        .rev()
        .take(4)
        .find(|s| Range::clone(s).filter(|i| !tree::is_mark(document, *i)).count() > 1)
        .map_or(Vec::new(), |s| {
            Range::clone(s).filter(|i| document.token(*i).pos != Pos::Space).collect()
        })
}

/// ", the Kremlin press service informs.": a cue at the end of the sentence that the tagger took
/// for a noun, since headlines have taught it so.
fn fronted(scene: &Scene, sentence: &Range<usize>) -> Option<Saying> {
    let document = scene.document;
    let words: Vec<usize> =
        sentence.clone().filter(|i| !matches!(document.token(*i).pos, Pos::Space)).collect();
    let last = *words.iter().rev().find(|i| !tree::is_mark(document, **i))?;
    let token = document.token(last);
    if !matches!(token.tag, Tag::Nns | Tag::Nn | Tag::Nnp | Tag::Nnps) {
        return None;
    }
    let cue = LEXICON.cue_by_form(document.word(last))?;
    if !cue.takes("clause") || !tree::is_finite(document, sentence.clone()) {
        return None;
    }
    let comma =
        words.iter().rev().copied().find(|i| *i < last && document.token(*i).tag == Tag::Comma)?;
    let source: Vec<usize> = (comma + 1..last).filter(|i| !tree::is_mark(document, *i)).collect();
    let (first, head) = (*source.first()?, *source.last()?);
    let named = scene.actor(head).is_some() || document.token(first).tag == Tag::Dt;
    if !named || source.len() > 10 || comma == sentence.start {
        return None;
    }
    let content: Vec<usize> = (sentence.start..comma).collect();
    if content.iter().filter(|i| !tree::is_mark(document, **i)).count() < 3 {
        return None;
    }
    let attribution = Attribution {
        source: vec![document.span_of(first..last)],
        cue: vec![token.span()],
        content: Vec::new(),
        actor: source_actor(scene, head),
        act: cue.act,
        direct: false,
        negated: false,
        within: None,
        inferred: false,
        rule: format!("{} + fronted", cue.name()),
    };
    Some(Saying {
        attribution,
        content,
        cue: Some(last),
        source: Some(head),
        impersonal: false,
        answers: false,
    })
}

/// Gives every quotation to the cue that belongs to it.
fn link_quotes(scene: &Scene, quotes: &[Range<usize>], found: &mut Vec<Saying>) {
    let document = scene.document;
    let mut carried: Vec<Saying> = Vec::new();
    // The saying whose source later quotations of the same speech fall back on.
    let mut last: Option<usize> = None;
    let mut next = 0;
    found.sort_by_key(|saying| saying.cue);
    for quote in quotes {
        if !is_speech(document, quote) {
            continue;
        }
        let first = document.sentence_of(quote.start);
        let end = document.sentence_of(quote.end - 1);
        let window = document.sentences()[first].start..document.sentences()[end].end;
        while next < found.len() && found[next].cue.is_none_or(|cue| cue < quote.start) {
            if quotes.iter().all(|q| found[next].cue.is_none_or(|cue| !q.contains(&cue))) {
                last = Some(next);
            }
            next += 1;
        }
        let outside = |cue: usize| !quote.contains(&cue);
        let takes_quote = |saying: &Saying| {
            saying
                .cue
                .and_then(|cue| LEXICON.cue(document, cue))
                .is_some_and(|(cue, _)| cue.takes("quote") || cue.takes("clause"))
                || saying.attribution.rule.ends_with("fronted")
        };
        let from = found.partition_point(|s| s.cue.is_none_or(|cue| cue < window.start));
        // One sentence further, for `"...". he said.` cut in two.
        let beyond = document.sentences().get(end + 1).filter(|_| {
            (quote.end..window.end).all(|t| tree::is_mark(document, t))
                && !(quote.end..window.end).any(|t| quotes::is_paragraph_end(document.word(t)))
        });
        let until = beyond.map_or(window.end, |s| s.end);
        let mut best: Option<(usize, usize)> = None;
        for (number, saying) in found.iter().enumerate().skip(from) {
            let Some(cue) = saying.cue.filter(|cue| *cue < until) else { break };
            if !outside(cue) || !takes_quote(saying) {
                continue;
            }
            let overlap = saying.content.iter().any(|t| quote.contains(t));
            if saying.attribution.inferred && !overlap {
                continue;
            }
            if !overlap && !saying.content.is_empty() && cue >= window.end {
                continue;
            }
            let gap = if cue < quote.start { quote.start - cue } else { cue + 1 - quote.end };
            let cost = if overlap { 0 } else { 100 + gap };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, number));
            }
        }
        if best.is_none() && first > 0 {
            // The sentence before ends in a colon: "He said:".
            let before = document.sentences()[first - 1].clone();
            let colon = before.clone().rev().find(|t| document.token(*t).pos != Pos::Space);
            if colon.is_some_and(|t| document.word(t) == ":") {
                best = found
                    .iter()
                    .rposition(|s| s.cue.is_some_and(|cue| before.contains(&cue)))
                    .map(|number| (0, number));
            }
        }
        let inside = quote.clone().filter(|t| document.token(*t).pos != Pos::Space);
        if let Some((_, number)) = best {
            let saying = &mut found[number];
            let before = saying.content.len();
            let quoted = saying.content.iter().filter(|t| quote.contains(t)).count();
            saying.content.extend(inside);
            saying.content.sort_unstable();
            saying.content.dedup();
            saying.attribution.direct |= before == 0 || quoted * 5 >= before * 4;
            continue;
        }
        // No cue: a speech that goes on. It must fill its sentences, and follow someone's words.
        let fills = (window.start..quote.start)
            .chain(quote.end..window.end)
            .all(|t| tree::is_mark(document, t));
        let Some(previous) = last.filter(|_| fills) else { continue };
        let previous = &found[previous];
        let near = document.sentence_of(previous.cue.unwrap_or(0)) + 6 >= first;
        if previous.source.is_none() || !near {
            continue;
        }
        let attribution = Attribution {
            cue: Vec::new(),
            direct: true,
            negated: false,
            within: None,
            inferred: true,
            rule: "quotation + carried".to_owned(),
            act: Act::Assert,
            ..previous.attribution.clone()
        };
        carried.push(Saying {
            attribution,
            content: inside.collect(),
            cue: None,
            source: previous.source,
            impersonal: false,
            answers: false,
        });
    }
    found.extend(carried);
}

/// Whether quoted words are somebody's speech rather than a term: a verb, or several words.
fn is_speech(document: &Document, quote: &Range<usize>) -> bool {
    let words = quote.clone().filter(|i| !tree::is_mark(document, *i)).count();
    words >= 5 || (words >= 2 && quote.clone().any(|i| tree::is_verb(document, i)))
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
        let attribution = Attribution {
            source: vec![source_span(scene, source)],
            cue: vec![token.span()],
            content: Vec::new(),
            actor: source_actor(scene, source),
            act: Act::Assert,
            direct: false,
            negated: false,
            within: None,
            inferred: false,
            rule: format!("cues.tsv:{}/VERB + source", document.lemma(i)),
        };
        more.push(Saying {
            attribution,
            content,
            cue: Some(i),
            source: Some(source),
            impersonal: false,
            answers: false,
        });
    }
    for saying in more {
        found.retain(|other| other.cue != saying.cue);
        found.push(saying);
    }
    found.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
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

/// The actor that speaks: the mention headed by the token or over it; else, with "sources in
/// Lindesh" or "information from Yerevan", the one it comes from.
pub(crate) fn source_actor(scene: &Scene, source: usize) -> Option<ActorId> {
    let document = scene.document;
    if let Some(several) = roles::each_of(scene, source) {
        return Some(several);
    }
    let named = scene.actor_headed(source).or_else(|| scene.actor(source));
    let weak = named.is_none_or(|id| {
        scene.mentions.actors.get(id.0).is_none_or(|a| a.kind == ActorKind::Unidentified)
    });
    if weak && is_information(document, source) {
        let from = document
            .children_by(source, Dep::Prep)
            .filter(|p| matches!(document.lemma(*p), "from" | "of" | "by"))
            .find_map(|p| document.children_by(p, Dep::Pobj).next())
            .or_else(|| document.children_by(source, Dep::Poss).next());
        if let Some(from) = from.and_then(|from| scene.actor(from)) {
            return Some(from);
        }
    }
    named
}

/// Whether the word names what is told rather than who tells it.
fn is_information(document: &Document, i: usize) -> bool {
    LEXICON.is_listed(List::Information, document, i)
}

/// The words of a source: its mention where one is headed there, else its noun phrase.
pub(crate) fn source_span(scene: &Scene, source: usize) -> Span {
    let phrase = tree::phrase(scene.document, source);
    scene
        .actor_headed(source)
        .or_else(|| scene.actor(source))
        .and_then(|id| scene.mentions.actors.get(id.0))
        .filter(|_| !is_information(scene.document, source))
        .map_or(phrase, |actor| actor.span)
}

fn is_first_person(document: &Document, i: usize) -> bool {
    matches!(document.word(i).to_lowercase().as_str(), "i" | "we" | "us" | "me")
}

/// The spans of a set of tokens: one for each run, without marks and blanks at its ends.
pub(crate) fn spans(document: &Document, tokens: &[usize]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at + 1;
        // Marks and blanks between two pieces do not part them.
        while end < tokens.len()
            && (tokens[end - 1] + 1..tokens[end]).all(|t| tree::is_mark(document, t))
            && tokens[end] - tokens[end - 1] < 4
        {
            end += 1;
        }
        let run = &tokens[at..end];
        let first = run.iter().find(|t| !tree::is_mark(document, **t));
        let last = run.iter().rev().find(|t| !tree::is_mark(document, **t));
        if let (Some(first), Some(last)) = (first, last) {
            found.push(document.span_of(*first..*last + 1));
        }
        at = end;
    }
    found
}

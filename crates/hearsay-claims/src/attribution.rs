//! Attribution: who says what. Source, cue and content of every act of saying.
//!
//! Each cue word of `cues.tsv` looks for its content where its row says it may stand, and for its
//! source at its subject. Then come the ways of saying that have no verb ("according to",
//! `phrases.rs`), the quotations (`speeches.rs`), and those cues that point back ("Beglaryan stated
//! this"). Last, acts of saying that lie in each other's content are chained (`chains.rs`).

use std::ops::Range;

use hearsay_mentions::{ActorId, ActorKind};
use hearsay_syntax::{Dep, Document, EntityType, Pos, Span, Tag, tree};

use crate::chains;
use crate::claim::{Act, Attribution};
use crate::hints;
use crate::lexicon::{Cue, Effect, LEXICON, List, WordClass};
use crate::negation;
use crate::phrases::phrase_saying;
use crate::quotes;
use crate::roles;
use crate::scene::Scene;
use crate::speeches;

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
        if let Some(saying) = fronted(scene, sentence) {
            match found.iter_mut().find(|other| other.cue == saying.cue) {
                None => found.push(saying),
                Some(other) if other.content.is_empty() => *other = saying,
                Some(_) => {}
            }
        }
    }
    speeches::link_quotes(scene, &quotes, &mut found);
    found.retain(|saying| !saying.content.is_empty());
    found.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
    chains::complete(scene, &mut found);
    chains::finish(scene, &mut found);
    found
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
    let such = !verb && is_such(document, i);
    let mut source =
        if such { tree::possessor(document, i) } else { source(scene, i, cue, passive) };
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
    // "The rebels are said to have": nobody in particular says it.
    let impersonal = impersonal || (place == "raised" && source.is_none());
    let mut inferred = false;
    if such && source.is_some() {
        content.clear();
    }
    let back_to = if verb {
        cue.takes("back") && points_back(document, i, passive)
    } else {
        such && source.is_some()
    };
    if content.is_empty() && back_to {
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
    // "The accounts could not be verified": nobody says anything.
    if act == Act::Confirm && negated && source.is_none() {
        return None;
    }
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
                let made = LEXICON.effects(document, head).contains(&Effect::Support)
                    || LEXICON.is_listed(List::Issues, document, head);
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
    // "The mayor said rebels had come, adding that": it is the mayor who adds.
    if !own && cue.takes("again") && token.dep == Dep::Advcl {
        let mut at = head;
        while matches!(document.token(at).dep, Dep::Ccomp | Dep::Conj | Dep::Advcl)
            && LEXICON.cue(document, at).is_none()
        {
            at = document.token(at).head();
        }
        if at != head && LEXICON.cue(document, at).is_some() {
            return tree::subject(document, at);
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
            let told = |saying| {
                let clausal =
                    |c| matches!(document.token(c).dep, Dep::Ccomp | Dep::Dobj | Dep::Xcomp);
                document.children(saying).any(clausal)
            };
            document.lemma(*p) == "as" && document.children_by(*p, Dep::Pcomp).any(told)
        });
        if let Some(said) = said {
            return (document.subtree(said), "as saying");
        }
    }
    if cue.class == WordClass::Verb {
        if let Some(found) = untensed(document, i, cue, passive) {
            return found;
        }
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
            && let Some(c) = clause_of(Dep::Xcomp).into_iter().find(|c| is_gerund(document, *c))
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

/// "Reported seeing", "reported being beaten".
fn is_gerund(document: &Document, clause: usize) -> bool {
    let mut all = std::iter::once(clause).chain(document.children_by(clause, Dep::Auxpass));
    all.any(|i| document.token(i).tag == Tag::Vbg)
}

/// What is told without a tense of its own: "are said to have shelled it", "claims to have shelled
/// it", "after what it calls an attack".
fn untensed(
    document: &Document,
    i: usize,
    cue: &Cue,
    passive: bool,
) -> Option<(Vec<usize>, &'static str)> {
    let token = document.token(i);
    let infinitive = document.children_by(i, Dep::Xcomp).find(|c| {
        let is_to = |a| document.token(a).tag == Tag::To;
        document.children_by(*c, Dep::Aux).chain(document.children_by(*c, Dep::Auxpass)).any(is_to)
    });
    let perfect = |c: usize| document.children_by(c, Dep::Aux).any(|a| document.lemma(a) == "have");
    if let Some(c) = infinitive {
        if passive && cue.takes("raised") {
            let mut found = document.subtree(c);
            found.extend(document.children_by(i, Dep::Nsubjpass).flat_map(|s| document.subtree(s)));
            found.sort_unstable();
            found.dedup();
            return Some((found, "raised"));
        }
        if !passive && cue.takes("clause") && perfect(c) {
            return Some((document.subtree(c), "perfect"));
        }
    }
    let head = token.head();
    let named = head != i && document.subtree(i).iter().any(|t| document.lemma(*t) == "what");
    if cue.takes("clause") && token.dep == Dep::Csubj && named {
        let own = document.subtree(i);
        let mut found = document.subtree(head);
        found.retain(|t| own.binary_search(t).is_err());
        return Some((found, "what"));
    }
    None
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

/// "Such was the statement of the ministry": what was told just before is the statement.
fn is_such(document: &Document, i: usize) -> bool {
    let token = document.token(i);
    let be = token.head();
    let points = |c: usize| {
        c != i
            && matches!(document.word(c).to_lowercase().as_str(), "such" | "this" | "that")
            && document.children(c).next().is_none()
    };
    matches!(token.dep, Dep::Nsubj | Dep::Attr)
        && document.lemma(be) == "be"
        && document.children(be).any(points)
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

/// ", the Kremlin press service informs.": a cue at the end of the sentence that the parser took
/// for a noun, since headlines have taught it so, or hung on another word.
fn fronted(scene: &Scene, sentence: &Range<usize>) -> Option<Saying> {
    let document = scene.document;
    let words: Vec<usize> =
        sentence.clone().filter(|i| !matches!(document.token(*i).pos, Pos::Space)).collect();
    let last = *words.iter().rev().find(|i| !tree::is_mark(document, **i))?;
    let token = document.token(last);
    if !matches!(token.tag, Tag::Nns | Tag::Nn | Tag::Nnp | Tag::Nnps | Tag::Vbd | Tag::Vbz) {
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
    let known = source.iter().any(|i| scene.actor(*i).is_some());
    let named = known || document.token(first).tag == Tag::Dt;
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
pub(crate) fn is_information(document: &Document, i: usize) -> bool {
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

pub(crate) fn is_first_person(document: &Document, i: usize) -> bool {
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

//! Conduct: what the police of an article did, or failed to do.
//!
//! Who asks about one institution wants every mention of what it did, also where it is not named:
//! "forty people were arrested", "three died in police firing". So its deeds are looked for by word
//! in each sentence (`data/en/conduct.tsv`), and the tree tells whether they are told as done, and
//! by whom.

mod words;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use hearsay_syntax::{Dep, Document, Pos, Tag, labels, tree};

use crate::claim::{Modality, Polarity};
use crate::factuality;
use crate::lexicon::LEXICON;
use crate::scene::Scene;
use words::Kind;
pub(crate) use words::load;

labels! {
    /// What the police may do.
    Conduct {
        /// Kill somebody.
        Kill = "KILL",
        /// Arrest somebody.
        Arrest = "ARREST",
        /// Use force.
        Force = "FORCE",
        /// Leave undone what was theirs to do.
        Fail = "FAIL",
        /// Do anything.
        Act = "ANY_ACTION",
    }
}

/// What the police did in any sentence.
pub(crate) fn of(scene: &Scene) -> BTreeSet<Conduct> {
    let mut conduct = BTreeSet::new();
    let mut named_before = false;
    let sentences = scene.document.sentences().iter();
    for range in sentences.filter(|sentence| sentence.len() <= crate::LONGEST_SENTENCE) {
        let sentence = Sentence::new(scene, range, named_before);
        sentence.tell(&mut conduct);
        named_before = !sentence.of(Kind::Agent).is_empty();
    }
    conduct
}

/// A sentence with its words of conduct and the phrases that name police.
struct Sentence<'a> {
    scene: &'a Scene<'a>,
    told: HashMap<Kind, BTreeSet<usize>>,
    /// The heads of phrases that name police: "officers" of "police officers".
    heads: BTreeSet<usize>,
    /// These and the words that name them.
    police: BTreeSet<usize>,
    named_before: bool,
}

/// Who does a deed.
#[derive(Clone, Copy, PartialEq)]
enum Doer {
    Police,
    Other,
    Unsaid,
}

impl<'a> Sentence<'a> {
    fn new(scene: &'a Scene<'a>, tokens: &Range<usize>, named_before: bool) -> Self {
        let told = words::told(scene.document, tokens);
        let (heads, police) = (BTreeSet::new(), BTreeSet::new());

        let mut sentence = Self { scene, told, heads, police, named_before };
        let agents: Vec<usize> =
            sentence.of(Kind::Agent).iter().copied().filter(|i| !sentence.is_place(*i)).collect();
        sentence.heads = agents.iter().map(|i| sentence.head(*i)).collect();
        sentence.police = agents.iter().chain(&sentence.heads).copied().collect();
        sentence
    }

    /// Adds what the police did.
    fn tell(&self, conduct: &mut BTreeSet<Conduct>) {
        let killed = self.kills();
        let forced = killed || self.uses_force();
        let arrested = self.arrests();
        let found = [
            (killed, Conduct::Kill),
            (forced, Conduct::Force),
            (arrested, Conduct::Arrest),
            (self.fails(), Conduct::Fail),
            (forced || arrested || self.acts(), Conduct::Act),
        ];
        conduct.extend(found.into_iter().filter(|(is_told, _)| *is_told).map(|(_, what)| what));
    }

    fn arrests(&self) -> bool {
        let document = self.document();
        let passive = |i: usize| document.children_by(i, Dep::Auxpass).next().is_some();
        // "An arrest warrant" is none.
        let made = |i: usize| document.token(i).dep != Dep::Compound && !self.is(i, Kind::NoArrest);
        self.any(Kind::Arrest, |i| made(i) && self.is_done(i) && !self.is_denied(i))
            || self.any(Kind::Held, |i| self.is_done(i) && (self.is_theirs(i) || passive(i)))
    }

    fn uses_force(&self) -> bool {
        let named = self.is_named();
        let theirs = |i: usize| match self.doer(i) {
            Doer::Police => true,
            Doer::Other => false,
            Doer::Unsaid => !tree::is_verb(self.document(), i),
        };
        self.any(Kind::Crowd, |i| self.is_done(i))
            || self.fires()
            || named && self.any(Kind::Force, |i| self.is_done(i) && theirs(i))
            || self.clashes()
    }

    fn fires(&self) -> bool {
        let named = self.is_named() || self.named_before;
        named && self.any(Kind::Fire, |i| self.is_done(i) && self.doer(i) != Doer::Other)
    }

    fn clashes(&self) -> bool {
        let document = self.document();
        let side = |i: usize| {
            self.below(i).any(|c| {
                self.police.contains(&c)
                    && matches!(
                        document.token(c).dep,
                        Dep::Pobj | Dep::Conj | Dep::Nsubj | Dep::Compound
                    )
            })
        };
        self.any(Kind::Clash, |i| self.is_done(i) && (self.is_theirs(i) || side(i)))
    }

    fn kills(&self) -> bool {
        let document = self.document();
        let is_dead =
            |i: usize| tree::subject(document, i).is_some_and(|s| self.police.contains(&s));
        let died = |i: usize| {
            let dies = matches!(document.lemma(i), "die" | "perish" | "succumb");
            self.is_done(i) && !is_dead(i) && (dies || self.doer(i) != Doer::Other)
        };
        let by_them = |i: usize| tree::is_verb(document, i) && self.doer(i) == Doer::Police;
        self.any(Kind::Kill, |i| self.is_done(i) && by_them(i))
            || self.any(Kind::Death, died) && (self.fires() || self.clashes())
    }

    fn fails(&self) -> bool {
        let document = self.document();
        // Who refuses to comment has failed nobody.
        let is_silent = |i: usize| {
            document.children_by(i, Dep::Xcomp).any(|said| LEXICON.cue(document, said).is_some())
        };
        self.any(Kind::Fail, |i| !is_silent(i) && self.is_failing(i))
            || self.any(Kind::Duty, |i| {
                tree::is_verb(document, i) && self.is_denied(i) && self.is_theirs(i)
            })
            || self.any(Kind::Arrest, |i| !self.is(i, Kind::NoArrest) && self.is_denied(i))
    }

    /// Whether the word of failing at token `i` says it of police.
    fn is_failing(&self, i: usize) -> bool {
        let document = self.document();
        let head = document.token(i).head();
        if tree::is_verb(document, i) {
            let open = factuality::stance(self.scene, i).modality == Modality::Requested;
            let unsaid = tree::subject(document, i).is_none() && self.is_named();
            return !open && !self.is_denied(i) && (self.is_theirs(i) || unsaid);
        }
        let complement =
            matches!(document.token(i).dep, Dep::Dobj | Dep::Attr | Dep::Oprd | Dep::Acomp);
        self.is(i, Kind::Grave) && self.is_named()
            || self.is_own(i)
            || document.token(i).pos == Pos::Adj && self.heads.contains(&head)
            || complement && tree::is_verb(document, head) && self.is_theirs(head)
    }

    fn acts(&self) -> bool {
        self.heads.iter().any(|i| self.is_acting(*i))
            || self.is_named() && self.any(Kind::Act, |i| self.is_done(i))
            || self.any(Kind::Deed, |i| self.is_done(i))
    }

    /// Whether the police that token `i` heads do, or are sent to do, anything.
    fn is_acting(&self, i: usize) -> bool {
        let document = self.document();
        let token = document.token(i);
        let head = token.head();
        let fails = self.is(head, Kind::Fail) || self.is(head, Kind::Duty) && self.is_denied(head);
        if token.dep == Dep::Nsubj && tree::is_verb(document, head) && fails {
            return false;
        }
        let relative = document.children_by(i, Dep::Relcl).any(|verb| {
            self.is_done(verb) && !self.is(verb, Kind::Fail) && !self.is(verb, Kind::Harm)
        });
        let done = |i: usize| self.is_deed(i) && !self.is(i, Kind::Fail);
        let here = match token.dep {
            Dep::Nsubj if tree::is_verb(document, head) => {
                let plans = factuality::stance(self.scene, head).modality == Modality::Planned;
                LEXICON.cue(document, head).is_some() || self.is_done(head) || plans
            }
            Dep::Nsubjpass => !self.is(head, Kind::Harm) && self.is_real(head),
            Dep::Dobj => self.is(head, Kind::Send),
            Dep::Pobj => {
                let according =
                    head > 0 && document.word(head - 1).eq_ignore_ascii_case("according");
                let of_deed = document.lemma(head) == "of" && done(document.token(head).head());
                document.token(head).dep == Dep::Agent || according || of_deed
            }
            Dep::Compound | Dep::Nmod | Dep::Poss => done(head) && self.is_done(head),
            _ => false,
        };
        here || relative
    }

    fn document(&self) -> &'a Document {
        self.scene.document
    }

    fn of(&self, kind: Kind) -> &BTreeSet<usize> {
        static NONE: BTreeSet<usize> = BTreeSet::new();
        self.told.get(&kind).unwrap_or(&NONE)
    }

    fn is(&self, i: usize, kind: Kind) -> bool {
        self.of(kind).contains(&i)
    }

    fn any(&self, kind: Kind, test: impl Fn(usize) -> bool) -> bool {
        self.of(kind).iter().any(|i| test(*i))
    }

    fn is_named(&self) -> bool {
        !self.heads.is_empty()
    }

    /// A police station does nothing, unless it acts for its men.
    fn is_place(&self, i: usize) -> bool {
        self.is(i + 1, Kind::Place) && self.document().token(i + 1).dep != Dep::Nsubj
    }

    /// Whether the word at token `i` is a deed that police may own: "police firing".
    fn is_deed(&self, i: usize) -> bool {
        [Kind::Act, Kind::Deed, Kind::Fire, Kind::Force, Kind::Fail, Kind::Arrest]
            .into_iter()
            .any(|kind| self.is(i, kind))
    }

    /// The head of the phrase in which token `i` names police.
    fn head(&self, i: usize) -> usize {
        let document = self.document();
        let is_noun = |i: usize| matches!(document.token(i).pos, Pos::Noun | Pos::Propn);
        let mut at = i;
        for _ in 0..6 {
            let token = document.token(at);
            let above = token.head();
            let further = document.token(above).head();
            at = match token.dep {
                _ if above == at => break,
                Dep::Compound | Dep::Nmod | Dep::Appos | Dep::Poss
                    if is_noun(above) && !self.is_deed(above) =>
                {
                    above
                }
                Dep::Conj if is_noun(above) => above,
                // "A team of police" is police.
                Dep::Pobj if document.lemma(above) == "of" && self.is(further, Kind::Member) => {
                    further
                }
                _ => break,
            };
        }
        at
    }

    /// Whether the subject of token `i` is police.
    fn is_theirs(&self, i: usize) -> bool {
        let document = self.document();
        let Some(subject) = tree::subject(document, i) else { return false };
        let pronoun = matches!(
            document.word(subject).to_lowercase().as_str(),
            "it" | "they" | "who" | "which" | "that"
        );
        self.police.contains(&subject)
            || pronoun && self.police.iter().any(|named| *named < subject)
            || self.is_of_police(subject)
    }

    /// Whether a noun has police among the words that say what it is: "a posse from the police".
    fn is_of_police(&self, noun: usize) -> bool {
        let document = self.document();
        let says = |c: &usize| {
            let dep = document.token(*c).dep;
            matches!(dep, Dep::Prep | Dep::Pobj | Dep::Compound | Dep::Nmod)
        };
        let mut open: Vec<usize> = document
            .children(noun)
            .filter(|c| {
                says(c) || matches!(document.token(*c).dep, Dep::Appos | Dep::Poss | Dep::Conj)
            })
            .collect();
        while let Some(at) = open.pop() {
            if self.police.contains(&at) {
                return true;
            }
            if says(&at) {
                open.extend(document.children(at).filter(says));
            }
        }
        false
    }

    /// Whether the words below token `i` say that it is theirs: "the failure of the police".
    fn is_own(&self, i: usize) -> bool {
        let theirs = |c: usize| self.document().word(c).eq_ignore_ascii_case("their");
        self.below(i).any(|c| self.police.contains(&c) || theirs(c) && self.is_named())
    }

    /// The words below token `i`, itself left out.
    fn below(&self, i: usize) -> impl Iterator<Item = usize> {
        let document = self.document();
        let mut found = Vec::new();
        let mut open: Vec<usize> = document.children(i).collect();
        while let Some(at) = open.pop() {
            found.push(at);
            open.extend(document.children(at));
        }
        found.into_iter()
    }

    /// Who does what token `i` names.
    fn doer(&self, i: usize) -> Doer {
        let document = self.document();
        let who = |is_police: bool| if is_police { Doer::Police } else { Doer::Other };
        let by: Vec<usize> = document
            .children(i)
            .filter(|c| document.lemma(*c) == "by")
            .flat_map(|c| document.children(c))
            .collect();
        if !by.is_empty() {
            return who(by.iter().any(|i| self.police.contains(i)));
        }
        if !tree::is_verb(document, i) {
            let owns = |c: usize| {
                matches!(document.token(c).dep, Dep::Compound | Dep::Nmod | Dep::Poss)
                    && self.police.contains(&c)
            };
            return if document.children(i).any(owns) { Doer::Police } else { Doer::Unsaid };
        }
        let Some(subject) = tree::subject(document, i) else { return Doer::Unsaid };
        let token = document.token(i);
        let passive = document.children_by(i, Dep::Auxpass).next().is_some()
            || token.tag == Tag::Vbn && matches!(token.dep, Dep::Acl | Dep::Amod);
        if passive {
            return if self.police.contains(&subject) { Doer::Other } else { Doer::Unsaid };
        }
        let pronoun = matches!(
            document.word(subject).to_lowercase().as_str(),
            "who" | "which" | "that" | "they" | "personnel" | "he" | "she" | "we" | "i"
        );
        who(self.police.contains(&subject) || pronoun)
    }

    /// Whether what token `i` names is told of the world as it is, done or not done.
    fn is_real(&self, i: usize) -> bool {
        let stance = factuality::stance(self.scene, i);
        is_actual(stance.modality) && stance.absorbed_by.is_none()
    }

    /// Whether what token `i` names is told as done.
    fn is_done(&self, i: usize) -> bool {
        self.is_real(i)
            && factuality::stance(self.scene, i).polarity == Polarity::Positive
            && !self.has_no_subject(i)
    }

    /// Whether what token `i` names is told as not done.
    fn is_denied(&self, i: usize) -> bool {
        let stance = factuality::stance(self.scene, i);
        let told = is_actual(stance.modality) || stance.modality == Modality::Denied;
        let negative = stance.polarity == Polarity::Negative || self.has_no_subject(i);
        told && negative && stance.absorbed_by.is_none()
    }

    /// "No arrests", "not one man was arrested".
    fn has_no_subject(&self, i: usize) -> bool {
        let document = self.document();
        let verb = tree::is_verb(document, i);
        let noun = if verb { tree::subject(document, i) } else { Some(i) };
        let none = |c: usize| matches!(document.word(c).to_lowercase().as_str(), "no" | "not");
        noun.is_some_and(|noun| document.children(noun).any(none))
    }
}

fn is_actual(modality: Modality) -> bool {
    matches!(modality, Modality::Actual | Modality::Historical | Modality::Habitual)
}

//! Whether a harm is told as having happened now, or as wanted, possible, denied or long past.

use std::collections::HashSet;

use hearsay_syntax::{Dep, Pos, Tag, tree};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::context::Context;
use crate::data::HarmContext;
use crate::mention::{Moment, Reality, Time, TimeType};

/// How many days before its creation time an article's news may lie; what is told of earlier days
/// is background.
const NEWS_DAYS: i64 = 21;
const HALF_YEAR_DAYS: i64 = 182;
/// How far the tree is walked up from a word of harm.
const DEPTH: usize = 12;

/// The clauses that tell of times before the news.
pub(super) struct Background {
    clauses: HashSet<usize>,
}

impl Background {
    pub(super) fn new(context: &Context, times: &[Time], created: Option<DateTime>) -> Self {
        let news_begin =
            created.and_then(|created| created.date().checked_sub(NEWS_DAYS.days()).ok());
        let mut clauses = HashSet::new();
        for time in times {
            let is_old = news_begin.is_some_and(|begin| {
                matches!(time.kind, TimeType::Date | TimeType::Time)
                    && time.end.map(day).is_some_and(|end| end < begin)
                    && !is_unsure(context, time, begin)
            });
            if is_old {
                // The time's own noun counts as well: "the 1998 bombing that killed 12".
                let head = time.tokens.clone().find(|t| !time.tokens.contains(&context.head(*t)));
                let at = head.unwrap_or(time.tokens.start);
                clauses.insert(context.head(at));
                clauses.insert(clause(context, at));
            }
        }
        Self { clauses }
    }

    /// How the harm at token `i` is told.
    pub(super) fn reality(&self, context: &Context, i: usize) -> Reality {
        let document = context.document;
        let mut at = i;
        // What is said of a verb holds for those that share its subject.
        let mut is_shared = true;
        let mut found = Reality::Actual;
        for _ in 0..DEPTH {
            if let Some(found) = beside(context, at, is_shared) {
                return found;
            }
            if self.clauses.contains(&at) {
                return Reality::Background;
            }
            let head = context.head(at);
            let dep = context.dep(at);
            if head == at || dep == Dep::Ccomp && context.pos(at) != Pos::Verb {
                break;
            }
            // What a relative clause tells hangs on its noun alone.
            if dep == Dep::Relcl || dep == Dep::Acl && context.tag(at) != Tag::Vb {
                return if self.is_old_noun(context, head, at) {
                    Reality::Background
                } else {
                    found
                };
            }
            match class(context, head) {
                Some(HarmContext::Possible) if dep != Dep::Conj && dep != Dep::Nsubj => {
                    return Reality::Possible;
                }
                Some(HarmContext::Past) if dep != Dep::Conj => return Reality::Background,
                Some(HarmContext::Rival) if dep != Dep::Conj => found = Reality::Claimed,
                _ => {}
            }
            let has_own_subject = document
                .children(at)
                .any(|c| matches!(context.dep(c), Dep::Nsubj | Dep::Nsubjpass));
            is_shared &= matches!(dep, Dep::Xcomp) || dep == Dep::Conj && !has_own_subject;
            at = head;
        }
        found
    }

    /// Whether a noun names something of before, of which clause `clause` tells: "an earlier attack
    /// that killed 12", "in revenge for a raid in which five died", "a war that has cost 900 lives".
    fn is_old_noun(&self, context: &Context, mut noun: usize, clause: usize) -> bool {
        let document = context.document;
        let is_past = |c: usize| class(context, c) == Some(HarmContext::Past);
        let has = document
            .children_by(clause, Dep::Aux)
            .any(|aux| matches!(context.lower(aux), "has" | "have"));
        if has && class(context, noun) == Some(HarmContext::Running) {
            return true;
        }
        for _ in 0..DEPTH {
            let same_day = |c: usize| context.lower(c) == "same";
            if self.clauses.contains(&noun)
                || document
                    .children_by(noun, Dep::Amod)
                    .any(|c| is_of_before(context, c) || same_day(c))
            {
                return true;
            }
            let head = context.head(noun);
            if head == noun || !matches!(context.dep(noun), Dep::Pobj | Dep::Prep) {
                return false;
            }
            if is_past(head) {
                return true;
            }
            if context.pos(head) == Pos::Verb {
                return false;
            }
            noun = head;
        }
        false
    }
}

/// What the words right below token `at` say of it.
fn beside(context: &Context, at: usize, is_shared: bool) -> Option<Reality> {
    let document = context.document;
    let mut is_infinitive = false;
    for c in document.children(at).take(40) {
        match context.dep(c) {
            Dep::Neg if is_shared => return Some(Reality::Denied),
            Dep::Aux if context.tag(c) == Tag::Md => return Some(Reality::Possible),
            Dep::Aux if context.tag(c) == Tag::To => is_infinitive = true,
            Dep::Mark if matches!(context.lower(c), "if" | "unless" | "whether") => {
                return Some(Reality::Possible);
            }
            // "On the same day", "in a separate attack": another incident.
            Dep::Npadvmod if is_apart(context, c) => return Some(Reality::Background),
            Dep::Advmod if class(context, c) == Some(HarmContext::Apart) => {
                return Some(Reality::Background);
            }
            Dep::Prep if document.children_by(c, Dep::Pobj).any(|o| is_apart(context, o)) => {
                return Some(Reality::Background);
            }
            // "Since the war began": what has added up until now.
            Dep::Prep if context.lower(c) == "since" => return Some(Reality::Background),
            Dep::Advcl
                if document.children_by(c, Dep::Mark).any(|m| context.lower(m) == "since") =>
            {
                return Some(Reality::Background);
            }
            Dep::Nsubj if context.pos(at) == Pos::Verb => {
                if document.children_by(c, Dep::Amod).any(|c| is_of_before(context, c)) {
                    return Some(Reality::Background);
                }
                let has = document
                    .children_by(at, Dep::Aux)
                    .any(|aux| matches!(context.lower(aux), "has" | "have"));
                if has && class(context, c) == Some(HarmContext::Running) {
                    return Some(Reality::Background);
                }
            }
            _ => {}
        }
    }
    let governor = context.head(at);
    let is_real = class(context, governor) == Some(HarmContext::Real)
        || context.dep(at) == Dep::Conj
        || governor == at;
    (is_infinitive && !is_real).then_some(Reality::Possible)
}

/// "The same day", "a separate attack", "previous clashes".
fn is_apart(context: &Context, noun: usize) -> bool {
    context.document.children_by(noun, Dep::Amod).any(|c| {
        is_of_before(context, c)
            || context.lower(c) == "same" && matches!(context.base(noun), "day" | "week" | "month")
    })
}

/// Whether a day without a year may as well be that of the year to come: it counts as past only
/// where it lies nearer that way.
fn is_unsure(context: &Context, time: &Time, begin: Date) -> bool {
    let is_digits = |t: usize| context.word(t).bytes().filter(u8::is_ascii_digit).count() == 4;
    let names_month = time.tokens.clone().any(|t| context.is_proper(t));
    let end = time.end.map(day);
    let is_far =
        end.is_some_and(|end| end.checked_add(HALF_YEAR_DAYS.days()).is_ok_and(|d| d < begin));
    names_month && is_far && !time.tokens.clone().any(is_digits)
}

/// "An earlier attack", "a separate attack".
fn is_of_before(context: &Context, adjective: usize) -> bool {
    matches!(class(context, adjective), Some(HarmContext::Past | HarmContext::Apart))
}

fn class(context: &Context, i: usize) -> Option<HarmContext> {
    let words = &context.lexicon.harm_context;
    words.get(context.base(i)).or_else(|| words.get(context.lower(i))).copied()
}

fn clause(context: &Context, i: usize) -> usize {
    tree::clause(context.document, i)
}

fn day(moment: Moment) -> Date {
    match moment {
        Moment::Day(day) => day,
        Moment::Clock(clock) => clock.date(),
        Moment::Instant(instant) => instant.to_zoned(jiff::tz::TimeZone::UTC).date(),
    }
}

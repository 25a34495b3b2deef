//! Whether what looks like a time is one in its sentence: "May" and "may", "1200 troops".

use hearsay_syntax::{Dep, Pos, Tag};

use super::Finder;
use super::pattern::{Kind, Match};
use super::tense::Tense;
use super::words::{Class, Value};

/// The most words that stand before the date of a dateline.
const DATELINE: usize = 6;

impl Finder<'_, '_> {
    /// Whether a match is a time expression where it stands.
    pub(super) fn is_time(&self, time: &Match) -> bool {
        self.is_whole(time)
            && self.is_in_sentence(time)
            && time.items.iter().all(|item| self.is_word_of_time(time, item))
            && self.fits(time)
    }

    /// Whether a match begins and ends with words: a year in a longer number is none.
    fn is_whole(&self, time: &Match) -> bool {
        let pieces = self.reader.pieces;
        let is_hyphen = |at: usize| matches!(pieces[at].lower, "-" | "/");
        let has_figure = |at: usize| pieces[at].lower.bytes().any(|b| b.is_ascii_digit());
        let is_figure = |at: usize| !is_hyphen(at) && has_figure(at);
        let first = pieces[time.start];
        let last = pieces[time.end - 1];
        let before =
            (0..time.start).rev().take_while(|at| pieces[*at].token == first.token).take(4);
        let after =
            (time.end..pieces.len()).take_while(|at| pieces[*at].token == last.token).take(4);
        // A figure beside a figure is of the same number.
        !(has_figure(time.start) && before.into_iter().any(is_figure)
            || has_figure(time.end - 1) && after.into_iter().any(is_figure))
    }

    /// Whether no sentence begins inside a match, but for one that a short form seemed to end.
    fn is_in_sentence(&self, time: &Match) -> bool {
        let tokens = self.tokens(time.start, time.end);
        (tokens.start + 1..tokens.end).all(|t| {
            !self.context.document.token(t).starts_sentence || self.lower(t - 1).ends_with('.')
        })
    }

    /// Whether a word that has other meanings is a time here.
    fn is_word_of_time(&self, time: &Match, item: &(Class, Value, usize)) -> bool {
        let (class, _, at) = *item;
        let piece = self.reader.pieces[at];
        let token = piece.token;
        let context = self.context;
        match class {
            Class::Month => {
                let is_alone = time.get(Class::DayNumber).is_none()
                    && time.get(Class::Nth).is_none()
                    && time.get(Class::Year).is_none();
                piece.is_capitalized
                    && (!is_alone
                        || context.pos(token) != Pos::Aux
                            && context.is_proper(token)
                            && !context.person_at[token]
                            && (piece.lower != "march" || self.is_no_march(at)))
            }
            // Short forms are words of their own: "sat", "sun", "wed", "mon".
            Class::Weekday => {
                let is_short = !piece.lower.ends_with("day");
                piece.is_capitalized
                    && context.is_noun(token)
                    && (!is_short || piece.lower.ends_with('.') || time.get(Class::Month).is_some())
            }
            Class::Season => {
                time.get(Class::Year).is_some()
                    || context.is_noun(token)
                        && (piece.lower != "fall"
                            || self.reader.lower(at + 1) != "of" && time.end - time.start > 1
                            || at > 0
                                && matches!(
                                    self.reader.lower(at - 1),
                                    "in" | "by" | "until" | "since" | "last" | "this"
                                ))
            }
            Class::Unit => {
                if matches!(piece.lower, "min" | "hr" | "yr") {
                    return true;
                }
                // "a second attack", "minute details", "three-quarters of the food"
                // "60 Minutes", "the Seven Days Battles"
                let is_name = piece.is_capitalized
                    && at > time.start
                    && context.is_proper(token)
                    && (self.reader.pieces[time.start].is_capitalized
                        || time.get(Class::Number).is_some());
                let is_part = is_name
                    || matches!(piece.lower, "quarter" | "quarters")
                        && time.kind == Kind::Duration
                        && time.get(Class::Reach).is_none()
                        && time.get(Class::Vague).is_none();
                !is_part
                    && (!matches!(piece.lower, "second" | "minute")
                        || context.is_noun(token) && !context.is_proper(token))
            }
            // "Operation Dawn", "High Noon"
            Class::Part | Class::Clock => !context.is_proper(token) || time.end - time.start > 1,
            // "the party daily"
            Class::Set => matches!(context.pos(token), Pos::Adv | Pos::Adj),
            // "in his thirties"
            Class::Decade => {
                at == 0
                    || !matches!(self.context.tag(self.reader.pieces[at - 1].token), Tag::PrpPoss)
            }
            // "likely to last over a week"
            Class::Reach => piece.lower != "last" || context.pos(token) != Pos::Verb,
            // "over three years" is a stretch of time, where "over" is a preposition.
            Class::Modifier => {
                !matches!(piece.lower, "over" | "under")
                    || context.dep(token) != Dep::Prep && self.reader.lower(at + 1) != "the"
            }
            _ => true,
        }
    }

    /// Whether "March" is no march: something that time words lead to.
    fn is_no_march(&self, at: usize) -> bool {
        at == 0 || self.context.lexicon.times.leads_to_month(self.reader.lower(at - 1))
    }

    /// What the kind of an expression asks of its sentence.
    fn fits(&self, time: &Match) -> bool {
        let context = self.context;
        let first = self.reader.pieces[time.start].token;
        let last = self.reader.pieces[time.end - 1].token;
        let next = self.reader.lower(time.end);
        let before = if time.start > 0 { self.reader.lower(time.start - 1) } else { "" };
        match time.kind {
            Kind::Calendar => {
                let is_about = time.text(Class::Value) == Some("APPROX");
                if is_about && time.get(Class::Year).is_none() && time.get(Class::Month).is_none() {
                    return false;
                }
                if time.items.len() == 1 && time.get(Class::Year).is_some() {
                    return time.end - time.start > 1 || self.is_year(first, before, next);
                }
                true
            }
            Kind::Offset => {
                // "two days before the attack" is a stretch of time that a clause follows.
                let relation = self.reader.lower(time.end - 1);
                let is_short = matches!(time.text(Class::Unit), Some("TH" | "TM" | "TS"));
                !(is_short && relation != "ago")
                    && (!matches!(relation, "before" | "after") || ends_phrase(next))
            }
            Kind::Anaphor if time.text(Class::Value) == Some("moment") => {
                self.context.dep(last) == Dep::Pobj
            }
            Kind::Anaphor => {
                let last = self.reader.lower(time.end - 1);
                !matches!(last, "before" | "after" | "following") || ends_phrase(next)
            }
            // "This Week", "USA Today" are names of programmes and papers.
            Kind::Deictic => {
                let is_name = |at: usize| {
                    self.reader.pieces[at].is_capitalized
                        && self.context.is_proper(self.reader.pieces[at].token)
                };
                let last = time.end - 1;
                let after_name = time.start > 0 && is_name(time.start - 1) && is_name(time.start);
                let has_name = [Class::Month, Class::Weekday, Class::Holiday]
                    .iter()
                    .any(|class| time.get(*class).is_some());
                let is_title = time.end - time.start > 1
                    && self.reader.pieces[last].is_capitalized
                    && !has_name;
                !after_name && !is_title
            }
            Kind::Set => {
                if time.text(Class::Value) == Some("rate") {
                    return matches!(before, "times" | "twice" | "once")
                        || self.reader.lower(time.start) == "per";
                }
                true
            }
            Kind::Reference => {
                let is_adverb = context.pos(last) == Pos::Adv;
                match self.reader.lower(time.start) {
                    "soon" => {
                        is_adverb
                            && !matches!(next, "after" | "as" | "afterward" | "afterwards")
                            && before != "as"
                            && !matches!(self.tense(first), Tense::Past | Tense::Perfect)
                    }
                    "recent" | "former" => {
                        time.end - time.start > 1 || self.context.dep(first) == Dep::Amod
                    }
                    "one" => self.tense(first) == Tense::Future,
                    _ => true,
                }
            }
            Kind::Duration if time.end - time.start == 2 && self.is_rate(time, first, before) => {
                false
            }
            Kind::Duration => {
                if time.text(Class::Value) == Some("X") && time.end - time.start == 1 {
                    return context.tag(first) == Tag::Nns && self.is_free_plural(first);
                }
                true
            }
            Kind::Part => {
                if time.end - time.start == 1 && time.get(Class::Part).is_some() {
                    return context.is_noun(first)
                        && matches!(
                            context.dep(first),
                            Dep::Pobj | Dep::Npadvmod | Dep::Advmod | Dep::Dobj
                        );
                }
                true
            }
            _ => true,
        }
    }

    /// Whether a number of four figures is a year.
    fn is_year(&self, token: usize, before: &str, next: &str) -> bool {
        if matches!(next, "%" | "percent" | "km" | "s") {
            return false;
        }
        let counts = self.context.dep(token) == Dep::Nummod && self.context.head(token) > token;
        self.in_entity[token] || (self.context.lexicon.times.leads_to_year(before) && !counts)
    }

    /// "40 a day", "twice a week", "$5 a year".
    fn is_rate(&self, time: &Match, first: usize, before: &str) -> bool {
        if self.reader.lower(time.start) == "per" {
            return true;
        }
        let last = self.reader.pieces[time.end - 1].token;
        matches!(self.reader.lower(time.start), "a" | "an")
            && first > 0
            && self.context.dep(last) == Dep::Npadvmod
            && (matches!(before, "times" | "twice" | "once")
                || self.context.tag(first - 1) == Tag::Cd
                || self.context.is_noun(first - 1) && self.context.head(last) == first - 1)
    }

    /// "for weeks", "in months": a plural that nothing counts.
    fn is_free_plural(&self, token: usize) -> bool {
        let document = self.context.document;
        self.context.dep(token) == Dep::Pobj
            && document.children(token).all(|child| self.context.dep(child) == Dep::Prep)
    }

    /// Whether a day of a month is that of the creation time.
    fn repeats_today(&self, time: &Match) -> bool {
        let day = time.number(Class::DayNumber).or_else(|| time.number(Class::Nth));
        self.today().is_some_and(|today| {
            time.number(Class::Month) == Some(i64::from(today.month()))
                && day == Some(i64::from(today.day()))
        })
    }

    /// Whether a date stands in a dateline: "BAGHDAD, March 29 -". Where it repeats the creation
    /// time it dates the article, and nothing that is told.
    fn is_dateline(&self, time: &Match) -> bool {
        let is_sign =
            |at: usize| matches!(self.reader.lower(at), "," | "." | "(" | ")" | "-" | "--");
        let is_opening = (0..time.start)
            .rev()
            .take(DATELINE)
            .take_while(|at| self.reader.lower(*at) != "\n")
            .all(|at| {
                let word = self.context.word(self.reader.pieces[at].token);
                is_sign(at) || word.chars().all(|c| c.is_uppercase() || c == '.')
            });
        let begins_paragraph =
            (0..time.start).rev().take(DATELINE).any(|at| at == 0 || self.reader.lower(at) == "\n");
        is_opening
            && begins_paragraph
            && time.start > 1
            && self.reader.lower(time.start - 1) == ","
            && matches!(self.reader.lower(time.end), "(" | "-" | "--" | ":")
    }

    /// What an article of its kind marks: a history calls what was "former", tells the ages of
    /// people as stretches of time, and its "soon" is soon after.
    pub(super) fn suits_article(&self, time: &Match) -> bool {
        let first = self.reader.lower(time.start);
        let last = self.reader.lower(time.end - 1);
        // Of an article without a creation time it is not known what it is.
        let is_history = self.is_history && self.created.is_some();
        match time.kind {
            Kind::Calendar => !(self.repeats_today(time) && self.is_dateline(time)),
            Kind::Reference if matches!(first, "former" | "future") => is_history,
            Kind::Reference if first == "soon" => !is_history,
            Kind::Reference if (first, last) == ("this", "time") => is_history,
            Kind::Anaphor if time.text(Class::Value) == Some("moment") => is_history,
            Kind::Duration if last == "old" => is_history,
            Kind::Definite => !is_history || time.get(Class::Unit) != Some(Value::Text("W")),
            _ => true,
        }
    }
}

/// Whether a phrase ends before a word.
fn ends_phrase(next: &str) -> bool {
    matches!(next, "" | "," | "." | ";" | ":" | "\n" | ")" | "''" | "\"" | "-")
}

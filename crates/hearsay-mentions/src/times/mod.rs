//! Times: from "on Sunday" to days on the calendar.
//!
//! What time expressions look like is data (`time_rules.tsv`, `time_words.tsv`); here they are
//! found by those rules, looked at in their sentence, and counted: from the article's creation
//! time in news, from the time told last in a history. We never ask the computer for the date, so
//! an article gives the same answer next year; and where neither the text nor the creation time
//! gives a year, the value says `XXXX` and the interval stays open.

mod anchors;
mod calendar;
mod clocks;
mod guards;
mod holidays;
mod lengths;
mod pattern;
mod pieces;
mod reader;
mod sense;
mod spans;
mod tense;
mod thread;
mod words;

use std::ops::Range;

use hearsay_syntax::{Dep, EntityType, Span, Tag};
use jiff::civil::{Date, DateTime};

use self::clocks::{Clock, join_clocks, place_clocks};
use self::pattern::{Kind, Match};
use self::pieces::pieces;
use self::reader::Reader;
use self::sense::Sense;
use self::words::{Class, Value};
use crate::context::Context;
use crate::mention::{Modifier, Moment, Time, TimeType};

pub(crate) use self::words::Tables;

/// Finds every time expression.
pub(crate) fn find(context: &Context, created: Option<DateTime>) -> Vec<Time> {
    let mut in_entity = vec![false; context.len()];
    for entity in context.document.entities() {
        if matches!(entity.label, EntityType::Date | EntityType::Time) {
            in_entity[entity.tokens.clone()].fill(true);
        }
    }
    let pieces = pieces(context);
    let reader = Reader {
        pieces: &pieces,
        tables: &context.lexicon.times,
        numbers: &context.lexicon.numbers,
        today: created.map(DateTime::date),
    };
    let mut finder = Finder {
        context,
        reader,
        created,
        is_history: created.is_none(),
        told: None,
        aside: None,
        quarter: None,
        in_entity,
    };
    let mut matches = finder.matches();
    finder.is_history = finder.tells_history(&matches);
    matches.retain(|time| finder.suits_article(time));
    let mut found: Vec<Found> = Vec::new();
    let mut paragraphs = 0;
    let mut read_to = 0;
    for time in &matches {
        while read_to < time.start {
            paragraphs += usize::from(pieces[read_to].lower == "\n");
            read_to += 1;
        }
        finder.forget(paragraphs);
        let Some(resolved) = finder.resolve(time) else { continue };
        finder.tell(time, &resolved, paragraphs);
        found.push(resolved);
    }
    finder.join_ranges(&mut found);
    let mut found = join_clocks(context, found);
    place_clocks(context, &mut found);
    found.into_iter().map(Found::mention).collect()
}

struct Finder<'c, 'd> {
    context: &'c Context<'d>,
    reader: Reader<'c>,
    created: Option<DateTime>,
    /// Whether the article tells a history by its dates: then times count from one another.
    is_history: bool,
    /// The time told last, from which "the next day" counts.
    told: Option<Told>,
    /// A year far from the time told last: an aside, unless the next year stays with it.
    aside: Option<i16>,
    /// The quarter that an article of business is about, with which "a year earlier" compares.
    quarter: Option<Sense>,
    /// Tokens that the model takes for part of a date or time.
    in_entity: Vec<bool>,
}

/// A time told, and the number of its paragraph.
struct Told {
    sense: Sense,
    paragraph: usize,
}

/// A time expression before its clock readings know their day.
struct Found {
    /// Where it lies in the text: not always at the ends of tokens, as in "14 August-24 August".
    span: Span,
    tokens: Range<usize>,
    kind: TimeType,
    value: String,
    modifier: Option<Modifier>,
    begin: Option<Moment>,
    end: Option<Moment>,
    candidates: Vec<i16>,
    clock: Option<(Clock, Option<Clock>)>,
    /// The time that later ones may count from.
    told: Option<Sense>,
    /// The row of the rules that it fits.
    rule: &'static str,
}

impl Found {
    fn new(tokens: Range<usize>, kind: TimeType, value: String) -> Self {
        Self {
            span: Span::new(0, 0),
            tokens,
            kind,
            value,
            modifier: None,
            begin: None,
            end: None,
            candidates: Vec::new(),
            clock: None,
            told: None,
            rule: "",
        }
    }

    fn mention(self) -> Time {
        Time {
            span: self.span,
            tokens: self.tokens,
            kind: self.kind,
            value: self.value,
            modifier: self.modifier,
            begin: self.begin,
            end: self.end,
            candidates: self.candidates,
            rule: self.rule,
        }
    }
}

impl Finder<'_, '_> {
    fn lower(&self, i: usize) -> &str {
        self.context.lower(i)
    }

    fn today(&self) -> Option<Date> {
        self.created.map(DateTime::date)
    }

    /// The tokens of a row of pieces.
    fn tokens(&self, start: usize, end: usize) -> Range<usize> {
        self.reader.pieces[start].token..self.reader.pieces[end - 1].token + 1
    }

    /// Where a row of pieces lies. Joined words with figures are cut, others are taken whole.
    fn span(&self, start: usize, end: usize) -> Span {
        let pieces = self.reader.pieces;
        let is_cut = |at: usize| self.lower(pieces[at].token).bytes().any(|b| b.is_ascii_digit());
        let tokens = self.context.span(self.tokens(start, end));
        let from = if is_cut(start) { pieces[start].span.start } else { tokens.start };
        let to = if is_cut(end - 1) { pieces[end - 1].span.end } else { tokens.end };
        Span::new(from, to)
    }

    /// What a match means.
    fn resolve(&self, time: &Match) -> Option<Found> {
        let start = self.start_of(time);
        let tokens = self.tokens(start, time.end);
        let found = self.meaning(time, tokens)?;
        Some(Found { span: self.span(start, time.end), rule: time.rule, ..found })
    }

    fn meaning(&self, time: &Match, tokens: Range<usize>) -> Option<Found> {
        match time.kind {
            Kind::Set => self.set(time, tokens),
            Kind::Duration => self.duration(time, tokens),
            Kind::Reference => {
                Some(Found::new(tokens, TimeType::Date, time.text(Class::Value)?.to_owned()))
            }
            Kind::Nothing => None,
            Kind::Clock => self.clock(time, tokens, None),
            Kind::Part => self.part(time, tokens, self.day_of_part(time)?),
            Kind::Calendar | Kind::Deictic | Kind::Anaphor | Kind::Offset | Kind::Definite => {
                if let Some(found) = self.vague_offset(time, tokens.clone()) {
                    return Some(found);
                }
                let sense = self.sense(time)?;
                if has_clock(time) {
                    self.clock(time, tokens, Some(sense))
                } else if time.get(Class::Part).is_some() {
                    self.part(time, tokens, sense)
                } else {
                    Some(self.date(time, tokens, sense))
                }
            }
        }
    }

    /// Where the expression begins: not with the article of the noun that it only describes, as in
    /// "the eight-year war".
    fn start_of(&self, time: &Match) -> usize {
        let pieces = self.reader.pieces;
        let last = pieces[time.end - 1].token;
        let head = self.context.head(last);
        let describes =
            matches!(self.context.dep(last), Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Nummod)
                && head > last
                && !matches!(self.context.tag(last), Tag::Pos);
        // "a year" counts one; "a year-long trial" is one trial.
        let words = &pieces[time.start..time.end];
        let counts = time.get(Class::One).is_some() && words.iter().all(|piece| piece.lower != "-");
        let has_article = matches!(words[0].lower, "the" | "a" | "an") && !counts;
        let is_phrase = words.iter().any(|piece| piece.lower == "of")
            || pieces[time.end - 1].lower.bytes().all(|byte| byte.is_ascii_digit());
        let drops = has_article && describes && !is_phrase && time.end > time.start + 1;
        time.start + usize::from(drops)
    }

    /// A calendar time as a mention.
    fn date(&self, time: &Match, tokens: Range<usize>, sense: Sense) -> Found {
        let modifier = modifier(time);
        let mut found = Found::new(tokens, TimeType::Date, sense.value());
        found.modifier = modifier;
        let mut interval = sense.narrowed(modifier);
        if time.items.iter().any(|(class, .., at)| {
            *class == Class::Stage && matches!(self.reader.lower(*at), "earlier" | "later")
        }) {
            interval = self.up_to_now(&sense, modifier);
        }
        if let (Some((first, _)), Some(today)) = (interval, self.today())
            && time.start > 0
            && self.reader.lower(time.start - 1) == "since"
            && first <= today
        {
            interval = Some((first, today));
        }
        found.begin = interval.map(|(first, _)| Moment::Day(first));
        found.end = interval.map(|(_, last)| Moment::Day(last));
        found.candidates = self.candidates(time, &sense);
        found.told = Some(sense);
        found
    }

    /// "earlier this month" is some day of it up to now, "later this year" one from now on.
    fn up_to_now(&self, sense: &Sense, modifier: Option<Modifier>) -> Option<(Date, Date)> {
        let (first, last) = sense.interval()?;
        let today = self.today().filter(|today| first <= *today && *today <= last);
        Some(match (modifier, today) {
            (Some(Modifier::Start), Some(today)) => (first, today),
            (_, Some(today)) => (today, last),
            _ => (first, last),
        })
    }

    /// A part of a day, as a mention.
    fn part(&self, time: &Match, tokens: Range<usize>, day: Sense) -> Option<Found> {
        let part = time.text(Class::Part).or_else(|| time.text(Class::Value))?;
        let mut found = Found::new(tokens, TimeType::Time, format!("{}T{part}", day.value()));
        found.modifier = modifier(time);
        let interval = day.interval().filter(|_| day.is_day());
        found.begin = interval.map(|(first, _)| Moment::Day(first));
        found.end = interval.map(|(_, last)| Moment::Day(last));
        // "the night of 12 to 13 March"
        let is_two = |class| time.items.iter().filter(|(known, ..)| *known == class).count() == 2;
        if is_two(Class::DayNumber) || is_two(Class::Weekday) {
            found.end = interval.and_then(|(first, _)| Some(Moment::Day(first.tomorrow().ok()?)));
        }
        found.told = Some(day);
        Some(found)
    }
}

/// Whether a match reads a clock.
fn has_clock(time: &Match) -> bool {
    time.items.iter().any(|(class, ..)| {
        matches!(class, Class::Face | Class::Hour | Class::Clock | Class::Military)
    })
}

/// The TIMEX3 modifier that the words of a match give.
fn modifier(time: &Match) -> Option<Modifier> {
    time.items.iter().find_map(|(class, value, _)| match (class, value) {
        (Class::Modifier, Value::Modifier(modifier)) => Some(*modifier),
        (Class::Stage | Class::Edge | Class::Value, Value::Text(stage)) => stage.parse().ok(),
        _ => None,
    })
}

//! A claim put into words, for the table and the page alike.
//!
//! Everything shown is a field of the reading. What is absent there is absent here.

use std::collections::HashMap;

use hearsay::{
    ActorForm, AttributionForm, ClaimForm, EventForm, PlaceForm, Reading, SpanForm, TimeForm,
    TollForm, WhenForm,
};
use hearsay_ledger::words::{self, Status};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Looks things up in one reading.
pub(crate) struct Teller<'a> {
    actors: HashMap<&'a str, &'a ActorForm>,
    places: HashMap<&'a str, &'a PlaceForm>,
    times: HashMap<&'a str, &'a TimeForm>,
    attributions: HashMap<&'a str, &'a AttributionForm>,
}

/// A name, and whether it was carried over from elsewhere in the article.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) inferred: bool,
}

/// One claim in words.
pub(crate) struct Told {
    /// Who says so, outermost first; empty is the article's own voice.
    pub(crate) chain: Vec<Named>,
    /// What the innermost does: "says", "denies".
    pub(crate) says: String,
    /// How it is spoken of when not simply as a fact: "denied", "requested".
    pub(crate) status: Option<Status>,
    /// Event type and mode: "assault / aerial".
    pub(crate) event: String,
    pub(crate) actors: Vec<Named>,
    pub(crate) recipients: Vec<Named>,
    pub(crate) instruments: Vec<String>,
    pub(crate) place: Option<Named>,
    pub(crate) time: Option<Named>,
    pub(crate) toll: Vec<String>,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(reading: &'a Reading) -> Self {
        let mentions = &reading.mentions;
        Self {
            actors: mentions.actors.iter().map(|actor| (actor.id.as_str(), actor)).collect(),
            places: mentions.places.iter().map(|place| (place.id.as_str(), place)).collect(),
            times: mentions.times.iter().map(|time| (time.id.as_str(), time)).collect(),
            attributions: reading.attributions.iter().map(|act| (act.id.as_str(), act)).collect(),
        }
    }

    pub(crate) fn tell(&self, claim: &ClaimForm) -> Told {
        let is_inferred = |field: &str| claim.inferred.iter().any(|inferred| inferred == field);
        Told {
            chain: self.chain(claim),
            says: self.says(claim),
            status: words::status(&claim.modality, &claim.polarity, &claim.certainty),
            event: event(&claim.event),
            actors: self.names(&claim.actors, is_inferred("actors")),
            recipients: self.names(&claim.recipients, is_inferred("recipients")),
            instruments: claim.instruments.iter().map(|span| span.text.clone()).collect(),
            place: claim
                .place
                .as_deref()
                .and_then(|id| self.places.get(id))
                .map(|place| Named { name: place_name(place), inferred: is_inferred("place") }),
            time: claim.time.as_ref().and_then(|time| self.time(time)),
            toll: claim.toll.iter().map(|toll| self.toll(toll)).collect(),
        }
    }

    fn chain(&self, claim: &ClaimForm) -> Vec<Named> {
        let link = |claimant: &hearsay::ClaimantForm| {
            let actor = claimant.actor.as_deref().and_then(|id| self.actors.get(id));
            let name = match (actor, &claimant.span) {
                (Some(actor), _) => or_words(&actor.name, &actor.span).to_owned(),
                (None, Some(span)) => span.text.clone(),
                (None, None) => "someone not named".to_owned(),
            };
            Named { name, inferred: claimant.inferred }
        };
        claim.claimants.iter().map(link).collect()
    }

    /// The verb for the innermost claimant, or for the article.
    fn says(&self, claim: &ClaimForm) -> String {
        let last = claim.claimants.last();
        // An article of its own accord only tells.
        if last.is_none() {
            return "says".to_owned();
        }
        let actor = last
            .and_then(|claimant| claimant.actor.as_deref())
            .and_then(|id| self.actors.get(id).copied());
        let attribution = last.and_then(|last| self.attributions.get(last.attribution.as_str()));
        let is_plural = actor.is_some_and(|actor| {
            !actor.members.is_empty() || is_plural(or_words(&actor.name, &actor.span), &actor.kind)
        });
        let is_negated = attribution.is_some_and(|attribution| attribution.negated);
        verb(&claim.act, is_plural, is_negated)
    }

    /// The names behind the mention ids, each actor once.
    fn names(&self, ids: &[String], inferred: bool) -> Vec<Named> {
        let mut names: Vec<Named> = Vec::new();
        for actor in ids.iter().filter_map(|id| self.actors.get(id.as_str())) {
            let name = or_words(&actor.name, &actor.span);
            if names.iter().all(|named| named.name != name) {
                let inferred = inferred || actor.inferred;
                names.push(Named { name: name.to_owned(), inferred });
            }
        }
        names
    }

    fn time(&self, time: &WhenForm) -> Option<Named> {
        let mention = time.mention.as_deref().and_then(|id| self.times.get(id));
        let words = mention.map(|mention| format!("“{}”", mention.span.text));
        let days = days(time.begin.as_deref(), time.end.as_deref(), &time.precision);
        let name = match (days, words) {
            (Some(days), Some(words)) if words != format!("“{days}”") => {
                format!("{days} ({words})")
            }
            (Some(days), _) => days,
            (None, Some(words)) if time.precision == "no year" => {
                format!("{words} (no year given)")
            }
            (None, Some(words)) => words,
            (None, None) => return None,
        };
        Some(Named { name, inferred: time.inferred })
    }

    /// "killed at least 16 (Armenian soldiers)".
    fn toll(&self, toll: &TollForm) -> String {
        let side = toll.side.as_deref().and_then(|id| self.actors.get(id));
        words::toll(
            &toll.kind,
            (toll.min, toll.max),
            toll.hedge.as_deref(),
            toll.who.as_deref(),
            side.map(|actor| or_words(&actor.name, &actor.span)),
            toll.cumulative == Some(true),
        )
    }
}

/// What a speaker does in saying something, as a verb.
pub(crate) fn verb(act: &str, is_plural: bool, is_negated: bool) -> String {
    let (one, many, rest) = match act {
        "assert" => ("says", "say", ""),
        "deny" => ("denies", "deny", ""),
        "confirm" => ("confirms", "confirm", ""),
        "accuse" => ("accuses", "accuse", ""),
        "demand" => ("demands", "demand", ""),
        "warn" => ("warns", "warn", ""),
        "plan" => ("plans", "plan", ""),
        "believe" => ("believes", "believe", ""),
        "announce" => ("announces", "announce", ""),
        "ask" => ("asks", "ask", " whether"),
        "decline" => ("declines", "decline", " to say"),
        other => return other.to_owned(),
    };
    match (is_negated, is_plural) {
        (false, false) => format!("{one}{rest}"),
        (false, true) => format!("{many}{rest}"),
        (true, false) => format!("does not {many}{rest}"),
        (true, true) => format!("do not {many}{rest}"),
    }
}

fn or_words<'a>(name: &'a str, span: &'a SpanForm) -> &'a str {
    if name.is_empty() { &span.text } else { name }
}

/// How many of a contested place's other names are shown.
const OTHER_NAMES: usize = 2;

/// A place as the article calls it; a contested one with some of its other names.
pub(crate) fn place_name(place: &PlaceForm) -> String {
    if !place.name.contains(" / ") {
        return or_words(&place.name, &place.span).to_owned();
    }
    let written = place.span.text.as_str();
    let others: Vec<&str> = place.name.split(" / ").filter(|name| *name != written).collect();
    let rest = if others.len() > OTHER_NAMES { ", …" } else { "" };
    format!("{written} (also {}{rest})", others[..others.len().min(OTHER_NAMES)].join(", "))
}

/// Whether the verb after this name is in the plural: "doctors", "both sides", "police"; not a
/// proper name, whatever it ends in.
pub(crate) fn is_plural(name: &str, kind: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    let is_common = last.starts_with(char::is_lowercase);
    let ends_plural = last.ends_with('s') && !last.ends_with("ss");
    kind == "sides" || is_common && (ends_plural || matches!(last, "people" | "police"))
}

/// Event type and mode: "assault / aerial".
pub(crate) fn event(event: &EventForm) -> String {
    let kind = event.kind.to_lowercase();
    match &event.mode {
        Some(mode) => format!("{kind} / {mode}"),
        None => kind,
    }
}

/// An interval as a person writes it.
pub(crate) fn days(begin: Option<&str>, end: Option<&str>, precision: &str) -> Option<String> {
    let write = |moment: &str| match precision {
        "year" => moment.get(..4).unwrap_or(moment).to_owned(),
        "month" => match moment.get(..7).and_then(|month| format!("{month}-01").parse().ok()) {
            Some(day) => Date::strftime(&day, "%b %Y").to_string(),
            None => moment.to_owned(),
        },
        _ => day(moment),
    };
    match (begin.map(write), end.map(write)) {
        (Some(begin), Some(end)) if begin == end => Some(begin),
        (Some(begin), Some(end)) => match (begin.split_once(", "), end.split_once(", ")) {
            // Hours of one day.
            (Some((day, from)), Some((other, to))) if day == other => {
                Some(format!("{day}, {from} to {to}"))
            }
            _ => Some(format!("{begin} to {end}")),
        },
        (Some(begin), None) => Some(format!("from {begin}")),
        (None, Some(end)) => Some(format!("until {end}")),
        (None, None) => None,
    }
}

/// `2020-09-28T21:00:00` as "28 Sep 2020, 21:00", an instant as such a time in UTC; what is not a date stays as it is.
pub(crate) fn day(moment: &str) -> String {
    if let Ok(day) = moment.parse::<Date>()
        && moment.len() <= 10
    {
        day.strftime("%-d %b %Y").to_string()
    } else if let Ok(time) = moment.parse::<DateTime>() {
        time.strftime("%-d %b %Y, %H:%M").to_string()
    } else if let Ok(instant) = moment.parse::<Timestamp>() {
        instant.strftime("%-d %b %Y, %H:%M UTC").to_string()
    } else {
        moment.to_owned()
    }
}

/// A span before, within and after another.
pub(crate) fn cut<'a>(span: &'a SpanForm, inner: &SpanForm) -> (&'a str, &'a str, &'a str) {
    let byte = |point: usize| {
        let within = point.saturating_sub(span.start);
        span.text.char_indices().nth(within).map_or(span.text.len(), |(at, _)| at)
    };
    let (from, to) = (byte(inner.start), byte(inner.end.max(inner.start)));
    if inner.end <= span.start || inner.start >= span.end {
        return (&span.text, "", "");
    }
    (&span.text[..from], &span.text[from..to], &span.text[to..])
}

/// "1 claim", "2 claims", "12,000 claims".
pub(crate) fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_days(begin: Option<&str>, end: Option<&str>, precision: &str, words: Option<&str>) {
        assert_eq!(days(begin, end, precision).as_deref(), words);
    }

    #[test]
    fn intervals_read_like_a_person_wrote_them() {
        let day = Some("2020-09-27");
        check_days(day, day, "day", Some("27 Sep 2020"));
        check_days(day, Some("2020-10-02"), "interval", Some("27 Sep 2020 to 2 Oct 2020"));
        check_days(Some("1987-01-01"), Some("1987-12-31"), "year", Some("1987"));
        check_days(Some("1991-01-01"), Some("1994-12-31"), "year", Some("1991 to 1994"));
        check_days(Some("2020-09-01"), Some("2020-09-30"), "month", Some("Sep 2020"));
        let (from, to) = (Some("2020-09-28T21:00:00"), Some("2020-09-28T22:30:00"));
        check_days(from, to, "time", Some("28 Sep 2020, 21:00 to 22:30"));
        check_days(from, None, "time", Some("from 28 Sep 2020, 21:00"));
        let (from, to) = (Some("2020-09-28T17:00:00Z"), Some("2020-09-29T02:00:00Z"));
        check_days(from, to, "time", Some("28 Sep 2020, 17:00 UTC to 29 Sep 2020, 02:00 UTC"));
        check_days(None, None, "no year", None);
    }

    #[track_caller]
    fn check_toll(min: Option<u64>, max: Option<u64>, hedge: Option<&str>, words: &str) {
        let toll = TollForm {
            kind: "killed".to_owned(),
            min,
            max,
            hedge: hedge.map(str::to_owned),
            ..TollForm::default()
        };
        let reading = Reading::default();
        assert_eq!(Teller::new(&reading).toll(&toll), words);
    }

    #[test]
    fn open_figures_stay_open() {
        check_toll(Some(16), Some(16), None, "killed 16");
        check_toll(Some(16), Some(16), Some("about"), "killed 16 (“about”)");
        check_toll(Some(16), None, Some("at least"), "killed at least 16");
        check_toll(Some(24), None, Some("dozens"), "killed at least 24 (“dozens”)");
        check_toll(None, Some(30), Some("up to"), "killed at most 30");
        check_toll(Some(10), Some(12), None, "killed 10 to 12");
        check_toll(Some(0), Some(0), None, "killed no one");
        check_toll(None, None, Some("many"), "killed a number not given (“many”)");
    }

    #[track_caller]
    fn check_plural(name: &str, plural: bool) {
        assert_eq!(is_plural(name, ""), plural, "{name}");
    }

    #[test]
    fn verbs_agree_with_common_nouns() {
        check_plural("two doctors", true);
        check_plural("police", true);
        check_plural("Azerbaijani troops", true);
        check_plural("Kremlin press", false);
        check_plural("Médecins Sans Frontières", false);
        check_plural("Interfax news agency", false);
    }

    #[track_caller]
    fn check_place(name: &str, written: &str, shown: &str) {
        let span = SpanForm { text: written.to_owned(), ..SpanForm::default() };
        let place = PlaceForm { name: name.to_owned(), span, ..PlaceForm::default() };
        assert_eq!(place_name(&place), shown);
    }

    #[test]
    fn contested_places_keep_the_articles_word_and_show_there_are_others() {
        check_place("Hask", "the town of Hask", "Hask");
        check_place("Hask / Haska", "Haska", "Haska (also Hask)");
        check_place("A / B / C / D", "B", "B (also A, C, …)");
    }

    #[test]
    fn counts_have_their_plural() {
        assert_eq!(count(0, "claim"), "0 claims");
        assert_eq!(count(1, "claim"), "1 claim");
        assert_eq!(count(1_234_567, "claim"), "1,234,567 claims");
    }
}

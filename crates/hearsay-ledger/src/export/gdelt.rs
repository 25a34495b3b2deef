//! GDELT 2.0 Events and Mentions: claims of one event type by the same actors, on one day and in one
//! place, are one event there, and each claim is a mention of it.
//!
//! A claim that is denied, doubted or not (yet) so cannot be said in this form and is left out. Tables
//! are parted by tabs and have no head, as theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use hearsay::ArticleForm;
use hearsay_incidents::{Actor, Claim};
use unicode_segmentation::UnicodeSegmentation;

use super::guard::{guarded, in_one_line};
use super::links::Links;
use super::rows::{day, extent, name};
use super::{ExportError, Form, Losses, Material, Options, create, fields};

/// What makes an event of theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    day: String,
    code: String,
    actor: (String, String),
    recipient: (String, String),
    place: String,
}

/// An event with what is counted of it.
struct Event {
    number: u64,
    quad: &'static str,
    goldstein: Option<f64>,
    is_root: bool,
    place: Option<hearsay::PlaceForm>,
    mentions: usize,
    sources: BTreeSet<String>,
    articles: BTreeSet<String>,
    added: String,
    url: String,
}

pub(super) fn write(
    material: &dyn Material,
    options: Options,
    folder: &Path,
) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Gdelt);
    let mut events: BTreeMap<Key, Event> = BTreeMap::new();
    let mut mentions = create(folder, "hearsay.mentions.CSV")?;
    material.articles(&mut |told| {
        let article = &told.article;
        losses.wrote_article(told);
        losses.field("article", "tone", &article.id);
        losses.field("article", "fips", &article.id);
        let sentences = Sentences::of(&article.text);
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            if let Some(standing) = fields::standing(claim) {
                losses.left_out("claim", standing, &claim.id);
                continue;
            }
            let Some(code) = &claim.event.cameo else {
                losses.left_out("claim", "no code", &claim.id);
                continue;
            };
            let Some(day) = event_day(claim) else {
                losses.left_out("claim", "no date", &claim.id);
                continue;
            };
            losses.wrote_claim(claim, &links);
            let key = Key {
                day: day.replace('-', ""),
                code: code.clone(),
                actor: party(claim.actors.first()),
                recipient: party(claim.recipients.first()),
                place: claim.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
            };
            let number = events.len() as u64 + 1;
            let event = events.entry(key).or_insert_with(|| Event::new(number, claim));
            event.tell(claim, sentences.is_lead(claim.trigger.start));
            let row = mention(event, claim, article, &sentences);
            line(&mut mentions, &row, options)?;
        }
        Ok(())
    })?;
    mentions.flush()?;
    let mut file = create(folder, "hearsay.export.CSV")?;
    for (key, event) in &events {
        losses.wrote("event");
        line(&mut file, &event_row(key, event), options)?;
    }
    file.flush()?;
    Ok(losses)
}

/// The day told, or else the article's.
pub(super) fn event_day(claim: &Claim) -> Option<String> {
    let told = claim.time.as_ref().and_then(|time| day(time.begin.as_ref()));
    told.or_else(|| day(claim.article.created.as_ref())).map(str::to_owned)
}

/// Code and name of one who acts or suffers.
fn party(actor: Option<&Actor>) -> (String, String) {
    let code = actor.and_then(|actor| actor.code.clone()).unwrap_or_default();
    (code, actor.map(|actor| name(actor).to_uppercase()).unwrap_or_default())
}

impl Event {
    fn new(number: u64, claim: &Claim) -> Self {
        Self {
            number,
            quad: quad_class(&claim.event.quad),
            goldstein: claim.event.goldstein,
            is_root: false,
            place: claim.place.clone(),
            mentions: 0,
            sources: BTreeSet::new(),
            articles: BTreeSet::new(),
            added: moment(claim.article.created.as_deref()),
            url: claim.article.url.clone().unwrap_or_default(),
        }
    }

    fn tell(&mut self, claim: &Claim, is_lead: bool) {
        self.is_root |= is_lead;
        self.mentions += 1;
        self.sources.extend(claim.article.publisher.clone());
        self.articles.insert(claim.article.id.clone());
    }
}

/// Their number of the quad class.
fn quad_class(quad: &str) -> &'static str {
    let quad = quad.to_lowercase();
    match (quad.contains("material"), quad.contains("coop"), quad.contains("conf")) {
        (false, true, _) => "1",
        (true, true, _) => "2",
        (false, _, true) => "3",
        (true, _, true) => "4",
        _ => "",
    }
}

/// `YYYYMMDDHHMMSS`; a bare day begins at midnight.
fn moment(created: Option<&str>) -> String {
    let digits: String = created.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        0..8 => String::new(),
        _ => format!("{digits:0<14}").chars().take(14).collect(),
    }
}

/// The 61 columns of an event.
fn event_row(key: &Key, event: &Event) -> Vec<String> {
    let (year, month) = (&key.day[..4], &key.day[..6]);
    let mut row = vec![
        event.number.to_string(),
        key.day.clone(),
        month.to_owned(),
        year.to_owned(),
        fraction(&key.day),
    ];
    for (code, name) in [&key.actor, &key.recipient] {
        row.extend(actor_columns(code, name));
    }
    row.extend([
        u8::from(event.is_root).to_string(),
        key.code.clone(),
        key.code.chars().take(3).collect(),
        key.code.chars().take(2).collect(),
        event.quad.to_owned(),
        event.goldstein.map(|score| score.to_string()).unwrap_or_default(),
        event.mentions.to_string(),
        event.sources.len().to_string(),
        event.articles.len().to_string(),
        String::new(),
    ]);
    // Of actors no place is known, only their country.
    for _ in 0..2 {
        row.push("0".to_owned());
        row.extend(vec![String::new(); 7]);
    }
    row.extend(action_geo(event.place.as_ref()));
    row.extend([event.added.clone(), event.url.clone()]);
    row
}

/// The year with the part of it that has gone by; every month has 30 days there.
fn fraction(day: &str) -> String {
    let part = |range: std::ops::Range<usize>| day[range].parse::<f64>().unwrap_or(1.0);
    let gone = ((part(4..6) - 1.0) * 30.0 + part(6..8)) / 365.0;
    format!("{:.4}", part(0..4) + gone.min(0.9999))
}

/// The ten columns of an actor: a code is a country or organization and up to three types, three
/// letters each.
fn actor_columns(code: &str, name: &str) -> Vec<String> {
    let parts: Vec<&str> =
        code.as_bytes().chunks(3).filter_map(|p| str::from_utf8(p).ok()).collect();
    let country = parts.first().filter(|part| hearsay::country_name(part).is_some());
    let types = if country.is_some() { &parts[1..] } else { &parts[..] };
    let nth = |at: usize| types.get(at).map(|part| (*part).to_owned()).unwrap_or_default();
    let country = country.map(|part| (*part).to_owned()).unwrap_or_default();
    let blank = String::new;
    let name = in_one_line(name);
    vec![code.to_owned(), name, country, blank(), blank(), blank(), blank(), nth(0), nth(1), nth(2)]
}

/// The eight columns of where it was. Theirs are codes of FIPS 10-4, which Hearsay does not have.
fn action_geo(place: Option<&hearsay::PlaceForm>) -> Vec<String> {
    let Some(place) = place.filter(|place| place.lat.is_some() && place.lon.is_some()) else {
        let mut row = vec![String::new(); 8];
        row[0] = "0".to_owned();
        row[1] = place.map(|place| in_one_line(&place.name)).unwrap_or_default();
        return row;
    };
    let kind = match place.feature.as_deref() {
        Some("country") => "1",
        Some("region") => "5",
        _ => "4",
    };
    let country = place.country.as_deref().and_then(hearsay::country_name);
    let parts = [Some(place.name.as_str()), place.admin1.as_deref(), country];
    let mut full: Vec<&str> = parts.into_iter().flatten().collect();
    full.dedup();
    let degrees = |degrees: Option<f64>| degrees.map(|it| it.to_string()).unwrap_or_default();
    let blank = String::new;
    vec![
        kind.to_owned(),
        in_one_line(&full.join(", ")),
        blank(),
        blank(),
        blank(),
        degrees(place.lat),
        degrees(place.lon),
        blank(),
    ]
}

/// The 16 columns of a mention.
fn mention(
    event: &Event,
    claim: &Claim,
    article: &ArticleForm,
    sentences: &Sentences,
) -> Vec<String> {
    let time = moment(claim.article.created.as_deref());
    let position = |span: Option<&hearsay::SpanForm>| {
        span.filter(|span| span.end > span.start)
            .map_or_else(|| "-1".to_owned(), |span| span.start.to_string())
    };
    let identifier = article.url.clone().unwrap_or_else(|| article.id.clone());
    let start = extent(claim).map_or(claim.trigger.start, |(start, _)| start);
    vec![
        event.number.to_string(),
        event.added.clone(),
        time,
        if article.url.is_some() { "1" } else { "2" }.to_owned(),
        in_one_line(article.publisher.as_deref().unwrap_or_default()),
        in_one_line(&identifier),
        sentences.number(start.max(claim.trigger.start)).to_string(),
        position(claim.actors.first().map(|actor| &actor.span)),
        position(claim.recipients.first().map(|actor| &actor.span)),
        position(Some(&claim.trigger)),
        "1".to_owned(),
        String::new(),
        article.text.chars().count().to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

/// Where sentences begin, by Unicode's rules, in code points.
struct Sentences {
    starts: Vec<usize>,
    /// The end of the first paragraph.
    lead: usize,
}

impl Sentences {
    fn of(text: &str) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        for sentence in text.split_sentence_bounds() {
            if !sentence.trim().is_empty() {
                starts.push(at);
            }
            at += sentence.chars().count();
        }
        let trimmed = text.trim_start();
        let before = text.chars().count() - trimmed.chars().count();
        let lead = trimmed.split('\n').next().unwrap_or_default().chars().count();
        Self { starts, lead: before + lead }
    }

    /// Counted from 1.
    fn number(&self, point: usize) -> usize {
        self.starts.partition_point(|start| *start <= point).max(1)
    }

    fn is_lead(&self, point: usize) -> bool {
        point < self.lead
    }
}

/// Writes a row; cells cannot hold tabs or line ends.
fn line(out: &mut impl Write, row: &[String], options: Options) -> Result<(), ExportError> {
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\t")?;
        }
        let is_number = cell.parse::<f64>().is_ok();
        let cell = in_one_line(cell);
        let cell = if is_number { cell.into() } else { guarded(&cell, options.raw) };
        out.write_all(cell.as_bytes())?;
    }
    Ok(out.write_all(b"\n")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_apart() {
        let columns = actor_columns("ARMGOVMIL", "ARMENIAN ARMY");
        assert_eq!(columns[2], "ARM");
        assert_eq!(columns[7..], ["GOV", "MIL", ""]);
        let columns = actor_columns("IGOUNO", "UNITED NATIONS");
        assert_eq!(columns[2], "");
        assert_eq!(columns[7..], ["IGO", "UNO", ""]);
        assert_eq!(actor_columns("", "").len(), 10);
    }

    #[test]
    fn moments_have_fourteen_digits() {
        assert_eq!(moment(Some("2024-03-12")), "20240312000000");
        assert_eq!(moment(Some("2024-03-12T14:40:00")), "20240312144000");
        assert_eq!(moment(Some("2024")), "");
        assert_eq!(moment(None), "");
    }

    #[test]
    fn sentences_are_counted_from_one() {
        let sentences = Sentences::of("\nOne fell. Two fled.\n\nThree came.");
        assert_eq!(sentences.number(1), 1);
        assert_eq!(sentences.number(12), 2);
        assert_eq!(sentences.number(25), 3);
        assert!(sentences.is_lead(12) && !sentences.is_lead(25));
    }

    #[test]
    fn fractions_grow_within_the_year() {
        assert_eq!(fraction("20240101"), "2024.0027");
        assert!(fraction("20241231").starts_with("2024.9"));
    }
}

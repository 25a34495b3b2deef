//! Feeds: RSS, Atom and JSON Feed, and the file that lists those to watch.
//!
//! An item's id is its `guid` or `id`, or else its link, so that the same item has the same id
//! whenever the feed is read, also after it was edited; what to do about an edit is the ledger's
//! affair.

use std::collections::BTreeSet;
use std::time::Duration;

use feed_rs::model::{Entry, Feed as Parsed};
use feed_rs::parser;
use hearsay::Created;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{dates, decode, pages};

/// What a server said about the feed as it was last fetched, so that it is sent again only when it
/// has changed. Whoever watches a feed keeps it from one time to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

/// An item of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) created: Option<Created>,
    /// What stands where the date should, when it is none.
    pub(crate) bad_date: Option<String>,
    pub(crate) text: String,
    pub(crate) raw: Vec<u8>,
}

/// Whether a file begins like a feed.
pub(crate) fn is_feed(head: &str) -> bool {
    let head = head.trim_start();
    let begin: String = head.chars().take(2048).collect();
    let is_xml = begin.starts_with('<')
        && ["<rss", "<feed", "<rdf:RDF"].iter().any(|tag| begin.contains(tag));
    is_xml || is_json_feed(&begin)
}

pub(crate) fn is_json_feed(head: &str) -> bool {
    head.trim_start().starts_with('{') && head.contains("jsonfeed.org/version")
}

/// The items of a feed.
pub(crate) fn read(bytes: &[u8], base: Option<&str>) -> Result<Vec<Item>, String> {
    let decoded = decode::decode("", bytes).map_err(|_| "it is not text".to_owned())?.text;
    if crate::pages::is_nested_too_deep(&decoded) {
        return Err("its elements are nested too deep".to_owned());
    }
    // The text is UTF-8 by now, whatever its declaration says.
    let text = without_declaration(&decoded);
    let parser = parser::Builder::new()
        .base_uri(base)
        .sanitize_content(false)
        .id_generator(|links, title, _| {
            let link = links.iter().map(|link| link.href.clone()).next();
            link.or_else(|| title.as_ref().map(|title| title.content.clone())).unwrap_or_default()
        })
        .build();
    let feed = parser.parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let raws = raws(text).filter(|raws| raws.len() == feed.entries.len());
    let raw = |at: usize| raws.as_ref().map(|raws| raws[at].clone());
    Ok(feed
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| item(&feed, entry, raw(at), text))
        .collect())
}

fn item(feed: &Parsed, entry: &Entry, raw: Option<String>, whole: &str) -> Item {
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| &*summary.content);
    let title = entry.title.as_ref().and_then(|title| pages::plain(&title.content));
    // Some feeds carry the story, others its first lines twice.
    let longest =
        [content, summary].into_iter().flatten().filter_map(pages::plain).max_by_key(String::len);
    let written = raw.as_deref().and_then(date);
    let parsed = entry.published.or(entry.updated).map(|date| date.to_rfc3339());
    let created = written.as_deref().or(parsed.as_deref()).and_then(dates::parse);
    let created = created.or_else(|| parsed.as_deref().and_then(dates::parse));
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let link =
        entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let publisher = feed.title.as_ref().and_then(|title| pages::plain(&title.content));
    let names = entry.authors.iter().filter_map(|author| author.name.as_deref());
    Item {
        id: filled(&entry.id),
        url: link.or(entry.links.first()).map(|link| link.href.clone()),
        publisher: publisher.map(|name| pages::one_line(&name)),
        authors: names.flat_map(pages::people).collect(),
        bad_date: written.filter(|_| created.is_none()),
        created,
        text: longest.or_else(|| title.clone()).unwrap_or_default(),
        title: title.map(|title| pages::one_line(&title)),
        raw: raw.map_or_else(|| whole.as_bytes().to_vec(), String::into_bytes),
    }
}

/// XML without its declaration, whose encoding no longer holds.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

/// The items of a feed as they are written.
fn raws(text: &str) -> Option<Vec<String>> {
    if text.starts_with('{') {
        let value: Value = serde_json::from_str(text).ok()?;
        return Some(value["items"].as_array()?.iter().map(Value::to_string).collect());
    }
    let name = if text.contains("<entry") { "entry" } else { "item" };
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut raws = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at..];
        // `<items>` of RSS 1.0 is no item.
        let is_whole = !rest[open.len()..].starts_with(|letter: char| letter.is_alphanumeric());
        let end = rest.find(&close).filter(|_| is_whole);
        let Some(end) = end else {
            rest = &rest[open.len()..];
            continue;
        };
        raws.push(rest[..end + close.len()].to_owned());
        rest = &rest[end + close.len()..];
    }
    Some(raws)
}

/// What stands where an item's date should.
fn date(raw: &str) -> Option<String> {
    if raw.starts_with('{') {
        let value: Value = serde_json::from_str(raw).ok()?;
        let date =
            ["date_published", "date_modified"].into_iter().find_map(|key| value[key].as_str());
        return date.map(str::to_owned);
    }
    ["pubDate", "published", "dc:date", "issued", "updated"].into_iter().find_map(|name| {
        let (_, rest) = raw.split_once(&format!("<{name}"))?;
        let (date, _) = rest.split_once('>')?.1.split_once("</")?;
        let date = date.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim();
        Some(date.to_owned()).filter(|date| !date.is_empty())
    })
}

/// The feeds to watch: a file like `FEEDS.toml`.
///
/// ```
/// let list = hearsay_input::FeedList::from_toml(r#"
///     [[feed]]
///     url = "https://press.example/world.rss"
///     publisher = "Oravia Press"
///     interval = "15m"
/// "#)?;
/// assert_eq!(list.feeds[0].interval.as_secs(), 900);
/// # Ok::<(), hearsay_input::FeedListError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedList {
    /// In the order of the file.
    pub feeds: Vec<WatchedFeed>,
}

/// A feed to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFeed {
    /// Where it is.
    pub url: String,
    /// Who publishes it, where that should not be what the feed calls itself.
    pub publisher: Option<String>,
    /// How often to look.
    pub interval: Duration,
    /// The language of its items: ISO 639-1.
    pub language: Option<String>,
}

/// A list of feeds that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedListError {
    /// Broken TOML, or a key that is not known.
    #[error("not a list of feeds: {0}; each begins with [[feed]] and has url = \"https://…\"")]
    Toml(String),
    /// No feed in it.
    #[error("there is no feed in it; each begins with [[feed]] and has url = \"https://…\"")]
    NoFeed,
    /// An address that cannot be fetched.
    #[error("feed {number}: `{url}` is not an address that begins with http:// or https://")]
    Url {
        /// Which feed, counted from 1.
        number: usize,
        /// As written.
        url: String,
    },
    /// The same address twice.
    #[error("feed {number}: {url} is there twice")]
    Twice {
        /// Which feed, counted from 1.
        number: usize,
        /// As written.
        url: String,
    },
    /// An interval that is none.
    #[error(
        "feed {number}: the interval `{interval}` is not like 90s, 15m, 2h or 1d, one minute at least"
    )]
    Interval {
        /// Which feed, counted from 1.
        number: usize,
        /// As written.
        interval: String,
    },
    /// A language that is none.
    #[error("feed {number}: the language `{language}` is not a code of two letters, like en")]
    Language {
        /// Which feed, counted from 1.
        number: usize,
        /// As written.
        language: String,
    },
}

/// How often a feed is looked at that does not say.
const INTERVAL: &str = "15m";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListForm {
    #[serde(default)]
    feed: Vec<FeedForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedForm {
    url: String,
    publisher: Option<String>,
    interval: Option<String>,
    language: Option<String>,
}

impl FeedList {
    /// From the text of the file.
    ///
    /// # Errors
    ///
    /// When it is not TOML, a key is not known, or a value makes no sense; the message says which.
    pub fn from_toml(text: &str) -> Result<Self, FeedListError> {
        let form: ListForm = toml::from_str(text)
            .map_err(|error| FeedListError::Toml(error.message().to_owned()))?;
        if form.feed.is_empty() {
            return Err(FeedListError::NoFeed);
        }
        let mut urls = BTreeSet::new();
        let mut feeds = Vec::new();
        for (number, feed) in (1..).zip(form.feed) {
            let FeedForm { url, publisher, interval, language } = feed;
            let is_web = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_web {
                return Err(FeedListError::Url { number, url });
            }
            if !urls.insert(url.clone()) {
                return Err(FeedListError::Twice { number, url });
            }
            let written = interval.unwrap_or_else(|| INTERVAL.to_owned());
            let Some(interval) = duration(&written) else {
                return Err(FeedListError::Interval { number, interval: written });
            };
            let is_code = |code: &String| {
                code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
            };
            if let Some(language) = language.clone().filter(|code| !is_code(code)) {
                return Err(FeedListError::Language { number, language });
            }
            feeds.push(WatchedFeed { url, publisher, interval, language });
        }
        Ok(Self { feeds })
    }
}

/// `90s`, `15m`, `2h`, `1d`; a minute at least, out of respect for the server.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
    let seconds: u64 = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (60..=31 * 86400).contains(&seconds).then(|| Duration::from_secs(seconds))
}

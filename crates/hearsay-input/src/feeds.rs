//! Feeds: RSS, Atom and JSON Feed.
//!
//! An item's id is its `guid` or `id`, or else its link, so that the same item has the same id
//! whenever the feed is read, also after it was edited; what to do about an edit is the ledger's
//! affair.

use std::time::Duration;

use feed_rs::model::{Entry, Feed as Parsed};
use feed_rs::parser;
use hearsay::Created;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{dates, decode, pages};

/// What a server said about the feed as it was last fetched, so that it is sent again only when it
/// has changed. Whoever watches a feed keeps it from one time to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
    /// For how many seconds the answer holds: what `Cache-Control: max-age` and the feed's own `ttl`
    /// say, a day at most. Whoever asks again sooner is a burden and learns nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds_s: Option<u64>,
    /// Where the feed has moved to for good (redirects 301 and 308).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
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

/// How long a feed says that it holds, in minutes: `ttl` of RSS 2.0, which stands before the items.
pub(crate) fn ttl(bytes: &[u8]) -> Option<Duration> {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let head = String::from_utf8_lossy(head);
    let channel = head.split("<item").next()?;
    let (minutes, _) = channel.split_once("<ttl>")?.1.split_once('<')?;
    let minutes: u64 = minutes.trim().parse().ok()?;
    Some(Duration::from_secs(minutes.checked_mul(60)?))
}

//! The file that lists the feeds to watch.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;
use url::{Host, Url};

/// The feeds to watch: a file like `FEEDS.toml`.
///
/// ```
/// let list = hearsay_input::FeedList::from_toml(r#"
///     [[feed]]
///     url = "https://press.example/world.rss"
///     publisher = "Oravia Press"
///     every = "15m"
/// "#)?;
/// assert_eq!(list.feeds[0].every.as_secs(), 900);
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
    /// What to call it in messages.
    pub name: Option<String>,
    /// Who publishes it, where that should not be what the feed calls itself.
    pub publisher: Option<String>,
    /// How often to look.
    pub every: Duration,
    /// The language of its items, where that should not be guessed item by item: ISO 639-1.
    pub language: Option<String>,
    /// Whether to fetch the page behind an item that carries only the beginning of its text.
    pub full: bool,
}

impl WatchedFeed {
    /// What to call it: its name, its publisher, or its address.
    #[must_use]
    pub fn called(&self) -> &str {
        self.name.as_deref().or(self.publisher.as_deref()).unwrap_or(&self.url)
    }

    /// The host that serves it.
    #[must_use]
    pub fn host(&self) -> String {
        let url = Url::parse(&self.url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether that is this computer, by its name or number.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let url = Url::parse(&self.url).ok();
        match url.as_ref().and_then(Url::host) {
            Some(Host::Domain(host)) => host == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

/// A list of feeds that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedListError {
    /// Broken TOML, or a key that is not known.
    #[error(
        "not a list of feeds: line {line}: {reason}; each feed begins with [[feed]] and has url = \
         \"https://…\""
    )]
    Toml {
        /// Which line, counted from 1.
        line: usize,
        /// What the parser met.
        reason: String,
    },
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
    #[error("{place}: every = `{every}` is not like 90s, 15m, 2h or 1d, one minute at least")]
    Every {
        /// Which feed, or the top of the file.
        place: String,
        /// As written.
        every: String,
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
const EVERY: &str = "15m";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListForm {
    every: Option<String>,
    #[serde(default)]
    feed: Vec<FeedForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedForm {
    url: String,
    name: Option<String>,
    publisher: Option<String>,
    every: Option<String>,
    language: Option<String>,
    #[serde(default)]
    full: bool,
}

impl FeedList {
    /// From the text of the file.
    ///
    /// # Errors
    ///
    /// When it is not TOML, a key is not known, or a value makes no sense; the message says which.
    pub fn from_toml(text: &str) -> Result<Self, FeedListError> {
        let form: ListForm = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = 1 + text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
            FeedListError::Toml { line, reason: error.message().to_owned() }
        })?;
        if form.feed.is_empty() {
            return Err(FeedListError::NoFeed);
        }
        let every = |written: String, place: &dyn Fn() -> String| {
            duration(&written)
                .ok_or_else(|| FeedListError::Every { place: place(), every: written })
        };
        let top = || "at the top of the file".to_owned();
        let usual = every(form.every.unwrap_or_else(|| EVERY.to_owned()), &top)?;
        let mut urls = BTreeSet::new();
        let mut feeds = Vec::new();
        for (number, feed) in (1..).zip(form.feed) {
            let FeedForm { url, name, publisher, every: written, language, full } = feed;
            let is_web = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_web {
                return Err(FeedListError::Url { number, url });
            }
            if !urls.insert(url.clone()) {
                return Err(FeedListError::Twice { number, url });
            }
            let every = match written {
                Some(written) => every(written, &|| format!("feed {number}"))?,
                None => usual,
            };
            let is_code = |code: &String| {
                code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
            };
            if let Some(language) = language.clone().filter(|code| !is_code(code)) {
                return Err(FeedListError::Language { number, language });
            }
            feeds.push(WatchedFeed { url, name, publisher, every, language, full });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_this_computer_are_told_from_others() {
        let is_local = |url: &str| {
            let list = FeedList::from_toml(&format!("[[feed]]\nurl = \"{url}\""));
            list.expect("it is a list").feeds[0].is_local()
        };
        for url in ["http://localhost/a", "http://127.0.0.1:80/", "http://[::1]/", "http://0x7f.1/"]
        {
            assert!(is_local(url), "{url}");
        }
        for url in ["http://localhost.example/", "http://10.0.0.1/", "https://press.example/"] {
            assert!(!is_local(url), "{url}");
        }
    }

    #[test]
    fn what_a_feed_does_not_say_the_list_says() {
        let list = "every = \"2h\"\n[[feed]]\nurl = \"https://a.example/x\"\n\
                    [[feed]]\nurl = \"https://b.example/x\"\nevery = \"10m\"\npublisher = \"B\"";
        let feeds = FeedList::from_toml(list).expect("it is a list").feeds;
        let told = |feed: &WatchedFeed| format!("{} {}", feed.called(), feed.every.as_secs());
        assert_eq!(
            feeds.iter().map(told).collect::<Vec<_>>(),
            ["https://a.example/x 7200", "B 600"]
        );
        assert_eq!(feeds[0].host(), "a.example");
    }

    #[test]
    fn list_of_the_examples_is_one() {
        let list = include_str!("../../../examples/feeds.toml");
        assert_eq!(FeedList::from_toml(list).map(|list| list.feeds.len()), Ok(3));
    }
}

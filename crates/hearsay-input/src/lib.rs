//! From paths to articles.
//!
//! [`articles`] walks files, folders and streams and yields each article in order, with what it was
//! made from ([`Received`]), or an [`InputError`] that says in plain words what could not be read and what to do about it. One bad
//! input never stops the rest: the iterator goes on after every error.
//!
//! ```
//! use hearsay_input::{Options, Source, articles};
//!
//! let lines = r#"{"id": "a", "text": "Two soldiers were killed near the river on Monday."}
//! {"id": "b", "text": }
//! {"id": "c", "text": "The ministry denied that its guns had opened fire first."}"#;
//! let source = Source::stream("lines", std::io::Cursor::new(lines));
//! let (read, bad): (Vec<_>, Vec<_>) =
//!     articles([source], Options::default()).partition(Result::is_ok);
//! assert_eq!(read.len(), 2);
//! assert_eq!(
//!     bad[0].as_ref().unwrap_err().to_string(),
//!     "lines, line 2: not a JSON object: expected value, column 21",
//! );
//! ```
//!
//! What is looked at along the way: the encoding (UTF-8, UTF-16, and the 8-bit encodings that old
//! files come in), whether it is text at all, and whether the text is English. A text is given on
//! exactly as decoded, since every span of a reading counts from its first character. A JSONL file
//! is read line by line and may be of any size; one article may be [`MAX_BYTES`] long.

mod articles;
mod behind;
mod dates;
mod decode;
pub mod duplicates;
mod error;
mod feed_list;
mod feeds;
pub mod fetch;
mod files;
mod gunzip;
mod http;
mod json;
mod language;
mod lines;
mod mapping;
pub mod pages;
mod received;
mod record;
mod sheets;
mod sniff;
mod warc;

use std::io::{self, Read};
use std::path::PathBuf;

use hearsay::Created;

pub use articles::{Articles, Meter, articles};
pub use behind::{behind, is_teaser};
pub use error::{InputError, Part, Place};
pub use feed_list::{FeedList, FeedListError, WatchedFeed};
pub use feeds::FeedState;
pub use language::{Judgement, Language, judge};
pub use mapping::{Mapping, MappingError, NoColumn};
pub use received::{Raw, Received};
pub use record::{Admitted, Record};

/// The most bytes one article may take, as a file or as a line.
///
/// An article of news has a few thousand; a book has one or two million.
pub const MAX_BYTES: usize = 8 << 20;

/// Where articles come from.
pub enum Source {
    /// A file, or a folder with everything below it.
    ///
    /// A path with `*`, `?` or `[` that names no file is a pattern for several.
    Path(PathBuf),
    /// An address of the web: a page, a feed, or any file that is read.
    Url(String),
    /// A feed that was fetched already.
    Feed {
        /// The address as it was given.
        url: String,
        /// What came.
        fetched: fetch::Fetched,
    },
    /// Anything else that gives bytes: standard input, a network connection.
    Stream {
        /// The name to use in messages, and the id of a plain text.
        name: String,
        /// The bytes.
        reader: Box<dyn Read + Send>,
    },
}

impl Source {
    /// Standard input.
    #[must_use]
    pub fn stdin() -> Self {
        Self::stream("stdin", io::stdin())
    }

    /// Anything that gives bytes, by a name to use in messages.
    pub fn stream(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self::Stream { name: name.into(), reader: Box::new(reader) }
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

/// What to do where the input leaves it open.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The creation time of articles that do not carry their own.
    pub created: Option<Created>,
    /// Whether to read texts that are not English.
    pub force: bool,
    /// Under which names JSON and sheets hold the parts of an article.
    pub mapping: Mapping,
    /// What may be fetched.
    pub policy: fetch::Policy,
}

/// What the files among the sources hold together; unknown as soon as one is not a plain file.
///
/// A streaming measure: it looks at sizes and opens nothing.
#[must_use]
pub fn total_bytes(sources: &[Source]) -> Option<u64> {
    sources
        .iter()
        .map(|source| match source {
            Source::Path(path) => files::size(path),
            Source::Url(_) | Source::Feed { .. } | Source::Stream { .. } => None,
        })
        .sum()
}

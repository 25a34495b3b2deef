//! What can go wrong on the way in, in words for someone who has never seen the program.

use std::fmt;
use std::io;

use hearsay::CreatedError;

use crate::fetch::FetchError;
use crate::pages::PageError;
use crate::{Language, MAX_BYTES};

/// Why an input could not be read, or what to know about one that was.
///
/// The message names the input first, says what is the matter, and then what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The path names nothing.
    #[error("{name}: no such file or folder; check the spelling and the current folder")]
    Missing {
        /// The path as given.
        name: String,
    },
    /// The system does not let us read it.
    #[error("{name}: cannot be read: {reason}")]
    Unreadable {
        /// The path as given.
        name: String,
        /// The system's words.
        reason: String,
        /// The system's error.
        source: io::Error,
    },
    /// A folder with nothing in it for us.
    #[error(
        "{name}: no articles in this folder; only files of text, JSON, HTML, feeds, sheets \
         and WARC are taken from a folder, name any other file itself"
    )]
    EmptyFolder {
        /// The path as given.
        name: String,
    },
    /// Nothing but white space.
    #[error("{place}: empty; there is nothing to read")]
    Empty {
        /// Where.
        place: Place,
    },
    /// Not text.
    #[error("{name}: {what}, not text; extract its text first and give that")]
    Binary {
        /// The file.
        name: String,
        /// What it seems to be.
        what: &'static str,
    },
    /// Text in an encoding that is not read.
    #[error(
        "{name}: encoded as {encoding}, which is not read; save it as UTF-8, for example with \
         `iconv -f {encoding} -t UTF-8`"
    )]
    Encoding {
        /// The file.
        name: String,
        /// Its encoding.
        encoding: &'static str,
    },
    /// More than one article can be.
    #[error(
        "{place}: longer than {} MB, too long for one article; split it, or give its articles as \
         JSONL, one a line",
        MAX_BYTES >> 20
    )]
    TooLong {
        /// Where.
        place: Place,
    },
    /// In another language.
    #[error("{place}: {}not English but {language}; only English is read (--force reads it anyway)", Named(.place, .id))]
    NotEnglish {
        /// Where.
        place: Place,
        /// The article's id.
        id: String,
        /// What it seems to be in.
        language: Language,
    },
    /// A line that is not a JSON object.
    #[error("{place}: not a JSON object: {reason}")]
    BrokenLine {
        /// Where.
        place: Place,
        /// What the parser met.
        reason: String,
    },
    /// An object without words to read.
    #[error("{place}: `text` is missing or empty; each object needs \"id\" and \"text\"")]
    NoText {
        /// Where.
        place: Place,
    },
    /// A field or column that is needed and is not there.
    #[error(
        "{place}: {}no `{column}`; there {} {}; name the one to take with --map {field}=NAME",
        if *column == *field { "" } else { "the map wants it, but there is " },
        if there.contains(',') { "are" } else { "is" },
        if there.is_empty() { "nothing else" } else { there }
    )]
    NoColumn {
        /// Where.
        place: Place,
        /// What it is needed for.
        field: &'static str,
        /// Its name.
        column: String,
        /// The names that are there, with commas.
        there: String,
    },
    /// A web page without an article.
    #[error("{place}: the page cannot be read: {source}")]
    Page {
        /// Where.
        place: Place,
        /// Why.
        source: PageError,
    },
    /// A file that is no feed, or a broken one.
    #[error("{name}: not a feed that can be read: {reason}; RSS, Atom and JSON Feed are read")]
    Feed {
        /// The file.
        name: String,
        /// What the parser met.
        reason: String,
    },
    /// An item of a feed whose date is none; it is read without it.
    #[error("{place}: `{text}` is not a date; the item is read without one")]
    FeedDate {
        /// The item.
        place: Place,
        /// What stands where a date should.
        text: String,
    },
    /// A record of an archive.
    #[error("{name}: the record at byte {offset} cannot be read: {reason}")]
    Record {
        /// The archive.
        name: String,
        /// Where the record begins, after decompression.
        offset: u64,
        /// What is the matter.
        reason: String,
    },
    /// A sheet that cannot be opened.
    #[error("{name}: not a sheet that can be read: {reason}; save it as CSV and give that")]
    Sheet {
        /// The file.
        name: String,
        /// What the parser met.
        reason: String,
    },
    /// A row of a sheet.
    #[error("{place}: not a row that can be read: {reason}")]
    Row {
        /// Where.
        place: Place,
        /// What the parser met.
        reason: String,
    },
    /// A pattern of file names.
    #[error("{pattern}: {reason}")]
    Pattern {
        /// As given.
        pattern: String,
        /// Why it gives nothing.
        reason: String,
    },
    /// An address that could not be fetched.
    #[error("{url}: {source}")]
    Fetch {
        /// As given.
        url: String,
        /// Why.
        source: FetchError,
    },
    /// A creation time that is none; the article is read without it.
    #[error("{place}: `created`: {source}; the article is read without a date")]
    Created {
        /// Where.
        place: Place,
        /// Why it is none.
        source: CreatedError,
    },
    /// The same id twice; both articles are read.
    #[error("{place}: the id `{id}` was there before; both articles are read")]
    DuplicateId {
        /// Where it comes again.
        place: Place,
        /// The id.
        id: String,
    },
    /// Files of a folder that were passed over.
    #[error(
        "{name}: {count} other {} left aside ({examples}); name a file itself to read it as \
         text", if *.count == 1 { "file" } else { "files" }
    )]
    Skipped {
        /// The folder.
        name: String,
        /// How many.
        count: usize,
        /// The first few of them.
        examples: String,
    },
    /// An old encoding that was guessed.
    #[error("{name}: not UTF-8; read as {encoding}")]
    Guessed {
        /// The file.
        name: String,
        /// The encoding that fits best.
        encoding: &'static str,
    },
    /// UTF-8 with broken places.
    #[error("{name}: broken UTF-8 in {count} {}; each is shown as \u{FFFD}", if *.count == 1 { "place" } else { "places" })]
    Damaged {
        /// The file.
        name: String,
        /// How many.
        count: usize,
    },
    /// Halves of UTF-16 pairs in JSON escapes.
    #[error("{place}: half characters (lone surrogates) are shown as \u{FFFD}")]
    LoneSurrogates {
        /// Where.
        place: Place,
    },
}

impl InputError {
    /// Whether this is only worth knowing: nothing was left out that should have been read.
    #[must_use]
    pub fn is_note(&self) -> bool {
        matches!(
            self,
            Self::DuplicateId { .. }
                | Self::Skipped { .. }
                | Self::Guessed { .. }
                | Self::Damaged { .. }
                | Self::LoneSurrogates { .. }
                | Self::FeedDate { .. }
        )
    }

    pub(crate) fn unreadable(name: &str, source: io::Error) -> Self {
        let name = name.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { name },
            io::ErrorKind::PermissionDenied => {
                let reason = "permission denied; ask its owner, or check its mode with `ls -l`";
                Self::Unreadable { name, reason: reason.to_owned(), source }
            }
            _ => Self::Unreadable { name, reason: source.to_string(), source },
        }
    }
}

/// A file, or a line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as given, or the name of the stream.
    pub name: String,
    /// Where in it.
    pub part: Part,
}

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole of it.
    Whole,
    /// A line, counted from 1.
    Line(usize),
    /// An item of a JSON array or of a feed, counted from 1.
    Item(usize),
    /// A row of a sheet, counted from 1 with its head.
    Row(usize),
    /// A record that begins so many bytes into an archive.
    Byte(u64),
}

impl Place {
    pub(crate) fn file(name: &str) -> Self {
        Self { name: name.to_owned(), part: Part::Whole }
    }

    pub(crate) fn line(name: &str, number: usize) -> Self {
        Self { name: name.to_owned(), part: Part::Line(number) }
    }

    pub(crate) fn item(name: &str, number: usize) -> Self {
        Self { name: name.to_owned(), part: Part::Item(number) }
    }

    pub(crate) fn row(name: &str, number: usize) -> Self {
        Self { name: name.to_owned(), part: Part::Row(number) }
    }

    pub(crate) fn byte(name: &str, offset: u64) -> Self {
        Self { name: name.to_owned(), part: Part::Byte(offset) }
    }

    /// The id of an article that has none.
    pub(crate) fn as_id(&self) -> String {
        match self.part {
            Part::Whole => self.name.clone(),
            Part::Line(number) | Part::Item(number) | Part::Row(number) => {
                format!("{}:{number}", self.name)
            }
            Part::Byte(offset) => format!("{}:{offset}", self.name),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.part {
            Part::Whole => Ok(()),
            Part::Line(number) => write!(f, ", line {number}"),
            Part::Item(number) => write!(f, ", item {number}"),
            Part::Row(number) => write!(f, ", row {number}"),
            Part::Byte(offset) => write!(f, ", byte {offset}"),
        }
    }
}

/// An article by its id, where the place alone does not tell which.
struct Named<'a>(&'a Place, &'a str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.part == Part::Whole { Ok(()) } else { write!(f, "`{}` is ", self.1) }
    }
}

//! The iterator over all sources: opens what is named, and gives each article its last look.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hearsay::Article;

use crate::files::{self, Found, Walk};
use crate::lines::{Line, Lines};
use crate::{
    InputError, Judgement, MAX_BYTES, Options, Place, Raw, Received, Source, decode, json, judge,
};

/// How many ids are remembered to notice one that comes twice: eight bytes each.
const IDS_REMEMBERED: usize = 8 << 20;

/// The articles of all sources, in order.
///
/// Folders are read in the order of their file names. Errors and notes ([`InputError::is_note`])
/// come at the place where they were met, before the article that they concern.
pub fn articles(sources: impl IntoIterator<Item = Source>, options: Options) -> Articles {
    Articles {
        sources: sources.into_iter().collect(),
        options,
        walk: None,
        lines: None,
        pending: VecDeque::new(),
        ids: HashSet::new(),
        hasher: RandomState::new(),
        meter: Meter::default(),
    }
}

/// The iterator that [`articles`] returns.
pub struct Articles {
    sources: VecDeque<Source>,
    options: Options,
    /// The folder that is being walked.
    walk: Option<Walk>,
    /// The file of lines that is open.
    lines: Option<Lines>,
    /// Met, and not yet given out.
    pending: VecDeque<Result<Received, InputError>>,
    ids: HashSet<u64>,
    hasher: RandomState,
    meter: Meter,
}

/// How many bytes have been read so far; may be looked at from another thread.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    /// The bytes read so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Iterator for Articles {
    type Item = Result<Received, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.pending.pop_front() {
                return Some(item);
            }
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(Ok(line)) => self.take_line(&line),
                    Some(Err(error)) => self.pending.push_back(Err(error)),
                    None => self.lines = None,
                }
            } else if let Some(walk) = &mut self.walk {
                match walk.next() {
                    Some(Ok(found)) => self.open_file(found),
                    Some(Err(error)) => self.pending.push_back(Err(error)),
                    None => self.walk = None,
                }
            } else {
                match self.sources.pop_front()? {
                    Source::Path(path) => match files::look(path) {
                        Ok(files::Kind::File(found)) => self.open_file(found),
                        Ok(files::Kind::Folder(walk)) => self.walk = Some(walk),
                        Err(error) => self.pending.push_back(Err(error)),
                    },
                    Source::Stream { name, reader } => self.open(&name.clone(), name, None, reader),
                }
            }
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One article.
    Text,
    /// One JSON object a line.
    Lines,
    /// Lines, one object over several lines, or an array of objects: to be found out.
    Json,
}

impl Articles {
    /// A view of how many bytes have been read, for showing progress.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    fn open_file(&mut self, found: Found) {
        match std::fs::File::open(&found.path) {
            Ok(file) => self.open(&found.name, found.id, Some(found.format), Box::new(file)),
            Err(error) => self.pending.push_back(Err(InputError::unreadable(&found.name, error))),
        }
    }

    /// Opens one file or stream: a text is read at once, lines are left for later.
    fn open(
        &mut self,
        name: &str,
        id: String,
        format: Option<Format>,
        reader: Box<dyn Read + Send>,
    ) {
        let metered = Metered { reader, meter: self.meter.clone() };
        let opened = decode::Opened::new(metered);
        let result =
            opened.map_err(|error| InputError::unreadable(name, error)).and_then(|opened| {
                let format = format.unwrap_or_else(|| json::sniff(&opened.head));
                match format {
                    Format::Text => self.read_text(name, id, opened),
                    Format::Lines => Lines::new(name, opened).map(|lines| self.lines = Some(lines)),
                    Format::Json => self.open_json(name, opened),
                }
            });
        if let Err(error) = result {
            self.pending.push_back(Err(error));
        }
    }

    fn read_text(
        &mut self,
        name: &str,
        id: String,
        opened: decode::Opened,
    ) -> Result<(), InputError> {
        let place = Place::file(name);
        let bytes = opened.all(MAX_BYTES).map_err(|error| InputError::unreadable(name, error))?;
        let Some(bytes) = bytes else { return Err(InputError::TooLong { place }) };
        let decoded = decode::decode(name, &bytes)?;
        if decoded.text.trim().is_empty() {
            return Err(InputError::Empty { place });
        }
        self.pending.extend(decoded.remark.map(Err));
        let article =
            Article { id, text: decoded.text, created: self.options.created, ..Article::default() };
        let raw = Raw::new(bytes, "text/plain");
        self.admit(&place, Received { article, authors: Vec::new(), raw });
        Ok(())
    }

    /// A `.json` file may hold lines, one object written over several lines, or an array.
    fn open_json(&mut self, name: &str, opened: decode::Opened) -> Result<(), InputError> {
        if json::first_line_stands_alone(&opened.head) {
            self.lines = Some(Lines::new(name, opened)?);
            return Ok(());
        }
        let (bytes, rest) =
            opened.up_to(MAX_BYTES).map_err(|error| InputError::unreadable(name, error))?;
        if rest.is_none()
            && let Some(whole) = json::whole(name, &bytes)?
        {
            for (number, item) in whole.into_iter().enumerate() {
                self.take_value(Place::item(name, number + 1), &item);
            }
            return Ok(());
        }
        let all = Cursor::new(bytes).chain(rest.unwrap_or_else(|| Box::new(io::empty())));
        let opened =
            decode::Opened::new(all).map_err(|error| InputError::unreadable(name, error))?;
        self.lines = Some(Lines::new(name, opened)?);
        Ok(())
    }

    fn take_line(&mut self, line: &Line) {
        let Line { place, text, raw } = line;
        match json::parse(place, text) {
            Ok((fields, repaired)) => {
                if repaired {
                    self.pending
                        .push_back(Err(InputError::LoneSurrogates { place: place.clone() }));
                }
                self.take_fields(place.clone(), fields, raw);
            }
            Err(error) => self.pending.push_back(Err(error)),
        }
    }

    fn take_value(&mut self, place: Place, item: &str) {
        match json::fields(&place, item) {
            Ok(fields) => self.take_fields(place, fields, item.as_bytes()),
            Err(error) => self.pending.push_back(Err(error)),
        }
    }

    fn take_fields(&mut self, place: Place, fields: json::Fields, raw: &[u8]) {
        let text = fields.text.unwrap_or_default();
        if text.trim().is_empty() {
            self.pending.push_back(Err(InputError::NoText { place }));
            return;
        }
        if text.len() > MAX_BYTES {
            self.pending.push_back(Err(InputError::TooLong { place }));
            return;
        }
        let created = match json::created(fields.created.as_ref()) {
            Ok(created) => created.or(self.options.created),
            Err(source) => {
                // It has a date, only we cannot read it: the one for undated articles is not its.
                self.pending.push_back(Err(InputError::Created { place: place.clone(), source }));
                None
            }
        };
        let article = Article {
            id: json::id(fields.id.as_ref()).unwrap_or_else(|| place.as_id()),
            title: json::filled(fields.title),
            url: json::filled(fields.url),
            publisher: json::filled(fields.publisher),
            created,
            language: None,
            text,
        };
        let raw = Raw::new(raw, "application/json");
        self.admit(&place, Received { article, authors: Vec::new(), raw });
    }

    /// The last look at an article: is it English, was its id there before?
    fn admit(&mut self, place: &Place, mut received: Received) {
        let article = &mut received.article;
        match judge(&article.text) {
            Judgement::English => article.language = Some("en".to_owned()),
            Judgement::TooShort => {}
            Judgement::Other(language) if self.options.force => {
                article.language = Some(language.code().to_owned());
            }
            Judgement::Other(language) => {
                let (place, id) = (place.clone(), received.article.id);
                self.pending.push_back(Err(InputError::NotEnglish { place, id, language }));
                return;
            }
        }
        let hash = self.hasher.hash_one(&article.id);
        if self.ids.contains(&hash) {
            let (place, id) = (place.clone(), article.id.clone());
            self.pending.push_back(Err(InputError::DuplicateId { place, id }));
        } else if self.ids.len() < IDS_REMEMBERED {
            self.ids.insert(hash);
        }
        self.pending.push_back(Ok(received));
    }
}

/// Counts what is read.
struct Metered {
    reader: Box<dyn Read + Send>,
    meter: Meter,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.meter.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

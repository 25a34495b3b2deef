//! The iterator over all sources: opens what is named, and gives each article its last look.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hearsay::Article;
use url::Url;

use crate::decode::{Opened, Stream};
use crate::fetch::Fetched;
use crate::files::{self, Found, Walk};
use crate::gunzip::Gunzip;
use crate::http::{MAX_BODY, header};
use crate::lines::{Line, Lines};
use crate::pages::Page;
use crate::received::Origin;
use crate::sheets::{Row, Sheet};
use crate::sniff::{self, Format};
use crate::warc::{Record, Warc};
use crate::{
    InputError, Judgement, MAX_BYTES, Options, Place, Raw, Received, Source, decode, feeds, fetch,
    json, judge, pages,
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
        envelope: None,
        origin: Origin::default(),
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
    /// The file of many articles that is open.
    envelope: Option<Envelope>,
    /// Where what is being read was fetched.
    origin: Origin,
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
            if let Some(envelope) = &mut self.envelope {
                match envelope {
                    Envelope::Lines(lines) => match lines.next() {
                        Some(Ok(line)) => self.take_line(&line),
                        Some(Err(error)) => self.pending.push_back(Err(error)),
                        None => self.envelope = None,
                    },
                    Envelope::Warc(name, warc) => match warc.next() {
                        Some(Ok(record)) => {
                            let place = Place::byte(name, record.offset);
                            self.take_record(place, record);
                        }
                        Some(Err(error)) => self.pending.push_back(Err(error)),
                        None => self.envelope = None,
                    },
                    Envelope::Sheet(sheet) => match sheet.next() {
                        Some(Ok(Row { place, fields, raw })) => {
                            self.take_fields(place, fields, &raw, "text/csv");
                        }
                        Some(Err(error)) => self.pending.push_back(Err(error)),
                        None => self.envelope = None,
                    },
                }
            } else if let Some(walk) = &mut self.walk {
                match walk.next() {
                    Some(Ok(found)) => self.open_file(found),
                    Some(Err(error)) => self.pending.push_back(Err(error)),
                    None => self.walk = None,
                }
            } else {
                self.origin = Origin::default();
                match self.sources.pop_front()? {
                    Source::Path(path) => match files::look(path) {
                        Ok(files::Kind::File(found)) => self.open_file(found),
                        Ok(files::Kind::Pattern(paths)) => {
                            let paths = paths.into_iter().rev().map(Source::Path);
                            paths.for_each(|path| self.sources.push_front(path));
                        }
                        Ok(files::Kind::Folder(walk)) => self.walk = Some(walk),
                        Err(error) => self.pending.push_back(Err(error)),
                    },
                    Source::Url(url) => self.fetch(&url),
                    Source::Feed { url, fetched } => {
                        self.take_fetched(&url, fetched, Some(Format::Feed));
                    }
                    Source::Stream { name, reader } => self.open(&name.clone(), name, None, reader),
                }
            }
        }
    }
}

/// A file of many articles, which are read one by one.
enum Envelope {
    Lines(Lines),
    Warc(String, Warc),
    Sheet(Sheet),
}

impl Articles {
    /// A view of how many bytes have been read, for showing progress.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    fn open_file(&mut self, found: Found) {
        match std::fs::File::open(&found.path) {
            Ok(file) => self.open(&found.name, found.id, found.format, Box::new(file)),
            Err(error) => self.pending.push_back(Err(InputError::unreadable(&found.name, error))),
        }
    }

    /// Fetches an address and reads what it holds.
    fn fetch(&mut self, url: &str) {
        match fetch::get(url, &self.options.policy) {
            Ok(fetched) => {
                let media_type = header(&fetched.headers, "content-type");
                let is_page = media_type.is_some_and(|kind| kind.contains("html"));
                self.take_fetched(url, fetched, is_page.then_some(Format::Page));
            }
            Err(source) => {
                let url = url.to_owned();
                self.pending.push_back(Err(InputError::Fetch { url, source }));
            }
        }
    }

    fn take_fetched(&mut self, url: &str, fetched: Fetched, format: Option<Format>) {
        let Fetched { url: answered, headers, body, fetched } = fetched;
        self.origin = Origin { url: Some(answered), headers, fetched: Some(fetched) };
        self.open(url, url.to_owned(), format, Box::new(Cursor::new(body)));
    }

    /// Opens one file or stream: one article is read at once, many are left for later.
    fn open(&mut self, name: &str, id: String, format: Option<Format>, reader: Stream) {
        let metered = Metered { reader, meter: self.meter.clone() };
        let result = Opened::new(metered)
            .map_err(|error| InputError::unreadable(name, error))
            .and_then(|opened| self.read(name, id, format, opened));
        if let Err(error) = result {
            self.pending.push_back(Err(error));
        }
    }

    fn read(
        &mut self,
        name: &str,
        id: String,
        format: Option<Format>,
        opened: Opened,
    ) -> Result<(), InputError> {
        let unreadable = |error| InputError::unreadable(name, error);
        if sniff::is_gzip(&opened.head) && format != Some(Format::Warc) {
            let inner = Opened::new(Gunzip::new(opened.into_reader())).map_err(unreadable)?;
            let id = id.strip_suffix(".gz").map_or_else(|| id.clone(), str::to_owned);
            return self.read(name, id, format, inner);
        }
        let format = format.unwrap_or_else(|| sniff::by_head(&opened.head, &self.options.mapping));
        match format {
            Format::Text => return self.read_text(name, id, opened),
            Format::Page => return self.read_page(name, id, opened),
            Format::Feed => return self.read_feed(name, opened),
            Format::Json => return self.open_json(name, opened),
            Format::Lines => self.envelope = Some(Envelope::Lines(Lines::new(name, opened)?)),
            Format::Warc => {
                let head = opened.head.clone();
                if head.trim_ascii().is_empty() {
                    return Err(InputError::Empty { place: Place::file(name) });
                }
                let warc = Warc::new(name, &head, opened.into_reader());
                self.envelope = Some(Envelope::Warc(name.to_owned(), warc));
            }
            Format::Csv => {
                let sheet = Sheet::csv(name, opened, &self.options.mapping)?;
                self.envelope = Some(Envelope::Sheet(sheet));
            }
            Format::Workbook => {
                let sheet = Sheet::workbook(name, opened, &self.options.mapping)?;
                self.envelope = Some(Envelope::Sheet(sheet));
            }
        }
        Ok(())
    }

    fn read_text(&mut self, name: &str, id: String, opened: Opened) -> Result<(), InputError> {
        let place = Place::file(name);
        let bytes = all(name, opened, MAX_BYTES)?;
        let decoded = decode::decode(name, &bytes)?;
        if decoded.text.trim().is_empty() {
            return Err(InputError::Empty { place });
        }
        self.pending.extend(decoded.remark.map(Err));
        let (url, created) = (self.origin.url.clone(), self.options.created);
        let article = Article { id, text: decoded.text, url, created, ..Article::default() };
        let raw = self.origin.raw(bytes, "text/plain");
        self.admit(&place, Received { article, authors: Vec::new(), raw });
        Ok(())
    }

    fn read_page(&mut self, name: &str, id: String, opened: Opened) -> Result<(), InputError> {
        let place = Place::file(name);
        let bytes = all(name, opened, MAX_BODY)?;
        if bytes.trim_ascii().is_empty() {
            return Err(InputError::Empty { place });
        }
        let raw = self.origin.raw(bytes, "text/html");
        self.take_page(&place, id, raw);
        Ok(())
    }

    fn read_feed(&mut self, name: &str, opened: Opened) -> Result<(), InputError> {
        let bytes = all(name, opened, MAX_BODY)?;
        let items = feeds::read(&bytes, self.origin.url.as_deref());
        let items = items.map_err(|reason| InputError::Feed { name: name.to_owned(), reason })?;
        if items.is_empty() {
            return Err(InputError::Empty { place: Place::file(name) });
        }
        for (number, item) in (1..).zip(items) {
            let place = Place::item(name, number);
            if let Some(text) = item.bad_date {
                self.pending.push_back(Err(InputError::FeedDate { place: place.clone(), text }));
            }
            if item.text.trim().is_empty() {
                self.pending.push_back(Err(InputError::Empty { place }));
                continue;
            }
            let id = item.id.map(|id| self.id_of_item(name, id));
            let article = Article {
                id: id.or_else(|| item.url.clone()).unwrap_or_else(|| place.as_id()),
                title: item.title,
                url: item.url,
                publisher: item.publisher,
                created: item.created.or(self.options.created),
                language: None,
                text: item.text,
            };
            let media_type = if item.raw.starts_with(b"{") {
                "application/feed+json"
            } else {
                "application/xml"
            };
            let raw = self.origin.raw(item.raw, media_type);
            self.admit(&place, Received { article, authors: item.authors, raw });
        }
        Ok(())
    }

    /// An item's id as it holds among all feeds: many call their items `17` or by their titles, and
    /// those of two feeds must not be taken for versions of each other.
    fn id_of_item(&self, feed: &str, id: String) -> String {
        let is_of_this_feed = self.origin.url.is_some() && Url::parse(&id).is_err();
        if is_of_this_feed { format!("{feed}#{id}") } else { id }
    }

    fn take_record(&mut self, place: Place, record: Record) {
        let Record { url, date, media_type, headers, body, .. } = record;
        let id = url.clone().unwrap_or_else(|| place.as_id());
        let origin = Origin { url: url.clone(), headers, fetched: date };
        let raw = origin.raw(body, &media_type);
        if media_type != "text/plain" {
            self.take_page(&place, id, raw);
            return;
        }
        match decode::decode(&place.to_string(), &raw.bytes) {
            Ok(decoded) if decoded.text.trim().is_empty() => {
                self.pending.push_back(Err(InputError::Empty { place }));
            }
            Ok(decoded) => {
                let created = self.options.created;
                let article =
                    Article { id, text: decoded.text, url, created, ..Article::default() };
                self.admit(&place, Received { article, authors: Vec::new(), raw });
            }
            Err(error) => self.pending.push_back(Err(error)),
        }
    }

    fn take_page(&mut self, place: &Place, id: String, raw: Raw) {
        let content_type = header(&raw.headers, "content-type");
        match pages::read(&raw.bytes, content_type, raw.url.as_deref()) {
            Ok(page) => {
                let Page { text, title, authors, publisher, created, url, .. } = page;
                let created = created.or(self.options.created);
                let article = Article { id, title, url, publisher, created, language: None, text };
                self.admit(place, Received { article, authors, raw });
            }
            Err(source) => {
                let place = place.clone();
                self.pending.push_back(Err(InputError::Page { place, source }));
            }
        }
    }

    /// A `.json` file may hold lines, one object written over several lines, or an array.
    fn open_json(&mut self, name: &str, opened: Opened) -> Result<(), InputError> {
        if feeds::is_json_feed(&String::from_utf8_lossy(&opened.head)) {
            return self.read_feed(name, opened);
        }
        if json::first_line_stands_alone(&opened.head) {
            self.envelope = Some(Envelope::Lines(Lines::new(name, opened)?));
            return Ok(());
        }
        let (bytes, rest) =
            opened.up_to(MAX_BYTES).map_err(|error| InputError::unreadable(name, error))?;
        if rest.is_none()
            && let Some(whole) = json::whole(name, &bytes)?
        {
            for (number, item) in whole.into_iter().enumerate() {
                let (place, raw) = (Place::item(name, number + 1), item.clone().into_bytes());
                self.take_line(&Line { place, text: item, raw });
            }
            return Ok(());
        }
        let all = Cursor::new(bytes).chain(rest.unwrap_or_else(|| Box::new(io::empty())));
        let opened = Opened::new(all).map_err(|error| InputError::unreadable(name, error))?;
        self.envelope = Some(Envelope::Lines(Lines::new(name, opened)?));
        Ok(())
    }

    fn take_line(&mut self, line: &Line) {
        let Line { place, text, raw } = line;
        match json::mapped(place, text, &self.options.mapping) {
            Ok((fields, repaired)) => {
                if repaired {
                    self.pending
                        .push_back(Err(InputError::LoneSurrogates { place: place.clone() }));
                }
                self.take_fields(place.clone(), fields, raw, "application/json");
            }
            Err(error) => self.pending.push_back(Err(error)),
        }
    }

    fn take_fields(&mut self, place: Place, fields: json::Fields, raw: &[u8], media_type: &str) {
        let authors = json::authors(&fields);
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
        let raw = self.origin.raw(raw, media_type);
        self.admit(&place, Received { article, authors, raw });
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

/// Everything, when it is no longer than the limit.
fn all(name: &str, opened: Opened, limit: usize) -> Result<Vec<u8>, InputError> {
    let bytes = opened.all(limit).map_err(|error| InputError::unreadable(name, error))?;
    bytes.ok_or_else(|| InputError::TooLong { place: Place::file(name) })
}

/// Counts what is read.
struct Metered {
    reader: Stream,
    meter: Meter,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.meter.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

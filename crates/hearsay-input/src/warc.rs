//! WARC archives, plain or as gzip members: the pages that a crawler was given.
//!
//! Response records with HTML or plain text become articles, and so do `resource` and `conversion`
//! records with text (WET files). Requests, redirects, pictures and the archive's own records are
//! passed over. A record that is cut or damaged is an error with the byte where it begins, and
//! reading goes on with the next record that can be found.

use std::io::{self, BufRead, BufReader, Read};

use crate::InputError;
use crate::decode::Stream;
use crate::gunzip::{Gunzip, MAGIC};
use crate::http::{self, header};

/// How every record begins.
const BEGIN: &[u8] = b"WARC/";

/// The longest line of a header, and how much all of them may come to.
const MAX_LINE: u64 = 64 << 10;
const MAX_HEADERS: usize = 256 << 10;

/// A payload out of an archive.
pub(crate) struct Record {
    /// Where the record begins: bytes into the archive, after decompression.
    pub(crate) offset: u64,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) media_type: String,
    /// Those of HTTP.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The records of an archive that may be articles.
pub(crate) struct Warc {
    name: String,
    reader: BufReader<Stream>,
    /// Bytes after decompression.
    at: u64,
    /// Where a record begins whose first line was read already.
    begun: Option<u64>,
    finished: bool,
}

impl Warc {
    pub(crate) fn new(name: &str, head: &[u8], reader: impl Read + Send + 'static) -> Self {
        let reader: Stream =
            if head.starts_with(MAGIC) { Box::new(Gunzip::new(reader)) } else { Box::new(reader) };
        let reader = BufReader::with_capacity(1 << 16, reader);
        Self { name: name.to_owned(), reader, at: 0, begun: None, finished: false }
    }

    fn error(&self, offset: u64, reason: impl ToString) -> InputError {
        let (name, reason) = (self.name.clone(), reason.to_string());
        InputError::Record { name, offset, reason }
    }

    /// A line with its end; empty at the end of the archive.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line);
        self.at += line.len() as u64;
        read.map(|_| line)
    }

    /// Goes to the next line that begins a record; says where something else stands
    /// before it.
    fn find(&mut self) -> io::Result<Option<(u64, Option<u64>)>> {
        if let Some(offset) = self.begun.take() {
            return Ok(Some((offset, None)));
        }
        let mut rubble = None;
        loop {
            let offset = self.at;
            let line = self.line()?;
            if line.is_empty() {
                // Rubble to the end is told as well, once.
                return Ok(rubble.map(|rubble| (self.at, Some(rubble))));
            }
            if line.starts_with(BEGIN) {
                return Ok(Some((offset, rubble)));
            }
            if !line.trim_ascii().is_empty() {
                rubble = rubble.or(Some(offset));
            }
        }
    }

    /// The headers of the record whose first line was read.
    fn headers(&mut self) -> io::Result<Result<Vec<(String, String)>, &'static str>> {
        let (mut lines, mut size) = (Vec::new(), 0);
        loop {
            let offset = self.at;
            let line = self.line()?;
            if line.is_empty() {
                return Ok(Err("it is cut off in its headers"));
            }
            if line.starts_with(BEGIN) {
                self.begun = Some(offset);
                return Ok(Err("its headers have no end"));
            }
            let line = line.trim_ascii_end().to_vec();
            size += line.len();
            if line.is_empty() {
                return Ok(Ok(http::headers(lines.iter().map(Vec::as_slice))));
            }
            if size > MAX_HEADERS {
                return Ok(Err("its headers are too long"));
            }
            lines.push(line);
        }
    }

    /// Reads what closes a record, and looks beyond it: only at its end does a gzip member show
    /// whether it was damaged.
    fn finish(&mut self) -> io::Result<()> {
        let begin = self.at;
        while let Some(&byte) = self.reader.fill_buf()?.first() {
            if !matches!(byte, b'\r' | b'\n') {
                if self.at == begin {
                    let reason = "something else than its end follows it; its length may be wrong";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
                }
                break;
            }
            self.reader.consume(1);
            self.at += 1;
        }
        Ok(())
    }

    /// The next record; `Ok(None)` for one that is no article.
    fn record(&mut self, offset: u64) -> Result<Option<Record>, InputError> {
        let headers = self.headers().map_err(|error| self.error(offset, error))?;
        let headers = headers.map_err(|reason| self.error(offset, reason))?;
        let length =
            header(&headers, "content-length").and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or_else(|| self.error(offset, "it does not say how long it is"))?;
        let kind = header(&headers, "warc-type").unwrap_or_default();
        let content_type = header(&headers, "content-type").unwrap_or_default();
        let is_wanted = match kind {
            "response" => true,
            "resource" | "conversion" => is_text(content_type),
            _ => false,
        };
        if !is_wanted || length > http::MAX_BODY as u64 {
            let skipped = io::copy(&mut self.reader.by_ref().take(length), &mut io::sink());
            let skipped = skipped.map_err(|error| self.error(offset, error))?;
            self.at += skipped;
            return match is_wanted {
                true => {
                    let reason = format!(
                        "it has {} MB, more than the {} that are read",
                        length >> 20,
                        http::MAX_BODY >> 20
                    );
                    Err(self.error(offset, reason))
                }
                false => Ok(None),
            };
        }
        let mut block = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut block);
        self.at += block.len() as u64;
        read.map_err(|error| self.error(offset, error))?;
        if (block.len() as u64) < length {
            let reason = format!("it is cut off after {} of {length} bytes", block.len());
            return Err(self.error(offset, reason));
        }
        self.finish().map_err(|error| self.error(offset, error))?;
        let url = header(&headers, "warc-target-uri");
        let url = url.map(|url| url.trim_matches(['<', '>']).to_owned());
        let date = header(&headers, "warc-date").map(str::to_owned);
        if kind != "response" {
            let media_type = media_type(content_type);
            let headers = Vec::new();
            return Ok(Some(Record { offset, url, date, media_type, headers, body: block }));
        }
        // DNS answers are responses too.
        if url.as_deref().is_some_and(|url| !url.starts_with("http")) {
            return Ok(None);
        }
        let response = http::response(&block).map_err(|reason| self.error(offset, reason));
        let http::Response { status, headers, body } = response?;
        let media_type = media_type(header(&headers, "content-type").unwrap_or("text/html"));
        if status != 200 || !is_text(&media_type) {
            return Ok(None);
        }
        Ok(Some(Record { offset, url, date, media_type, headers, body }))
    }
}

impl Iterator for Warc {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            let before = self.at;
            let (offset, rubble) = match self.find() {
                Ok(Some(found)) => found,
                Ok(None) => break,
                Err(error) => {
                    // Damage in the packing is passed; a disk that fails is not.
                    self.finished = error.kind() != io::ErrorKind::InvalidData;
                    return Some(Err(self.error(before, error)));
                }
            };
            if let Some(rubble) = rubble {
                let is_end =
                    self.reader.fill_buf().is_ok_and(<[u8]>::is_empty) && offset == self.at;
                self.finished = is_end;
                self.begun = (!is_end).then_some(offset);
                let reason = "no record begins here; reading goes on with the next one";
                return Some(Err(self.error(rubble, reason)));
            }
            match self.record(offset) {
                Ok(None) => {}
                Ok(Some(record)) => return Some(Ok(record)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_text(content_type: &str) -> bool {
    matches!(&*media_type(content_type), "text/html" | "application/xhtml+xml" | "text/plain")
}

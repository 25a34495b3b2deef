//! Lines of a file of any size, one in memory at a time.

use std::io::{BufRead, BufReader, Read};

use crate::decode::{self, Opened};
use crate::{InputError, MAX_BYTES, Place};

/// A line, with its place and its bytes without the line break.
pub(crate) struct Line {
    pub(crate) place: Place,
    pub(crate) text: String,
    pub(crate) raw: Vec<u8>,
}

/// The lines of a file that are not blank, each with its place.
///
/// A line longer than [`MAX_BYTES`] is an error by itself, found without keeping the line.
pub(crate) struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    number: usize,
    buffer: Vec<u8>,
    /// The remark on the encoding is made once a file.
    remarked: bool,
    remark: Option<InputError>,
    held: Option<Line>,
    finished: bool,
}

impl Lines {
    pub(crate) fn new(name: &str, opened: Opened) -> Result<Self, InputError> {
        if opened.head.trim_ascii().is_empty() {
            return Err(InputError::Empty { place: Place::file(name) });
        }
        let reader = BufReader::with_capacity(1 << 16, decode::transcoded(name, opened)?);
        Ok(Self {
            name: name.to_owned(),
            reader,
            number: 0,
            buffer: Vec::new(),
            remarked: false,
            remark: None,
            held: None,
            finished: false,
        })
    }

    /// Reads one line into the buffer; `None` at the end, whether it was too long otherwise.
    fn fill(&mut self) -> std::io::Result<Option<bool>> {
        self.buffer.clear();
        let mut read = 0_usize;
        loop {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok((read > 0).then_some(self.buffer.len() < read));
            }
            let end = available.iter().position(|&byte| byte == b'\n');
            let piece = &available[..end.unwrap_or(available.len())];
            let room = MAX_BYTES.saturating_sub(self.buffer.len());
            self.buffer.extend_from_slice(&piece[..piece.len().min(room)]);
            read += piece.len();
            let used = piece.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(self.buffer.len() < read));
            }
        }
    }

    pub(crate) fn next(&mut self) -> Option<Result<Line, InputError>> {
        if let Some(held) = self.held.take() {
            return Some(Ok(held));
        }
        while !self.finished {
            let too_long = match self.fill() {
                Ok(Some(too_long)) => too_long,
                Ok(None) => break,
                Err(error) => {
                    self.finished = true;
                    return Some(Err(InputError::unreadable(&self.name, error)));
                }
            };
            self.number += 1;
            let place = Place::line(&self.name, self.number);
            if too_long {
                return Some(Err(InputError::TooLong { place }));
            }
            if self.buffer.trim_ascii().is_empty() {
                continue;
            }
            let raw = self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer).to_vec();
            let (text, remark) = decode::decode_bytes(&self.name, raw.trim_ascii_end(), false);
            if remark.is_some() && !std::mem::replace(&mut self.remarked, true) {
                self.remark = remark;
            }
            if let Some(remark) = self.remark.take() {
                self.held = Some(Line { place, text, raw });
                return Some(Err(remark));
            }
            return Some(Ok(Line { place, text, raw }));
        }
        None
    }
}

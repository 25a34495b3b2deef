//! Small forms: deflated bytes, a reading without what the text itself says, hashes, the hour.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use hearsay::Reading;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::{LedgerError, Result};

/// The hour, to the second.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash over several parts, none of which can run into the next.
pub(crate) fn sha256(parts: &[&str]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing into memory does not fail")
}

pub(crate) fn inflate(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    match DeflateDecoder::new(bytes).read_to_end(&mut out) {
        Ok(_) => Ok(out),
        Err(error) => {
            Err(LedgerError::Damaged(format!("stored bytes cannot be unpacked: {error}")))
        }
    }
}

/// A reading as it is stored: the text stands beside it, and spans need not repeat their words.
pub(crate) fn pack(reading: &Reading) -> Result<Vec<u8>> {
    let mut value = serde_json::to_value(reading)?;
    let words = Words::new(&reading.article.text);
    if let Some(article) = value.get_mut("article").and_then(Value::as_object_mut) {
        article.remove("text");
    }
    spans(&mut value, &mut |span, start, end| {
        if span.get("text").and_then(Value::as_str) == words.between(start, end) {
            span.remove("text");
        }
    });
    Ok(deflate(&serde_json::to_vec(&value)?))
}

/// The reading that [`pack`] took.
pub(crate) fn unpack(packed: &[u8], text: &str) -> Result<Reading> {
    let mut value: Value = serde_json::from_slice(&inflate(packed)?)?;
    let words = Words::new(text);
    spans(&mut value, &mut |span, start, end| {
        if !span.contains_key("text")
            && let Some(words) = words.between(start, end)
        {
            span.insert("text".to_owned(), words.into());
        }
    });
    if let Some(article) = value.get_mut("article").and_then(Value::as_object_mut) {
        article.insert("text".to_owned(), text.into());
    }
    Ok(serde_json::from_value(value)?)
}

/// Every span in a value: whatever has a start and an end.
pub(crate) fn spans(value: &mut Value, each: &mut impl FnMut(&mut Map<String, Value>, u64, u64)) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| spans(value, each)),
        Value::Object(fields) => {
            let number = |name: &str| fields.get(name).and_then(Value::as_u64);
            if let (Some(start), Some(end)) = (number("start"), number("end")) {
                each(fields, start, end);
            }
            fields.values_mut().for_each(|value| spans(value, each));
        }
        _ => {}
    }
}

/// The words of a text by code points.
pub(crate) struct Words<'t> {
    text: &'t str,
    /// The byte of every code point; empty where each code point is one byte.
    at: Vec<usize>,
}

impl<'t> Words<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let at = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
        };
        Self { text, at }
    }

    pub(crate) fn between(&self, start: u64, end: u64) -> Option<&'t str> {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        if self.text.is_ascii() {
            return self.text.get(start..end);
        }
        self.text.get(*self.at.get(start)?..*self.at.get(end)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hearsay::{Article, Reader, Scratch};

    #[test]
    fn reading_is_the_same_when_it_is_unpacked() {
        for text in [
            "Orlan said on Sunday that shelling had killed three soldiers near Tarsk.",
            "“Drei Häuser” – the ministry’s spokesman said that shelling killed two soldiers 😀.",
            "",
        ] {
            let article = Article { id: "a".into(), text: text.into(), ..Article::default() };
            let reading = Reader::new().read(&article, &mut Scratch::default());
            let packed = pack(&reading).expect("it can be packed");
            let unpacked = unpack(&packed, text).expect("it can be unpacked");
            assert_eq!(serde_json::to_string(&unpacked).ok(), serde_json::to_string(&reading).ok());
        }
    }

    #[test]
    fn broken_bytes_are_an_error() {
        let error = unpack(b"no deflate", "text").expect_err("these are not packed");
        assert!(matches!(error, LedgerError::Damaged(_)));
    }
}

//! How things are stored: texts, readings and other forms packed, hashes, the hour.

use hearsay::{ArticleForm, Reading};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::compact::{decode, encode};
use crate::error::{LedgerError, Result};
use crate::squeeze::{Sort, expand, expand_beside, squeeze, squeeze_beside};

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

/// Words of an article as they are stored.
pub(crate) fn pack_text(text: &str) -> Vec<u8> {
    squeeze(Sort::Text, text.as_bytes())
}

/// The words that [`pack_text`] took.
pub(crate) fn unpack_text(packed: &[u8]) -> Result<String> {
    String::from_utf8(expand(packed)?)
        .map_err(|_| LedgerError::Damaged("a stored text is not UTF-8".to_owned()))
}

/// The bytes that an article was taken from as they are stored: mostly they are its text and a little more.
pub(crate) fn pack_raw(bytes: &[u8], text: &str, media_type: &str) -> Vec<u8> {
    squeeze_beside(&likeness(text, media_type), bytes)
}

/// The bytes that [`pack_raw`] took, beside the same text.
pub(crate) fn unpack_raw(packed: &[u8], text: &str, media_type: &str) -> Result<Vec<u8>> {
    expand_beside(&likeness(text, media_type), packed)
}

/// What the bytes are like: the text as JSON has it, among what lines of JSON have mostly, or the text.
/// It is part of what is stored, and must not be changed once it is released.
fn likeness(text: &str, media_type: &str) -> Vec<u8> {
    if !media_type.contains("json") {
        return text.as_bytes().to_vec();
    }
    let text = serde_json::Value::from(text);
    format!(
        r#"{{"id": "a", "created": "2004-03-09", "source": "Reuters", "publisher": "", "url": "https://www.", "title": "", "language": "en", "text": {text}, "url": "https://www."}}"#
    )
    .into_bytes()
}

/// Anything of a JSON form as it is stored beside a text, which it need not repeat.
pub(crate) fn pack(value: &impl Serialize, text: &str) -> Result<Vec<u8>> {
    Ok(squeeze(Sort::Form, &form(value, text)?))
}

/// The same before it is made small.
pub(crate) fn form(value: &impl Serialize, text: &str) -> Result<Vec<u8>> {
    Ok(encode(&serde_json::to_value(value)?, &Words::new(text)))
}

/// What [`pack`] took, beside the same text.
pub(crate) fn unpack<T: DeserializeOwned>(packed: &[u8], text: &str) -> Result<T> {
    let value = decode(&expand(packed)?, &Words::new(text))?;
    Ok(serde_json::from_value(value)?)
}

/// A reading as it is stored: the version, with the text, stands beside it.
pub(crate) fn pack_reading(reading: &Reading) -> Result<Vec<u8>> {
    Ok(squeeze(Sort::Form, &reading_form(reading)?))
}

/// The same before it is made small.
pub(crate) fn reading_form(reading: &Reading) -> Result<Vec<u8>> {
    let mut value = serde_json::to_value(reading)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("article");
    }
    Ok(encode(&value, &Words::new(&reading.article.text)))
}

/// The reading that [`pack_reading`] took, of the same article.
pub(crate) fn unpack_reading(packed: &[u8], article: ArticleForm) -> Result<Reading> {
    let mut value = decode(&expand(packed)?, &Words::new(&article.text))?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert("article".to_owned(), serde_json::to_value(article)?);
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
            let packed = pack_reading(&reading).expect("it can be packed");
            let unpacked =
                unpack_reading(&packed, reading.article.clone()).expect("it can be unpacked");
            assert_eq!(serde_json::to_string(&unpacked).ok(), serde_json::to_string(&reading).ok());
        }
    }

    #[test]
    fn broken_bytes_are_an_error() {
        let error =
            unpack_reading(b"no zstd", ArticleForm::default()).expect_err("these are not packed");
        assert!(matches!(error, LedgerError::Damaged(_)));
    }
}

//! What [`articles`](crate::articles) gives: an article, and what it was made from.

use std::fmt::Write;
use std::sync::Arc;

use hearsay::Article;
use sha2::{Digest, Sha256};

/// An article with what only a keeper of articles needs to know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The article, ready to be read.
    pub article: Article,
    /// Who wrote it, as far as it says so.
    pub authors: Vec<String>,
    /// What it was made from.
    pub raw: Raw,
}

/// The bytes behind an article, kept so that anyone can check what was made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// As received: a file, a line of JSONL without its line break, an item of a feed, the payload
    /// of a WARC record, a row of a sheet.
    ///
    /// Where a file is an envelope for many articles, these are the bytes of the one: after
    /// decompression and, for the lines of an UTF-16 file, as UTF-8.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// What the bytes are: `text/plain`, `application/json`, `text/html` …
    pub media_type: String,
    /// Where they were fetched from.
    pub url: Option<String>,
    /// The headers they came with, names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// When they were fetched: RFC 3339, in UTC.
    pub fetched: Option<String>,
}

impl Raw {
    /// Bytes that come from a file and not from the network.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<[u8]>>, media_type: &str) -> Self {
        let bytes = bytes.into();
        let sha256 = sha256(&bytes);
        let media_type = media_type.to_owned();
        Self { bytes, sha256, media_type, url: None, headers: Vec::new(), fetched: None }
    }
}

/// Where some bytes were fetched; nothing for those of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) url: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) fetched: Option<String>,
}

impl Origin {
    /// Bytes that come from there.
    pub(crate) fn raw(&self, bytes: impl Into<Arc<[u8]>>, media_type: &str) -> Raw {
        let Self { url, headers, fetched } = self.clone();
        Raw { url, headers, fetched, ..Raw::new(bytes, media_type) }
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all that is written");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_that_of_sha256sum() {
        let raw = Raw::new(*b"abc", "text/plain");
        assert_eq!(raw.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(&*raw.bytes, b"abc");
    }
}

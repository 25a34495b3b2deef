//! Bytes made small with zstd.
//!
//! One article is too short for a compressor to learn anything from, so what articles and readings
//! have in common stands in dictionaries that come with the program (`cargo xtask dictionaries` makes
//! them from texts of our own). Every frame names its dictionary by number. A dictionary that was
//! released is never changed: a better one gets a number of its own, and the old one stays, or old
//! ledgers could not be read any more.

use std::cell::RefCell;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe;

use crate::error::{LedgerError, Result};

/// Higher levels take several times as long and gain a hundredth.
const LEVEL: i32 = 12;

/// The most that so many bytes can stand for: what claims more is damaged.
const MOST_FOR_A_BYTE: u64 = 1 << 16;

/// What sort of bytes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Words of an article.
    Text,
    /// The form of [`crate::compact`].
    Form,
}

/// The dictionary for words of articles, and its number.
const TEXT: (u32, &[u8]) = (1, include_bytes!("../data/dictionaries/1-text.zdict"));
/// The dictionary for readings, what articles tell, and incidents.
const FORM: (u32, &[u8]) = (2, include_bytes!("../data/dictionaries/2-form.zdict"));

static ENCODERS: LazyLock<[EncoderDictionary<'static>; 2]> =
    LazyLock::new(|| [TEXT, FORM].map(|(_, bytes)| EncoderDictionary::copy(bytes, LEVEL)));
static DECODERS: LazyLock<[DecoderDictionary<'static>; 2]> =
    LazyLock::new(|| [TEXT, FORM].map(|(_, bytes)| DecoderDictionary::copy(bytes)));

type Both<T> = RefCell<[Option<T>; 2]>;

thread_local! {
    // Making one takes longer than using it.
    static COMPRESSORS: Both<Compressor<'static>> = const { RefCell::new([None, None]) };
    static DECOMPRESSORS: Both<Decompressor<'static>> = const { RefCell::new([None, None]) };
}

/// The bytes made small with the dictionary for their sort.
pub(crate) fn squeeze(sort: Sort, bytes: &[u8]) -> Vec<u8> {
    let at = sort as usize;
    COMPRESSORS.with_borrow_mut(|all| {
        let compressor = all[at].get_or_insert_with(|| {
            Compressor::with_prepared_dictionary(&ENCODERS[at]).expect("there is memory")
        });
        compressor.compress(bytes).expect("compressing into memory does not fail")
    })
}

/// The bytes that [`squeeze`] took.
pub(crate) fn expand(bytes: &[u8]) -> Result<Vec<u8>> {
    let number = zstd_safe::get_dict_id_from_frame(bytes).map(u32::from);
    let at = [TEXT, FORM].iter().position(|(known, _)| Some(*known) == number);
    let at = at.ok_or_else(|| match number {
        Some(number) => LedgerError::Damaged(format!(
            "stored bytes need dictionary {number}, which this version does not have"
        )),
        None => damaged("they name no dictionary"),
    })?;
    let size = size(bytes)?;
    DECOMPRESSORS.with_borrow_mut(|all| {
        let decompressor = all[at].get_or_insert_with(|| {
            Decompressor::with_prepared_dictionary(&DECODERS[at]).expect("there is memory")
        });
        decompressor.decompress(bytes, size).map_err(|error| damaged(&error.to_string()))
    })
}

/// The bytes made small beside others that they have much in common with.
pub(crate) fn squeeze_beside(other: &[u8], bytes: &[u8]) -> Vec<u8> {
    let compressor = Compressor::with_dictionary(LEVEL, other);
    let squeezed = compressor.and_then(|mut compressor| compressor.compress(bytes));
    squeezed.expect("compressing into memory does not fail")
}

/// The bytes that [`squeeze_beside`] took, from the same others.
pub(crate) fn expand_beside(other: &[u8], bytes: &[u8]) -> Result<Vec<u8>> {
    let size = size(bytes)?;
    let decompressor = Decompressor::with_dictionary(other);
    let expanded = decompressor.and_then(|mut some| some.decompress(bytes, size));
    expanded.map_err(|error| damaged(&error.to_string()))
}

/// How many bytes come of it.
fn size(bytes: &[u8]) -> Result<usize> {
    let size = zstd_safe::get_frame_content_size(bytes).ok().flatten();
    let size = size.ok_or_else(|| damaged("they are not zstd's"))?;
    if size / MOST_FOR_A_BYTE > bytes.len() as u64 {
        return Err(damaged("they cannot stand for so much"));
    }
    usize::try_from(size).map_err(|_| damaged("they are too many"))
}

fn damaged(why: &str) -> LedgerError {
    LedgerError::Damaged(format!("stored bytes cannot be unpacked: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_same_when_they_are_expanded() {
        let long = "Orlan said on Sunday that shelling had killed three soldiers. ".repeat(9_000);
        for bytes in [&b""[..], b"x", "Drei Häuser 😀".as_bytes(), &[0, 255, 0, 7], long.as_bytes()]
        {
            for sort in [Sort::Text, Sort::Form] {
                assert_eq!(expand(&squeeze(sort, bytes)).as_deref(), Ok(bytes));
            }
            for other in [&b""[..], b"short", long.as_bytes(), bytes] {
                let squeezed = squeeze_beside(other, bytes);
                assert_eq!(expand_beside(other, &squeezed).as_deref(), Ok(bytes));
            }
        }
    }

    #[test]
    fn dictionaries_bear_their_numbers() {
        for (number, bytes) in [TEXT, FORM] {
            assert_eq!(zstd_safe::get_dict_id_from_dict(bytes).map(u32::from), Some(number));
        }
    }

    #[test]
    fn broken_bytes_are_an_error() {
        let whole = squeeze(Sort::Text, "three soldiers were killed".repeat(9).as_bytes());
        for broken in [&b"no zstd"[..], b"", &whole[..whole.len() - 3], &[whole[0]; 40]] {
            assert!(matches!(expand(broken), Err(LedgerError::Damaged(_))));
        }
    }
}

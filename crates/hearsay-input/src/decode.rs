//! Bytes to text: is it text at all, and in which encoding?
//!
//! A byte order mark settles it. Without one, zero bytes in the right places mean UTF-16, and bytes
//! that are valid UTF-8 are UTF-8, since no other encoding gets there by chance. What is left is
//! one of the 8-bit encodings that old archives come in; `chardetng`, which Firefox uses, says
//! which.

use std::io::{self, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::InputError;

/// Bytes to come.
pub(crate) type Stream = Box<dyn Read + Send>;

/// How much is looked at before deciding what a file is.
const HEAD: usize = 64 << 10;

/// A file or stream whose first bytes have been looked at.
pub(crate) struct Opened {
    /// The first line at least, or [`HEAD`] bytes, or everything.
    pub(crate) head: Vec<u8>,
    rest: Stream,
}

impl Opened {
    /// Reads the first line; no more than that, so that lines typed or piped slowly are read as
    /// they come.
    pub(crate) fn new(mut reader: impl Read + Send + 'static) -> io::Result<Self> {
        let mut head = Vec::new();
        let mut buffer = [0; 8 << 10];
        while head.len() < HEAD {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    head.extend_from_slice(&buffer[..read]);
                    // A first line may be blank; the one that counts has something in it.
                    if head.trim_ascii_start().contains(&b'\n') {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self { head, rest: Box::new(reader) })
    }

    /// From the first byte.
    pub(crate) fn into_reader(self) -> impl Read + Send {
        Cursor::new(self.head).chain(self.rest)
    }

    /// Everything, when it is no longer than the limit.
    pub(crate) fn all(self, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let (bytes, rest) = self.up_to(limit)?;
        Ok(rest.is_none().then_some(bytes))
    }

    /// The beginning up to the limit, and what comes after it if anything does.
    pub(crate) fn up_to(self, limit: usize) -> io::Result<(Vec<u8>, Option<Stream>)> {
        let mut reader = self.into_reader();
        let mut bytes = Vec::new();
        reader.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes)?;
        let rest: Option<Stream> = if bytes.len() > limit { Some(Box::new(reader)) } else { None };
        Ok((bytes, rest))
    }
}

/// What the first bytes tell.
enum Family {
    Utf16(&'static Encoding),
    /// UTF-8 or an 8-bit encoding, with so many bytes of byte order mark.
    Bytes(usize),
}

fn family(name: &str, head: &[u8]) -> Result<Family, InputError> {
    let binary = |what| Err(InputError::Binary { name: name.to_owned(), what });
    match head {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(Family::Bytes(3)),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            return Err(InputError::Encoding { name: name.to_owned(), encoding: "UTF-32" });
        }
        [0xFF, 0xFE, ..] => return Ok(Family::Utf16(UTF_16LE)),
        [0xFE, 0xFF, ..] => return Ok(Family::Utf16(UTF_16BE)),
        _ => {}
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return binary(what);
    }
    let head = &head[..head.len().min(HEAD)];
    if let Some(encoding) = utf16_without_mark(head) {
        return Ok(Family::Utf16(encoding));
    }
    let zeros = head.iter().filter(|&&byte| byte == 0).count();
    let controls = head.iter().filter(|&&byte| is_control(byte)).count();
    // Wire texts carry a few control characters; one byte in twenty is no text.
    if zeros * 100 > head.len() || controls * 20 > head.len() {
        return binary("binary data");
    }
    Ok(Family::Bytes(0))
}

/// Control characters that do not belong in a text; Ctrl-Z ends DOS files.
fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A | 0x1B)
}

/// How well-known files that are not plain text begin.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"PK\x03\x04", "a ZIP archive, or a Word, Excel or EPUB file"),
    (b"\xD0\xCF\x11\xE0", "an old Word or Excel file"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a sound, image or video file"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
];

/// UTF-16 is full of zero bytes where the text is Latin, and still has them in every space where
/// it is not.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    if head.len() < 4 || !head.contains(&0) {
        return None;
    }
    let plausible = |read: fn([u8; 2]) -> u16| {
        let units = head.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let good = units.filter(|unit| match unit {
            0..=0x1F => matches!(unit, 0x09 | 0x0A | 0x0D),
            // Alphabets from Latin to Arabic; punctuation and currency.
            _ => matches!(unit, 0x20..0x0700 | 0x2000..0x2100),
        });
        good.count() * 100 / (head.len() / 2)
    };
    let (le, be) = (plausible(u16::from_le_bytes), plausible(u16::from_be_bytes));
    match (le, be) {
        _ if le > be && le >= 95 => Some(UTF_16LE),
        _ if be > le && be >= 95 => Some(UTF_16BE),
        _ => None,
    }
}

/// A text, and what to know about how it was decoded.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) remark: Option<InputError>,
}

/// Decodes a whole file.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, InputError> {
    match family(name, bytes)? {
        Family::Utf16(encoding) => {
            let (text, _, damaged) = encoding.decode(bytes);
            let count = text.matches(char::REPLACEMENT_CHARACTER).count();
            let remark = (damaged && count > 0)
                .then(|| InputError::Damaged { name: name.to_owned(), count });
            Ok(Decoded { text: text.into_owned(), remark })
        }
        Family::Bytes(mark) => {
            let (text, remark) = decode_bytes(name, &bytes[mark..], mark > 0);
            Ok(Decoded { text, remark })
        }
    }
}

/// Decodes UTF-8 or an 8-bit encoding.
pub(crate) fn decode_bytes(
    name: &str,
    bytes: &[u8],
    is_marked: bool,
) -> (String, Option<InputError>) {
    if let Ok(text) = str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let name = name.to_owned();
    // A long UTF-8 text with one broken byte is still UTF-8: several letters beyond ASCII that are
    // well formed do not come about by chance.
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let beyond_ascii: usize = bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().filter(|letter| !letter.is_ascii()).count())
        .sum();
    if is_marked || beyond_ascii >= 3 && beyond_ascii > 2 * broken {
        let text = String::from_utf8_lossy(bytes).into_owned();
        return (text, Some(InputError::Damaged { name, count: broken }));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), Some(InputError::Guessed { name, encoding: encoding.name() }))
}

/// A reader of lines that gives UTF-8 where the file is UTF-16 or begins with a byte order mark,
/// and the bytes as they are otherwise.
pub(crate) fn transcoded(name: &str, opened: Opened) -> Result<Stream, InputError> {
    let (encoding, mark) = match family(name, &opened.head)? {
        Family::Utf16(encoding) => (Some(encoding), 0),
        Family::Bytes(mark) => (None, mark),
    };
    let mut reader = opened.into_reader();
    if let Some(encoding) = encoding {
        let mut builder = DecodeReaderBytesBuilder::new();
        return Ok(Box::new(builder.encoding(Some(encoding)).strip_bom(true).build(reader)));
    }
    let mut skip = [0; 3];
    reader.read_exact(&mut skip[..mark]).map_err(|error| InputError::unreadable(name, error))?;
    Ok(Box::new(reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, remark: &str) {
        let decoded = decode("x", bytes).expect("this is text");
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.remark.map_or_else(String::new, |remark| remark.to_string()), remark);
    }

    #[track_caller]
    fn check_refused(bytes: &[u8], message: &str) {
        let error = decode("x", bytes).err().expect("this is no text");
        assert!(error.to_string().contains(message), "{error}");
    }

    const ENGLISH: &str = "“The ministry’s spokesman said – twice – that no one was hurt.”\n";
    const RUSSIAN: &str = "Министерство обороны сообщило, что обстрел прекратился.\n";

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf8_is_utf8() {
        check(ENGLISH.as_bytes(), ENGLISH, "");
        check(RUSSIAN.as_bytes(), RUSSIAN, "");
    }

    #[test]
    fn byte_order_mark_is_no_text() {
        check(format!("\u{FEFF}{ENGLISH}").as_bytes(), ENGLISH, "");
        check(&utf16(&format!("\u{FEFF}{ENGLISH}"), u16::to_le_bytes), ENGLISH, "");
        check(&utf16(&format!("\u{FEFF}{RUSSIAN}"), u16::to_be_bytes), RUSSIAN, "");
    }

    #[test]
    fn utf16_needs_no_byte_order_mark() {
        check(&utf16(ENGLISH, u16::to_le_bytes), ENGLISH, "");
        check(&utf16(ENGLISH, u16::to_be_bytes), ENGLISH, "");
        check(&utf16(RUSSIAN, u16::to_le_bytes), RUSSIAN, "");
        check(&utf16(RUSSIAN, u16::to_be_bytes), RUSSIAN, "");
    }

    #[test]
    fn old_encodings_are_guessed_and_named() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(ENGLISH);
        check(&bytes, ENGLISH, "x: not UTF-8; read as windows-1252");
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(RUSSIAN);
        check(&bytes, RUSSIAN, "x: not UTF-8; read as windows-1251");
        // One curly apostrophe in a page of English.
        let text = "The governor’s office said the bridge was shelled at dawn. ".to_owned()
            + &"Nobody was hurt and the road was open again by noon. ".repeat(40);
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        check(&bytes, &text, "x: not UTF-8; read as windows-1252");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = ENGLISH.as_bytes().to_vec();
        bytes.push(0xE2);
        check(
            &bytes,
            &format!("{ENGLISH}\u{FFFD}"),
            "x: broken UTF-8 in 1 place; each is shown as \u{FFFD}",
        );
    }

    #[test]
    fn stray_control_characters_are_still_text() {
        let text = "\u{2}\u{16}BC-CLASH\u{3}\r\nTwo soldiers were killed on Monday, officials in \
                    the capital said, and a third was wounded in the same exchange of fire.\r\n\u{1A}";
        check(text.as_bytes(), text, "");
    }

    #[test]
    fn what_is_not_text_is_named() {
        check_refused(b"%PDF-1.7\n1 0 obj", "a PDF file, not text");
        check_refused(b"PK\x03\x04\x14\0\0\0", "a ZIP archive");
        check_refused(&[7, 0, 0, 1, 200, 3, 0, 9, 0, 0, 14, 255], "binary data");
        let noise: Vec<u8> =
            (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        check_refused(&noise, "binary data");
        check_refused(b"\xFF\xFE\0\0A\0\0\0", "encoded as UTF-32");
    }
}

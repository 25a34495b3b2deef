//! Gzip, one member after another, within bounds.
//!
//! Archives are often many gzip members in one file. A member that is cut or damaged is an error
//! that says where it began; the next read goes on with the next member that can be found. What
//! comes out is counted as it comes, so that a small file cannot fill memory or disk.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// So many times its own size may a member come to; text rarely goes beyond ten.
const RATIO: u64 = 100;

/// Small members may repeat more: so much is always allowed.
const ALWAYS: u64 = 1 << 20;

/// How each member begins.
pub(crate) const MAGIC: &[u8] = &[0x1F, 0x8B, 0x08];

/// The decompressed bytes of all members.
pub(crate) struct Gunzip<R: Read> {
    state: State<R>,
}

enum State<R: Read> {
    /// Between members.
    Between(Counted<R>),
    Within {
        decoder: Box<GzDecoder<Counted<R>>>,
        begin: u64,
        out: u64,
    },
    Finished,
}

impl<R: Read> Gunzip<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { state: State::Between(Counted::new(reader)) }
    }
}

/// An error that names the place in the compressed file.
fn damaged(begin: u64, what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the gzip member that begins at byte {begin} {what}"),
    )
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Finished) {
                State::Finished => return Ok(0),
                State::Between(mut reader) => {
                    if !reader.find_member()? {
                        return Ok(0);
                    }
                    let begin = reader.at;
                    self.state =
                        State::Within { decoder: Box::new(GzDecoder::new(reader)), begin, out: 0 };
                }
                State::Within { mut decoder, begin, mut out } => match decoder.read(buffer) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    Ok(read) => {
                        out += read as u64;
                        let taken = decoder.get_ref().at - begin;
                        if out > ALWAYS && out > RATIO * taken {
                            self.state = State::Between(decoder.into_inner().past_magic(begin));
                            let what = format!("grows to more than {RATIO} times its size");
                            return Err(damaged(begin, &what));
                        }
                        self.state = State::Within { decoder, begin, out };
                        return Ok(read);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                        self.state = State::Within { decoder, begin, out };
                    }
                    Err(error) => {
                        let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
                        let is_ours = is_cut
                            || matches!(
                                error.kind(),
                                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
                            );
                        if !is_ours {
                            return Err(error);
                        }
                        self.state = State::Between(decoder.into_inner().past_magic(begin));
                        return Err(damaged(
                            begin,
                            if is_cut { "is cut off" } else { "is damaged" },
                        ));
                    }
                },
            }
        }
    }
}

/// Counts how many bytes were taken.
struct Counted<R: Read> {
    reader: BufReader<R>,
    at: u64,
}

impl<R: Read> Counted<R> {
    fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), at: 0 }
    }

    /// Goes on behind the beginning of a member that failed, when it was not left yet.
    fn past_magic(mut self, begin: u64) -> Self {
        if self.at == begin {
            self.consume(1);
        }
        self
    }

    /// Goes to the next place where a member may begin: padding and rubble are passed over.
    fn find_member(&mut self) -> io::Result<bool> {
        loop {
            let buffer = self.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let first = buffer.iter().position(|&byte| byte == MAGIC[0]);
            let passed = first.unwrap_or(buffer.len());
            let rest = &buffer[passed..];
            // Where the end of the buffer cuts the magic, the decoder will tell.
            let is_member = first.is_some()
                && (rest.starts_with(MAGIC) || rest.len() < MAGIC.len() && MAGIC.starts_with(rest));
            self.consume(passed + usize::from(first.is_some() && !is_member));
            if is_member {
                return Ok(true);
            }
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.reader.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn member(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    /// What comes out, errors between angle brackets.
    fn told(bytes: &[u8]) -> String {
        let mut reader = Gunzip::new(bytes);
        let (mut told, mut buffer) = (String::new(), [0; 1 << 10]);
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return told,
                Ok(read) => told.push_str(&String::from_utf8_lossy(&buffer[..read])),
                Err(error) => told.push_str(&format!("<{error}>")),
            }
        }
    }

    #[test]
    fn members_follow_each_other() {
        assert_eq!(told(&[member(b"one "), member(b"two")].concat()), "one two");
        assert_eq!(told(&[member(b"one "), vec![0; 512]].concat()), "one ");
        assert_eq!(told(b""), "");
    }

    #[test]
    fn damaged_member_costs_itself() {
        let first = member(b"one ");
        let mut second = member(b"two, which is longer than the others");
        let at = second.len() - 6;
        second[at] ^= 0xFF;
        let all = [first.clone(), second, member(b"three")].concat();
        let told = told(&all);
        assert!(told.starts_with("one "), "{told}");
        let error = format!("<the gzip member that begins at byte {} is damaged>", first.len());
        assert!(told.contains(&error) && told.ends_with("three"), "{told}");
    }

    #[test]
    fn cut_member_is_named() {
        let whole = member(b"Two soldiers were killed near the river on Monday.");
        for end in 3..whole.len() {
            assert!(told(&whole[..end]).contains("at byte 0 is cut off"), "{end}");
        }
    }

    #[test]
    fn bomb_is_left_early() {
        let bomb = member(&vec![b'x'; 64 << 20]);
        let mut reader = Gunzip::new(&*bomb);
        let (mut out, mut buffer) = (0, vec![0; 1 << 16]);
        let error = loop {
            match reader.read(&mut buffer) {
                Ok(read) => out += read,
                Err(error) => break error,
            }
        };
        assert!(error.to_string().contains("100 times"), "{error}");
        assert!(out < 8 << 20, "{out}");
    }
}

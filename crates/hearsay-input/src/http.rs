//! HTTP as archives keep it: a status, headers, a body in its transfer and content encodings.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::gunzip::Gunzip;

/// The most bytes of a body after decompression.
pub(crate) const MAX_BODY: usize = 20 << 20;

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// The value of a header, the first of its name.
pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(named, _)| named == name).map(|(_, value)| &**value)
}

/// Reads a response that is all there.
pub(crate) fn response(bytes: &[u8]) -> Result<Response, String> {
    let (head, body) = split(bytes).ok_or("its HTTP headers have no end")?;
    let mut lines = head.split(|&byte| byte == b'\n');
    let status = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let mut words = status.split_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
    let code = words.next().and_then(|code| code.parse().ok()).filter(|_| is_http);
    let status = code.ok_or("it does not begin with an HTTP status")?;
    let headers = headers(lines);
    // Many archives take the transfer encoding off and leave its header.
    let is_chunked = header(&headers, "transfer-encoding")
        .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    let body = if is_chunked { unchunked(body) } else { None }.unwrap_or_else(|| body.to_vec());
    let body = decoded(body, header(&headers, "content-encoding").unwrap_or_default())?;
    Ok(Response { status, headers, body })
}

/// Headers and body.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let crlf = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| (at, 4));
    let lf = bytes.windows(2).position(|window| window == b"\n\n").map(|at| (at, 2));
    let (at, length) = [crlf, lf].into_iter().flatten().min()?;
    Some((&bytes[..at], &bytes[at + length..]))
}

/// The headers in some lines; one that is continued on the next line is put together.
pub(crate) fn headers<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    headers
}

/// A body put together from its chunks; `None` when it is not in chunks. A cut one gives what there
/// is.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let mut is_first = true;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n');
        let line = end.map(|end| String::from_utf8_lossy(&rest[..end]).into_owned());
        let digits = line.as_deref().and_then(|line| line.split(';').next()).map(str::trim);
        let size = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let (Some(end), Some(size)) = (end, size) else {
            return (!is_first).then_some(body);
        };
        is_first = false;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(body);
        }
        let taken = size.min(rest.len());
        body.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

/// Takes the content encodings off a body, counting what comes out.
pub(crate) fn decoded(mut body: Vec<u8>, codings: &str) -> Result<Vec<u8>, String> {
    for coding in codings.rsplit(',').map(|coding| coding.trim().to_ascii_lowercase()) {
        body = match &*coding {
            "" | "identity" => body,
            // Archives that took the encoding off and left its header.
            "gzip" | "x-gzip" if !body.starts_with(&[0x1F, 0x8B]) => body,
            "gzip" | "x-gzip" => all(Gunzip::new(&*body), body.len())?,
            "deflate" => all(ZlibDecoder::new(&*body), body.len())
                .or_else(|_| all(DeflateDecoder::new(&*body), body.len()))?,
            other => return Err(format!("its content encoding `{other}` is not read")),
        };
    }
    Ok(body)
}

fn all(reader: impl Read, packed: usize) -> Result<Vec<u8>, String> {
    let limit = MAX_BODY.min((100 * packed).max(1 << 20));
    let mut bytes = Vec::new();
    let read = reader.take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("its body cannot be decompressed: {error}"))?;
    if bytes.len() > limit {
        return Err(format!("its body decompresses to more than {} kB, too much", limit >> 10));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let told = match response(bytes) {
            Ok(response) => {
                format!("{} {}", response.status, String::from_utf8_lossy(&response.body))
            }
            Err(reason) => format!("error: {reason}"),
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn bodies_are_taken_out_of_their_encodings() {
        check(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", "200 body");
        check(b"HTTP/1.0 404\n\nbody", "404 body");
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x\r\nbody\r\n1\r\n!\r\n0\r\n\r\n";
        check(chunked, "200 body!");
        check(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbody", "200 body");
        check(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFF\r\ncut", "200 cut");
        check(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain", "200 plain");
    }

    #[test]
    fn what_is_no_response_is_told() {
        check(b"", "error: its HTTP headers have no end");
        check(b"GET / HTTP/1.1\r\n\r\n", "error: it does not begin with an HTTP status");
        check(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: zebra\r\n\r\nx",
            "error: its content encoding `zebra` is not read",
        );
    }
}

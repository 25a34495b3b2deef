//! Forms as pages of the desk send them.

use super::common::{Answered, Desk, TOKEN};

/// Sends a form.
#[allow(dead_code)] // each test file uses its part
pub(crate) fn form(desk: &Desk, path: &str, fields: &[(&str, &str)]) -> Answered {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    let body = body.extend_pairs(fields).finish();
    let media = ("content-type", "application/x-www-form-urlencoded");
    let token = format!("Bearer {TOKEN}");
    desk.send(path, &[media, ("authorization", token.as_str())], Some(body.as_bytes()))
}

/// A file by its name.
pub(crate) type File<'a> = Option<(&'a str, &'a [u8])>;

/// Sends a form that may hold a file, as whoever has the token.
pub(crate) fn hand_in(
    desk: &Desk,
    token: &str,
    path: &str,
    fields: &[(&str, &str)],
    file: File<'_>,
) -> Answered {
    let mut body = Vec::new();
    let mut part = |head: &str, bytes: &[u8]| {
        body.extend_from_slice(format!("--edge\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in fields {
        part(&format!("content-disposition: form-data; name=\"{name}\""), value.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!("content-disposition: form-data; name=\"file\"; filename=\"{name}\"");
        part(&format!("{head}\r\ncontent-type: application/octet-stream"), bytes);
    }
    body.extend_from_slice(b"--edge--\r\n");
    let media = ("content-type", "multipart/form-data; boundary=edge");
    let token = format!("Bearer {token}");
    desk.send(path, &[media, ("authorization", token.as_str())], Some(&body))
}

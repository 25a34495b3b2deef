//! What a file holds: by its name when that tells, or else by how it begins.

use std::path::Path;

use crate::{Mapping, Place, decode, feeds, gunzip, json};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One article.
    Text,
    /// One JSON object a line.
    Lines,
    /// Lines, one object over several lines, an array of objects or a JSON Feed: to be found out.
    Json,
    /// A web page.
    Page,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A web archive.
    Warc,
    /// CSV, or with semicolons or tabs.
    Csv,
    /// Excel or `OpenDocument`.
    Workbook,
}

/// What a file's name promises, below `.gz` too; `None` for a name that promises nothing we know.
pub(crate) fn by_name(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match &*extension {
        "txt" | "text" => Format::Text,
        "jsonl" | "ndjson" => Format::Lines,
        "json" => Format::Json,
        "html" | "htm" | "xhtml" => Format::Page,
        "rss" | "atom" => Format::Feed,
        "warc" => Format::Warc,
        "csv" | "tsv" => Format::Csv,
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Format::Workbook,
        "gz" => return by_name(Path::new(path.file_stem()?)),
        _ => return None,
    })
}

/// Whether it is compressed with gzip.
pub(crate) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(gunzip::MAGIC)
}

/// What something without a telling name seems to hold.
pub(crate) fn by_head(head: &[u8], mapping: &Mapping) -> Format {
    if head.starts_with(b"WARC/") {
        return Format::Warc;
    }
    if head.starts_with(b"PK\x03\x04") && contains(head, b"xl/") {
        return Format::Workbook;
    }
    let Ok(decoded) = decode::decode("", head) else { return Format::Text };
    let text = decoded.text.trim_start();
    if feeds::is_feed(text) {
        return Format::Feed;
    }
    let begin: String = text.chars().take(1024).collect::<String>().to_ascii_lowercase();
    let is_page = ["<!doctype html", "<html", "<head", "<body", "<meta"];
    let is_xml = begin.starts_with("<?xml") || begin.starts_with("<!--");
    if is_page.iter().any(|tag| begin.starts_with(tag) || is_xml && begin.contains(tag)) {
        return Format::Page;
    }
    // Whoever maps fields has objects, under whatever names.
    if !mapping.is_empty() && text.starts_with(['{', '[']) {
        return Format::Json;
    }
    match json::sniff(head) {
        Format::Text if is_sheet(text, mapping) => Format::Csv,
        format => format,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether the first line is the head of a sheet with a column for the text: no sentence is.
fn is_sheet(text: &str, mapping: &Mapping) -> bool {
    let Some((head, _)) = text.split_once('\n') else { return false };
    let names: Vec<String> = head
        .trim()
        .split([',', ';', '\t'])
        .map(|name| name.trim().trim_matches('"').to_owned())
        .collect();
    let is_name = |name: &String| name.split(' ').count() <= 3 && !name.ends_with('.');
    names.len() >= 2
        && names.iter().all(is_name)
        && mapping.columns(&Place::file(""), &names).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, format: Format) {
        assert_eq!(by_head(head.as_bytes(), &Mapping::default()), format, "{head}");
    }

    #[test]
    fn beginnings_tell() {
        check("WARC/1.0\r\n", Format::Warc);
        check("<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", Format::Feed);
        check("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Format::Feed);
        check("{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Format::Feed);
        check("\n<!DOCTYPE html>\n", Format::Page);
        check("<?xml version=\"1.0\"?><html>", Format::Page);
        check("id,date,text\n1,2020-09-28,x", Format::Csv);
        check("{\"id\": 1, \"text\": \"x\"}\n", Format::Json);
        check("VOSKAR, March 12, text by J. Amsel.\nTwo soldiers died.", Format::Text);
        check("Two soldiers <sic> were killed.", Format::Text);
    }

    #[test]
    fn names_tell_below_gzip() {
        assert_eq!(by_name(Path::new("a/b.JSONL.gz")), Some(Format::Lines));
        assert_eq!(by_name(Path::new("CC-NEWS-1.warc.gz")), Some(Format::Warc));
        assert_eq!(by_name(Path::new("b.gz")), None);
        assert_eq!(by_name(Path::new("gz")), None);
    }
}

//! One JSON object, one article.

use hearsay::{Created, CreatedError};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

pub(crate) use crate::pages::people;
use crate::sniff::Format;
use crate::{InputError, Mapping, Place};
use crate::{dates, decode};

/// The keys that are read; all others are passed over.
#[derive(Deserialize)]
#[serde(expecting = "an object with \"id\" and \"text\"")]
pub(crate) struct Fields {
    pub(crate) id: Option<Value>,
    pub(crate) text: Option<String>,
    pub(crate) created: Option<Value>,
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) author: Option<Value>,
    pub(crate) authors: Option<Value>,
}

/// Reads a line; says whether half characters had to be replaced.
pub(crate) fn parse(place: &Place, line: &str) -> Result<(Fields, bool), InputError> {
    // A list of the right length would pass for an object.
    if let Some(first) = line.trim_start().chars().next().filter(|&first| first != '{') {
        let reason = format!("it begins with `{first}` instead of `{{`");
        return Err(InputError::BrokenLine { place: place.clone(), reason });
    }
    match serde_json::from_str(line) {
        Ok(fields) => Ok((fields, false)),
        Err(error) => {
            // Python writes such halves without a thought, and the rest of the line is good.
            if let Some(repaired) = without_lone_surrogates(line)
                && let Ok(fields) = serde_json::from_str(&repaired)
            {
                return Ok((fields, true));
            }
            Err(InputError::BrokenLine { place: place.clone(), reason: reason(&error) })
        }
    }
}

/// Reads an object whose fields go by other names.
pub(crate) fn mapped(
    place: &Place,
    line: &str,
    mapping: &Mapping,
) -> Result<(Fields, bool), InputError> {
    if mapping.is_empty() {
        return parse(place, line);
    }
    let broken = |reason| InputError::BrokenLine { place: place.clone(), reason };
    let repaired = without_lone_surrogates(line);
    let value = serde_json::from_str(repaired.as_deref().unwrap_or(line));
    match value.map_err(|error| broken(reason(&error)))? {
        Value::Object(object) => {
            mapping.fields(place, &object).map(|fields| (fields, repaired.is_some()))
        }
        _ => Err(broken("it is another kind of value".to_owned())),
    }
}

/// The authors under either name: a line, a list of names, or a list of objects with names.
pub(crate) fn authors(fields: &Fields) -> Vec<String> {
    let of = |value: &Option<Value>| value.as_ref().map(names).unwrap_or_default();
    let found = of(&fields.author);
    if found.is_empty() { of(&fields.authors) } else { found }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(line) => people(line),
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(person) => {
            person.get("name").filter(|name| name.is_string()).map(names).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The parser's words, with the column and without the line, which counts from our own line.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((message, _)) => format!("{message}, column {}", error.column()),
        None => message,
    }
}

/// The article's id: a number does as well as a string.
pub(crate) fn id(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(id) if !id.trim().is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The creation time; null and empty mean that it is not known. Whoever fills a sheet writes dates in
/// words too; programs that write JSON are held to ISO 8601 unless another form leaves no doubt.
pub(crate) fn created(value: Option<&Value>) -> Result<Option<Created>, CreatedError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => created_of(text),
        Some(other) => other.to_string().parse().map(Some),
    }
}

/// The same from the words of a cell.
pub(crate) fn created_of(text: &str) -> Result<Option<Created>, CreatedError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(created) => Ok(Some(created)),
        Err(error) => dates::parse(text).map(Some).ok_or(error),
    }
}

/// A field with something in it.
pub(crate) fn filled(field: Option<String>) -> Option<String> {
    field.filter(|text| !text.trim().is_empty())
}

/// The same JSON with each half of a UTF-16 pair written as U+FFFD; `None` when there is none.
fn without_lone_surrogates(line: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = line[at..].find('\\') {
        at += found;
        match unit(at) {
            Some(0xD800..0xDC00) if matches!(unit(at + 6), Some(0xDC00..0xE000)) => at += 12,
            Some(0xD800..0xE000) => {
                repaired.push_str(&line[copied..at]);
                repaired.push_str("\\uFFFD");
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
            // Another escape: the backslash and what it escapes, which may be a backslash.
            None => at += 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    repaired.push_str(&line[copied..]);
    (copied > 0).then_some(repaired)
}

/// What a stream without a name seems to hold.
pub(crate) fn sniff(head: &[u8]) -> Format {
    let text = match decode::decode("", head) {
        Ok(decoded) => decoded.text,
        Err(_) => return Format::Text,
    };
    let text = text.trim_start();
    let begins = text.starts_with('{')
        || text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with('{'));
    let has_key = ["\"text\"", "\"id\""].iter().any(|key| text.contains(key));
    let begins_empty = matches!(text.trim_end(), "{" | "[" | "{}");
    if begins && has_key || begins_empty { Format::Json } else { Format::Text }
}

/// Whether the first line that is not blank is a whole JSON object.
pub(crate) fn first_line_stands_alone(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    is_object(line)
}

fn is_object(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

/// A file that is one JSON value: its objects as they are written. `None` when it is rather a file
/// of lines.
pub(crate) fn whole(name: &str, bytes: &[u8]) -> Result<Option<Vec<String>>, InputError> {
    let text = decode::decode(name, bytes)?.text;
    match serde_json::from_str::<IgnoredAny>(&text) {
        Ok(_) if text.trim_start().starts_with('[') => Ok(Some(items(&text))),
        Ok(_) => Ok(Some(vec![text.trim().to_owned()])),
        Err(_) if text.lines().any(|line| is_object(line.trim().as_bytes())) => Ok(None),
        Err(_) if text.trim().is_empty() => Ok(None),
        Err(error) => {
            let place = Place::line(name, error.line());
            Err(InputError::BrokenLine { place, reason: reason(&error) })
        }
    }
}

/// The items of an array that is known to be well formed, each as it is written.
fn items(array: &str) -> Vec<String> {
    let mut items = Vec::new();
    let (mut depth, mut begin, mut is_string, mut is_escaped) = (0_usize, 0, false, false);
    for (at, byte) in array.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            b'[' | b'{' => {
                depth += 1;
                if depth == 1 {
                    begin = at + 1;
                }
            }
            b']' | b'}' if depth > 1 => depth -= 1,
            b',' | b']' if depth == 1 => {
                let item = array[begin..at].trim();
                if !item.is_empty() {
                    items.push(item.to_owned());
                }
                begin = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_repair(line: &str, repaired: Option<&str>) {
        assert_eq!(without_lone_surrogates(line).as_deref(), repaired);
    }

    #[test]
    fn halves_are_replaced_and_pairs_are_kept() {
        check_repair(r#""a\ud83dz""#, Some(r#""a\uFFFDz""#));
        check_repair(r#""\uDE00""#, Some(r#""\uFFFD""#));
        check_repair(r#""\ud83d\ude00""#, None);
        check_repair(r#""\ud83d\ud83d\ude00""#, Some(r#""\uFFFD\ud83d\ude00""#));
        check_repair(r#""\\ud83d""#, None);
        check_repair(r#""\\\ud83d""#, Some(r#""\\\uFFFD""#));
        check_repair(r#""é\é\"#, None);
        check_repair(r#""\ud8"#, None);
    }

    #[track_caller]
    fn check_sniff(head: &str, format: Format) {
        assert_eq!(sniff(head.as_bytes()), format, "{head}");
    }

    #[test]
    fn json_is_told_from_text() {
        check_sniff("{\"id\": 1, \"text\": \"x\"}\n", Format::Json);
        check_sniff("[\n  {\"text\": \"x\"}]", Format::Json);
        check_sniff("{\n", Format::Json);
        check_sniff("[Reuters] {sic} Two men were killed.\n", Format::Text);
        check_sniff("VOSKAR, 12 March.\n", Format::Text);
    }

    #[test]
    fn items_are_given_as_they_are_written() {
        assert_eq!(items(" [ ]"), [""; 0]);
        assert_eq!(
            items(r#"[{"a": [1, {"b": "]},"}]} , "x\\\",", 7]"#),
            [r#"{"a": [1, {"b": "]},"}]}"#, r#""x\\\",""#, "7"],
        );
    }
}

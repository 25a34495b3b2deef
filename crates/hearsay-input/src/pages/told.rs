//! What a page tells machines: `<meta>` tags, `JSON-LD`, links.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Document;
use serde_json::Value;

use super::one_line;

/// The names of `<meta>` tags by field, the most trustworthy first.
static NAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/page_fields.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// A text with something in it, on one line.
pub(super) fn first(texts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    texts
        .into_iter()
        .flatten()
        .map(|text| one_line(&unescaped(&text)))
        .find(|text| !text.is_empty())
}

/// Entities that were escaped twice, as many systems write them.
pub(super) fn unescaped(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&amp;", "&"),
        ("&#038;", "&"),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&nbsp;", " "),
        ("&#8211;", "–"),
        ("&ndash;", "–"),
        ("&#8212;", "—"),
        ("&mdash;", "—"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, letter)| {
        if text.contains('&') { text.replace(entity, letter) } else { text }
    })
}

pub(super) fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let found = document.select(selector);
    found.iter().find_map(|element| element.attr(name)).map(|value| value.trim().to_owned())
}

/// The `<meta>` tags of a page: names in lower case, with their contents.
pub(super) struct Metas(Vec<(String, String)>);

impl Metas {
    pub(super) fn of(document: &Document) -> Self {
        let mut metas = Vec::new();
        for element in document.select("meta[content]").iter() {
            let content = element.attr_or("content", "").trim().to_owned();
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = element.attr(key).filter(|_| !content.is_empty()) {
                    metas.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Self(metas)
    }

    /// What the page says of a field, the most trustworthy first.
    pub(super) fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.by_name(field).flatten()
    }

    /// The same, what stands under one name together.
    pub(super) fn by_name<'a>(&'a self, field: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
        let names = NAMES.iter().filter(move |(named, _)| *named == field);
        names.map(|(_, name)| {
            let same = self.0.iter().filter(|(named, _)| named == name);
            same.map(|(_, content)| &**content).collect()
        })
    }
}

/// All `JSON-LD` objects of a page, those within each other too.
pub(super) struct Linked {
    objects: Vec<Value>,
    /// Names by the `@id` under which other objects speak of them.
    names: HashMap<String, String>,
}

impl Linked {
    pub(super) fn of(document: &Document) -> Self {
        let mut objects = Vec::new();
        for script in document.select("script[type='application/ld+json']").iter() {
            let text = script.text();
            let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
            // Line breaks within strings are not allowed, and are common.
            let text = text.replace(['\n', '\r', '\t'], " ");
            let text = text.trim().trim_end_matches(';');
            let value = serde_json::from_str(text)
                .or_else(|_| serde_json::from_str(&without_trailing_commas(text)));
            if let Ok(value) = value {
                flatten(value, &mut objects, 0);
            }
        }
        let named = |object: &Value| Some((string(&object["@id"])?, string(&object["name"])?));
        let names = objects.iter().filter_map(named).collect();
        Self { objects, names }
    }

    /// The object that is the story: an article before a page, a page before what else has a date.
    pub(super) fn story(&self) -> Option<&Value> {
        let rank = |object: &Value| {
            let is = |part: &str| kinds(object).iter().any(|kind| kind.contains(part));
            if is("Article") || is("BlogPosting") || is("Report") || is("LiveBlogPosting") {
                Some(0)
            } else if is("WebPage") && object.get("datePublished").is_some() {
                Some(1)
            } else if is("ClaimReview") {
                Some(2)
            } else {
                None
            }
        };
        let ranked = self.objects.iter().filter_map(|object| Some((rank(object)?, object)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, object)| object)
    }

    /// The names of all objects of a kind.
    pub(super) fn named(&self, kind: &str) -> impl Iterator<Item = String> {
        let of_kind =
            self.objects.iter().filter(move |object| kinds(object).iter().any(|k| k == kind));
        of_kind.filter_map(|object| string(&object["name"]))
    }

    /// The names of people or organizations, also those that are only pointed at.
    pub(super) fn names(&self, value: &Value) -> Vec<String> {
        match value {
            Value::String(_) => {
                string(value).filter(|name| !name.starts_with("http")).into_iter().collect()
            }
            Value::Array(items) => items.iter().flat_map(|item| self.names(item)).collect(),
            Value::Object(object) => match object.get("name") {
                Some(name) if !name.is_null() => self.names(name),
                _ => string(&value["@id"])
                    .and_then(|id| self.names.get(&id).cloned())
                    .into_iter()
                    .collect(),
            },
            _ => Vec::new(),
        }
    }
}

fn kinds(object: &Value) -> Vec<String> {
    match &object["@type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds.iter().filter_map(string).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty())
}

fn flatten(value: Value, objects: &mut Vec<Value>, depth: usize) {
    match value {
        Value::Array(items) if depth < 8 => {
            items.into_iter().for_each(|item| flatten(item, objects, depth + 1));
        }
        Value::Object(mut object) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.remove(key).filter(|_| depth < 8) {
                    flatten(inner, objects, depth + 1);
                }
            }
            objects.push(Value::Object(object));
        }
        _ => {}
    }
}

/// `[1, 2, ]` is not allowed either, and templates write it.
fn without_trailing_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for letter in text.chars() {
        if in_string {
            in_string = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
        } else if letter == '"' {
            in_string = true;
        } else if matches!(letter, '}' | ']') {
            let end = kept.trim_end();
            if let Some(before) = end.strip_suffix(',') {
                kept.truncate(before.len());
            }
        }
        kept.push(letter);
    }
    kept
}

//! What a page says about itself: to machines first, then to the eye.

use std::sync::LazyLock;

use dom_query::Document;
use hearsay::Created;
use rs_trafilatura::ExtractResult;
use serde_json::Value;

use super::{Page, one_line};
use crate::dates;

/// The names of `<meta>` tags by field, the most trustworthy first.
static NAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/page_fields.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

/// All but the text.
pub(super) fn about(document: &Document, found: &ExtractResult, address: Option<&str>) -> Page {
    let linked = linked_data(document);
    let story = story(&linked);
    let metas = Metas::of(document);
    let shown = &found.metadata;

    let url = attribute(document, "link[rel='canonical']", "href")
        .or_else(|| attribute(document, "meta[property='og:url']", "content"))
        .filter(|url| url.starts_with("http"))
        .or_else(|| address.map(str::to_owned));
    let publisher = first([
        metas.one("publisher"),
        story.and_then(|story| name(&story["publisher"])),
        shown.sitename.clone(),
        url.as_deref().and_then(host),
    ])
    .map(|name| name.trim_start_matches('@').to_owned());
    let title = first([
        story.and_then(|story| string(&story["headline"])),
        metas.one("title"),
        shown.title.clone(),
        Some(document.select("title").text().to_string()),
    ])
    .map(|title| without_outlet(&title, publisher.as_deref()));
    Page {
        text: String::new(),
        authors: authors(story, &metas, shown.author.as_deref(), publisher.as_deref()),
        created: created(document, story, &metas, url.as_deref(), found),
        language: language(document, story, &metas),
        title,
        publisher,
        url,
    }
}

/// A text with something in it, on one line.
fn first<const N: usize>(texts: [Option<String>; N]) -> Option<String> {
    texts
        .into_iter()
        .flatten()
        .map(|text| one_line(&unescaped(&text)))
        .find(|text| !text.is_empty())
}

/// Entities that were escaped twice, as many systems write them.
fn unescaped(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&amp;", "&"),
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

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let found = document.select(selector);
    found.iter().find_map(|element| element.attr(name)).map(|value| value.trim().to_owned())
}

/// The `<meta>` tags of a page: names in lower case, with their contents.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(document: &Document) -> Self {
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
    fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        let names = NAMES.iter().filter(move |(named, _)| *named == field);
        names.flat_map(|(_, name)| {
            self.0.iter().filter(move |(named, _)| named == name).map(|(_, content)| &**content)
        })
    }

    fn one(&self, field: &str) -> Option<String> {
        self.all(field).next().map(str::to_owned)
    }
}

/// All `JSON-LD` objects of a page, those within each other too.
fn linked_data(document: &Document) -> Vec<Value> {
    let mut objects = Vec::new();
    for script in document.select("script[type='application/ld+json']").iter() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        // Line breaks within strings are not allowed, and are common.
        let text = text.replace(['\n', '\r', '\t'], " ");
        if let Ok(value) = serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) {
            flatten(value, &mut objects, 0);
        }
    }
    objects
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

/// The object that is the story: an article before a page, a page before what else has a date.
fn story(objects: &[Value]) -> Option<&Value> {
    let kinds = |object: &Value| -> Vec<String> {
        match &object["@type"] {
            Value::String(kind) => vec![kind.clone()],
            Value::Array(kinds) => kinds.iter().filter_map(string).collect(),
            _ => Vec::new(),
        }
    };
    let rank = |object: &Value| {
        let kinds = kinds(object);
        let is = |part: &str| kinds.iter().any(|kind| kind.contains(part));
        if is("Article") || is("BlogPosting") || is("Report") || is("LiveBlogPosting") {
            Some(0)
        } else if is("WebPage") && object.get("datePublished").is_some() {
            Some(1)
        } else {
            None
        }
    };
    let ranked = objects.iter().filter_map(|object| Some((rank(object)?, object)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, object)| object)
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty())
}

/// The name of a person or an organization.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(_) => string(value).filter(|name| !name.starts_with("http")),
        Value::Array(items) => items.iter().find_map(name),
        Value::Object(_) => string(&value["name"]),
        _ => None,
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(object) if object.get("name").is_some_and(Value::is_array) => {
            names(&object["name"])
        }
        value => name(value).into_iter().collect(),
    }
}

fn authors(
    story: Option<&Value>,
    metas: &Metas,
    shown: Option<&str>,
    publisher: Option<&str>,
) -> Vec<String> {
    let said = story.map(|story| names(&story["author"])).unwrap_or_default();
    let sources = [
        said,
        metas.all("author").take(4).map(str::to_owned).collect(),
        shown.map(str::to_owned).into_iter().collect(),
    ];
    for source in sources {
        let mut authors: Vec<String> = Vec::new();
        for name in source.iter().flat_map(|names| people(names)) {
            let is_outlet = publisher.is_some_and(|outlet| outlet.eq_ignore_ascii_case(&name));
            if !is_outlet && !authors.iter().any(|author| author.eq_ignore_ascii_case(&name)) {
                authors.push(name);
            }
        }
        if !authors.is_empty() {
            return authors;
        }
    }
    Vec::new()
}

/// The people in a line like "By Anna Derin and J. Amsel, Oravia Press".
pub(crate) fn people(line: &str) -> Vec<String> {
    let line = one_line(&unescaped(line));
    let line = ["By ", "by ", "BY "].iter().find_map(|by| line.strip_prefix(by)).unwrap_or(&line);
    let joined = line.replace(" and ", ",").replace(" & ", ",").replace([';', '|'], ",");
    let names = joined.split(',').map(str::trim).map(str::to_owned);
    // An address is no name, and a sentence is none.
    names
        .filter(|name| !name.is_empty() && !name.contains("://") && !name.starts_with('@'))
        .filter(|name| name.split(' ').count() <= 6 && name.chars().any(char::is_alphabetic))
        .collect()
}

fn created(
    document: &Document,
    story: Option<&Value>,
    metas: &Metas,
    url: Option<&str>,
    found: &ExtractResult,
) -> Option<Created> {
    let said = |key: &str| {
        story.and_then(|story| string(&story[key])).and_then(|date| dates::parse(&date))
    };
    let shown = |selector: &str| {
        let found = document.select(selector);
        found.iter().find_map(|time| {
            let dated = time.attr("datetime").or_else(|| time.attr("content"));
            dates::parse(&dated.unwrap_or_else(|| time.text()))
        })
    };
    said("datePublished")
        .or_else(|| metas.all("created").find_map(dates::parse))
        .or_else(|| shown("[itemprop='datePublished']"))
        .or_else(|| shown("time[pubdate]"))
        .or_else(|| url.and_then(dates::in_url))
        .or_else(|| shown("article time[datetime], header time[datetime]"))
        .or_else(|| shown("time"))
        .or_else(|| said("dateCreated"))
        .or_else(|| found.metadata.date.and_then(|date| dates::parse(&date.to_rfc3339())))
        .or_else(|| said("dateModified"))
}

fn language(document: &Document, story: Option<&Value>, metas: &Metas) -> Option<String> {
    let said = story.and_then(|story| string(&story["inLanguage"]));
    let said = attribute(document, "html", "lang").or(said).or_else(|| metas.one("language"))?;
    let code: String = said.chars().take_while(char::is_ascii_alphabetic).collect();
    (code.len() == 2).then(|| code.to_ascii_lowercase())
}

/// The host of an address, which names an outlet that does not name itself.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
}

/// "Shells hit a village - Oravia Press" is by Oravia Press.
fn without_outlet(title: &str, publisher: Option<&str>) -> String {
    for joint in [" | ", " - ", " – ", " — ", " :: "] {
        if let Some((head, tail)) = title.rsplit_once(joint) {
            let is_outlet = publisher.is_some_and(|outlet| bare(outlet) == bare(tail));
            // A bar divides, whatever comes after it.
            if is_outlet || joint == " | " && tail.split(' ').count() <= 4 {
                return head.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

/// Letters alone, for comparing names of outlets.
fn bare(name: &str) -> String {
    let name = name.trim_start_matches("www.").trim_end_matches(".com");
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

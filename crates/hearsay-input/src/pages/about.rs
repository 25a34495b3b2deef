//! What a page says about itself: to machines first, then to the eye.

use dom_query::Document;
use rs_trafilatura::ExtractResult;
use serde_json::Value;

use super::day::created;
use super::opening::{Lines, among, bare, small_text};
use super::outlet::{host, outlets, page_title};
use super::people::{opened, people};
use super::title::{Headings, title};
use super::told::{Linked, Metas, attribute, first, string};
use super::{Page, one_line};
use crate::dates;

/// Elements that name who wrote it.
const BYLINES: &str = "[rel~='author'], [itemprop~='author'], [class*='byline'], [class*='author'], \
    [class*='Byline'], [class*='Author'], [class*='contributor']";

/// All but the text, which is given; takes scripts and styles out of the page.
pub(super) fn about(
    document: &Document,
    found: &ExtractResult,
    text: &str,
    address: Option<&str>,
) -> Page {
    let linked = Linked::of(document);
    let story = linked.story();
    let metas = Metas::of(document);
    let shown = &found.metadata;
    let headings = Headings::of(document);
    let lines = Lines::of(document);

    let url = attribute(document, "link[rel='canonical']", "href")
        .or_else(|| attribute(document, "meta[property='og:url']", "content"))
        .filter(|url| url.starts_with("http"))
        .or_else(|| address.map(str::to_owned));
    // A page that is a copy names the address of its original, which has another outlet and day.
    let hosts = address.and_then(host).zip(url.as_deref().and_then(host));
    let is_copy = hosts.is_some_and(|(here, there)| here != there);
    let here = if is_copy { address } else { url.as_deref() };
    let site = shown.sitename.as_deref();
    let outlets = outlets(document, &linked, &metas, &headings, &lines, here, site);
    let titles: Vec<String> = story
        .and_then(|story| string(&story["headline"]))
        .into_iter()
        .chain(metas.all("title").map(str::to_owned))
        .chain(page_title(document))
        .filter_map(|title| first([Some(title)]))
        .collect();
    let titles = if titles.is_empty() { shown.title.iter().cloned().collect() } else { titles };
    let title = title(&titles, &headings, &outlets);
    let around = lines.around(title.as_deref().unwrap_or_default(), text);
    Page {
        text: String::new(),
        authors: authors(document, &linked, &metas, &around, shown.author.as_deref(), &outlets),
        created: created(document, story, &metas, here, &around, found),
        language: language(document, story, &metas),
        title,
        publisher: outlets.into_iter().next(),
        url,
    }
}

/// The authors that machines are told, unless the byline has more.
fn authors(
    document: &Document,
    linked: &Linked,
    metas: &Metas,
    around: &[&str],
    guessed: Option<&str>,
    outlets: &[String],
) -> Vec<String> {
    let said = linked.story().map(|story| linked.names(&story["author"])).unwrap_or_default();
    let metas: Vec<String> = metas.all("author").take(4).map(str::to_owned).collect();
    let told =
        [said, metas].iter().map(|names| persons(names, outlets)).find(|names| !names.is_empty());
    let told = told.unwrap_or_default();
    let shown = shown(document, around, outlets);
    let has = |person: &String| shown.iter().any(|other| bare(other) == bare(person));
    if told.is_empty() && shown.is_empty() {
        // A guess of the library is taken for one when it looks like people, and not those below.
        let guessed = persons(&guessed.map(str::to_owned).into_iter().collect::<Vec<_>>(), outlets);
        let comments = document.select("[class*='comment']");
        let comments: Vec<String> =
            comments.iter().filter_map(|comment| small_text(&comment)).collect();
        let has_commented =
            |name: &String| comments.iter().any(|comment| comment.contains(&**name));
        let is_person = |name: &String| looks_like_a_person(name) && !has_commented(name);
        return guessed.into_iter().filter(is_person).collect();
    }
    if told.iter().all(has) { shown } else { told }
}

/// The people in lines, without the outlet itself and without repetitions.
fn persons(lines: &[String], outlets: &[String]) -> Vec<String> {
    let mut persons: Vec<String> = Vec::new();
    for name in lines.iter().flat_map(|line| people(line)) {
        let is_outlet = outlets.iter().any(|outlet| bare(outlet) == bare(&name));
        if !is_outlet && !persons.iter().any(|person| bare(person) == bare(&name)) {
            persons.push(name);
        }
    }
    persons
}

/// Who the lines beside the headline say wrote it: "By …", or else what is marked as a byline.
fn shown(document: &Document, around: &[&str], outlets: &[String]) -> Vec<String> {
    for line in around.iter().enumerate().filter_map(|(at, line)| byline(line, around.get(at + 1)))
    {
        let named = persons(&[line.to_owned()], outlets);
        // A line with nothing but a name and a date may have a short one.
        let is_alone = |name: &String| {
            let rest = line.strip_prefix(&**name);
            name.starts_with(char::is_uppercase)
                && rest.is_some_and(|rest| rest.is_empty() || !dates::found_in(rest).is_empty())
        };
        if !named.is_empty() && named.iter().all(|name| looks_like_a_person(name) || is_alone(name))
        {
            return named;
        }
    }
    let marked = among(document, BYLINES, around).into_iter();
    let marked = marked.filter(|element| !element.attr_or("class", "").contains("comment"));
    let marked: Vec<String> = marked
        .flat_map(|element| {
            let text = element.formatted_text();
            text.lines().map(one_line).collect::<Vec<_>>()
        })
        .collect();
    persons(&marked, outlets).into_iter().filter(|name| looks_like_a_person(name)).collect()
}

/// The names in a line like "By Anna Derin", "World | By Anna Derin", "Posted on 2 May 2020 by Anna
/// Derin", or below one like "Author:".
fn byline<'a>(line: &'a str, next: Option<&&'a str>) -> Option<&'a str> {
    if let Some(names) = line.split(" | ").find_map(opened) {
        return Some(names);
    }
    if opened(&format!("{} ", line.trim_end_matches(':'))).is_some() {
        return next.copied();
    }
    let (head, names) = line.rsplit_once(" by ")?;
    let is_note = !dates::found_in(head).is_empty() && head.len() <= 60;
    is_note.then_some(names)
}

/// Two to five words, each with a capital, but for the small ones within.
fn looks_like_a_person(name: &str) -> bool {
    const SMALL: &[&str] = &[
        "al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "le", "of", "ter", "van",
        "von",
    ];
    let words: Vec<&str> = name.split(' ').collect();
    (2..=5).contains(&words.len())
        && !name.starts_with("The ")
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || SMALL.contains(word))
}

fn language(document: &Document, story: Option<&Value>, metas: &Metas) -> Option<String> {
    let said = story.and_then(|story| string(&story["inLanguage"]));
    let told = || metas.all("language").next().map(str::to_owned);
    let said = attribute(document, "html", "lang").or(said).or_else(told)?;
    let code: String = said.chars().take_while(char::is_ascii_alphabetic).collect();
    (code.len() == 2).then(|| code.to_ascii_lowercase())
}

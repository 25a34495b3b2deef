//! The headline that the reader sees.

use std::collections::HashSet;

use dom_query::{Document, Selection};
use url::Url;

use super::opening::{bare, small_text};

/// What divides a title from the outlet's name.
const JOINTS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " / ", " : "];

/// The headings of a page, the great ones first, without those that lead to the front page.
pub(super) struct Headings {
    pub(super) titles: Vec<String>,
    /// So many of them are of the first level.
    pub(super) great: usize,
    /// A heading that leads to the front page names the outlet.
    pub(super) home: Option<String>,
}

impl Headings {
    pub(super) fn of(document: &Document) -> Self {
        let mut headings = Self { titles: Vec::new(), great: 0, home: None };
        for level in ["h1", "h2", "h3"] {
            for heading in document.select(level).iter() {
                let Some(text) = small_text(&heading).filter(|text| !text.is_empty()) else {
                    continue;
                };
                if leads_home(&heading) {
                    headings.home.get_or_insert(text);
                } else {
                    headings.titles.push(text);
                }
            }
            if level == "h1" {
                headings.great = headings.titles.len();
            }
        }
        headings
    }
}

fn leads_home(heading: &Selection) -> bool {
    let within = heading.select("a[href]").iter().find_map(|link| link.attr("href"));
    let around = heading.parent().attr("href");
    within.or(around).is_some_and(|href| {
        let href = href.trim();
        matches!(href, "/" | "./" | "../")
            || Url::parse(href).is_ok_and(|url| {
                url.path() == "/" && url.query().is_none() && url.fragment().is_none()
            })
    })
}

/// The headline: what the page tells machines, in the words in which it shows it.
///
/// Machines are often told a shorter one, or one for search engines. A heading is the headline when
/// it is one of the titles told, or shares most of its words with one.
pub(super) fn title(told: &[String], headings: &Headings, outlets: &[String]) -> Option<String> {
    let is_outlet = |text: &str| outlets.iter().any(|outlet| bare(outlet) == bare(text));
    let cut: Vec<String> = told.iter().map(|title| without_outlet(title, outlets)).collect();
    let shown = || headings.titles.iter().filter(|heading| !is_outlet(heading));
    let great = headings.titles[..headings.great].iter().filter(|heading| !is_outlet(heading));
    let is_told = |heading: &&String| {
        let is = |title: &str| bare(title) == bare(heading);
        cut.iter().chain(told).any(|title| is(title))
            || words(heading).count() >= 3 && told.iter().flat_map(|title| parts(title)).any(is)
    };
    let begins = |heading: &String| {
        cut.iter()
            .find(|title| words(title).count() >= 3 && bare(heading).starts_with(&bare(title)))
    };
    if let Some(heading) = shown().find(is_told) {
        return Some(heading.clone());
    }
    // What follows the title within its heading is a second one.
    if let Some(title) = shown().find_map(begins) {
        return Some(title.clone());
    }
    let near = great.map(|heading| {
        (cut.iter().map(|title| likeness(heading, title)).fold(0.0, f64::max), heading)
    });
    let nearest = near
        .filter(|(likeness, _)| *likeness >= 0.5)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    nearest
        .map(|(_, heading)| heading.clone())
        .or_else(|| cut.into_iter().find(|title| !title.is_empty()))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The share of words that two texts have in common.
fn likeness(one: &str, other: &str) -> f64 {
    let one: HashSet<String> = words(one).collect();
    let other: HashSet<String> = words(other).collect();
    let both = one.intersection(&other).count();
    #[expect(clippy::cast_precision_loss, reason = "titles have few words")]
    let share = 2.0 * both as f64 / (one.len() + other.len()).max(1) as f64;
    share
}

/// "Shells hit a village - Oravia Press" is by Oravia Press, and so is "Oravia Press: Shells hit a village".
fn without_outlet(title: &str, outlets: &[String]) -> String {
    let is_outlet = |text: &str| outlets.iter().any(|outlet| same_outlet(outlet, text));
    for joint in JOINTS {
        if let Some((head, tail)) = title.rsplit_once(joint) {
            // A bar divides, whatever comes after it.
            if is_outlet(tail) || *joint == " | " && tail.split(' ').count() <= 4 {
                return head.trim().to_owned();
            }
        }
    }
    for joint in [": "].iter().chain(JOINTS) {
        if let Some((head, tail)) = title.split_once(joint)
            && is_outlet(head)
        {
            return tail.trim().to_owned();
        }
    }
    title.to_owned()
}

fn same_outlet(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let name = name.trim_start_matches("www.").trim_end_matches(".com");
        bare(name.strip_prefix("The ").unwrap_or(name))
    };
    plain(one) == plain(other)
}

/// The parts of a title that joints divide.
pub(super) fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for joint in JOINTS {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    let mut parts: Vec<&str> =
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    if let Some((head, _)) = title.split_once(": ") {
        parts.push(head.trim());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(told: &[&str], headings: &[&str], expected: &str) {
        let told: Vec<String> = told.iter().map(|&text| text.to_owned()).collect();
        let titles: Vec<String> = headings.iter().map(|&text| text.to_owned()).collect();
        let great = titles.len();
        let outlets = ["Oravia Press".to_owned()];
        let title = title(&told, &Headings { titles, great, home: None }, &outlets);
        assert_eq!(title.as_deref(), Some(expected));
    }

    #[test]
    fn headline_is_the_one_shown() {
        check(&["Shells hit a village - Oravia Press"], &[], "Shells hit a village");
        check(&["Oravia Press: Shells hit a village"], &[], "Shells hit a village");
        check(&["Village hit"], &["World", "Village hit"], "Village hit");
        // One for search engines and one for people.
        check(
            &["Oravia war: shells hit village near river", "Shells hit a village"],
            &["Oravia Press", "Shells hit a village"],
            "Shells hit a village",
        );
        check(
            &["Shells hit village near the river, says ministry"],
            &["More news", "Ministry: shells hit a village near the river"],
            "Ministry: shells hit a village near the river",
        );
        check(
            &["Shells hit a village"],
            &["Shells hit a village What we know"],
            "Shells hit a village",
        );
        check(
            &["The Watch » Archive » Shells hit a village"],
            &["Shells hit a village"],
            "Shells hit a village",
        );
        check(&["Shells hit a village"], &["Ten recipes for autumn"], "Shells hit a village");
    }
}

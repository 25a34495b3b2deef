//! The outlet, as its readers know it.

use dom_query::Document;
use url::Url;

use super::opening::{Lines, bare};
use super::title::{Headings, parts};
use super::told::{Linked, Metas, first};

/// Where many outlets live below one name, and each has its own before it.
const HOSTING: &[&str] =
    &["blogspot", "wordpress", "tumblr", "substack", "medium", "github", "typepad"];

/// Parts of a name that say which kind of body or country it belongs to.
const SUFFIXES: &[&str] = &["ac", "co", "com", "edu", "gov", "net", "org"];

/// What a page calls its outlet: the best name first.
pub(super) fn outlets(
    document: &Document,
    linked: &Linked,
    metas: &Metas,
    headings: &Headings,
    lines: &Lines,
    url: Option<&str>,
    shown: Option<&str>,
) -> Vec<String> {
    // Some call themselves by their host.
    let named = |name: &&str| name.contains('.') && !name.contains(char::is_whitespace);
    let named = metas.all("publisher").find(named).map(|name| name.trim_start_matches("www."));
    let host = url.and_then(host).or_else(|| named.map(str::to_lowercase));
    let label = host.as_deref().map(label).unwrap_or_default();
    let title = page_title(document).unwrap_or_default();
    let titles: Vec<String> = metas.all("title").map(bare).collect();
    let is_heading = |name: &str| headings.titles.iter().any(|title| bare(title) == bare(name));

    let is_title = |name: &str| titles.contains(&bare(name)) || bare(&title) == bare(name);
    let clean = |name: String| cleaned(&name, &label);
    let sites = metas.all("publisher").map(str::to_owned).filter(|name| !is_title(name)).map(clean);
    let sites: Vec<String> = sites.filter(|name| !name.is_empty()).collect();
    let story = linked.story().map(|story| linked.names(&story["publisher"])).unwrap_or_default();
    let publishers: Vec<String> =
        story.into_iter().map(clean).filter(|name| !name.is_empty()).collect();
    let parts = parts(&title);
    let own = |name: &str| {
        !label.is_empty()
            && (bare(name) == label || host.as_deref().is_some_and(|host| bare(host) == bare(name)))
    };
    let own_part = || parts.iter().find(|part| own(part)).map(|&part| part.to_owned());
    let of_host = |name: &String| is_name_of(name, &label);
    let is_part = |part: &str| {
        parts.len() > 1
            && part.split(' ').count() <= 5
            && is_name_of(part, &label)
            && !is_title(part)
            && !is_heading(part)
    };
    let is_fine = |name: &&String| !is_address(name, &label);

    let fine: Vec<&String> = sites.iter().filter(is_fine).collect();
    let best = [
        // A name that has nothing to do with the address, where another has, is one of a section.
        fine.iter().find(|name| of_host(name)).map(|&name| name.clone()),
        own_part(),
        fine.first().map(|&name| name.clone()),
        publishers.iter().find(is_fine).cloned(),
        parts.iter().rev().find(|part| is_part(part)).map(|&part| part.to_owned()),
        spelled(&label, lines, &title),
        sites.first().cloned().filter(|name| !name.contains("://")),
        linked.named("WebSite").map(clean).find(|name| !name.is_empty() && !is_title(name)),
        headings.home.clone(),
        shown.map(|name| clean(name.to_owned())).filter(|name| label.is_empty() || of_host(name)),
        host.as_deref().map(|host| host.trim_start_matches("www.").to_owned()),
    ];
    let mut names: Vec<String> = Vec::new();
    let organizations = linked.named("Organization").chain(linked.named("NewsMediaOrganization"));
    let rest = sites.iter().cloned().chain(publishers.iter().cloned()).chain(organizations);
    let hosts = host.iter().cloned().chain((!label.is_empty()).then(|| label.clone()));
    for name in best.into_iter().flatten().chain(rest).chain(hosts) {
        if let Some(name) = first([Some(name)]).filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    names
}

/// The title of the page itself; drawings in it may have titles too.
pub(super) fn page_title(document: &Document) -> Option<String> {
    first([document.select("title").iter().next().map(|title| title.text().to_string())])
}

/// A name without the handle's sign, a slogan behind it, or "Home".
fn cleaned(name: &str, label: &str) -> String {
    let name = first([Some(name.to_owned())]).unwrap_or_default();
    let name =
        name.trim_start_matches('@').trim_end_matches(" - Home").trim_start_matches("Home - ");
    let parts: Vec<&str> = name.split(" | ").collect();
    let own = parts.iter().find(|part| is_name_of(part, label));
    let name = own.or(parts.first()).map_or("", |part| part.trim());
    name.strip_prefix("www.").unwrap_or(name).to_owned()
}

/// An address, or the host's name as it stands in one.
fn is_address(name: &str, label: &str) -> bool {
    name.contains("://")
        || !name.contains(char::is_uppercase)
            && (name.contains('.') || !label.is_empty() && bare(name) == label)
}

/// The host of an address, which names an outlet that does not name itself.
pub(super) fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
}

/// The part of a host's name that is the outlet's: "press" of "news.press.example".
fn label(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let mut at = labels.len().saturating_sub(2);
    while at > 0 && (SUFFIXES.contains(&labels[at]) || HOSTING.contains(&labels[at])) {
        at -= 1;
    }
    bare(labels.get(at).unwrap_or(&""))
}

/// Whether a host's label is made of a name: "nypost" of New York Post, "rosalux" of Rosa-Luxemburg-Stiftung.
///
/// The beginnings of its words must make up the label in their order; a short rest like "news" or
/// "online" may stay over.
fn is_name_of(name: &str, label: &str) -> bool {
    if label.is_empty() {
        return false;
    }
    let words = name.split(|letter: char| !letter.is_alphanumeric()).map(bare);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).take(12).collect();
    let covered = covered(&words, label.as_bytes());
    covered == label.len() || covered >= 5 && 3 * covered >= 2 * label.len()
}

/// How much of a label the beginnings of words make up at most, counted from its start.
fn covered(words: &[String], label: &[u8]) -> usize {
    // What the words from the current one on can cover, by the place where they begin.
    let mut after = vec![0; label.len() + 1];
    for word in words.iter().rev() {
        let shared = |at: usize| {
            word.as_bytes().iter().zip(&label[at..]).take_while(|(one, other)| one == other).count()
        };
        let best = |at: usize| {
            let taken = (1..=shared(at)).map(|taken| taken + after[at + taken]);
            taken.chain([after[at]]).max().unwrap_or(0)
        };
        after = (0..=label.len()).map(best).collect();
    }
    after[0]
}

/// The host's name as the page writes it: "The Press" for "thepress".
fn spelled(label: &str, lines: &Lines, title: &str) -> Option<String> {
    if label.len() < 4 {
        return None;
    }
    let is_notice = |line: &&String| line.contains('©') || line.contains("Copyright");
    let notices = lines.all().iter().filter(is_notice);
    let texts = [title]
        .into_iter()
        .chain(notices.map(String::as_str))
        .chain(lines.all().iter().map(String::as_str));
    texts.take(2_000).find_map(|line| {
        let words: Vec<&str> = line.split(' ').take(60).collect();
        (0..words.len()).find_map(|from| {
            let begin = bare(words[from]);
            let is_begin = words[from].starts_with(char::is_uppercase) && label.starts_with(&begin);
            let ends = from + 1..=words.len().min(from + 5);
            let mut runs = ends.filter(|_| is_begin).map(|end| words[from..end].join(" "));
            let found = runs.find(|run| bare(run) == label)?;
            Some(found.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_made_of_names() {
        assert!(is_name_of("New York Post", "nypost"));
        assert!(is_name_of("Rosa-Luxemburg-Stiftung", "rosalux"));
        assert!(is_name_of("Oravia Watch", "oraviawatchblog"));
        assert!(!is_name_of("U.S.", "oraviapress"));
        assert!(!is_name_of("Auto News", "autoindustry"));
        assert!(!is_name_of("Oravia", ""));
    }

    #[test]
    fn label_is_the_outlets_own() {
        assert_eq!(label("news.press.example"), "press");
        assert_eq!(label("press.co.uk"), "press");
        assert_eq!(label("watcher.blogspot.com"), "watcher");
        assert_eq!(label("localhost"), "localhost");
    }

    #[test]
    fn slogans_and_signs_are_no_names() {
        assert_eq!(cleaned("Oravia Watch | All the news", "oraviawatch"), "Oravia Watch");
        assert_eq!(cleaned("@oravia", ""), "oravia");
        assert_eq!(cleaned("Oravia Press - Home", ""), "Oravia Press");
        assert_eq!(cleaned("www.press.example", ""), "press.example");
        assert!(is_address("press.example", "press"));
        assert!(is_address("press", "press"));
        assert!(!is_address("Press.example", "press"));
    }
}

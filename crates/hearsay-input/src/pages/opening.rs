//! What stands around a headline: the lines from which a reader knows who wrote it, and when.

use dom_query::{Document, Selection};

use super::one_line;

/// Scripts and styles are no text; what they hold must have been read before this.
const SILENT: &str = "script, style, noscript, template";

/// So many lines above the headline belong to it.
const ABOVE: usize = 4;

/// So many lines below it at most, where the text is not recognized.
const BELOW: usize = 12;

/// The longest line that is no paragraph.
const LONGEST: usize = 200;

/// The lines of a page, from top to bottom.
pub(super) struct Lines(Vec<String>);

impl Lines {
    /// Takes scripts and styles out of the page, and its lines.
    pub(super) fn of(document: &Document) -> Self {
        document.select(SILENT).remove();
        let text = document.select("body").formatted_text();
        let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
        Self(lines.collect())
    }

    /// All lines.
    pub(super) fn all(&self) -> &[String] {
        &self.0
    }

    /// The lines between a headline and the text below it, and the few above the headline.
    pub(super) fn around(&self, headline: &str, text: &str) -> Vec<&str> {
        let headline = bare(headline);
        let paragraphs =
            text.lines().map(bare).filter(|line| line.len() >= 80 && *line != headline);
        let paragraphs: Vec<String> = paragraphs.take(4).collect();
        let is_begin = |line: &String| {
            let line = bare(line);
            line.len() >= 80
                && paragraphs.iter().any(|text| text.starts_with(&line) || line.starts_with(text))
        };
        let is_headline = |line: &String| {
            !headline.is_empty()
                && line.len() <= headline.len() + LONGEST
                && bare(line).starts_with(&headline)
        };
        let places = |is: &dyn Fn(&String) -> bool| {
            let places = self.0.iter().enumerate().filter(|(_, line)| is(line)).map(|(at, _)| at);
            places.collect::<Vec<_>>()
        };
        let (heads, begins) = (places(&is_headline), places(&is_begin));
        // A title may stand in a trail of links too, and a caption above it: the headline is the one
        // with the text next below.
        let pairs = heads.iter().flat_map(|&head| {
            begins.iter().filter(move |&&begin| begin > head).map(move |&begin| (head, begin))
        });
        let (from, to) = match pairs.min_by_key(|(head, begin)| begin - head) {
            Some((head, begin)) => (head, begin.min(head + 4 * BELOW)),
            None => match (heads.first(), begins.first()) {
                (Some(&head), _) => (head, (head + BELOW).min(self.0.len())),
                (None, Some(&begin)) => (begin.saturating_sub(BELOW), begin),
                (None, None) => return Vec::new(),
            },
        };
        let below = &self.0[from..to];
        let above = &self.0[from.saturating_sub(ABOVE)..from];
        let short = |line: &&String| line.len() <= LONGEST;
        below.iter().chain(above.iter().rev()).filter(short).map(String::as_str).collect()
    }
}

/// Elements of a kind whose text is one of the lines, or part of one.
pub(super) fn among<'a>(
    document: &'a Document,
    selector: &str,
    lines: &[&str],
) -> Vec<Selection<'a>> {
    let lines: Vec<String> = lines.iter().map(|line| bare(line)).collect();
    let found = document.select(selector);
    let stands = |element: &Selection| {
        let text = small_text(element).map(|text| bare(&text)).filter(|text| !text.is_empty());
        text.is_some_and(|text| lines.iter().any(|line| line.contains(&text)))
    };
    found.iter().filter(stands).collect()
}

/// The text of an element that is no more than a line; what holds half of the page is left alone,
/// because a page may put thousands of such elements within each other.
pub(super) fn small_text(element: &Selection) -> Option<String> {
    const MOST: usize = 100;
    let mut text = String::new();
    let nodes = element.nodes().first()?.descendants_it();
    for (count, node) in nodes.enumerate() {
        if count >= MOST || text.len() > 2 * LONGEST {
            return None;
        }
        if node.is_text() {
            text.push_str(&node.text());
        }
    }
    Some(one_line(&text))
}

/// Letters and figures alone, in lower case: for comparing what is written in several ways.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

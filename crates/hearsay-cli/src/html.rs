//! Readings as one page that needs nothing else: no network, no script to be readable.
//!
//! The article stands beside its claims. Each claim's words are marked in the text; the marks and
//! the cards point to each other by links, and with the script also by hovering.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use hearsay::{ClaimForm, Reading, SpanForm};
use hearsay_ledger::words::{Named, Told, count, cut, day, tell};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the marks in the text mean.
const KEY: &str = "<p class=\"key\">Marked in the text: <span class=\"e\">what is claimed</span>, \
    <span class=\"t\">the event</span>, <span class=\"s\">who says so</span>, \
    <span class=\"q\">how</span>.</p>\n";

/// Text as HTML text or as an attribute in double quotes.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\0', '\r']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                // A parser would turn a bare one into a line feed.
                b'\r' => "&#13;",
                _ => "\u{FFFD}",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// What the list of articles says of one.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Title, or id.
    pub(crate) title: String,
    /// Who published it, and when.
    pub(crate) facts: String,
    /// How many claims it has.
    pub(crate) claims: usize,
}

impl Entry {
    /// The entry for a reading.
    #[must_use]
    pub(crate) fn of(reading: &Reading) -> Self {
        let article = &reading.article;
        let facts = [article.publisher.clone(), article.created.as_deref().map(day)];
        Self {
            title: article.title.clone().unwrap_or_else(|| article.id.clone()),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            claims: reading.claims.len(),
        }
    }
}

/// The page up to its first article.
#[must_use]
pub(crate) fn page_head(title: &str, is_list: bool) -> String {
    let title = Escaped(title);
    let skip = if is_list { "<a class=\"skip\" href=\"#articles\">All articles</a>\n" } else { "" };
    format!(
        "<!DOCTYPE html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"Hearsay\">\n\
         <title>{title}</title>\n\
         <style>\n{STYLE}</style>\n\
         </head>\n\
         <body class=\"{}\">\n{skip}<main>\n{KEY}",
        if is_list { "many" } else { "one" },
    )
}

/// The page from its last article on. The list stands last in the file, since only then all
/// articles are known, and first on the page.
#[must_use]
pub(crate) fn page_tail(entries: &[Entry]) -> String {
    let mut out = "</main>\n".to_owned();
    if entries.len() > 1 {
        let claims = entries.iter().map(|entry| entry.claims).sum();
        let _ = write!(
            out,
            "<nav id=\"articles\" aria-label=\"Articles\">\n<h1>{}, {}</h1>\n<ol>\n",
            count(entries.len(), "article"),
            count(claims, "claim"),
        );
        for (at, entry) in entries.iter().enumerate() {
            let _ = write!(
                out,
                "<li><a href=\"#a{}\"><bdi>{}</bdi></a> <span class=\"facts\">",
                at + 1,
                Escaped(&entry.title),
            );
            if !entry.facts.is_empty() {
                let _ = write!(out, "<bdi>{}</bdi> · ", Escaped(&entry.facts));
            }
            let _ = writeln!(out, "{}</span></li>", count(entry.claims, "claim"));
        }
        out.push_str("</ol>\n</nav>\n");
    }
    let _ = write!(
        out,
        "<footer>Each claim is somebody’s, as the article tells it. Hearsay does not say \
         what happened.</footer>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}

/// One article of the page; `number` counts from 1 and keeps its anchors apart.
#[must_use]
pub(crate) fn article(reading: &Reading, number: usize) -> String {
    let mut out = String::new();
    let entry = Entry::of(reading);
    let _ = write!(
        out,
        "<article id=\"a{number}\">\n<header>\n<h2><bdi>{}</bdi></h2>\n<p class=\"facts\">",
        Escaped(&entry.title)
    );
    if !entry.facts.is_empty() {
        let _ = write!(out, "<bdi>{}</bdi> · ", Escaped(&entry.facts));
    }
    match reading.article.url.as_deref() {
        // A page of someone else's making does not get to choose another scheme.
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            let _ = write!(out, "<a href=\"{0}\" rel=\"noreferrer\">{0}</a> · ", Escaped(url));
        }
        _ => {}
    }
    let _ = write!(
        out,
        "{}</p>\n</header>\n<div class=\"pair\">\n\
         <section class=\"text\" aria-label=\"Text\" tabindex=\"0\">\n<div class=\"words\" \
         dir=\"auto\">",
        count(reading.claims.len(), "claim")
    );
    words(&mut out, reading, number);
    out.push_str("</div>\n</section>\n<section class=\"claims\" aria-label=\"Claims\">\n<ol>\n");
    for (at, (claim, told)) in reading.claims.iter().zip(tell(reading)).enumerate() {
        card(&mut out, number, at + 1, claim, &told);
    }
    out.push_str("</ol>\n");
    if reading.claims.is_empty() {
        out.push_str("<p class=\"none\">No claims were found in this article.</p>\n");
    }
    for note in &reading.notes {
        let _ = write!(out, "<p class=\"note\">Note: <bdi>{}</bdi>", Escaped(&note.note));
        if let Some(span) = &note.span {
            let _ = write!(out, " <q dir=\"auto\">{}</q>", Escaped(&span.text));
        }
        out.push_str("</p>\n");
    }
    out.push_str("</section>\n</div>\n</article>\n");
    out
}

/// What a stretch of text is to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Evidence,
    Trigger,
    Claimant,
    Cue,
}

/// A claim's stretch: begin, end, part, number of the claim.
type Mark = (usize, usize, Part, usize);

fn marks(reading: &Reading) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |span: &SpanForm, part, number| {
        if span.start < span.end {
            marks.push((span.start, span.end, part, number));
        }
    };
    for (at, claim) in reading.claims.iter().enumerate() {
        let number = at + 1;
        claim.evidence.iter().for_each(|span| add(span, Part::Evidence, number));
        add(&claim.trigger, Part::Trigger, number);
        for claimant in &claim.claimants {
            claimant.span.iter().for_each(|span| add(span, Part::Claimant, number));
            claimant.cue.iter().for_each(|span| add(span, Part::Cue, number));
        }
    }
    marks.sort_unstable();
    marks
}

/// The text, cut wherever a mark begins or ends, each piece with the claims it belongs to.
fn words(out: &mut String, reading: &Reading, article: usize) {
    let text = &reading.article.text;
    let marks = marks(reading);
    let cuts: BTreeSet<usize> = marks.iter().flat_map(|mark| [mark.0, mark.1]).collect();
    let mut open: Vec<Mark> = Vec::new();
    let mut upcoming = marks.iter().peekable();
    let mut anchored = BTreeSet::new();
    let mut letters = text.char_indices();
    let (mut byte, mut point) = (0, 0);
    for cut in cuts {
        // A code point further on, or the end of the text should a span reach beyond it.
        let end = if cut > point {
            letters.nth(cut - point - 1);
            letters.offset()
        } else {
            byte
        };
        piece(out, &text[byte..end], &open, article, &mut anchored);
        (byte, point) = (end, cut);
        open.retain(|mark| mark.1 > cut);
        while let Some(mark) = upcoming.next_if(|mark| mark.0 == cut) {
            open.push(*mark);
        }
    }
    piece(out, &text[byte..], &[], article, &mut anchored);
}

fn piece(
    out: &mut String,
    text: &str,
    open: &[Mark],
    article: usize,
    anchored: &mut BTreeSet<usize>,
) {
    if text.is_empty() || open.is_empty() {
        let _ = write!(out, "{}", Escaped(text));
        return;
    }
    let parts: BTreeSet<Part> = open.iter().map(|mark| mark.2).collect();
    let classes: Vec<&str> = parts
        .into_iter()
        .map(|part| match part {
            Part::Evidence => "e",
            Part::Trigger => "t",
            Part::Claimant => "s",
            Part::Cue => "q",
        })
        .collect();
    let numbers = |part: Option<Part>| {
        let marks = open.iter().filter(|mark| part.is_none_or(|part| mark.2 == part));
        marks.map(|mark| mark.3).collect::<BTreeSet<usize>>()
    };
    let claims: Vec<String> = numbers(None).iter().map(ToString::to_string).collect();
    let attributes = format!("class=\"{}\" data-c=\"{}\"", classes.join(" "), claims.join(" "));
    let triggered = numbers(Some(Part::Trigger));
    let Some(first) = triggered.first() else {
        let _ = write!(out, "<span {attributes}>{}</span>", Escaped(text));
        return;
    };
    // One place in the text for each claim's card to lead back to.
    let mut ends = 0;
    for claim in &triggered {
        if anchored.insert(*claim) {
            let _ = write!(out, "<span id=\"a{article}-t{claim}\">");
            ends += 1;
        }
    }
    let _ = write!(out, "<a {attributes} href=\"#a{article}-c{first}\">{}</a>", Escaped(text));
    out.push_str(&"</span>".repeat(ends));
}

fn card(out: &mut String, article: usize, number: usize, claim: &ClaimForm, told: &Told) {
    let quad = claim.event.quad.to_lowercase().replace(' ', "-");
    let _ = write!(
        out,
        "<li id=\"a{article}-c{number}\" class=\"card {}\" data-n=\"{number}\" tabindex=\"0\">\n\
         <p class=\"chain\"><a class=\"number\" href=\"#a{article}-t{number}\" \
         aria-label=\"Claim {number}, its place in the text\">{number}</a> ",
        Escaped(&quad),
    );
    for (at, link) in told.chain.iter().enumerate() {
        if at > 0 {
            out.push_str(" <span class=\"arrow\" aria-label=\"quoting\">←</span> ");
        }
        out.push_str("<b>");
        name(out, link);
        out.push_str("</b>");
    }
    if told.chain.is_empty() {
        out.push_str("<b>The article itself</b>");
    }
    let _ = write!(out, " {}</p>\n<p class=\"event\">", Escaped(&told.says));
    if let Some(status) = &told.status {
        let class = if status.is_negative { "status negative" } else { "status" };
        let _ = write!(out, "<strong class=\"{class}\">{}</strong> ", Escaped(&status.words));
    }
    let _ = write!(out, "<span class=\"kind\">{}</span>", Escaped(&told.event));
    if !claim.event.quad.is_empty() {
        let quad = claim.event.quad.to_lowercase();
        let _ = write!(out, " <span class=\"quad\">{}</span>", Escaped(&quad));
    }
    out.push_str("</p>\n");

    out.push_str("<dl>\n");
    if !told.actors.is_empty() || !told.recipients.is_empty() {
        out.push_str("<div><dt>who</dt><dd>");
        names(out, &told.actors);
        if !told.recipients.is_empty() {
            out.push_str(" <span class=\"arrow\" aria-label=\"to\">→</span> ");
            names(out, &told.recipients);
        }
        out.push_str("</dd></div>\n");
    }
    if !told.instruments.is_empty() {
        let with = told.instruments.join(", ");
        let _ = writeln!(out, "<div><dt>with</dt><dd><bdi>{}</bdi></dd></div>", Escaped(&with));
    }
    for (label, field) in [("where", &told.place), ("when", &told.time)] {
        if let Some(field) = field {
            let _ = write!(out, "<div><dt>{label}</dt><dd>");
            name(out, field);
            out.push_str("</dd></div>\n");
        }
    }
    for toll in &told.toll {
        let _ = writeln!(out, "<div><dt>toll</dt><dd><bdi>{}</bdi></dd></div>", Escaped(toll));
    }
    out.push_str("</dl>\n");
    if !claim.evidence.is_empty() {
        out.push_str("<blockquote dir=\"auto\">");
        for (at, span) in claim.evidence.iter().enumerate() {
            let (before, trigger, after) = cut(span, &claim.trigger);
            out.push_str(if at > 0 { " … " } else { "" });
            let _ = write!(out, "{}", Escaped(before));
            if !trigger.is_empty() {
                let _ = write!(out, "<b>{}</b>", Escaped(trigger));
            }
            let _ = write!(out, "{}", Escaped(after));
        }
        out.push_str("</blockquote>\n");
    }
    out.push_str("</li>\n");
}

fn names(out: &mut String, list: &[Named]) {
    for (at, named) in list.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        name(out, named);
    }
}

fn name(out: &mut String, named: &Named) {
    let _ = write!(out, "<bdi>{}</bdi>", Escaped(&named.name));
    if named.inferred {
        out.push_str(" <i class=\"inferred\">inferred</i>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, html: &str) {
        assert_eq!(Escaped(text).to_string(), html);
    }

    #[test]
    fn nothing_in_a_text_is_markup() {
        check("</script><b>", "&lt;/script&gt;&lt;b&gt;");
        check("\" onload='x' & y", "&quot; onload=&#39;x&#39; &amp; y");
        check("a\0b\r\nc", "a\u{FFFD}b&#13;\nc");
        check("שלום <i>", "שלום &lt;i&gt;");
    }
}

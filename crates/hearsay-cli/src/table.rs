//! A reading for the terminal: one claim a block, who says it first.

use anstyle::{AnsiColor, Style};
use hearsay::{ClaimForm, Reading};
use hearsay_ledger::words::{Named, Told, count, cut, day, tell};

use crate::wrap::{Page, Piece, plain};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const TRIGGER: Style = AnsiColor::Magenta.on_default().bold().underline();
const NEGATIVE: Style = AnsiColor::Red.on_default().bold();
const STATUS: Style = AnsiColor::Yellow.on_default().bold();

/// The left edge of what belongs to a claim.
const INDENT: &str = "     ";

/// How a table is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Columns.
    pub width: usize,
    /// Whether to use color; without it the trigger stands in «guillemets».
    pub color: bool,
}

/// One article as a table.
#[must_use]
pub fn table(reading: &Reading, layout: Layout) -> String {
    let page = Page { width: layout.width, color: layout.color };
    let mut out = String::new();
    header(&mut out, page, reading);
    for (number, (claim, told)) in reading.claims.iter().zip(tell(reading)).enumerate() {
        out.push('\n');
        block(&mut out, page, number + 1, claim, &told);
    }
    if !reading.notes.is_empty() {
        out.push('\n');
    }
    for note in &reading.notes {
        let mut pieces = vec![plain(&note.note)];
        if let Some(span) = &note.span {
            pieces.push((format!(": “{}”", excerpt(&span.text)), DIM));
        }
        page.wrap(&mut out, &("note ".to_owned(), DIM), &plain(INDENT), &pieces);
    }
    out
}

fn header(out: &mut String, page: Page, reading: &Reading) {
    let article = &reading.article;
    let title = article.title.as_ref().unwrap_or(&article.id);
    page.wrap(out, &plain(""), &plain(""), &[(title.clone(), BOLD)]);
    let facts = [
        article.title.as_ref().map(|_| article.id.clone()),
        article.publisher.clone(),
        article.created.as_deref().map(day),
        article.language.clone().filter(|language| language != "en"),
        Some(count(reading.claims.len(), "claim")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    page.wrap(out, &plain(""), &plain(""), &[(facts.join(" · "), DIM)]);
    let rule = "─".repeat(page.width);
    page.wrap(out, &plain(""), &plain(""), &[(rule, DIM)]);
}

fn block(out: &mut String, page: Page, number: usize, claim: &ClaimForm, told: &Told) {
    let indent = plain(INDENT);
    let mut head = Vec::new();
    for (at, link) in told.chain.iter().enumerate() {
        if at > 0 {
            head.push((" ← ".to_owned(), DIM));
        }
        name(&mut head, link, BOLD);
    }
    if told.chain.is_empty() {
        head.push(("The article itself".to_owned(), BOLD));
    }
    head.push(plain(format!(" {}", told.says)));
    page.wrap(out, &(format!("{number:>3}  "), DIM), &indent, &head);

    let mut event = Vec::new();
    if let Some(status) = &told.status {
        let style = if status.is_negative { NEGATIVE } else { STATUS };
        event.push((status.words.to_uppercase(), style));
        event.push(plain(": "));
    }
    event.push(plain(&told.event));
    page.wrap(out, &indent, &indent, &event);

    let mut who = Vec::new();
    names(&mut who, &told.actors);
    if !told.recipients.is_empty() {
        who.push(((if who.is_empty() { "→ " } else { " → " }).to_owned(), DIM));
        names(&mut who, &told.recipients);
    }
    row(out, page, "who", &who);
    row(out, page, "with", &[plain(told.instruments.join(", "))]);
    for (label, field) in [("where", &told.place), ("when", &told.time)] {
        if let Some(field) = field {
            let mut pieces = Vec::new();
            name(&mut pieces, field, Style::new());
            row(out, page, label, &pieces);
        }
    }
    for (at, toll) in told.toll.iter().enumerate() {
        row(out, page, if at == 0 { "toll" } else { "" }, &[plain(toll)]);
    }

    let gutter = (format!("{INDENT}│ "), DIM);
    page.wrap(out, &gutter, &gutter, &quoted(claim, page.color));
}

/// A labeled line; nothing when there is nothing to say.
fn row(out: &mut String, page: Page, label: &str, pieces: &[Piece]) {
    if pieces.iter().all(|(text, _)| text.trim().is_empty()) {
        return;
    }
    let first = (format!("{INDENT}{label:<7}"), DIM);
    page.wrap(out, &first, &plain(" ".repeat(INDENT.len() + 7)), pieces);
}

fn names(pieces: &mut Vec<Piece>, list: &[Named]) {
    for (at, named) in list.iter().enumerate() {
        if at > 0 {
            pieces.push(plain(", "));
        }
        name(pieces, named, Style::new());
    }
}

fn name(pieces: &mut Vec<Piece>, named: &Named, style: Style) {
    pieces.push((named.name.clone(), style));
    if named.inferred {
        pieces.push((" (inferred)".to_owned(), DIM));
    }
}

/// The evidence, with its trigger marked.
fn quoted(claim: &ClaimForm, color: bool) -> Vec<Piece> {
    let (open, close) = if color { ("", "") } else { ("«", "»") };
    let mut pieces = Vec::new();
    let mut is_marked = false;
    for (at, span) in claim.evidence.iter().enumerate() {
        if at > 0 {
            pieces.push((" … ".to_owned(), DIM));
        }
        let (before, trigger, after) = cut(span, &claim.trigger);
        pieces.push(plain(before));
        if !trigger.is_empty() {
            is_marked = true;
            pieces.push(plain(open));
            pieces.push((trigger.to_owned(), TRIGGER));
            pieces.push(plain(close));
        }
        pieces.push(plain(after));
    }
    // The words that name the event may stand outside those that say it.
    if !is_marked && !claim.trigger.text.is_empty() {
        pieces.push((" … ".to_owned(), DIM));
        pieces.push((format!("{open}{}{close}", claim.trigger.text), TRIGGER));
    }
    pieces
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

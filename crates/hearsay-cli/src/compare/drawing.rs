//! The sides as a table for people.

use anstyle::{AnsiColor, Style};
use hearsay_incidents::Incident;
use hearsay_ledger::sides::{Column, Note, Row, Saying, Sides};
use hearsay_ledger::words::{count, published, title, when};

use crate::incidents::totals;
use crate::said::{BOLD, DIM, NEGATIVE, STATUS};
use crate::sheet::{Cell, isolated, sheet};
use crate::table::Layout;
use crate::wrap::{Page, Piece, plain};

const MARK: Style = AnsiColor::Red.on_default().bold();
const OWN: Style = AnsiColor::Green.on_default();

/// So many answers a cell shows.
const ANSWERS: usize = 3;

/// So many reasons are told.
const REASONS: usize = 30;

/// The incident and its sides as text.
pub(super) fn drawn(incident: &Incident, sides: &Sides, layout: Layout) -> String {
    let page = Page { width: layout.width, color: layout.color };
    let mut out = String::new();
    let mut line = |first: &str, pieces: &[Piece]| {
        let indent = plain(" ".repeat(crate::wrap::width(first)));
        let mut text = String::new();
        page.wrap(&mut text, &plain(first), &indent, pieces);
        out.extend(text.lines().map(|line| isolated(line) + "\n"));
    };
    let title = title(&incident.event, incident.place.as_ref());
    let when = when(incident).map(|when| format!(" · {when}")).unwrap_or_default();
    line("", &[(format!("{title}{when}"), BOLD)]);
    let facts = [
        incident.id.clone(),
        count(incident.articles.len(), "article"),
        count(incident.claims.len(), "claim"),
        count(incident.origins.len(), "independent source"),
    ];
    line("", &[(facts.join(" · "), DIM)]);
    if let Some(side) = &incident.one_sided {
        line("", &[(format!("ONE-SIDED: only {side} speaks"), STATUS)]);
    }
    for (at, sum) in totals(incident).into_iter().enumerate() {
        line(if at == 0 { "Claimed: " } else { "         " }, &sum);
    }
    out.push('\n');

    let head: Vec<String> =
        std::iter::once(String::new()).chain(sides.columns.iter().map(name)).collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<Cell>> = sides.rows.iter().map(|row| cells(row, &sides.columns)).collect();
    out.push_str(&sheet(&head, &rows, layout));

    let mut line = |first: &Piece, pieces: &[Piece]| {
        let indent = plain(" ".repeat(crate::wrap::width(&first.0)));
        let mut text = String::new();
        page.wrap(&mut text, first, &indent, pieces);
        out.extend(text.lines().map(|line| isolated(line) + "\n"));
    };
    let reason = |note: &Note| {
        // Most reasons say themselves what they are about.
        let about = format!("{}: ", note.about);
        let about = if note.reason.starts_with(&about) { String::new() } else { about };
        [(about, DIM), plain(&note.reason)]
    };
    for (at, note) in sides.contradictions.iter().take(REASONS).enumerate() {
        if at == 0 {
            line(&plain(""), &[plain("")]);
            line(&plain(""), &[("They cannot both be so".to_owned(), BOLD)]);
        }
        line(&(format!("✗{} ", at + 1), MARK), &reason(note));
    }
    if sides.contradictions.len() > REASONS {
        let more = format!("and {} more; --json has all", sides.contradictions.len() - REASONS);
        line(&plain("   "), &[(more, DIM)]);
    }
    for (at, note) in sides.changes.iter().take(REASONS).enumerate() {
        if at == 0 {
            line(&plain(""), &[plain("")]);
            line(&plain(""), &[("The same source, later".to_owned(), BOLD)]);
        }
        line(&("↻ ".to_owned(), STATUS), &reason(note));
    }
    let is_own = |row: &Row| row.cells.iter().flatten().any(|saying| saying.admission);
    if sides.rows.iter().any(is_own) {
        line(&plain(""), &[plain("")]);
        let meaning = "a side tells of its own losses, or of the other's restraint";
        line(&("† ".to_owned(), OWN), &[plain(meaning)]);
    }
    out
}

fn name(column: &Column) -> String {
    match column.claims {
        0 => format!("{} · silent", column.name),
        claims => format!("{} · {}", column.name, count(claims, "claim")),
    }
}

fn cells(row: &Row, columns: &[Column]) -> Vec<Cell> {
    let question = match row.about.as_str() {
        "began" => "who began",
        about => about,
    };
    let mut cells: Vec<Cell> = vec![vec![vec![(question.to_owned(), BOLD)]]];
    for (cell, column) in row.cells.iter().zip(columns) {
        cells.push(match (cell.is_empty(), column.claims) {
            (false, _) => answers(cell, column.third_party),
            (true, 0) => vec![vec![("silent".to_owned(), DIM)]],
            (true, _) => vec![vec![("says nothing of it".to_owned(), DIM)]],
        });
    }
    cells
}

fn answers(sayings: &[Saying], are_many: bool) -> Cell {
    // What is contested is always shown.
    let contested = sayings.iter().filter(|saying| !saying.contested.is_empty()).count();
    let shown = ANSWERS.max(contested).min(2 * ANSWERS);
    let mut cell = Cell::new();
    for (at, saying) in sayings.iter().take(shown).enumerate() {
        if at > 0 {
            cell.push(Vec::new());
        }
        let mut first: Vec<Piece> = Vec::new();
        for number in &saying.contested {
            first.push((format!("✗{number}"), MARK));
            first.push(plain(" "));
        }
        if let Some(status) = &saying.status {
            let style = if saying.is_negative { NEGATIVE } else { STATUS };
            first.push((status.to_uppercase(), style));
            first.push(plain(": "));
        }
        first.push((saying.value.clone(), BOLD));
        if saying.admission {
            first.push((" †".to_owned(), OWN));
        }
        cell.push(first);
        cell.push(vec![plain(&saying.quote)]);
        let who = match (saying.claimants.last(), are_many) {
            (Some(who), _) => format!("{who} · "),
            (None, true) => "the article itself · ".to_owned(),
            (None, false) => String::new(),
        };
        cell.push(vec![(format!("{who}{}", published(&saying.article)), DIM)]);
    }
    if sayings.len() > shown {
        cell.push(vec![(format!("and {} more", sayings.len() - shown), DIM)]);
    }
    cell
}

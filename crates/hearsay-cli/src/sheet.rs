//! Tables for people: columns as wide as their words need and the page allows, or, where the page is
//! too narrow for columns, one field below the other.
//!
//! Cells are wrapped here and not by the table, so that no style and no change of direction reaches
//! over the end of a line: words written from right to left stand isolated on each.

use anstyle::Style;
use comfy_table::{
    Cell as Drawn, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table,
    TableStyle, Width,
};

use crate::table::Layout;
use crate::wrap::{Page, Piece, plain, width};

/// A cell: paragraphs of styled words.
pub(crate) type Cell = Vec<Vec<Piece>>;

/// Where a column that wants more gets fewer, fields stand one below the other.
const NARROW: usize = 14;

/// Lines between, none around.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('│'))
    .header_separator(LineStyle::none().fill('═').junction('╪'))
    .content_lines(ContentLineStyle::none().junction('│'))
    .row_separator(LineStyle::none().fill('─').junction('┼'));

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A cell of one paragraph.
pub(crate) fn cell(text: impl Into<String>) -> Cell {
    vec![vec![plain(text)]]
}

/// The table as text.
pub(crate) fn sheet(head: &[&str], rows: &[Vec<Cell>], layout: Layout) -> String {
    // Every column takes a space at each side and, but for the first, a line.
    let room = layout.width.saturating_sub(3 * head.len() - 1);
    let wanted = wanted(head, rows);
    let widths = widths(&wanted, room);
    if widths.iter().zip(&wanted).any(|(width, wanted)| *width < (*wanted).min(NARROW)) {
        return stacked(head, rows, layout);
    }
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let head: Vec<Cell> = head.iter().map(|name| vec![vec![((*name).to_owned(), BOLD)]]).collect();
    let drawn = |cells: &[Cell]| -> Vec<Drawn> {
        let cells = cells.iter().zip(&widths);
        cells.map(|(cell, width)| Drawn::new(wrapped(cell, *width, layout.color))).collect()
    };
    table.set_header(drawn(&head));
    for row in rows {
        table.add_row(drawn(row));
    }
    for (column, width) in table.column_iter_mut().zip(&widths) {
        let width = u16::try_from(width + 2).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

/// The lines of a cell.
fn wrapped(cell: &Cell, width: usize, color: bool) -> String {
    let page = Page { width: width.max(8), color };
    let mut out = String::new();
    for paragraph in cell {
        page.wrap(&mut out, &plain(""), &plain(""), paragraph);
    }
    let lines: Vec<String> = out.lines().map(isolated).collect();
    lines.join("\n")
}

/// A line; where it has words written from right to left, the rest of the table does not turn with
/// them.
pub(crate) fn isolated(line: &str) -> String {
    let is_right_to_left = |letter: char| {
        matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    if line.contains(is_right_to_left) {
        format!("\u{2068}{line}\u{2069}")
    } else {
        line.to_owned()
    }
}

/// How wide each column is where nothing has to be broken.
fn wanted(head: &[&str], rows: &[Vec<Cell>]) -> Vec<usize> {
    let long = |paragraph: &Vec<Piece>| paragraph.iter().map(|(text, _)| width(text)).sum();
    let wanted = |at: usize| {
        let cells = rows.iter().flat_map(|row| row[at].iter().map(long));
        cells.chain([width(head[at])]).max().unwrap_or(0).max(1)
    };
    (0..head.len()).map(wanted).collect()
}

/// How wide each column is: as wide as it wants, and where that is too much for the page, the widest
/// give way.
fn widths(wanted: &[usize], room: usize) -> Vec<usize> {
    // The greatest limit under which all fit.
    let total = |limit: usize| wanted.iter().map(|wanted| (*wanted).min(limit)).sum::<usize>();
    let limit = (1..=room).rev().find(|limit| total(*limit) <= room).unwrap_or(1);
    let mut widths: Vec<usize> = wanted.iter().map(|wanted| (*wanted).min(limit)).collect();
    let mut left = room - total(limit).min(room);
    for (width, wanted) in widths.iter_mut().zip(wanted) {
        if *wanted > *width && left > 0 {
            *width += 1;
            left -= 1;
        }
    }
    widths
}

/// One field below the other.
fn stacked(head: &[&str], rows: &[Vec<Cell>], layout: Layout) -> String {
    let page = Page { width: layout.width, color: layout.color };
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            page.wrap(&mut out, &plain(""), &plain(""), &[("─".repeat(layout.width), DIM)]);
        }
        for (name, cell) in head.iter().zip(row) {
            let words = cell.iter().flatten().any(|(text, _)| !text.trim().is_empty());
            if !words {
                continue;
            }
            if !name.is_empty() {
                page.wrap(&mut out, &plain(""), &plain(""), &[((*name).to_owned(), BOLD)]);
            }
            let indent = plain(if name.is_empty() { "" } else { "  " });
            let mut lines = String::new();
            for paragraph in cell {
                page.wrap(&mut lines, &indent, &indent, paragraph);
            }
            out.extend(lines.lines().map(|line| isolated(line) + "\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<Cell>> {
        vec![
            vec![cell("ministry of defence of a country with a long name"), cell("five")],
            vec![cell("a\u{1b}[31mfarmer\u{7}"), cell("the Hebrew word שלום stands here")],
        ]
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        for columns in [20, 31, 40, 57, 80, 100, 200] {
            let layout = Layout { width: columns, color: false };
            let text = sheet(&["who", "how many"], &rows(), layout);
            for line in text.lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn control_characters_stay_out_and_foreign_directions_are_isolated() {
        for columns in [20, 80] {
            let text = sheet(&["who", "what"], &rows(), Layout { width: columns, color: false });
            assert!(!text.contains(['\u{1b}', '\u{7}']), "{text}");
            let turned: Vec<&str> = text.lines().filter(|line| line.contains('ש')).collect();
            assert_eq!(turned.len(), 1);
            assert!(turned[0].contains('\u{2068}') && turned[0].contains('\u{2069}'));
        }
    }

    #[test]
    fn widest_columns_give_way_first() {
        assert_eq!(widths(&[50, 2], 30), [28, 2]);
        assert_eq!(widths(&[50, 50, 1], 32), [16, 15, 1]);
        assert_eq!(widths(&[3, 4], 30), [3, 4]);
    }
}

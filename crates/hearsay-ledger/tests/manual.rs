//! `docs/schema.md` and `docs/exports.md` tell of the columns and losses that the data files have.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hearsay-ledger --test manual` writes those parts anew.
#![allow(clippy::disallowed_methods)] // a test reads and writes the page

use std::fmt::Write;
use std::fs;
use std::path::Path;

use hearsay_ledger::export::{Form, Kind, Table, reasons, tables, wide_tables};

fn columns(tables: &[Table]) -> String {
    let mut out = String::new();
    for table in tables {
        let _ = write!(
            out,
            "\n### {}\n\n| column | kind | HXL | meaning |\n|---|---|---|---|\n",
            table.name
        );
        for column in &table.columns {
            let hxl =
                if column.hxl.is_empty() { String::new() } else { format!("`{}`", column.hxl) };
            let kind = match (column.kind, column.refers_to) {
                (Kind::Row | Kind::Rows, Some((table, _))) => {
                    format!("{} of `{table}`", column.kind.name())
                }
                (kind, _) => kind.name().to_owned(),
            };
            let name = column.name;
            let _ = writeln!(out, "| `{name}` | {kind} | {hxl} | {} |", column.meaning);
        }
    }
    out
}

fn losses() -> String {
    let mut out = String::new();
    for form in Form::ALL {
        let _ = write!(
            out,
            "\n### {}: what is lost\n\n| of | what | | why |\n|---|---|---|---|\n",
            form.name()
        );
        for reason in reasons().iter().filter(|reason| reason.form == form.name()) {
            let how = if reason.left_out { "left out" } else { "not said" };
            let _ = writeln!(out, "| {} | {} | {how} | {} |", reason.of, reason.field, reason.why);
        }
    }
    out
}

/// The page with what stands between a mark and its end made anew.
fn anew(page: &str) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let made = match line {
            line if line.starts_with("<!-- columns:") => columns(tables()),
            line if line.starts_with("<!-- wide columns:") => columns(wide_tables()),
            line if line.starts_with("<!-- losses:") => losses(),
            _ => continue,
        };
        out += &made;
        let _old = lines.by_ref().take_while(|line| *line != "<!-- end -->").count();
        out += "\n<!-- end -->\n";
    }
    out
}

#[test]
fn manual_tells_of_every_column_and_every_loss() {
    for name in ["exports.md", "schema.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        let page = fs::read_to_string(&path).expect("the page is there");
        let anew = anew(&page);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &anew).expect("the page can be written");
            continue;
        }
        assert!(page == anew, "UPDATE_GOLDEN=1 writes docs/{name} anew");
    }
}

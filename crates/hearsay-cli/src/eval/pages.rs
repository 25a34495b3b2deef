//! The articles on the web pages of a benchmark.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use hearsay_input::pages;
use serde_json::{Value, json};

/// Writes a row for each page; their files lie below the folder of the gold file.
pub(super) fn predict(
    rows: &[Value],
    folder: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    for (at, row) in rows.iter().enumerate() {
        let (Some(id), Some(page)) = (row["id"].as_str(), row["page"].as_str()) else {
            bail!("row {}: it lacks `id` or `page`, which are strings", at + 1);
        };
        let path = folder.join(page);
        let bytes = fs::read(&path)
            .with_context(|| format!("{}: the page cannot be read", path.display()))?;
        // A page without an article counts as one with an empty text.
        let page = pages::read(&bytes, None, row["url"].as_str()).unwrap_or_default();
        let row = json!({
            "id": id,
            "text": page.text,
            "title": page.title,
            "authors": page.authors,
            "publisher": page.publisher,
            "created": page.created.map(|created| created.to_string()),
            "url": page.url,
            "language": page.language,
        });
        writeln!(out, "{row}").context("the predictions are not written")?;
    }
    out.flush().context("the predictions are not written")?;
    Ok(ExitCode::SUCCESS)
}

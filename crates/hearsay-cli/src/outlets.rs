//! `hearsay sources`: who speaks in the ledger, and how often. Counts, never a mark: nothing here says
//! whom to believe.

use std::process::ExitCode;

use hearsay_ledger::{Order, Source, SourceKind};

use crate::args::Color;
use crate::filters::Filters;
use crate::listing::{Array, Listing, ROWS, more_sources, nothing, print};
use crate::said::{BOLD, DIM};
use crate::sheet::{Cell, cell, sheet};
use crate::shelf::Shelf;
use crate::wrap::plain;

const HELP: &str = "\
Examples:
  hearsay sources
          those whose words are told, those with the most claims first
  hearsay sources --outlets
          those who publish, and whom they quote
  hearsay sources --event assault --date 2024-03-01/ --json
          of some claims only, for programs

These are counts and no marks. A source that is contradicted often may be the only one who speaks
against a power; nothing here says who is right.
";

/// `hearsay sources`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct Sources {
    /// Those who publish, instead of those whose words are told
    #[arg(long)]
    pub(crate) outlets: bool,

    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) filters: Filters,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// Runs `hearsay sources`.
///
/// # Errors
///
/// When the ledger cannot be read, or the output not be written.
pub fn sources(args: &Sources, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let mut filter = args.filters.filter(Order::Newest);
    let kind = if args.outlets { SourceKind::Outlets } else { SourceKind::Claimants };
    if !args.listing.json && filter.limit.is_none() {
        // One more tells that there are more.
        filter.limit = Some(ROWS + 1);
    }
    let mut found = view.sources(kind, &filter).map_err(|error| args.shelf.failed(error))?;
    if args.listing.json {
        let mut array = Array::to_stdout();
        found.iter().try_for_each(|source| array.push(source))?;
        return array.finish();
    }
    if found.is_empty() {
        return Ok(nothing("source", args.filters.is_empty(), color));
    }
    let are_more = args.filters.limit.is_none() && found.len() > ROWS;
    if are_more {
        found.truncate(ROWS);
    }
    let layout = args.listing.layout(color);
    let (who, quotes) = if args.outlets { ("outlet", "quotes") } else { ("claimant", "quoted by") };
    let head = [who, "articles", "claims", "contradicted", "corrected", "one-sided", quotes];
    let rows: Vec<Vec<Cell>> = found.iter().map(row).collect();
    print(&sheet(&head, &rows, layout), layout)?;
    if are_more {
        more_sources(found.len(), color);
    }
    Ok(ExitCode::SUCCESS)
}

/// So many of those who quote are shown.
const QUOTES: usize = 3;

fn row(source: &Source) -> Vec<Cell> {
    let mut name = vec![vec![(source.name.clone(), BOLD)]];
    if let Some(code) = source.code.as_ref().or(source.country.as_ref()) {
        name.push(vec![(code.clone(), DIM)]);
    }
    let numbers =
        [source.articles, source.claims, source.contradicted, source.corrected, source.one_sided];
    let mut quotes: Cell = source
        .quotes
        .iter()
        .take(QUOTES)
        .map(|quoting| vec![plain(&quoting.name), (format!(" · {}", quoting.claims), DIM)])
        .collect();
    if source.quotes.len() > QUOTES {
        quotes.push(vec![(format!("and {} more", source.quotes.len() - QUOTES), DIM)]);
    }
    let mut row = vec![name];
    row.extend(numbers.map(|number| cell(number.to_string())));
    row.push(quotes);
    row
}

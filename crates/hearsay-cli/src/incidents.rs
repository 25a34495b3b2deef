//! `hearsay incidents`: what claims of one or many articles are held to be about.

use std::process::ExitCode;

use hearsay_incidents::{Incident, Total};
use hearsay_ledger::words::{KINDS, count, short, title, total, when};
use hearsay_ledger::{Filter, Order};

use crate::args::Color;
use crate::filters::Filters;
use crate::listing::{Array, Listing, ROWS, more, nothing, print};
use crate::said::{BOLD, DIM, NEGATIVE, STATUS};
use crate::sheet::{Cell, sheet};
use crate::shelf::Shelf;
use crate::wrap::{Piece, plain};

const HELP: &str = "\
Examples:
  hearsay incidents
          the incidents last told of, in a table
  hearsay incidents --contested --date 2024-03-01/
          where accounts contradict each other, since a day
  hearsay incidents --one-sided --country ORA
          where one side alone speaks
  hearsay incidents --json | jq '.[0].toll'
          all incidents as one array for programs

Then: `hearsay compare ID` sets the sides side by side, `hearsay toll ID` follows the figures,
`hearsay claims --incident ID` lists the claims. The beginning of an id is enough.
";

/// `hearsay incidents`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct Incidents {
    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// Only what comes after another page, whose last line tells this
    #[arg(long, value_name = "CURSOR", help_heading = "Filters")]
    pub(crate) after: Option<String>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// So many incidents are held at once.
const PAGE: usize = 500;

/// Runs `hearsay incidents`.
///
/// # Errors
///
/// When the ledger cannot be read, or the output not be written.
pub fn incidents(args: &Incidents, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let mut filter = args.filters.filter(Order::Newest);
    filter.after.clone_from(&args.after);
    if args.listing.json {
        let mut array = Array::to_stdout();
        let mut left = filter.limit.unwrap_or(usize::MAX);
        let mut after = filter.after.clone();
        while left > 0 {
            let limit = Some(left.min(PAGE));
            let page = view.incidents(&Filter { limit, after, ..filter.clone() });
            let page = page.map_err(|error| args.shelf.failed(error))?;
            left -= page.items.len();
            page.items.iter().try_for_each(|incident| array.push(incident))?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        return array.finish();
    }
    filter.limit = filter.limit.or(Some(ROWS));
    let page = view.incidents(&filter).map_err(|error| args.shelf.failed(error))?;
    if page.items.is_empty() {
        return Ok(nothing("incident", args.filters.is_empty(), color));
    }
    let layout = args.listing.layout(color);
    let rows: Vec<Vec<Cell>> = page.items.iter().map(row).collect();
    print(&sheet(&["incident", "what", "sides", "toll, as claimed"], &rows, layout), layout)?;
    if let Some(next) = &page.next {
        let all = view.count_incidents(&filter).map_err(|error| args.shelf.failed(error))?;
        more(rows.len(), all, "incidents", next, color);
    }
    Ok(ExitCode::SUCCESS)
}

fn row(incident: &Incident) -> Vec<Cell> {
    let id = vec![
        vec![(short(&incident.id).to_owned(), BOLD)],
        vec![(count(incident.articles.len(), "article"), DIM)],
        vec![(count(incident.claims.len(), "claim"), DIM)],
        vec![(count(incident.origins.len(), "origin"), DIM)],
    ];
    let mut what = vec![vec![plain(title(&incident.event, incident.place.as_ref()))]];
    what.extend(when(incident).map(|when| vec![plain(when)]));
    if !incident.contradictions.is_empty() {
        let contradictions = count(incident.contradictions.len(), "contradiction");
        what.push(vec![(contradictions, NEGATIVE)]);
    }
    let mut sides: Cell = Vec::new();
    for side in incident.sides.iter().filter(|side| !side.third_party) {
        let said = match side.claims.len() {
            0 => "silent".to_owned(),
            claims => count(claims, "claim"),
        };
        sides.push(vec![plain(&side.name), (format!(" · {said}"), DIM)]);
    }
    let others = incident.sides.iter().filter(|side| side.third_party).count();
    if others > 0 {
        let others = format!("{} beside", count(others, "other"));
        sides.push(vec![(others, DIM)]);
    }
    if let Some(side) = &incident.one_sided {
        sides.push(vec![(format!("ONE-SIDED: only {side} speaks"), STATUS)]);
    }
    vec![id, what, sides, totals(incident)]
}

/// So many totals are shown.
const TOTALS: usize = 6;

/// What the figures come to, in cells.
pub(crate) fn totals(incident: &Incident) -> Vec<Vec<Piece>> {
    let sorted = sorted(incident);
    let mut shown: Vec<Vec<Piece>> =
        sorted.iter().take(TOTALS).map(|it| vec![plain(total(it))]).collect();
    if sorted.len() > TOTALS {
        shown.push(vec![(format!("and {} more: hearsay toll", sorted.len() - TOTALS), DIM)]);
    }
    shown
}

/// The totals, the dead first, and of each kind those of all before those of some.
pub(crate) fn sorted(incident: &Incident) -> Vec<&Total> {
    let mut sorted: Vec<&Total> = incident.toll.iter().collect();
    let kind = |total: &Total| KINDS.iter().position(|kind| *kind == total.kind);
    sorted.sort_by_key(|total| (kind(total), total.who.is_some(), total.side.is_some()));
    sorted
}

//! `hearsay claims`: who says what, as the ledger has it.

use std::process::ExitCode;

use hearsay_ledger::words::{chain, place, published, says, short, time};
use hearsay_ledger::{ClaimEntry, Filter, Order, Verdict, View};

use crate::args::Color;
use crate::filters::{Filters, did_you_mean};
use crate::listing::{Array, Listing, ROWS, more, nothing, print};
use crate::said::{BOLD, DIM, NEGATIVE, what};
use crate::sheet::{Cell, sheet};
use crate::shelf::Shelf;
use crate::wrap::plain;

const HELP: &str = "\
Examples:
  hearsay claims
          the newest claims of ./hearsay.db, in a table
  hearsay claims --claimant Tarsk --event assault --date 2024-03-12/2024-03-14
          what Tarsk says of attacks on three days
  hearsay claims --text 'drone -denied' --country ORA --limit 10
          by words of the evidence, and by the country of the place
  hearsay claims --incident i3f9a --contested
          the claims of one incident that another contradicts
  hearsay claims --json | jq -r '.[].claimants[-1].name'
          all claims as one array for programs

A denial, a request, a plan or a doubt stands before the event in capitals: DENIED, REQUESTED,
HELD POSSIBLE. The first column of an id is enough for `hearsay explain`.
";

/// `hearsay claims`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct Claims {
    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) filters: Filters,

    /// Only those of this incident, whose id may be shortened
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub(crate) incident: Option<String>,

    /// Only what comes after another page, whose last line tells this
    #[arg(long, value_name = "CURSOR", help_heading = "Filters")]
    pub(crate) after: Option<String>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// Runs `hearsay claims`.
///
/// # Errors
///
/// When the ledger cannot be read, or the output not be written.
pub fn claims(args: &Claims, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let mut filter = args.filters.filter(Order::Newest);
    if let Some(id) = &args.incident {
        filter.incident = Some(incident_id(&view, id)?);
    }
    filter.after.clone_from(&args.after);
    if args.listing.json {
        let mut array = Array::to_stdout();
        each(&view, &filter, |entry| array.push(&entry)).map_err(|error| told(args, error))?;
        return array.finish();
    }
    filter.limit = filter.limit.or(Some(ROWS));
    let page = view.claims(&filter).map_err(|error| args.shelf.failed(error))?;
    if page.items.is_empty() {
        let is_empty = args.filters.is_empty() && args.incident.is_none();
        return Ok(nothing("claim", is_empty, color));
    }
    let layout = args.listing.layout(color);
    let rows: Vec<Vec<Cell>> = page.items.iter().map(row).collect();
    print(&sheet(&["who says so", "what", "where, when", "claim"], &rows, layout), layout)?;
    if let Some(next) = &page.next {
        let all = view.count_claims(&filter).map_err(|error| args.shelf.failed(error))?;
        more(rows.len(), all, "claims", next, color);
    }
    Ok(ExitCode::SUCCESS)
}

/// An error of the ledger gets its name.
fn told(args: &Claims, error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<hearsay_ledger::LedgerError>() {
        Ok(error) => args.shelf.failed(error),
        Err(error) => error,
    }
}

/// The whole id of an incident.
pub(crate) fn incident_id(view: &View, id: &str) -> anyhow::Result<String> {
    let known = || {
        let all = view.incidents(&Filter::default());
        all.map(|page| page.items.into_iter().map(|incident| incident.id).collect())
            .unwrap_or_default()
    };
    match view.incident(id) {
        Ok(incident) => Ok(incident.id),
        Err(error) => Err(did_you_mean(error, known, "`hearsay incidents`")),
    }
}

/// So many claims are held at once.
const PAGE: usize = 500;

/// Goes through all claims that a filter finds.
fn each(
    view: &View,
    filter: &Filter,
    mut to: impl FnMut(ClaimEntry) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut left = filter.limit.unwrap_or(usize::MAX);
    let mut after = filter.after.clone();
    while left > 0 {
        let limit = Some(left.min(PAGE));
        let page = view.claims(&Filter { limit, after, ..filter.clone() })?;
        left -= page.items.len();
        page.items.into_iter().try_for_each(&mut to)?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

fn row(entry: &ClaimEntry) -> Vec<Cell> {
    let claim = &entry.claim;
    let speaks = vec![
        vec![(chain(&claim.claimants), BOLD), plain(" "), plain(says(claim))],
        vec![(published(&claim.article), DIM)],
    ];
    let mut what = what(claim);
    match entry.verdict {
        Some(Verdict::Rejected) => {
            what.insert(0, vec![("REJECTED as misread".to_owned(), NEGATIVE)]);
        }
        Some(Verdict::Accepted) => what.push(vec![("accepted".to_owned(), DIM)]),
        None => {}
    }
    if !entry.corrected.is_empty() {
        what.push(vec![(format!("corrected: {}", entry.corrected.join(", ")), DIM)]);
    }
    let lines = [place(claim), time(claim)].into_iter().flatten();
    let about = lines.map(|line| vec![plain(line)]).collect();
    let mut ids = vec![vec![plain(short(&claim.id))]];
    if let Some(incident) = &entry.incident {
        ids.push(vec![(format!("of {}", short(incident)), DIM)]);
    }
    vec![speaks, what, about, ids]
}

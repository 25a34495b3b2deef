//! `hearsay compare`: the sides of an incident, side by side.

mod drawing;

use std::process::ExitCode;

use hearsay_incidents::{Account, Incident};
use hearsay_ledger::sides::{Sides, sides};
use serde::Serialize;

use crate::args::Color;
use crate::claims::incident_id;
use crate::listing::{Array, Listing, print};
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay compare i3f9a
          what each side says, a column each; the beginning of the incident's id is enough
  hearsay compare i3f9a --width 160
          wider columns than the terminal has
  hearsay compare i3f9a --json | jq '.[0].contradictions'
          the same for programs

Each answer stands with the shortest words for it, who says them, the outlet and its date.
  ✗1        cannot be so together with the other cell of that number; why is told beneath
  †         a side tells of its own losses, or of the other's restraint
  DENIED:   and the like keep an answer from being taken for a statement
  silent    the side makes no claim at all
  also said who is behind it, whom the doer belongs to, or that another's report is false
";

/// `hearsay compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct Compare {
    /// The incident; the beginning of its id is enough
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: String,

    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// An incident with its sides beside each other.
#[derive(Serialize)]
pub(crate) struct Compared<'a> {
    incident: &'a Incident,
    #[serde(flatten)]
    pub(crate) sides: Sides,
}

impl<'a> Compared<'a> {
    pub(crate) fn new(incident: &'a Incident, accounts: &[Account]) -> Self {
        Self { incident, sides: sides(incident, accounts) }
    }
}

/// Runs `hearsay compare`.
///
/// # Errors
///
/// When the ledger cannot be read or has no such incident, or the output cannot be written.
pub fn compare(args: &Compare, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let id = incident_id(&view, &args.incident)?;
    let incident = view.incident(&id).map_err(|error| args.shelf.failed(error))?;
    let accounts = view.accounts(&id, None).map_err(|error| args.shelf.failed(error))?;
    let compared = Compared::new(&incident, &accounts);
    if args.listing.json {
        let mut array = Array::to_stdout();
        array.push(&compared)?;
        return array.finish();
    }
    let layout = args.listing.layout(color);
    print(&drawing::drawn(&incident, &compared.sides, layout), layout)?;
    Ok(ExitCode::SUCCESS)
}

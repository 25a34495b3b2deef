//! `hearsay decide`, `hearsay decisions`, `hearsay undo`: what people decide about claims.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use hearsay_ledger::words::one_line;
use hearsay_ledger::{Access, Decision, What};
use serde_json::Value;

use super::{line, say};
use crate::shelf::Shelf;

const HELP: &str = "\
Examples:
  hearsay decide accept 1f0c33a1b2d4e5f6 --by Ada
  hearsay decide reject 1f0c33 --note \"a drill, not an attack\"
          ids may be shortened; a rejected claim stays visible and counts in no incident
  hearsay decide correct 1f0c33 toll.0.min 16
  hearsay decide correct 1f0c33 place null
          fields are named as `hearsay claims --json` prints them; null is unknown
  hearsay decide merge i4b1c iaa07
          these are one incident
  hearsay decide split 1f0c33
          this claim is not of the incident it is in
  hearsay decide note i4b1c --note \"the video is of 2016\"

Every decision is kept with who and when, survives `hearsay reread`, and can be taken back with
`hearsay undo`.

Exit codes:
  0  decided
  2  wrong usage, no such claim or incident, or it cannot be decided so";

const DECISIONS_HELP: &str = "\
Examples:
  hearsay decisions
  hearsay decisions --claim 1f0c33
  hearsay decisions --orphaned
          about words that no reading makes a claim of any more

Exit codes:
  0  done, also when there are none
  2  wrong usage, no such claim, or no ledger";

const UNDO_HELP: &str = "\
Examples:
  hearsay undo d41f0a2c
  hearsay undo d9930b11
          where that is an undo itself, what it had undone is in force again

Exit codes:
  0  taken back
  2  wrong usage, no such decision, or it was taken back already";

/// `hearsay decide`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Decide {
    /// What
    #[command(subcommand)]
    pub what: Deciding,
}

/// What may be decided.
#[derive(Debug, Subcommand)]
pub enum Deciding {
    /// The claim is read rightly
    Accept {
        /// The claim's id, or the beginning of it
        claim: String,
        #[command(flatten)]
        with: With,
    },
    /// The claim is misread: it stays visible and counts in no incident
    Reject {
        /// The claim's id, or the beginning of it
        claim: String,
        #[command(flatten)]
        with: With,
    },
    /// A field of the claim is misread
    Correct {
        /// The claim's id, or the beginning of it
        claim: String,
        /// The field as `--json` names it: event.mode, toll.0.min, recipients.1.name
        field: String,
        /// What it is: JSON, or words; null for unknown
        #[arg(allow_hyphen_values = true)]
        value: String,
        #[command(flatten)]
        with: With,
    },
    /// These are one incident
    Merge {
        /// Ids of incidents or claims, or the beginnings of them
        #[arg(required = true, num_args = 2..)]
        ids: Vec<String>,
        #[command(flatten)]
        with: With,
    },
    /// These claims are not of the incident they are in
    Split {
        /// Ids of claims, or the beginnings of them
        #[arg(required = true)]
        claims: Vec<String>,
        #[command(flatten)]
        with: With,
    },
    /// Remember something about a claim or an incident
    Note {
        /// The id, or the beginning of it
        id: String,
        #[command(flatten)]
        with: With,
    },
}

/// Who decides, and why.
#[derive(Debug, clap::Args)]
pub struct With {
    /// Who decides.
    #[arg(
        long,
        value_name = "NAME",
        help = "Who decides [default: HEARSAY_NAME, or the name you are logged in by]"
    )]
    pub by: Option<String>,

    /// Why, in your words
    #[arg(long, value_name = "WORDS")]
    pub note: Option<String>,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Print the decision as one object
    #[arg(long)]
    pub json: bool,
}

/// `hearsay decisions`.
#[derive(Debug, clap::Args)]
#[command(after_help = DECISIONS_HELP)]
pub struct Decisions {
    /// Only those about this claim
    #[arg(long, value_name = "ID")]
    pub claim: Option<String>,

    /// Only those about words that no reading makes a claim of any more
    #[arg(long)]
    pub orphaned: bool,

    /// Which ledger.
    #[command(flatten)]
    pub shelf: Shelf,

    /// Print one array
    #[arg(long)]
    pub json: bool,
}

/// `hearsay undo`.
#[derive(Debug, clap::Args)]
#[command(after_help = UNDO_HELP)]
pub struct Undo {
    /// The decision's id, or the beginning of it
    pub decision: String,

    /// Who and why.
    #[command(flatten)]
    pub with: With,
}

/// Runs `hearsay decide`.
///
/// # Errors
///
/// When there is no such claim or incident, or it cannot be decided so.
pub fn decide(args: &Decide) -> anyhow::Result<ExitCode> {
    let (what, with) = match &args.what {
        Deciding::Accept { claim, with } => (What::Accept(claim.clone()), with),
        Deciding::Reject { claim, with } => (What::Reject(claim.clone()), with),
        Deciding::Correct { claim, field, value, with } => {
            let (claim, field) = (claim.clone(), field.clone());
            // What is no JSON is meant as it stands.
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value.as_str()));
            (What::Correct { claim, field, value }, with)
        }
        Deciding::Merge { ids, with } => (What::Merge(ids.clone()), with),
        Deciding::Split { claims, with } => (What::Split(claims.clone()), with),
        Deciding::Note { id, with } => (What::Note(id.clone()), with),
    };
    carry_out(what, with)
}

/// Runs `hearsay undo`.
///
/// # Errors
///
/// When there is no such decision, or it was undone before.
pub fn undo(args: &Undo) -> anyhow::Result<ExitCode> {
    carry_out(What::Undo(args.decision.clone()), &args.with)
}

fn carry_out(what: What, with: &With) -> anyhow::Result<ExitCode> {
    let name = |variable: &str| std::env::var(variable).ok().filter(|name| !name.is_empty());
    let by = with.by.clone().or_else(|| name("HEARSAY_NAME")).or_else(|| name("USER"));
    let by = by.or_else(|| name("LOGNAME")).context("who decides? give a name with --by")?;
    let ledger = with.shelf.open(Access::Write)?;
    let decide = hearsay_ledger::Decide { what, by, note: with.note.clone() };
    let decision = ledger.decide(decide).map_err(|error| with.shelf.failed(error))?;
    if with.json {
        line(&decision)?;
    } else {
        say(&told(&decision))?;
        say(&format!("to take it back: hearsay undo {}", decision.id))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `hearsay decisions`.
///
/// # Errors
///
/// When there is no ledger or no such claim.
pub fn decisions(args: &Decisions) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let decisions = view.decisions(args.claim.as_deref());
    let mut decisions = decisions.map_err(|error| args.shelf.failed(error))?;
    if args.orphaned {
        decisions.retain(|decision| decision.in_force && decision.is_orphaned());
    }
    if args.json {
        line(&decisions)?;
    } else {
        for decision in &decisions {
            say(&told(decision))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A decision in words.
fn told(decision: &Decision) -> String {
    let mut told = format!("{}  {}  {}  {}", decision.id, decision.at, decision.by, decision.kind);
    if let (Some(field), Some(value)) = (&decision.field, &decision.value) {
        told.push_str(&format!(" {field} to {value}"));
    }
    if let Some(undoes) = &decision.undoes {
        told.push_str(&format!(" {undoes}"));
    }
    if !decision.in_force {
        told.push_str(" (undone)");
    }
    if let Some(note) = &decision.note {
        told.push_str(&format!(": {note}"));
    }
    let mut lines = vec![one_line(&told)];
    for anchor in &decision.about {
        let claim = anchor.claim.as_deref().unwrap_or("no claim any more");
        let parted = if anchor.parted { "taken out: " } else { "" };
        lines.push(one_line(&format!(
            "  {parted}{claim}  “{}” in {}, at {}",
            anchor.words, anchor.article, anchor.start
        )));
    }
    lines.join("\n")
}

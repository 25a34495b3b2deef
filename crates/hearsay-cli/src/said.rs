//! A claim that stands alone, in cells for the tables of the ledger.

use anstyle::{AnsiColor, Style};
use hearsay_incidents::Claim;
use hearsay_ledger::words::{event, loss, quote, status, who};

use crate::sheet::Cell;
use crate::wrap::{Piece, plain};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const NEGATIVE: Style = AnsiColor::Red.on_default().bold();
pub(crate) const STATUS: Style = AnsiColor::Yellow.on_default().bold();

/// "DENIED: " and the like, before anything that is no plain statement.
pub(crate) fn standing(claim: &Claim) -> Vec<Piece> {
    let Some(status) = status(&claim.modality, &claim.polarity, &claim.certainty) else {
        return Vec::new();
    };
    let style = if status.is_negative { NEGATIVE } else { STATUS };
    vec![(status.words.to_uppercase(), style), plain(": ")]
}

/// What a claim says: event, who, losses, words.
pub(crate) fn what(claim: &Claim) -> Cell {
    let mut first = standing(claim);
    first.push(plain(event(&claim.event)));
    let mut cell = vec![first];
    let who = who(claim);
    if !who.is_empty() {
        cell.push(vec![plain(who)]);
    }
    cell.extend(claim.toll.iter().map(|it| vec![plain(loss(it))]));
    cell.push(vec![(quote(claim), DIM)]);
    cell
}

//! The toll as a table to download: a row for each figure, then one for each total, each naming the
//! policy by which totals are chosen.

use csv::{Terminator, WriterBuilder};
use hearsay_incidents::{Series, Total};
use hearsay_ledger::export::guarded;

use super::rows::{FigureRow, Panel};

/// The columns. Low and high are left empty where a figure is open.
const COLUMNS: [&str; 26] = [
    "row",
    "incident",
    "policy",
    "as_of",
    "kind",
    "published",
    "outlet",
    "article",
    "url",
    "source",
    "speaks_for",
    "claimants",
    "own_losses",
    "side",
    "who",
    "low",
    "best",
    "high",
    "hedge",
    "told_as",
    "later",
    "words",
    "claim",
    "figure",
    "figures",
    "claims",
];

/// What every row says.
pub(super) struct Of<'a> {
    pub(super) incident: &'a str,
    pub(super) policy: &'a str,
    pub(super) as_of: Option<&'a str>,
}

/// The table (RFC 4180). Words that a spreadsheet would take for a formula get an apostrophe.
pub(super) fn csv(of: &Of<'_>, panels: &[Panel], series: &[Series]) -> Result<Vec<u8>, csv::Error> {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for panel in panels {
        for row in &panel.rows {
            table.write_record(figure(of, &panel.kind, row))?;
        }
    }
    for total in series.iter().flat_map(|series| &series.totals) {
        table.write_record(sum(of, total))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

fn figure(of: &Of<'_>, kind: &str, row: &FigureRow) -> [String; 26] {
    [
        "figure".to_owned(),
        of.incident.to_owned(),
        of.policy.to_owned(),
        words(of.as_of),
        kind.to_owned(),
        words(row.created.as_deref()),
        words(Some(&row.outlet)),
        words(Some(&row.article)),
        words(row.url.as_deref()),
        words(Some(&row.claimant)),
        words(row.speaks_for.as_deref()),
        words(Some(&row.chain.join(" ← "))),
        row.own_losses.to_string(),
        words(row.side.as_deref()),
        words(row.who.as_deref()),
        number(row.low),
        row.best.to_string(),
        number(row.high),
        words(row.hedge.as_deref()),
        words(row.status.as_ref().map(|status| status.words.as_str())),
        words(Some(&row.standing)),
        words(Some(&row.words)),
        words(row.claim.as_deref()),
        row.id.clone(),
        String::new(),
        String::new(),
    ]
}

fn sum(of: &Of<'_>, total: &Total) -> [String; 26] {
    let mut cells = [const { String::new() }; 26];
    let mut put = |column: &str, cell: String| {
        let at = COLUMNS.iter().position(|name| *name == column);
        cells[at.expect("the column is there")] = cell;
    };
    put("row", "total".to_owned());
    put("incident", of.incident.to_owned());
    put("policy", of.policy.to_owned());
    put("as_of", words(of.as_of));
    put("kind", total.kind.clone());
    put("side", words(total.side.as_deref()));
    put("who", words(total.who.as_deref()));
    put("low", number(total.low));
    put("best", number(total.best));
    put("high", number(total.high));
    put("figures", total.figures.join("; "));
    put("claims", total.claims.join("; "));
    cells
}

fn words(text: Option<&str>) -> String {
    guarded(text.unwrap_or_default(), false).into_owned()
}

fn number(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

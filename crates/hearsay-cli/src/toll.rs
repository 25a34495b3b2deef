//! `hearsay toll`: the figures of an incident by claimant, as they were given over time.

use std::collections::HashMap;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use hearsay::Created;
use hearsay_incidents::{Account, Claim, Incident, Line, Point, Policy, Series, series};
use hearsay_ledger::words::{self, KINDS, chain, claim_of, day, quote, quoted, title, total, when};
use serde::Serialize;

use crate::args::Color;
use crate::claims::incident_id;
use crate::filters::NOTHING_FOUND;
use crate::listing::{Array, Listing, print};
use crate::messages::Messages;
use crate::said::{BOLD, DIM, NEGATIVE, STATUS};
use crate::sheet::{Cell, isolated, sheet};
use crate::shelf::Shelf;
use crate::table::Layout;
use crate::wrap::{Page, Piece, plain, width};

const HELP: &str = "\
Examples:
  hearsay toll i3f9a
          who gave which figure when, and what they come to
  hearsay toll i3f9a --policy ucdp
          the best figure as UCDP's coders choose it
  hearsay toll i3f9a --as-of 2024-03-12
          as it was known at the end of that day
  hearsay toll i3f9a --json | jq '.[] | select(.kind == \"killed\") | .totals'
          a series for each kind of loss, for programs

Policies, over the latest figure of each independent source:
  min     the lowest
  median  the middle one; of two in the middle, the lower
  max     the highest
  ucdp    the middle one of the sources that take no part or tell of their own losses; what a side
          says of the other's losses counts for the highest figure only
Low and high are the same under each. Nothing is scored as true.
";

/// `hearsay toll`.
#[derive(Debug, clap::Args)]
#[command(after_help = [HELP, crate::filters::EXIT_CODES].concat())]
pub struct TollArgs {
    /// The incident; the beginning of its id is enough
    #[arg(value_name = "INCIDENT")]
    pub(crate) incident: String,

    /// How the best figure is chosen
    #[arg(
        long,
        value_name = "POLICY",
        default_value = "median",
        value_parser = PossibleValuesParser::new(["min", "median", "max", "ucdp"]).map(policy)
    )]
    pub(crate) policy: Policy,

    /// As it was known at the end of this day, or at this time: 2024-03-12 or 2024-03-12T14:00
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Created>,

    #[command(flatten)]
    pub(crate) shelf: Shelf,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

#[allow(clippy::needless_pass_by_value)] // clap hands the words over
fn policy(name: String) -> Policy {
    name.parse().expect("it is one of the possible values")
}

/// A series of one incident, which an array needs to be told apart.
#[derive(Serialize)]
pub(crate) struct OfIncident<'a> {
    pub(crate) incident: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<&'a str>,
    #[serde(flatten)]
    pub(crate) series: &'a Series,
}

/// A series for each kind of loss of which anybody gives a figure.
pub(crate) fn all_series(accounts: &[Account], policy: Policy, as_of: Option<&str>) -> Vec<Series> {
    let told: Vec<&Account> = accounts.iter().collect();
    let of_kind = |kind: &&str| series(&told, kind, policy, as_of);
    KINDS.iter().map(of_kind).filter(|series| !series.lines.is_empty()).collect()
}

/// Runs `hearsay toll`.
///
/// # Errors
///
/// When the ledger cannot be read or has no such incident, or the output cannot be written.
pub fn toll(args: &TollArgs, color: Color) -> anyhow::Result<ExitCode> {
    let view = args.shelf.view()?;
    let id = incident_id(&view, &args.incident)?;
    let incident = view.incident(&id).map_err(|error| args.shelf.failed(error))?;
    let accounts = view.accounts(&id, None).map_err(|error| args.shelf.failed(error))?;
    let as_of = args.as_of.map(|moment| moment.to_string());
    let all = all_series(&accounts, args.policy, as_of.as_deref());
    if args.listing.json {
        let mut array = Array::to_stdout();
        for series in &all {
            array.push(&OfIncident { incident: &id, as_of: as_of.as_deref(), series })?;
        }
        return array.finish();
    }
    if all.is_empty() {
        let known = as_of.map(|moment| format!(" by {}", day(&moment))).unwrap_or_default();
        Messages::new(color, false)
            .note(&format!("nobody gives a figure for incident {id}{known}"));
        return Ok(NOTHING_FOUND.into());
    }
    let layout = args.listing.layout(color);
    let drawn = Drawing::new(&accounts, layout).drawn(&incident, &all, as_of.as_deref());
    print(&drawn, layout)?;
    Ok(ExitCode::SUCCESS)
}

struct Drawing<'a> {
    layout: Layout,
    /// The claims that tell them, by figure.
    claims: HashMap<&'a str, &'a Claim>,
    figures: HashMap<&'a str, &'a hearsay_incidents::Figure>,
    articles: HashMap<&'a str, &'a hearsay_incidents::ArticleRef>,
}

impl<'a> Drawing<'a> {
    fn new(accounts: &'a [Account], layout: Layout) -> Self {
        let told = |account: &'a Account| account.figures.iter().map(move |it| (account, it));
        let claims = accounts.iter().flat_map(told).filter_map(|(account, figure)| {
            Some((figure.id.as_str(), claim_of(accounts, account, figure)?))
        });
        let figures = accounts.iter().flat_map(|account| &account.figures);
        let articles = accounts.iter().map(|account| &*account.article);
        Self {
            layout,
            claims: claims.collect(),
            figures: figures.map(|figure| (figure.id.as_str(), figure)).collect(),
            articles: articles.map(|article| (article.id.as_str(), article)).collect(),
        }
    }

    fn drawn(&self, incident: &Incident, all: &[Series], as_of: Option<&str>) -> String {
        let mut out = String::new();
        let title = title(&incident.event, incident.place.as_ref());
        let when = when(incident).map(|when| format!(" · {when}")).unwrap_or_default();
        self.line(&mut out, "", &[(format!("{title}{when}"), BOLD)]);
        let known = as_of.map(|moment| format!(" · as known on {}", day(moment)));
        let facts = format!("{}{}", incident.id, known.unwrap_or_default());
        self.line(&mut out, "", &[(facts, DIM)]);
        for series in all {
            out.push('\n');
            for (at, sum) in series.totals.iter().enumerate() {
                let mut pieces = vec![plain(total(sum))];
                if at == 0 {
                    let policy = format!("  (best of each source's latest: {})", series.policy);
                    pieces.push((policy, DIM));
                }
                let pieces: Vec<Piece> = pieces
                    .into_iter()
                    .map(|(text, style)| (text, if style == DIM { DIM } else { BOLD }))
                    .collect();
                self.line(&mut out, "", &pieces);
            }
            let head = ["published", "who says so", series.kind.as_str(), "words"];
            out.push_str(&sheet(&head, &self.rows(series), self.layout));
        }
        out
    }

    fn line(&self, out: &mut String, first: &str, pieces: &[Piece]) {
        let page = Page { width: self.layout.width, color: self.layout.color };
        let mut text = String::new();
        page.wrap(&mut text, &plain(first), &plain(" ".repeat(width(first))), pieces);
        out.extend(text.lines().map(|line| isolated(line) + "\n"));
    }

    /// A row for each figure, oldest first.
    fn rows(&self, series: &Series) -> Vec<Vec<Cell>> {
        let points =
            series.lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point)));
        let mut points: Vec<(&Line, &Point)> = points.collect();
        points.sort_by_key(|(_, point)| (&point.created, &point.article));
        points.into_iter().map(|(line, point)| self.row(line, point)).collect()
    }

    fn row(&self, line: &Line, point: &Point) -> Vec<Cell> {
        let article = self.articles.get(point.article.as_str());
        let outlet = article.and_then(|article| article.publisher.as_deref());
        let outlet = outlet.unwrap_or(&point.article).to_owned();
        let published = match point.created.as_deref() {
            Some(created) => vec![vec![plain(day(created))], vec![(outlet, DIM)]],
            None => vec![vec![("no date".to_owned(), DIM)], vec![(outlet, DIM)]],
        };
        let figure = self.figures.get(point.figure.as_str());
        let claim = self.claims.get(point.figure.as_str()).copied();
        let mut who = vec![vec![(line.claimant.clone(), BOLD)]];
        let chain = figure.map(|figure| chain(&figure.claimants)).unwrap_or_default();
        if chain.contains('←') {
            who.push(vec![(chain, DIM)]);
        }
        if line.own_losses {
            who.push(vec![("of its own losses".to_owned(), DIM)]);
        }
        let mut said = Vec::new();
        if let Some(status) = figure.and_then(|figure| words::figure_status(figure, claim)) {
            let style = if status.is_negative { NEGATIVE } else { STATUS };
            said.push((status.words.to_uppercase(), style));
            said.push(plain(": "));
        }
        said.push((words::figure(point.low, point.high), BOLD));
        let mut said = vec![said];
        let hedge = figure.and_then(|figure| figure.toll.hedge.as_deref());
        let of = line.side.as_ref().map(|side| format!("on the side of {side}"));
        let hedge = hedge.map(|hedge| format!("“{hedge}”"));
        let details: Vec<String> = [line.who.clone(), of, hedge].into_iter().flatten().collect();
        if !details.is_empty() {
            said.push(vec![plain(details.join("; "))]);
        }
        match point.status.as_str() {
            "stands" => {}
            "withdrawn" => said.push(vec![("withdrawn later".to_owned(), NEGATIVE)]),
            "revised" => said.push(vec![("revised later".to_owned(), STATUS)]),
            other => said.push(vec![(other.to_owned(), DIM)]),
        }
        let words = match (claim, figure) {
            (Some(claim), _) => quote(claim),
            (None, Some(figure)) => quoted(&figure.toll.span.text),
            (None, None) => String::new(),
        };
        vec![published, who, said, vec![vec![plain(words)]]]
    }
}

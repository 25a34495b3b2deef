//! The figures as rows: who gave which, when, in which words.

use std::collections::HashMap;

use hearsay_incidents::{Account, Claim, Figure, Line, Point, Series};
use hearsay_ledger::words::{self, Status};

use crate::pages::rows::article_address;

/// How a line says that its figures count some of the victims only.
const IN_PART: &str = " in part";

/// The figures of one kind.
pub(super) struct Panel {
    pub(super) kind: String,
    pub(super) rows: Vec<FigureRow>,
}

/// One figure.
pub(super) struct FigureRow {
    pub(super) id: String,
    pub(super) claim: Option<String>,
    /// As the article dates itself.
    pub(super) created: Option<String>,
    pub(super) published: String,
    pub(super) outlet: String,
    /// The article's id and address on the web.
    pub(super) article: String,
    pub(super) url: Option<String>,
    /// The source, as the line is called.
    pub(super) claimant: String,
    /// Who says so, outermost first.
    pub(super) chain: Vec<String>,
    /// The side that the source speaks for, where that is not its name.
    pub(super) speaks_for: Option<String>,
    pub(super) own_losses: bool,
    /// Whose losses.
    pub(super) side: Option<String>,
    /// Who is counted, where only some are.
    pub(super) who: Option<String>,
    pub(super) low: Option<u64>,
    pub(super) best: u64,
    pub(super) high: Option<u64>,
    pub(super) hedge: Option<String>,
    pub(super) status: Option<Status>,
    /// stands, revised, repeated, withdrawn.
    pub(super) standing: String,
    pub(super) words: String,
}

impl FigureRow {
    /// The figure in words: "at least 14".
    pub(super) fn number(&self) -> String {
        words::figure(self.low, self.high)
    }

    /// What makes it vague, and whom it counts.
    pub(super) fn details(&self) -> Vec<String> {
        let who = self.who.as_deref();
        let (who, part) = match who.and_then(|who| who.strip_suffix(IN_PART)) {
            Some("everyone") => (None, Some("in part")),
            Some(who) => (Some(who), Some("in part")),
            None => (who, None),
        };
        let side = self.side.as_ref().map(|side| format!("on the side of {side}"));
        let hedge = self.hedge.as_ref().map(|hedge| format!("“{hedge}”"));
        let [who, part] = [who, part].map(|words| words.map(str::to_owned));
        [who, side, part, hedge].into_iter().flatten().collect()
    }

    /// What became of it.
    pub(super) fn later(&self) -> Option<&str> {
        match self.standing.as_str() {
            "stands" => None,
            "revised" => Some("revised later"),
            "withdrawn" => Some("withdrawn later"),
            "repeated" => Some("repeats an earlier one"),
            other => Some(other),
        }
    }

    /// Where its words stand.
    pub(super) fn address(&self) -> String {
        let claim = self.claim.as_deref().map(|claim| format!("#c-{claim}")).unwrap_or_default();
        format!("{}{claim}", article_address(&self.article))
    }
}

/// The figures of each kind, oldest first; those without a date before them.
pub(super) fn panels(series: &[Series], accounts: &[Account]) -> Vec<Panel> {
    let told = accounts.iter().flat_map(|account| {
        account.figures.iter().map(move |figure| (figure.id.as_str(), (account, figure)))
    });
    let told: HashMap<&str, (&Account, &Figure)> = told.collect();
    let panel = |series: &Series| {
        let points =
            series.lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point)));
        let mut points: Vec<(&Line, &Point)> = points.collect();
        points.sort_by_key(|(_, point)| (&point.created, &point.article));
        let rows = points.into_iter().filter_map(|(line, point)| {
            let (account, figure) = told.get(point.figure.as_str())?;
            Some(row(line, point, account, figure, accounts))
        });
        Panel { kind: series.kind.clone(), rows: rows.collect() }
    };
    series.iter().map(panel).collect()
}

fn row(
    line: &Line,
    point: &Point,
    account: &Account,
    figure: &Figure,
    accounts: &[Account],
) -> FigureRow {
    let claim: Option<&Claim> = words::claim_of(accounts, account, figure);
    let article = &*account.article;
    let published = match article.created.as_deref() {
        Some(created) => words::day(created),
        None => "no date".to_owned(),
    };
    let names = figure.claimants.iter().map(|link| match words::name(&link.actor) {
        "" => "someone not named".to_owned(),
        name => name.to_owned(),
    });
    FigureRow {
        id: figure.id.clone(),
        claim: claim.map(|claim| claim.id.clone()),
        created: article.created.clone(),
        published,
        outlet: article.publisher.clone().unwrap_or_else(|| article.id.clone()),
        article: article.id.clone(),
        url: article.url.clone(),
        claimant: line.claimant.clone(),
        chain: names.collect(),
        speaks_for: line.speaks_for.clone().filter(|side| *side != line.claimant),
        own_losses: line.own_losses,
        side: line.side.clone(),
        who: line.who.clone(),
        low: point.low,
        best: point.best,
        high: point.high,
        hedge: figure.toll.hedge.clone(),
        status: words::figure_status(figure, claim),
        standing: point.status.clone(),
        words: match claim {
            Some(claim) => words::quote(claim),
            None => words::quoted(&figure.toll.span.text),
        },
    }
}

//! A claim that stands alone, put into words for the tables of the ledger.

use anstyle::{AnsiColor, Style};
use hearsay_incidents::{Account, Actor, Claim, Claimant, Figure, Toll};
use hearsay_ledger::words::{self, status};

use crate::sheet::Cell;
use crate::told::{day, days, event, is_plural, place_name, verb};
use crate::wrap::{Piece, one_line, plain};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const NEGATIVE: Style = AnsiColor::Red.on_default().bold();
pub(crate) const STATUS: Style = AnsiColor::Yellow.on_default().bold();

/// So many letters of a quotation are shown.
const QUOTE: usize = 120;

/// The name to show.
pub(crate) fn name(actor: &Actor) -> &str {
    if actor.name.is_empty() { &actor.span.text } else { &actor.name }
}

fn claimant(link: &Claimant) -> &str {
    let name = name(&link.actor);
    if name.is_empty() { "someone not named" } else { name }
}

/// Who says so, outermost first: "state television ← the ministry".
pub(crate) fn chain(claimants: &[Claimant]) -> String {
    let names: Vec<&str> = claimants.iter().map(claimant).collect();
    if names.is_empty() { "the article itself".to_owned() } else { names.join(" ← ") }
}

/// What the last of them does: "says", "denies".
pub(crate) fn says(claim: &Claim) -> String {
    match claim.claimants.last() {
        None => "says".to_owned(),
        Some(last) => {
            let is_not = last.cue.as_ref().is_some_and(|cue| words::is_not_said(&cue.text));
            verb(&claim.act, is_plural(claimant(last), &last.actor.kind), is_not)
        }
    }
}

/// "DENIED: " and the like, before anything that is no plain statement.
pub(crate) fn standing(claim: &Claim) -> Vec<Piece> {
    let Some(status) = status(&claim.modality, &claim.polarity, &claim.certainty) else {
        return Vec::new();
    };
    let style = if status.is_negative { NEGATIVE } else { STATUS };
    vec![(status.words.to_uppercase(), style), plain(": ")]
}

/// "Tarsk army → Oravia".
pub(crate) fn who(claim: &Claim) -> String {
    let names = |actors: &[Actor]| {
        let mut names: Vec<&str> = Vec::new();
        for actor in actors {
            if !names.contains(&name(actor)) {
                names.push(name(actor));
            }
        }
        names.join(", ")
    };
    match (names(&claim.actors), names(&claim.recipients)) {
        (actors, recipients) if recipients.is_empty() => actors,
        (actors, recipients) if actors.is_empty() => format!("→ {recipients}"),
        (actors, recipients) => format!("{actors} → {recipients}"),
    }
}

pub(crate) fn place(claim: &Claim) -> Option<String> {
    let is_inferred = claim.inferred.iter().any(|field| field == "place");
    let inferred = if is_inferred { " (inferred)" } else { "" };
    claim.place.as_ref().map(|place| format!("{}{inferred}", place_name(place)))
}

pub(crate) fn time(claim: &Claim) -> Option<String> {
    let time = claim.time.as_ref()?;
    let days = days(time.begin.as_deref(), time.end.as_deref(), &time.precision)?;
    let inferred = if time.inferred { " (inferred)" } else { "" };
    Some(format!("{days}{inferred}"))
}

pub(crate) fn toll(toll: &Toll) -> String {
    words::toll(
        &toll.kind,
        (toll.min, toll.max),
        toll.hedge.as_deref(),
        toll.who.as_deref(),
        toll.side.as_ref().map(name),
        toll.cumulative == Some(true),
    )
}

/// The claim that tells a figure: the one it names, or the one in whose words it stands, so that a
/// denial of those words is one of the figure too.
pub(crate) fn claim_of<'a>(account: &'a Account, figure: &Figure) -> Option<&'a Claim> {
    let span = &figure.toll.span;
    let named = |claim: &&Claim| figure.claim.as_ref() == Some(&claim.id);
    let covers = |claim: &&Claim| {
        claim.evidence.iter().any(|words| words.start <= span.start && span.end <= words.end)
    };
    account.claims.iter().find(named).or_else(|| account.claims.iter().find(covers))
}

/// The words that say it, cut where they are long.
pub(crate) fn quote(claim: &Claim) -> String {
    let spans: Vec<&str> = claim.evidence.iter().map(|span| span.text.as_str()).collect();
    quoted(&spans.join(" … "))
}

/// A text in quotation marks, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("“{}…”", text[..end].trim_end()),
        None => format!("“{text}”"),
    }
}

/// Outlet and day: "Meridian Wire, 13 Mar 2024".
pub(crate) fn published(article: &hearsay_incidents::ArticleRef) -> String {
    let outlet = article.publisher.as_deref().unwrap_or(&article.id);
    match article.created.as_deref() {
        Some(created) => format!("{outlet}, {}", day(created)),
        None => outlet.to_owned(),
    }
}

/// The first columns of an id, which are enough to name it.
pub(crate) fn short(id: &str) -> &str {
    id.get(..9).unwrap_or(id)
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
    cell.extend(claim.toll.iter().map(|it| vec![plain(toll(it))]));
    cell.push(vec![(quote(claim), DIM)]);
    cell
}

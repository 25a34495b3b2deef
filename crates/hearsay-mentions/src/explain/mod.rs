//! Why a mention is what it is: the steps that made it so, in plain words, with the rows behind them.
//!
//! Nothing of this is kept while an article is read. It is found again for the one who asks, from
//! the document, the mentions and the same tables.

mod actors;
mod places;
mod quantities;
mod rows;
mod times;

use hearsay_syntax::{Document, Span};

pub use hearsay_syntax::rows::RowRef;

pub use self::rows::{is_own, rows_naming};
use crate::mention::{ActorId, Mentions, PlaceId, QuantityId, TimeId};

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is about: `event`, `actor`, `place`, `polarity`, …
    pub about: &'static str,
    /// What happened, in plain words.
    pub says: String,
    /// The words of the article that it rests on.
    pub words: Vec<Span>,
    /// The rows of the data files behind it.
    pub rows: Vec<RowRef>,
}

impl Step {
    /// A step without rows.
    #[must_use]
    pub fn new(about: &'static str, says: impl Into<String>, words: Vec<Span>) -> Self {
        Self { about, says: says.into(), words, rows: Vec::new() }
    }
}

/// How an actor came to be one and what it stands for.
#[must_use]
pub fn actor(document: &Document, mentions: &Mentions, id: ActorId) -> Vec<Step> {
    actors::steps(document, mentions, id)
}

/// How a place was chosen among those of its name.
#[must_use]
pub fn place(document: &Document, mentions: &Mentions, id: PlaceId) -> Vec<Step> {
    places::steps(document, mentions, id)
}

/// By which rule a time was read and from what it counts.
#[must_use]
pub fn time(document: &Document, mentions: &Mentions, id: TimeId) -> Vec<Step> {
    times::steps(document, mentions, id)
}

/// How a figure was read and what it counts.
#[must_use]
pub fn quantity(document: &Document, mentions: &Mentions, id: QuantityId) -> Vec<Step> {
    quantities::steps(document, mentions, id)
}

/// Words for a sentence of ours: on one line, in quotation marks.
pub(crate) fn quoted(document: &Document, span: Span) -> String {
    let words: Vec<&str> = span.of(document.text()).split_whitespace().collect();
    format!("“{}”", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of all mentions of a small tree, a line each.
    fn told(tree: &str, created: Option<&str>) -> Vec<String> {
        let document = hearsay_syntax::conllu::read(tree).expect("a sound tree");
        let created =
            created.map(|day| day.parse::<jiff::civil::Date>().expect("a date").at(12, 0, 0, 0));
        let mentions = crate::find(&document, created);
        let all = [
            (0..mentions.actors.len())
                .flat_map(|n| actor(&document, &mentions, ActorId(n)))
                .collect::<Vec<_>>(),
            (0..mentions.places.len())
                .flat_map(|n| place(&document, &mentions, PlaceId(n)))
                .collect(),
            (0..mentions.times.len()).flat_map(|n| time(&document, &mentions, TimeId(n))).collect(),
            (0..mentions.quantities.len())
                .flat_map(|n| quantity(&document, &mentions, QuantityId(n)))
                .collect(),
        ];
        all.into_iter().flatten().map(|step| step.says).collect()
    }

    const TREE: &str = "1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n\
        2\tKremlin\tKremlin\tPROPN\tNNP\t_\t3\tnsubj\t_\tNER=B-ORG\n\
        3\tsaid\tsay\tVERB\tVBD\t_\t0\tROOT\t_\t_\n\
        4\tyesterday\tyesterday\tNOUN\tNN\t_\t3\tnpadvmod\t_\tNER=B-DATE\n\
        5\tthat\tthat\tSCONJ\tIN\t_\t8\tmark\t_\t_\n\
        6\tit\tit\tPRON\tPRP\t_\t8\tnsubj\t_\t_\n\
        7\thad\thave\tAUX\tVBD\t_\t8\taux\t_\t_\n\
        8\tlost\tlose\tVERB\tVBN\t_\t3\tccomp\t_\t_\n\
        9\tsixteen\tsixteen\tNUM\tCD\t_\t10\tnummod\t_\tNER=B-CARDINAL\n\
        10\tmen\tman\tNOUN\tNNS\t_\t8\tdobj\t_\t_\n\
        11\tin\tin\tADP\tIN\t_\t8\tprep\t_\t_\n\
        12\tKhartoum\tKhartoum\tPROPN\tNNP\t_\t11\tpobj\t_\tNER=B-GPE\n";

    #[test]
    fn every_kind_of_mention_tells_where_it_comes_from() {
        let told = told(TREE, Some("2024-05-03")).join("\n");
        for part in [
            "“Kremlin” is a name that the tables know",
            "“it” is a pronoun and stands for “Kremlin”",
            "2024-05-02",
            "counted from the day of the article",
            "“sixteen” is a number",
            "Khartoum, city",
        ] {
            assert!(told.contains(part), "{part}:\n{told}");
        }
    }
}

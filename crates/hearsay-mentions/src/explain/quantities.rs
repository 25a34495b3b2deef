//! Quantities: the number, what makes it vague, what it counts and what befell those counted.

use hearsay_syntax::Document;

use super::rows::phrases;
use super::{Step, quoted};
use crate::mention::{Mentions, QuantityId};

pub(super) fn steps(document: &Document, mentions: &Mentions, id: QuantityId) -> Vec<Step> {
    let quantity = &mentions.quantities[id.0];
    let own = quoted(document, quantity.span);
    let range = range(quantity.min, quantity.max);
    let how = match quantity.rule() {
        "none" => format!("{own} counts nobody: 0"),
        "person" => format!("{own} is no number, but so many people as are named: {range}"),
        _ => format!("{own} is a number: {range}"),
    };
    let mut steps = vec![Step::new("toll", how, vec![quantity.span])];
    let files = ["hedges.tsv", "number_words.tsv", "units.tsv"];
    for (span, rows) in phrases(document, quantity.tokens.clone(), &files) {
        let says = format!("{} has a row", quoted(document, span));
        steps.push(Step { rows, ..Step::new("toll", says, vec![span]) });
    }
    if let Some(of) = quantity.of {
        steps.push(Step::new("toll", format!("it counts {}", quoted(document, of)), vec![of]));
    }
    for loss in &quantity.losses {
        let says = format!(
            "{} says what befell them: {}, told as {}",
            quoted(document, loss.span),
            loss.harm.as_str(),
            loss.reality.as_str()
        );
        let tokens = document.tokens_in(loss.span);
        let hits = phrases(document, tokens, &["harms.tsv"]);
        let rows = hits.into_iter().flat_map(|(_, rows)| rows).collect();
        steps.push(Step { rows, ..Step::new("toll", says, vec![loss.span]) });
    }
    if let Some(whole) = quantity.part_of.map(|whole| &mentions.quantities[whole.0]) {
        let says = format!("it is a part of {}", quoted(document, whole.span));
        steps.push(Step::new("toll", says, vec![whole.span]));
    }
    if quantity.is_cumulative {
        steps.push(Step::new("toll", "it is a running total", vec![quantity.span]));
    }
    steps
}

/// An interval in words.
fn range(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or fewer"),
        (None, None) => "a number not given".to_owned(),
    }
}

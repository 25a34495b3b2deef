//! What an article tells as history: claims that are read so, and what is told on from them.

use std::collections::BTreeMap;

use crate::claim::Claim;

/// A story of old is told on for so many code points after the words that date it.
const TOLD_ON: usize = 400;

/// The claims that tell history, by id, each with the claim from which it is told on, where it is
/// not read as history by its own words. The claims are given in the order of the text.
///
/// "The war began in 1987. In all 6,200 people were killed": the second sentence names no day, and
/// stands in one paragraph with a day long past. What names its own day is read by that day.
pub(super) fn history(claims: &[Claim], text: &str) -> BTreeMap<String, Option<String>> {
    let breaks: Vec<usize> =
        text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at).collect();
    let paragraph = |at: usize| breaks.partition_point(|end| *end < at);
    let mut told = BTreeMap::new();
    // What was read as history last, and where it was told on last, until something else is dated.
    let mut before: Option<(&Claim, usize)> = None;
    for claim in claims {
        let at = claim.trigger.start;
        let is_dated = claim.time.as_ref().is_some_and(|time| time.begin.is_some());
        if claim.modality == "historical" {
            told.insert(claim.id.clone(), None);
            before = Some((claim, at));
        } else if is_dated {
            before = None;
        } else if let Some((of, last)) = before
            && claim.modality == "actual"
            && paragraph(last) == paragraph(at)
            && at - last < TOLD_ON
        {
            told.insert(claim.id.clone(), Some(of.id.clone()));
            before = Some((of, at));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use hearsay::{SpanForm, WhenForm};

    use super::*;

    const TEXT: &str = "The war began in 1987. Thousands were killed. In May a truce held.\n\n\
                        Two men were wounded on the bridge.";

    fn claim(words: &str, modality: &str, begin: Option<&str>) -> Claim {
        let start = TEXT.find(words).expect("the words stand in the text");
        Claim {
            id: words.to_owned(),
            trigger: SpanForm { start, end: start + words.len(), text: words.to_owned() },
            modality: modality.to_owned(),
            time: begin.map(|day| WhenForm { begin: Some(day.to_owned()), ..WhenForm::default() }),
            ..Claim::default()
        }
    }

    #[test]
    fn history_goes_on_until_a_day_or_a_paragraph_ends_it() {
        let claims = [
            claim("war", "historical", Some("1987-01-01")),
            claim("killed", "actual", None),
            claim("truce", "actual", Some("2024-05-01")),
            claim("wounded", "actual", None),
        ];
        let told = history(&claims, TEXT);
        let told: Vec<(&str, Option<&str>)> =
            told.iter().map(|(id, of)| (id.as_str(), of.as_deref())).collect();
        assert_eq!(told, [("killed", Some("war")), ("war", None)]);
    }

    #[test]
    fn what_is_called_for_is_not_history() {
        let claims =
            [claim("war", "historical", Some("1987-01-01")), claim("killed", "requested", None)];
        assert_eq!(history(&claims, TEXT).len(), 1);
    }
}

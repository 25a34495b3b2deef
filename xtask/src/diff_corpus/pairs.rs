//! Which claim of one reading is which of another.
//!
//! A claim is known by its article, its trigger's place in the text and its event; by its speakers
//! where one trigger makes several claims. What is left over is paired where the same trigger now
//! names another event, or where the same event of a sentence is now read from other words.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::told::{Reading, Told};

/// What changed between two readings of a corpus.
#[derive(Default)]
pub(super) struct Diff {
    pub(super) articles: usize,
    pub(super) claims: Part,
    pub(super) attributions: Part,
}

/// What changed of the claims, or of the attributions.
#[derive(Default)]
pub(super) struct Part {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) gained: Vec<(String, Told)>,
    pub(super) lost: Vec<(String, Told)>,
    pub(super) changed: Vec<Change>,
}

/// A claim or attribution that both have, with what is different.
pub(super) struct Change {
    pub(super) article: String,
    pub(super) after: Told,
    /// Field, before, after.
    pub(super) fields: Vec<(&'static str, String, String)>,
}

impl Diff {
    /// Compares two readings of the same articles; an article that only one has counts whole.
    pub(super) fn of(before: &[Reading], after: &[Reading]) -> Self {
        let mut diff = Self::default();
        let mut articles: BTreeMap<&str, [Option<&Reading>; 2]> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for (side, readings) in [before, after].into_iter().enumerate() {
            for reading in readings {
                let known = articles.entry(&reading.article).or_insert_with(|| {
                    order.push(&reading.article);
                    [None, None]
                });
                known[side] = Some(reading);
            }
        }
        diff.articles = order.len();
        for article in order {
            let [before, after] = articles[article];
            let claims =
                |reading: Option<&Reading>| reading.map_or(Vec::new(), |r| r.claims.clone());
            let sayings =
                |reading: Option<&Reading>| reading.map_or(Vec::new(), |r| r.attributions.clone());
            diff.claims.add(article, claims(before), claims(after));
            diff.attributions.add(article, sayings(before), sayings(after));
        }
        diff
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "articles": self.articles,
            "claims": self.claims.json(),
            "attributions": self.attributions.json(),
        })
    }
}

/// When two may be one, the surest way first.
const WAYS: [fn(&Told, &Told) -> bool; 5] = [
    |a, b| same_words(a, b) && a.event == b.event && a.speakers == b.speakers,
    |a, b| same_words(a, b) && a.event == b.event,
    same_words,
    |a, b| a.start < b.end && b.start < a.end && a.event == b.event,
    |a, b| a.sentence == b.sentence && a.event == b.event && a.speakers == b.speakers,
];

fn same_words(a: &Told, b: &Told) -> bool {
    (a.start, a.end) == (b.start, b.end)
}

/// Pairs of numbers of those that are the same.
fn pairs(before: &[Told], after: &[Told]) -> Vec<(usize, usize)> {
    let mut free = vec![true; after.len()];
    let mut mate: Vec<Option<usize>> = vec![None; before.len()];
    for is_same in WAYS {
        for (a, told) in before.iter().enumerate() {
            if mate[a].is_some() {
                continue;
            }
            let found = (0..after.len()).find(|b| free[*b] && is_same(told, &after[*b]));
            if let Some(b) = found {
                free[b] = false;
                mate[a] = Some(b);
            }
        }
    }
    mate.into_iter().enumerate().filter_map(|(a, b)| Some((a, b?))).collect()
}

impl Part {
    fn add(&mut self, article: &str, before: Vec<Told>, after: Vec<Told>) {
        self.before += before.len();
        self.after += after.len();
        let pairs = pairs(&before, &after);
        for (a, b) in &pairs {
            let fields = different(&before[*a], &after[*b]);
            if !fields.is_empty() {
                let after = after[*b].clone();
                self.changed.push(Change { article: article.to_owned(), after, fields });
            }
        }
        let is_kept =
            |n: usize, side: fn(&(usize, usize)) -> usize| pairs.iter().any(|p| side(p) == n);
        let named = |told: Told| (article.to_owned(), told);
        let lost = before.into_iter().enumerate().filter(|(n, _)| !is_kept(*n, |p| p.0));
        self.lost.extend(lost.map(|(_, told)| named(told)));
        let gained = after.into_iter().enumerate().filter(|(n, _)| !is_kept(*n, |p| p.1));
        self.gained.extend(gained.map(|(_, told)| named(told)));
    }

    fn json(&self) -> Value {
        let all = |list: &[(String, Told)]| -> Vec<Value> {
            list.iter()
                .map(|(article, told)| {
                    json!({
                        "article": article, "start": told.start, "end": told.end,
                        "fields": told.fields, "rule": told.rule, "context": told.context,
                    })
                })
                .collect()
        };
        let changed: Vec<Value> = self
            .changed
            .iter()
            .map(|change| {
                let fields: serde_json::Map<String, Value> = change
                    .fields
                    .iter()
                    .map(|(name, before, after)| ((*name).to_owned(), json!([before, after])))
                    .collect();
                json!({
                    "article": change.article, "start": change.after.start, "end": change.after.end,
                    "changed": fields, "rule": change.after.rule, "context": change.after.context,
                })
            })
            .collect();
        json!({
            "before": self.before, "after": self.after,
            "gained": all(&self.gained), "lost": all(&self.lost), "changed": changed,
        })
    }
}

/// The fields in which two differ, and the words they are read from where these do.
fn different(a: &Told, b: &Told) -> Vec<(&'static str, String, String)> {
    let none = String::new();
    let mut names: Vec<&'static str> = a.fields.keys().chain(b.fields.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    let mut found: Vec<_> = names
        .into_iter()
        .map(|name| {
            (name, a.fields.get(name).unwrap_or(&none), b.fields.get(name).unwrap_or(&none))
        })
        .filter(|(_, a, b)| a != b)
        .map(|(name, a, b)| (name, a.clone(), b.clone()))
        .collect();
    if !same_words(a, b) {
        found.push(("words", marked(&a.context), marked(&b.context)));
    }
    found
}

/// The marked words of a context.
fn marked(context: &str) -> String {
    let inside = context.split_once('«').and_then(|(_, rest)| rest.split_once('»'));
    inside.map_or(String::new(), |(words, _)| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(start: u64, event: &str, speakers: &str, actors: &str) -> Told {
        Told {
            start,
            end: start + 4,
            event: event.to_owned(),
            speakers: speakers.to_owned(),
            fields: BTreeMap::from([("event", event.to_owned()), ("actors", actors.to_owned())]),
            ..Told::default()
        }
    }

    fn diff(before: Vec<Told>, after: Vec<Told>) -> Part {
        let mut part = Part::default();
        part.add("a", before, after);
        part
    }

    #[test]
    fn same_reading_has_no_difference_whatever_its_order() {
        let (a, b) = (told(0, "ASSAULT", "", "x"), told(9, "CONSULT", "", "y"));
        let part = diff(vec![a.clone(), b.clone()], vec![b, a]);
        assert!(part.gained.is_empty() && part.lost.is_empty() && part.changed.is_empty());
    }

    #[test]
    fn field_of_a_known_claim_changes() {
        let part = diff(vec![told(0, "ASSAULT", "", "x")], vec![told(0, "ASSAULT", "", "y")]);
        let [change] = &part.changed[..] else { panic!("one change") };
        assert_eq!(change.fields, [("actors", "x".to_owned(), "y".to_owned())]);
    }

    #[test]
    fn two_speakers_of_one_trigger_are_kept_apart() {
        let (hers, his) = (told(0, "ASSAULT", "her", "x"), told(0, "ASSAULT", "him", "x"));
        let part = diff(vec![hers.clone(), his.clone()], vec![his]);
        assert_eq!(part.lost, [("a".to_owned(), hers)]);
        assert!(part.changed.is_empty());
    }

    #[test]
    fn another_event_at_the_same_word_is_a_change_and_at_other_words_gained_and_lost() {
        let part = diff(vec![told(0, "ASSAULT", "", "x")], vec![told(0, "COERCE", "", "x")]);
        assert_eq!((part.changed.len(), part.gained.len(), part.lost.len()), (1, 0, 0));
        let far = Told { sentence: 90, ..told(90, "COERCE", "", "x") };
        let part = diff(vec![told(0, "ASSAULT", "", "x")], vec![far]);
        assert_eq!((part.changed.len(), part.gained.len(), part.lost.len()), (0, 1, 1));
    }

    #[test]
    fn same_event_of_a_sentence_read_from_other_words_is_a_change() {
        let part = diff(vec![told(0, "ASSAULT", "", "x")], vec![told(30, "ASSAULT", "", "x")]);
        assert_eq!(part.changed[0].fields[0].0, "words");
    }
}

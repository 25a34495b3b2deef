//! What must hold for any document, however odd its trees.

use hearsay_mentions::{Mentions, find};
use hearsay_syntax::{Dep, Document, EntityType, Pos, Span, Tag, conllu};
use proptest::prelude::*;

/// Words that the finders react to, and some that nobody expects.
const WORDS: &[&str] = &[
    "Armenia",
    "Azerbaijani",
    "Baku",
    "Kremlin",
    "troops",
    "president",
    "of",
    "the",
    "both",
    "sides",
    "16",
    "at",
    "least",
    "dozens",
    "between",
    "and",
    "30",
    "-",
    "1991",
    "94",
    "September",
    "27",
    "Sunday",
    "last",
    "night",
    "21:00",
    "(",
    ")",
    "Moscow",
    "time",
    "to",
    "he",
    "its",
    "it",
    "Oravian",
    "Oravia",
    "ministry",
    "killed",
    "wounded",
    "dead",
    "bodies",
    "death",
    "toll",
    "shot",
    "along",
    "with",
    "including",
    "them",
    "another",
    "family",
    "said",
    "in",
    "a",
    "million",
    "ago",
    "years",
    "é",
    "’s",
    "no",
    "999999999999999999999999",
    "00:60",
    "31/31/9999",
    "9999",
    "\n\n",
    "\u{a0}",
    "two",
    "hundred",
    ",",
    ".",
    "$",
    "%",
    "Ivan",
    "Petrov",
    "line",
    "contact",
    "early",
    "end",
    "today",
    "every",
];

/// Word, tag, part of speech, label, head, blank after, entity, end of sentence.
type Token = (usize, usize, usize, usize, usize, bool, Option<usize>, bool);

prop_compose! {
    fn token()(
        word in 0..WORDS.len(),
        tag in 0..Tag::ALL.len(),
        pos in 0..Pos::ALL.len(),
        dep in 0..Dep::ALL.len(),
        head in 0_usize..1000,
        blank in any::<bool>(),
        entity in prop::option::weighted(0.3, 0..EntityType::ALL.len()),
        ends_sentence in prop::bool::weighted(0.1),
    ) -> Token {
        (word, tag, pos, dep, head, blank, entity, ends_sentence)
    }
}

/// CoNLL-U of any tokens; heads always point to an earlier token of the sentence.
fn tree(tokens: &[Token]) -> String {
    let mut out = String::new();
    let mut number = 0;
    for (word, tag, pos, dep, head, blank, entity, ends_sentence) in tokens {
        number += 1;
        let word = WORDS[*word].replace('\n', "\\n").replace('\u{a0}', "\\u{a0}");
        let mut misc = Vec::new();
        if !blank {
            misc.push("SpaceAfter=No".to_owned());
        }
        if let Some(entity) = entity {
            misc.push(format!("NER=B-{}", EntityType::ALL[*entity]));
        }
        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
        out += &format!(
            "{number}\t{word}\t{}\t{}\t{}\t_\t{}\t{}\t_\t{misc}\n",
            word.to_lowercase(),
            Pos::ALL[*pos],
            Tag::ALL[*tag],
            head % number,
            Dep::ALL[*dep],
        );
        if *ends_sentence {
            out.push('\n');
            number = 0;
        }
    }
    out
}

fn spans(mentions: &Mentions) -> Vec<(Span, std::ops::Range<usize>, usize)> {
    let actors = mentions.actors.iter().map(|m| (m.span, m.tokens.clone(), m.head));
    let places = mentions.places.iter().map(|m| (m.span, m.tokens.clone(), m.head));
    let counts = mentions.quantities.iter().map(|m| (m.span, m.tokens.clone(), m.head));
    actors.chain(places).chain(counts).collect()
}

fn check(document: &Document, mentions: &Mentions) {
    let text = document.text();
    for (span, tokens, head) in spans(mentions) {
        assert!(!tokens.is_empty() && tokens.end <= document.len(), "{tokens:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        assert_eq!(span, document.span_of(tokens.clone()), "a span covers its tokens");
        assert!(tokens.contains(&head), "the head lies in the mention: {head} {tokens:?}");
    }
    for quantity in &mentions.quantities {
        if let Some(of) = quantity.of {
            assert!(text.is_char_boundary(of.start) && text.is_char_boundary(of.end));
        }
        if let (Some(min), Some(max)) = (quantity.min, quantity.max) {
            assert!(min <= max);
        }
    }
    for time in &mentions.times {
        assert!(!time.value.is_empty());
        assert!(document.span_of(time.tokens.clone()).contains(time.span), "{time:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_can_be_read(tokens in prop::collection::vec(token(), 0..60), dated in any::<bool>()) {
        let document = conllu::read(&tree(&tokens)).expect("the tree is well formed");
        let created = dated.then(|| jiff::civil::date(2020, 9, 28).at(12, 0, 0, 0));
        let mentions = find(&document, created);
        check(&document, &mentions);
        prop_assert_eq!(&mentions, &find(&document, created));
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_overflow() {
    let words = ["two", "years", "ago", "last", "week", "next", "month", "the", "9990s"];
    let tokens: Vec<_> = words
        .iter()
        .map(|word| {
            let known = WORDS.iter().position(|known| known == word).unwrap_or(0);
            (known, 6, 7, 3, 0, true, None, false)
        })
        .collect();
    let document = conllu::read(&tree(&tokens)).expect("the tree is well formed");
    for created in [jiff::civil::DateTime::MIN, jiff::civil::DateTime::MAX] {
        check(&document, &find(&document, Some(created)));
    }
}

#[test]
fn a_document_without_tokens_has_no_mentions() {
    let document = conllu::read("").expect("nothing is well formed");
    assert_eq!(find(&document, None), Mentions::default());
}

/// Sixteen times the text may take no more than some thirty times the time, also in one sentence.
#[test]
#[allow(clippy::disallowed_methods)] // the test looks at the clock, the reading does not
fn time_grows_with_the_text_alone() {
    let words = [
        "Armenian",
        "troops",
        "president",
        "16",
        "it",
        "their",
        "both",
        "sides",
        "Sunday",
        "21:00",
        "Baku",
        "Oravia",
        "Oravian",
        "the",
        "ministry",
        "of",
        "Ivan",
        "Petrov",
        "its",
    ];
    let line = |i: usize| {
        let word = words[i % words.len()];
        let known = WORDS.iter().position(|known| *known == word).unwrap_or(0);
        // Tags and labels change from token to token so that many rules are tried.
        (
            known,
            i * 7 % Tag::ALL.len(),
            i % Pos::ALL.len(),
            i * 5 % Dep::ALL.len(),
            0,
            true,
            None,
            false,
        )
    };
    let took = |count: usize| {
        let tokens: Vec<Token> = (0..count).map(line).collect();
        let document = conllu::read(&tree(&tokens)).expect("the tree is well formed");
        (0..3)
            .map(|_| {
                // The thread's own time: the machine may be busy with something else.
                let start = cpu_time::ThreadTime::now();
                let mentions = find(&document, None);
                assert!(!mentions.actors.is_empty());
                start.elapsed()
            })
            .min()
            .expect("three runs")
    };
    let (short, long) = (took(2_000), took(32_000));
    assert!(long < short * 40 + std::time::Duration::from_millis(50), "{short:?} {long:?}");
}

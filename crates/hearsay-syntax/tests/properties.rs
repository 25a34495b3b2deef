//! What must hold of any text whatever.

use hearsay_syntax::{Backbone, Document, Scratch, conllu};
use proptest::prelude::*;

/// Words, names, numbers, marks, white space and odd characters in any order.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        8 => "[A-Za-z]{1,9}",
        2 => prop::sample::select(vec![
            "Baku", "said", "killed", "16", "and/or", "U.S.", "don't", "a.m.", "http://a.org/b",
            "(", ")", "\"", "“", "”", "’s", "—", "...", "€5m", "10km", ":-)", "Mr.", "🙂", "é", "\u{200b}",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let gaps = prop::sample::select(vec![" ", " ", " ", "", "\n\n", "  ", "\t", "\u{a0}"]);
    prop::collection::vec((pieces, gaps), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect())
}

/// Everything that can be seen of a document, as text.
fn seen(document: &Document) -> String {
    format!("{}{:?}", conllu::write(document), document.sentences())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn tokens_and_blanks_give_back_the_text(text in texts()) {
        let document = Backbone::embedded().parse(&text, &mut Scratch::default());
        let mut rebuilt = String::new();
        for (i, token) in document.tokens().iter().enumerate() {
            rebuilt += document.word(i);
            if token.followed_by_blank {
                rebuilt.push(' ');
            }
        }
        prop_assert_eq!(rebuilt, text);
    }

    #[test]
    fn sentences_cover_the_text_and_heads_lead_to_a_root(text in texts()) {
        let document = Backbone::embedded().parse(&text, &mut Scratch::default());
        let mut next = 0;
        for sentence in document.sentences() {
            prop_assert_eq!(sentence.start, next);
            next = sentence.end;
        }
        prop_assert_eq!(next, document.len());
        for start in 0..document.len() {
            let mut at = start;
            let steps = (0..=document.len()).find(|_| {
                let head = document.token(at).head();
                std::mem::replace(&mut at, head) == head
            });
            prop_assert!(steps.is_some(), "token {} stands in a cycle", start);
        }
        for entity in document.entities() {
            prop_assert!(!entity.tokens.is_empty() && entity.tokens.end <= document.len());
        }
    }

    #[test]
    fn what_was_read_before_does_not_show(first in texts(), second in texts()) {
        let backbone = Backbone::embedded();
        let mut used = Scratch::default();
        let _first = backbone.parse(&first, &mut used);
        let fresh = backbone.parse(&second, &mut Scratch::default());
        prop_assert_eq!(seen(&backbone.parse(&second, &mut used)), seen(&fresh));
    }
}

#[test]
fn blank_lines_start_sentences() {
    let document =
        Backbone::embedded().parse("A heading\n\nThen the text goes on", &mut Scratch::default());
    let starts: Vec<&str> =
        document.sentences().iter().map(|sentence| document.word(sentence.start)).collect();
    assert_eq!(starts, ["A", "Then"]);
}

#[test]
fn a_long_text_reads_as_its_words_do_in_any_chunk() {
    // Far more tokens than the parser keeps rows for; each sentence is bounded by blank lines, so
    // it must be read alike wherever in a chunk it falls.
    let sentence = "Officials in Hask said on Monday that three soldiers had been wounded.";
    let text = vec![sentence; 400].join("\n\n");
    let document = Backbone::embedded().parse(&text, &mut Scratch::default());
    let tags = |range: &std::ops::Range<usize>| -> Vec<_> {
        let words = range.clone().filter(|i| !document.word(*i).trim().is_empty());
        words.map(|i| (document.token(i).tag, document.token(i).dep)).collect()
    };
    let middle = &document.sentences()[1..399];
    assert_eq!(middle.len(), 398);
    assert!(middle.iter().all(|range| tags(range) == tags(&middle[0])));
}

#[test]
fn a_dateline_is_no_part_of_the_sentence() {
    for (dateline, first) in [
        ("BAGHDAD, March 29 - ", "The"),
        ("PORT-AU-PRINCE, Sept. 3 (Nordwire) -- ", "The"),
        ("NATO said - as before - that ", "NATO"),
    ] {
        let text = format!("{dateline}The minister spoke.");
        let document = Backbone::embedded().parse(&text, &mut Scratch::default());
        let last = document.sentences().last().expect("there is a sentence").start;
        assert_eq!(document.word(last), first, "{text}");
    }
}

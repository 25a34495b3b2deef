//! Whatever the article, reading it gives spans that reproduce their words, and twice the same.
#![no_main]

use std::cell::RefCell;

use hearsay::{Article, Reader, Reading, Scratch};
use libfuzzer_sys::fuzz_target;

thread_local! {
    /// Kept from article to article, as a program does: what one leaves must not show in the next.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

fuzz_target!(|input: (&str, bool)| {
    let (text, dated) = input;
    let article = Article {
        id: "fuzz".to_owned(),
        text: text.to_owned(),
        created: dated.then(|| "2024-02-29".parse().expect("a leap day")),
        ..Article::default()
    };
    let reader = Reader::new();
    let reading = SCRATCH.with_borrow_mut(|scratch| reader.read(&article, scratch));
    check(&reading, text);
    let again = reader.read(&article, &mut Scratch::default());
    assert_eq!(reading, again, "reading depends on the article alone");
});

fn check(reading: &Reading, text: &str) {
    let characters: Vec<char> = text.chars().collect();
    let check = |span: &hearsay::SpanForm| {
        let words: String = characters[span.start..span.end].iter().collect();
        assert_eq!(words, span.text, "a span reproduces its text");
    };
    for claim in &reading.claims {
        assert!(!claim.evidence.is_empty(), "every claim has evidence");
        claim.evidence.iter().chain([&claim.trigger]).for_each(check);
        claim.toll.iter().for_each(|toll| check(&toll.span));
    }
    for attribution in &reading.attributions {
        let parts = [&attribution.source, &attribution.cue, &attribution.content];
        parts.into_iter().flatten().for_each(check);
    }
    reading.mentions.actors.iter().for_each(|actor| check(&actor.span));
    reading.mentions.places.iter().for_each(|place| check(&place.span));
    reading.mentions.times.iter().for_each(|time| check(&time.span));
    reading.mentions.quantities.iter().for_each(|quantity| check(&quantity.span));
}

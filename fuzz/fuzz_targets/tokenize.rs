//! Whatever the text, its tokens with the blanks between them give it back.
#![no_main]

use hearsay_syntax::Backbone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut at = 0;
    for span in Backbone::embedded().tokenize(text) {
        assert!(!span.is_empty(), "a token has text");
        assert!(span.start == at || &text[at..span.start] == " ", "only single blanks are left out");
        at = span.end;
    }
    assert!(at == text.len() || &text[at..] == " ", "the tokens reach to the end");
});

//! No bytes that begin like an archive bring the input down, and it always comes to an end.
#![no_main]

use std::io::Cursor;

use hearsay_input::{Options, Source, articles};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let all = [b"WARC/", bytes].concat();
    for received in articles([Source::stream("fuzz", Cursor::new(all))], Options::default()).flatten() {
        assert!(!received.article.text.trim().is_empty());
    }
});

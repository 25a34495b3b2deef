//! No page brings the reader of pages down, and what it finds is text in paragraphs.
#![no_main]

use hearsay_input::pages;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(page) = pages::read(bytes, Some("text/html"), Some("https://press.example/")) {
        assert!(!page.text.trim().is_empty());
        assert!(!page.text.contains("\n\n\n"));
    }
});

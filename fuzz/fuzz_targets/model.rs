//! Whatever the bytes, a model file is loaded or refused; and what was loaded can read.
#![no_main]

use hearsay_syntax::{Backbone, Scratch};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(backbone) = Backbone::from_bytes(bytes) {
        let _document = backbone.parse("It rained on Monday.", &mut Scratch::default());
    }
});

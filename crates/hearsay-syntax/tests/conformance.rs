//! The shipped model against spaCy 3.8, on the texts under `texts/`.
//!
//! Beside each text lies spaCy's reading of it, written by `xtask/spacy_dump.py --breaks --beside`.
//! The texts are our own. The shipped weights are f16, so a near tie may fall the other way now
//! and then; nothing else may differ.
#![allow(clippy::print_stdout)] // what differs is shown when the test fails

use std::fs;
use std::path::Path;

use hearsay_syntax::conformance::{Differences, compare};
use hearsay_syntax::{Backbone, Scratch, conllu};

/// The share of tokens that may differ in an attribute that the networks decide.
const TOLERANCE: f64 = 0.0005;

#[test]
fn shipped_model_reads_as_spacy_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts");
    let mut scratch = Scratch::default();
    let mut total = Differences::default();
    let (mut texts, mut sentences) = (0, 0);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the texts are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).expect("texts are UTF-8");
        let gold =
            fs::read_to_string(path.with_extension("conllu")).expect("each text has its reading");
        let expected =
            conllu::read(&gold).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(expected.text(), text, "{}: the reading is of another text", path.display());
        let found = Backbone::embedded().parse(&text, &mut scratch);
        total += compare(&expected, &found, |i, attribute, theirs, ours| {
            let word = expected.word(i);
            println!(
                "{} token {i} {word:?}: {attribute} {theirs:?}, here {ours:?}",
                path.display()
            );
        });
        texts += 1;
        sentences += expected.sentences().len();
    }
    println!("{texts} texts, {sentences} sentences: {total:?}");
    assert!(sentences >= 2000, "only {sentences} sentences");
    assert_eq!(total.boundaries + total.blanks, 0, "tokens differ");
    for (attribute, count) in total.by_attribute() {
        #[allow(clippy::cast_precision_loss)] // a share
        let share = count as f64 / total.tokens as f64;
        assert!(share <= TOLERANCE, "{attribute}: {count} of {} differ", total.tokens);
    }
}

//! The learned tagger: the same text gives the same, spans are sound, odd model files are refused.

use hearsay_claims::tagger::{self, MODEL, Model};
use hearsay_syntax::{Document, conllu};

fn documents() -> Vec<Document> {
    let stored = include_str!("trees.conllu");
    let bodies = stored.split("# newdoc").skip(1);
    bodies
        .map(|block| {
            let body = block.split_once('\n').map_or("", |(_, body)| body);
            conllu::read(body).expect("stored trees are sound")
        })
        .collect()
}

#[test]
fn the_same_text_is_tagged_the_same() {
    let documents = documents();
    let forward: Vec<String> =
        documents.iter().map(|document| format!("{:?}", tagger::tag(&MODEL, document))).collect();
    let mut backward: Vec<String> = documents
        .iter()
        .rev()
        .map(|document| format!("{:?}", tagger::tag(&MODEL, document)))
        .collect();
    backward.reverse();
    assert_eq!(forward, backward);
}

#[test]
fn no_words_are_told_twice() {
    for document in documents() {
        let mut told = vec![false; document.len()];
        for said in tagger::tag(&MODEL, &document).sayings {
            assert!(said.content.is_sorted_by(|a, b| a.end < b.start), "{}", document.text());
            for token in said.content.into_iter().flatten() {
                assert!(!std::mem::replace(&mut told[token], true), "{}", document.text());
            }
        }
    }
}

#[test]
fn the_model_file_is_read_and_written_the_same() {
    let bytes = include_bytes!("../../../models/attribution.bin");
    assert_eq!(MODEL.to_bytes(), bytes);
    assert!(bytes.len() < 3_000_000);
}

#[test]
fn odd_model_files_are_refused() {
    let bytes = MODEL.to_bytes();
    for cut in [0, 4, 12, 1000, bytes.len() - 1] {
        assert!(Model::from_bytes(&bytes[..cut]).is_err(), "{cut} bytes");
    }
    assert!(Model::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
}

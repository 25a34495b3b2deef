//! A model file is not trusted: cut short or changed anywhere, it is refused or loaded, and never
//! brings the program down.

use hearsay_syntax::model::ModelData;
use hearsay_syntax::{Backbone, Scratch};

const FILE: &[u8] = include_bytes!("../../../models/en_core_web_sm-3.8.0.bin");

/// Places spread over the file, denser at the start where the small tables lie.
fn places(count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |i| {
        let spread = FILE.len() / count * i;
        if i % 2 == 0 { spread } else { i * 97 % 100_000 }
    })
}

#[test]
fn a_file_cut_short_is_refused() {
    for end in places(200) {
        assert!(ModelData::decode(&FILE[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_longer_file_is_refused() {
    assert!(ModelData::decode(&[FILE, b"x"].concat()).is_err());
}

#[test]
fn a_damaged_file_never_panics() {
    let mut bytes = FILE.to_vec();
    for (i, at) in places(120).enumerate() {
        let whole = bytes[at];
        bytes[at] ^= 1 << (i % 8);
        if let Ok(backbone) = Backbone::from_bytes(&bytes) {
            let _document = backbone.parse("Three were killed in Hask.", &mut Scratch::default());
        }
        bytes[at] = whole;
    }
}

#[test]
fn weights_survive_a_round_trip() {
    let data = ModelData::decode(FILE).expect("the shipped file is whole");
    let whole = ModelData::decode(&data.encode(false)).expect("what was written can be read");
    assert_eq!(whole, data, "f16 weights are exact as f32");
    assert_eq!(data.encode(true), FILE, "and the same again as f16");
}

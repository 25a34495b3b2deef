//! Invented names.

use fastrand::Rng;

const BEGIN: [&str; 24] = [
    "Ta", "Sar", "Or", "Mel", "Kir", "Vo", "Du", "Har", "Lem", "Zan", "Pel", "Gor", "Bel", "Nar",
    "Ush", "Ki", "Tro", "Va", "Sul", "Mor", "Jen", "Qua", "Rad", "Ol",
];
const MIDDLE: [&str; 20] = [
    "ra", "be", "li", "no", "sha", "ve", "du", "mi", "ko", "ga", "ze", "ti", "ro", "wa", "pu",
    "le", "xa", "fi", "jo", "ne",
];
const END: [&str; 20] = [
    "rent", "sk", "vik", "dar", "lan", "gord", "mir", "th", "bad", "polt", "rin", "zik", "mund",
    "kut", "tash", "fel", "wick", "dur", "nov", "quel",
];

/// A name of three or four syllables.
pub(super) fn name(rng: &mut Rng) -> String {
    let mut name = BEGIN[rng.usize(..BEGIN.len())].to_owned();
    for _ in 0..rng.usize(1..3) {
        name.push_str(MIDDLE[rng.usize(..MIDDLE.len())]);
    }
    name.push_str(END[rng.usize(..END.len())]);
    name
}

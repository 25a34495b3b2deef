//! From bytes to code points, the unit that the JSON form counts in.

/// Answers how many code points stand before a byte of one text.
pub(crate) struct CodePoints<'t> {
    text: &'t str,
    /// Code points before each block of [`BLOCK`] bytes.
    before: Vec<usize>,
}

const BLOCK: usize = 256;

impl<'t> CodePoints<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut count = 0;
        let before = text
            .as_bytes()
            .chunks(BLOCK)
            .map(|block| {
                let here = count;
                count += starts(block);
                here
            })
            .collect();
        Self { text, before }
    }

    /// The number of code points before byte `at`, which is a character boundary.
    pub(crate) fn at(&self, at: usize) -> usize {
        match self.before.get(at / BLOCK) {
            Some(before) => before + starts(&self.text.as_bytes()[at / BLOCK * BLOCK..at]),
            // The end of a text that fills its last block.
            None => self.before.last().map_or(0, |before| {
                before + starts(&self.text.as_bytes()[(self.before.len() - 1) * BLOCK..])
            }),
        }
    }
}

/// How many characters begin in these bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_counting_characters() {
        for text in ["", "plain", &"é“😀 a".repeat(200), &"x".repeat(512)] {
            let points = CodePoints::new(text);
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                assert_eq!(points.at(at), text[..at].chars().count());
            }
        }
    }
}

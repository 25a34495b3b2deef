//! Tables of words that an analyst can mend: tab-separated, a header row, `#` comments.

/// The rows of a table below its header.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.skip(1).map(|line| line.split('\t').collect())
}

/// The words of a text in lower case, without what surrounds them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || "-–—/".contains(c));
    parts
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .map(|word| word.replace('’', "'"))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Where the words of a phrase stand in a text, as a range of word numbers; `…` in the phrase skips
/// up to four words.
pub(crate) fn find(words: &[String], phrase: &str) -> Option<(usize, usize)> {
    const SKIPPED: usize = 4;
    let parts: Vec<Vec<&str>> =
        phrase.split('…').map(|part| part.split_whitespace().collect()).collect();
    let fits = |at: usize, part: &[&str]| {
        part.len() <= words.len() - at.min(words.len())
            && part.iter().zip(&words[at..]).all(|(a, b)| a == b)
    };
    (0..words.len()).find_map(|start| {
        let mut at = start;
        for (number, part) in parts.iter().enumerate() {
            let furthest = if number == 0 { at } else { at + SKIPPED };
            at = (at..=furthest.min(words.len())).find(|at| fits(*at, part))? + part.len();
        }
        Some((start, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, phrase: &str, found: bool) {
        assert_eq!(find(&words(text), phrase).is_some(), found, "{phrase} in {text}");
    }

    #[test]
    fn phrases_are_found_as_words() {
        check("They claimed responsibility for it.", "claimed responsibility", true);
        check("They disclaimed responsibility", "claimed responsibility", false);
        check("It was a “lone-wolf” attack", "lone wolf", true);
        check("claimed", "claimed responsibility", false);
    }

    #[test]
    fn dots_skip_a_few_words() {
        check("no evidence suggested a connection", "no … connection", true);
        check("no connection", "no … connection", true);
        check("no one in the town had any such connection", "no … connection", false);
    }
}

//! Anyone's text, safe to show in a line.

/// Anyone's text as one line: without control characters, and without marks that turn the direction
/// of what follows.
///
/// ```
/// use hearsay_ledger::words::one_line;
/// assert_eq!(one_line("a\u{202E}b\n\u{1B}[31mc"), "ab \u{FFFD}[31mc");
/// ```
#[must_use]
pub fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter });
    spaced.filter_map(shown).collect()
}

/// What may be shown of a letter; nothing of marks of direction.
#[must_use]
pub fn shown(letter: char) -> Option<char> {
    match letter {
        // Embeddings, overrides, isolates: they would reorder what stands around them.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        letter if letter.is_control() => Some(char::REPLACEMENT_CHARACTER),
        letter => Some(letter),
    }
}

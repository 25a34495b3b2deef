//! Styled words in lines of a given width.
//!
//! The words come from articles, which may hold anything: control characters cannot reach the
//! terminal from here, nor marks that turn the direction of what follows.

use anstyle::Style;
use hearsay_ledger::words::shown;
use unicode_width::UnicodeWidthChar;

/// A stretch of text in one style.
pub(crate) type Piece = (String, Style);

/// Where lines begin and end, and whether styles are written.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(crate) width: usize,
    pub(crate) color: bool,
}

/// A piece without style.
pub(crate) fn plain(text: impl Into<String>) -> Piece {
    (text.into(), Style::new())
}

impl Page {
    /// Writes pieces as lines no wider than the page: white space breaks them, the first line
    /// begins with `first`, the others with `rest`.
    pub(crate) fn wrap(self, out: &mut String, first: &Piece, rest: &Piece, pieces: &[Piece]) {
        let room = self.width.saturating_sub(width(&first.0).max(width(&rest.0))).max(8);
        let mut is_first = true;
        for line in lines(pieces, room) {
            self.styled(out, if is_first { first } else { rest });
            for piece in &line {
                self.styled(out, piece);
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            is_first = false;
        }
    }

    fn styled(self, out: &mut String, (text, style): &Piece) {
        if self.color && *style != Style::new() && !text.is_empty() {
            out.push_str(&format!("{style}{text}{style:#}"));
        } else {
            out.push_str(text);
        }
    }
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(letter: char) -> usize {
    letter.width().unwrap_or(0)
}

fn lines(pieces: &[Piece], room: usize) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    for (word, space) in words(pieces) {
        let wide: usize = word.iter().map(|(text, _)| width(text)).sum();
        let needed = if used > 0 { wide + 1 } else { wide };
        if used > 0 && used + needed > room {
            lines.push(Vec::new());
            used = 0;
        } else if used > 0 {
            push(&mut lines, ' ', space);
            used += 1;
        }
        for (text, style) in word {
            for letter in text.chars() {
                if used + columns(letter) > room {
                    lines.push(Vec::new());
                    used = 0;
                }
                push(&mut lines, letter, style);
                used += columns(letter);
            }
        }
    }
    lines
}

fn push(lines: &mut [Vec<Piece>], letter: char, style: Style) {
    let line = lines.last_mut().expect("there is always a line being filled");
    match line.last_mut() {
        Some((text, last)) if *last == style => text.push(letter),
        _ => line.push((letter.to_string(), style)),
    }
}

/// The words, each with the style of the space before it: a space within one style has that style.
fn words(pieces: &[Piece]) -> Vec<(Vec<Piece>, Style)> {
    let mut words: Vec<(Vec<Piece>, Style)> = Vec::new();
    let mut before: Option<Style> = None;
    let mut is_open = false;
    for (text, style) in pieces {
        for letter in text.chars() {
            if letter.is_whitespace() {
                is_open = false;
                before = Some(*style);
                continue;
            }
            let Some(letter) = shown(letter) else { continue };
            if !is_open {
                let space = before.filter(|before| before == style).unwrap_or_default();
                words.push((Vec::new(), space));
                is_open = true;
            }
            let (word, _) = words.last_mut().expect("a word was just opened");
            match word.last_mut() {
                Some((text, last)) if last == style => text.push(letter),
                _ => word.push((letter.to_string(), *style)),
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, columns: usize, expected: &[&str]) {
        let mut out = String::new();
        let page = Page { width: columns, color: false };
        page.wrap(&mut out, &plain(""), &plain(""), &[plain(text)]);
        assert_eq!(out.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_stay_whole() {
        check("two soldiers were killed", 14, &["two soldiers", "were killed"]);
        check("  one \n\n space  ", 80, &["one space"]);
    }

    #[test]
    fn words_wider_than_the_line_are_broken() {
        check("a aaaaaaaaaaaa b", 10, &["a", "aaaaaaaaaa", "aa b"]);
    }

    #[test]
    fn wide_letters_count_twice() {
        check("停火停火停火 停火", 12, &["停火停火停火", "停火"]);
        check("éééééééé éééééééé", 9, &["éééééééé", "éééééééé"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        check("a\u{1B}[31mb\u{202E}c\u{7}", 80, &["a\u{FFFD}[31mbc\u{FFFD}"]);
    }

    #[test]
    fn a_style_never_reaches_over_the_end_of_a_line() {
        let bold = Style::new().bold();
        let mut out = String::new();
        let page = Page { width: 8, color: true };
        page.wrap(&mut out, &plain("| "), &plain("| "), &[("aaaa bbbb".to_owned(), bold)]);
        assert_eq!(out, "| \u{1b}[1maaaa\u{1b}[0m\n| \u{1b}[1mbbbb\u{1b}[0m\n");
    }
}

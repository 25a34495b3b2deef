//! Which words are web addresses, and so stay whole.
//!
//! The model's own pattern (after the well-known one by Diego Perini), matched by hand: its
//! negative look-aheads are beyond the linear-time engines, and a backtracking one would not be
//! linear in the text.

use crate::chars::{CharSet, is_decimal, is_word};

/// Whether the whole word is an address: optional scheme, optional user, host, optional port,
/// optional rest.
pub(crate) fn is_url(word: &str, domain_letters: &CharSet) -> bool {
    // Every host has a dot, so most words are answered here.
    if !word.contains('.') {
        return false;
    }
    let after_scheme = scheme_length(word);
    let mut starts = vec![0];
    if after_scheme > 0 {
        starts.push(after_scheme);
    }
    // The user part may hold anything, so the host may begin after any `@`. As it holds none
    // itself, only the last one before a path, query or fragment can be the one.
    let mut last_at = None;
    for (at, byte) in word.bytes().enumerate() {
        match byte {
            b'@' if at > 0 => last_at = Some(at + 1),
            b'/' | b'?' | b'#' => starts.extend(last_at.take()),
            _ => {}
        }
    }
    starts.extend(last_at);
    starts.into_iter().any(|start| is_host_and_rest(&word[start..], domain_letters))
}

/// The length of `scheme://` at the start, or 0.
fn scheme_length(word: &str) -> usize {
    let Some(at) = word.find("://") else { return 0 };
    let scheme = &word[..at];
    let allowed = |c: char| is_word(c) || matches!(c, '+' | '-' | '.');
    if scheme.chars().count() >= 2 && scheme.chars().all(allowed) { at + 3 } else { 0 }
}

/// Whether the text is a host, then perhaps a port, then perhaps a path, query or fragment.
fn is_host_and_rest(text: &str, domain_letters: &CharSet) -> bool {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let host_and_port = &text[..end];
    let is_host = |host: &str| is_public_address(host) || is_domain(host, domain_letters);
    if is_host(host_and_port) {
        return true;
    }
    let Some((host, port)) = host_and_port.rsplit_once(':') else { return false };
    let digits = port.chars().count();
    (2..=5).contains(&digits) && port.chars().all(is_decimal) && is_host(host)
}

/// A dotted address of four numbers that is not private, local or reserved.
fn is_public_address(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let [first, second, third, fourth] = parts[..] else { return false };
    let is_private = match (first, number(second)) {
        ("10" | "127", _) => true,
        ("169", Some(254)) | ("192", Some(168)) => second.len() == 3,
        ("172", Some(16..=31)) => second.len() == 2,
        _ => false,
    };
    !is_private
        && is_octet(first, 1, 223)
        && is_octet(second, 0, 255)
        && is_octet(third, 0, 255)
        && is_octet(fourth, 1, 254)
}

/// One to three digits from `least` to `most`. The pattern allows a leading zero only in the inner
/// numbers, whose least is 0, and only before one digit more.
fn is_octet(part: &str, least: u32, most: u32) -> bool {
    (1..=3).contains(&part.len())
        && number(part).is_some_and(|value| (least..=most).contains(&value))
        && !(part.starts_with('0') && (least > 0 || part.len() == 3))
}

fn number(part: &str) -> Option<u32> {
    if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None }
}

/// Labels joined by dots, the last of 2 to 63 lower-case letters.
fn is_domain(host: &str, domain_letters: &CharSet) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else { return false };
    (2..=63).contains(&top.chars().count())
        && top.chars().all(|c| domain_letters.contains(c))
        && labels.split('.').all(is_label)
}

/// Letters, digits and anything from U+00A1 to U+FFFF; `_` and `-` inside; at most 64 in all.
fn is_label(label: &str) -> bool {
    let is_outer = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
    let is_inner = |c: char| is_outer(c) || matches!(c, '_' | '-');
    let (Some(first), Some(last)) = (label.chars().next(), label.chars().next_back()) else {
        return false;
    };
    is_outer(first) && is_outer(last) && label.chars().all(is_inner) && label.chars().count() <= 64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str) -> bool {
        is_url(word, &CharSet::new(&[('a', 'z'), ('à', 'ö')]))
    }

    #[test]
    fn addresses_stay_whole() {
        for word in [
            "example.com",
            "https://example.com/a?b=c#d",
            "user:pass@mail.example.org:8080/x@y",
            "someone@example.com",
            "8.8.8.8",
            "http://223.255.255.254:80/",
            "a-b_c.example.info",
            "köln.de",
        ] {
            assert!(check(word), "{word}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for word in [
            "lower.Upper",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "1.2.3",
            "end.",
            "a..b.com",
            "-a.com",
            "example.com:1",
            "example.c",
            "0.1.2.3",
            "1.2.3.255",
            "@example",
        ] {
            assert!(!check(word), "{word}");
        }
    }

    #[test]
    fn a_million_signs_take_no_time() {
        assert!(!check(&format!("{}.Z", "a@/".repeat(300_000))));
    }
}

//! Bylines: who wrote it, without what stands around the names.

use std::sync::LazyLock;

use super::one_line;
use super::told::unescaped;

/// The words around names, with their kinds.
static WORDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/byline_words.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});

fn words(kind: &str) -> impl Iterator<Item = &'static str> {
    WORDS.iter().filter(move |(named, _)| *named == kind).map(|(_, word)| *word)
}

/// The people in a line like "By Anna Derin and J. Amsel, Oravia Press".
///
/// Roles, degrees, addresses and dates are left out, and so are accounts like "admin".
pub(crate) fn people(line: &str) -> Vec<String> {
    let line = one_line(&unescaped(line));
    let line = opened(&line).unwrap_or(&line);
    let line = ended(line);
    let joined = line.replace(" and ", ",").replace(" & ", ",").replace([';', '|', '•'], ",");
    let joined =
        joined.replace(" - ", ",").replace(" – ", ",").replace(" — ", ",").replace(" / ", ",");
    let mut people: Vec<String> = Vec::new();
    for part in joined.split(',') {
        let part = part.trim_matches(|letter: char| letter.is_whitespace() || letter == ':');
        let name = opened(part).unwrap_or(part);
        // "Ray Amsel, Jr." is one man.
        if matches!(name.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III") {
            if let Some(last) = people.last_mut() {
                last.push_str(&format!(", {name}"));
            }
        } else if is_name(name) && !people.iter().any(|person| person.eq_ignore_ascii_case(name)) {
            people.push(name.to_owned());
        }
    }
    people
}

/// What follows "By", if the line begins with it or the like.
pub(super) fn opened(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['|', '•', ' ']);
    let found = words("before").filter_map(|word| {
        let head = line.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        let rest = &line[head.len()..];
        rest.starts_with([' ', ':']).then(|| rest.trim_start_matches([':', ' ']))
    });
    found.min_by_key(|rest| rest.len())
}

/// The line up to where it says when, or for whom: "Anna Derin Published 2 May", "J. Amsel for press.example".
fn ended(line: &str) -> &str {
    let mut at = 0;
    let mut before = "";
    for word in line.split(' ') {
        let lower = word.to_lowercase();
        let is_end = words("end").any(|end| end == lower.trim_end_matches([':', ',']))
            || lower.starts_with(|letter: char| letter.is_ascii_digit())
            || word.contains('@')
            || before == "for" && word.trim_end_matches('.').contains('.');
        if is_end && at > 0 {
            let end = if before == "for" { at - "for ".len() } else { at };
            return line[..end].trim();
        }
        before = word;
        at += word.len() + 1;
    }
    line
}

fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let has = |kind: &'static str| {
        let padded = format!(" {lower} ");
        words(kind).any(|word| padded.contains(&format!(" {word} ")))
    };
    let is = |kind: &'static str| words(kind).any(|word| word == lower);
    // An address is no name, and a sentence is none; nobody's name holds a figure or ends like an account.
    !name.contains("://")
        && !name.contains('@')
        && !name.contains(|letter: char| letter.is_ascii_digit())
        && name.split(' ').count() <= 6
        && name.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
        && !(has("role") || is("account") || is("degree") || is("end") || is("before"))
        && !lower.split([' ', '-', '_']).any(|word| word.ends_with("admin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        assert_eq!(people(line), expected, "{line}");
    }

    #[test]
    fn names_stand_without_what_is_around_them() {
        check("By Anna Derin and J. Amsel", &["Anna Derin", "J. Amsel"]);
        check("by: Anna Derin", &["Anna Derin"]);
        check("Written by Anna Derin, MS, RD on 2 May 2020", &["Anna Derin"]);
        check("Anna Derin | aderin@press.example", &["Anna Derin"]);
        check("Anna Derin 1 day ago", &["Anna Derin"]);
        check("Anna Derin Monday, 28 September 2020", &["Anna Derin"]);
        check("By ANNA O'DERIN, Staff Writer", &["ANNA O'DERIN"]);
        check("Anna Derin - Oravia Press Contributor", &["Anna Derin"]);
        check("Anna Derin, Jr., National Political Writer", &["Anna Derin, Jr."]);
        check("Anna Derin; anna derin", &["Anna Derin"]);
        check("Anna Derin | North Media for press.example", &["Anna Derin", "North Media"]);
        check("By J. Amsel, Oravia Press", &["J. Amsel", "Oravia Press"]);
    }

    #[test]
    fn accounts_and_desks_name_nobody() {
        for line in [
            "admin",
            "pressadmin",
            "Oravia Press staff",
            "By",
            "publisher",
            "2 May 2020",
            "https://a.example",
        ] {
            check(line, &[]);
        }
    }
}

//! What the tests of pages share.

/// Without the numbers of lines.
pub(crate) fn comparable(page: &str) -> String {
    let mut out = String::new();
    for line in page.lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(".tsv:").or(rest.split_once(".toml:")) {
            out += before;
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
        }
        out += rest;
        out.push('\n');
    }
    out
}

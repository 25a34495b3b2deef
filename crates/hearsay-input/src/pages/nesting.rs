//! How deep a page's elements are nested, found out before anything is built from it.
//!
//! The time of an HTML parser grows with the square of the depth, so a hundred thousand nested tags
//! would keep it busy for minutes.

/// As deep as browsers nest elements at most.
pub(crate) const DEEPEST: usize = 512;

/// Elements that have no end, or whose end is left out as often as not.
const ENDLESS: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "path", "rp", "rt",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Whether elements are nested deeper than any browser would show.
pub(crate) fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'<') {
        at += found + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            at += find(rest, b"-->").unwrap_or(rest.len());
            continue;
        }
        let is_end = rest.first() == Some(&b'/');
        let rest = &rest[usize::from(is_end)..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 {
            continue;
        }
        let name = String::from_utf8_lossy(&rest[..length.min(16)]).to_ascii_lowercase();
        if ENDLESS.contains(&&*name) {
            continue;
        }
        if is_end {
            depth = depth.saturating_sub(1);
            continue;
        }
        let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
        if end > 0 && rest.get(end - 1) == Some(&b'/') && is_foreign(&name) {
            continue;
        }
        if matches!(&*name, "script" | "style" | "textarea" | "title") {
            // What stands in them is no markup; their end is.
            let end = format!("</{name}");
            at += find_ignoring_case(rest, end.as_bytes()).unwrap_or(rest.len());
            depth += usize::from(at < bytes.len());
            continue;
        }
        depth += 1;
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Drawings and formulas end their elements with a slash; in HTML itself it means nothing.
fn is_foreign(name: &str) -> bool {
    matches!(
        name,
        "circle"
            | "ellipse"
            | "g"
            | "line"
            | "polygon"
            | "polyline"
            | "rect"
            | "stop"
            | "use"
            | "svg"
            | "image"
            | "animate"
            | "filter"
    )
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn find_ignoring_case(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nesting_counts() {
        assert!(!is_too_deep(&"<div><p>x<br><li>y</div>".repeat(10_000)));
        assert!(!is_too_deep(&format!("<script>{}</script>", "'<div>'".repeat(10_000))));
        assert!(!is_too_deep(&format!("<!-- {} -->", "<div>".repeat(10_000))));
        assert!(!is_too_deep(&"<svg><path d=''/><rect x=1 /></svg>".repeat(10_000)));
        assert!(is_too_deep(&"<div>".repeat(100_000)));
        assert!(is_too_deep(&"<B>".repeat(100_000)));
        assert!(!is_too_deep(&"<".repeat(100_000)));
        assert!(!is_too_deep("<script>"));
        assert!(!is_too_deep("</"));
    }
}

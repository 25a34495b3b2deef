//! A web page to an article: its main text, and what it says about itself.
//!
//! The text is found by `rs-trafilatura`. It is kept as a document of record: paragraphs separated
//! by a blank line, no markup, nothing changed but white space. Date, outlet, author and title come
//! from what the page tells machines (`JSON-LD`, `OpenGraph`, Dublin Core, other `<meta>` tags,
//! `<time>`), set right by what it shows its readers beside the headline: machines are told other
//! headlines, moments in UTC, fewer authors, and hosts for names.
//!
//! ```
//! let page = b"<html><head><meta property='article:published_time' content='2020-09-28T14:05Z'>\
//!     <title>Shells hit a village</title></head><body><article><p>Two soldiers were killed near \
//!     the river on Monday, the ministry said.</p></article></body></html>";
//! let page = hearsay_input::pages::read(page, None, None)?;
//! assert_eq!(page.text, "Two soldiers were killed near the river on Monday, the ministry said.");
//! assert_eq!(page.created.map(|created| created.to_string()).as_deref(), Some("2020-09-28T14:05:00"));
//! # Ok::<(), hearsay_input::pages::PageError>(())
//! ```

mod about;
mod day;
mod nesting;
mod opening;
mod outlet;
mod people;
mod title;
mod told;

use std::panic::catch_unwind;

use dom_query::Document;
use encoding_rs::Encoding;
use hearsay::Created;
use rs_trafilatura::page_type::PageType;
use rs_trafilatura::{ExtractResult, Options, extract_with_options};

use self::opening::bare;
use crate::decode;

pub(crate) use nesting::is_too_deep as is_nested_too_deep;
pub(crate) use people::people;

/// What a page holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The main text: paragraphs, separated by blank lines.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// When it was published, at the place of publication.
    pub created: Option<Created>,
    /// Its canonical address.
    pub url: Option<String>,
    /// The language it says it is in: ISO 639-1.
    pub language: Option<String>,
}

/// Why a page could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// More elements within each other than any browser allows.
    #[error("its elements are nested more than {} deep, as no page of news is", nesting::DEEPEST)]
    TooDeep,
    /// Not in any encoding of text.
    #[error("it is not text in any encoding that is read")]
    NotText,
    /// The parser gave up.
    #[error("its text could not be found: the parser failed; please report it with the page")]
    Failed,
    /// Nothing to read.
    #[error("there is no text on it that looks like an article")]
    NoText,
}

/// Reads a page; the content type is that of the HTTP header, the address where it was fetched.
///
/// # Errors
///
/// When there is no text on it, or it is built to be a burden.
pub fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    address: Option<&str>,
) -> Result<Page, PageError> {
    let html = text_of(bytes, content_type).ok_or(PageError::NotText)?;
    if nesting::is_too_deep(&html) {
        return Err(PageError::TooDeep);
    }
    // A parser of a hundred thousand lines of rules meets pages that it was not made for; a page
    // must not cost the others.
    catch_unwind(|| read_html(&html, address)).unwrap_or(Err(PageError::Failed))
}

fn read_html(html: &str, address: Option<&str>) -> Result<Page, PageError> {
    let options = Options {
        page_type: Some(PageType::Article),
        url: address.map(str::to_owned),
        ..Options::default()
    };
    let found = extract_with_options(html, &options).unwrap_or_default();
    let document = Document::from(html);
    let text = text(&found, &document).ok_or(PageError::NoText)?;
    let about = about::about(&document, &found, &text, address);
    Ok(Page { text, ..about })
}

/// Under so many bytes a text is less than the library takes for an article, and what it gives
/// then has lost its paragraphs.
const SHORT: usize = 400;

/// The main text: what was found, or else the page's paragraphs.
fn text(found: &ExtractResult, document: &Document) -> Option<String> {
    let text = paragraphs(&found.content_text);
    if text.len() >= SHORT {
        return Some(text);
    }
    let shown = |selector: &str| {
        let pieces: Vec<String> = document
            .select(selector)
            .iter()
            .map(|piece| one_line(&piece.formatted_text()))
            .collect();
        paragraphs(&pieces.join("\n"))
    };
    // Short notices: the paragraphs, when they are about what was found.
    let notice = ["article p", "main p", "p"].into_iter().map(shown).find(|text| !text.is_empty());
    let is_notice =
        |notice: &String| (text.len() / 2..2 * text.len() + 200).contains(&notice.len());
    let body = || plain(&document.select("body").html());
    // Of a few words without paragraphs the library makes one, and says it three times.
    let whole = || body().filter(|whole| bare(&text).starts_with(&bare(whole)));
    let notice = notice.filter(is_notice).or_else(whole);
    let found = Some(text.clone()).filter(|text| !text.is_empty());
    notice.or(found).or_else(body)
}

/// Lines as paragraphs: white space at their ends and between words is layout, not text.
fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(one_line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// Text without markup: for the HTML in feeds, which is a piece of a page.
pub(crate) fn plain(html: &str) -> Option<String> {
    if !html.contains(['<', '&']) {
        return Some(paragraphs(html)).filter(|text| !text.is_empty());
    }
    if nesting::is_too_deep(html) {
        return None;
    }
    let broken = breaks(html);
    let stripped = catch_unwind(|| {
        let document = Document::from(broken.as_str());
        document.select("script, style, figure, iframe, form").remove();
        document.select("body").text().to_string()
    });
    stripped.ok().map(|text| paragraphs(&text)).filter(|text| !text.is_empty())
}

/// The ends of blocks as line breaks, which bare text would lose.
fn breaks(html: &str) -> String {
    let mut broken = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        broken.push_str(before);
        let name: String = tag[1..]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let is_block = matches!(
            &*name,
            "p" | "br"
                | "div"
                | "li"
                | "ul"
                | "ol"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "blockquote"
                | "tr"
                | "hr"
                | "section"
                | "article"
        );
        broken.push_str(if is_block { "\n<" } else { "<" });
        rest = &tag[1..];
    }
    broken.push_str(rest);
    broken
}

pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a page: a byte order mark counts first, then the HTTP header, then what the page
/// says itself, then what the bytes look like.
fn text_of(bytes: &[u8], content_type: Option<&str>) -> Option<String> {
    let named = content_type.and_then(charset).or_else(|| {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
        head.find("charset=").and_then(|at| charset(&head[at..]))
    });
    let has_mark = Encoding::for_bom(bytes).is_some();
    // Many servers say Latin-1 of what is UTF-8.
    if !has_mark
        && let Some(encoding) = named
        && str::from_utf8(bytes).is_err()
    {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    decode::decode("", bytes).ok().map(|decoded| decoded.text)
}

fn charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let name = lower.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:".contains(letter));
    Encoding::for_label(&name.as_bytes()[..end.unwrap_or(name.len())])
}

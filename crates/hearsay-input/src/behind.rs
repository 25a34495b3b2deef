//! The page behind an item of a feed: many feeds carry the beginning of a story only.

use hearsay::Article;

use crate::fetch::{self, Policy};
use crate::http::header;
use crate::pages::{self, Page};
use crate::received::Origin;
use crate::{InputError, Place, Received};

/// What has fewer words is hardly a whole story.
const WORDS: usize = 150;

/// Whether an item has hardly more than the beginning of a story: few words, or an ellipsis at the
/// end.
#[must_use]
pub fn is_teaser(text: &str) -> bool {
    let end = text.trim_end_matches(|letter: char| letter.is_whitespace() || letter == ']');
    end.ends_with('…') || end.ends_with("...") || text.split_whitespace().nth(WORDS).is_none()
}

/// Fetches the page that an item leads to, and gives the same article with the page's text.
///
/// The id, the address and, where the item has them, the title, the date and the authors are the
/// item's; the bytes behind it are the page's. The publisher is the page's, where it names one.
///
/// # Errors
///
/// When the item has no address, the page cannot be fetched or read, or has less text than the item.
pub fn behind(item: &Received, policy: &Policy) -> Result<Received, InputError> {
    let Article { id, title, url, publisher, created, text, .. } = item.article.clone();
    let address = url.clone().unwrap_or_default();
    let fetched = fetch::get(&address, policy)
        .map_err(|source| InputError::Fetch { url: address.clone(), source })?;
    let failed = |source| InputError::Page { place: Place::file(&address), source };
    let content_type = header(&fetched.headers, "content-type");
    let page = pages::read(&fetched.body, content_type, Some(&fetched.url)).map_err(failed)?;
    if page.text.len() < text.len() {
        return Err(failed(pages::PageError::NoText));
    }
    let Page { text, title: headline, authors, publisher: outlet, created: dated, .. } = page;
    let article = Article {
        id,
        title: title.or(headline),
        url,
        publisher: outlet.or(publisher),
        created: created.or(dated),
        language: item.article.language.clone(),
        text,
    };
    let authors = if item.authors.is_empty() { authors } else { item.authors.clone() };
    let origin =
        Origin { url: Some(fetched.url), headers: fetched.headers, fetched: Some(fetched.fetched) };
    Ok(Received { article, authors, raw: origin.raw(fetched.body, "text/html") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_told_from_stories() {
        assert!(is_teaser("Two soldiers were killed near the river on Monday, the ministry said."));
        let story = "Two soldiers were killed near the river. ".repeat(30);
        assert!(!is_teaser(&story));
        assert!(is_teaser(&format!("{story} It added that […]")));
        assert!(is_teaser(&format!("{story} It added that...")));
    }
}

//! What is known of an article besides its text, and how it changed.

use hearsay_incidents::Claim;
use hearsay_input::Raw;
use hearsay_ledger::words;
use hearsay_ledger::{ArticleEntry, Revision};

use crate::pages::rows::article_address;

/// What stands at the head of an article's page.
pub(crate) struct About {
    pub(crate) title: String,
    pub(crate) publisher: Option<String>,
    pub(crate) authors: Vec<String>,
    pub(crate) created: Option<String>,
    /// Its address, if a browser may be sent there.
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
}

/// What the ledger knows of it.
pub(crate) struct Kept {
    pub(crate) id: String,
    /// The address of its page.
    pub(crate) page: String,
    pub(crate) version: u32,
    pub(crate) versions: Vec<u32>,
    pub(crate) added: String,
    pub(crate) program: String,
    pub(crate) sha256: String,
    /// The article that it is a near-copy of, and the address of its page.
    pub(crate) copy_of: Option<(String, String)>,
    pub(crate) raw: Option<Bytes>,
    pub(crate) revisions: Vec<Revised>,
}

/// The bytes that it was taken from.
pub(crate) struct Bytes {
    pub(crate) media_type: String,
    pub(crate) size: usize,
    pub(crate) sha256: String,
    pub(crate) fetched: Option<String>,
}

/// A claim that appeared, vanished or changed.
pub(crate) struct Revised {
    pub(crate) version: u32,
    /// "edited" or "read again".
    pub(crate) cause: &'static str,
    pub(crate) kind: String,
    pub(crate) at: String,
    pub(crate) earlier: Option<String>,
    pub(crate) later: Option<String>,
}

/// Where a link may lead: to the web, in no other scheme.
pub(crate) fn outside(url: Option<&str>) -> Option<String> {
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://")).map(str::to_owned)
}

impl About {
    pub(crate) fn of(entry: &ArticleEntry) -> Self {
        Self {
            title: entry.title.clone().unwrap_or_else(|| entry.id.clone()),
            publisher: entry.publisher.clone(),
            authors: entry.authors.clone(),
            created: entry.created.as_deref().map(words::day),
            url: outside(entry.url.as_deref()),
            language: entry.language.clone(),
        }
    }
}

impl Kept {
    pub(crate) fn new(entry: &ArticleEntry, raw: Option<&Raw>, revisions: &[Revision]) -> Self {
        Self {
            id: entry.id.clone(),
            page: article_address(&entry.id),
            version: entry.version,
            versions: (1..=entry.versions).collect(),
            added: words::day(&entry.added),
            program: entry.program.clone(),
            sha256: entry.sha256.clone(),
            copy_of: entry.copy_of.clone().map(|id| (article_address(&id), id)),
            raw: raw.map(|raw| Bytes {
                media_type: raw.media_type.clone(),
                size: raw.bytes.len(),
                sha256: raw.sha256.clone(),
                fetched: raw.fetched.as_deref().map(words::day),
            }),
            revisions: revisions.iter().map(revised).collect(),
        }
    }

    /// Whether another version is newer than this one.
    pub(crate) fn is_old(&self) -> bool {
        self.versions.last().is_some_and(|newest| *newest > self.version)
    }
}

fn revised(revision: &Revision) -> Revised {
    Revised {
        version: revision.version,
        cause: if revision.cause == "reread" { "read again" } else { "edited" },
        kind: revision.kind.clone(),
        at: words::day(&revision.at),
        earlier: revision.earlier.as_ref().map(line),
        later: revision.later.as_ref().map(line),
    }
}

/// A claim on one line, with whatever keeps it from being a plain statement.
pub(crate) fn line(claim: &Claim) -> String {
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let mut parts = vec![words::chain(&claim.claimants), words::says(claim)];
    parts.extend(status.map(|status| format!("[{}]", status.words)));
    parts.push(words::event(&claim.event));
    parts.push(words::who(claim));
    parts.extend(words::place(claim).map(|place| format!("at {place}")));
    parts.extend(words::time(claim).map(|time| format!("on {time}")));
    parts.extend(claim.toll.iter().map(words::loss));
    parts.push(words::quote(claim));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_only() {
        assert_eq!(outside(Some("https://a.example/x")).as_deref(), Some("https://a.example/x"));
        for other in ["javascript:alert(1)", "data:text/html,x", "//a.example", "file:///x", "/x"] {
            assert_eq!(outside(Some(other)), None, "{other}");
        }
    }

    #[test]
    fn denial_survives_on_a_line() {
        let claim = Claim {
            act: "assert".to_owned(),
            polarity: "-".to_owned(),
            certainty: "certain".to_owned(),
            modality: "denied".to_owned(),
            ..Claim::default()
        };
        assert!(line(&claim).contains("[denied]"), "{}", line(&claim));
    }
}

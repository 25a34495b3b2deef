//! W3C Web Annotation: one claim an annotation of the words that say it, found again by quotation
//! and by position (JSON-LD).
//!
//! `exact` is what the positions select, from the first word of the evidence to the last.

use std::io::Write;

use hearsay::ArticleForm;
use hearsay_incidents::Claim;
use serde_json::{Value, json};

use super::links::Links;
use super::rows::{claimant, extent, name, tolls};
use super::{ExportError, Form, Losses, Material};
use crate::words;

/// So many letters before and after help to find a quotation again.
const AROUND: usize = 32;

pub(super) fn write(material: &dyn Material, out: &mut dyn Write) -> Result<Losses, ExportError> {
    let links = Links::of(material)?;
    let mut losses = Losses::new(Form::Webannotation);
    let mut is_first = true;
    out.write_all(
        b"{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"id\":\"urn:hearsay:claims\",\
          \"type\":\"AnnotationPage\",\"items\":[",
    )?;
    material.articles(&mut |told| {
        losses.wrote_article(told);
        let letters: Vec<char> = told.article.text.chars().collect();
        for claim in told.accounts.iter().flat_map(|account| &account.claims) {
            out.write_all(if is_first { b"\n" } else { b",\n" })?;
            is_first = false;
            let annotation = annotation(claim, &told.article, &letters, &links);
            serde_json::to_writer(&mut *out, &annotation).map_err(std::io::Error::from)?;
            losses.wrote_claim(claim, &links);
        }
        Ok(())
    })?;
    out.write_all(b"\n]}\n")?;
    out.flush()?;
    Ok(losses)
}

fn annotation(claim: &Claim, article: &ArticleForm, letters: &[char], links: &Links) -> Value {
    let tag = match &claim.event.mode {
        Some(mode) => format!("{}/{mode}", claim.event.kind),
        None => claim.event.kind.clone(),
    };
    let mut body = vec![text("tagging", &tag)];
    if let Some(status) = words::status(&claim.modality, &claim.polarity, &claim.certainty) {
        body.push(text("tagging", &status.words));
    }
    if !links.contested(&claim.id).is_empty() {
        body.push(text("tagging", "contested"));
    }
    body.push(text("describing", &described(claim)));
    for other in links.contested(&claim.id) {
        body.push(linked(&format!("urn:hearsay:claim:{other}")));
    }
    if let Some(incident) = links.incident(&claim.id) {
        body.push(linked(&format!("urn:hearsay:incident:{incident}")));
    }
    json!({
        "id": format!("urn:hearsay:claim:{}", claim.id),
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {
            "type": "Software",
            "name": concat!("Hearsay ", env!("CARGO_PKG_VERSION")),
        },
        "body": body,
        "target": {
            "source": source(article),
            "selector": selectors(claim, letters),
        },
    })
}

fn text(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value})
}

fn linked(source: &str) -> Value {
    json!({"type": "SpecificResource", "purpose": "linking", "source": source})
}

/// The page, or a name for the article where it has none: whatever is no letter of an IRI is
/// written as its bytes.
fn source(article: &ArticleForm) -> String {
    if let Some(url) = &article.url {
        return url.clone();
    }
    let mut name = "urn:hearsay:article:".to_owned();
    for byte in article.id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=".contains(&byte) {
            name.push(byte.into());
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    name
}

/// By quotation, which finds the words again when the page has changed, and by position.
fn selectors(claim: &Claim, letters: &[char]) -> Value {
    let (start, stop) = extent(claim).unwrap_or_default();
    let stop = stop.min(letters.len());
    let start = start.min(stop);
    let part = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    json!([
        {
            "type": "TextQuoteSelector",
            "exact": part(start, stop),
            "prefix": part(start.saturating_sub(AROUND), start),
            "suffix": part(stop, (stop + AROUND).min(letters.len())),
        },
        { "type": "TextPositionSelector", "start": start, "end": stop },
    ])
}

/// The claim in words: who says so first, and never without its denial or doubt.
fn described(claim: &Claim) -> String {
    let chain: Vec<String> = claim.claimants.iter().map(claimant).collect();
    let who = if chain.is_empty() { "The article itself".to_owned() } else { chain.join(" ← ") };
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let status = status.map(|status| format!("{}: ", status.words.to_uppercase()));
    let event = match &claim.event.mode {
        Some(mode) => format!("{} / {mode}", claim.event.kind.to_lowercase()),
        None => claim.event.kind.to_lowercase(),
    };
    let names = |actors: &[hearsay_incidents::Actor]| {
        actors.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let mut parts =
        vec![format!("{who} ({}): {}{event}", words::act(claim), status.unwrap_or_default())];
    match (claim.actors.is_empty(), claim.recipients.is_empty()) {
        (true, true) => {}
        (false, true) => parts.push(format!("by {}", names(&claim.actors))),
        (true, false) => parts.push(format!("to {}", names(&claim.recipients))),
        (false, false) => {
            parts.push(format!("by {} to {}", names(&claim.actors), names(&claim.recipients)));
        }
    }
    if !claim.instruments.is_empty() {
        let words: Vec<&str> = claim.instruments.iter().map(|span| span.text.as_str()).collect();
        parts.push(format!("with {}", words.join(", ")));
    }
    if let Some(place) = &claim.place {
        parts.push(format!("where: {}", place.name));
    }
    if let Some(time) = &claim.time {
        match (&time.begin, &time.end) {
            (Some(begin), Some(end)) if begin != end => {
                parts.push(format!("when: {begin} to {end}"));
            }
            (Some(begin), _) => parts.push(format!("when: {begin}")),
            (None, Some(end)) => parts.push(format!("when: until {end}")),
            (None, None) => {}
        }
    }
    if !claim.toll.is_empty() {
        parts.push(tolls(claim));
    }
    parts.join("; ")
}

//! Prints the claims of CoNLL-U files, one block a claim: a look at what the rules make of a text.
//!
//! Usage: `cargo run -p hearsay-claims --example show -- CREATED FILE.conllu...`, where CREATED is a
//! date such as 2020-09-28, or `-`.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // a tool for the terminal

use hearsay_claims::Claims;
use hearsay_mentions::{ActorId, Mentions};
use hearsay_syntax::{Document, conllu};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let created = arguments.next().unwrap_or_default();
    for path in arguments {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        for block in text.split("# newdoc").skip(1) {
            let (name, body) = block.split_once('\n').unwrap_or((block, ""));
            let document = conllu::read(body).expect("sound CoNLL-U");
            let created = created.parse::<jiff::civil::Date>().ok().map(|d| d.at(12, 0, 0, 0));
            let mentions = hearsay_mentions::find(&document, created);
            let claims = hearsay_claims::read(&document, &mentions);
            println!("== {name}");
            show(&document, &mentions, &claims);
        }
    }
}

fn show(document: &Document, mentions: &Mentions, claims: &Claims) {
    let text = document.text();
    let names = |ids: &[ActorId]| {
        let names: Vec<&str> = ids.iter().map(|id| mentions.actors[id.0].name.as_str()).collect();
        names.join(", ")
    };
    for (number, a) in claims.attributions.iter().enumerate() {
        let part = |spans: &[hearsay_syntax::Span]| {
            let parts: Vec<String> = spans.iter().map(|s| s.of(text).replace('\n', " ")).collect();
            parts.join(" / ")
        };
        println!(
            "@{number} {} [{}] {} :: {}{}{}",
            part(&a.source),
            part(&a.cue),
            a.act,
            part(&a.content),
            a.within.map_or(String::new(), |w| format!(" <{}", w.0)),
            if a.direct { " direct" } else { "" },
        );
    }
    for claim in &claims.claims {
        let evidence: Vec<String> =
            claim.evidence.iter().map(|s| s.of(text).replace('\n', " ")).collect();
        println!("\n{}{}", if claim.main { "* " } else { "  " }, evidence.join(" ... "));
        println!(
            "    {}/{} {:?} {} {} {} | {} -> {} | {}",
            claim.event.kind,
            claim.event.mode.as_deref().unwrap_or(""),
            claim.trigger.of(text),
            claim.modality,
            claim.polarity,
            claim.certainty,
            names(&claim.actors),
            names(&claim.recipients),
            claim.rule,
        );
        let chain: Vec<String> = claim
            .claimants
            .iter()
            .map(|c| {
                let said = c.span.map_or("?", |span| span.of(text));
                let name = c.actor.map_or(said, |id| mentions.actors[id.0].name.as_str());
                format!("{name} [{}]", c.cue.map_or("", |cue| cue.of(text)))
            })
            .collect();
        println!(
            "    by {} ({})",
            if chain.is_empty() { "-".into() } else { chain.join(" <- ") },
            claim.act
        );
        for toll in &claim.toll {
            println!(
                "    toll {} {:?}..{:?} {:?} {:?}",
                toll.kind, toll.min, toll.max, toll.who, toll.cumulative
            );
        }
        if let Some(place) = claim.place {
            println!(
                "    at {}{}",
                mentions.places[place.0].name,
                if claim.place_inferred { " (inferred)" } else { "" }
            );
        }
        if let Some(time) = &claim.time {
            println!(
                "    when {:?} {:?} {}{}",
                time.begin,
                time.end,
                time.precision,
                if time.inferred { " (inferred)" } else { "" }
            );
        }
    }
    for note in &claims.notes {
        println!("note: {} {:?}", note.note, note.span.map(|s| s.of(text)));
    }
}

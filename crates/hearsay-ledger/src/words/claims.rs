//! A claim that stands alone: who did what to whom, where, when, in which words.

use hearsay::{EventForm, PlaceForm, SpanForm};
use hearsay_incidents::{Actor, ArticleRef, Claim};

use super::days::{day, days};
use super::lines::one_line;

/// The name to show of somebody; the words where there is none.
#[must_use]
pub fn name(actor: &Actor) -> &str {
    if actor.name.is_empty() { &actor.span.text } else { &actor.name }
}

/// Event type and mode: "assault / aerial".
#[must_use]
pub fn event(event: &EventForm) -> String {
    let kind = event.kind.to_lowercase();
    match &event.mode {
        Some(mode) => format!("{kind} / {mode}"),
        None => kind,
    }
}

/// Who acts on whom: "Tarsk army → Oravia".
#[must_use]
pub fn who(claim: &Claim) -> String {
    let names = |actors: &[Actor]| {
        let mut names: Vec<&str> = Vec::new();
        for actor in actors {
            if !names.contains(&name(actor)) {
                names.push(name(actor));
            }
        }
        names.join(", ")
    };
    match (names(&claim.actors), names(&claim.recipients)) {
        (actors, recipients) if recipients.is_empty() => actors,
        (actors, recipients) if actors.is_empty() => format!("→ {recipients}"),
        (actors, recipients) => format!("{actors} → {recipients}"),
    }
}

/// Where: "Hask (inferred)" where the claim's own words do not say so.
#[must_use]
pub fn place(claim: &Claim) -> Option<String> {
    let is_inferred = claim.inferred.iter().any(|field| field == "place");
    let inferred = if is_inferred { " (inferred)" } else { "" };
    claim.place.as_ref().map(|place| format!("{}{inferred}", place_name(place)))
}

/// A place as the article calls it; a contested one with some of its other names.
#[must_use]
pub fn place_name(place: &PlaceForm) -> String {
    if !place.name.contains(" / ") {
        return or_words(&place.name, &place.span).to_owned();
    }
    let written = place.span.text.as_str();
    let others: Vec<&str> = place.name.split(" / ").filter(|name| *name != written).collect();
    let rest = if others.len() > OTHER_NAMES { ", …" } else { "" };
    format!("{written} (also {}{rest})", others[..others.len().min(OTHER_NAMES)].join(", "))
}

/// How many of a contested place's other names are shown.
const OTHER_NAMES: usize = 2;

/// The name, or the words where there is none.
pub(super) fn or_words<'a>(name: &'a str, span: &'a SpanForm) -> &'a str {
    if name.is_empty() { &span.text } else { name }
}

/// When: "13 Mar 2024", with what was inferred marked.
#[must_use]
pub fn time(claim: &Claim) -> Option<String> {
    let time = claim.time.as_ref()?;
    let days = days(time.begin.as_deref(), time.end.as_deref(), &time.precision)?;
    let inferred = if time.inferred { " (inferred)" } else { "" };
    Some(format!("{days}{inferred}"))
}

/// The words that say it, cut where they are long.
#[must_use]
pub fn quote(claim: &Claim) -> String {
    let spans: Vec<&str> = claim.evidence.iter().map(|span| span.text.as_str()).collect();
    quoted(&spans.join(" … "))
}

/// A text in quotation marks, cut where it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    let text = one_line(text);
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("“{}…”", text[..end].trim_end()),
        None => format!("“{text}”"),
    }
}

/// So many letters of a quotation are shown.
const QUOTE: usize = 120;

/// Outlet and day: "Meridian Wire, 13 Mar 2024".
#[must_use]
pub fn published(article: &ArticleRef) -> String {
    let outlet = article.publisher.as_deref().unwrap_or(&article.id);
    match article.created.as_deref() {
        Some(created) => format!("{outlet}, {}", day(created)),
        None => outlet.to_owned(),
    }
}

/// The first columns of an id, which are enough to name it.
#[must_use]
pub fn short(id: &str) -> &str {
    id.get(..9).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_place(name: &str, written: &str, shown: &str) {
        let span = SpanForm { text: written.to_owned(), ..SpanForm::default() };
        let place = PlaceForm { name: name.to_owned(), span, ..PlaceForm::default() };
        assert_eq!(place_name(&place), shown);
    }

    #[test]
    fn contested_places_keep_the_articles_word_and_show_there_are_others() {
        check_place("Hask", "the town of Hask", "Hask");
        check_place("Hask / Haska", "Haska", "Haska (also Hask)");
        check_place("A / B / C / D", "B", "B (also A, C, …)");
    }
}

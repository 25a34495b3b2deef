//! Reading a text that is handed in. No ledger is needed, and nothing is kept.

use hearsay::{Article, ClaimForm, Created, Reader, Reading, Scratch};
use hearsay_input::{Judgement, MAX_BYTES, judge};
use hearsay_ledger::words::{Named, Told, count, tell};
use serde_json::{Value, json};

use super::answer::{Answer, json, untrusted};
use super::arguments::{Text, given};
use super::fence::Page;

/// The id of a text that is handed in, which has none of its own.
const ID: &str = "handed-in";

/// So many claims are told in words; the data has all.
const SHOWN: usize = 100;

/// The claims, incidents and notes of a text.
pub(super) fn read(asked: Text) -> anyhow::Result<Answer> {
    let article = article(asked)?;
    let mut reading = Reader::new().read(&article, &mut Scratch::default());
    hearsay_incidents::complete(&mut reading);
    let told = tell(&reading);
    let mut page = Page::default();
    let claims = count(reading.claims.len(), "claim");
    let incidents = count(reading.incidents.as_ref().map_or(0, Vec::len), "incident");
    page.say(&format!(
        "{claims} in {incidents}, read from the text that was handed in; nothing is kept."
    ));
    if article.created.is_none() {
        page.say("It has no creation time, so days without a year have none: unknown.");
    }
    for (at, (claim, told)) in reading.claims.iter().zip(&told).take(SHOWN).enumerate() {
        page.say("");
        one(&mut page, at + 1, claim, told);
    }
    if reading.claims.len() > SHOWN {
        page.say(&format!("\n{} more in the data.", count(reading.claims.len() - SHOWN, "claim")));
    }
    notes(&mut page, &reading);
    Ok(Answer { data: data(&reading, &told), text: page.finish() })
}

/// The article, if it can be one.
fn article(asked: Text) -> anyhow::Result<Article> {
    let (title, publisher) = (given(&asked.title), given(&asked.publisher));
    let created = given(&asked.created).map(|moment| moment.parse::<Created>()).transpose()?;
    let beside = [&title, &publisher].into_iter().flatten().map(String::len).sum::<usize>();
    if asked.text.len() + beside > MAX_BYTES {
        anyhow::bail!(
            "the text is longer than {} MB, too long for one article; split it, or let `hearsay add` \
             read it into a ledger",
            MAX_BYTES >> 20
        );
    }
    if asked.text.trim().is_empty() {
        anyhow::bail!("the text is empty; there is nothing to read");
    }
    let language = match judge(&asked.text) {
        Judgement::English => Some("en".to_owned()),
        Judgement::TooShort => None,
        Judgement::Other(language) if asked.force == Some(true) => Some(language.code().to_owned()),
        Judgement::Other(language) => anyhow::bail!(
            "the text is not English but {language}; only English is read (\"force\": true reads it \
             anyway, and finds little)"
        ),
    };
    let id = ID.to_owned();
    Ok(Article { id, title, url: None, publisher, created, language, text: asked.text })
}

/// The reading for programs: its form, but for the text, which who asks has.
fn data(reading: &Reading, told: &[Told]) -> Value {
    let mut data = untrusted(reading);
    if let Some(article) = data["article"].as_object_mut() {
        article.remove("text");
    }
    let in_words = reading.claims.iter().zip(told).map(
        |(claim, told)| json!({"claim": claim.id, "says": says(told), "status": status(told)}),
    );
    data["in_words"] = json(&in_words.collect::<Vec<_>>());
    data
}

/// Who says so, outermost first, and what the last of them does.
fn says(told: &Told) -> String {
    let names: Vec<String> = told.chain.iter().map(name).collect();
    let chain =
        if names.is_empty() { "the article itself".to_owned() } else { names.join(" ← ") };
    format!("{chain} {}", told.says)
}

fn status(told: &Told) -> &str {
    told.status.as_ref().map_or(super::citing::PLAIN, |status| &status.words)
}

fn name(named: &Named) -> String {
    let inferred = if named.inferred { " (inferred)" } else { "" };
    format!("{}{inferred}", named.name)
}

fn one(page: &mut Page, number: usize, claim: &ClaimForm, told: &Told) {
    let standing = told.status.as_ref().map(|it| format!("{}: ", it.words.to_uppercase()));
    let event = format!("{}{}", standing.unwrap_or_default(), told.event);
    page.say(&format!("{number}. claim {}: {event}", claim.id));
    let names = |list: &[Named]| list.iter().map(name).collect::<Vec<_>>().join(", ");
    let who = match (names(&told.actors), names(&told.recipients)) {
        (actors, recipients) if recipients.is_empty() => actors,
        (actors, recipients) => format!("{actors} → {recipients}").trim_start().to_owned(),
    };
    let mut lines = vec![says(told)];
    let fields = [
        ("who", Some(who)),
        ("with", Some(told.instruments.join(", "))),
        ("where", told.place.as_ref().map(name)),
        ("when", told.time.as_ref().map(name)),
    ];
    let known = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let known = known.filter(|(_, value)| !value.is_empty());
    lines.extend(known.map(|(name, value)| format!("{name}: {value}")));
    lines.extend(told.toll.iter().map(|toll| format!("toll: {toll}")));
    page.told(ID, &lines);
    for span in &claim.evidence {
        page.passage(ID, span);
    }
}

/// What a reader should know.
fn notes(page: &mut Page, reading: &Reading) {
    for note in reading.notes.iter().take(SHOWN) {
        page.say("\nnote:");
        page.told(ID, std::slice::from_ref(&note.note));
        if let Some(span) = &note.span {
            page.passage(ID, span);
        }
    }
}

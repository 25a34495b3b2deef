//! The reader: an article beside its claims, why they were read, and texts handed in.

mod common;
mod handing;

use common::{Desk, TOKEN, article, examples};
use handing::{form, hand_in};
use hearsay_server::{DeskFile, Role};
use serde_json::Value;

const TEXT: &str = "Oravia said on Monday that Tarsk troops had killed three soldiers in Hask.\n\n\
                    The weather was mild. Tarsk denied it.";

fn small() -> Desk {
    Desk::with(vec![article("one", TEXT)])
}

fn claims(desk: &Desk) -> Vec<String> {
    let page = desk.json("/api/v1/claims?order=oldest");
    let items = page["items"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

fn articles(desk: &Desk) -> usize {
    desk.json("/api/v1/articles")["items"].as_array().map_or(0, Vec::len)
}

#[test]
fn article_stands_beside_its_claims() {
    let desk = small();
    let page = desk.page("/articles/one");
    for id in claims(&desk) {
        assert!(page.contains(&format!("id=\"c-{id}\"")), "{id} has no card");
        assert!(page.contains(&format!("href=\"/claims/{id}\"")), "{id} has no why");
    }
    for layer in ["claimant", "cue", "event", "figure", "time", "place"] {
        let has_mark = page.split("<mark ").skip(1).any(|mark| {
            let layers = mark.split("data-layer=\"").nth(1).unwrap_or_default();
            layers.split('"').next().unwrap_or_default().split(' ').any(|it| it == layer)
        });
        assert!(has_mark, "no mark of {layer}");
    }
    assert!(page.contains("The weather was mild.") && page.contains("class=\"silent\""));
    assert!(page.contains("/articles/one/why?version=1&amp;at=The+weather+was+mild."), "{page}");
}

#[test]
fn layers_are_kept_in_the_address() {
    let desk = small();
    let page = desk.page("/articles/one?layers=event");
    let checked = |layer: &str| page.contains(&format!("id=\"layer-{layer}\" checked"));
    assert!(checked("event") && !checked("place") && !checked("unclaimed"));
}

#[test]
fn versions_can_be_read_and_what_changed_is_told() {
    let edited = TEXT.replace("three soldiers", "four soldiers");
    let desk = Desk::with(vec![article("one", TEXT), article("one", &edited)]);
    let old = desk.page("/articles/one?version=1");
    assert!(old.contains("This is version 1 of 2") && old.contains("three"));
    let new = desk.page("/articles/one");
    assert!(new.contains("What changed") && new.contains("killed 3") && new.contains("killed 4"));
    assert_eq!(desk.get("/articles/one?version=9").status, 404);
    assert_eq!(desk.get("/articles/one?version=x").status, 400);
}

#[test]
fn bytes_are_handed_out_and_never_shown() {
    let desk = small();
    let answered = hand_in(&desk, TOKEN, "/read/keep", &[], Some(("page.html", PAGE.as_bytes())));
    assert_eq!(answered.status, 303, "{}", answered.text);
    let place = answered.headers["location"].to_str().expect("a path").to_owned();
    let raw = desk.get(&format!("{place}/raw"));
    assert_eq!(raw.status, 200);
    assert_eq!(raw.headers["content-type"], "application/octet-stream");
    assert_eq!(raw.headers["x-content-type-options"], "nosniff");
    let disposition = raw.headers["content-disposition"].to_str().expect("a header");
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert_eq!(raw.text, PAGE);
}

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><title>Shelling at Hask</title></head><body>\
    <article><h1>Shelling at Hask</h1><p>The ministry of defence said on Monday that shelling had \
    killed three soldiers near the river, and that the army would answer. Nobody else was hurt, it \
    added, and the road to the town was open again by noon.</p><script>alert(1)</script>\
    <p>The mayor said that two houses had been destroyed by the shells and that the people who lived \
    in them had been brought to the school, where they would stay until the houses were built \
    again.</p></article></body></html>";

#[test]
fn hostile_text_stays_text() {
    let brackets = format!("{}{}", "(".repeat(5_000), ")".repeat(5_000));
    let text = format!(
        "Oravia said that \u{202E}Tarsk\u{202C} troops killed <script>alert(1)</script> three soldiers \
         \"><img src=x onerror=alert(2)>. {brackets} & so on."
    );
    let mut hostile = article("a/b \"<x>", &text);
    hostile.title = Some("<b onmouseover=alert(3)>T</b>".to_owned());
    hostile.url = Some("javascript:alert(4)".to_owned());
    let desk = Desk::with(vec![hostile]);
    let page = desk.page("/articles/a%2Fb%20%22%3Cx%3E");
    let looked = hand_in(&desk, TOKEN, "/read", &[("text", &text), ("title", "<i>x</i>")], None);
    assert_eq!(looked.status, 200, "{}", looked.text);
    for page in [&page, &looked.text] {
        for bad in ["<script>alert", "<img", "<b onmouseover", "href=\"javascript", "<i>x"] {
            assert!(!page.contains(bad), "{bad} is markup");
        }
        assert!(
            page.contains("&#60;script&#62;alert(1)&#60;/script&#62;") || page.contains("alert(1)")
        );
    }
    for id in claims(&desk) {
        let page = desk.page(&format!("/claims/{id}"));
        assert!(!page.contains("<script>alert") && !page.contains("<img"));
    }
}

#[test]
fn looking_keeps_nothing() {
    let desk = small();
    let before = articles(&desk);
    let fields = [
        (
            "text",
            "Corvane said on Monday that two men had been shot in Voskar.\r\nIt gave no names.",
        ),
        ("title", "Two shot"),
        ("publisher", "Meridian Wire"),
        ("created", "2024-03-14"),
    ];
    let looked = hand_in(&desk, TOKEN, "/read", &fields, None);
    assert_eq!(looked.status, 200, "{}", looked.text);
    for words in
        ["kept nowhere", "Two shot", "Meridian Wire", "11 Mar 2024", "Put it into the ledger"]
    {
        assert!(looked.text.contains(words), "{words} is missing");
    }
    assert!(looked.text.contains("class=\"card\""), "a claim has its card");
    assert_eq!(articles(&desk), before);

    let kept = hand_in(&desk, TOKEN, "/read/keep", &fields, None);
    assert_eq!(kept.status, 303, "{}", kept.text);
    assert_eq!(articles(&desk), before + 1);
    let place = kept.headers["location"].to_str().expect("a path").to_owned();
    assert!(desk.page(&place).contains("Two shot"));
    let again = hand_in(&desk, TOKEN, "/read/keep", &fields, None);
    assert_eq!(again.headers["location"].to_str().ok(), Some(place.as_str()));
    assert_eq!(articles(&desk), before + 1);
}

#[test]
fn viewers_only_look() {
    let desk = Desk::team(vec![article("one", TEXT)], &[("Bea", Role::Viewer)]);
    let file = DeskFile::beside(&desk.ledger()).expect("it is there");
    let token = file.add_token("Bea", "test", "test").expect("a token can be made");
    let bearer = format!("Bearer {token}");
    let get = |path: &str| desk.send(path, &[("authorization", bearer.as_str())], None);
    let fields = [("text", "Corvane said on Monday that two men had been shot in Voskar.")];
    let looked = hand_in(&desk, &token, "/read", &fields, None);
    assert_eq!(looked.status, 200, "{}", looked.text);
    assert!(!looked.text.contains("/read/keep"));
    assert!(!get("/read").text.contains("/read/keep"));
    assert_eq!(hand_in(&desk, &token, "/read/keep", &fields, None).status, 403);
    let items: Value = serde_json::from_str(&get("/api/v1/claims").text).expect("it is JSON");
    let articles: Value = serde_json::from_str(&get("/api/v1/articles").text).expect("it is JSON");
    assert_eq!(articles["items"].as_array().map(Vec::len), Some(1));
    let page = get("/articles/one").text;
    assert!(page.contains("class=\"card\"") && !page.contains("action=\"/decisions\""));
    let id = items["items"][0]["id"].as_str().expect("an id");
    assert_eq!(get(&format!("/claims/{id}")).status, 200);
    assert_eq!(get(&format!("/claims/{id}/edit")).status, 403);
}

#[test]
fn what_cannot_be_read_is_told_on_the_page() {
    let desk = small();
    let look = |text: &str| hand_in(&desk, TOKEN, "/read", &[("text", text)], None);
    let empty = look(" \r\n ");
    assert!(empty.status == 422 && empty.text.contains("There is nothing to read"));
    let french = "Le ministère de la Défense a déclaré lundi que trois soldats avaient été tués.";
    let other = look(french);
    assert!(
        other.status == 422 && other.text.contains("Look at it all the same"),
        "{}",
        other.text
    );
    assert!(other.text.contains("Le ministère"), "what was pasted is not lost");
    assert_eq!(
        hand_in(&desk, TOKEN, "/read", &[("text", french), ("force", "true")], None).status,
        200
    );
    let undated = hand_in(&desk, TOKEN, "/read", &[("text", TEXT), ("created", "last week")], None);
    assert!(undated.status == 422 && undated.text.contains("is not a date"), "{}", undated.text);
    let long = "word ".repeat((1 << 20) / 5 + 1);
    let long = look(&long);
    assert!(long.status == 413 && long.text.contains("longer than 1 MB"));
    let binary =
        hand_in(&desk, TOKEN, "/read/keep", &[], Some(("x.bin", &[0, 1, 2, 255, 0, 7, 0, 0])));
    assert_eq!(binary.status, 422, "{}", binary.text);
    let endless = vec![b'x'; 12 << 20];
    let endless = hand_in(&desk, TOKEN, "/read/keep", &[], Some(("x.txt", &endless)));
    assert!(endless.status == 413 && endless.text.contains("<h1>"), "{}", endless.text);
    assert_eq!(articles(&desk), 1);
}

#[test]
fn a_file_of_several_articles_tells_what_became_of_each() {
    let desk = small();
    let lines = "{\"id\": \"x\", \"text\": \"Shelling killed two soldiers in Hask, the ministry said.\"}\n\
                 {\"id\": \"y\", \"text\": }\n\
                 {\"id\": \"one\", \"text\": \"\"}\n";
    let taken = hand_in(&desk, TOKEN, "/read/keep", &[], Some(("wire.jsonl", lines.as_bytes())));
    assert_eq!(taken.status, 200, "{}", taken.text);
    assert!(taken.text.contains("1 new, 0 known, 2 not taken"), "{}", taken.text);
    assert!(taken.text.contains("href=\"/articles/x\""));
}

#[test]
fn a_claim_tells_why_and_can_be_corrected() {
    let desk = small();
    let id = claims(&desk).remove(0);
    let page = desk.page(&format!("/claims/{id}"));
    for words in
        ["Why it was read so", "class=\"steps\"", "Rule: <code>", "three soldiers", ".tsv:"]
    {
        assert!(page.contains(words), "{words} is missing");
    }
    let edit = desk.page(&format!("/claims/{id}/edit?field=certainty"));
    assert!(edit.contains("<option selected>certain") && edit.contains("name=\"value\""), "{edit}");
    assert_eq!(desk.get(&format!("/claims/{id}/edit?field=evidence.0")).status, 400);
    let back = format!("/claims/{id}");
    let sent = form(
        &desk,
        "/decisions",
        &[
            ("what", "correct"),
            ("claim", id.as_str()),
            ("field", "certainty"),
            ("value", "possible"),
            ("note", "“may have”"),
            ("back", back.as_str()),
        ],
    );
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = desk.page(&format!("/claims/{id}"));
    let words = ["What people corrected", "held possible", "“may have”", "value=\"undo\""];
    for words in words {
        assert!(page.contains(words), "{words} is missing");
    }
    assert!(desk.page("/articles/one").contains("corrected: certainty"));
}

#[test]
fn words_without_a_claim_are_explained() {
    let desk = small();
    let page = desk.page("/articles/one/why?at=The+weather+was+mild.");
    assert!(page.contains("0 claims there") && page.contains("weather"), "{page}");
    assert_eq!(desk.get("/articles/one/why?at=nowhere+in+it").status, 404);
    assert_eq!(desk.get("/articles/one/why").status, 400);
}

#[test]
fn every_claim_of_the_examples_is_explained() {
    let desk = Desk::with(examples());
    let all = desk.json("/api/v1/claims?limit=1000");
    let items = all["items"].as_array().expect("a list");
    for item in items.iter().step_by(7) {
        let id = item["id"].as_str().expect("an id");
        let page = desk.page(&format!("/claims/{id}"));
        assert!(page.contains("class=\"steps\""), "{id} is not explained");
        let article = item["article"]["id"].as_str().expect("an article");
        assert!(desk.page(&format!("/articles/{article}")).contains(&format!("id=\"c-{id}\"")));
        if item["polarity"].as_str() == Some("-") {
            assert!(page.contains("class=\"status negative\""), "{id} hides its denial");
        }
    }
}

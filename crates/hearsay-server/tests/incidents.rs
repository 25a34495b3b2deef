//! The pages about one incident: its sides beside each other, and its toll.

mod common;

use std::collections::HashSet;
use std::sync::LazyLock;

use common::{Desk, article, examples};
use hearsay::Article;
use serde_json::json;

/// An outlet that would run a script, and be a formula in a spreadsheet.
const HOSTILE: &str = "=HYPERLINK(\"https://evil.example\")<script>alert(1)</script>";

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let mut articles = examples();
    articles.push(article(
        "silence",
        "Armenia said on Thursday that Azerbaijan had shelled the town of Goris on Wednesday, killing two \
         Armenian soldiers.",
    ));
    for (id, created, text) in [
        (
            "bomb",
            "2024-04-09",
            "A car bomb killed at least nine people in Mosul on Tuesday, the interior \
             ministry said.",
        ),
        (
            "more",
            "2024-04-10",
            "A car bomb killed 14 people in Mosul on Tuesday, the interior ministry \
             said on Wednesday, raising the toll.",
        ),
    ] {
        articles.push(Article { created: created.parse().ok(), ..article(id, text) });
    }
    articles.push(Article {
        title: Some("\"><img src=x onerror=alert(1)>".to_owned()),
        publisher: Some(HOSTILE.to_owned()),
        url: Some("javascript:alert(1)".to_owned()),
        ..article(
            "a/b\"><i>",
            "A car bomb killed at least nine people in Baghdad on 12 March 2024, the interior ministry \
             said. Doctors said that 31 people were wounded.",
        )
    });
    // Each in words of its own, or it would be taken for a copy of the others.
    for (outlet, source) in [
        "The interior ministry",
        "The health ministry",
        "A hospital",
        "The police",
        "The Red Crescent",
        "The governor",
        "The mayor",
        "Al Jazeera",
        "Reuters",
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!(
            "A car bomb killed {} people in Kirkuk on Monday. {source} gave the figure on Tuesday.",
            9 + 3 * outlet
        );
        articles.push(Article {
            created: "2024-05-14".parse().ok(),
            publisher: Some(format!("Outlet {outlet}")),
            ..article(&format!("crowd-{outlet}"), &text)
        });
    }
    Desk::with(articles)
});

/// The incident told of most in an article.
fn incident(of: &str) -> String {
    let of: String = url::form_urlencoded::byte_serialize(of.as_bytes()).collect();
    let found = DESK.json(&format!("/api/v1/incidents?article={of}"));
    let items = found["items"].as_array().expect("a list");
    let claims = |item: &&serde_json::Value| item["claims"].as_array().map_or(0, Vec::len);
    let most = items.iter().max_by_key(claims).expect("the article tells of something");
    most["id"].as_str().expect("an id").to_owned()
}

/// The border clash of the examples.
fn clash() -> String {
    incident("oravian-herald")
}

/// Every stretch between two words.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(|part| part.split_once(end).map(|(part, _)| part)).collect()
}

/// The cells of a question's row.
fn cells<'a>(page: &'a str, question: &str) -> Vec<&'a str> {
    let head = format!("scope=\"row\">{question}</th>");
    let row = between(page, &head, "</tr>");
    assert_eq!(row.len(), 1, "one row for {question}");
    row[0].split("<td ").skip(1).collect()
}

#[test]
fn contradiction_stands_in_both_cells_with_its_reason() {
    let page = DESK.page(&format!("/incidents/{}", clash()));
    let cells = cells(&page, "killed");
    let contested = cells.iter().filter(|cell| cell.contains("href=\"#reason-1\"")).count();
    assert_eq!(contested, 2, "{cells:?}");
    let marked = cells.iter().filter(|cell| cell.starts_with("role=\"cell\" data-contested=\"1\""));
    assert_eq!(marked.count(), 2, "{cells:?}");
    let reason = between(&page, "<li id=\"reason-1\"", "</li>");
    assert!(reason[0].contains("says 4, Tarsk says 14"), "{reason:?}");
    assert!(reason[0].contains("aria-label=\"To what Tarsk says\""), "{reason:?}");
}

#[test]
fn many_contradictions_keep_their_reasons_and_leave_room_for_the_answers() {
    let page = DESK.page(&format!("/incidents/{}", incident("crowd-0")));
    let contradictions = between(&page, "href=\"#reasons\">", "</a>");
    assert_eq!(contradictions[0], "36 contradictions", "each outlet contradicts each other");
    for number in 1..=36 {
        assert!(page.contains(&format!("<li id=\"reason-{number}\"")), "{number}");
    }
    let answers = between(&page, "<li class=\"answer\"", "</details>");
    let killed: Vec<&&str> = answers.iter().filter(|it| it.contains("-killed\"")).collect();
    assert_eq!(killed.len(), 9);
    for answer in killed {
        assert_eq!(between(answer, "href=\"#reason-", "\"").len(), 6, "{answer}");
        assert!(answer.contains("and 2 more"), "{answer}");
    }
    let joined = between(&page, "data-contested=\"", "\"");
    let joined: HashSet<&str> = joined.iter().flat_map(|numbers| numbers.split(' ')).collect();
    assert_eq!(joined.len(), 5);
}

#[test]
fn silence_is_told_apart_from_saying_nothing_of_it() {
    let page = DESK.page(&format!("/incidents/{}", incident("silence")));
    let silent = cells(&page, "what");
    assert!(silent[1].contains("<p class=\"silence\">silent</p>"), "{silent:?}");
    assert!(page.contains("only <bdi>Armenia</bdi> speaks"));
    let page = DESK.page(&format!("/incidents/{}", clash()));
    let quiet = cells(&page, "wounded");
    assert!(quiet[1].contains("<p class=\"silence\">says nothing of it</p>"), "{quiet:?}");
}

#[test]
fn denial_is_said_wherever_the_claim_is_shown() {
    let page = DESK.page(&format!("/incidents/{}", clash()));
    let answers = between(&page, "<li class=\"answer\"", "</li>");
    let withdrawn: Vec<&&str> =
        answers.iter().filter(|answer| answer.contains("a Tarsk colonel had been")).collect();
    let rows: HashSet<&str> = withdrawn
        .iter()
        .filter_map(|answer| answer.split('"').nth(1)?.rsplit('-').next())
        .collect();
    assert_eq!(rows, HashSet::from(["what", "where", "killed"]));
    for answer in withdrawn {
        assert!(answer.contains("<strong class=\"status negative\">denied</strong>"), "{answer}");
        assert!(answer.contains("” [denied]. Meridian Wire, 13 Mar 2024"), "{answer}");
    }
}

#[test]
fn every_answer_has_a_name_of_its_own_and_every_sign_leads_somewhere() {
    for page in ["", "/toll"] {
        let page = DESK.page(&format!("/incidents/{}{page}", clash()));
        let names = between(&page, " id=\"", "\"");
        let once: HashSet<&str> = names.iter().copied().collect();
        assert_eq!(once.len(), names.len(), "no name stands twice");
        for goal in between(&page, "href=\"#", "\"") {
            assert!(once.contains(goal), "nothing is called {goal}");
        }
    }
}

#[test]
fn own_losses_are_marked_and_the_mark_explained() {
    let page = DESK.page(&format!("/incidents/{}", clash()));
    let killed = cells(&page, "killed");
    assert!(
        killed[0].contains(">†</a>")
            && !killed[1].contains("Oravian soldiers</bdi></a> <a class=\"own\"")
    );
    assert!(
        page.contains("id=\"own\"><span class=\"own\">†</span> a side tells of its own losses")
    );
}

#[test]
fn decision_about_a_claim_stands_beneath() {
    let id = incident("silence");
    let note = json!({"what": "note", "incidents": [id], "note": "ask <b>Goris</b>"});
    let answered = DESK.post("/api/v1/decisions", &note);
    assert_eq!(answered.status, 201, "{}", answered.text);
    let page = DESK.page(&format!("/incidents/{id}"));
    let decisions = between(&page, "<h2 id=\"decisions\">", "</section>");
    assert!(decisions[0].contains("<bdi>Ana</bdi>: <strong><bdi>noted</bdi></strong>"));
    assert!(decisions[0].contains("ask &#60;b&#62;Goris"), "{decisions:?}");
    assert!(!DESK.page(&format!("/incidents/{}", clash())).contains("id=\"decisions\""));
}

#[test]
fn day_before_the_first_article_is_not_found_and_says_when_it_came() {
    for page in ["", "/toll", "/toll.csv"] {
        let answered = DESK.get(&format!("/incidents/{}{page}?as_of=2024-03-11", clash()));
        assert_eq!(answered.status, 404);
        assert!(answered.text.contains("by the end of 11 Mar 2024"), "{}", answered.text);
        assert!(answered.text.contains("is of 12 Mar 2024"), "{}", answered.text);
    }
}

#[test]
fn earlier_day_knows_less_and_takes_no_decisions() {
    let all = DESK.page(&format!("/incidents/{}", clash()));
    let then = DESK.page(&format!("/incidents/{}?as_of=2024-03-12", clash()));
    assert!(all.contains("Maret Courier") && !then.contains("Maret Courier"));
    assert!(all.contains("value=\"split\"") && !then.contains("value=\"split\""));
    assert!(then.contains("As it was known at the end of 12 Mar 2024."));
    assert!(then.contains("/toll?as_of=2024-03-12\""));
    assert!(then.contains("as known on 12 Mar 2024, Hearsay"), "citations say so too");
}

#[test]
fn what_articles_say_stays_text() {
    let id = incident("a/b\"><i>");
    for page in ["", "/toll"] {
        let page = DESK.page(&format!("/incidents/{id}{page}"));
        for markup in ["<script>alert", "<img", "<i>", "href=\"javascript"] {
            assert!(!page.contains(markup), "{markup}");
        }
        assert!(page.contains("&#60;script&#62;alert(1)"));
        assert!(page.contains("href=\"/articles/a%2Fb%22%3E%3Ci%3E"));
    }
}

#[test]
fn toll_gives_a_row_for_each_figure_and_names_its_policy() {
    let id = clash();
    let series = DESK.json(&format!("/api/v1/incidents/{id}/toll"));
    let figures = series["series"].as_array().expect("series").iter().flat_map(|series| {
        let lines = series["lines"].as_array().expect("lines");
        lines.iter().flat_map(|line| line["points"].as_array().expect("points"))
    });
    let figures: HashSet<&str> = figures.filter_map(|point| point["figure"].as_str()).collect();
    let page = DESK.page(&format!("/incidents/{id}/toll?policy=max"));
    let rows: HashSet<&str> = between(&page, "data-figure=\"", "\"").into_iter().collect();
    assert_eq!(rows, figures);
    assert!(page.contains("under the policy <strong>max</strong>"));
    assert!(page.contains("policy=max\" aria-current=\"true\""));
    assert!(page.contains(&format!("data-src=\"/api/v1/incidents/{id}/toll?policy=max\"")));
    assert!(page.contains("data-hedge=\"no fewer than\""));
    assert!(page.contains("at least 14"));
    assert_eq!(DESK.get(&format!("/incidents/{id}/toll?policy=best")).status, 400);
}

#[test]
fn revised_figure_stays_and_says_so() {
    let page = DESK.page(&format!("/incidents/{}/toll", incident("more")));
    let rows = between(&page, "<tr data-figure=", "</tr>");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("at least 9") && rows[0].contains("revised later"), "{rows:?}");
    assert!(rows[1].contains(">14<") && !rows[1].contains("later"), "{rows:?}");
    let then = DESK.page(&format!("/incidents/{}/toll?as_of=2024-04-09", incident("more")));
    assert!(then.contains("at least 9") && !then.contains("revised later"));
}

#[test]
fn toll_changes_with_the_policy() {
    let best = |policy: &str| {
        let page = DESK.page(&format!("/incidents/{}/toll?policy={policy}", clash()));
        let row = between(&page, "<tr><th scope=\"row\">killed", "</tr>")[0].to_owned();
        assert!(row.starts_with("</th>"), "of everyone: {row}");
        between(&row, "<strong>", "</strong>")[0].parse::<u64>().expect("a number")
    };
    assert!(best("min") < best("max"));
}

#[test]
fn table_to_download_names_its_policy_and_holds_no_formulas() {
    let id = incident("a/b\"><i>");
    let answered = DESK.get(&format!("/incidents/{id}/toll.csv?policy=ucdp"));
    assert_eq!(answered.status, 200);
    let header = |name: &str| answered.headers[name].to_str().expect("letters").to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        header("content-disposition"),
        format!("attachment; filename=\"toll-{id}-ucdp.csv\"")
    );
    let mut table = csv::Reader::from_reader(answered.text.as_bytes());
    let heads = table.headers().expect("a head").clone();
    let rows: Vec<csv::StringRecord> =
        table.records().collect::<Result<_, _>>().expect("rows of one length");
    let cell = |row: &csv::StringRecord, name: &str| {
        let at = heads.iter().position(|head| head == name).expect("the column is there");
        row[at].to_owned()
    };
    assert!(rows.iter().all(|row| cell(row, "policy") == "ucdp"));
    let figures: Vec<_> = rows.iter().filter(|row| cell(row, "row") == "figure").collect();
    let killed = figures.iter().find(|row| cell(row, "kind") == "killed").expect("a figure");
    assert_eq!(cell(killed, "outlet"), format!("'{HOSTILE}"));
    assert_eq!([cell(killed, "low"), cell(killed, "high")], ["9", ""], "it stays open");
    let total = rows.iter().find(|row| cell(row, "row") == "total").expect("a total");
    assert!(!cell(total, "best").is_empty() && !cell(total, "figures").is_empty());
}

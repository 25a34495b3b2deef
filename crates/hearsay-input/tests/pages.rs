//! What web pages say about themselves: outlet, headline, day and authors, as a reader sees them.

use hearsay_input::pages;

const FIRST: &str = "Two soldiers were killed near the river on Monday, the ministry said.";
const SECOND: &str = "The spokesman denied that his side had opened fire first.";

/// What a page says about itself: `outlet | title | date | authors`.
fn about(head: &str, opening: &str, address: &str) -> String {
    let page = format!(
        "<html><head>{head}</head><body><div><a href=/>Start</a></div><div class=content>{opening}\
         <p>{FIRST}</p><p>{SECOND} {FIRST}</p></div><div>More: 1 May 2019</div></body></html>"
    );
    let found = pages::read(page.as_bytes(), None, Some(address)).expect("it is a page");
    let [outlet, title] = [found.publisher, found.title].map(Option::unwrap_or_default);
    let created = found.created.map_or_else(String::new, |created| created.to_string());
    [outlet, title, created, found.authors.join("+")].join(" | ")
}

#[test]
fn outlet_bears_the_name_its_readers_know() {
    let site = |name: &str| {
        format!(
            "<title>Shells hit a village</title><meta property='og:site_name' content='{name}'>"
        )
    };
    let outlet = |head: &str, opening: &str| {
        let about = about(
            head,
            &format!("<h1>Shells hit a village</h1>{opening}"),
            "https://www.oraviapress.example/a",
        );
        about.split(" | ").next().unwrap_or_default().to_owned()
    };
    assert_eq!(outlet(&site("The Oravia Press"), ""), "The Oravia Press");
    assert_eq!(outlet(&site("Oravia Press - Home"), ""), "Oravia Press");
    assert_eq!(outlet(&site("Oravia Press | All the news, always"), ""), "Oravia Press");
    assert_eq!(
        outlet(&site("https://www.oraviapress.example"), "<div>© 2020 Oravia Press</div>"),
        "Oravia Press"
    );
    assert_eq!(outlet("<title>Shells hit a village - Oravia Press</title>", ""), "Oravia Press");
    assert_eq!(outlet("<title>Shells hit a village - World</title>", ""), "oraviapress.example");
    let linked = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"publisher\": \
        {\"name\": \"Oravia Press\", }, }</script>";
    assert_eq!(outlet(&(site("oraviapress") + linked), ""), "Oravia Press");
    // The name of the page is not that of the outlet.
    let named = "<title>Shells hit a village</title>\
        <meta name='application-name' content='Shells hit a village'>";
    assert_eq!(outlet(named, ""), "oraviapress.example");
}

#[test]
fn headline_is_the_one_that_readers_see() {
    let title = |head: &str, opening: &str| {
        let about = about(head, opening, "https://press.example/a");
        about.split(" | ").nth(1).unwrap_or_default().to_owned()
    };
    let head = "<title>Oravia war: village hit by shells</title>\
        <meta property='og:title' content='Shells hit a village'>";
    assert_eq!(title(head, "<h1>Shells hit a village</h1>"), "Shells hit a village");
    assert_eq!(
        title(head, "<h1>Two die as shells hit a village</h1>"),
        "Two die as shells hit a village"
    );
    assert_eq!(title(head, "<h1><a href='/'>The Press</a></h1>"), "Shells hit a village");
    let drawing = "<svg><title>Share this</title></svg><h2>Shells hit a village</h2>";
    assert_eq!(title("<title>Shells hit a village</title>", drawing), "Shells hit a village");
}

#[test]
fn date_is_the_readers_own() {
    let date = |head: &str, opening: &str| {
        let opening = format!("<h1>Shells hit a village</h1>{opening}");
        let head = format!("<title>Shells hit a village</title>{head}");
        let about = about(&head, &opening, "https://press.example/a");
        about.split(" | ").nth(2).unwrap_or_default().to_owned()
    };
    let told = "<meta property='article:published_time' content='2020-09-29T03:05:00Z'>";
    assert_eq!(date(told, ""), "2020-09-29T03:05:00");
    assert_eq!(date(told, "<p>Sept. 28, 2020 at 8:05 pm PDT</p>"), "2020-09-28T20:05:00");
    assert_eq!(date(told, "<p>By Anna Derin<br>28 September 2020</p>"), "2020-09-28");
    // Nothing is told to machines.
    assert_eq!(date("", "<p>Published: 28 Sep 2020, 14:05</p>"), "2020-09-28T14:05:00");
    assert_eq!(
        date("", "<p><time datetime='2020-09-28T14:05:00+04:00'>A day ago</time></p>"),
        "2020-09-28T14:05:00"
    );
    // A change is no publication.
    let changed = "<meta property='og:updated_time' content='2020-10-02T14:05:00+04:00'>";
    assert_eq!(date(changed, "<p>28 September 2020</p>"), "2020-09-28");
    assert_eq!(date(changed, ""), "2020-10-02T14:05:00");
    // Dates of several stories are told.
    let several = "<meta itemprop=datePublished content=2020-10-02><meta itemprop=datePublished content=2020-10-01>\
        <meta name=dc.date.issued content=2020-09-28>";
    assert_eq!(date(several, ""), "2020-09-28");
}

#[test]
fn copy_is_dated_where_it_stands() {
    let head = "<title>Shells hit a village</title><link rel=canonical href='https://other.example/2020/09/27/a'>\
        <meta name=date content='2020-09-28T04:05:00Z'>";
    let about = about(head, "<h1>Shells hit a village</h1>", "https://portal.example/a");
    assert_eq!(about, "portal.example | Shells hit a village | 2020-09-28T04:05:00 | ");
}

#[test]
fn authors_are_those_of_the_byline() {
    let authors = |head: &str, opening: &str| {
        let head = format!("<title>Shells hit a village - Oravia Press</title>{head}");
        let about = about(
            &head,
            &format!("<h1>Shells hit a village</h1>{opening}"),
            "https://oraviapress.example/a",
        );
        about.rsplit(" | ").next().unwrap_or_default().to_owned()
    };
    let told = "<meta name=author content='Anna Derin'>";
    assert_eq!(authors(told, ""), "Anna Derin");
    assert_eq!(
        authors(told, "<p>By Anna Derin and Ray Amsel, Oravia Press</p>"),
        "Anna Derin+Ray Amsel"
    );
    // Who is told and who is shown are different people: machines are told the one who has the account.
    assert_eq!(authors(told, "<p>By Ray Amsel</p>"), "Anna Derin");
    for nobody in ["admin", "Oravia Press", "Oravia Press staff", "https://press.example/anna"] {
        let told = format!("<meta name=author content='{nobody}'>");
        assert_eq!(authors(&told, ""), "", "{nobody}");
        assert_eq!(
            authors(&told, "<p class=byline>Ray Amsel, Staff Writer</p>"),
            "Ray Amsel",
            "{nobody}"
        );
    }
    assert_eq!(authors("", "<p>World | By Ray Amsel | 28 September 2020</p>"), "Ray Amsel");
    assert_eq!(authors("", "<p>Posted on September 28, 2020 by Ray Amsel</p>"), "Ray Amsel");
    assert_eq!(authors("", "<div class=comment-author>Ray Amsel</div>"), "");
    let pointed = "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"Article\", \"author\": \
        {\"@id\": \"#ray\"}}, {\"@type\": \"Person\", \"@id\": \"#ray\", \"name\": \"Ray Amsel\"}]}</script>";
    assert_eq!(authors(pointed, ""), "Ray Amsel");
}

#[test]
fn page_of_a_file_names_its_outlet_too() {
    let page = format!(
        "<title>Shells hit a village - Oravia Press</title><meta property='og:site_name' \
         content='www.oraviapress.example'><h1>Shells hit a village</h1><p>{FIRST}</p><p>{SECOND}</p>"
    );
    let found = pages::read(page.as_bytes(), None, None).expect("it is a page");
    assert_eq!(found.publisher.as_deref(), Some("Oravia Press"));
}

#[test]
fn words_do_not_run_together_in_short_notices() {
    let read = |page: &str| pages::read(page.as_bytes(), None, None).map(|page| page.text);
    let page = "<html><body><p>Shells hit a village.<br>Two soldiers died.</p></body>";
    assert_eq!(read(page).as_deref(), Ok("Shells hit a village. Two soldiers died."));
    let page =
        "<html><body><div>Shells hit.</div><script>run()</script><div>Two died.</div></body>";
    assert_eq!(read(page).as_deref(), Ok("Shells hit.\n\nTwo died."));
}

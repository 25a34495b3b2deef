//! Pages, feeds, archives and sheets, good and hostile: what comes out, and in which words.

use std::fs;
use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use hearsay_input::{FeedList, Mapping, Options, Received, Source, articles, pages};
use proptest::prelude::*;

const FIRST: &str = "Two soldiers were killed near the river on Monday, the ministry said.";
const SECOND: &str = "The spokesman denied that his side had opened fire first.";

/// What came out of bytes, in words: `id | date | outlet | authors | text`, or a message.
fn told(name: &str, bytes: &[u8], mapping: &str) -> Vec<String> {
    let mapping: Mapping = mapping.parse().expect("it is a mapping");
    let options = Options { mapping, ..Options::default() };
    let source = Source::stream(name, Cursor::new(bytes.to_vec()));
    articles([source], options)
        .map(|item| match item {
            Ok(Received { article, authors, .. }) => [
                article.id,
                article.created.map_or_else(String::new, |created| created.to_string()),
                article.publisher.unwrap_or_default(),
                authors.join("+"),
                article.text.replace("\n\n", " ¶ "),
            ]
            .join(" | "),
            Err(error) if error.is_note() => format!("note {error}"),
            Err(error) => format!("error {error}"),
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn page(extra: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Shells - Oravia Press</title>{extra}</head>\
         <body><nav><a href=/>Home</a><a href=/x>World</a></nav><article><h1>Shells hit a village\
         </h1><p>{FIRST}</p>\n<p>{SECOND}</p></article><footer>All rights reserved</footer></body>"
    )
}

#[test]
fn page_tells_machines_first() {
    let linked = "<script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebPage\"}, \
        {\"@type\": [\"NewsArticle\"], \"headline\": \"Shells &amp; smoke\", \"datePublished\": \
        \"2020-09-28T14:05:00+0400\", \"author\": [{\"name\": \"Anna Derin\"}, {\"name\": \"By J. Amsel\"}], \
        \"publisher\": {\"name\": \"Oravia\"}}]}</script>";
    let found = pages::read(page(linked).as_bytes(), None, None).expect("it is a page");
    assert!(found.text.ends_with(&format!("{FIRST}\n\n{SECOND}")), "{}", found.text);
    assert_eq!(found.title.as_deref(), Some("Shells & smoke"));
    assert_eq!(found.created.map(|at| at.to_string()).as_deref(), Some("2020-09-28T14:05:00"));
    assert_eq!(found.authors, ["Anna Derin", "J. Amsel"]);
    assert_eq!(found.publisher.as_deref(), Some("Oravia"));
    assert_eq!(found.language.as_deref(), Some("en"));

    let metas = "<meta name='DC.date' content='28 September 2020'><meta property='og:site_name' \
        content='Oravia Press'><meta name='author' content='By Anna Derin and J. Amsel'>\
        <link rel='canonical' href='https://press.example/a'>";
    let found = pages::read(page(metas).as_bytes(), None, Some("https://press.example/a?x"))
        .expect("it is a page");
    assert_eq!(found.created.map(|at| at.to_string()).as_deref(), Some("2020-09-28"));
    assert_eq!(found.authors, ["Anna Derin", "J. Amsel"]);
    assert_eq!(found.url.as_deref(), Some("https://press.example/a"));

    let address = Some("https://www.press.example/2020/09/28/a.html");
    let found = pages::read(page("").as_bytes(), None, address).expect("it is a page");
    assert_eq!(found.created.map(|at| at.to_string()).as_deref(), Some("2020-09-28"));
    assert!(found.publisher.is_some());
}

#[test]
fn page_is_read_in_its_encoding() {
    let text = page("<meta charset=windows-1251>").replace(SECOND, "Он сказал: нет.");
    let bytes = encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    let found = pages::read(&bytes, None, None).expect("it is a page");
    assert!(found.text.contains("Он сказал: нет."), "{}", found.text);
    let text = page("").replace(SECOND, "Он сказал: нет.");
    let bytes = encoding_rs::KOI8_R.encode(&text).0.into_owned();
    let found = pages::read(&bytes, Some("text/html; charset=KOI8-R"), None).expect("it is a page");
    assert!(found.text.contains("Он сказал: нет."), "{}", found.text);
}

#[test]
fn hostile_pages_cost_nothing_but_themselves() {
    let deep = "<div>".repeat(100_000);
    let cases = [
        format!("<html>{deep}"),
        format!("<html>{}", "<b><i>".repeat(50_000)),
        format!("<html><p>{}", "<p>".repeat(100_000)),
        format!("<html>{FIRST}{}", "\0".repeat(100)),
        "<html>".to_owned(),
        "<html><script>".to_owned(),
        format!("<html {}", "a='".repeat(50_000)),
        format!("<html><!--{FIRST}"),
        format!("<html><script type='application/ld+json'>{}</script>", "[".repeat(100_000)),
        format!("<html>{}{FIRST}{}", "<div>".repeat(400), "</div>".repeat(400)),
        format!("<html>{}{}", "<h1 class=author>".repeat(400), "Shells hit. ".repeat(50_000)),
        format!("<html><title>{}</title>{}", "a ".repeat(50_000), "<p>A a a a".repeat(50_000)),
    ];
    for case in cases {
        let begin = std::time::Instant::now();
        let _ = pages::read(case.as_bytes(), None, None);
        assert!(begin.elapsed().as_secs() < 20, "{}", &case[..40.min(case.len())]);
    }
    assert_eq!(
        told("deep", format!("<html>{deep}").as_bytes(), ""),
        [
            "error deep: the page cannot be read: its elements are nested more than 512 deep, as no page of news is"
        ]
    );
}

const RSS: &str = "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<rss version=\"2.0\"><channel>\
    <title>Oravia Press</title><link>https://press.example/</link><description>News</description>\
    <item><title>Shells</title><guid isPermaLink=\"false\">tag:7</guid><link>https://press.example/7</link>\
    <pubDate>Mon, 28 Sep 2020 14:05:00 +0400</pubDate><description>&lt;p&gt;Two soldiers were killed \
    near the river on Monday, the ministry said.&lt;/p&gt;&lt;p&gt;The spokesman denied that his side \
    had opened fire first.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description></item>\
    <item><title>Talks</title><link>https://press.example/8</link><pubDate>soon</pubDate>\
    <description>The spokesman denied that his side had opened fire first.</description></item>\
    </channel></rss>";

#[test]
fn feeds_give_items() {
    assert_eq!(
        told("feed", RSS.as_bytes(), ""),
        [
            format!("tag:7 | 2020-09-28T14:05:00 | Oravia Press |  | {FIRST} ¶ {SECOND}"),
            "note feed, item 2: `soon` is not a date; the item is read without one".to_owned(),
            format!("https://press.example/8 |  | Oravia Press |  | {SECOND}"),
        ]
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Tarsk Wire</title><id>f</id>\
         <updated>2020-09-29T00:00:00Z</updated><entry><id>urn:1</id><title>A</title>\
         <author><name>Anna Derin</name></author><published>2020-09-28T14:05:00+04:00</published>\
         <updated>2020-09-28T15:00:00+04:00</updated><content type=\"html\">&lt;b&gt;{FIRST}&lt;/b&gt;\
         </content></entry></feed>"
    );
    assert_eq!(
        told("feed", atom.as_bytes(), ""),
        [format!("urn:1 | 2020-09-28T14:05:00 | Tarsk Wire | Anna Derin | {FIRST}")]
    );
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Sarrent Daily\", \"items\": \
         [{{\"id\": \"9\", \"content_text\": \"{FIRST}\", \"date_published\": \"2020-09-28T14:05:00+04:00\"}}]}}"
    );
    assert_eq!(
        told("feed", json.as_bytes(), ""),
        [format!("9 | 2020-09-28T14:05:00 | Sarrent Daily |  | {FIRST}")]
    );
}

#[test]
fn edited_item_keeps_its_id() {
    let id =
        |text: &str| told("feed", text.as_bytes(), "")[0].split(" | ").next().map(str::to_owned);
    assert_eq!(
        id(RSS),
        id(&RSS.replace("Two soldiers", "Three soldiers").replace("Shells", "Fire"))
    );
}

#[test]
fn broken_feeds_are_named() {
    for end in [100, 300, 420] {
        let told = told("feed", &RSS.as_bytes()[..end], "");
        assert!(
            told.iter().all(|line| line.starts_with("error feed") || line.contains(" | ")),
            "{told:?}"
        );
    }
    let deep = format!("<rss>{}", "<a>".repeat(100_000));
    assert!(told("feed", deep.as_bytes(), "")[0].starts_with("error feed: not a feed"));
}

fn record(kind: &str, url: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-09-28T10:05:00Z\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn response(url: &str, text: &str) -> String {
    let html = page("").replace(FIRST, text);
    record("response", url, &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}"))
}

#[test]
fn archives_give_their_pages() {
    let all = [
        record("warcinfo", "", "software: x"),
        record("request", "https://a.example/2020/09/28/1", "GET / HTTP/1.1\r\n\r\n"),
        response("https://a.example/2020/09/28/1", FIRST),
        record(
            "response",
            "https://a.example/x",
            "HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\nno",
        ),
        response("https://a.example/2020/09/28/2", FIRST),
    ];
    let is_good = |told: &[String]| {
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("https://a.example/2020/09/28/1 | 2020-09-28 |"), "{told:?}");
        assert!(told[1].starts_with("https://a.example/2020/09/28/2 |"), "{told:?}");
    };
    is_good(&told("archive", all.concat().as_bytes(), ""));
    let members: Vec<u8> = all.iter().flat_map(|record| gzip(record.as_bytes())).collect();
    is_good(&told_file("a.warc.gz", &members));
    let source = Source::stream("archive", Cursor::new(all.concat()));
    let received =
        articles([source], Options::default()).next().and_then(Result::ok).expect("a page");
    assert_eq!(received.raw.fetched.as_deref(), Some("2020-09-28T10:05:00Z"));
    assert_eq!(received.raw.headers, [("content-type".to_owned(), "text/html".to_owned())]);
}

/// What comes out of a file by this name.
fn told_file(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("the file can be written");
    articles([Source::Path(path)], Options::default())
        .map(|item| match item {
            Ok(Received { article, .. }) => {
                let created =
                    article.created.map_or_else(String::new, |created| created.to_string());
                format!("{} | {created} | {}", article.id, article.text)
            }
            Err(error) => {
                format!("error {error}").replace(&*folder.path().to_string_lossy(), "DIR")
            }
        })
        .collect()
}

#[test]
fn damage_in_an_archive_is_named_and_passed() {
    let (first, second) =
        (response("https://a.example/1", FIRST), response("https://a.example/2", FIRST));
    let broken = format!("{first}rubble\r\n{second}WARC/1.0\r\nWARC-Type: response\r\n\r\n{first}");
    let lines = told("archive", broken.as_bytes(), "");
    let at = first.len();
    assert_eq!(
        lines[1],
        format!(
            "error archive: the record at byte {at} cannot be read: no record begins here; reading goes on with the next one"
        )
    );
    assert!(lines[2].starts_with("https://a.example/2"), "{lines:?}");
    assert!(lines[3].ends_with("it does not say how long it is"), "{lines:?}");
    assert!(lines.last().is_some_and(|line| line.starts_with("https://a.example/1")), "{lines:?}");

    let cut = told("archive", &first.as_bytes()[..first.len() - 100], "");
    assert!(
        cut[0]
            .starts_with("error archive: the record at byte 0 cannot be read: it is cut off after"),
        "{cut:?}"
    );

    let mut members = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let middle = gzip(first.as_bytes()).len() / 2;
    members[middle] ^= 0xFF;
    let lines = told_file("a.warc.gz", &members);
    // What came before the damage showed is not given out either.
    assert!(!lines.iter().any(|line| line.starts_with("https://a.example/1")), "{lines:?}");
    let is_named = |line: &String| line.contains("the gzip member that begins at byte 0 is");
    assert!(lines.iter().any(is_named), "{lines:?}");
    assert!(lines.last().is_some_and(|line| line.starts_with("https://a.example/2")), "{lines:?}");
}

#[test]
fn sheets_are_read_by_their_heads() {
    let csv = format!(
        "Article ID;Headline;Publish Date;Body\r\n7;Shells;28 September 2020;\"{FIRST}\r\n\r\n{SECOND}\"\r\n;;;\r\n8;Talks;;{SECOND}\r\n"
    );
    assert_eq!(
        told("sheet", csv.as_bytes(), ""),
        [
            format!("7 | 2020-09-28 |  |  | {FIRST}\r\n\r\n{SECOND}"),
            format!("8 |  |  |  | {SECOND}"),
        ]
    );
    assert_eq!(
        told(
            "sheet",
            format!("no,when,what\n1,2020-09-28,\"{FIRST}\"\n").as_bytes(),
            "id=no,text=what,created=when"
        ),
        [format!("1 | 2020-09-28 |  |  | {FIRST}")]
    );
    let lines = told_file("a.csv", b"no,when,what\n1,2020-09-28,x\n");
    assert_eq!(
        lines,
        [
            "error DIR/a.csv: no `text`; there are no, when, what; name the one to take with --map text=NAME"
        ]
    );
    let open = format!("id,text\n1,\"{}", "x\n".repeat(6 << 20));
    let lines = told_file("a.csv", open.as_bytes());
    assert!(lines[0].contains("a quote may lack its end"), "{:.200}", lines[0]);
    assert!(
        told_file("a.xlsx", b"PK\x03\x04 no workbook")[0]
            .starts_with("error DIR/a.xlsx: not a sheet")
    );
    assert!(told_file("a.csv", b"")[0].starts_with("error DIR/a.csv: empty"));
}

/// The smallest workbook: one sheet with inline strings.
fn workbook() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Text</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>{FIRST}</t></is></c></row></sheetData></worksheet>"
    );
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let rels = (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
    );
    for (name, text) in parts.into_iter().chain([rels]) {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(text.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

#[test]
fn workbooks_are_read_and_known_by_their_beginning() {
    let expected = format!("7 |  | {FIRST}");
    assert_eq!(told_file("a.xlsx", &workbook()), std::slice::from_ref(&expected));
    assert_eq!(told_file("unnamed", &workbook()), [expected]);
}

#[test]
fn fields_of_json_go_by_any_name() {
    let line = format!(
        "{{\"doc\": {{\"body\": [\"{FIRST}\", \"{SECOND}\"]}}, \"n\": 7, \"by\": [{{\"name\": \"Anna Derin\"}}]}}\n"
    );
    assert_eq!(
        told("lines", line.as_bytes(), "id=n,text=doc.body,author=by"),
        [format!("7 |  |  | Anna Derin | {FIRST} ¶ {SECOND}")]
    );
    let lines = told("lines", b"{\"id\": 1, \"story\": \"x\"}\n", "text=body");
    assert_eq!(
        lines,
        [
            "error lines, line 1: the map wants it, but there is no `body`; there are id, story; name the one to take with --map text=NAME"
        ]
    );
}

#[test]
fn compressed_files_and_patterns_are_read() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let line = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"{FIRST}\"}}\n");
    let csv = format!("id,text\nc,\"{FIRST}\"\n");
    for (name, text) in
        [("1.jsonl.gz", line("a") + &line("b")), ("2.csv.gz", csv), ("3.txt.gz", FIRST.to_owned())]
    {
        fs::write(folder.path().join(name), gzip(text.as_bytes()))
            .expect("the file can be written");
    }
    let ids = |path: &str| -> Vec<String> {
        articles([Source::Path(folder.path().join(path))], Options::default())
            .map(|item| item.map_or_else(|error| error.to_string(), |read| read.article.id))
            .collect()
    };
    assert_eq!(ids(""), ["a", "b", "c", "3.txt"]);
    assert_eq!(ids("[12].*.gz"), ["a", "b", "c"]);
    assert!(ids("*.nothing")[0].ends_with("no file has a name like that"));
    let cut = gzip(line("a").repeat(50).as_bytes());
    let lines = told_file("a.jsonl.gz", &cut[..cut.len() - 9]);
    assert!(lines.last().is_some_and(|line| line.contains("at byte 0 is cut off")), "{lines:?}");
}

#[test]
fn list_of_feeds_is_checked() {
    #[track_caller]
    fn check(text: &str, message: &str) {
        let error = FeedList::from_toml(text).expect_err("it is wrong").to_string();
        assert!(error.contains(message), "{error}");
    }
    check("", "there is no feed in it");
    check("[[feed]]\nurl = 7", "invalid type");
    check("[[feed]]\nurl = \"https://a.example\"\nevry = 1", "line 3: unknown field `evry`");
    check("[[feed]]\nurl = \"file:///a\"", "feed 1: `file:///a`");
    check("[[feed]]\nurl = \"https://a.example\"\nevery = \"5s\"", "feed 1: every = `5s`");
    check(
        "every = \"now\"\n[[feed]]\nurl = \"https://a.example\"",
        "at the top of the file: every",
    );
    check(
        "[[feed]]\nurl = \"https://a.example\"\nlanguage = \"English\"",
        "the language `English`",
    );
    let twice = "[[feed]]\nurl = \"https://a.example\"\n".repeat(2);
    check(&twice, "feed 2: https://a.example is there twice");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// No bytes stop the batch or bring it down, whatever they are taken for.
    #[test]
    fn no_bytes_bring_it_down(
        head in prop::sample::select(vec![
            "", "<html>", "<rss>", "<feed>", "WARC/1.0\r\n", "{\"id\":", "id,text\n", "PK\x03\x04xl/", "\x1f\u{8b}\x08",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["a.html", "a.rss", "a.warc", "a.warc.gz", "a.csv", "a.xlsx", "a.gz", "a.json"]),
    ) {
        let all = [head.as_bytes(), &bytes].concat();
        told("bytes", &all, "");
        told_file(name, &all);
    }
}

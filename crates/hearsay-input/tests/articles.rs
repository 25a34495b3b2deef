//! Sources of every kind, good and bad: what comes out, and in which words.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

use hearsay_input::{
    InputError, Judgement, Options, Received, Source, articles, judge, total_bytes,
};

const TEXT: &str = "Two soldiers were killed near the river on Monday, the ministry said.";
const RUSSIAN: &str = "Министерство обороны сообщило, что обстрел сёл на берегу реки прекратился.";

/// What came out, in words: an article as `id: text`, an error as its message.
fn told(items: impl Iterator<Item = Result<Received, InputError>>) -> Vec<String> {
    items
        .map(|item| match item {
            Ok(Received { article, .. }) => format!("{}: {}", article.id, article.text),
            Err(error) if error.is_note() => format!("note {error}"),
            Err(error) => format!("error {error}"),
        })
        .collect()
}

#[track_caller]
fn check_stream(bytes: impl Into<Vec<u8>>, expected: &[&str]) {
    let source = Source::stream("lines", Cursor::new(bytes.into()));
    assert_eq!(told(articles([source], Options::default())), expected);
}

/// A folder with these files; what comes out of the given paths, with the folder's name as `DIR`.
#[track_caller]
fn check_files(files: &[(&str, &[u8])], paths: &[&str], expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("it can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
    let sources = paths.iter().map(|path| Source::Path(folder.path().join(path)));
    let told = told(articles(sources, Options::default()));
    let name = folder.path().display().to_string();
    let told: Vec<String> = told.iter().map(|line| line.replace(&name, "DIR")).collect();
    assert_eq!(told, expected);
}

fn line(id: &str) -> String {
    format!("{{\"id\": \"{id}\", \"text\": \"{TEXT}\"}}\n")
}

#[test]
fn text_is_given_as_it_is() {
    let text = format!("\r\n  {TEXT}\t\r\n\r\n");
    check_files(&[("a.txt", text.as_bytes())], &["a.txt"], &[&format!("a.txt: {text}")]);
    check_stream(text.clone(), &[&format!("lines: {text}")]);
}

#[test]
fn folders_are_read_in_the_order_of_names() {
    let (json, text) = (line("j"), TEXT.as_bytes());
    check_files(
        &[
            ("news/b.txt", text),
            ("news/a/z.TEXT", text),
            ("news/a/y.jsonl", json.as_bytes()),
            ("news/c.ndjson", json.as_bytes()),
            ("news/notes.pdf", b"%PDF-1.7"),
            ("news/.hidden.txt", text),
        ],
        &["news"],
        &[
            &format!("j: {TEXT}"),
            &format!("a/z.TEXT: {TEXT}"),
            &format!("b.txt: {TEXT}"),
            "note DIR/news/c.ndjson, line 1: the id `j` was there before; both articles are read",
            &format!("j: {TEXT}"),
            "note DIR/news: 1 other file left aside (notes.pdf); name a file itself to read it as \
             text",
        ],
    );
}

#[test]
fn file_by_name_is_text_whatever_its_ending() {
    check_files(&[("a.log", TEXT.as_bytes())], &["a.log"], &[&format!("a.log: {TEXT}")]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    fs::create_dir_all(std::env::temp_dir()).expect("there is a temporary folder");
    check_files(
        &[
            ("empty.txt", b""),
            ("blank.txt", b" \n\n"),
            ("empty.jsonl", b"\n"),
            ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("picture.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("folder/readme.md", b"x"),
            ("russian.txt", RUSSIAN.as_bytes()),
            ("good.txt", TEXT.as_bytes()),
        ],
        &[
            "missing.txt",
            "empty.txt",
            "blank.txt",
            "empty.jsonl",
            "picture.txt",
            "picture.jsonl",
            "folder",
            "russian.txt",
            "good.txt",
        ],
        &[
            "error DIR/missing.txt: no such file or folder; check the spelling and the current \
             folder",
            "error DIR/empty.txt: empty; there is nothing to read",
            "error DIR/blank.txt: empty; there is nothing to read",
            "error DIR/empty.jsonl: empty; there is nothing to read",
            "error DIR/picture.txt: a PNG image, not text; extract its text first and give that",
            "error DIR/picture.jsonl: a PNG image, not text; extract its text first and give that",
            "error DIR/folder: no articles in this folder; only files of text, JSON, HTML, feeds, \
             sheets and WARC are taken from a folder, name any other file itself",
            "error DIR/russian.txt: not English but Russian (or a language like it); only English \
             is read (--force reads it anyway)",
            &format!("good.txt: {TEXT}"),
        ],
    );
}

/// A disk that fails in the middle.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is on fire")),
            read => Ok(read),
        }
    }
}

#[test]
fn failing_disk_keeps_what_was_read() {
    let failing = Failing(Cursor::new((line("a") + &line("b")).into_bytes()));
    let sources =
        [Source::stream("disk", failing), Source::stream("good", Cursor::new(TEXT.as_bytes()))];
    assert_eq!(
        told(articles(sources, Options::default())),
        [
            &format!("a: {TEXT}"),
            &format!("b: {TEXT}"),
            "error disk: cannot be read: the disk is on fire",
            &format!("good: {TEXT}"),
        ]
    );
}

#[test]
fn broken_lines_are_named_and_the_rest_goes_on() {
    let lines = [
        line("a").trim(),
        "",
        "{\"id\": \"b\", \"text\": \"cut o",
        "[1, 2]",
        "{\"id\": \"c\"}",
        "{\"id\": \"d\", \"text\": \" \"}",
        "{\"id\": \"e\", \"text\": 7}",
        &format!("{{\"id\": 8, \"text\": \"{TEXT}\", \"unknown\": {{\"x\": [null]}}}}"),
        &format!("{{\"text\": \"{TEXT}\", \"title\": null, \"url\": \"\"}}"),
        line("a").trim(),
    ]
    .join("\r\n");
    check_stream(
        lines,
        &[
            &format!("a: {TEXT}"),
            "error lines, line 3: not a JSON object: EOF while parsing a string, column 26",
            "error lines, line 4: not a JSON object: it begins with `[` instead of `{`",
            "error lines, line 5: `text` is missing or empty; each object needs \"id\" and \"text\"",
            "error lines, line 6: `text` is missing or empty; each object needs \"id\" and \"text\"",
            "error lines, line 7: not a JSON object: invalid type: integer `7`, expected a string, \
             column 21",
            &format!("8: {TEXT}"),
            &format!("lines:9: {TEXT}"),
            "note lines, line 10: the id `a` was there before; both articles are read",
            &format!("a: {TEXT}"),
        ],
    );
}

#[test]
fn million_brackets_are_a_broken_line_or_a_text() {
    let brackets = "[".repeat(1_000_000);
    let told_of = |bytes: String| {
        let source = Source::stream("deep", Cursor::new(bytes));
        told(articles([source], Options::default()))
    };
    let told = told_of(format!(
        "{}{{\"id\": \"b\", \"text\": \"{TEXT}\", \"unknown\": {brackets}\n{{\"id\": {brackets}\n{}",
        line("a"),
        line("c")
    ));
    assert_eq!(told.len(), 4);
    assert!(told[1].starts_with("error deep, line 2: not a JSON object: "), "{}", told[1]);
    assert!(told[2].starts_with("error deep, line 3: not a JSON object: "), "{}", told[2]);
    assert_eq!(told_of(brackets.clone()), [format!("deep: {brackets}")]);
}

#[test]
fn lone_surrogates_are_replaced() {
    check_stream(
        format!("{{\"id\": \"a\", \"text\": \"{TEXT} \\ud83d \\ud83d\\ude00\"}}\n"),
        &[
            "note lines, line 1: half characters (lone surrogates) are shown as \u{FFFD}",
            &format!("a: {TEXT} \u{FFFD} 😀"),
        ],
    );
}

#[test]
fn hundred_megabytes_in_a_line_are_too_much() {
    // Made while it is read: what is tested is that nobody keeps it.
    let long = Cursor::new(format!("{}{{\"id\": \"b\", \"text\": \"", line("a")))
        .chain(io::repeat(b'x').take(100 << 20))
        .chain(Cursor::new(format!("\"}}\n{}", line("c"))));
    let message = "longer than 8 MB, too long for one article; split it, or give its articles as \
                   JSONL, one a line";
    assert_eq!(
        told(articles([Source::stream("lines", long)], Options::default())),
        [format!("a: {TEXT}"), format!("error lines, line 2: {message}"), format!("c: {TEXT}")]
    );
    let text = io::repeat(b'x').take(100 << 20);
    assert_eq!(
        told(articles([Source::stream("text", text)], Options::default())),
        [format!("error text: {message}")]
    );
}

#[test]
fn impossible_date_costs_the_date() {
    let lines = format!(
        "{{\"id\": \"a\", \"text\": \"{TEXT}\", \"created\": \"2020-02-30\"}}\n\
         {{\"id\": \"b\", \"text\": \"{TEXT}\", \"created\": \"2020-02-28T10:00:00+04:00\"}}\n\
         {{\"id\": \"c\", \"text\": \"{TEXT}\", \"created\": null}}\n\
         {{\"id\": \"d\", \"text\": \"{TEXT}\", \"created\": 20200228}}\n",
    );
    let options = Options { created: "2024-03-12".parse().ok(), ..Options::default() };
    let source = Source::stream("lines", Cursor::new(lines));
    let told: Vec<String> = articles([source], options)
        .map(|item| match item {
            Ok(Received { article, .. }) => {
                let created = article.created.map_or("no date".to_owned(), |date| date.to_string());
                format!("{}: {created}", article.id)
            }
            Err(error) => {
                assert!(!error.is_note());
                error.to_string().split(" (").next().unwrap_or_default().to_owned()
            }
        })
        .collect();
    assert_eq!(
        told,
        [
            "lines, line 1: `created`: `2020-02-30` is not a date: write it as 2020-09-28 or \
             2020-09-28T14:05",
            "a: no date",
            "b: 2020-02-28T10:00:00",
            "c: 2024-03-12",
            "d: 2020-02-28",
        ]
    );
}

#[test]
fn lines_may_be_in_any_encoding() {
    let lines = format!("{}{}", line("a"), line("ü"));
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let expected = [&*format!("a: {TEXT}"), &*format!("ü: {TEXT}")];
    check_stream(format!("\u{FEFF}{lines}"), &expected);
    check_files(&[("a.jsonl", &utf16)], &["a.jsonl"], &expected);
    check_stream(utf16, &expected);
    let mut marked = vec![0xFE, 0xFF];
    marked.extend(lines.encode_utf16().flat_map(u16::to_be_bytes));
    check_stream(marked, &expected);
    let windows: Vec<u8> = lines.chars().map(|letter| letter as u32 as u8).collect();
    check_stream(
        windows,
        &[expected[0], "note lines: not UTF-8; read as windows-1252", expected[1]],
    );
}

#[test]
fn json_may_be_one_value() {
    let object = format!("{{\n  \"id\": \"a\",\n  \"text\": \"{TEXT}\"\n}}\n");
    let array = format!("[{object}, {{\"id\": \"b\"}}, {object}]");
    let read = &*format!("a: {TEXT}");
    check_files(&[("a.json", object.as_bytes())], &["a.json"], &[read]);
    check_files(
        &[("a.json", (line("a") + &line("b")).as_bytes())],
        &["a.json"],
        &[read, &format!("b: {TEXT}")],
    );
    let again = "the id `a` was there before; both articles are read";
    let missing = "`text` is missing or empty; each object needs \"id\" and \"text\"";
    check_stream(
        array,
        &[
            read,
            &format!("error lines, item 2: {missing}"),
            &format!("note lines, item 3: {again}"),
            read,
        ],
    );
    check_files(
        &[("a.json", b"{\n  \"id\": \"a\",\n  \"text\": \n}\n")],
        &["a.json"],
        &["error DIR/a.json, line 4: not a JSON object: expected value, column 1"],
    );
    check_files(
        &[("a.json", format!("{{\"id\": \"x\",\n{}", line("a")).as_bytes())],
        &["a.json"],
        &[
            "error DIR/a.json, line 1: not a JSON object: EOF while parsing a value, column 11",
            read,
        ],
    );
}

#[test]
fn size_is_known_for_files_only() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(folder.path().join("a.txt"), TEXT).expect("the file can be written");
    fs::write(folder.path().join("b.pdf"), TEXT).expect("the file can be written");
    let source = || Source::Path(folder.path().to_owned());
    assert_eq!(total_bytes(&[source()]), Some(TEXT.len() as u64));
    assert_eq!(total_bytes(&[source(), Source::stdin()]), None);
    let mut read = articles([source()], Options::default());
    let meter = read.meter();
    assert!(read.next().is_some_and(|item| item.is_ok()));
    assert_eq!(meter.bytes(), TEXT.len() as u64);
}

#[test]
fn unreadable_file_is_an_error() {
    // A file that exists, opens and cannot be read, even by the administrator.
    let memory = Path::new("/proc/self/mem");
    if memory.exists() {
        let told = told(articles([Source::Path(memory.to_owned())], Options::default()));
        assert!(told[0].starts_with("error /proc/self/mem: cannot be read: "), "{told:?}");
    }
}

#[track_caller]
fn check_language(text: &str, code: &str) {
    let judged = match judge(text) {
        Judgement::English => "en",
        Judgement::TooShort => "",
        Judgement::Other(language) => language.code(),
    };
    assert_eq!(judged, code, "{text}");
}

#[test]
fn languages_are_told_apart() {
    check_language(TEXT, "en");
    check_language(&TEXT.to_uppercase(), "en");
    check_language(RUSSIAN, "ru");
    check_language("Das Ministerium teilte mit, dass zwei Soldaten getötet worden seien.", "de");
    check_language("Deux soldats ont été tués lundi près du fleuve, selon le ministère.", "fr");
    check_language("Pazartesi günü nehir yakınında iki asker öldürüldü, bakanlık açıkladı.", "tr");
    check_language("قتل جنديان يوم الاثنين قرب النهر بحسب ما أعلنت وزارة الدفاع في بيان لها", "ar");
    check_language(
        "据国防部称，周一有两名士兵在河边被打死，另有三人受伤，双方互相指责对方首先开火，并要求国际社会作出反应。",
        "zh",
    );
    check_language("Привет! Two killed.", "");
    check_language("", "");
}

#[test]
fn names_alone_are_not_judged() {
    check_language(
        "Nikol Pashinyan, Zohrab Mnatsakanyan and Jeyhun Bayramov met in Tskhinvali.",
        "",
    );
    check_language("RIYADH, Sept 3 - Gen. Abdulrahman al-Jubouri and Lt. Col. Kassem Suleiman", "");
    check_language("Two Soldiers Killed Near River On Monday, Ministry Says", "");
}

#[test]
fn mixed_text_is_judged_as_a_whole() {
    let english = TEXT.repeat(20);
    check_language(&format!("{english}\n{RUSSIAN}\n{english}"), "en");
    let russian = RUSSIAN.repeat(40);
    check_language(&format!("{TEXT}\n{russian}\n"), "ru");
    check_language(&format!("{english} {}", RUSSIAN.repeat(10)), "en");
}

#[test]
fn force_reads_any_language() {
    let options = Options { force: true, ..Options::default() };
    let read = articles([Source::stream("x", Cursor::new(RUSSIAN))], options).next();
    let language = read.and_then(Result::ok).and_then(|read| read.article.language);
    assert_eq!(language.as_deref(), Some("ru"));
}

#[test]
fn bytes_are_kept_as_received() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let text = format!("\u{FEFF}{TEXT}\r\n");
    let lines = format!("{}  {}\r\n", line("a"), line("b").trim());
    let array = format!("[{}, {}]", line("c").trim(), line("d").trim());
    for (name, bytes) in [("1.txt", &text), ("2.jsonl", &lines), ("3.json", &array)] {
        fs::write(folder.path().join(name), bytes).expect("the file can be written");
    }
    let read = articles([Source::Path(folder.path().to_owned())], Options::default());
    let kept: Vec<_> = read
        .map(|item| item.expect("all are good"))
        .map(|read| {
            let bytes = String::from_utf8(read.raw.bytes.to_vec()).expect("it was UTF-8");
            (read.article.id, bytes, read.raw.media_type)
        })
        .collect();
    let json = || "application/json".to_owned();
    assert_eq!(
        kept,
        [
            ("1.txt".to_owned(), text, "text/plain".to_owned()),
            ("a".to_owned(), line("a").trim_end().to_owned(), json()),
            ("b".to_owned(), format!("  {}", line("b").trim()), json()),
            ("c".to_owned(), line("c").trim().to_owned(), json()),
            ("d".to_owned(), line("d").trim().to_owned(), json()),
        ]
    );
}

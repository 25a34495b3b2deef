//! What a reading looks like in each form, on a reading made by hand.
//!
//! The files in `tests/golden` are what is expected. After a change that is meant, run the tests
//! with `UPDATE_GOLDEN=1` and read the difference before you keep it.
#![allow(clippy::disallowed_methods)] // what was written is read back

use std::fs;
use std::path::Path;

use hearsay::{
    ActorForm, ArticleForm, AttributionForm, ClaimForm, ClaimantForm, EventForm, NoteForm,
    PlaceForm, Reading, SpanForm, TimeForm, TollForm, WhenForm,
};
use hearsay_cli::{Format, Joined, Layout, piece, table};

const TEXT: &str = "\
VOSKAR, 12 March. President Ilan Dorvo ordered no attack on Hask, his press service informs.

At least 16 Oravian soldiers were killed and dozens of people wounded by rocket artillery in Hask \
on Sunday, Lindesh says.

The Continental Council called on both sides to cease fire at once.

“We will withdraw from Penna on 20 March,” Dorvo promised.

Tarsk probably shelled the mill <script>alert('x')</script> & the \"old school\", residents said.

In 1987 the two countries fought over the valley.

The station قناة السلام reported that nobody was hurt.
";

fn span(words: &str) -> SpanForm {
    let at = TEXT.find(words).unwrap_or_else(|| panic!("`{words}` stands in the text"));
    let start = TEXT[..at].chars().count();
    SpanForm { start, end: start + words.chars().count(), text: words.to_owned() }
}

fn actor(id: &str, words: &str, name: &str, kind: &str) -> ActorForm {
    ActorForm {
        id: id.to_owned(),
        span: span(words),
        name: name.to_owned(),
        kind: kind.to_owned(),
        group: id.replace('a', "g"),
        ..ActorForm::default()
    }
}

fn says(id: &str, actor: &str, source: &str, cue: &str, act: &str) -> AttributionForm {
    AttributionForm {
        id: id.to_owned(),
        source: vec![span(source)],
        cue: vec![span(cue)],
        actor: Some(actor.to_owned()),
        act: act.to_owned(),
        ..AttributionForm::default()
    }
}

fn claim(evidence: &[&str], trigger: &str, event: (&str, &str, &str), act: &str) -> ClaimForm {
    let (kind, mode, quad) = event;
    ClaimForm {
        id: format!("claim of {trigger}"),
        evidence: evidence.iter().map(|words| span(words)).collect(),
        trigger: span(trigger),
        main: true,
        event: EventForm {
            kind: kind.to_owned(),
            mode: (!mode.is_empty()).then(|| mode.to_owned()),
            quad: quad.to_owned(),
            ..EventForm::default()
        },
        act: act.to_owned(),
        polarity: "+".to_owned(),
        certainty: "certain".to_owned(),
        modality: "actual".to_owned(),
        rule: "by hand".to_owned(),
        ..ClaimForm::default()
    }
}

const FIGHT: &str = "MATERIAL CONFLICT";
const PEACE: &str = "MATERIAL COOPERATION";

fn reading() -> Reading {
    let actors = vec![
        actor("a1", "Ilan Dorvo", "Ilan Dorvo", "person"),
        actor("a2", "his press service", "President’s press service", "government"),
        actor("a3", "Oravian soldiers", "Oravian soldiers", "armed forces"),
        actor("a4", "Lindesh", "Oravia", "government"),
        actor("a5", "Continental Council", "Continental Council", "international"),
        ActorForm {
            members: vec!["g4".to_owned(), "g7".to_owned()],
            ..actor("a6", "both sides", "Tarsk and Oravia", "sides")
        },
        actor("a7", "Tarsk", "Tarsk", "country"),
        actor("a8", "residents", "residents", "civilians"),
        actor("a9", "The station قناة السلام", "قناة السلام", "media"),
    ];
    let attributions = vec![
        says("s1", "a2", "his press service", "informs", "assert"),
        says("s2", "a1", "Dorvo", "ordered no", "deny"),
        says("s3", "a4", "Lindesh", "says", "assert"),
        says("s4", "a5", "Continental Council", "called on", "demand"),
        says("s5", "a1", "Dorvo promised", "promised", "plan"),
        says("s6", "a8", "residents", "said", "assert"),
        says("s7", "a9", "The station قناة السلام", "reported", "assert"),
    ];
    let by = |attribution: &str| {
        let said = attributions.iter().find(|said| said.id == attribution).expect("it is above");
        ClaimantForm {
            actor: said.actor.clone(),
            span: said.source.first().cloned(),
            cue: said.cue.first().cloned(),
            attribution: attribution.to_owned(),
            inferred: false,
        }
    };
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let when = |begin: Option<&str>, end: Option<&str>, precision: &str, mention: &str| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Some(WhenForm {
            begin: owned(begin),
            end: owned(end),
            precision: precision.to_owned(),
            mention: Some(mention.to_owned()),
            inferred: false,
        })
    };
    let claims = vec![
        ClaimForm {
            actors: ids(&["a1"]),
            place: Some("p1".to_owned()),
            claimants: vec![by("s1"), ClaimantForm { inferred: true, ..by("s2") }],
            polarity: "-".to_owned(),
            modality: "denied".to_owned(),
            ..claim(
                &["President Ilan Dorvo ordered no attack on Hask"],
                "attack",
                ("ASSAULT", "", FIGHT),
                "deny",
            )
        },
        ClaimForm {
            recipients: ids(&["a3"]),
            instruments: vec![span("rocket artillery")],
            place: Some("p1".to_owned()),
            time: when(Some("2024-03-10"), Some("2024-03-10"), "day", "t1"),
            toll: vec![
                TollForm {
                    kind: "killed".to_owned(),
                    min: Some(16),
                    hedge: Some("at least".to_owned()),
                    who: Some("Oravian soldiers".to_owned()),
                    side: Some("a4".to_owned()),
                    span: span("16"),
                    ..TollForm::default()
                },
                TollForm {
                    kind: "wounded".to_owned(),
                    min: Some(24),
                    hedge: Some("dozens".to_owned()),
                    who: Some("people".to_owned()),
                    side: Some("a4".to_owned()),
                    span: span("dozens"),
                    ..TollForm::default()
                },
            ],
            claimants: vec![by("s3")],
            ..claim(
                &[
                    "At least 16 Oravian soldiers were killed and dozens of people wounded by rocket \
                   artillery in Hask on Sunday",
                ],
                "killed",
                ("ASSAULT", "heavy-weapons", FIGHT),
                "assert",
            )
        },
        ClaimForm {
            actors: ids(&["a6"]),
            claimants: vec![by("s4")],
            certainty: "underspecified".to_owned(),
            modality: "requested".to_owned(),
            ..claim(
                &["both sides to cease fire at once"],
                "cease fire",
                ("RETREAT", "ceasefire", PEACE),
                "demand",
            )
        },
        ClaimForm {
            actors: ids(&["a7"]),
            inferred: ids(&["actors"]),
            place: Some("p2".to_owned()),
            time: when(None, None, "no year", "t2"),
            claimants: vec![by("s5")],
            modality: "planned".to_owned(),
            ..claim(
                &["We will withdraw from Penna on 20 March"],
                "withdraw",
                ("RETREAT", "withdraw", PEACE),
                "plan",
            )
        },
        ClaimForm {
            actors: ids(&["a7"]),
            claimants: vec![by("s6")],
            certainty: "probable".to_owned(),
            ..claim(
                &["Tarsk probably shelled the mill <script>alert('x')</script>", "\"old school\""],
                "shelled",
                ("ASSAULT", "heavy-weapons", FIGHT),
                "assert",
            )
        },
        ClaimForm {
            actors: ids(&["a6"]),
            inferred: ids(&["actors"]),
            time: when(Some("1987-01-01"), Some("1987-12-31"), "year", "t3"),
            modality: "historical".to_owned(),
            ..claim(
                &["In 1987 the two countries fought over the valley"],
                "fought",
                ("ASSAULT", "", FIGHT),
                "assert",
            )
        },
        ClaimForm {
            toll: vec![TollForm {
                kind: "wounded".to_owned(),
                min: Some(0),
                max: Some(0),
                span: span("nobody"),
                ..TollForm::default()
            }],
            claimants: vec![by("s7")],
            polarity: "-".to_owned(),
            ..claim(&["nobody was hurt"], "hurt", ("ASSAULT", "", FIGHT), "assert")
        },
    ];
    let time = |id: &str, words: &str, value: &str| TimeForm {
        id: id.to_owned(),
        span: span(words),
        kind: "DATE".to_owned(),
        value: value.to_owned(),
        ..TimeForm::default()
    };
    let place = |id: &str, words: &str| PlaceForm {
        id: id.to_owned(),
        span: span(words),
        name: words.to_owned(),
        ..PlaceForm::default()
    };
    let mut reading = Reading {
        article: ArticleForm {
            id: "tarsk-1".to_owned(),
            title: Some("Both sides <blame> each other & ask for \"calm\"".to_owned()),
            url: Some("https://example.org/?a=1&b=\"2\"".to_owned()),
            publisher: Some("Meridian Wire".to_owned()),
            created: Some("2024-03-12T14:40:00".to_owned()),
            language: Some("en".to_owned()),
            text: TEXT.to_owned(),
        },
        attributions,
        claims,
        notes: vec![NoteForm {
            span: Some(span("VOSKAR, 12 March.")),
            note: "dateline passed over".to_owned(),
        }],
        ..Reading::default()
    };
    reading.mentions.actors = actors;
    reading.mentions.places = vec![place("p1", "Hask"), place("p2", "Penna")];
    reading.mentions.times = vec![
        time("t1", "Sunday", "2024-03-10"),
        time("t2", "20 March", "XXXX-03-20"),
        time("t3", "1987", "1987"),
    ];
    reading
}

#[track_caller]
fn check(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, printed).expect("the golden file can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(printed == expected, "{} is not what it was; now:\n{printed}", path.display());
}

const PLAIN: Layout = Layout { width: 80, color: false };

fn printed(format: Format, readings: &[Reading]) -> String {
    let mut out = Vec::new();
    let mut joined = Joined::new(format, &mut out);
    for (at, reading) in readings.iter().enumerate() {
        joined.push(piece(format, PLAIN, at + 1, reading)).expect("memory can be written");
    }
    joined.finish().expect("memory can be written");
    String::from_utf8(out).expect("all forms are UTF-8")
}

fn other() -> Reading {
    let text = "No one may read </script> here.".to_owned();
    Reading {
        article: ArticleForm { id: "empty.txt".to_owned(), text, ..ArticleForm::default() },
        ..Reading::default()
    }
}

#[test]
fn table_of_one() {
    check("one.table", &printed(Format::Table, &[reading()]));
}

#[test]
fn table_in_color_and_narrow() {
    check("color.table", &table(&reading(), Layout { width: 72, color: true }));
    check("narrow.table", &table(&reading(), Layout { width: 32, color: false }));
}

#[test]
fn table_is_never_wider_than_asked() {
    for width in [20, 27, 40, 63, 100] {
        let table = table(&reading(), Layout { width, color: false });
        let widest = table.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{widest:?} columns where {width} were asked:\n{table}");
    }
}

#[test]
fn color_changes_no_words() {
    let colored = table(&reading(), Layout { width: 80, color: true });
    let mut bare = String::new();
    for (at, part) in colored.split('\x1b').enumerate() {
        bare.push_str(if at == 0 {
            part
        } else {
            part.split_once('m').map_or("", |(_, rest)| rest)
        });
    }
    let words =
        |text: &str| text.replace(['«', '»', '│'], "").split_whitespace().collect::<String>();
    assert_eq!(words(&bare), words(&table(&reading(), PLAIN)));
}

#[test]
fn absent_fields_are_absent() {
    let bare = Reading {
        claims: vec![ClaimForm { act: "assert".into(), ..ClaimForm::default() }],
        ..other()
    };
    let table = table(&bare, PLAIN);
    for word in ["null", "None", "toll", "where", "when", "who", " 0"] {
        assert!(!table.contains(word), "`{word}` in\n{table}");
    }
}

/// For programs a reading has its incidents.
fn completed(mut reading: Reading) -> Reading {
    hearsay_incidents::complete(&mut reading);
    reading
}

#[test]
fn json_of_one_is_an_object() {
    let json = printed(Format::Json, &[reading()]);
    assert_eq!(serde_json::from_str::<Reading>(&json).ok(), Some(completed(reading())));
    check("one.json", &json);
}

#[test]
fn json_of_several_is_an_array() {
    let json = printed(Format::Json, &[reading(), other(), other()]);
    let read: Vec<Reading> = serde_json::from_str(&json).expect("an array of readings");
    assert_eq!(read, [reading(), other(), other()].map(completed));
}

#[test]
fn jsonl_is_one_a_line() {
    let lines = printed(Format::Jsonl, &[reading(), other()]);
    let read: Result<Vec<Reading>, _> = lines.lines().map(serde_json::from_str).collect();
    assert_eq!(read.expect("each line is a reading"), [reading(), other()].map(completed));
    assert_eq!(lines.lines().count(), 2);
}

#[test]
fn nothing_read_prints_nothing() {
    for format in [Format::Table, Format::Json, Format::Jsonl, Format::Html] {
        assert_eq!(printed(format, &[]), "");
    }
}

#[test]
fn page_of_one() {
    check("one.html", &printed(Format::Html, &[reading()]));
}

#[test]
fn page_of_several_has_a_list() {
    let page = printed(Format::Html, &[reading(), other()]);
    assert!(page.contains("<nav id=\"articles\""));
    assert!(page.contains("2 articles, 7 claims"));
    check("two.html", &page);
}

/// All tags closed, every text as it was, nothing fetched from anywhere.
#[test]
fn page_is_well_formed_and_stands_alone() {
    let page = printed(Format::Html, &[reading(), other()]);
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    for outside in ["src=", "@import", "url(", "<link", "fetch(", "import("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let body = page.split_once("<body").expect("there is a body").1;
    let body = body.split_once("<script>").expect("there is a script").0;
    let mut open = Vec::new();
    let mut ids = Vec::new();
    let mut targets = Vec::new();
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("each < begins a tag");
        let name = tag.split_whitespace().next().expect("a tag has a name");
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => open.push(name),
        }
        let value = |key: &str| tag.split_once(key).and_then(|(_, rest)| rest.split('"').next());
        ids.extend(value(" id=\""));
        targets.extend(value(" href=\"#"));
    }
    assert_eq!(open, Vec::<&str>::new());
    for target in targets {
        assert_eq!(ids.iter().filter(|id| **id == target).count(), 1, "#{target}");
    }
    let words = body.split_once("dir=\"auto\">").expect("the text").1;
    let words = words.split_once("</div>").expect("the end of the text").0;
    let mut text: String =
        words.split('<').map(|piece| piece.rsplit('>').next().unwrap_or("")).collect();
    for (entity, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, letter);
    }
    assert_eq!(text, TEXT);
}

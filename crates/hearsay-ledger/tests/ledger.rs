//! Adding and looking up, as a program does it.

mod common;

use common::{Desk, article, read, texts};
use hearsay_input::{Raw, Received};
use hearsay_ledger::{Access, Arrival, Bounds, Filter, Ledger, Order, Outcome, SourceKind};

#[test]
fn article_twice_adds_nothing() {
    let desk = Desk::new();
    let first = desk.add("a", texts::SHELLING);
    assert_eq!(first.outcome, Outcome::New);
    assert!(first.claims > 0);
    let before = desk.counts();
    let again = desk.add("a", texts::SHELLING);
    assert_eq!((again.outcome, again.claims), (Outcome::Known, first.claims));
    assert_eq!(desk.counts(), before);
    desk.check();
}

#[test]
fn less_known_of_an_article_is_no_new_version_and_more_is() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let mut bare = article("a", texts::SHELLING);
    (bare.publisher, bare.created) = (None, None);
    let reading = read(&bare);
    let added = desk.try_add(Arrival::bare(bare, &reading)).expect("it is added");
    assert_eq!(added.outcome, Outcome::Known);
    let mut dated = article("a", texts::SHELLING);
    dated.created = "2024-03-15".parse().ok();
    let reading = read(&dated);
    let added = desk.try_add(Arrival::bare(dated, &reading)).expect("it is added");
    assert_eq!((added.outcome, added.version), (Outcome::Version, 2));
    desk.check();
}

#[test]
fn edited_article_is_a_version_and_what_changed_is_kept() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let added = desk.add("a", texts::SHELLING_EDITED);
    assert_eq!((added.outcome, added.version), (Outcome::Version, 2));
    let revised = added.revised.expect("a version is compared with the one before");
    assert_eq!((revised.changed, revised.vanished, revised.appeared), (1, 0, 0), "{revised:?}");
    let view = desk.ledger.view().expect("a view");
    let revisions = view.revisions(Some("a")).expect("it is there");
    let min = |claim: &Option<hearsay_incidents::Claim>| {
        claim.as_ref().and_then(|claim| claim.toll.first()).and_then(|toll| toll.min)
    };
    assert_eq!(revisions.len(), 1);
    assert_eq!((min(&revisions[0].earlier), min(&revisions[0].later)), (Some(4), Some(6)));
    // Both versions can be read, and neither comes back as new.
    assert_eq!(
        view.article("a", Some(1)).map(|a| a.reading.article.text),
        Ok(texts::SHELLING.into())
    );
    let newest = view.article("a", None).expect("it is there");
    assert_eq!(newest.reading.article.text, texts::SHELLING_EDITED);
    assert_eq!((newest.entry.version, newest.entry.versions), (2, 2));
    assert!(view.article("a", Some(3)).is_err());
    drop(view);
    assert_eq!(desk.add("a", texts::SHELLING).outcome, Outcome::Known);
    desk.check();
}

#[test]
fn stored_reading_is_the_reading() {
    let desk = Desk::new();
    desk.add("a", texts::BOMBING);
    let stored = desk.ledger.view().and_then(|view| view.article("a", None)).expect("it is there");
    assert_eq!(stored.reading, read(&article("a", texts::BOMBING)));
}

#[test]
fn raw_bytes_come_back_as_they_came() {
    let desk = Desk::new();
    for (id, bytes) in [("a", texts::BOMBING.as_bytes()), ("b", b"<p>A car\xff</p>")] {
        let raw = Raw {
            headers: vec![("etag".to_owned(), "\"1\"".to_owned())],
            url: Some("https://example.org/a".to_owned()),
            fetched: Some("2024-05-06T10:00:00Z".to_owned()),
            ..Raw::new(bytes, "text/html")
        };
        let article = article(id, texts::BOMBING);
        let reading = read(&article);
        let authors = vec!["Nadia Feld".to_owned()];
        let received = Received { article, authors: authors.clone(), raw: raw.clone() };
        desk.try_add(Arrival::new(received, &reading)).expect("it is added");
        let view = desk.ledger.view().expect("a view");
        assert_eq!(view.raw(id, None), Ok(Some(raw)));
        assert_eq!(view.article(id, None).map(|article| article.entry.authors), Ok(authors));
    }
    desk.check();
}

#[test]
fn near_copies_are_linked_to_the_earliest_and_kept() {
    let desk = Desk::new();
    assert_eq!(desk.add("wire", texts::SHELLING).copy_of, None);
    let cut = format!("(Wire) {}", texts::SHELLING.replace("on Tuesday", "late on Tuesday"));
    assert_eq!(desk.add("outlet", &cut).copy_of.as_deref(), Some("wire"));
    assert_eq!(desk.add("third", &cut).copy_of.as_deref(), Some("wire"));
    assert_eq!(desk.add("other", texts::BOMBING).copy_of, None);
    // Known again, it is a copy still; edited into something else, it is none any more.
    assert_eq!(desk.add("third", &cut).copy_of.as_deref(), Some("wire"));
    assert_eq!(desk.add("third", texts::PROTEST).copy_of, None);
    let counts = desk.counts();
    assert_eq!((counts.articles, counts.copies), (4, 1));
    desk.check();
}

#[test]
fn claims_stand_alone_and_belong_to_incidents() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let view = desk.ledger.view().expect("a view");
    let claims = view.claims(&Filter::default()).expect("claims").items;
    assert!(!claims.is_empty());
    for entry in &claims {
        assert_eq!(entry.claim.article.id, "a");
        assert_eq!(entry.claim.article.publisher.as_deref(), Some("Herald"));
        let incident = entry.incident.as_deref().expect("it was gathered");
        assert!(view.incident(incident).expect("it is there").claims.contains(&entry.claim.id));
        assert_eq!(view.claim(&entry.claim.id[..12]).as_ref(), Ok(entry));
    }
}

/// The articles whose claims a filter finds.
#[track_caller]
fn check_filter(desk: &Desk, filter: Filter, articles: &[&str]) {
    let claims = desk.claims(&Filter { order: Order::Oldest, ..filter.clone() });
    let mut found: Vec<String> =
        claims.iter().map(|entry| entry.claim.article.id.clone()).collect();
    found.sort();
    found.dedup();
    assert_eq!(found, articles, "{filter:?}");
    // The same is found of articles and of incidents, where it is asked of claims.
    if filter.text.is_none() && filter.as_of.is_none() {
        let view = desk.ledger.view().expect("a view");
        let found = view.articles(&Filter { order: Order::Oldest, ..filter }).expect("articles");
        let ids: Vec<&str> = found.items.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, articles);
    }
}

#[test]
fn filters_find_what_they_say() {
    let desk = Desk::new();
    desk.add("shelling", texts::SHELLING);
    desk.add("protest", texts::PROTEST);
    desk.add("bombing", texts::BOMBING);
    let some = |text: &str| Some(text.to_owned());
    let none = Filter::default();
    let with = |change: &dyn Fn(&mut Filter)| {
        let mut filter = none.clone();
        change(&mut filter);
        filter
    };
    let claims = desk.claims(&none);
    assert!(claims.len() >= 4, "{}", claims.len());
    check_filter(&desk, with(&|f| f.claimant = some("oravia")), &["shelling"]);
    check_filter(&desk, with(&|f| f.claimant = some("interior ministry")), &["bombing"]);
    check_filter(&desk, with(&|f| f.claimant = some("100%_'\"")), &[]);
    check_filter(&desk, with(&|f| f.actor = some("Tarsk")), &["shelling"]);
    check_filter(&desk, with(&|f| f.event = some("PROTEST")), &["protest"]);
    check_filter(&desk, with(&|f| f.event = some("nonsense/'")), &[]);
    check_filter(&desk, with(&|f| f.country = some("Iraq")), &["bombing"]);
    check_filter(&desk, with(&|f| f.country = some("IRQ")), &["bombing"]);
    let dated = with(&|f| (f.from, f.to) = (some("2024-05-01"), some("2024-05-31")));
    check_filter(&desk, dated, &["bombing"]);
    let iraq = Bounds { west: 40.0, south: 29.0, east: 49.0, north: 38.0 };
    check_filter(&desk, with(&|f| f.bbox = Some(iraq)), &["bombing"]);
    // Across 180°, from Fiji's east to Lima's west and beyond.
    let pacific = Bounds { west: 178.0, south: -30.0, east: -70.0, north: 0.0 };
    check_filter(&desk, with(&|f| f.bbox = Some(pacific)), &["protest"]);
    check_filter(&desk, with(&|f| f.text = some("\"car bomb\"")), &["bombing"]);
    check_filter(&desk, with(&|f| f.text = some("kill* -villages")), &["bombing"]);
    check_filter(&desk, with(&|f| f.article = some("protest")), &["protest"]);
    check_filter(&desk, with(&|f| f.as_of = some("2024-03-13")), &[]);
}

#[test]
fn articles_are_found_by_words_and_by_words_that_stand_together() {
    let desk = Desk::new();
    desk.add("shelling", texts::SHELLING);
    desk.add("bombing", texts::BOMBING);
    desk.add("shelling", texts::SHELLING_EDITED);
    for (text, expected) in [
        ("soldier", &["shelling"][..]),
        ("\"six soldiers\"", &["shelling"]),
        ("\"four soldiers\"", &[]),
        ("\"soldiers six\"", &[]),
        ("six soldiers", &["shelling"]),
        ("\"Ilmet riv*\"", &["shelling"]),
        ("said", &["bombing", "shelling"]),
        ("said -\"car bomb\"", &["shelling"]),
        ("said -\"bomb car\"", &["bombing", "shelling"]),
        ("東京", &[]),
    ] {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        let view = desk.ledger.view().expect("a view");
        let found = view.articles(&filter).expect("it means something").items;
        let mut found: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
    desk.check();
}

#[test]
fn filters_that_mean_nothing_are_refused() {
    let desk = Desk::new();
    let view = desk.ledger.view().expect("a view");
    let some = |text: &str| Some(text.to_owned());
    for filter in [
        Filter { from: some("yesterday"), ..Filter::default() },
        Filter { from: some("2024-03-02"), to: some("2024-03-01"), ..Filter::default() },
        Filter { as_of: some("2024-13-01"), ..Filter::default() },
        Filter { after: some("x"), ..Filter::default() },
        Filter { text: some("\""), ..Filter::default() },
        Filter { article: some("none"), ..Filter::default() },
        Filter { incident: some("i0"), ..Filter::default() },
    ] {
        assert!(view.claims(&filter).is_err(), "{filter:?}");
    }
    for text in ["1,2,3", "1,2,3,4,5", "a,b,c,d", "0,50,10,40", "-181,0,0,0"] {
        assert!(text.parse::<Bounds>().is_err(), "{text}");
    }
    assert!("44.5,38.8,47.6,41.0".parse::<Bounds>().is_ok());
}

#[test]
fn pages_meet_without_gap_or_overlap() {
    let desk = Desk::new();
    for (id, text) in [("a", texts::SHELLING), ("b", texts::PROTEST), ("c", texts::BOMBING)] {
        desk.add(id, text);
    }
    let view = desk.ledger.view().expect("a view");
    for order in [Order::Newest, Order::Oldest] {
        let all = view.claims(&Filter { order, ..Filter::default() }).expect("claims");
        assert_eq!(all.next, None);
        let mut filter = Filter { order, limit: Some(2), ..Filter::default() };
        let mut paged = Vec::new();
        loop {
            let page = view.claims(&filter).expect("a page");
            assert!(page.items.len() <= 2);
            paged.extend(page.items);
            filter.after = page.next;
            if filter.after.is_none() {
                break;
            }
        }
        assert_eq!(paged, all.items);
        let first = view.incidents(&Filter { order, limit: Some(1), ..Filter::default() });
        let first = first.expect("incidents");
        let rest = Filter { order, after: first.next, ..Filter::default() };
        let rest = view.incidents(&rest).expect("incidents").items;
        let both: Vec<_> = first.items.into_iter().chain(rest).collect();
        assert_eq!(
            both,
            view.incidents(&Filter { order, ..Filter::default() }).expect("all").items
        );
    }
}

#[test]
fn sources_are_counted_with_who_quotes_whom() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let view = desk.ledger.view().expect("a view");
    let claimants = view.sources(SourceKind::Claimants, &Filter::default()).expect("sources");
    let oravia = claimants.iter().find(|source| source.name == "Oravia").expect("it speaks");
    assert_eq!(oravia.quotes[0].name, "Herald");
    let outlets = view.sources(SourceKind::Outlets, &Filter::default()).expect("sources");
    assert_eq!(outlets.len(), 1);
    assert_eq!(outlets[0].claims as usize, desk.claims(&Filter::default()).len());
    assert!(outlets[0].quotes.iter().any(|quoting| quoting.name == "Oravia"));
}

#[test]
fn view_does_not_move_while_others_write() {
    let desk = Desk::new();
    desk.add("a", texts::SHELLING);
    let view = desk.ledger.view().expect("a view");
    let before = view.counts().expect("counts");
    desk.add("b", texts::BOMBING);
    assert_eq!(view.counts().expect("counts"), before);
    assert_eq!(desk.counts().articles, 2);
}

#[test]
fn readers_see_whole_commits_while_a_writer_writes() {
    let desk = Desk::new();
    let reading = read(&article("x", texts::SHELLING));
    let per_article = reading.claims.len() as u64;
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let add = |number: usize| {
                let article = article(&number.to_string(), texts::SHELLING);
                let reading = read(&article);
                desk.ledger.add(Arrival::bare(article, &reading)).expect("it is open")
            };
            let tickets: Vec<_> = (0..60).map(add).collect();
            tickets.into_iter().for_each(|ticket| drop(ticket.wait().expect("it is added")));
            desk.ledger.gather().expect("it can be brought together");
        });
        for _ in 0..3 {
            scope.spawn(|| {
                let other = Ledger::open(&desk.path(), Access::Read).expect("it can be read");
                let mut seen = 0;
                while seen < 60 {
                    let counts = other.view().and_then(|view| view.counts()).expect("counts");
                    assert_eq!(counts.claims, counts.articles * per_article);
                    assert!(counts.articles >= seen);
                    seen = counts.articles;
                }
            });
        }
        writer.join().expect("the writer does not panic");
    });
    desk.check();
}

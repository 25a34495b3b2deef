//! Fetching from a server on this computer that means no good.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use hearsay_input::fetch::{FetchError, Names, Policy, get, get_if_changed};
use hearsay_input::{FeedState, Options, Source, articles};

const PAGE: &str = "<html><head><meta property='og:site_name' content='Oravia Press'>\
    <meta property='article:published_time' content='2020-09-28T14:05:00+04:00'></head><body>\
    <article><h1>Shells</h1><p>Two soldiers were killed near the river on Monday, the ministry \
    said. It accused the other side of opening fire before dawn.</p></article></body></html>";

type Answer = dyn Fn(&str, &mut TcpStream) -> io::Result<()> + Send + Sync;

/// A server; gives its port. Each request's head is handed to the answer.
fn serve(answer: impl Fn(&str, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    let answer: Arc<Answer> = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), answer) = (stream, Arc::clone(&answer)) else { return };
            thread::spawn(move || {
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().expect("it can be shared"));
                while !head.ends_with("\r\n\r\n") {
                    if reader.read_line(&mut head).unwrap_or(0) == 0 {
                        return;
                    }
                }
                // Whoever asked may be gone.
                let _ = answer(&head, &mut stream);
            });
        }
    });
    port
}

fn send(stream: &mut TcpStream, headers: &str, body: &[u8]) -> io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)
}

fn redirect(stream: &mut TcpStream, to: &str) -> io::Result<()> {
    write!(stream, "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

fn local() -> Policy {
    Policy { allow_loopback: true, timeout: Duration::from_secs(5), ..Policy::default() }
}

/// Hosts and the addresses that successive lookups give.
struct Invented(Mutex<HashMap<&'static str, Vec<&'static str>>>);

impl Names for Invented {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut hosts = self.0.lock().expect("nobody panics with it");
        let Some(addresses) = hosts.get_mut(host) else {
            return Err(io::Error::other("no such host"));
        };
        let next = if addresses.len() > 1 { addresses.remove(0) } else { addresses[0] };
        Ok(next.split(' ').map(|address| address.parse().expect("it is an address")).collect())
    }
}

fn named(hosts: &[(&'static str, &[&'static str])]) -> Arc<dyn Names> {
    let hosts = hosts.iter().map(|(host, addresses)| (*host, addresses.to_vec())).collect();
    Arc::new(Invented(Mutex::new(hosts)))
}

#[test]
fn page_becomes_an_article_with_what_it_came_with() {
    let port = serve(|_, stream| {
        send(stream, "Content-Type: text/html\r\nETag: \"7\"\r\n", PAGE.as_bytes())
    });
    let options = Options { policy: local(), ..Options::default() };
    let url = format!("http://127.0.0.1:{port}/story");
    let read: Vec<_> = articles([Source::Url(url.clone())], options).collect();
    let [Ok(received)] = &read[..] else { panic!("{read:?}") };
    assert_eq!(received.article.publisher.as_deref(), Some("Oravia Press"));
    assert_eq!(
        received.article.created.map(|at| at.to_string()).as_deref(),
        Some("2020-09-28T14:05:00")
    );
    assert!(received.article.text.starts_with("Two soldiers"), "{}", received.article.text);
    assert_eq!(&*received.raw.bytes, PAGE.as_bytes());
    assert_eq!(received.raw.url.as_deref(), Some(&*url));
    assert!(received.raw.headers.contains(&("etag".to_owned(), "\"7\"".to_owned())));
    let fetched = received.raw.fetched.as_deref().expect("it was fetched");
    assert!(fetched.ends_with('Z') && fetched.len() == 20, "{fetched}");
}

#[test]
fn this_computer_is_not_fetched_from_unless_allowed() {
    let port = serve(|_, stream| send(stream, "", b"secret"));
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let error = get(&format!("http://{host}:{port}/"), &Policy::default()).expect_err(host);
        assert!(
            matches!(error, FetchError::Forbidden { .. } | FetchError::NoHost { .. }),
            "{host}: {error}"
        );
    }
    assert!(get(&format!("http://localhost:{port}/"), &local()).is_ok());
}

#[test]
fn only_plain_addresses_of_the_web_are_fetched() {
    let policy = Policy { names: named(&[("press.example", &["1.1.1.1"])]), ..Policy::default() };
    let told = |url: &str| get(url, &policy).expect_err(url);
    assert_eq!(told("file:///etc/passwd"), FetchError::Scheme("file".to_owned()));
    assert_eq!(told("ftp://press.example/"), FetchError::Scheme("ftp".to_owned()));
    assert_eq!(told("http://me:pass@press.example/"), FetchError::Credentials);
    assert_eq!(told("http://press.example:8080/"), FetchError::Port(8080));
    assert!(matches!(told("press.example"), FetchError::Url(_)));
    assert!(matches!(told("http://nowhere.example/"), FetchError::NoHost { .. }));
}

#[test]
fn one_private_address_among_public_ones_is_enough_to_refuse() {
    let names = named(&[("press.example", &["1.1.1.1 10.0.0.7"])]);
    let error =
        get("http://press.example/", &Policy { names, ..Policy::default() }).expect_err("private");
    assert_eq!(
        error.to_string(),
        "the host `press.example` is at 10.0.0.7, which is a private network; only the public \
         internet is fetched from"
    );
}

#[test]
fn redirects_are_checked_like_any_address() {
    for target in ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://inside.example/"] {
        let port = serve(move |_, stream| redirect(stream, target));
        let names = named(&[("inside.example", &["192.168.0.1"])]);
        let policy = Policy { names, ..local() };
        let error = get(&format!("http://127.0.0.1:{port}/"), &policy).expect_err(target);
        assert!(matches!(error, FetchError::Forbidden { .. }), "{target}: {error}");
    }
    let port = serve(|_, stream| redirect(stream, "file:///etc/passwd"));
    let error = get(&format!("http://127.0.0.1:{port}/"), &local()).expect_err("a file");
    assert_eq!(error, FetchError::Scheme("file".to_owned()));
}

#[test]
fn redirects_are_followed_and_have_an_end() {
    let port = serve(|head, stream| match head {
        head if head.starts_with("GET /3 ") => send(stream, "", b"here"),
        head if head.starts_with("GET /2 ") => redirect(stream, "/3"),
        head if head.starts_with("GET /1 ") => redirect(stream, "2"),
        _ => redirect(stream, "/round"),
    });
    let fetched = get(&format!("http://127.0.0.1:{port}/1"), &local()).expect("it is there");
    assert_eq!(
        (&*fetched.body, &*fetched.url),
        (&b"here"[..], &*format!("http://127.0.0.1:{port}/3"))
    );
    let error = get(&format!("http://127.0.0.1:{port}/x"), &local()).expect_err("no end");
    assert_eq!(error, FetchError::Redirects(5));
}

/// A host that is public when it is looked up and private a moment later: one lookup is all there
/// is, and the connection goes to what it gave.
#[test]
fn second_lookup_cannot_lead_elsewhere() {
    let lookups = Arc::new(AtomicUsize::new(0));
    struct Rebinding(Arc<AtomicUsize>);
    impl Names for Rebinding {
        fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            let number = self.0.fetch_add(1, Ordering::Relaxed);
            let address =
                if number == 0 { Ipv4Addr::LOCALHOST } else { Ipv4Addr::new(10, 0, 0, 1) };
            Ok(vec![IpAddr::V4(address)])
        }
    }
    let port = serve(|_, stream| send(stream, "", b"first"));
    let policy = Policy { names: Arc::new(Rebinding(Arc::clone(&lookups))), ..local() };
    let url = format!("http://rebinding.example:{port}/");
    assert_eq!(get(&url, &policy).expect("the first lookup holds").body, b"first");
    assert_eq!(lookups.load(Ordering::Relaxed), 1);
    assert!(matches!(get(&url, &policy), Err(FetchError::Forbidden { .. })));
}

#[test]
fn size_is_counted_while_it_comes() {
    let port = serve(|head, stream| {
        if head.starts_with("GET /bomb ") {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![b' '; 64 << 20])?;
            return send(stream, "Content-Encoding: gzip\r\n", &encoder.finish()?);
        }
        // No length, and no end.
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            stream.write_all(&[b'x'; 1 << 16])?;
        }
    });
    let policy = Policy { max_bytes: 1 << 20, ..local() };
    let error = get(&format!("http://127.0.0.1:{port}/endless"), &policy).expect_err("endless");
    assert_eq!(error, FetchError::TooLarge(1 << 20));
    let error = get(&format!("http://127.0.0.1:{port}/bomb"), &policy).expect_err("a bomb");
    assert!(matches!(error, FetchError::Encoding(_) | FetchError::TooLarge(_)), "{error}");
}

#[test]
fn slow_answers_end_in_time() {
    let port = serve(|head, stream| {
        if head.starts_with("GET /head ") {
            thread::sleep(Duration::from_secs(10));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            stream.write_all(b"x")?;
            thread::sleep(Duration::from_millis(50));
        }
    });
    let policy = Policy { timeout: Duration::from_millis(400), ..local() };
    for path in ["head", "body"] {
        let begin = Instant::now();
        let error = get(&format!("http://127.0.0.1:{port}/{path}"), &policy).expect_err(path);
        assert_eq!(error, FetchError::TooSlow(policy.timeout), "{path}");
        assert!(begin.elapsed() < Duration::from_secs(4), "{path}");
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let port = serve(|head, stream| {
        let head = head.to_ascii_lowercase();
        if head.contains("if-none-match: \"7\"") && head.contains("if-modified-since: mon, 28 sep")
        {
            return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n");
        }
        send(stream, "ETag: \"7\"\r\nLast-Modified: Mon, 28 Sep 2020 14:05:00 GMT\r\n", b"<rss/>")
    });
    let url = format!("http://127.0.0.1:{port}/feed");
    let mut state = FeedState::default();
    let fetched = get_if_changed(&url, &mut state, &local()).expect("it answers");
    assert_eq!(fetched.map(|fetched| fetched.body), Some(b"<rss/>".to_vec()));
    assert_eq!(state.etag.as_deref(), Some("\"7\""));
    let kept = state.clone();
    assert_eq!(get_if_changed(&url, &mut state, &local()), Ok(None));
    assert_eq!(state, kept);
}

#[test]
fn server_says_how_long_an_answer_holds_and_where_the_feed_has_moved() {
    let port = serve(|head, stream| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let status = match path {
            "/old" => "301 Moved Permanently\r\nLocation: /older",
            "/older" => "308 Permanent Redirect\r\nLocation: /feed",
            "/away" => "302 Found\r\nLocation: /old",
            "/busy" => "429 Too Many Requests\r\nRetry-After: 90",
            "/new" => {
                let feed = b"<rss><channel><ttl>30</ttl><item><ttl>9</ttl></item></channel></rss>";
                return send(stream, "Cache-Control: public, max-age=600\r\n", feed);
            }
            _ if head.to_ascii_lowercase().contains("if-none-match") => "304 Not Modified",
            _ => "200 OK\r\nETag: \"7\"\r\nCache-Control: max-age=600",
        };
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")
    });
    let url = |path: &str| format!("http://127.0.0.1:{port}{path}");
    let mut state = FeedState::default();
    let mut ask = |path: &str| {
        let asked = get_if_changed(&url(path), &mut state, &local());
        asked.map(|_| (state.holds_s, state.moved_to.clone()))
    };
    assert_eq!(ask("/old"), Ok((Some(600), Some(url("/feed")))));
    // Also when nothing has changed; and a detour for a time is no move.
    assert_eq!(ask("/old"), Ok((Some(600), Some(url("/feed")))));
    assert_eq!(ask("/away"), Ok((Some(600), None)));
    // The feed's own word counts too, an item's does not.
    assert_eq!(ask("/new"), Ok((Some(1800), None)));
    let wait = Duration::from_secs(90);
    assert_eq!(ask("/busy"), Err(FetchError::Busy { status: 429, wait }));
}

#[test]
fn asks_politely_and_says_nothing_else() {
    let heads = Arc::new(Mutex::new(String::new()));
    let port = serve({
        let heads = Arc::clone(&heads);
        move |head, stream| {
            *heads.lock().expect("nobody panics with it") = head.to_ascii_lowercase();
            send(stream, "", b"x")
        }
    });
    get(&format!("http://127.0.0.1:{port}/a?b#c"), &local()).expect("it answers");
    let head = heads.lock().expect("nobody panics with it").clone();
    assert!(head.starts_with("get /a?b http/1.1\r\n"), "{head}");
    assert!(head.contains("user-agent: hearsay/"), "{head}");
    assert!(
        !head.contains("cookie") && !head.contains("authorization") && !head.contains("referer")
    );
}

#[test]
fn failure_costs_one_source() {
    let port =
        serve(|_, stream| stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    let url = format!("http://127.0.0.1:{port}/gone");
    let good =
        Source::stream("good", Cursor::new("Two soldiers were killed near the river on Monday."));
    let options = Options { policy: local(), ..Options::default() };
    let read: Vec<_> = articles([Source::Url(url.clone()), good], options).collect();
    let error = read[0].as_ref().expect_err("it is gone").to_string();
    assert_eq!(error, format!("{url}: the server answered with status 404"));
    assert!(read[1].is_ok());
}

//! A site of this computer with feeds that can be changed while somebody watches.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The status of what is never answered.
pub(crate) const HANGING: &str = "hanging";

/// What the site answers at a path.
#[derive(Clone)]
struct Answer {
    status: &'static str,
    headers: String,
    body: String,
}

/// Paths with their answers, and the paths that were asked for with what was answered.
#[derive(Clone, Default)]
struct Shared {
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// A site.
pub(crate) struct Site {
    port: u16,
    shared: Shared,
}

impl Site {
    /// Starts one that has nothing yet.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Shared::default();
        let served = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                thread::spawn(move || serve(stream, &served));
            }
        });
        Self { port, shared }
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Puts a page or feed at a path, or another in its place. It is sent when it is not the one that
    /// was sent before.
    pub(crate) fn put(&self, path: &str, body: &str) {
        self.answer(path, "200 OK", "", body);
    }

    /// Puts any answer at a path; each header ends with a line break.
    pub(crate) fn answer(&self, path: &str, status: &'static str, headers: &str, body: &str) {
        let answer = Answer { status, headers: headers.to_owned(), body: body.to_owned() };
        self.shared.answers.lock().expect("no panic").insert(path.to_owned(), answer);
    }

    /// What was asked for since the last time, in order: the path and the status answered.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().expect("no panic"))
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().expect("it can be shared"));
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let answer = shared.answers.lock().expect("no panic").get(&path).cloned();
    let answer = answer.unwrap_or_else(|| Answer {
        status: "404 Not Found",
        headers: String::new(),
        body: String::new(),
    });
    // The length and the ends tell the answers of these tests apart.
    let sum: usize = answer.body.bytes().enumerate().map(|(at, byte)| at * usize::from(byte)).sum();
    let etag = format!("\"{sum}\"");
    let is_known = head.to_ascii_lowercase().contains(&format!("if-none-match: {etag}"));
    if answer.status == HANGING {
        thread::sleep(Duration::from_secs(60));
        return;
    }
    let (status, body) = match answer.status {
        "200 OK" if is_known => ("304 Not Modified", ""),
        status => (status, &*answer.body),
    };
    shared.asked.lock().expect("no panic").push(format!("{path} {}", &status[..3]));
    // Whoever asked may be gone.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nETag: {etag}\r\n{}Content-Length: {}\r\n\r\n{body}",
        answer.headers,
        body.len()
    );
}

/// A feed of items: id, link and text.
pub(crate) fn rss(items: &[(&str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(id, link, text)| {
            format!(
                "<item><guid isPermaLink=\"false\">{id}</guid><title>Report</title><link>{link}</link>\
                 <pubDate>Thu, 14 Mar 2024 10:00:00 GMT</pubDate>\
                 <description>{text}</description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Oravia Press</title>{items}</channel></rss>")
}

//! A desk that listens on this machine, with a ledger of a few articles, and plain HTTP to it.
#![allow(dead_code)] // each test file uses its part

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hearsay::{Article, Reader, Scratch};
use hearsay_ledger::{Access, Arrival, Ledger};
use hearsay_server::{DeskFile, Mode, Options, Role, Server};
use serde_json::Value;
use tempfile::TempDir;

/// By which a test comes in.
pub(crate) const TOKEN: &str = "a token of a test, of no use elsewhere";

/// The password of every user of a test.
pub(crate) const PASSWORD: &str = "plum harbour seventeen";

/// How browsers reach a team's desk in a test.
pub(crate) const ORIGIN: &str = "https://desk.example.org";

/// A desk. It listens as long as the test runs.
pub(crate) struct Desk {
    folder: TempDir,
    address: SocketAddr,
}

/// What it answers.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

impl Desk {
    /// A desk whose ledger holds these articles.
    pub(crate) fn with(articles: Vec<Article>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fill(&folder.path().join("desk.db"), articles);
        Self::open(folder, Mode::Single { name: "Ana".to_owned(), token: Some(TOKEN.to_owned()) })
    }

    /// A team's desk with these articles and users, each with a role and [`PASSWORD`].
    pub(crate) fn team(articles: Vec<Article>, users: &[(&str, Role)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("desk.db");
        fill(&path, articles);
        let file = DeskFile::beside(&path).expect("it can be made");
        for (name, role) in users {
            file.add_user(name, *role, PASSWORD, "test").expect("it is a good password");
        }
        Self::open(folder, Mode::Team { origin: ORIGIN.to_owned() })
    }

    fn open(folder: TempDir, mode: Mode) -> Self {
        let path = folder.path().join("desk.db");
        let mut options = Options::new(path, mode);
        options.address.set_port(0);
        options.readers = 1;
        let (bound, is_bound) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("threads can be started");
            runtime.block_on(async move {
                let server = Server::bind(options).await.expect("it can listen");
                bound.send(server.address().expect("it listens")).expect("the test waits");
                server.run(std::future::pending()).await.expect("it answers");
            });
        });
        let address = is_bound.recv().expect("it listens");
        Self { folder, address }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The ledger's file.
    pub(crate) fn ledger(&self) -> std::path::PathBuf {
        self.folder.path().join("desk.db")
    }

    /// Sends bytes as they are and gives what comes back until the desk closes the connection.
    pub(crate) fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("it can be set");
        stream.write_all(request.as_bytes()).expect("it is taken");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Sends a request with these headers besides the host; a body makes it a POST.
    pub(crate) fn send(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answered {
        let address = format!("http://{}{path}", self.address);
        match body {
            None => {
                let request = headers
                    .iter()
                    .fold(agent().get(address), |it, (name, value)| it.header(*name, *value));
                answered(request.call())
            }
            Some(body) => {
                let request = headers
                    .iter()
                    .fold(agent().post(address), |it, (name, value)| it.header(*name, *value));
                answered(request.send(body))
            }
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answered {
        let request = agent().get(format!("http://{}{path}", self.address));
        answered(request.header("authorization", format!("Bearer {TOKEN}")).call())
    }

    /// Sends JSON as a program does.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answered {
        let request = agent().post(format!("http://{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {TOKEN}"));
        answered(request.content_type("application/json").send(body.to_string()))
    }

    /// What the API answers.
    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> Value {
        let answered = self.get(path);
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        serde_json::from_str(&answered.text).expect("it is JSON")
    }

    /// A page that is there.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        let answered = self.get(path);
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        answered.text
    }
}

/// The invented articles of `examples/clash.jsonl`: six outlets on one night at a border.
pub(crate) fn examples() -> Vec<Article> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clash.jsonl");
    let lines = std::fs::read_to_string(path).expect("the examples are there");
    let article = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        let field = |name: &str| line[name].as_str().map(str::to_owned);
        let article = article(&field("id").expect("an id"), &field("text").expect("a text"));
        Article {
            title: field("title"),
            publisher: field("publisher"),
            url: field("url"),
            created: field("created").and_then(|created| created.parse().ok()),
            ..article
        }
    };
    lines.lines().map(article).collect()
}

/// An article of 14 March 2024.
pub(crate) fn article(id: &str, text: &str) -> Article {
    Article {
        id: id.to_owned(),
        text: text.to_owned(),
        created: "2024-03-14".parse().ok(),
        ..Article::default()
    }
}

fn fill(path: &Path, articles: Vec<Article>) {
    let ledger = Ledger::open(path, Access::Create).expect("a ledger can be made");
    let (reader, mut scratch) = (Reader::new(), Scratch::default());
    for article in articles {
        let reading = reader.read(&article, &mut scratch);
        let added = ledger.add(Arrival::bare(article, &reading)).expect("the ledger takes it");
        added.wait().expect("it is added");
    }
    ledger.gather().expect("what was added is brought together");
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.build().into()
}

fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answered {
    let answer = answer.expect("the desk answers");
    let (parts, mut body) = answer.into_parts();
    let text = body.read_to_string().expect("the answer is text");
    Answered { status: parts.status.as_u16(), headers: parts.headers, text }
}

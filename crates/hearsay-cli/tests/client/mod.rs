//! An assistant's client for tests: it starts `hearsay mcp` and speaks to it line by line.
#![allow(dead_code)] // not every test asks for everything

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A client with its server, which runs in a folder.
pub(crate) struct Client {
    server: Child,
    pub(crate) input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    asked: u64,
    /// What the server said of itself.
    pub(crate) about: Value,
}

impl Client {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_hearsay"))
            .arg("mcp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().expect("it is piped")).lines();
        let mut client = Self { server, input, output, asked: 0, about: Value::Null };
        let hello = json!({
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        client.about = client.ask("initialize", hello)["result"].take();
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let input = self.input.as_mut().expect("it is open until the end");
        writeln!(input, "{message}").expect("the server listens");
    }

    /// The next line, which is a message: nothing else may stand on standard output.
    pub(crate) fn receive(&mut self) -> Value {
        let line = self.output.next().expect("the server answers").expect("it is UTF-8");
        serde_json::from_str(&line).expect("a line is a message")
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let answer = self.receive();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// What a tool answers.
    #[track_caller]
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let params = json!({"name": tool, "arguments": arguments});
        let result = self.ask("tools/call", params)["result"].take();
        assert!(result["content"][0]["text"].is_string(), "{tool}: {result}");
        result
    }

    /// The data and the words of an answer that is no error; its words are fenced well.
    #[track_caller]
    pub(crate) fn answer(&mut self, tool: &str, arguments: Value) -> (Value, String) {
        let mut result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{tool}: {result}");
        let text = words(&result).to_owned();
        outside(&text);
        (result["structuredContent"].take(), text)
    }

    /// A question that cannot be answered, and a part of what is said of it.
    #[track_caller]
    pub(crate) fn check_error(&mut self, tool: &str, arguments: Value, message: &str) {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{tool}: {result}");
        assert!(words(&result).contains(message), "{tool}: {}", words(&result));
    }

    /// Closes the client's end; gives how the server ends. It says nothing more.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.input.take();
        assert!(self.output.next().is_none());
        self.server.wait().expect("it ends").code()
    }
}

pub(crate) fn words(result: &Value) -> &str {
    result["content"][0]["text"].as_str().expect("there are words")
}

/// What stands outside the fences. Each is opened and closed, and each line inside has its bar.
#[track_caller]
pub(crate) fn outside(text: &str) -> String {
    let mut outside = String::new();
    let mut is_inside = false;
    for line in text.lines() {
        match (line.starts_with("[untrusted "), line == "[end of untrusted text]") {
            (true, _) if !is_inside => is_inside = true,
            (_, true) if is_inside => is_inside = false,
            _ if is_inside => assert!(line.starts_with('|'), "{line}\n{text}"),
            (false, false) => outside += &format!("{line}\n"),
            _ => panic!("a mark at the wrong place: {line}\n{text}"),
        }
    }
    assert!(!is_inside, "{text}");
    outside
}

/// What a command prints.
#[track_caller]
pub(crate) fn print(folder: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hearsay"))
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// A folder with a ledger of the example articles.
pub(crate) fn examples() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let articles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/clash.jsonl");
    print(folder.path(), &["add", "--quiet", &articles.display().to_string()]);
    folder
}

/// The id of the contested incident.
pub(crate) fn clash(client: &mut Client) -> String {
    let asked = json!({"contested": true, "event": "assault"});
    let (found, _) = client.answer("search_incidents", asked);
    found["incidents"][0]["id"].as_str().expect("there is one").to_owned()
}

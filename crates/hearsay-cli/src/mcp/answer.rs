//! An answer: data for programs, and the same in words.

use rmcp::model::{CallToolResult, ContentBlock};
use serde::Serialize;
use serde_json::{Map, Value};

/// What a tool answers.
pub(super) struct Answer {
    /// An object, for programs.
    pub(super) data: Value,
    /// The same in words, to be read; article text in it is fenced.
    pub(super) text: String,
}

impl From<Answer> for CallToolResult {
    fn from(answer: Answer) -> Self {
        let mut result = Self::success(vec![ContentBlock::text(answer.text)]);
        result.structured_content = Some(answer.data);
        result
    }
}

/// Data as JSON.
pub(super) fn json(data: &impl Serialize) -> Value {
    serde_json::to_value(data).expect("what is answered has string keys and finite numbers")
}

/// An object that carries words of articles: a field before all others says so.
pub(super) fn untrusted(data: &impl Serialize) -> Value {
    let mut marked = Map::new();
    marked.insert("untrusted".to_owned(), Value::Bool(true));
    match json(data) {
        Value::Object(fields) => marked.extend(fields),
        value => drop(marked.insert("value".to_owned(), value)),
    }
    Value::Object(marked)
}

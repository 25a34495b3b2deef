//! The API for people: its description, rendered.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::extract::State;
use serde_json::Value;

use super::frame::Frame;
use super::{Answer, html};
use crate::access::Visitor;
use crate::api::description;
use crate::desk::Desk;
use crate::problem::KINDS;

#[derive(Template)]
#[template(path = "documentation.html")]
struct DocumentationPage {
    frame: Frame,
    api: &'static Api,
    problems: &'static [(&'static str, &'static str, &'static str)],
}

struct Api {
    about: String,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

struct Group {
    name: String,
    about: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: &'static str,
    path: String,
    summary: String,
    more: Vec<String>,
    parameters: Vec<Parameter>,
    bodies: Vec<(String, Kind)>,
    answers: Vec<(String, String, Option<Kind>)>,
}

struct Parameter {
    name: String,
    place: String,
    is_required: bool,
    about: String,
    example: Option<String>,
}

struct Schema {
    name: String,
    about: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: Kind,
    is_required: bool,
    about: String,
}

/// What sort of value it is, with the name of its schema, if it has one.
struct Kind {
    words: String,
    schema: Option<String>,
}

/// `/api/docs`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Answer {
    static API: LazyLock<Api> = LazyLock::new(|| {
        api(&serde_json::to_value(description()).expect("the description has string keys"))
    });
    let frame = Frame::new(&desk, &visitor, "/api/docs");
    Ok(html(&DocumentationPage { frame, api: &API, problems: &KINDS }))
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn api(description: &Value) -> Api {
    let mut groups: Vec<Group> = items(&description["tags"])
        .map(|tag| Group {
            name: text(tag, "name"),
            about: text(tag, "description"),
            operations: Vec::new(),
        })
        .collect();
    for (path, methods) in entries(&description["paths"]) {
        for (method, name) in [("get", "GET"), ("post", "POST")] {
            let of = &methods[method];
            let tag = of["tags"][0].as_str().unwrap_or_default();
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(operation(name, path, of));
            }
        }
    }
    let schemas = entries(&description["components"]["schemas"]).map(|(name, of)| schema(name, of));
    Api { about: text(&description["info"], "description"), groups, schemas: schemas.collect() }
}

fn operation(method: &'static str, path: &str, of: &Value) -> Operation {
    let parameter = |it: &Value| Parameter {
        name: text(it, "name"),
        place: text(it, "in"),
        is_required: it["required"].as_bool().unwrap_or_default(),
        about: text(it, "description"),
        example: it["example"]
            .as_str()
            .or_else(|| it["schema"]["example"].as_str())
            .map(str::to_owned),
    };
    let body = |(media, of): (&String, &Value)| (media.clone(), kind(&of["schema"]));
    let answer = |(status, of): (&String, &Value)| {
        let content = entries(&of["content"]).next();
        let kind = content.map(|(_, of)| kind(&of["schema"]));
        (status.clone(), text(of, "description"), kind)
    };
    let more = text(of, "description");
    Operation {
        id: text(of, "operationId")
            + "-"
            + &method.to_lowercase()
            + &path.replace(['/', '{', '}'], "-"),
        method,
        path: path.to_owned(),
        summary: text(of, "summary"),
        more: more
            .split("\n\n")
            .map(|part| part.replace('\n', " "))
            .filter(|part| !part.is_empty())
            .collect(),
        parameters: items(&of["parameters"]).map(parameter).collect(),
        bodies: entries(&of["requestBody"]["content"]).map(body).collect(),
        answers: entries(&of["responses"]).map(answer).collect(),
    }
}

fn schema(name: &str, of: &Value) -> Schema {
    let mut fields = Vec::new();
    let parts = [of].into_iter().chain(items(&of["allOf"]));
    for part in parts {
        if let Some(whole) = part["$ref"].as_str() {
            let kind = kind(part);
            let _ = whole;
            fields.push(Field {
                name: "…".to_owned(),
                kind,
                is_required: true,
                about: "all fields of it".to_owned(),
            });
        }
        let required: Vec<&str> = items(&part["required"]).filter_map(Value::as_str).collect();
        fields.extend(entries(&part["properties"]).map(|(name, of)| Field {
            name: name.clone(),
            kind: kind(of),
            is_required: required.contains(&name.as_str()),
            about: text(of, "description"),
        }));
    }
    let whole = kind(of);
    if fields.is_empty() {
        fields.push(Field {
            name: String::new(),
            kind: whole,
            is_required: true,
            about: String::new(),
        });
    }
    Schema { name: name.to_owned(), about: text(of, "description"), fields }
}

/// A schema in words: "list of Claim", "string or null".
fn kind(of: &Value) -> Kind {
    if let Some(name) = of["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        return Kind { words: name.clone(), schema: Some(name) };
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        let kinds: Vec<Kind> = items(&of[several]).map(kind).collect();
        if !kinds.is_empty() {
            let words: Vec<&str> = kinds.iter().map(|kind| kind.words.as_str()).collect();
            let words = words.join(" or ");
            let schema = kinds.into_iter().find_map(|kind| kind.schema);
            return Kind { words, schema };
        }
    }
    let names: Vec<&str> = match &of["type"] {
        Value::String(name) => vec![name.as_str()],
        several => items(several).filter_map(Value::as_str).collect(),
    };
    if names.contains(&"array") {
        let inner = kind(&of["items"]);
        return Kind { words: format!("list of {}", inner.words), schema: inner.schema };
    }
    let one_of: Vec<String> =
        items(&of["enum"]).map(|value| value.as_str().unwrap_or("…").to_owned()).collect();
    let words = if !one_of.is_empty() {
        one_of.join(", ")
    } else if names.is_empty() {
        "anything".to_owned()
    } else {
        names.join(" or ")
    };
    Kind { words, schema: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_described_is_shown() {
        let description = serde_json::to_value(description()).expect("it has string keys");
        let api = api(&description);
        let shown: usize = api.groups.iter().map(|group| group.operations.len()).sum();
        let methods = |path: &Value| {
            ["get", "post"].iter().filter(|method| path.get(**method).is_some()).count()
        };
        let described: usize = entries(&description["paths"]).map(|(_, path)| methods(path)).sum();
        assert_eq!(shown, described);
        let known: Vec<&str> = api.schemas.iter().map(|schema| schema.name.as_str()).collect();
        for schema in &api.schemas {
            for field in &schema.fields {
                let name = field.kind.schema.as_deref();
                assert!(
                    name.is_none_or(|name| known.contains(&name)),
                    "{}.{}: {name:?}",
                    schema.name,
                    field.name
                );
            }
        }
    }
}

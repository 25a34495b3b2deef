//! The HTTP API: what programs ask, in the JSON of the command line's `--json`.
//!
//! Lists are paged by a cursor that stays right while articles come in. Every answer carries an `ETag`
//! made of its own bytes; every failure is a problem of RFC 9457.

mod articles;
mod claims;
mod conditional;
mod contradictions;
mod decisions;
mod documents;
mod events;
mod exports;
pub(crate) mod incidents;
mod sources;
mod status;
pub(crate) mod tolls;

use std::sync::Arc;

pub(crate) use decisions::Deciding;
pub(crate) use events::listeners;
pub(crate) use exports::{LOSSLESS, Wanted, leaves_out_private_persons};
pub(crate) use sources::kind_of;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::middleware;
use serde::de::DeserializeOwned;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::Desk;
use crate::problem::Problem;

/// A body that is no stream may be so long, after decompression.
pub(crate) const BODY: usize = hearsay_input::MAX_BYTES + (1 << 20);

/// The parameters of a request, of which none may be unknown.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|error| Problem::bad_request(error.body_text()))
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hearsay",
        description = "Who says what happened: articles, the claims in them, the incidents that claims \
                       are of, the sides beside each other, the toll over time. Nothing is scored as \
                       true. Times are ISO 8601 and RFC 3339, offsets count Unicode code points.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    tags(
        (name = "articles", description = "Texts as they were read, and new ones in"),
        (name = "claims", description = "One event as one claimant tells it in one article"),
        (name = "incidents", description = "What claims of one or many articles are held to be about"),
        (name = "news", description = "What became known, as a list and as it happens"),
        (name = "sources", description = "Outlets and claimants: counts only"),
        (name = "decisions", description = "What people accept, reject, correct, merge and split"),
        (name = "exports", description = "What a filter finds, in the forms that others read"),
        (name = "status", description = "How the desk is"),
    ),
    // What stands in a path is not collected from the paths.
    components(schemas(exports::FormName)),
)]
struct Description;

fn described() -> (Router<Arc<Desk>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(articles::list, articles::add))
        .routes(routes!(articles::one))
        .routes(routes!(claims::list))
        .routes(routes!(claims::one))
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::one))
        .routes(routes!(incidents::sides))
        .routes(routes!(tolls::list))
        .routes(routes!(tolls::of_incident))
        .routes(routes!(contradictions::list))
        .routes(routes!(events::list))
        .routes(routes!(events::stream))
        .routes(routes!(sources::list))
        .routes(routes!(decisions::list, decisions::decide))
        .routes(routes!(exports::one))
        .routes(routes!(exports::losses))
        .routes(routes!(status::counts))
        .split_for_parts()
}

/// The description of the API, in `OpenAPI` 3.1.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    let mut described = described().1;
    for path in described.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post].into_iter().flatten() {
            tell_problems(operation);
        }
    }
    described
}

/// What may go wrong with every operation, each as a problem of RFC 9457.
const PROBLEMS: [(&str, &str); 6] = [
    ("400", "The request means nothing"),
    ("401", "Nobody has come in"),
    ("403", "The role does not allow it"),
    ("404", "There is no such thing"),
    ("429", "Too much at once"),
    ("503", "It cannot be done now"),
];

fn tell_problems(operation: &mut utoipa::openapi::path::Operation) {
    use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};
    let answers = &mut operation.responses.responses;
    let problem = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    for (status, answer) in answers.iter_mut() {
        let is_problem = status.starts_with(['4', '5']);
        if let RefOr::T(answer) = answer
            && is_problem
        {
            answer.content.clear();
            answer.content.insert("application/problem+json".to_owned(), RefOr::T(problem()));
        }
    }
    for (status, why) in PROBLEMS {
        let answer = || {
            let answer = ResponseBuilder::new().description(why);
            RefOr::T(answer.content("application/problem+json", problem()).build())
        };
        answers.entry(status.to_owned()).or_insert_with(answer);
    }
}

/// The routes of the API.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    described()
        .0
        .layer(middleware::from_fn(conditional::tagged))
        .merge(documents::routes())
        .merge(status::routes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    /// All references in a description, to wherever they lead.
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| references(one, found)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match value {
                        Value::String(leads_to) if key == "$ref" => {
                            found.insert(leads_to.clone());
                        }
                        value => references(value, found),
                    }
                }
            }
            _ => {}
        }
    }

    #[test]
    fn whatever_the_description_refers_to_is_in_it() {
        let description = serde_json::to_value(super::description()).expect("it is JSON");
        let mut found = BTreeSet::new();
        references(&description, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for leads_to in found {
            let place = leads_to.trim_start_matches('#');
            assert!(description.pointer(place).is_some(), "{leads_to} leads nowhere");
        }
    }
}

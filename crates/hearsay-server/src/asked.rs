//! What is asked for: the parameters that pages and API share, and the filter that they become.
//!
//! A form sends every field, also those left empty; an empty parameter asks for nothing.

use hearsay_ledger::{Filter, Order, Verdict};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Problem;

/// So many items a page of a list has unless told otherwise.
pub(crate) const LIMIT: usize = 50;

/// So many at most.
pub(crate) const MOST: usize = 1000;

/// The filters of all lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Who says it: part of a name, a code (`ARMGOV`) or a country by name or ISO 3166-1 alpha-3 code,
    /// with whoever belongs to it or speaks for it.
    pub(crate) claimant: Option<String>,
    /// The innermost claimant has this whole name.
    pub(crate) speaker: Option<String>,
    /// The article's publisher has this whole name.
    pub(crate) publisher: Option<String>,
    /// Who acts, suffers or loses: as `claimant`.
    pub(crate) actor: Option<String>,
    /// Type of event, or type and mode: `assault`, `assault/aerial`.
    pub(crate) event: Option<String>,
    /// When it is said to have been: a day, or two with a slash, of which either may be left out.
    #[param(example = "2020-09-27/2020-09-28")]
    pub(crate) date: Option<String>,
    /// In which country: its name or its ISO 3166-1 alpha-3 code.
    pub(crate) country: Option<String>,
    /// Within a box: west,south,east,north in degrees.
    #[param(example = "44.5,38.8,47.6,41.0")]
    pub(crate) bbox: Option<String>,
    /// Only what another claim contradicts: `true`.
    pub(crate) contested: Option<String>,
    /// Only what one side alone tells: `true`.
    pub(crate) one_sided: Option<String>,
    /// Words: all of them; `"words in quotes"` together; `-word` not; `word*` as a beginning.
    pub(crate) text: Option<String>,
    /// As it was known at the end of this day.
    #[param(example = "2020-09-28")]
    pub(crate) as_of: Option<String>,
    /// In this article, by id.
    pub(crate) article: Option<String>,
    /// Of this incident, by id.
    pub(crate) incident: Option<String>,
    /// What people think of the claim: `accepted` or `rejected`.
    pub(crate) verdict: Option<String>,
    /// `newest` first, or `oldest`.
    pub(crate) order: Option<String>,
    /// So many at most, 1 to 1000; 50 unless told otherwise.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 1000)]
    pub(crate) limit: Option<String>,
    /// The `next` of an earlier page: what comes after it.
    pub(crate) after: Option<String>,
}

impl Asked {
    /// The ledger's filter.
    pub(crate) fn filter(&self) -> Result<Filter, Problem> {
        let (from, to) = match given(&self.date) {
            Some(text) => days(&text)?,
            None => (None, None),
        };
        let bbox = given(&self.bbox).map(|text| text.parse()).transpose()?;
        let verdict = match given(&self.verdict).as_deref() {
            None => None,
            Some("accepted") => Some(Verdict::Accepted),
            Some("rejected") => Some(Verdict::Rejected),
            Some(other) => {
                let detail = format!("verdict is accepted or rejected, not `{other}`");
                return Err(Problem::bad_request(detail));
            }
        };
        let order = match given(&self.order).as_deref() {
            None | Some("newest") => Order::Newest,
            Some("oldest") => Order::Oldest,
            Some(other) => {
                let detail = format!("order is newest or oldest, not `{other}`");
                return Err(Problem::bad_request(detail));
            }
        };
        Ok(Filter {
            claimant: given(&self.claimant),
            speaker: given(&self.speaker),
            publisher: given(&self.publisher),
            actor: given(&self.actor),
            event: given(&self.event),
            from,
            to,
            bbox,
            country: given(&self.country),
            contested: flag("contested", &self.contested)?,
            one_sided: flag("one_sided", &self.one_sided)?,
            text: given(&self.text),
            as_of: given(&self.as_of),
            article: given(&self.article),
            incident: given(&self.incident),
            verdict,
            order,
            limit: Some(self.limit()?),
            after: given(&self.after),
        })
    }

    fn limit(&self) -> Result<usize, Problem> {
        let Some(text) = given(&self.limit) else { return Ok(LIMIT) };
        text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
            Problem::bad_request(format!("limit is a number from 1 to {MOST}, not `{text}`"))
        })
    }

    /// The same with another cursor, as a query string with the question mark.
    pub(crate) fn query(&self, after: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            if name != "after" {
                query.append_pair(name, value);
            }
        }
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// What is asked, by name.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("claimant", &self.claimant),
            ("speaker", &self.speaker),
            ("publisher", &self.publisher),
            ("actor", &self.actor),
            ("event", &self.event),
            ("date", &self.date),
            ("country", &self.country),
            ("bbox", &self.bbox),
            ("contested", &self.contested),
            ("one_sided", &self.one_sided),
            ("text", &self.text),
            ("as_of", &self.as_of),
            ("article", &self.article),
            ("incident", &self.incident),
            ("verdict", &self.verdict),
            ("order", &self.order),
            ("limit", &self.limit),
            ("after", &self.after),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
            .filter(|(_, value)| !value.trim().is_empty())
            .collect()
    }

    /// Whether anything narrows the list.
    pub(crate) fn is_narrow(&self) -> bool {
        self.pairs().iter().any(|(name, _)| !matches!(*name, "after" | "limit" | "order"))
    }
}

/// What stands in a parameter, if anything.
pub(crate) fn given(value: &Option<String>) -> Option<String> {
    let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty());
    value.map(str::to_owned)
}

fn flag(name: &str, value: &Option<String>) -> Result<bool, Problem> {
    match given(value).as_deref() {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1" | "on") => Ok(true),
        Some(other) => Err(Problem::bad_request(format!("{name} is true or false, not `{other}`"))),
    }
}

/// The filters of a request, apart from a few parameters that it has besides.
pub(crate) fn with_extra<const N: usize>(
    uri: &axum::http::Uri,
    extra: [&str; N],
) -> Result<(Asked, [Option<String>; N]), Problem> {
    let query = uri.query().unwrap_or_default();
    let mut found = [const { None }; N];
    let mut rest = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match extra.iter().position(|extra| *extra == name) {
            Some(at) => found[at] = Some(value.into_owned()),
            None => _ = rest.append_pair(&name, &value),
        }
    }
    let broken = |_| Problem::bad_request("the query is broken");
    let uri = format!("/?{}", rest.finish()).parse().map_err(broken)?;
    let asked = axum::extract::Query::<Asked>::try_from_uri(&uri)
        .map_err(|error| Problem::bad_request(error.body_text()))?;
    Ok((asked.0, found))
}

/// A first and a last day, of which either may be open.
type Days = (Option<String>, Option<String>);

fn days(text: &str) -> Result<Days, Problem> {
    let day = |text: &str| match text.trim() {
        "" => Ok(None),
        text => match text.parse::<jiff::civil::Date>() {
            Ok(day) if text.len() == 10 => Ok(Some(day.to_string())),
            _ => Err(Problem::bad_request(format!(
                "`{text}` is not a day: write 2024-03-12, 2024-03-12/2024-03-14 for several days, or \
                 2024-03-12/ for that day and later"
            ))),
        },
    };
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let days = (day(from)?, day(to)?);
    match &days {
        (Some(from), Some(to)) if from > to => {
            Err(Problem::bad_request(format!("{from} is later than {to}")))
        }
        _ => Ok(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        let uri: axum::http::Uri = format!("/?{query}").parse().expect("an address");
        axum::extract::Query::try_from_uri(&uri).expect("known parameters").0
    }

    #[test]
    fn empty_parameters_ask_for_nothing() {
        let filter = asked("claimant=&text=+&contested=&limit=").filter().expect("means something");
        assert_eq!(filter, Filter { limit: Some(LIMIT), ..Filter::default() });
    }

    #[test]
    fn days_are_one_two_or_open() {
        let of = |text: &str| asked(&format!("date={text}")).filter().map(|f| (f.from, f.to));
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(of("2020-09-27").ok(), Some((day("2020-09-27"), day("2020-09-27"))));
        assert_eq!(of("2020-09-27/").ok(), Some((day("2020-09-27"), None)));
        assert_eq!(of("/2020-09-28").ok(), Some((None, day("2020-09-28"))));
        for wrong in ["2020", "27.9.2020", "2020-09-28/2020-09-27", "2020-02-30"] {
            assert_eq!(of(wrong).unwrap_err().status, 400, "{wrong}");
        }
    }

    #[test]
    fn what_means_nothing_is_told() {
        for wrong in [
            "limit=0",
            "limit=1001",
            "limit=x",
            "order=up",
            "verdict=true",
            "bbox=1,2",
            "contested=maybe",
        ] {
            let problem = asked(wrong).filter().expect_err("it means nothing");
            assert_eq!(problem.status, 400, "{wrong}: {}", problem.detail);
        }
    }

    #[test]
    fn next_page_asks_the_same() {
        let asked = asked("text=%22river+bank%22&contested=true&after=x&event=");
        assert_eq!(asked.query(Some("y")), "?contested=true&text=%22river+bank%22&after=y");
        assert_eq!(asked.query(None), "?contested=true&text=%22river+bank%22");
    }
}

//! What to look for: typed filters, and the SQL they become.

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use crate::error::{LedgerError, Result};
use crate::lookup;
use crate::search::{self, Rough};

/// What to look for; an empty filter finds everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Who says it: a part of a name, a code (`ARM`, `ARMGOV`) or a country by name or code, with
    /// whoever belongs to it or speaks for it as the article tells. Where an article speaks itself,
    /// its publisher does.
    pub claimant: Option<String>,
    /// The innermost claimant has this whole name, as [`crate::View::sources`] counts them.
    pub speaker: Option<String>,
    /// The article's publisher has this whole name.
    pub publisher: Option<String>,
    /// Who acts, suffers or loses: as [`Filter::claimant`].
    pub actor: Option<String>,
    /// Type of event, or type and mode: `assault`, `assault/aerial`.
    pub event: Option<String>,
    /// Was on this day or later: `2020-09-27`.
    pub from: Option<String>,
    /// Was on this day or earlier.
    pub to: Option<String>,
    /// Was within these bounds.
    pub bbox: Option<Bounds>,
    /// Was in this country: its name or its ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// Is, or is of an incident that is, contradicted.
    pub contested: bool,
    /// Is, or is of an incident that is, told by one side alone.
    pub one_sided: bool,
    /// Words: all of them; `"words in quotes"` together; `-word` not; `word*` as a beginning.
    pub text: Option<String>,
    /// Was published, or where that is not known added, on this day or earlier.
    pub as_of: Option<String>,
    /// Stands in this article.
    pub article: Option<String>,
    /// Is of this incident.
    pub incident: Option<String>,
    /// What people think of the claim.
    pub verdict: Option<crate::Verdict>,
    /// The newest first, or the oldest.
    pub order: Order,
    /// So many at most.
    pub limit: Option<usize>,
    /// Those after this cursor, which is the `next` of an earlier page.
    pub after: Option<String>,
}

/// In which order: by the time of publication, or where that is not known by the time of adding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// A box on the globe, in degrees. Where `west` is greater than `east` it crosses 180°.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl std::str::FromStr for Bounds {
    type Err = LedgerError;

    /// `west,south,east,north`, as GeoJSON has it.
    fn from_str(text: &str) -> Result<Self> {
        let numbers: Vec<f64> =
            text.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        let fail = || {
            LedgerError::Filter(format!(
                "`{text}` is not a box: write it as west,south,east,north in degrees, as in \
                 44.5,38.8,47.6,41.0"
            ))
        };
        let [west, south, east, north] = numbers[..] else { return Err(fail()) };
        let is_well = south <= north
            && (-90.0..=90.0).contains(&south)
            && (-90.0..=90.0).contains(&north)
            && (-180.0..=180.0).contains(&west)
            && (-180.0..=180.0).contains(&east);
        if is_well && text.split(',').count() == 4 {
            Ok(Self { west, south, east, north })
        } else {
            Err(fail())
        }
    }
}

/// A part of what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// What was found.
    pub items: Vec<T>,
    /// The cursor for what comes after, when there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Order {
    /// `DESC` or `ASC`, and the comparison for what comes after a cursor.
    pub(crate) fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Newest => ("DESC", "<"),
            Self::Oldest => ("ASC", ">"),
        }
    }
}

/// Conditions joined by AND, with their parameters.
#[derive(Default)]
pub(crate) struct Conditions {
    sql: Vec<String>,
    parameters: Vec<Value>,
}

impl Conditions {
    /// Adds a condition; each `?` stands for the next parameter.
    pub(crate) fn add<const N: usize>(&mut self, sql: impl Into<String>, parameters: [Value; N]) {
        self.sql.push(sql.into());
        self.parameters.extend(parameters);
    }

    /// `1` without any condition.
    pub(crate) fn sql(&self) -> String {
        if self.sql.is_empty() { "1".to_owned() } else { self.sql.join(" AND ") }
    }

    pub(crate) fn parameters(&self) -> impl rusqlite::Params + use<'_> {
        rusqlite::params_from_iter(self.parameters.iter())
    }
}

/// A part of a country's, group's or person's name, the beginning of a code, or a country, whose
/// people, ministries, army and spokesmen are meant too.
struct Party {
    like: String,
    /// A code begins so; no code does where this is empty.
    code: String,
    country: String,
    /// The words for a country without a code begin so: its name, its adjective. Else it is empty.
    stem: String,
}

impl Party {
    fn of(connection: &rusqlite::Connection, text: &str) -> Result<Self> {
        let text = text.trim();
        let is_code =
            text.len() >= 3 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let country = country(connection, text)?;
        Ok(Self {
            like: format!("%{}%", escape(text)),
            code: if is_code { text.to_owned() } else { String::new() },
            // A country without a code is known by its name or adjective; see `insert_parties`.
            stem: match &country {
                Some(_) => String::new(),
                None => hearsay_incidents::stem(text).unwrap_or_default(),
            },
            country: country.unwrap_or_else(|| text.to_lowercase()),
        })
    }

    /// A condition on `party`.
    fn condition(self, roles: &str) -> (String, [Value; 9]) {
        let sql = format!(
            "SELECT claim FROM party WHERE role IN ({roles}) AND (
                name LIKE ? ESCAPE '\\' OR country = ? OR (? <> '' AND code >= ? AND code < ? || '[')
                OR (? <> '' AND country >= ? AND country < ? || '{{' AND length(country) <= ? + 5)
            )"
        );
        let code = || Value::from(self.code.clone());
        let stem = || Value::from(self.stem.clone());
        let length = i64::try_from(self.stem.chars().count()).unwrap_or(i64::MAX);
        let (like, country) = (self.like.clone().into(), self.country.clone().into());
        let length = Value::from(length);
        (sql, [like, country, code(), code(), code(), stem(), stem(), stem(), length])
    }
}

/// The code of a country by its code or its name, if anything in the ledger is of it.
fn country(connection: &rusqlite::Connection, text: &str) -> Result<Option<String>> {
    if text.len() == 3 && hearsay::country_name(&text.to_ascii_uppercase()).is_some() {
        return Ok(Some(text.to_ascii_uppercase()));
    }
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT country FROM party WHERE country IS NOT NULL
         UNION SELECT DISTINCT country FROM claim WHERE country IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let code: String = row.get(0)?;
        let name = hearsay::country_name(&code);
        if name.is_some_and(|name| name.to_lowercase() == text.to_lowercase()) {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

/// Takes the meaning from LIKE's signs.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The last day of an "as of": a day counts to its end.
fn as_of(text: &str) -> Result<String> {
    text.parse::<hearsay::Created>().map_err(|error| LedgerError::Filter(error.to_string()))?;
    Ok(format!("{}~", text.trim()))
}

fn day(text: &str) -> Result<String> {
    let day = text.trim().parse::<jiff::civil::Date>();
    day.map(|day| day.to_string())
        .map_err(|_| LedgerError::Filter(format!("`{text}` is not a day: write it as 2020-09-28")))
}

impl Filter {
    /// Conditions on `claim`, joined with its `account`, which a rejected claim lacks.
    pub(crate) fn on_claims(&self, connection: &rusqlite::Connection) -> Result<Conditions> {
        let mut conditions = Conditions::default();
        if let Some(text) = &self.claimant {
            let (sql, parameters) = Party::of(connection, text)?.condition("'claimant'");
            conditions.add(format!("claim.number IN ({sql})"), parameters);
        }
        if let Some(name) = &self.speaker {
            let last = "SELECT claim FROM party WHERE role = 'claimant' AND last AND name = ?";
            conditions.add(format!("claim.number IN ({last})"), [name.clone().into()]);
        }
        if let Some(name) = &self.publisher {
            conditions.add(
                "claim.article IN (
                    SELECT article.number FROM article JOIN version ON version.number = article.version
                    WHERE version.publisher = ? COLLATE NOCASE)",
                [name.clone().into()],
            );
        }
        if let Some(text) = &self.actor {
            let roles = "'actor', 'recipient', 'side'";
            let (sql, parameters) = Party::of(connection, text)?.condition(roles);
            conditions.add(format!("claim.number IN ({sql})"), parameters);
        }
        self.add_event("claim", &mut conditions);
        self.add_days("claim", &mut conditions)?;
        self.add_bounds("claim", "claim_place", &mut conditions);
        if let Some(text) = &self.country {
            let country = country(connection, text)?.unwrap_or_else(|| text.clone());
            conditions.add("claim.country = ?", [country.into()]);
        }
        if self.contested {
            conditions.add(
                "(EXISTS (SELECT 1 FROM contradiction WHERE earlier = claim.id)
                  OR EXISTS (SELECT 1 FROM contradiction WHERE later = claim.id))",
                [],
            );
        }
        if self.one_sided {
            conditions.add(
                "account.incident IN (SELECT number FROM incident WHERE one_sided IS NOT NULL)",
                [],
            );
        }
        if let Some(text) = &self.text {
            let query = search::query(text)?;
            // Claims with rare words are looked up one by one; where many have them, going through all
            // in their order, which the plus asks for, comes upon the first page sooner.
            let plus = if search::is_common(connection, &query)? { "+" } else { "" };
            conditions.add(
                format!(
                    "{plus}claim.number IN (SELECT rowid FROM claim_text WHERE claim_text MATCH ?)"
                ),
                [query.into()],
            );
        }
        if let Some(text) = &self.as_of {
            conditions.add("claim.known <= ?", [as_of(text)?.into()]);
        }
        if let Some(id) = &self.article {
            let article = lookup::article(connection, id)?;
            conditions.add("claim.article = ?", [article.into()]);
        }
        if let Some(id) = &self.incident {
            let incident = lookup::incident(connection, id)?;
            conditions.add("account.incident = ?", [incident.into()]);
        }
        if let Some(verdict) = self.verdict {
            conditions.add("claim.verdict = ?", [verdict.as_str().to_owned().into()]);
        }
        Ok(conditions)
    }

    /// Conditions on `incident`. Who speaks, who acts and which words are asked of its claims.
    pub(crate) fn on_incidents(&self, connection: &rusqlite::Connection) -> Result<Conditions> {
        let mut conditions = Conditions::default();
        self.add_event("incident", &mut conditions);
        self.add_days("incident", &mut conditions)?;
        self.add_bounds("incident", "incident_place", &mut conditions);
        if let Some(text) = &self.country {
            let country = country(connection, text)?.unwrap_or_else(|| text.clone());
            conditions.add("incident.country = ?", [country.into()]);
        }
        if self.contested {
            conditions.add("incident.contested > 0", []);
        }
        if self.one_sided {
            conditions.add("incident.one_sided IS NOT NULL", []);
        }
        if let Some(text) = &self.as_of {
            conditions.add("incident.first <= ?", [as_of(text)?.into()]);
        }
        if let Some(id) = &self.incident {
            conditions.add("incident.number = ?", [lookup::incident(connection, id)?.into()]);
        }
        let of_claims = Self {
            claimant: self.claimant.clone(),
            speaker: self.speaker.clone(),
            publisher: self.publisher.clone(),
            actor: self.actor.clone(),
            text: self.text.clone(),
            article: self.article.clone(),
            verdict: self.verdict,
            ..Self::default()
        };
        let claims = of_claims.on_claims(connection)?;
        if !claims.sql.is_empty() {
            conditions.sql.push(format!(
                "incident.number IN (
                    SELECT account.incident FROM claim JOIN account ON account.number = claim.account
                    WHERE {})",
                claims.sql()
            ));
            conditions.parameters.extend(claims.parameters);
        }
        Ok(conditions)
    }

    /// Conditions on `article` joined with its newest `version`: text, as of, article; all others
    /// are asked of its claims.
    pub(crate) fn on_articles(&self, connection: &rusqlite::Connection) -> Result<Conditions> {
        let mut conditions = Conditions::default();
        if let Some(text) = &self.text {
            let Rough { query, exact } = search::rough(text)?;
            if let Some(query) = query {
                conditions.add(
                    "article.number IN (SELECT rowid FROM article_text WHERE article_text MATCH ?)",
                    [query.into()],
                );
            }
            if let Some(exact) = exact {
                conditions.add("says(version.title, version.text, ?)", [exact.into()]);
            }
        }
        if let Some(text) = &self.as_of {
            conditions.add("version.known <= ?", [as_of(text)?.into()]);
        }
        if let Some(id) = &self.article {
            conditions.add("article.number = ?", [lookup::article(connection, id)?.into()]);
        }
        let of_claims = Self { text: None, as_of: None, article: None, ..self.clone() };
        let claims = of_claims.on_claims(connection)?;
        if !claims.sql.is_empty() {
            conditions.sql.push(format!(
                "article.number IN (
                    SELECT claim.article FROM claim
                    LEFT JOIN account ON account.number = claim.account WHERE {})",
                claims.sql()
            ));
            conditions.parameters.extend(claims.parameters);
        }
        Ok(conditions)
    }

    fn add_event(&self, table: &str, conditions: &mut Conditions) {
        let Some(event) = &self.event else { return };
        let (kind, mode) = match event.split_once('/') {
            Some((kind, mode)) => (kind, Some(mode)),
            None => (event.as_str(), None),
        };
        let value = |text: &str| Value::from(text.trim().to_lowercase());
        conditions.add(format!("lower({table}.event) = ?"), [value(kind)]);
        if let Some(mode) = mode {
            conditions.add(format!("lower({table}.mode) = ?"), [value(mode)]);
        }
    }

    /// What may have been within the days; what has no day was at no known time.
    fn add_days(&self, table: &str, conditions: &mut Conditions) -> Result<()> {
        if let Some(from) = &self.from {
            let sql = format!("coalesce({table}.end, {table}.begin) >= ?");
            conditions.add(sql, [day(from)?.into()]);
        }
        if let Some(to) = &self.to {
            let sql = format!("coalesce({table}.begin, {table}.end) <= ?");
            conditions.add(sql, [day(to)?.into()]);
        }
        if let (Some(from), Some(to)) = (&self.from, &self.to)
            && day(from)? > day(to)?
        {
            return Err(LedgerError::Filter(format!("{from} is later than {to}")));
        }
        Ok(())
    }

    fn add_bounds(&self, table: &str, index: &str, conditions: &mut Conditions) {
        let Some(Bounds { west, south, east, north }) = self.bbox else { return };
        let longitude =
            if west <= east { "west >= ? AND east <= ?" } else { "(west >= ? OR east <= ?)" };
        // The index holds 32-bit numbers, rounded outwards; the margin takes in what is on the edge.
        let margin = 1e-4;
        conditions.add(
            format!(
                "{table}.number IN (
                    SELECT number FROM {index} WHERE south >= ? AND north <= ? AND {longitude})"
            ),
            [
                (south - margin).into(),
                (north + margin).into(),
                (west - margin).into(),
                (east + margin).into(),
            ],
        );
    }
}

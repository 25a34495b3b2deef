//! Sources: outlets and claimants, what they claimed and who quotes whom. Counts only.

use rusqlite::Connection;
use serde::Serialize;

use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Those whose words are told: the innermost of each claimant chain.
    Claimants,
    /// Those who publish.
    Outlets,
}

/// What one source claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its code, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Articles in which it speaks.
    pub articles: u64,
    /// Its claims.
    pub claims: u64,
    /// Of these contradicted by another claim.
    pub contradicted: u64,
    /// Of these corrected or taken back later.
    pub corrected: u64,
    /// Of these of incidents that one side alone tells.
    pub one_sided: u64,
    /// Who quotes it (of a claimant), or whom it quotes (of an outlet), the most quoted first.
    pub quotes: Vec<Quoting>,
}

/// An outlet that quotes a claimant, or a claimant that is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quoting {
    /// Its name.
    pub name: String,
    /// In how many claims.
    pub claims: u64,
}

impl View {
    /// The sources of the claims that a filter finds, those with the most claims first.
    ///
    /// The limit is that of the sources; there is no cursor.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn sources(&self, kind: SourceKind, filter: &Filter) -> Result<Vec<Source>> {
        let conditions = filter.on_claims(self.connection())?;
        let chosen = format!(
            "WITH chosen AS (
                 SELECT claim.number, claim.id, claim.article, account.incident
                 FROM claim LEFT JOIN account ON account.number = claim.account
                 WHERE coalesce(claim.verdict, '') <> 'rejected' AND {}),
             said AS (
                 SELECT chosen.number, chosen.id, chosen.article, chosen.incident,
                        version.publisher AS outlet, party.name AS claimant, party.code,
                        -- What is no code is the name of a country without one.
                        iif(party.country GLOB '[A-Z][A-Z][A-Z]', party.country, NULL) AS country
                 FROM chosen JOIN article ON article.number = chosen.article
                 JOIN version ON version.number = article.version
                 LEFT JOIN party ON party.claim = chosen.number AND party.role = 'claimant'
                                AND party.last)",
            conditions.sql()
        );
        let (who, other, code) = match kind {
            SourceKind::Claimants => ("claimant", "outlet", "min(code), min(country)"),
            SourceKind::Outlets => ("outlet", "claimant", "NULL, NULL"),
        };
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let mut statement = self.connection().prepare_cached(&format!(
            "{chosen} SELECT {who} COLLATE NOCASE, {code}, count(DISTINCT article), count(*),
                 sum(EXISTS (SELECT 1 FROM contradiction WHERE earlier = said.id)
                     OR EXISTS (SELECT 1 FROM contradiction WHERE later = said.id)),
                 sum(EXISTS (SELECT 1 FROM change WHERE earlier = said.id
                             AND kind IN ('correction', 'retraction'))),
                 sum(EXISTS (SELECT 1 FROM incident WHERE incident.number = said.incident
                             AND one_sided IS NOT NULL))
             FROM said WHERE {who} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {limit}"
        ))?;
        let mut rows = statement.query(conditions.parameters())?;
        let mut sources = Vec::new();
        while let Some(row) = rows.next()? {
            sources.push(Source {
                name: row.get(0)?,
                code: row.get(1)?,
                country: row.get(2)?,
                articles: row.get(3)?,
                claims: row.get(4)?,
                contradicted: row.get(5)?,
                corrected: row.get(6)?,
                one_sided: row.get(7)?,
                quotes: Vec::new(),
            });
        }
        let sql = format!(
            "{chosen} SELECT {who} COLLATE NOCASE, {other} COLLATE NOCASE, count(*) FROM said
             WHERE {who} IS NOT NULL AND {other} IS NOT NULL AND lower({who}) <> lower({other})
             GROUP BY 1, 2 ORDER BY 3 DESC, 2"
        );
        quotes(self.connection(), &sql, conditions.parameters(), &mut sources)?;
        Ok(sources)
    }
}

fn quotes(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    sources: &mut [Source],
) -> Result<()> {
    let places: std::collections::HashMap<String, usize> = sources
        .iter()
        .enumerate()
        .map(|(place, source)| (source.name.to_ascii_lowercase(), place))
        .collect();
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if let Some(place) = places.get(&name.to_ascii_lowercase()) {
            let quoting = Quoting { name: row.get(1)?, claims: row.get(2)? };
            sources[*place].quotes.push(quoting);
        }
    }
    Ok(())
}

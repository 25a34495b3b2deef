//! What many articles together say about incidents, in the form of the benchmark's scorer.
//!
//! Unlike the other tasks it gives one object for all articles: which of them are of one incident,
//! what contradicts what, and which claims have one source.

use std::collections::{BTreeMap, BTreeSet};

use hearsay::SpanForm;
use hearsay_incidents::{Account, Incident, Together, merge, responsibility};
use serde_json::{Map, Value, json};

use super::same_event;

/// The prediction, from the accounts of all articles.
pub(super) fn prediction(told: Vec<Value>) -> Value {
    let accounts = same_event::accounts_of(told);
    let incidents = merge(&accounts, &Together::default());
    let cited = Cited::of(&accounts);
    let mut articles: BTreeMap<&str, [Vec<Value>; 3]> = BTreeMap::new();
    for account in &accounts {
        let [tolls, _, statements] = articles.entry(&account.article.id).or_default();
        tolls.extend(figures(account));
        statements.extend(
            account.statements.iter().map(
                |statement| json!({ "id": statement.id, "evidence": offsets(&statement.span) }),
            ),
        );
    }
    for incident in &incidents {
        let ids: BTreeSet<&String> = incident.accounts.iter().collect();
        let own: Vec<&Account> =
            accounts.iter().filter(|account| ids.contains(&account.id)).collect();
        // Two countries at war do not hide who they are: nobody asks who did it.
        let countries = incident.sides.iter().filter(|side| {
            !side.third_party && side.code.as_ref().is_none_or(|code| code.len() == 3)
        });
        if countries.count() < 2 {
            for said in responsibility(&own) {
                if let Some([_, perpetrators, _]) = articles.get_mut(said.article.as_str()) {
                    perpetrators.push(json!({
                        "id": said.id, "who": said.who, "status": said.status,
                        "claimant": said.claimant, "evidence": [said.start, said.end],
                    }));
                }
            }
        }
        let contradicting = incident.contradictions.iter().flat_map(|pair| &pair.claims);
        for id in contradicting {
            if let Some((article, span)) = cited.claims.get(id.as_str())
                && let Some([_, _, statements]) = articles.get_mut(article)
            {
                statements.push(json!({ "id": id, "evidence": offsets(span) }));
            }
        }
    }
    let articles: Map<String, Value> = articles
        .into_iter()
        .map(|(id, [claims, perpetrators, statements])| {
            let told =
                json!({ "claims": claims, "perpetrators": perpetrators, "statements": statements });
            (id.to_owned(), told)
        })
        .collect();
    let contradictions: Vec<Value> =
        incidents.iter().flat_map(|incident| contradictions(incident, &cited)).collect();
    let independence: Vec<Value> =
        incidents.iter().flat_map(|incident| independence(incident, &cited)).collect();
    let clusters: Vec<Value> =
        incidents.iter().map(|incident| cluster(incident, &accounts)).collect();
    json!({
        "articles": articles,
        "clusters": clusters,
        "contradictions": contradictions,
        "independence": independence,
    })
}

/// In which article every claim, figure and statement stands.
struct Cited<'a> {
    claims: BTreeMap<&'a str, (&'a str, &'a SpanForm)>,
    figures: BTreeMap<&'a str, &'a str>,
    /// The figures of claims, with their kind.
    tolls: BTreeMap<(&'a str, &'a str), &'a str>,
    statements: BTreeMap<&'a str, &'a str>,
}

impl<'a> Cited<'a> {
    fn of(accounts: &'a [Account]) -> Self {
        let mut cited = Self {
            claims: BTreeMap::new(),
            figures: BTreeMap::new(),
            tolls: BTreeMap::new(),
            statements: BTreeMap::new(),
        };
        for account in accounts {
            let article = account.article.id.as_str();
            for claim in &account.claims {
                let span = claim.evidence.first().unwrap_or(&claim.trigger);
                cited.claims.insert(&claim.id, (article, span));
            }
            for figure in &account.figures {
                cited.figures.insert(&figure.id, article);
                if let Some(claim) = &figure.claim {
                    cited.tolls.insert((claim, &figure.toll.kind), &figure.id);
                }
            }
            for statement in &account.statements {
                cited.statements.insert(&statement.id, article);
            }
        }
        cited
    }

    fn article(&self, id: &str) -> Option<&'a str> {
        let claim = self.claims.get(id).map(|(article, _)| *article);
        claim.or_else(|| self.figures.get(id).copied()).or_else(|| self.statements.get(id).copied())
    }
}

fn offsets(span: &SpanForm) -> Value {
    json!([span.start, span.end])
}

/// The figures of an account: counts, not single persons who are named or described.
fn figures(account: &Account) -> impl Iterator<Item = Value> {
    let told = account.figures.iter().filter(|figure| figure.modality != "possible");
    let counted = told.filter(|figure| !figure.single);
    counted.map(|figure| {
        let toll = &figure.toll;
        let claimant = figure.claimants.last().map_or("narrator", |claimant| &claimant.actor.name);
        json!({
            "id": figure.id, "kind": toll.kind, "min": toll.min, "max": toll.max,
            "claimant": claimant, "evidence": offsets(&toll.span),
        })
    })
}

fn contradictions(incident: &Incident, cited: &Cited<'_>) -> Vec<Value> {
    let end = |pair: &hearsay_incidents::Contradiction, n: usize| {
        let claim = pair.claims[n].as_str();
        let toll = cited.tolls.get(&(claim, pair.about.as_str())).copied();
        let id = pair.figures.get(n).map(String::as_str).or(toll).unwrap_or(claim);
        json!([cited.article(id), id])
    };
    incident.contradictions.iter().map(|pair| json!([end(pair, 0), end(pair, 1)])).collect()
}

fn independence(incident: &Incident, cited: &Cited<'_>) -> Vec<Value> {
    let group = |origin: &hearsay_incidents::Origin| -> Value {
        let mut ids: Vec<&str> = Vec::new();
        for id in &origin.claims {
            let figures =
                cited.tolls.range((id.as_str(), "")..).take_while(|((claim, _), _)| *claim == id);
            ids.extend(figures.map(|(_, figure)| *figure));
            ids.push(id);
        }
        let cited = ids.into_iter().filter_map(|id| Some(json!([cited.article(id)?, id])));
        cited.collect()
    };
    incident.origins.iter().map(group).collect()
}

/// An incident with the articles of which it is the main one, and its figures in the others.
fn cluster(incident: &Incident, accounts: &[Account]) -> Value {
    let mut members: Vec<Value> = incident.main.iter().map(|id| json!(id)).collect();
    let own = accounts.iter().filter(|account| incident.accounts.contains(&account.id));
    for account in own {
        let article = &account.article.id;
        members.extend(account.figures.iter().map(|figure| json!([article, figure.id])));
    }
    let place = incident.place.as_ref();
    json!({
        "id": incident.id,
        "date": incident.begin.as_deref().and_then(|begin| begin.get(..10)),
        "place": place.map(|place| json!({
            "name": place.name, "lat": place.lat, "lon": place.lon, "country": place.country,
        })),
        "members": members,
    })
}

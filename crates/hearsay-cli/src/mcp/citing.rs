//! Who says so, and where: what has to stand beside everything that is told on.

use std::collections::BTreeMap;

use hearsay::SpanForm;
use hearsay_incidents::{Account, ArticleRef, Claim, Claimant, Figure, Statement};
use hearsay_ledger::words;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{json, untrusted};

/// A claim, figure or statement with who says so and where.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cited {
    /// What keeps it from being a plain statement, or that nothing does.
    pub(super) status: String,
    /// Who says so, outermost first, and what the last of them does: "Tarsk denies".
    pub(super) says: String,
    /// The article.
    article: ArticleRef,
    /// The words for it.
    pub(super) evidence: Vec<SpanForm>,
}

/// What stands for a status where nothing keeps a claim from being taken for a plain statement.
pub(super) const PLAIN: &str = "told as a plain statement";

impl Cited {
    pub(super) fn claim(claim: &Claim) -> Self {
        let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
        Self {
            status: status.map_or_else(|| PLAIN.to_owned(), |status| status.words),
            says: format!("{} {}", words::chain(&claim.claimants), words::says(claim)),
            article: (*claim.article).clone(),
            evidence: claim.evidence.clone(),
        }
    }

    fn figure(accounts: &[Account], account: &Account, figure: &Figure) -> Self {
        let claim = words::claim_of(accounts, account, figure);
        let status = words::figure_status(figure, claim);
        // The claim in whose words it stands may be somebody else's.
        let same = claim.filter(|claim| claim.claimants == figure.claimants);
        Self {
            status: status.map_or_else(|| PLAIN.to_owned(), |status| status.words),
            says: same.map_or_else(|| says(&figure.claimants), |claim| Self::claim(claim).says),
            article: (*account.article).clone(),
            evidence: claim
                .map_or_else(|| vec![figure.toll.span.clone()], |it| it.evidence.clone()),
        }
    }

    fn statement(account: &Account, statement: &Statement) -> Self {
        Self {
            status: PLAIN.to_owned(),
            says: format!("{}: {}", says(&statement.claimants), words::statement(statement)),
            article: (*account.article).clone(),
            evidence: vec![statement.span.clone()],
        }
    }

    /// The article's id.
    pub(super) fn article(&self) -> &str {
        &self.article.id
    }

    /// "DENIED: ", where it is no plain statement.
    pub(super) fn standing(&self) -> String {
        match self.status.as_str() {
            PLAIN => String::new(),
            status => format!("{}: ", status.to_uppercase()),
        }
    }

    /// Everything that a citation needs, in a line.
    pub(super) fn line(&self) -> String {
        let title = self.article.title.as_ref().map(|title| format!("“{title}”"));
        self.joined([title, self.article.url.clone()])
    }

    /// The same without title and address, for lists in which they would come again and again.
    pub(super) fn short_line(&self) -> String {
        self.joined([None, None])
    }

    fn joined(&self, [title, url]: [Option<String>; 2]) -> String {
        let article = &self.article;
        let characters: Vec<String> =
            self.evidence.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let parts = [
            Some(self.says.clone()),
            Some(article.publisher.clone().unwrap_or_else(|| "publisher unknown".to_owned())),
            Some(article.created.as_deref().map_or_else(|| "date unknown".to_owned(), words::day)),
            title,
            url,
            Some(format!("article {}", article.id)),
            Some(format!("characters {}", characters.join(" and "))),
        ];
        words::one_line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    }

    /// The citation for programs; what is not known is null.
    pub(super) fn citation(&self) -> Value {
        let ArticleRef { id, publisher, created, title, url } = &self.article;
        let spans = self.evidence.iter().map(|span| json!({"start": span.start, "end": span.end}));
        untrusted(&json!({
            "line": self.line(),
            "says": self.says,
            "publisher": publisher,
            "created": created,
            "title": title,
            "url": url,
            "article": id,
            "spans": spans.collect::<Vec<_>>(),
        }))
    }

    /// The status, the citation and the words, for programs.
    pub(super) fn data(&self) -> Value {
        untrusted(&json!({
            "status": self.status,
            "citation": self.citation(),
            "evidence": json(&self.evidence),
        }))
    }
}

fn says(claimants: &[Claimant]) -> String {
    let is_plural = claimants
        .last()
        .is_some_and(|last| words::is_plural(words::name(&last.actor), &last.actor.kind));
    format!("{} {}", words::chain(claimants), words::verb("assert", is_plural, false))
}

/// Everything that is told of an incident, by id: claims, and figures and statements beside them.
pub(super) fn cited(accounts: &[Account]) -> BTreeMap<String, Cited> {
    let mut cited = BTreeMap::new();
    for account in accounts {
        for statement in &account.statements {
            cited.insert(statement.id.clone(), Cited::statement(account, statement));
        }
        for figure in &account.figures {
            cited.insert(figure.id.clone(), Cited::figure(accounts, account, figure));
        }
        for claim in &account.claims {
            cited.insert(claim.id.clone(), Cited::claim(claim));
        }
    }
    cited
}

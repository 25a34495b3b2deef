//! Why: the steps behind a claim, and what was made of other words.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use hearsay::{
    Article, Ask, ClaimWhy, Explanation, NodeForm, Reading, RefusedForm, SpanForm, StepForm,
    told_once,
};
use hearsay_ledger::words::one_line;
use serde::Deserialize;

use super::frame::Frame;
use super::passage::{Piece, passage};
use super::rows::article_address;
use super::{Answer, html};
use crate::access::Visitor;
use crate::asked::given;
use crate::desk::Desk;
use crate::problem::Problem;

/// An article is explained up to so many bytes: explaining reads it more than once.
const LONGEST: usize = 400_000;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/articles/{id}/why", get(page))
}

/// A step, as it is shown.
pub(super) struct Step {
    /// What it is about; empty where the step before is about the same.
    pub(super) about: String,
    pub(super) says: String,
    /// The words of the article that it rests on, where it does not tell them itself.
    pub(super) words: Vec<String>,
    /// The rows of data behind it: file and line, and the row.
    pub(super) rows: Vec<(String, String)>,
}

/// A word of the tree that matched.
pub(super) struct Branch {
    pub(super) word: String,
    pub(super) slot: String,
    pub(super) dep: String,
    /// The word that it hangs on.
    pub(super) head: String,
    pub(super) tag: String,
}

/// Why a claim says what it says.
pub(super) struct Why {
    pub(super) id: String,
    pub(super) trigger: String,
    pub(super) event: String,
    pub(super) sentence: Vec<Piece>,
    pub(super) tree: Vec<Branch>,
    pub(super) steps: Vec<Step>,
    pub(super) rule: String,
}

/// Something that was asked about, with the steps that lead to it.
pub(super) struct Block {
    pub(super) title: String,
    pub(super) aside: String,
    pub(super) steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "why.html")]
struct WhyPage {
    frame: Frame,
    /// The article's page and its name.
    article: (String, String),
    words: String,
    places: usize,
    claims: Vec<Why>,
    refused: Vec<Block>,
    /// Words that name no event at all.
    eventless: Vec<String>,
    others: Vec<Block>,
    beside: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    at: Option<String>,
    version: Option<u32>,
}

/// `/articles/{id}/why?at=words`
async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let words = given(&asked.at);
    let words = words.ok_or_else(|| Problem::bad_request("which words? ask with ?at=WORDS"))?;
    let stored = desk.look(move |view| view.article(&id, asked.version)).await?;
    let name = stored.entry.title.clone().unwrap_or_else(|| stored.entry.id.clone());
    let page = format!("{}?version={}", article_address(&stored.entry.id), stored.entry.version);
    let explanation = explanation(&desk, stored.reading, Ask::At(words.clone())).await?;
    if explanation.at.is_empty() {
        let detail = format!("“{words}” stands nowhere in this article");
        return Err(Problem::not_found(detail).into());
    }
    let is_eventless = |refused: &RefusedForm| {
        matches!(refused.reason.as_str(), "no row" | "other words" | "word class")
    };
    let Explanation { at, claims, refused, attributions, silent, mentions, beside, .. } =
        explanation;
    let (eventless, refused): (Vec<_>, Vec<_>) = refused.iter().partition(|it| is_eventless(it));
    let mut others: Vec<Block> = Vec::new();
    for why in &attributions {
        let cue: Vec<String> = why.attribution.cue.iter().map(|it| one_line(&it.text)).collect();
        let title = format!("“{}” is a word of saying", cue.join(" … "));
        others.push(block(title, &why.attribution.rule, &why.steps));
    }
    for step in &silent {
        let title = "A word of saying that makes no attribution".to_owned();
        others.push(block(title, "", std::slice::from_ref(step)));
    }
    for mention in &mentions {
        let title = format!("“{}” is mentioned", one_line(&mention.span.text));
        others.push(block(title, "", &mention.steps));
    }
    let refused = refused.iter().map(|it| {
        let title = format!("No claim at “{}”", one_line(&it.span.text));
        block(title, it.event.as_deref().unwrap_or_default(), &it.steps)
    });
    Ok(html(&WhyPage {
        frame: Frame::new(&desk, &visitor, "/articles"),
        article: (page, name),
        words,
        places: at.len(),
        claims: claims.iter().map(why).collect(),
        refused: refused.collect(),
        eventless: eventless.iter().map(|it| one_line(&it.span.text)).collect(),
        others,
        beside,
    }))
}

/// Explains a stored reading.
pub(super) async fn explanation(
    desk: &Arc<Desk>,
    reading: Reading,
    ask: Ask,
) -> Result<Explanation, Problem> {
    if reading.article.text.len() > LONGEST {
        let detail = "the article is too long to be explained while you wait; `hearsay explain` on \
                      the command line does it";
        return Err(Problem::too_large(detail));
    }
    let article = Article::try_from(reading.article);
    let article = article.map_err(|error| Problem::fault(error.to_string()))?;
    desk.readers.read(move |reader, scratch| Ok(reader.explain(&article, &ask, scratch))).await
}

fn block(title: String, aside: &str, of: &[StepForm]) -> Block {
    Block { title, aside: aside.to_owned(), steps: steps(of) }
}

/// A claim's explanation.
pub(super) fn why(of: &ClaimWhy) -> Why {
    let event = match &of.claim.event.mode {
        Some(mode) => format!("{}/{mode}", of.claim.event.kind),
        None => of.claim.event.kind.clone(),
    };
    let back = |span: &SpanForm| SpanForm {
        start: span.start.saturating_sub(of.sentence.start),
        end: span.end.saturating_sub(of.sentence.start),
        text: span.text.clone(),
    };
    let whole = SpanForm { start: 0, ..back(&of.sentence) };
    Why {
        id: of.claim.id.clone(),
        trigger: one_line(&of.claim.trigger.text),
        event,
        sentence: passage(&one_line(&of.sentence.text), &[whole], &back(&of.claim.trigger)),
        tree: tree(&of.tree),
        steps: steps(&of.steps),
        rule: of.claim.rule.clone(),
    }
}

fn tree(nodes: &[NodeForm]) -> Vec<Branch> {
    let branch = |node: &NodeForm| Branch {
        word: one_line(&node.span.text),
        slot: node.slot.clone(),
        dep: node.dep.clone(),
        head: node
            .head
            .and_then(|head| nodes.get(head))
            .map(|it| one_line(&it.span.text))
            .unwrap_or_default(),
        tag: node.tag.clone(),
    };
    nodes.iter().map(branch).collect()
}

fn steps(of: &[StepForm]) -> Vec<Step> {
    let mut last = "";
    let mut shown = Vec::new();
    for step in told_once(of) {
        let about = if step.about == last { String::new() } else { step.about.clone() };
        last = &step.about;
        let words = step.words.iter().map(|span| one_line(&span.text));
        let row = |row: &hearsay::RowForm| {
            let file = row.file.rsplit('/').next().unwrap_or(&row.file);
            (format!("{file}:{}", row.line), one_line(&row.text.replace('\t', " │ ")))
        };
        shown.push(Step {
            about,
            says: one_line(&step.says),
            words: words.filter(|words| !step.says.contains(words.as_str())).collect(),
            rows: step.rows.iter().map(row).collect(),
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_name_their_subject_once_and_words_that_they_do_not_tell() {
        let step = |about: &str, says: &str, words: &str| StepForm {
            about: about.to_owned(),
            says: says.to_owned(),
            words: vec![SpanForm { text: words.to_owned(), ..SpanForm::default() }],
            ..StepForm::default()
        };
        let all = [
            step("time", "“Monday” is a day", "Monday"),
            step("time", "it is the event's own", "on Monday"),
            step("time", "“Monday” is a day", "Monday"),
        ];
        let shown: Vec<(String, Vec<String>)> =
            steps(&all).into_iter().map(|step| (step.about, step.words)).collect();
        assert_eq!(
            shown,
            [("time".to_owned(), vec![]), (String::new(), vec!["on Monday".to_owned()])]
        );
    }
}

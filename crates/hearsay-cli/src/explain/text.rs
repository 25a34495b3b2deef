//! An explanation for the eye: the sentence, the tree, the steps.

use anstyle::{AnsiColor, Style};
use hearsay::{Ask, ClaimWhy, Explanation, RefusedForm, SpanForm, StepForm, told_once};
use hearsay_ledger::words::{count, one_line};

use super::drawing::{self, Line};
use crate::table::Layout;
use crate::wrap::{Page, Piece, plain, width};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Magenta.on_default().bold();
const REFUSED: Style = AnsiColor::Yellow.on_default().bold();

/// The left edge of what belongs to a claim or word.
const INDENT: &str = "  ";
/// The columns of a step's subject.
const SUBJECT: usize = 11;

/// An explanation in words.
#[must_use]
pub fn why(ask: &Ask, explanation: &Explanation, layout: Layout) -> String {
    let mut printed =
        Printed { page: Page { width: layout.width, color: layout.color }, out: String::new() };
    printed.header(ask, explanation);
    for claim in &explanation.claims {
        printed.claim(claim);
    }
    if *ask == Ask::All {
        printed.refused_briefly(&explanation.refused);
        return printed.out;
    }
    for refused in &explanation.refused {
        printed.refused(refused);
    }
    for attribution in &explanation.attributions {
        let words = joined(&attribution.attribution.cue);
        printed.block(
            &format!("“{words}” is a word of saying"),
            &attribution.attribution.rule,
            &attribution.steps,
        );
    }
    for step in &explanation.silent {
        printed.block("A word of saying that makes no attribution", "", std::slice::from_ref(step));
    }
    for mention in &explanation.mentions {
        let title = format!("“{}” is mentioned", one_line(&mention.span.text));
        printed.block(&title, &mention.id, &mention.steps);
    }
    printed.beside(explanation);
    printed.out
}

struct Printed {
    page: Page,
    out: String,
}

impl Printed {
    fn line(&mut self, first: &Piece, pieces: &[Piece]) {
        let rest = plain(" ".repeat(width(&first.0)));
        self.page.wrap(&mut self.out, first, &rest, pieces);
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn header(&mut self, ask: &Ask, explanation: &Explanation) {
        let article = one_line(&explanation.article);
        let fact = match ask {
            Ask::All => count(explanation.claims.len(), "claim"),
            Ask::Claim(_) => String::new(),
            Ask::At(words) => {
                let found = count(explanation.at.len(), "place");
                format!(
                    "“{}” stands in {found}, {} there",
                    one_line(words),
                    count(explanation.claims.len(), "claim")
                )
            }
        };
        let mut pieces = vec![(article, BOLD)];
        if !fact.is_empty() {
            pieces.push((format!(" · {fact}"), DIM));
        }
        self.line(&plain(""), &pieces);
    }

    fn claim(&mut self, why: &ClaimWhy) {
        let claim = &why.claim;
        self.blank();
        let event = match &claim.event.mode {
            Some(mode) => format!("{}/{mode}", claim.event.kind),
            None => claim.event.kind.clone(),
        };
        let title = format!("{event} at “{}”", one_line(&claim.trigger.text));
        self.title(&title, &format!("claim {}", claim.id));
        self.sentence(&why.sentence, &marks(why));
        self.blank();
        for line in drawing::tree(&why.tree) {
            // The drawing is not wrapped: its edges would not meet any more.
            let line: String =
                line.chars().take(self.page.width.saturating_sub(4).max(8)).collect();
            self.out.push_str(&format!("    {line}\n"));
        }
        self.blank();
        self.steps(&why.steps);
        self.line(&(subject("rule"), DIM), &[(claim.rule.clone(), DIM)]);
    }

    fn title(&mut self, title: &str, aside: &str) {
        let mut pieces = vec![(title.to_owned(), BOLD)];
        if !aside.is_empty() {
            pieces.push((format!("  ({aside})"), DIM));
        }
        self.line(&plain(""), &pieces);
    }

    fn sentence(&mut self, sentence: &SpanForm, marks: &[drawing::Mark]) {
        let room = self.page.width.saturating_sub(INDENT.len()).max(8);
        for line in drawing::sentence(&sentence.text, marks, room) {
            match line {
                Line::Text(text) => self.out.push_str(&format!("{INDENT}{text}\n")),
                Line::Under(under) if self.page.color => {
                    self.out.push_str(&format!("{INDENT}{MARK}{under}{MARK:#}\n"));
                }
                Line::Under(under) => self.out.push_str(&format!("{INDENT}{under}\n")),
            }
        }
    }

    fn steps(&mut self, steps: &[StepForm]) {
        let mut last = "";
        for step in told_once(steps) {
            let about = if step.about == last { "" } else { step.about.as_str() };
            last = &step.about;
            self.line(&(subject(about), DIM), &[plain(step.says.clone())]);
            for row in &step.rows {
                let file = row.file.rsplit('/').next().unwrap_or(&row.file);
                let text = format!("{file}:{}  {}", row.line, row.text.replace('\t', " │ "));
                let room = self.page.width.saturating_sub(INDENT.len() + SUBJECT + 2).max(8);
                let text = cut(&one_line(&text), room);
                self.line(&(format!("{}  ", subject("")), DIM), &[(text, DIM)]);
            }
        }
    }

    fn block(&mut self, title: &str, aside: &str, steps: &[StepForm]) {
        self.blank();
        self.title(title, aside);
        self.steps(steps);
    }

    fn refused(&mut self, refused: &RefusedForm) {
        self.blank();
        let title = format!("No claim at “{}”", one_line(&refused.span.text));
        let pieces = [(title, REFUSED), (format!("  ({})", refused.reason), DIM)];
        self.line(&plain(""), &pieces);
        let span = (&refused.span, refused.reason.clone());
        self.sentence(&refused.sentence, &drawing::marks(&refused.sentence, [span].into_iter()));
        self.steps(&refused.steps);
    }

    /// A line for each word with a row that made no claim.
    fn refused_briefly(&mut self, refused: &[RefusedForm]) {
        if refused.is_empty() {
            return;
        }
        self.blank();
        let found = count(refused.len(), "word");
        self.title(&format!("{found} with a row that made no claim"), "--at WORDS tells more");
        for one in refused {
            let event = one.event.as_deref().unwrap_or("no event");
            let why = one.steps.get(1).or(one.steps.first()).map_or("", |step| step.says.as_str());
            let pieces = [
                (format!("“{}”", one_line(&one.span.text)), BOLD),
                (format!(" {event}, {}: ", one.reason), DIM),
                plain(why),
            ];
            self.line(&plain(INDENT), &pieces);
        }
    }

    /// The other claims in whose evidence the words stand.
    fn beside(&mut self, explanation: &Explanation) {
        if explanation.beside.is_empty() {
            return;
        }
        self.blank();
        let ids = explanation.beside.join(", ");
        let says = format!("They stand in the evidence of {ids}; see --claim");
        self.line(&plain(""), &[(says, DIM)]);
    }
}

fn subject(about: &str) -> String {
    format!("{INDENT}{about:<SUBJECT$}")
}

/// The beginning of a long line.
fn cut(text: &str, room: usize) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if width(&kept) + 2 > room {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

fn joined(spans: &[SpanForm]) -> String {
    let words: Vec<String> = spans.iter().map(|span| one_line(&span.text)).collect();
    words.join(" … ")
}

/// What is marked under a claim's sentence.
fn marks(why: &ClaimWhy) -> Vec<drawing::Mark> {
    let claim = &why.claim;
    let trigger = [(&claim.trigger, "trigger".to_owned())];
    let slots = why
        .tree
        .iter()
        .filter(|node| !node.slot.is_empty() && !matches!(node.slot.as_str(), "trigger" | "place"))
        .map(|node| (&node.span, node.slot.clone()));
    let claimants = claim.claimants.iter().flat_map(|claimant| {
        let source = claimant.span.as_ref().map(|span| (span, "says so".to_owned()));
        let cue = claimant.cue.as_ref().map(|span| (span, "cue".to_owned()));
        source.into_iter().chain(cue)
    });
    let tolls = claim.toll.iter().map(|toll| (&toll.span, "toll".to_owned()));
    let others = why.steps.iter().filter_map(|step| {
        let label = match step.about.as_str() {
            "place" => "place",
            "time" => "time",
            "stance" => "stance",
            _ => return None,
        };
        Some((step.words.first()?, label.to_owned()))
    });
    let named = trigger.into_iter().chain(slots).chain(claimants).chain(tolls).chain(others);
    drawing::marks(&why.sentence, named)
}

//! What an export could not say, and why: a report beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use hearsay_incidents::Claim;
use serde_json::{Value, json};

use super::columns::rows;
use super::fields;
use super::links::Links;
use super::{Form, Told, Whole};

/// Why a form cannot say something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The form.
    pub form: &'static str,
    /// What it is about: article, claim, incident.
    pub of: &'static str,
    /// Whether the whole claim or incident is left out, or a field of it.
    pub left_out: bool,
    /// The field, or what the claim or incident is.
    pub field: &'static str,
    /// Why.
    pub why: &'static str,
}

/// The loss of those names that were asked to be left out.
const WITHHELD: &str = "private persons";

const FILE: &str = include_str!("../../data/losses.tsv");

/// What the forms cannot say.
#[must_use]
pub fn reasons() -> &'static [Reason] {
    static REASONS: LazyLock<Vec<Reason>> = LazyLock::new(|| {
        let reason = |row: Vec<&'static str>| {
            let [form, of, what, field, why] = row[..] else {
                panic!("losses.tsv: a row has five cells: {row:?}");
            };
            Reason { form, of, left_out: what == "left out", field, why }
        };
        rows(FILE).map(reason).collect()
    });
    &REASONS
}

/// What an export could not say.
#[derive(Clone, Debug)]
pub struct Losses {
    form: Form,
    /// How many of each kind are in the export.
    written: BTreeMap<&'static str, usize>,
    /// The ids, by what is lost.
    lost: BTreeMap<usize, BTreeSet<String>>,
}

impl Losses {
    pub(crate) fn new(form: Form) -> Self {
        Self { form, written: BTreeMap::new(), lost: BTreeMap::new() }
    }

    /// Counts something that is in the export.
    pub(super) fn wrote(&mut self, what: &'static str) {
        *self.written.entry(what).or_default() += 1;
    }

    /// Counts an article of the export; claims that people found misread are left out of all forms.
    pub(super) fn wrote_article(&mut self, told: &Told) {
        self.wrote("article");
        self.field("article", "text", &told.article.id);
        if told.accounts.iter().any(|account| !account.statements.is_empty()) {
            self.field("article", "statements", &told.article.id);
        }
        if told.withheld {
            self.field("article", WITHHELD, &told.article.id);
        }
        for claim in &told.rejected {
            self.left_out("claim", "rejected", claim);
        }
    }

    /// Counts a claim that is in the export, and what of it is not.
    pub(super) fn wrote_claim(&mut self, claim: &Claim, links: &Links) {
        self.wrote("claim");
        for field in fields::of_claim(claim, links) {
            self.field("claim", field, &claim.id);
        }
    }

    /// Counts an incident that is in the export, and what of it is not.
    pub(super) fn wrote_incident(&mut self, whole: &Whole) {
        let incident = &whole.incident;
        self.wrote("incident");
        if whole.withheld {
            self.field("incident", WITHHELD, &incident.id);
        }
        for field in fields::of_incident(incident) {
            self.field("incident", field, &incident.id);
        }
    }

    /// A field that is not said, if this form has no words for it.
    pub(super) fn field(&mut self, of: &str, field: &str, id: &str) {
        if let Some(reason) = self.find(of, field, false) {
            self.lost.entry(reason).or_default().insert(id.to_owned());
        }
    }

    /// Something that is left out as a whole.
    ///
    /// # Panics
    ///
    /// When `losses.tsv` gives no reason.
    pub(super) fn left_out(&mut self, of: &str, what: &str, id: &str) {
        let reason = self.find(of, what, true);
        let reason = reason.unwrap_or_else(|| panic!("losses.tsv: why is {of} {what} left out?"));
        self.lost.entry(reason).or_default().insert(id.to_owned());
    }

    fn find(&self, of: &str, field: &str, left_out: bool) -> Option<usize> {
        reasons().iter().position(|reason| {
            reason.form == self.form.name()
                && reason.of == of
                && reason.field == field
                && reason.left_out == left_out
        })
    }

    /// How many claims, articles or incidents are in the export.
    #[must_use]
    pub fn written(&self, what: &str) -> usize {
        self.written.get(what).copied().unwrap_or(0)
    }

    /// How many are left out.
    #[must_use]
    pub fn count_left_out(&self, of: &str) -> usize {
        let left_out = |(reason, _): &(&usize, &BTreeSet<String>)| {
            reasons()[**reason].left_out && reasons()[**reason].of == of
        };
        self.lost.iter().filter(left_out).map(|(_, ids)| ids.len()).sum()
    }

    /// For how many fields something is not said.
    #[must_use]
    pub fn count_fields(&self) -> usize {
        self.lost.keys().filter(|reason| !reasons()[**reason].left_out).count()
    }

    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let entries = |left_out: bool| -> Vec<Value> {
            let chosen = self.lost.iter().map(|(reason, ids)| (&reasons()[*reason], ids));
            let entry = |(reason, ids): (&Reason, &BTreeSet<String>)| {
                json!({
                    "of": reason.of,
                    "what": reason.field,
                    "why": reason.why,
                    "count": ids.len(),
                    "ids": ids,
                })
            };
            chosen.filter(|(reason, _)| reason.left_out == left_out).map(entry).collect()
        };
        json!({
            "form": self.form.name(),
            "program": concat!("hearsay ", env!("CARGO_PKG_VERSION")),
            "written": self.written,
            "left_out": entries(true),
            "not_said": entries(false),
        })
    }

    /// The report for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!(
            "What this {} export could not say\nWritten by hearsay {}\n\n",
            self.form.name(),
            env!("CARGO_PKG_VERSION")
        );
        let written: Vec<String> =
            self.written.iter().map(|(what, count)| counted(*count, what)).collect();
        let written = if written.is_empty() { "nothing".to_owned() } else { written.join(", ") };
        let _ = writeln!(out, "In it: {written}.");
        for (title, left_out) in [("Left out", true), ("In it, but not all of it", false)] {
            let chosen: Vec<_> =
                self.lost.iter().filter(|(at, _)| reasons()[**at].left_out == left_out).collect();
            if chosen.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{title}\n");
            for (at, ids) in chosen {
                let reason = &reasons()[*at];
                let count = counted(ids.len(), reason.of);
                let _ = writeln!(out, "- {} ({count}): {}", reason.field, reason.why);
                let shown: Vec<&str> = ids.iter().take(SHOWN).map(String::as_str).collect();
                let more = if ids.len() > SHOWN { ", …" } else { "" };
                let _ = writeln!(out, "  {}{more}", shown.join(", "));
            }
        }
        out.push_str("\nAll ids are in the report for programs beside this one.\n");
        out
    }
}

/// So many ids of each loss are shown to people.
const SHOWN: usize = 5;

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_of_known_forms_and_fields() {
        for reason in reasons() {
            assert!(reason.form.parse::<Form>().is_ok(), "{}", reason.form);
            assert!(matches!(reason.of, "article" | "claim" | "incident"), "{}", reason.of);
            assert!(reason.why.len() > 15, "{}", reason.why);
            if reason.of == "claim" && !reason.left_out {
                assert!(fields::CLAIM.contains(&reason.field), "{}", reason.field);
            }
        }
    }

    #[test]
    fn every_field_is_lost_in_some_form() {
        for field in fields::CLAIM {
            let is_told = |reason: &Reason| reason.of == "claim" && reason.field == field;
            assert!(reasons().iter().any(is_told), "{field}");
        }
    }
}

//! Speeches: every quotation goes to the cue that belongs to it, and one without a cue to whoever
//! spoke before. So do sentences that go on telling what somebody said.

use std::ops::Range;

use hearsay_syntax::{Dep, Document, Pos, Tag, tree};

use crate::attribution::Saying;
use crate::claim::{Act, Attribution};
use crate::lexicon::LEXICON;
use crate::quotes;
use crate::scene::Scene;

/// Gives every quotation to the cue that belongs to it.
pub(crate) fn link_quotes(scene: &Scene, quotes: &[Range<usize>], found: &mut Vec<Saying>) {
    let document = scene.document;
    let mut carried: Vec<Saying> = Vec::new();
    // The saying whose source later quotations of the same speech fall back on.
    let mut last: Option<usize> = None;
    let mut next = 0;
    // The quotation linked last: where it ends, and who speaks it.
    let mut linked: Option<(usize, usize)> = None;
    found.sort_by_key(|saying| saying.cue);
    for quote in quotes {
        if !is_speech(document, quote) {
            continue;
        }
        let first = document.sentence_of(quote.start);
        let end = document.sentence_of(quote.end - 1);
        let window = document.sentences()[first].start..document.sentences()[end].end;
        while next < found.len() && found[next].cue.is_none_or(|cue| cue < quote.start) {
            if quotes.iter().all(|q| found[next].cue.is_none_or(|cue| !q.contains(&cue))) {
                last = Some(next);
            }
            next += 1;
        }
        let outside = |cue: usize| !quote.contains(&cue);
        let closed = is_closed(document, quote);
        if told_by_phrase(document, found, quote) {
            continue;
        }
        let takes_quote = |saying: &Saying| {
            saying
                .cue
                .and_then(|cue| LEXICON.cue(document, cue))
                .is_some_and(|(cue, _)| cue.takes("quote") || cue.takes("clause"))
                || saying.attribution.rule.ends_with("fronted")
        };
        let from = found.partition_point(|s| s.cue.is_none_or(|cue| cue < window.start));
        // One sentence further, for `"...". he said.` cut in two.
        let beyond = document.sentences().get(end + 1).filter(|_| {
            (quote.end..window.end).all(|t| tree::is_mark(document, t))
                && !(quote.end..window.end).any(|t| quotes::is_paragraph_end(document.word(t)))
        });
        let until = beyond.map_or(window.end, |s| s.end);
        let mut best: Option<(usize, usize)> = None;
        for (number, saying) in found.iter().enumerate().skip(from) {
            let Some(cue) = saying.cue.filter(|cue| *cue < until) else { break };
            if !outside(cue) || !takes_quote(saying) {
                continue;
            }
            let overlap = saying.content.iter().any(|t| quote.contains(t));
            if saying.attribution.inferred && !overlap {
                continue;
            }
            if !overlap && !saying.content.is_empty() && cue >= window.end {
                continue;
            }
            if closed && cue >= quote.end && !overlap {
                continue;
            }
            let gap = if cue < quote.start { quote.start - cue } else { cue + 1 - quote.end };
            let cost = if overlap { 0 } else { 100 + gap };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, number));
            }
        }
        if best.is_none() && first > 0 {
            // The sentence before ends in a colon: "He said:".
            let before = document.sentences()[first - 1].clone();
            let colon = before.clone().rev().find(|t| document.token(*t).pos != Pos::Space);
            if colon.is_some_and(|t| document.word(t) == ":") {
                best = found
                    .iter()
                    .rposition(|s| s.cue.is_some_and(|cue| before.contains(&cue)))
                    .map(|number| (0, number));
            }
        }
        let inside = quote.clone().filter(|t| document.token(*t).pos != Pos::Space);
        if let Some((_, number)) = best {
            let saying = &mut found[number];
            let before = saying.content.len();
            let quoted = saying.content.iter().filter(|t| quote.contains(t)).count();
            saying.content.extend(inside);
            saying.content.sort_unstable();
            saying.content.dedup();
            saying.attribution.direct |= before == 0 || quoted * 5 >= before * 4;
            linked = Some((quote.end, number));
            continue;
        }
        // A mark that opens where the last has not closed: the same speech.
        if let Some((end, number)) = linked
            && (end..quote.start)
                .all(|t| tree::is_mark(document, t) && !quotes::is_paragraph_end(document.word(t)))
        {
            let content = &mut found[number].content;
            content.extend(inside);
            content.sort_unstable();
            content.dedup();
            linked = Some((quote.end, number));
            continue;
        }
        // No cue: a speech that goes on. It must fill its sentences, and follow someone's words.
        // The parser may have run it together with the sentence before or behind it.
        let marks = |mut range: Range<usize>| range.all(|t| tree::is_mark(document, t));
        let starts = quote.start.checked_sub(1).is_none_or(|t| {
            matches!(document.word(t), "." | "!" | "?") || document.word(t).contains('\n')
        });
        let fills = (starts || marks(window.start..quote.start))
            && (closed || marks(quote.end..window.end));
        let Some(previous) = last.filter(|_| fills) else { continue };
        let previous = &found[previous];
        let near = document.sentence_of(previous.cue.unwrap_or(0)) + 6 >= first;
        if previous.source.is_none() || !near {
            continue;
        }
        let attribution = Attribution {
            cue: Vec::new(),
            direct: true,
            negated: false,
            within: None,
            inferred: true,
            rule: "quotation + carried".to_owned(),
            act: Act::Assert,
            ..previous.attribution.clone()
        };
        carried.push(Saying {
            attribution,
            content: inside.collect(),
            cue: None,
            source: previous.source,
            impersonal: false,
            answers: false,
        });
    }
    found.extend(carried);
}

/// `"They fled." The mayor, who had asked for help`: a quotation that ends as a sentence does, before
/// another that begins as one, belongs to nobody behind it.
fn is_closed(document: &Document, quote: &Range<usize>) -> bool {
    let stop = quote.clone().rev().nth(1).is_some_and(|t| document.word(t) == ".");
    let next = (quote.end..document.len()).find(|t| !tree::is_mark(document, *t));
    stop && next.is_some_and(|t| {
        let pronoun = document.token(t).pos == Pos::Pron;
        document.word(t).chars().next().is_some_and(char::is_uppercase) && !pronoun
    })
}

/// `According to an official, "no shots were fired"`: a phrase has told whose words they are.
fn told_by_phrase(document: &Document, found: &[Saying], quote: &Range<usize>) -> bool {
    let sentence = &document.sentences()[document.sentence_of(quote.start)];
    let from = found.partition_point(|s| s.cue.is_none_or(|cue| cue < sentence.start));
    found[from..].iter().take_while(|s| s.cue.is_none_or(|cue| cue < sentence.end)).any(|saying| {
        let phrase = saying.cue.is_some_and(|cue| LEXICON.cue(document, cue).is_none());
        phrase
            && saying.source.is_some()
            && !saying.attribution.rule.ends_with("fronted")
            && saying.content.iter().filter(|t| quote.contains(t)).count() * 5 >= quote.len() * 4
    })
}

/// Whether quoted words are somebody's speech rather than a term: a verb, or several words.
fn is_speech(document: &Document, quote: &Range<usize>) -> bool {
    let words = quote.clone().filter(|i| !tree::is_mark(document, *i)).count();
    words >= 5 || (words >= 2 && quote.clone().any(|i| tree::is_verb(document, i)))
}

/// "The mayor said rebels had attacked the bridge. They had burned the toll house and would come
/// back": what only he can tell goes on. It goes on in the next sentence of his paragraph when its
/// verb keeps the tense of reported speech and its subject only points at those he spoke of.
pub(crate) fn go_on(scene: &Scene, found: &mut Vec<Saying>) {
    let document = scene.document;
    let mut more: Vec<Saying> = Vec::new();
    for number in 1..document.sentences().len() {
        let sentence = document.sentences()[number].clone();
        let before = document.sentences()[number - 1].clone();
        if sentence.len() > crate::LONGEST_SENTENCE || before.len() > crate::LONGEST_SENTENCE {
            continue;
        }
        if before.clone().any(|i| quotes::is_paragraph_end(document.word(i)))
            || !keeps_tense(document, &sentence)
        {
            continue;
        }
        let place = |s: &Saying| s.cue.or(s.content.first().copied()).unwrap_or(0);
        let from = found.partition_point(|s| place(s) < before.start);
        let until = found.partition_point(|s| place(s) < sentence.end);
        // Where another speaks, or the words are told already, nothing goes on.
        let taken = |s: &Saying| {
            s.cue.is_some_and(|cue| sentence.contains(&cue))
                || s.content.iter().any(|t| sentence.contains(t))
        };
        if found[from..until].iter().any(taken) {
            continue;
        }
        let told = found[from..until].iter().chain(more.last()).find(|s| {
            let ends = s.content.last().is_some_and(|last| before.contains(last));
            let main = s.cue.is_none_or(|cue| {
                let clause = tree::clause(document, cue);
                document.token(clause).head() == clause && before.contains(&cue)
            });
            ends && main
                && s.source.is_some()
                && !s.attribution.direct
                && !s.attribution.negated
                && matches!(s.attribution.act, Act::Assert | Act::Confirm)
        });
        let Some(told) = told else { continue };
        let content: Vec<usize> =
            sentence.filter(|i| document.token(*i).pos != Pos::Space).collect();
        more.push(Saying {
            attribution: Attribution {
                cue: Vec::new(),
                within: None,
                inferred: true,
                rule: "reported speech + carried".to_owned(),
                act: Act::Assert,
                ..told.attribution.clone()
            },
            content,
            cue: None,
            source: told.source,
            impersonal: false,
            answers: false,
        });
    }
    found.extend(more);
    found.sort_by_key(|saying| saying.cue.or(saying.content.first().copied()));
}

/// Whether a sentence says in the tense of reported speech what pronouns did or would do: "They had
/// burned it", "it would not withdraw".
fn keeps_tense(document: &Document, sentence: &Range<usize>) -> bool {
    let Some(root) = sentence.clone().find(|i| document.token(*i).head() == *i) else {
        return false;
    };
    let had = document
        .children(root)
        .any(|c| document.word(c).eq_ignore_ascii_case("had") && document.token(c).dep == Dep::Aux);
    let would = document
        .children_by(root, Dep::Aux)
        .any(|c| matches!(document.word(c).to_lowercase().as_str(), "would" | "could"));
    let subject = tree::subject(document, root);
    let points = subject.is_some_and(|s| {
        document.token(s).pos == Pos::Pron
            && matches!(document.word(s).to_lowercase().as_str(), "they" | "it" | "he" | "she")
    });
    let quoted =
        sentence.clone().any(|i| matches!(document.token(i).tag, Tag::OpenQuote | Tag::CloseQuote));
    (had && document.token(root).tag == Tag::Vbn || would)
        && points
        && !quoted
        && LEXICON.cue(document, root).is_none()
}

//! An article's text in paragraphs, sentences and marks, with the cards of its claims.

use std::ops::Range;

use hearsay::SpanForm;
use hearsay_incidents::Claim;
use url::form_urlencoded::byte_serialize;

use super::cards::Card;
use super::pieces::{Layered, Piece, pieces};

/// A paragraph with the cards of the claims that begin in it.
pub(crate) struct Paragraph {
    pub(crate) runs: Vec<Run>,
    pub(crate) cards: Vec<Card>,
}

/// A sentence, or what stands between two.
pub(crate) struct Run {
    /// Its name on the page; none between sentences.
    pub(crate) anchor: Option<String>,
    /// Whether it is a sentence that made no claim.
    pub(crate) is_silent: bool,
    pub(crate) marks: Vec<Mark>,
}

/// A stretch of one sentence over which the same spans lie.
pub(crate) struct Mark {
    pub(crate) text: String,
    /// Names of layers, between blanks; empty for plain text.
    pub(crate) layers: String,
    /// Ids of claims, between blanks.
    pub(crate) claims: String,
}

/// A sentence that made no claim.
pub(crate) struct Silent {
    pub(crate) anchor: String,
    pub(crate) text: String,
    /// Its first words as a parameter of an address, by which it is found again.
    pub(crate) at: String,
}

/// A stretch of a text as it is shown.
pub(crate) struct Shown {
    pub(crate) paragraphs: Vec<Paragraph>,
    /// How many sentences it has.
    pub(crate) sentences: usize,
    pub(crate) silent: Vec<Silent>,
}

/// A text of which stretches are found by code points.
pub(crate) struct Text<'t> {
    text: &'t str,
    /// The byte at which each code point begins, and the end.
    starts: Vec<u32>,
}

impl<'t> Text<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let starts = text.char_indices().map(|(at, _)| byte(at)).chain([byte(text.len())]);
        Self { text, starts: starts.collect() }
    }

    /// How many code points it has.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn of(&self, span: Range<usize>) -> &'t str {
        let byte = |point: usize| self.starts[point.min(self.len())] as usize;
        let start = byte(span.start);
        &self.text[start..byte(span.end).max(start)]
    }
}

/// Shows a stretch of a text. `sentences` are those of the stretch; a claim stands where its evidence
/// begins.
pub(crate) fn shown(
    text: &Text<'_>,
    within: Range<usize>,
    sentences: &[SpanForm],
    spans: &[Layered],
    claims: &[&Claim],
    mut card: impl FnMut(usize, Option<String>) -> Card,
) -> Shown {
    let cuts: Vec<usize> = sentences.iter().flat_map(|it| [it.start, it.end]).collect();
    let pieces = pieces(spans, &cuts, within.clone());
    let said = Said::new(claims);
    let mut rest = pieces.as_slice();
    let mut cards = claims.iter().enumerate().map(|(number, claim)| (begin(claim), number));
    let mut cards: Vec<(usize, usize)> =
        cards.by_ref().filter(|it| within.contains(&it.0)).collect();
    cards.sort_unstable();
    let mut cards = cards.into_iter().peekable();
    let mut silent = Vec::new();
    let mut paragraphs = Vec::new();
    for span in paragraph_spans(text, within, sentences) {
        let mut runs: Vec<Run> = Vec::new();
        while let Some((piece, after)) = rest.split_first()
            && piece.span.start < span.end
        {
            rest = after;
            // What stands between paragraphs is white space.
            if piece.span.end <= span.start {
                continue;
            }
            let sentence = sentences.partition_point(|it| it.end <= piece.span.start);
            let sentence = sentences.get(sentence).filter(|it| it.start <= piece.span.start);
            let anchor = sentence.map(|it| format!("s-{}", it.start));
            let mark = mark(text, piece, &span, claims);
            match runs.last_mut() {
                Some(run) if run.anchor == anchor => run.marks.push(mark),
                _ => {
                    let is_silent = sentence.is_some_and(|it| !said.in_span(it));
                    if let (true, Some(it), Some(anchor)) = (is_silent, sentence, &anchor) {
                        let text = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
                        let at = byte_serialize(first_words(&text).as_bytes()).collect();
                        silent.push(Silent { anchor: anchor.clone(), text, at });
                    }
                    runs.push(Run { anchor, is_silent, marks: vec![mark] });
                }
            }
        }
        let mut own = Vec::new();
        while let Some((at, number)) = cards.next_if(|it| it.0 < span.end) {
            let sentence = sentences.partition_point(|it| it.end <= at);
            own.push(card(number, sentences.get(sentence).map(|it| format!("s-{}", it.start))));
        }
        paragraphs.push(Paragraph { runs, cards: own });
    }
    // A claim whose words no paragraph has stands with the last.
    let left: Vec<Card> = cards.map(|(_, number)| card(number, None)).collect();
    match paragraphs.last_mut() {
        Some(last) => last.cards.extend(left),
        None if left.is_empty() => {}
        None => paragraphs.push(Paragraph { runs: Vec::new(), cards: left }),
    }
    Shown { paragraphs, sentences: sentences.len(), silent }
}

/// Where a claim begins in the text.
fn begin(claim: &Claim) -> usize {
    claim.evidence.iter().map(|span| span.start).min().unwrap_or(claim.trigger.start)
}

fn mark(text: &Text<'_>, piece: &Piece, within: &Range<usize>, claims: &[&Claim]) -> Mark {
    let layers: Vec<&str> = piece.layers.iter().map(|layer| layer.as_str()).collect();
    let ids: Vec<&str> = piece.claims.iter().map(|claim| claims[*claim].id.as_str()).collect();
    let span = piece.span.start.max(within.start)..piece.span.end.min(within.end);
    Mark { text: text.of(span).to_owned(), layers: layers.join(" "), claims: ids.join(" ") }
}

/// Where the evidence of all claims stands.
struct Said(Vec<Range<usize>>);

impl Said {
    fn new(claims: &[&Claim]) -> Self {
        let evidence = claims.iter().flat_map(|claim| &claim.evidence);
        let mut spans: Vec<Range<usize>> = evidence.map(|span| span.start..span.end).collect();
        spans.sort_by_key(|span| span.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    fn in_span(&self, span: &SpanForm) -> bool {
        let next = self.0.partition_point(|it| it.end <= span.start);
        self.0.get(next).is_some_and(|it| it.start < span.end)
    }
}

/// Lines without the blanks around them. A line that ends within a sentence goes on in the next: such
/// breaks were made by whoever set the text.
fn paragraph_spans(
    text: &Text<'_>,
    within: Range<usize>,
    sentences: &[SpanForm],
) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut start = within.start;
    let goes_on = |at: usize| {
        let next = sentences.partition_point(|it| it.end <= at);
        sentences.get(next).is_some_and(|it| it.start < at)
    };
    for (offset, letter) in text.of(within.clone()).chars().enumerate() {
        let at = within.start + offset;
        if letter == '\n' && !goes_on(at) {
            spans.extend(trimmed(text, start..at));
            start = at + 1;
        }
    }
    spans.extend(trimmed(text, start..within.end));
    spans
}

fn trimmed(text: &Text<'_>, span: Range<usize>) -> Option<Range<usize>> {
    let words = text.of(span.clone());
    let start = span.start + (words.chars().count() - words.trim_start().chars().count());
    let end = start + words.trim().chars().count();
    (start < end).then_some(start..end)
}

/// So many letters of a sentence are enough to find it again.
const WORDS: usize = 300;

fn first_words(sentence: &str) -> &str {
    let Some((end, _)) = sentence.char_indices().nth(WORDS) else { return sentence };
    &sentence[..sentence[..end].rfind(' ').unwrap_or(end)]
}

/// A part of a long text has about so many bytes: reading takes time, and so do long pages.
pub(crate) const PART: usize = 60_000;

/// The parts of a text, in code points; they end where paragraphs do, or else words.
pub(crate) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut byte, mut point) = (0, 0);
    while byte < text.len() {
        let end = part_end(text, byte);
        let points = text[byte..end].chars().count();
        parts.push(point..point + points);
        (byte, point) = (end, point + points);
    }
    if parts.is_empty() {
        parts.push(0..0);
    }
    parts
}

fn part_end(text: &str, start: usize) -> usize {
    // A rest that is little longer stays with its part.
    if text.len() - start <= PART + PART / 2 {
        return text.len();
    }
    let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at));
    let (from, to) = (start + PART / 2, start + PART);
    let from = boundary(from).unwrap_or(text.len());
    let to = boundary(to).unwrap_or(text.len());
    let last = |is_end: fn(char) -> bool| {
        let found = text[from..to].char_indices().rfind(|(_, letter)| is_end(*letter));
        found.map(|(at, letter)| from + at + letter.len_utf8())
    };
    last(|letter| letter == '\n').or_else(|| last(char::is_whitespace)).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pages::article::pieces::Layer;

    fn span(text: &str, words: &str) -> SpanForm {
        let at = text.find(words).expect("the words are there");
        let start = text[..at].chars().count();
        SpanForm { start, end: start + words.chars().count(), text: words.to_owned() }
    }

    fn claim(text: &str, id: &str, evidence: &str, trigger: &str) -> Claim {
        Claim {
            id: id.to_owned(),
            evidence: vec![span(text, evidence)],
            trigger: span(text, trigger),
            ..Claim::default()
        }
    }

    /// Paragraphs as lines; `{}` around sentences, `~` before those without a claim, `[]` around marks,
    /// cards after a bar.
    fn drawn(text: &str, sentences: &[&str], claims: &[Claim]) -> String {
        let sentences: Vec<SpanForm> = sentences.iter().map(|words| span(text, words)).collect();
        let claims: Vec<&Claim> = claims.iter().collect();
        let layered = |(number, claim): (usize, &&Claim)| Layered {
            span: claim.trigger.start..claim.trigger.end,
            layer: Layer::Event,
            claim: Some(number),
        };
        let spans: Vec<Layered> = claims.iter().enumerate().map(layered).collect();
        let text = Text::new(text);
        let card = |number: usize, at| Card::bare(&claims[number].id, at);
        let shown = shown(&text, 0..text.len(), &sentences, &spans, &claims, card);
        let mark = |mark: &Mark| match mark.layers.is_empty() {
            true => mark.text.clone(),
            false => format!("[{}]", mark.text),
        };
        let run = |run: &Run| {
            let marks: String = run.marks.iter().map(mark).collect();
            match (&run.anchor, run.is_silent) {
                (None, _) => marks,
                (Some(_), true) => format!("{{~{marks}}}"),
                (Some(_), false) => format!("{{{marks}}}"),
            }
        };
        let lines = shown.paragraphs.iter().map(|paragraph| {
            let runs: String = paragraph.runs.iter().map(run).collect();
            let cards: Vec<&str> = paragraph.cards.iter().map(|card| card.id.as_str()).collect();
            if cards.is_empty() { runs } else { format!("{runs} | {}", cards.join(" ")) }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn cards_follow_their_paragraph_and_silent_sentences_show() {
        let text = "Ärger.\n\nOrlan said shelling killed three. Nobody replied.\nThey fled.\n";
        let claims = [
            claim(text, "c2", "They fled", "fled"),
            claim(text, "c1", "shelling killed three", "killed"),
        ];
        let sentences =
            ["Ärger.", "Orlan said shelling killed three.", "Nobody replied.", "They fled."];
        assert_eq!(
            drawn(text, &sentences, &claims),
            "{~Ärger.}\n\
             {Orlan said shelling [killed] three.} {~Nobody replied.} | c1\n\
             {They [fled].} | c2"
        );
    }

    #[test]
    fn line_breaks_within_sentences_part_nothing() {
        let text = "The army\nfired. It\nrained.";
        let claims = [claim(text, "c1", "The army\nfired.", "fired")];
        assert_eq!(
            drawn(text, &["The army\nfired.", "It\nrained."], &claims),
            "{The army\n[fired].} {~It\nrained.} | c1"
        );
    }

    #[test]
    fn empty_text_shows_nothing() {
        assert_eq!(drawn("", &[], &[]), "");
        assert_eq!(drawn(" \n\n ", &[], &[]), "");
    }

    #[test]
    fn one_endless_sentence_is_cut_quickly() {
        let text = "shells fell and ".repeat(1 << 16);
        let whole = SpanForm { start: 0, end: text.len(), text: text.clone() };
        let of = |number: usize| Claim {
            id: format!("c{number}"),
            evidence: vec![whole.clone()],
            trigger: SpanForm {
                start: 16 * number,
                end: 16 * number + 6,
                text: "shells".to_owned(),
            },
            ..Claim::default()
        };
        let claims: Vec<Claim> = (0..2000).map(of).collect();
        let claims: Vec<&Claim> = claims.iter().collect();
        // Every claim's source is the whole sentence, and its event a word of it.
        let spans = claims.iter().enumerate().flat_map(|(number, claim)| {
            let claim_of = Some(number);
            let event = claim.trigger.start..claim.trigger.end;
            [
                Layered { span: 0..text.len(), layer: Layer::Claimant, claim: claim_of },
                Layered { span: event, layer: Layer::Event, claim: claim_of },
            ]
        });
        let spans: Vec<Layered> = spans.collect();
        let began = std::time::Instant::now();
        let letters = Text::new(&text);
        let card = |number: usize, at| Card::bare(&claims[number].id, at);
        let shown =
            shown(&letters, 0..letters.len(), std::slice::from_ref(&whole), &spans, &claims, card);
        let marks: Vec<&Mark> = shown.paragraphs[0].runs.iter().flat_map(|it| &it.marks).collect();
        let again: String = marks.iter().map(|mark| mark.text.as_str()).collect();
        assert_eq!(again, text.trim());
        let written: usize = marks.iter().map(|mark| mark.claims.len()).sum();
        assert!(written < 1 << 20, "{written} letters of ids");
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn parts_make_the_text(words in proptest::collection::vec("[a-zé日\n ]{1,40}", 0..40)) {
            let text = words.concat().repeat(120);
            let parts = parts(&text);
            let whole = Text::new(&text);
            let again: String = parts.iter().map(|part| whole.of(part.clone())).collect();
            prop_assert!(again == text);
            for part in &parts {
                prop_assert!(whole.of(part.clone()).len() <= PART + PART / 2);
            }
        }
    }
}

//! Spans that overlap and nest, cut into flat pieces.
//!
//! HTML has no overlapping elements, so a text is cut wherever a span begins or ends; each piece knows
//! the layers and the claims of all spans over it. Offsets count code points, as in a reading.

use std::ops::Range;

/// What words are to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// Who says so.
    Claimant,
    /// The words of saying.
    Cue,
    /// What names the event.
    Event,
    /// Who acts or suffers.
    Actor,
    /// How many.
    Figure,
    Time,
    Place,
}

impl Layer {
    pub(crate) const ALL: [Self; 7] = [
        Self::Claimant,
        Self::Cue,
        Self::Event,
        Self::Actor,
        Self::Figure,
        Self::Time,
        Self::Place,
    ];

    /// Its name in addresses and attributes.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Claimant => "claimant",
            Self::Cue => "cue",
            Self::Event => "event",
            Self::Actor => "actor",
            Self::Figure => "figure",
            Self::Time => "time",
            Self::Place => "place",
        }
    }
}

/// Words of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layered {
    pub(crate) span: Range<usize>,
    pub(crate) layer: Layer,
    /// The claim whose words they are, by its number in the list; absent where they are of none.
    pub(crate) claim: Option<usize>,
}

/// A stretch of the text over which the same spans lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) span: Range<usize>,
    /// In the order of [`Layer`], each once.
    pub(crate) layers: Vec<Layer>,
    /// The numbers of the claims, in order, each once; [`CLAIMS`] at most.
    pub(crate) claims: Vec<usize>,
}

/// So many claims of one piece are told. Nobody could tell more apart, and a text that is one endless
/// sentence must not make a page that is longer by its square.
const CLAIMS: usize = 24;

/// The stretch `within` in pieces, without gaps: cut at every span's ends, and at `cuts` besides.
pub(crate) fn pieces(spans: &[Layered], cuts: &[usize], within: Range<usize>) -> Vec<Piece> {
    let mut spans: Vec<&Layered> = spans
        .iter()
        .filter(|it| it.span.start < it.span.end)
        .filter(|it| it.span.start < within.end && within.start < it.span.end)
        .collect();
    spans.sort_by_key(|it| it.span.start);
    let ends = spans.iter().flat_map(|it| [it.span.start, it.span.end]);
    let mut cuts: Vec<usize> = ends.chain(cuts.iter().copied()).collect();
    cuts.extend([within.start, within.end]);
    cuts.retain(|at| (within.start..=within.end).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let mut upcoming = spans.into_iter().peekable();
    let mut open: Vec<&Layered> = Vec::new();
    let pieces = cuts.windows(2).map(|cut| {
        open.retain(|it| it.span.end > cut[0]);
        while let Some(next) = upcoming.next_if(|it| it.span.start <= cut[0]) {
            open.push(next);
        }
        let mut layers: Vec<Layer> = open.iter().map(|it| it.layer).collect();
        layers.sort_unstable();
        layers.dedup();
        let mut claims: Vec<usize> = open.iter().filter_map(|it| it.claim).collect();
        claims.sort_unstable();
        claims.dedup();
        claims.truncate(CLAIMS);
        Piece { span: cut[0]..cut[1], layers, claims }
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn layered(span: Range<usize>, layer: Layer, claim: impl Into<Option<usize>>) -> Layered {
        Layered { span, layer, claim: claim.into() }
    }

    /// `claimant:0 1` for each piece, in brackets where anything lies over it.
    fn shown(text: &str, spans: &[Layered]) -> String {
        let letters: Vec<char> = text.chars().collect();
        let piece = |piece: Piece| {
            let words: String = letters[piece.span].iter().collect();
            let layers: Vec<&str> = piece.layers.iter().map(|layer| layer.as_str()).collect();
            let claims: Vec<String> = piece.claims.iter().map(ToString::to_string).collect();
            match layers.is_empty() {
                true => words,
                false => format!("[{words}|{}:{}]", layers.join("+"), claims.join(" ")),
            }
        };
        pieces(spans, &[], 0..letters.len()).into_iter().map(piece).collect()
    }

    #[test]
    fn nested_spans_are_cut_flat() {
        let text = "Orlan’s army said so.";
        let spans = [
            layered(0..12, Layer::Claimant, 0),
            layered(0..5, Layer::Actor, 1),
            layered(13..17, Layer::Cue, 0),
        ];
        assert_eq!(
            shown(text, &spans),
            "[Orlan|claimant+actor:0 1][’s army|claimant:0] [said|cue:0] so."
        );
    }

    #[test]
    fn overlapping_spans_share_a_piece() {
        let spans = [layered(0..4, Layer::Place, 0), layered(2..6, Layer::Time, None)];
        assert_eq!(shown("abcdef", &spans), "[ab|place:0][cd|time+place:0][ef|time:]");
    }

    #[test]
    fn empty_spans_and_spans_beyond_the_text_do_no_harm() {
        let spans = [layered(3..3, Layer::Event, 0), layered(4..99, Layer::Event, 1)];
        assert_eq!(shown("abcdef", &spans), "abcd[ef|event:1]");
        assert_eq!(shown("", &spans), "");
    }

    fn any_span() -> impl Strategy<Value = Layered> {
        (0..40usize, 0..12usize, 0..7usize, proptest::option::of(0..6usize)).prop_map(
            |(start, length, layer, claim)| {
                layered(start..start + length, Layer::ALL[layer], claim)
            },
        )
    }

    proptest! {
        #[test]
        fn pieces_stand_in_order_without_gaps_and_know_what_lies_over_them(
            spans in proptest::collection::vec(any_span(), 0..30),
            cuts in proptest::collection::vec(0..60usize, 0..8),
            start in 0..20usize,
            length in 0..40usize,
        ) {
            let within = start..start + length;
            let pieces = pieces(&spans, &cuts, within.clone());
            let mut at = within.start;
            for piece in &pieces {
                prop_assert_eq!(piece.span.start, at);
                prop_assert!(piece.span.end > at);
                at = piece.span.end;
                for point in piece.span.clone() {
                    let over: Vec<&Layered> =
                        spans.iter().filter(|it| it.span.contains(&point)).collect();
                    prop_assert!(over.iter().all(|it| piece.layers.contains(&it.layer)));
                    prop_assert!(piece.layers.iter().all(|l| over.iter().any(|it| it.layer == *l)));
                    let claims = over.iter().filter_map(|it| it.claim);
                    prop_assert!(claims.clone().all(|claim| piece.claims.contains(&claim)));
                    prop_assert!(piece.claims.iter().all(|c| claims.clone().any(|it| it == *c)));
                }
            }
            prop_assert_eq!(at, within.end);
            for cut in cuts.iter().filter(|cut| within.contains(cut)) {
                prop_assert!(pieces.iter().any(|piece| piece.span.start == *cut));
            }
        }
    }
}

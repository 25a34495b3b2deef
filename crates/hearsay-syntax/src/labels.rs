//! The closed label sets: part-of-speech tags, dependency labels, entity types.
//!
//! They are the backbone model's own: Penn Treebank tags as OntoNotes extends them, universal parts
//! of speech, `ClearNLP` dependency labels (not Universal Dependencies), OntoNotes entity types.
//! Being enums, a label misspelt in a rule file is found when the file is loaded.

/// Declares an enum whose variants each stand for one label string, as data files and the JSON
/// form write it. A string that is no label is answered with the label nearest in spelling.
///
/// ```
/// hearsay_syntax::labels! {
///     /// Which way.
///     Direction { Left = "left", Right = "right" }
/// }
/// assert_eq!("left".parse(), Ok(Direction::Left));
/// assert_eq!(
///     "lift".parse::<Direction>().unwrap_err().to_string(),
///     "`lift` is not a Direction label; did you mean `left`?"
/// );
/// ```
#[macro_export]
macro_rules! labels {
    ($(#[$meta:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[allow(missing_docs)] // each variant is its label; the model card lists what they mean
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// Every label, in a fixed order.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The label as the model and its literature write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownLabel;
            fn from_str(text: &str) -> Result<Self, $crate::UnknownLabel> {
                match text {
                    $($text => Ok($name::$variant),)+
                    _ => Err($crate::UnknownLabel::new(stringify!($name), text, &[$($text),+])),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// A label that the set does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {set} label; did you mean `{nearest}`?")]
pub struct UnknownLabel {
    /// The name of the label set.
    pub set: &'static str,
    /// What was written.
    pub text: String,
    /// The label nearest in spelling.
    pub nearest: &'static str,
}

impl UnknownLabel {
    /// The error for `text`, which is not among the labels `known` of `set`.
    ///
    /// # Panics
    /// When `known` is empty.
    #[must_use]
    pub fn new(set: &'static str, text: &str, known: &[&'static str]) -> Self {
        Self { set, text: text.to_owned(), nearest: nearest(text, known) }
    }
}

labels! {
    /// Fine part of speech: Penn Treebank tags as OntoNotes 5 extends them, in the tagger's order.
    Tag {
        Dollar = "$", CloseQuote = "''", Comma = ",", OpenBracket = "-LRB-", CloseBracket = "-RRB-",
        Period = ".", Colon = ":", Add = "ADD", Afx = "AFX", Cc = "CC", Cd = "CD", Dt = "DT",
        Ex = "EX", Fw = "FW", Hyph = "HYPH", In = "IN", Jj = "JJ", Jjr = "JJR", Jjs = "JJS",
        Ls = "LS", Md = "MD", Nfp = "NFP", Nn = "NN", Nnp = "NNP", Nnps = "NNPS", Nns = "NNS",
        Pdt = "PDT", Pos = "POS", Prp = "PRP", PrpPoss = "PRP$", Rb = "RB", Rbr = "RBR",
        Rbs = "RBS", Rp = "RP", Sym = "SYM", To = "TO", Uh = "UH", Vb = "VB", Vbd = "VBD",
        Vbg = "VBG", Vbn = "VBN", Vbp = "VBP", Vbz = "VBZ", Wdt = "WDT", Wp = "WP",
        WpPoss = "WP$", Wrb = "WRB", Xx = "XX", Space = "_SP", OpenQuote = "``",
    }
}

labels! {
    /// Universal part of speech.
    Pos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET",
        Intj = "INTJ", Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN",
        Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X", Space = "SPACE",
    }
}

labels! {
    /// Dependency label: what a token is to its head, in ClearNLP's scheme.
    Dep {
        Root = "ROOT", Acl = "acl", Acomp = "acomp", Advcl = "advcl", Advmod = "advmod",
        Agent = "agent", Amod = "amod", Appos = "appos", Attr = "attr", Aux = "aux",
        Auxpass = "auxpass", Case = "case", Cc = "cc", Ccomp = "ccomp", Compound = "compound",
        Conj = "conj", Csubj = "csubj", Csubjpass = "csubjpass", Dative = "dative", Dep = "dep",
        Det = "det", Dobj = "dobj", Expl = "expl", Intj = "intj", Mark = "mark", Meta = "meta",
        Neg = "neg", Nmod = "nmod", Npadvmod = "npadvmod", Nsubj = "nsubj",
        Nsubjpass = "nsubjpass", Nummod = "nummod", Oprd = "oprd", Parataxis = "parataxis",
        Pcomp = "pcomp", Pobj = "pobj", Poss = "poss", Preconj = "preconj", Predet = "predet",
        Prep = "prep", Prt = "prt", Punct = "punct", Quantmod = "quantmod", Relcl = "relcl",
        Xcomp = "xcomp",
    }
}

labels! {
    /// Named-entity type, from OntoNotes 5.
    EntityType {
        Org = "ORG", Date = "DATE", Person = "PERSON", Gpe = "GPE", Money = "MONEY",
        Cardinal = "CARDINAL", Norp = "NORP", Percent = "PERCENT", WorkOfArt = "WORK_OF_ART",
        Loc = "LOC", Time = "TIME", Quantity = "QUANTITY", Fac = "FAC", Event = "EVENT",
        Ordinal = "ORDINAL", Product = "PRODUCT", Law = "LAW", Language = "LANGUAGE",
    }
}

/// The label of `known` that takes the fewest edits to reach from `text`.
fn nearest(text: &str, known: &[&'static str]) -> &'static str {
    known
        .iter()
        .copied()
        .min_by_key(|label| edits(&text.to_lowercase(), &label.to_lowercase()))
        .expect("a label set is never empty")
}

/// Levenshtein distance in characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_round_trip() {
        for dep in Dep::ALL {
            assert_eq!(dep.as_str().parse(), Ok(*dep));
        }
        for tag in Tag::ALL {
            assert_eq!(tag.as_str().parse(), Ok(*tag));
        }
    }

    #[test]
    fn a_misspelt_label_gets_a_hint() {
        let error = "obj".parse::<Dep>().expect_err("`obj` is Universal Dependencies, not ours");
        assert_eq!(error.to_string(), "`obj` is not a Dep label; did you mean `dobj`?");
    }
}

//! Case: texts and headlines printed all in capitals are read as if they were written as usual.
//!
//! Wire reports of old and headlines of today are all capitals, in which neither a parser nor a
//! reader of names knows Bush from a bush. [`restored`] gives such passages their small letters
//! back. What it gives is for reading alone and has the length of the text that was given, byte for
//! byte, so that every span found in it cites the text as it was printed. Of a passage in capitals
//! it also joins the lines that were broken to the width of a printer, and passes over the wire's
//! own remarks ("\[TEXT\]"). A text in ordinary writing is not touched, nor copied.

mod words;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use words::Kind;

/// Fewer words in capitals in an ordinary text are a name or a cry, no headline.
const LEAST_WORDS: usize = 4;

/// The text that is read for a text: itself, or one of the same length in bytes with its case
/// restored, where it or a headline in it is printed in capitals.
///
/// ```
/// let text = "GUNMEN KIDNAPPED A PEASANT NEAR LIMA.";
/// assert_eq!(hearsay::restored(text), "Gunmen kidnapped a peasant near Lima.");
/// ```
#[must_use]
pub fn restored(text: &str) -> Cow<'_, str> {
    let passages = passages_in_capitals(text);
    if passages.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for passage in passages {
        Passage::new(text, passage).write(&mut bytes);
    }
    Cow::Owned(String::from_utf8(bytes).expect("letters take the place of letters"))
}

/// The runs of lines that are printed in capitals.
fn passages_in_capitals(text: &str) -> Vec<Range<usize>> {
    let mut passages: Vec<Range<usize>> = Vec::new();
    let (mut at, mut letters, mut open) = (0, 0, false);
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        match capitals(line) {
            Some(0) => {}
            Some(count) => {
                letters += count;
                match passages.last_mut().filter(|_| open) {
                    Some(passage) => passage.end = range.end,
                    None => passages.push(range),
                }
                open = true;
            }
            None => open = false,
        }
    }
    // A text that is in capitals is so throughout; in another only headlines are.
    let throughout =
        letters > 60 && 2 * letters > text.bytes().filter(u8::is_ascii_alphabetic).count();
    passages.retain(|passage| throughout || is_headline(&text[passage.clone()]));
    passages
}

/// How many capitals a line has; nothing where it has small letters, but for the "c" of a name.
fn capitals(line: &str) -> Option<usize> {
    let (mut large, mut small) = (0, 0);
    for byte in line.bytes() {
        large += usize::from(byte.is_ascii_uppercase());
        small += usize::from(byte.is_ascii_lowercase());
        if small > 3 {
            return None;
        }
    }
    (small == 0 || large > 10 * small).then_some(large)
}

/// Whether capitals in an ordinary text are a headline, and no list of names or acronyms: most of
/// its words are words of the language.
fn is_headline(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .filter(|word| word.len() > 1)
        .map(str::to_lowercase)
        .collect();
    let ordinary = words.iter().filter(|word| words::is_ordinary(word)).count();
    words.len() >= LEAST_WORDS && 2 * ordinary > words.len()
}

/// How a word is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Small,
    Capital,
    Capitals,
}

/// A word of a passage.
struct Word {
    span: Range<usize>,
    lower: String,
    form: Form,
    /// Whether nothing is known that it could be but a name.
    is_name: bool,
    /// Whether a sentence starts with it.
    starts: bool,
    /// Whether a mark stands between it and the word before.
    after_mark: bool,
    /// Whether it begins with a figure: "5TH".
    is_number: bool,
}

struct Passage<'t> {
    text: &'t str,
    words: Vec<Word>,
    /// What hangs on words by an apostrophe: "'S", "'T".
    tails: Vec<Range<usize>>,
    /// The wire's remarks.
    marks: Vec<Range<usize>>,
    /// What the wire put in to explain a word: "ELN \[ARMY OF NATIONAL LIBERATION\] GUERRILLAS".
    glosses: Vec<Range<usize>>,
    span: Range<usize>,
    /// Where the words of a dateline's place end.
    dateline: usize,
}

impl<'t> Passage<'t> {
    fn new(text: &'t str, span: Range<usize>) -> Self {
        let (marks, glosses) = remarks(text, &span);
        let dateline = dateline_end(&text[span.clone()]).map_or(0, |end| span.start + end);
        let (words, tails) = (Vec::new(), Vec::new());
        let mut passage = Self { text, words, tails, marks, glosses, span, dateline };
        passage.find_words();
        passage.check_dateline();
        passage.find_names();
        passage
    }

    fn find_words(&mut self) {
        let given = acronyms(&self.text[self.span.clone()]);
        let mut before = self.span.start;
        let mut fresh = true;
        for span in word_spans(self.text, &self.span) {
            if self.marks.iter().any(|mark| mark.start <= span.start && span.end <= mark.end) {
                continue;
            }
            if self.text[span.clone()].starts_with('\'') {
                before = span.end;
                self.tails.push(span);
                continue;
            }
            let gap = &self.text[before..span.start];
            let remark =
                self.marks.iter().any(|mark| before <= mark.start && mark.end <= span.start);
            let upper = &self.text[span.clone()];
            let lower = upper.to_lowercase();
            let after = self.words.last().map_or("", |word| word.lower.as_str());
            let starts = fresh || remark || ends_sentence(gap, after);
            let is_number = upper.starts_with(|c: char| c.is_ascii_digit());
            let dotted = upper.contains('.');
            let acronym = dotted || given.contains(upper) || lower == "i";
            let whole = format!("{lower}{}", tail(&self.text[span.end..self.span.end]));
            let contracted = whole.len() > lower.len() && words::has(&whole);
            let ordinary = is_number || contracted || words::is_ordinary(&lower);
            let acronym = acronym
                || words::is(&lower, Kind::Acronym)
                || (!ordinary && words::is_acronym(upper, &lower));
            let form = match (acronym, ordinary) {
                (true, _) => Form::Capitals,
                (_, true) => Form::Small,
                _ => Form::Capital,
            };
            self.words.push(Word {
                is_name: !ordinary && !acronym && !words::is(&lower, Kind::Particle),
                after_mark: gap.contains(|c: char| !c.is_whitespace() && c != '-'),
                span: span.clone(),
                lower,
                form,
                starts,
                is_number,
            });
            before = span.end;
            fresh = false;
        }
    }

    /// A dateline's place is a name: where it has words of the language, it is no dateline.
    fn check_dateline(&mut self) {
        let place = self.words.iter().take_while(|word| word.span.start < self.dateline);
        let ordinary = place.filter(|word| word.form == Form::Small && word.lower.len() > 2);
        if ordinary.count() > 1 {
            self.dateline = 0;
        }
    }

    /// Gives words the capitals that their neighbours ask for.
    fn find_names(&mut self) {
        for i in 0..self.words.len() {
            self.phrase(i);
        }
        for i in (0..self.words.len()).rev() {
            self.month(i);
            self.title(i);
        }
        for i in 0..self.words.len() {
            self.body(i);
        }
        for i in 0..self.words.len() {
            self.particle(i);
        }
        for word in &mut self.words {
            if word.starts && word.form == Form::Small && !word.is_number {
                word.form = Form::Capital;
            }
        }
    }

    /// Names of several words, from the table or the gazetteer: "Shining Path", "New York".
    fn phrase(&mut self, i: usize) {
        for length in (2..=3).rev() {
            let Some(words) = self.words.get(i..i + length) else { continue };
            if words[1..].iter().any(|word| word.after_mark) {
                continue;
            }
            let name = words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
            let some_name = words.iter().any(|word| word.is_name)
                && words.iter().any(|word| word.form == Form::Small)
                && words
                    .iter()
                    .all(|word| word.lower.len() > 1 && !words::is(&word.lower, Kind::Small));
            if words::is(&name, Kind::Phrase) || (some_name && words::is_place(&name)) {
                for word in &mut self.words[i..i + length] {
                    if word.form == Form::Small && !words::is(&word.lower, Kind::Of) {
                        word.form = Form::Capital;
                        word.is_name = true;
                    }
                }
                return;
            }
        }
    }

    fn month(&mut self, i: usize) {
        let number = |at: Option<usize>| {
            at.and_then(|at| self.words.get(at)).is_some_and(|word| word.is_number)
        };
        let beside = number(i.checked_sub(1)) || number(Some(i + 1));
        if beside && words::is(&self.words[i].lower, Kind::Month) {
            self.words[i].form = Form::Capital;
        }
    }

    /// "President Cerezo", "Colonel".
    fn title(&mut self, i: usize) {
        if self.words[i].form != Form::Small || !words::is(&self.words[i].lower, Kind::Title) {
            return;
        }
        let before_name = self.words.get(i + 1).is_some_and(|next| {
            let point = &self.text[self.words[i].span.end..next.span.start];
            let abbreviated = point == ". " && words::is(&self.words[i].lower, Kind::Abbreviation);
            (!next.after_mark || abbreviated) && (next.is_name || next.form == Form::Capital)
        });
        if before_name {
            self.words[i].form = Form::Capital;
        }
    }

    /// "National Liberation Front", "San Miguel Department": what describes a body, and the word
    /// that ends its name.
    fn body(&mut self, i: usize) {
        if !words::is(&self.words[i].lower, Kind::Body) || self.words[i].form != Form::Small {
            return;
        }
        let mut first = i;
        while first > 0 && !self.words[first].after_mark && !self.words[first].starts {
            let word = &self.words[first - 1];
            let part = word.form != Form::Small
                || word.is_number && word.lower.ends_with(|c: char| c.is_alphabetic())
                || words::is(&word.lower, Kind::Describing)
                || words::is(&word.lower, Kind::Body);
            if !part {
                break;
            }
            first -= 1;
        }
        if first < i {
            for word in &mut self.words[first..=i] {
                if word.form == Form::Small && !word.is_number {
                    word.form = Form::Capital;
                }
            }
        }
    }

    /// "San Luis de la Reina", "El Paraiso": particles are large before names, small between them.
    fn particle(&mut self, i: usize) {
        if !words::is(&self.words[i].lower, Kind::Particle) {
            return;
        }
        let next = self.words[i..]
            .iter()
            .skip(1)
            .take_while(|word| !word.after_mark)
            .find(|word| !words::is(&word.lower, Kind::Particle));
        if !next.is_some_and(|next| next.form != Form::Small) {
            return;
        }
        let between = i > 0 && !self.words[i].after_mark && self.words[i - 1].form != Form::Small;
        let after_of = i > 0 && words::is(&self.words[i - 1].lower, Kind::Of);
        let stays = words::is(&self.words[i].lower, Kind::Of) || after_of;
        let saint = self.words[i].lower.starts_with("sa") || self.words[i].lower.starts_with("st");
        self.words[i].form = match between && stays && !saint || after_of && !saint {
            true => Form::Small,
            false => Form::Capital,
        };
    }

    /// Writes the passage into the bytes of the whole text.
    fn write(&self, bytes: &mut [u8]) {
        self.join_lines(bytes);
        for word in &self.words {
            if word.span.start < self.dateline {
                continue;
            }
            self.write_word(word, bytes);
        }
        for tail in &self.tails {
            bytes[tail.clone()].make_ascii_lowercase();
        }
        for gloss in &self.glosses {
            bytes[gloss.clone()].fill(b' ');
        }
        for mark in &self.marks {
            // A remark ends what stands before it, as a blank line does.
            for (at, byte) in bytes[mark.clone()].iter_mut().enumerate() {
                *byte = if at < 2 { b'\n' } else { b' ' };
            }
        }
    }

    fn write_word(&self, word: &Word, bytes: &mut [u8]) {
        if word.form == Form::Capitals {
            return;
        }
        let text = &self.text[word.span.clone()];
        let mut first = word.form == Form::Capital;
        for (at, letter) in text.char_indices() {
            let keep = std::mem::take(&mut first);
            let small = letter.to_lowercase();
            if keep || small.len() != 1 {
                continue;
            }
            let start = word.span.start + at;
            let mut buffer = [0; 4];
            for small in small {
                let small = small.encode_utf8(&mut buffer).as_bytes();
                // A letter whose small form is longer or shorter stays as it is.
                if small.len() == letter.len_utf8() {
                    bytes[start..start + small.len()].copy_from_slice(small);
                }
            }
        }
    }

    /// Makes blanks of the ends of lines inside a paragraph.
    fn join_lines(&self, bytes: &mut [u8]) {
        const WIDTH: usize = 40;
        let mut start = self.span.start;
        for at in self.span.clone() {
            if bytes[at] != b'\n' {
                continue;
            }
            let next = bytes.get(at + 1).copied();
            let full = at - start > WIDTH;
            if full && next.is_some_and(|next| !next.is_ascii_whitespace()) {
                bytes[at] = b' ';
            }
            start = at + 1;
        }
    }
}

/// The words of a passage: letters with what joins them, abbreviations with their points, figures
/// with the letters that hang on them. A possessive ending is no part of a word.
fn word_spans(text: &str, passage: &Range<usize>) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = passage.start;
    while at < passage.end {
        let rest = &text[at..passage.end];
        let letter = rest.chars().next().expect("a character stands before the end");
        if !letter.is_alphanumeric() {
            // What hangs on an apostrophe stays small: "'S", "'T".
            if letter == '\'' && at > passage.start && text[..at].ends_with(char::is_alphabetic) {
                let tail = rest[1..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - 1);
                if (1..=2).contains(&tail) {
                    spans.push(at..at + 1 + tail);
                    at += 1 + tail;
                    continue;
                }
            }
            at += letter.len_utf8();
            continue;
        }
        let length = dotted(rest)
            .unwrap_or_else(|| rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
        spans.push(at..at + length);
        at += length;
    }
    spans
}

/// What hangs on a word by an apostrophe, in lower case, if text goes on with it: "'t".
fn tail(text: &str) -> String {
    let letters = text.strip_prefix('\'').unwrap_or_default();
    let end = letters.find(|c: char| !c.is_alphabetic()).unwrap_or(letters.len());
    if end == 0 { String::new() } else { format!("'{}", letters[..end].to_lowercase()) }
}

/// The length of an abbreviation of letters with points, if one stands here: "U.S."
fn dotted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let pairs =
        bytes.chunks_exact(2).take_while(|pair| pair[0].is_ascii_uppercase() && pair[1] == b'.');
    let count = pairs.count();
    (count > 1).then_some(2 * count)
}

/// The words that stand alone in brackets: "(FMLN)", "\[COPREFA\]".
fn acronyms(text: &str) -> HashSet<&str> {
    text.split(['(', '['])
        .skip(1)
        .filter_map(|inside| inside.split([')', ']']).next())
        .map(str::trim)
        .filter(|word| {
            (2..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
        })
        .filter(|word| !words::is_ordinary(&word.to_lowercase()) || word.len() < 4)
        .collect()
}

/// Whether a sentence ends between two words.
fn ends_sentence(gap: &str, before: &str) -> bool {
    let blank = |gap: &str| gap.bytes().filter(|byte| *byte == b'\n').count() > 1;
    let mut marks = gap.chars().filter(|c| !c.is_whitespace());
    let ends = |mark: char| matches!(mark, '.' | '!' | '?');
    let Some(first) = marks.next() else { return blank(gap) };
    let abbreviated = words::is(before, Kind::Abbreviation) || before.len() == 1;
    let quoted = gap.contains(": \"") || gap.contains(":  \"") || gap.contains(", \"");
    blank(gap)
        || quoted
        || (ends(first) && gap.len() > 1 && !abbreviated)
        || marks.any(ends)
        || before.contains('.') && gap.trim_start_matches(' ').len() + 2 <= gap.len()
}

/// The wire's remarks in a passage, and the brackets that are to be passed over: those that spell an
/// acronym out, with all that is in them, and those around single words that the wire put in.
fn remarks(text: &str, passage: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut marks, mut glosses) = (Vec::new(), Vec::new());
    let mut at = passage.start;
    while let Some(open) = text[at..passage.end].find('[').map(|open| at + open) {
        let Some(close) = text[open..passage.end].find(']').map(|close| open + close) else {
            break;
        };
        let inside = text[open + 1..close].split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = inside.to_lowercase();
        if words::is(&lower, Kind::Mark) {
            marks.push(open..close + 1);
        } else if inside.contains(' ') {
            let before = text[passage.start..open].trim_end();
            let before = before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next();
            let initials = inside.split(' ').filter_map(|word| word.chars().next());
            if before.is_some_and(|before| spells(before, &initials.collect::<String>())) {
                glosses.push(open..close + 1);
            }
        } else if words::is_ordinary(&lower) {
            glosses.push(open..open + 1);
            glosses.push(close..close + 1);
        }
        at = close + 1;
    }
    (marks, glosses)
}

/// Whether a word in front of a gloss may be its acronym: short, and most of its letters begin words.
fn spells(acronym: &str, initials: &str) -> bool {
    let letters = acronym.chars().filter(|letter| letter.is_alphabetic());
    let found = letters.clone().filter(|letter| initials.contains(*letter)).count();
    let count = letters.count();
    (2..=7).contains(&count) && 2 * found > count && !words::is_ordinary(&acronym.to_lowercase())
}

/// Where the place of a dateline ends: "SAN SALVADOR, 3 JAN 90 (AFP) --". It keeps its capitals, by
/// which the next stage knows it.
fn dateline_end(passage: &str) -> Option<usize> {
    const LONGEST: usize = 100;
    let line = passage.get(..passage.floor_char_boundary(LONGEST)).unwrap_or(passage);
    let dash = line.find(" -- ").or_else(|| line.find(" - "))?;
    let comma = line[..dash].find([',', '(']).unwrap_or(dash);
    Some(comma)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, read: &str) {
        let text = restored(printed);
        assert_eq!(text, read);
        assert_eq!(text.len(), printed.len());
    }

    #[test]
    fn the_table_is_sound() {
        words::load().expect("casing.tsv");
    }

    #[test]
    fn ordinary_writing_is_left_alone() {
        for text in ["NATO and the EU met.", "THE END", "Orlan said: \"NO!\" and left.", ""] {
            assert!(matches!(restored(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn names_titles_and_bodies_have_capitals() {
        check(
            "PRESIDENT ANSEL RUDVIK TOLD REPORTERS IN LIMA THAT THE NATIONAL GUARD OF PERU WOULD NOT MARCH.",
            "President Ansel Rudvik told reporters in Lima that the National Guard of Peru would not march.",
        );
        check(
            "THE PEOPLE'S REVOLUTIONARY FRONT (FRP) CLAIMED THE ATTACK.  \"WE DID IT,\" IT SAID ON 3 MAY.",
            "The People's Revolutionary Front (FRP) claimed the attack.  \"We did it,\" it said on 3 May.",
        );
        check(
            "GUNMEN KIDNAPPED A PEASANT NEAR SAN LUIS DE LA REINA IN THE U.S. ZONE.",
            "Gunmen kidnapped a peasant near San Luis de la Reina in the U.S. zone.",
        );
    }

    #[test]
    fn contractions_are_no_names() {
        check(
            "THEY DON'T SAY WHAT DON RUDVIK DIDN'T SEE - OR WHAT HE DOESN'T KNOW ABOUT THE ARMY.",
            "They don't say what Don Rudvik didn't see - or what he doesn't know about the army.",
        );
    }

    #[test]
    fn lines_are_joined_and_remarks_passed_over() {
        check(
            "QUITO, 3 JAN 90 (EFE) -- [TEXT] HOODED MEN SET FIRE TO THE TOWN HALL\nOF TENA.\n\n   NOBODY WAS HURT.",
            "QUITO, 3 Jan 90 (EFE) -- \n\n     Hooded men set fire to the town hall of Tena.\n\n   Nobody was hurt.",
        );
    }

    #[test]
    fn what_spells_an_acronym_out_is_passed_over() {
        check(
            "THE ARMY SAID THAT FRP [PEOPLE'S REVOLUTIONARY FRONT] GUERRILLAS HAD KILLED A [VILLAGE] MAYOR.",
            "The army said that FRP                                guerrillas had killed a  village  mayor.",
        );
    }

    #[test]
    fn a_headline_is_read_as_written_and_what_follows_left_alone() {
        check(
            "FIVE SOLDIERS KILLED IN AMBUSH NEAR KANDAHAR\n\nFive soldiers of the ANA died.",
            "Five soldiers killed in ambush near Kandahar\n\nFive soldiers of the ANA died.",
        );
    }

    #[test]
    fn letters_that_would_change_their_length_stay() {
        let text = restored("THE MINISTER OF İZMİR SPOKE OF THE WAR IN SÃO PAULO.").into_owned();
        assert_eq!(text.len(), "THE MINISTER OF İZMİR SPOKE OF THE WAR IN SÃO PAULO.".len());
        assert!(text.ends_with("São Paulo."), "{text}");
    }
}

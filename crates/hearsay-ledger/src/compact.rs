//! JSON values as few bytes: what they look like, their numbers and their strings, each by itself.
//!
//! ```text
//! {"id":"a1","span":{"start":3,"end":9,"text":"Gunmen"},"name":"Gunmen"}
//! form     { id I:a  span SPAN  name SAME }
//! numbers  +1 +3 6
//! strings  –
//! ```
//!
//! Forms are alike from article to article, so a compressor makes next to nothing of them; numbers
//! are few bits each once they stand together and are counted from the one before. What the article's
//! text says already is left out.

use serde_json::{Map, Number, Value};

use crate::error::{LedgerError, Result};
use crate::pack::Words;

/// What a value looks like. Bytes below 32 stand in no name of a field, which ends before them.
mod mark {
    pub(super) const NULL: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const FALSE: u8 = 3;
    /// A whole number.
    pub(super) const WHOLE: u8 = 4;
    /// A number with at most four decimals, as so many ten-thousandths.
    pub(super) const DECIMAL: u8 = 5;
    /// Any other number, as a string.
    pub(super) const NUMBER: u8 = 6;
    pub(super) const STRING: u8 = 7;
    /// A letter and a number: the letter follows, the number counts from the letter's last.
    pub(super) const NAMED: u8 = 8;
    /// Sixteen hexadecimal digits, as eight bytes.
    pub(super) const HASH: u8 = 9;
    /// A start, counted from the one before, and a length; the words are the text's.
    pub(super) const SPAN: u8 = 10;
    /// The words of the last span.
    pub(super) const SAME: u8 = 11;
    pub(super) const LIST: u8 = 12;
    pub(super) const OBJECT: u8 = 13;
    pub(super) const END: u8 = 14;
}

/// Ends a string: no byte of UTF-8.
const STOP: u8 = 0xff;
/// Deeper than any value of ours.
const DEEPEST: usize = 100;
const DECIMALS: f64 = 10_000.0;

/// A value beside the text that its spans cite.
pub(crate) fn encode(value: &Value, words: &Words<'_>) -> Vec<u8> {
    let mut encoder = Encoder {
        words,
        form: Vec::new(),
        numbers: Vec::new(),
        strings: Vec::new(),
        last: Last::default(),
    };
    encoder.value(value);
    let Encoder { form, numbers, strings, .. } = encoder;
    let mut bytes = Vec::with_capacity(form.len() + numbers.len() + strings.len() + 6);
    put(&mut bytes, form.len() as u64);
    put(&mut bytes, strings.len() as u64);
    bytes.extend(form);
    bytes.extend(strings);
    bytes.extend(numbers);
    bytes
}

/// The value that [`encode`] took.
pub(crate) fn decode(bytes: &[u8], words: &Words<'_>) -> Result<Value> {
    let value = Decoder::of(bytes, words).and_then(|mut decoder| decoder.value(0));
    value.ok_or_else(|| LedgerError::Damaged("a stored value makes no sense".to_owned()))
}

/// What numbers count from.
#[derive(Default)]
struct Last {
    start: u64,
    named: [i64; 26],
    span: String,
}

struct Encoder<'w, 't> {
    words: &'w Words<'t>,
    form: Vec<u8>,
    numbers: Vec<u8>,
    strings: Vec<u8>,
    last: Last,
}

impl Encoder<'_, '_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.form.push(mark::NULL),
            Value::Bool(true) => self.form.push(mark::TRUE),
            Value::Bool(false) => self.form.push(mark::FALSE),
            Value::Number(number) => self.number(number),
            Value::String(string) => self.string(string),
            Value::Array(values) => {
                self.form.push(mark::LIST);
                values.iter().for_each(|value| self.value(value));
                self.form.push(mark::END);
            }
            Value::Object(fields) => match span(fields, self.words) {
                Some((start, end, words)) => {
                    self.form.push(mark::SPAN);
                    put(&mut self.numbers, zigzag(difference(start, self.last.start)));
                    put(&mut self.numbers, end - start);
                    self.last.start = start;
                    words.clone_into(&mut self.last.span);
                }
                None => {
                    self.form.push(mark::OBJECT);
                    for (name, value) in fields {
                        // A name of ours has none; another would be read back as another.
                        self.form.extend(name.bytes().filter(|byte| *byte >= 32));
                        self.value(value);
                    }
                    self.form.push(mark::END);
                }
            },
        }
    }

    fn number(&mut self, number: &Number) {
        if let Some(whole) = number.as_i64() {
            self.form.push(mark::WHOLE);
            put(&mut self.numbers, zigzag(whole));
            return;
        }
        let scaled = number.as_f64().map(|exact| ((exact * DECIMALS).round(), exact));
        match scaled {
            #[allow(clippy::float_cmp)] // only what comes back exactly may be kept so
            Some((scaled, exact))
                if number.is_f64()
                    && scaled.abs() < 1e15
                    && scaled / DECIMALS == exact
                    && (scaled != 0.0 || exact.is_sign_positive()) =>
            {
                self.form.push(mark::DECIMAL);
                #[allow(clippy::cast_possible_truncation)] // it is whole and not that large
                put(&mut self.numbers, zigzag(scaled as i64));
            }
            _ => {
                self.form.push(mark::NUMBER);
                self.put_string(&number.to_string());
            }
        }
    }

    fn string(&mut self, string: &str) {
        if !string.is_empty() && string == self.last.span {
            self.form.push(mark::SAME);
        } else if let Some((letter, number)) = named(string) {
            self.form.extend([mark::NAMED, letter]);
            let last = &mut self.last.named[usize::from(letter - b'a')];
            put(&mut self.numbers, zigzag(number - *last));
            *last = number;
        } else if let Some(hash) = hash(string) {
            self.form.push(mark::HASH);
            self.numbers.extend(hash.to_be_bytes());
        } else {
            self.form.push(mark::STRING);
            self.put_string(string);
        }
    }

    fn put_string(&mut self, string: &str) {
        self.strings.extend(string.as_bytes());
        self.strings.push(STOP);
    }
}

struct Decoder<'w, 't, 'b> {
    words: &'w Words<'t>,
    form: &'b [u8],
    numbers: &'b [u8],
    strings: &'b [u8],
    last: Last,
}

impl<'w, 't, 'b> Decoder<'w, 't, 'b> {
    fn of(mut bytes: &'b [u8], words: &'w Words<'t>) -> Option<Self> {
        let form = usize::try_from(take(&mut bytes)?).ok()?;
        let strings = usize::try_from(take(&mut bytes)?).ok()?;
        let (form, rest) = bytes.split_at_checked(form)?;
        let (strings, numbers) = rest.split_at_checked(strings)?;
        Some(Self { words, form, numbers, strings, last: Last::default() })
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match self.next()? {
            mark::NULL => Value::Null,
            mark::TRUE => true.into(),
            mark::FALSE => false.into(),
            mark::WHOLE => self.signed()?.into(),
            #[allow(clippy::cast_precision_loss)] // it came from such a number
            mark::DECIMAL => Number::from_f64(self.signed()? as f64 / DECIMALS)?.into(),
            mark::NUMBER => {
                let string = self.string()?;
                let whole = string.parse().ok().map(|whole: u64| Value::from(whole));
                let other = || Number::from_f64(string.parse().ok()?).map(Value::from);
                whole.or_else(other)?
            }
            mark::STRING => self.string()?.into(),
            mark::NAMED => {
                let letter = self.next().filter(u8::is_ascii_lowercase)?;
                let number = self.signed()?;
                let last = &mut self.last.named[usize::from(letter - b'a')];
                *last = last.checked_add(number)?;
                format!("{}{last}", char::from(letter)).into()
            }
            mark::HASH => {
                let (hash, rest) = self.numbers.split_first_chunk::<8>()?;
                self.numbers = rest;
                format!("{:016x}", u64::from_be_bytes(*hash)).into()
            }
            mark::SPAN => self.span()?,
            mark::SAME => self.last.span.clone().into(),
            mark::LIST => {
                let mut values = Vec::new();
                while *self.form.first()? != mark::END {
                    values.push(self.value(depth + 1)?);
                }
                self.next()?;
                values.into()
            }
            mark::OBJECT => {
                let mut fields = Map::new();
                while *self.form.first()? != mark::END {
                    let end = self.form.iter().position(|byte| *byte < 32)?;
                    let (name, rest) = self.form.split_at(end);
                    self.form = rest;
                    let name = std::str::from_utf8(name).ok()?.to_owned();
                    fields.insert(name, self.value(depth + 1)?);
                }
                self.next()?;
                fields.into()
            }
            _ => return None,
        })
    }

    fn span(&mut self) -> Option<Value> {
        let start = self.last.start.checked_add_signed(self.signed()?)?;
        let end = start.checked_add(take(&mut self.numbers)?)?;
        let words = self.words.between(start, end)?;
        self.last.start = start;
        words.clone_into(&mut self.last.span);
        Some(serde_json::json!({"start": start, "end": end, "text": words}))
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.form.split_first()?;
        self.form = rest;
        Some(*first)
    }

    fn signed(&mut self) -> Option<i64> {
        take(&mut self.numbers)
            .map(|number| (number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn string(&mut self) -> Option<&str> {
        let end = self.strings.iter().position(|byte| *byte == STOP)?;
        let (string, rest) = self.strings.split_at(end);
        self.strings = &rest[1..];
        std::str::from_utf8(string).ok()
    }
}

/// A span that says what the text does, and nothing else.
fn span<'v>(fields: &'v Map<String, Value>, words: &Words<'_>) -> Option<(u64, u64, &'v str)> {
    let mut names = fields.iter();
    let mut next =
        |name: &str| names.next().filter(|(found, _)| *found == name).map(|(_, value)| value);
    let (start, end, said) =
        (next("start")?.as_u64()?, next("end")?.as_u64()?, next("text")?.as_str()?);
    let is_all = fields.len() == 3 && start <= end && words.between(start, end) == Some(said);
    is_all.then_some((start, end, said))
}

/// `a12`: a letter and a number as it is written.
fn named(string: &str) -> Option<(u8, i64)> {
    let (letter, digits) = string.as_bytes().split_first()?;
    let is_written_so = letter.is_ascii_lowercase()
        && (1..=9).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && (digits[0] != b'0' || digits.len() == 1);
    is_written_so.then(|| string[1..].parse().ok()).flatten().map(|number| (*letter, number))
}

/// Sixteen hexadecimal digits.
fn hash(string: &str) -> Option<u64> {
    let is_hash =
        string.len() == 16 && string.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then(|| u64::from_str_radix(string, 16).ok()).flatten()
}

fn difference(one: u64, other: u64) -> i64 {
    one.wrapping_sub(other).cast_signed()
}

/// Numbers near zero become small, whatever their sign.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

/// Seven bits a byte, the lowest first.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const TEXT: &str = "“Drei Häuser” – gunmen killed 4 of them 😀.";

    #[track_caller]
    fn check(value: &Value) {
        let words = Words::new(TEXT);
        assert_eq!(decode(&encode(value, &words), &words).as_ref(), Ok(value));
    }

    #[test]
    fn values_are_the_same_when_they_are_decoded() {
        for value in [
            json!(null),
            json!([true, false, 0, -1, i64::MIN, u64::MAX, 0.1, -73.4454, 1e300, -0.0, 40.0, 1e-9]),
            json!({"id": "a1", "from": "a0", "odd": "a01", "far": "z999999999", "more": "a1234567890"}),
            json!({"hash": "0123456789abcdef", "not": "0123456789ABCDEF", "short": "0123"}),
            json!({"start": 1, "end": 12, "text": "Drei Häuser"}),
            json!({"start": 1, "end": 12, "text": "zwei Häuser"}),
            json!({"start": 12, "end": 1, "text": ""}),
            json!({"end": 12, "start": 1, "text": "Drei Häuser"}),
            json!({"start": 1, "end": 12, "text": "Drei Häuser", "more": 1}),
            json!({"span": {"start": 16, "end": 22, "text": "gunmen"}, "name": "gunmen"}),
            json!({"start": 99, "end": 100}),
            json!(["", "\u{0}\u{1}\n", {"": {}, "é": []}, [[[[]]]]]),
        ] {
            check(&value);
        }
    }

    #[test]
    fn what_the_text_says_is_left_out() {
        let said = json!({"span": {"start": 16, "end": 22, "text": "gunmen"}, "name": "gunmen"});
        assert_eq!(encode(&said, &Words::new(TEXT)).len(), 2 + "span?name?{}".len() + 2);
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            (-1_800_000..1_800_000_i32).prop_map(|n| Value::from(f64::from(n) / 1e4)),
            ".{0,12}".prop_map(Value::from),
            "[a-z][0-9]{1,10}".prop_map(Value::from),
            "[0-9a-f]{16}".prop_map(Value::from),
            (0..50_u64, 0..50_u64).prop_map(|(start, end)| {
                let words = Words::new(TEXT).between(start, end).unwrap_or_default().to_owned();
                json!({"start": start, "end": end, "text": words})
            }),
        ];
        leaf.prop_recursive(4, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec(("[a-zé_ ]{0,6}", inner), 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value in value()) {
            check(&value);
        }

        #[test]
        fn broken_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode(&bytes, &Words::new(TEXT));
        }

        #[test]
        fn cut_and_changed_values_do_no_harm(value in value(), at in any::<usize>(), byte in any::<u8>()) {
            let words = Words::new(TEXT);
            let mut bytes = encode(&value, &words);
            let at = at % bytes.len();
            let _ = decode(&bytes[..at], &words);
            bytes[at] = byte;
            let _ = decode(&bytes, &words);
        }
    }
}

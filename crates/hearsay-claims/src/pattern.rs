//! The pattern language: Semgrex notation over the dependency tree.
//!
//! ```text
//! {event:ASSAULT; pos:VERB}=trigger >subject {}=actor ?>dobj {mention:actor}=recipient
//! {pos:NOUN}=trigger >prep ({lemma:by|from} >pobj {}=actor) !>det {lemma:no}
//! ```
//!
//! A node is `{..}` with tests joined by `;`, alternatives joined by `|`, a test negated by `!`.
//! Tests: `word`, `lemma`, `tag`, `pos`, `dep`, `event` (a PLOVER type), `mention` (actor, place,
//! time, quantity), `voice` (active, passive), `effect` (of `embedders.tsv`), `class` (of
//! `classes.tsv`), `sector` (PLOVER's, of the actor at the token). `=name` names it.
//! Relations all start from the node in front of them; brackets give a node relations of its own.
//! `>dep` child, `<dep` parent, `>>` anything below, `<<` anything above, `.` the next token;
//! `?` in front makes it optional, `!` forbids it. `>subject`, `>object` are understood ones
//! (`hearsay_syntax::tree`), also across coordination, control and relative clauses.
//!
//! A pattern is tried at one token, its first node. As relations from a node do not depend on each
//! other, every fitting token is taken, and matching is linear in the children it looks at.

mod trace;

use hearsay_mentions::Sector;
use hearsay_syntax::{Dep, Pos, Tag, UnknownLabel, labels, tree};

use crate::lexicon::{Effect, LEXICON};
use crate::ontology::EventType;
use crate::scene::Scene;

pub(crate) use trace::Miss;

labels! {
    /// A kind of mention that a pattern may ask for.
    MentionKind {
        /// Someone.
        Actor = "actor",
        /// Somewhere.
        Place = "place",
        /// Some time.
        Time = "time",
        /// So many.
        Quantity = "quantity",
    }
}

labels! {
    /// Active or passive.
    Voice {
        /// The subject does it.
        Active = "active",
        /// The subject suffers it.
        Passive = "passive",
    }
}

labels! {
    /// What a node may be asked.
    Key {
        Word = "word", Lemma = "lemma", Tag = "tag", Pos = "pos", Dep = "dep", Event = "event",
        Mention = "mention", Voice = "voice", Effect = "effect", Class = "class",
        Sector = "sector",
    }
}

/// A parsed pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    root: Node,
}

#[derive(Debug)]
struct Node {
    tests: Vec<Test>,
    name: Option<String>,
    links: Vec<Link>,
}

#[derive(Debug)]
struct Test {
    /// The test as written.
    text: String,
    negated: bool,
    any: Vec<Value>,
}

#[derive(Debug)]
enum Value {
    Word(String),
    Lemma(String),
    Tag(Tag),
    Pos(Pos),
    Dep(Dep),
    Event(EventType),
    Mention(MentionKind),
    Voice(Voice),
    Effect(Effect),
    Class(String),
    Sector(Sector),
}

#[derive(Debug)]
struct Link {
    /// The relation as written: `>prep`.
    text: String,
    need: Need,
    relation: Relation,
    node: Node,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Need {
    Must,
    May,
    MustNot,
}

#[derive(Debug)]
enum Relation {
    Child(Vec<Dep>),
    Parent(Vec<Dep>),
    Below,
    Above,
    Next,
    Subject,
    Object,
}

/// The tokens that a match bound to names, in the order of the pattern.
pub(crate) type Bindings<'p> = Vec<(&'p str, usize)>;

impl Pattern {
    /// Parses a pattern; the message of an error tells what was expected where.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { text, at: 0 };
        let root = reader.node_with_links()?;
        reader.blanks();
        if reader.at < text.len() {
            return Err(reader.expected("a relation such as `>nsubj`, or the end"));
        }
        Ok(Self { root })
    }

    /// The names it binds.
    pub(crate) fn names(&self) -> Vec<&str> {
        fn collect<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
            found.extend(node.name.as_deref());
            for link in &node.links {
                collect(&link.node, found);
            }
        }
        let mut found = Vec::new();
        collect(&self.root, &mut found);
        found
    }

    /// Matches the pattern with its first node at token `i`.
    pub(crate) fn matches<'p>(&'p self, scene: &Scene, i: usize) -> Option<Bindings<'p>> {
        let mut bindings = Vec::new();
        fits(&self.root, scene, i, &mut bindings).then_some(bindings)
    }
}

/// Whether token `i` fits the node and its relations; adds what is bound.
fn fits<'p>(node: &'p Node, scene: &Scene, i: usize, bindings: &mut Bindings<'p>) -> bool {
    if !node.tests.iter().all(|test| test.any.iter().any(|v| v.holds(scene, i)) != test.negated) {
        return false;
    }
    let before = bindings.len();
    if let Some(name) = &node.name {
        bindings.push((name, i));
    }
    for link in &node.links {
        let mut found = false;
        link.relation.each(scene, i, |other| {
            let kept = bindings.len();
            if fits(&link.node, scene, other, bindings) {
                found = true;
            }
            if link.need == Need::MustNot {
                bindings.truncate(kept);
            }
        });
        if found == (link.need == Need::MustNot) && link.need != Need::May {
            bindings.truncate(before);
            return false;
        }
    }
    true
}

impl Value {
    fn holds(&self, scene: &Scene, i: usize) -> bool {
        let token = scene.document.token(i);
        match self {
            Self::Word(word) => scene.document.word(i).eq_ignore_ascii_case(word),
            Self::Lemma(lemma) => scene.document.lemma(i).eq_ignore_ascii_case(lemma),
            Self::Tag(tag) => token.tag == *tag,
            Self::Pos(pos) => token.pos == *pos,
            Self::Dep(dep) => token.dep == *dep,
            Self::Event(kind) => scene.event(i) == Some(*kind),
            Self::Mention(kind) => scene.is_mention(i, *kind),
            Self::Voice(voice) => tree::is_passive(scene.document, i) == (*voice == Voice::Passive),
            Self::Effect(effect) => LEXICON.effects(scene.document, i).contains(effect),
            Self::Class(class) => {
                let counted = LEXICON.measured(scene.document, i);
                LEXICON.is_of_class(class, scene.document, counted)
            }
            Self::Sector(sector) => scene.sector(i) == Some(*sector),
        }
    }
}

impl Relation {
    /// Calls `f` with every token that stands so to token `i`.
    fn each(&self, scene: &Scene, i: usize, mut f: impl FnMut(usize)) {
        let document = scene.document;
        let token = document.token(i);
        let root = token.head() == i;
        match self {
            Self::Child(deps) => document
                .children(i)
                .filter(|c| deps.is_empty() || deps.contains(&document.token(*c).dep))
                .for_each(f),
            Self::Parent(deps) => {
                if !root && (deps.is_empty() || deps.contains(&token.dep)) {
                    f(token.head());
                }
            }
            Self::Below => document.subtree(i).into_iter().filter(|d| *d != i).for_each(f),
            Self::Above => {
                let mut at = i;
                while document.token(at).head() != at {
                    at = document.token(at).head();
                    f(at);
                }
            }
            Self::Next => {
                if i + 1 < document.len() {
                    f(i + 1);
                }
            }
            Self::Subject => tree::subject(document, i).into_iter().for_each(f),
            Self::Object => tree::object(document, i).into_iter().for_each(f),
        }
    }
}

/// A hand-written reader: the notation is small, and so its messages can be plain.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expected(&self, what: &str) -> String {
        let rest: String = self.rest().chars().take(20).collect();
        let found = if rest.is_empty() { "the end".to_owned() } else { format!("`{rest}`") };
        format!("in pattern `{}`: expected {what}, found {found}", self.text)
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        let length = self
            .rest()
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '.')))
            .unwrap_or(self.rest().len());
        self.at += length;
        &self.text[start..self.at]
    }

    fn node_with_links(&mut self) -> Result<Node, String> {
        let mut node = self.node()?;
        loop {
            self.blanks();
            if self.rest().is_empty() || self.rest().starts_with(')') {
                return Ok(node);
            }
            let link = self.link()?;
            node.links.push(link);
        }
    }

    fn link(&mut self) -> Result<Link, String> {
        let need = if self.take("?") {
            Need::May
        } else if self.take("!") {
            Need::MustNot
        } else {
            Need::Must
        };
        let start = self.at;
        let relation = if self.take(">>") {
            Relation::Below
        } else if self.take("<<") {
            Relation::Above
        } else if self.take(">subject") {
            Relation::Subject
        } else if self.take(">object") {
            Relation::Object
        } else if self.take(">") {
            Relation::Child(self.deps()?)
        } else if self.take("<") {
            Relation::Parent(self.deps()?)
        } else if self.take(".") {
            Relation::Next
        } else {
            return Err(self.expected("a relation such as `>nsubj`, `<conj` or `>>`"));
        };
        let text = self.text[start..self.at].to_owned();
        self.blanks();
        let node = if self.take("(") {
            self.blanks();
            let node = self.node_with_links()?;
            if !self.take(")") {
                return Err(self.expected("`)`"));
            }
            node
        } else {
            self.node()?
        };
        Ok(Link { text, need, relation, node })
    }

    fn deps(&mut self) -> Result<Vec<Dep>, String> {
        let mut found = Vec::new();
        loop {
            let name = self.name();
            if name.is_empty() {
                return Ok(found);
            }
            found.push(name.parse().map_err(|e: UnknownLabel| e.to_string())?);
            if !self.take("|") {
                return Ok(found);
            }
        }
    }

    fn node(&mut self) -> Result<Node, String> {
        if !self.take("{") {
            return Err(self.expected("a node `{..}`"));
        }
        let close = self.rest().find('}').ok_or_else(|| self.expected("a node closed by `}`"))?;
        let mut tests = Vec::new();
        for part in self.rest()[..close].split(';').map(str::trim).filter(|p| !p.is_empty()) {
            tests.push(test(part)?);
        }
        self.at += close + 1;
        let name = if self.take("=") {
            let name = self.name().to_owned();
            if name.is_empty() {
                return Err(self.expected("a name after `=`"));
            }
            Some(name)
        } else {
            None
        };
        Ok(Node { tests, name, links: Vec::new() })
    }
}

fn test(part: &str) -> Result<Test, String> {
    let text = part.to_owned();
    let (negated, part) = part.strip_prefix('!').map_or((false, part), |rest| (true, rest));
    let (key, values) = part
        .split_once(':')
        .ok_or_else(|| format!("`{part}` is not a test; write it as `lemma:attack`"))?;
    let key: Key = key.trim().parse().map_err(|e: UnknownLabel| e.to_string())?;
    let label = |error: UnknownLabel| error.to_string();
    let any = values
        .split('|')
        .map(str::trim)
        .map(|value| {
            Ok(match key {
                Key::Word => Value::Word(value.to_owned()),
                Key::Lemma => Value::Lemma(value.to_owned()),
                Key::Tag => Value::Tag(value.parse().map_err(label)?),
                Key::Pos => Value::Pos(value.parse().map_err(label)?),
                Key::Dep => Value::Dep(value.parse().map_err(label)?),
                Key::Event => Value::Event(value.parse().map_err(label)?),
                Key::Mention => Value::Mention(value.parse().map_err(label)?),
                Key::Voice => Value::Voice(value.parse().map_err(label)?),
                Key::Effect => Value::Effect(value.parse().map_err(label)?),
                Key::Class => LEXICON
                    .has_class(value)
                    .then(|| Value::Class(value.to_owned()))
                    .ok_or_else(|| format!("`{value}` is no class of data/en/classes.tsv"))?,
                Key::Sector => Value::Sector(value.parse().map_err(label)?),
            })
        })
        .collect::<Result<_, String>>()?;
    Ok(Test { text, negated, any })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fails_with(pattern: &str, message: &str) {
        let error = Pattern::parse(pattern).expect_err("a mistake in the pattern");
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn mistakes_are_told_with_a_hint() {
        fails_with("{pos:VERB} >obj {}", "did you mean `dobj`?");
        fails_with("{pos:VERBS}", "did you mean `VERB`?");
        fails_with("{event:ATTACK}", "is not a EventType label");
        fails_with("{lema:say}", "did you mean `lemma`?");
        fails_with("{class:trops}", "is no class of data/en/classes.tsv");
        fails_with("{pos:VERB", "closed by `}`");
        fails_with("{} nsubj {}", "expected a relation");
        fails_with("{} >prep ({} >pobj {}", "expected `)`");
    }

    #[test]
    fn names_are_listed() {
        let pattern = Pattern::parse("{}=trigger ?>nsubj|csubj {}=actor >prep ({} >pobj {}=place)");
        assert_eq!(pattern.expect("a sound pattern").names(), ["trigger", "actor", "place"]);
    }
}

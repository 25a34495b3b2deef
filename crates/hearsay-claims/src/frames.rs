//! Frames: tree patterns that find the arguments of any trigger of their sets.
//!
//! A row of the lexicon names its set ("act": someone does it to someone); a frame names the sets
//! it serves. All frames of the set that fit contribute, in file order; a role that an earlier
//! frame has filled is left alone. So W words and F frames need W + F entries, not W × F rules.

use std::sync::LazyLock;

use hearsay_syntax::labels;
use serde::Deserialize;

use crate::lexicon::LEXICON;
use crate::pattern::Pattern;
use crate::scene::Scene;
use hearsay_syntax::table::DataError;

labels! {
    /// What a token is to the event.
    Role {
        /// The event's own word.
        Trigger = "trigger",
        /// Who does it.
        Actor = "actor",
        /// To whom.
        Recipient = "recipient",
        /// With what.
        Instrument = "instrument",
    }
}

/// One frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) name: String,
    /// The file and line where it stands.
    pub(crate) file: &'static str,
    pub(crate) line: usize,
    /// What it holds of English.
    pub(crate) why: String,
    pub(crate) sets: Vec<String>,
    /// Whether it adds to what earlier frames found.
    pub(crate) adds: bool,
    /// Whether it says that there is no event.
    pub(crate) veto: bool,
    pub(crate) pattern: Pattern,
    /// The proofs; only tests read them.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) examples: Vec<Example>,
}

/// A sentence that a frame must read, or must leave alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) trigger: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) instrument: Option<String>,
    #[serde(default)]
    pub(crate) none: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)] // for people
    about: String,
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: toml::Spanned<String>,
    sets: Vec<String>,
    why: String,
    pattern: toml::Spanned<String>,
    #[serde(default)]
    adds: bool,
    #[serde(default)]
    veto: bool,
    #[serde(default)]
    example: Vec<Example>,
}

impl Frame {
    /// Its name in a claim's `rule`: `frames/attack-on`.
    pub(crate) fn rule_name(&self) -> String {
        format!("frames/{}", self.name.replace(' ', "-"))
    }

    /// Whether it is tried at triggers of that set.
    pub(crate) fn serves(&self, set: &str) -> bool {
        self.veto && self.sets.is_empty() || self.sets.iter().any(|own| own == set)
    }
}

/// The frame files, in the order in which they are tried.
const FILES: &[(&str, &str)] = &[
    ("data/en/frames/verbs.toml", include_str!("../data/en/frames/verbs.toml")),
    ("data/en/frames/speech.toml", include_str!("../data/en/frames/speech.toml")),
    ("data/en/frames/nouns.toml", include_str!("../data/en/frames/nouns.toml")),
    ("data/en/frames/light.toml", include_str!("../data/en/frames/light.toml")),
    ("data/en/frames/not.toml", include_str!("../data/en/frames/not.toml")),
];

/// The frames, read once.
pub(crate) static FRAMES: LazyLock<Vec<Frame>> =
    LazyLock::new(|| load().unwrap_or_else(|error| panic!("our own data is sound: {error}")));

/// The frame files and their texts.
pub(crate) fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}

/// Reads the frame files.
pub(crate) fn load() -> Result<Vec<Frame>, DataError> {
    load_from(FILES)
}

/// Reads frame files of these names and texts.
pub(crate) fn load_from(files: &[(&'static str, &'static str)]) -> Result<Vec<Frame>, DataError> {
    let mut frames = Vec::new();
    for (file, text) in files {
        let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
        let parsed: File = toml::from_str(text).map_err(|error| {
            DataError::new(file, error.span().map_or(0, |span| line(span.start)), error.message())
        })?;
        for rule in parsed.rule {
            let at = line(rule.pattern.span().start);
            let fail = |problem: String| DataError::new(file, at, problem);
            let pattern = Pattern::parse(rule.pattern.as_ref()).map_err(fail)?;
            for name in pattern.names() {
                name.parse::<Role>().map_err(|error| fail(error.to_string()))?;
            }
            if let Some(unknown) =
                rule.sets.iter().find(|s| !LEXICON.all_triggers().any(|t| t.set == s.as_str()))
            {
                return Err(fail(format!("no trigger is of set `{unknown}`")));
            }
            let name_line = line(rule.name.span().start);
            let name = rule.name.into_inner();
            if frames.iter().any(|frame: &Frame| frame.name == name) {
                let problem =
                    format!("another frame is called `{name}`; a rule is known by its name");
                return Err(DataError::new(file, name_line, problem));
            }
            frames.push(Frame {
                name,
                file,
                line: name_line,
                why: rule.why,
                sets: rule.sets,
                adds: rule.adds,
                veto: rule.veto,
                pattern,
                examples: rule.example,
            });
        }
    }
    for trigger in LEXICON.all_triggers() {
        // Sets without arguments need no frame.
        if matches!(trigger.set, "occur" | "toll") {
            continue;
        }
        if !frames.iter().any(|frame| frame.sets.iter().any(|set| set == trigger.set)) {
            let problem = format!("no frame serves the set `{}`", trigger.set);
            return Err(DataError::new("data/en/triggers.tsv", trigger.line, problem));
        }
    }
    Ok(frames)
}

/// The arguments of one trigger, as tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) actors: Vec<usize>,
    pub(crate) recipients: Vec<usize>,
    pub(crate) instruments: Vec<usize>,
    /// The frames that contributed.
    pub(crate) frames: Vec<&'static Frame>,
    /// Whether the doer is who claims or denies responsibility for it.
    pub(crate) is_owned: bool,
}

/// Applies every frame of the trigger's set to the trigger at token `i`.
pub(crate) fn arguments(scene: &Scene, i: usize) -> Arguments {
    let mut arguments = Arguments::default();
    let Some(trigger) = scene.trigger(i) else { return arguments };
    for frame in FRAMES.iter() {
        if frame.veto || !frame.serves(trigger.set) {
            continue;
        }
        let Some(found) = apply(frame, scene, i) else { continue };
        let own = scene.trigger_tokens(i);
        let mut used = false;
        for (role, tokens) in [
            (&mut arguments.actors, found.actors),
            (&mut arguments.recipients, found.recipients),
            (&mut arguments.instruments, found.instruments),
        ] {
            if role.is_empty() || (frame.adds && !tokens.iter().any(|t| role.contains(t))) {
                role.extend(tokens.into_iter().filter(|token| !own.contains(token)));
                used |= !role.is_empty();
            }
        }
        if used || arguments.frames.is_empty() {
            arguments.frames.push(frame);
        }
    }
    let Arguments { actors, recipients, .. } = &mut arguments;
    recipients.retain(|token| !actors.contains(token));
    arguments
}

/// The frame that says that the words around the trigger at token `i` make it no event.
pub(crate) fn veto(scene: &Scene, i: usize) -> Option<&'static Frame> {
    let trigger = scene.trigger(i)?;
    let mut vetoes = FRAMES.iter().filter(|frame| frame.veto && frame.serves(trigger.set));
    vetoes.find(|frame| frame.pattern.matches(scene, i).is_some())
}

/// Whether the words around the trigger at token `i` make it no event.
pub(crate) fn is_vetoed(scene: &Scene, i: usize) -> bool {
    veto(scene, i).is_some()
}

/// Applies one frame.
fn apply(frame: &'static Frame, scene: &Scene, i: usize) -> Option<Arguments> {
    let bindings = frame.pattern.matches(scene, i)?;
    let mut arguments = Arguments::default();
    for (name, token) in bindings {
        let role = match name.parse().expect("role names are checked when frames are loaded") {
            Role::Trigger => continue,
            Role::Actor => &mut arguments.actors,
            Role::Recipient => &mut arguments.recipients,
            Role::Instrument => &mut arguments.instruments,
        };
        if !role.contains(&token) {
            role.push(token);
        }
    }
    Some(arguments)
}

#[cfg(test)]
mod tests {
    use hearsay_mentions::Mentions;

    use super::*;
    use hearsay_syntax::tree;

    use crate::testing;

    /// Every example of every frame, read over its stored tree.
    #[test]
    fn examples_prove_their_frames() {
        let trees = testing::stored_trees();
        let mut wrong = Vec::new();
        let mut count = 0;
        for frame in FRAMES.iter() {
            for example in &frame.examples {
                count += 1;
                if let Err(problem) = check(frame, example, &trees) {
                    wrong.push(format!("{}: {:?}: {problem}", frame.name, example.text));
                }
            }
        }
        assert!(count > 70, "only {count} examples");
        assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    }

    fn check(
        frame: &'static Frame,
        example: &Example,
        trees: &testing::Trees,
    ) -> Result<(), String> {
        let document = trees.get(&example.text).ok_or("no stored tree; run tests/trees.py")?;
        let mentions = Mentions::default();
        let scene = Scene::new(document, &mentions);
        let mut found = Vec::new();
        for i in 0..document.len() {
            let Some(trigger) = scene.trigger(i) else { continue };
            if !frame.sets.is_empty() && !frame.sets.iter().any(|set| set == trigger.set) {
                continue;
            }
            if let Some(word) = &example.trigger
                && document.word(i) != word
            {
                continue;
            }
            found.extend(apply(frame, &scene, i));
        }
        if example.none {
            return if found.is_empty() { Ok(()) } else { Err(format!("matched: {found:?}")) };
        }
        let [arguments] = &found[..] else { return Err(format!("{} matches", found.len())) };
        for (role, wanted, tokens) in [
            ("actor", &example.actor, &arguments.actors),
            ("recipient", &example.recipient, &arguments.recipients),
            ("instrument", &example.instrument, &arguments.instruments),
        ] {
            let got: Vec<&str> = tokens
                .iter()
                .flat_map(|t| tree::coordinated(document, *t))
                .map(|t| tree::phrase(document, t).of(document.text()))
                .collect();
            let got = got.join(" + ");
            if got != wanted.as_deref().unwrap_or("") {
                return Err(format!("{role} is {got:?}, wanted {wanted:?}"));
            }
        }
        Ok(())
    }
}

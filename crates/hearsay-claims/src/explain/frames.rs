//! The frames that fit a trigger, and what fills their slots.

use hearsay_mentions::explain::Step;
use hearsay_syntax::tree::phrase;

use super::rows;
use super::tree::{miss, way_in_words};
use crate::frames::{self, FRAMES, Frame};
use crate::scene::Scene;

/// The frames that contributed to the claim at a trigger; names the tokens in their slots.
pub(super) fn fitting(scene: &Scene, i: usize, named: &mut Vec<(usize, String)>) -> Vec<Step> {
    let document = scene.document;
    let mut steps = Vec::new();
    for frame in frames::arguments(scene, i).frames {
        let Ok(bound) = frame.pattern.trace(scene, i) else { continue };
        let mut step = Step::new("frame", named_so(frame, "fits"), vec![document.token(i).span()]);
        step.rows = vec![rows::of_frame(frame)];
        steps.push(step);
        for slot in bound.iter().filter(|bound| bound.token != i) {
            let Some(name) = &slot.name else { continue };
            let span = phrase(document, slot.token);
            let says = format!(
                "{} fills the slot of the {name}: {}",
                super::quoted(document, span),
                way_in_words(document, i, slot.token)
            );
            steps.push(Step::new("frame", says, vec![span]));
            named.push((slot.token, name.clone()));
        }
    }
    if steps.is_empty() {
        let says = "no frame of its set fits, so nobody takes part by the tree";
        steps.push(Step::new("frame", says, vec![document.token(i).span()]));
        steps.extend(misses(scene, i));
    }
    steps
}

/// The frames of a trigger's set that do not fit, each with the first thing in its way.
pub(super) fn misses(scene: &Scene, i: usize) -> Vec<Step> {
    let Some(trigger) = scene.trigger(i) else { return Vec::new() };
    let tried = FRAMES.iter().filter(|frame| !frame.veto && frame.serves(trigger.set));
    let step = |frame: &'static Frame| {
        let why = frame.pattern.trace(scene, i).err()?;
        let says = format!("{}: {}", named_so(frame, "does not fit"), miss(scene.document, &why));
        let span = scene.document.token(i).span();
        Some(Step { rows: vec![rows::of_frame(frame)], ..Step::new("frame", says, vec![span]) })
    };
    tried.filter_map(step).collect()
}

/// The veto at a trigger and what makes it fit.
pub(super) fn veto(scene: &Scene, frame: &'static Frame, i: usize) -> Vec<Step> {
    let document = scene.document;
    let mut step = Step::new("veto", named_so(frame, "fits"), vec![document.token(i).span()]);
    step.rows = vec![rows::of_frame(frame)];
    let mut steps = vec![step];
    let bound = frame.pattern.trace(scene, i).unwrap_or_default();
    for other in bound.iter().filter(|bound| bound.token != i) {
        let span = document.token(other.token).span();
        let way = way_in_words(document, i, other.token);
        steps.push(Step::new("veto", format!("it asks for {way}"), vec![span]));
    }
    steps
}

fn named_so(frame: &Frame, fits: &str) -> String {
    let why = frame.why.trim_end_matches('.');
    format!("the frame “{}” {fits} ({why})", frame.name)
}

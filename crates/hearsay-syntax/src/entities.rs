//! Named entities: one move a token, from left to right (begin, inside, last, unit, out).
//!
//! It runs after the parser, because an entity does not cross the start of a sentence.

use std::ops::Range;

use crate::document::Entity;
use crate::labels::EntityType;
use crate::model::ModelError;
use crate::transitions::{Scorer, best};

/// What a move says of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Begin,
    Inside,
    Last,
    Unit,
    Out,
}

/// The recognizer's moves, in the order of the scores. `None` marks the one move that is for
/// tokens blocked beforehand, which we never do.
#[derive(Debug)]
pub(crate) struct Moves(Vec<Option<(Action, Option<EntityType>)>>);

impl Moves {
    pub(crate) fn new(names: &[String]) -> Result<Self, ModelError> {
        let fail = |problem: String| ModelError { at: 0, problem };
        let moves = names.iter().map(|name| {
            let (action, label) = name.split_once('-').unwrap_or((name, ""));
            let action = match action {
                "B" => Action::Begin,
                "I" => Action::Inside,
                "L" => Action::Last,
                "U" => Action::Unit,
                "O" => return Ok(Some((Action::Out, None))),
                _ => return Err(fail(format!("`{name}` is no entity move"))),
            };
            if label.is_empty() {
                return Ok(None);
            }
            let label = label.parse().map_err(|error| fail(format!("{error}")))?;
            Ok(Some((action, Some(label))))
        });
        let moves = Self(moves.collect::<Result<_, _>>()?);
        // With these two there is always a valid move.
        let has = |wanted| moves.0.contains(&wanted);
        let can_close = EntityType::ALL.iter().all(|label| {
            !has(Some((Action::Begin, Some(*label)))) || has(Some((Action::Last, Some(*label))))
        });
        if !has(Some((Action::Out, None))) || !can_close {
            return Err(fail("the entity moves do not suffice".to_owned()));
        }
        Ok(moves)
    }
}

/// Finds the entities of a text.
pub(crate) fn recognize<F: FnMut(Range<usize>, &[f32])>(
    moves: &Moves,
    scorer: &mut Scorer<'_, F>,
    count: usize,
    starts_sentence: impl Fn(usize) -> bool,
    is_space: impl Fn(usize) -> bool,
) -> Vec<Entity> {
    let mut entities = Vec::new();
    let mut open: Option<(usize, EntityType)> = None;
    scorer.start();
    for token in 0..count {
        let can_go_on = token + 1 < count && !starts_sentence(token + 1);
        let slots = match open {
            None => [Some(token), None, None],
            Some((start, _)) => [Some(token), Some(start), token.checked_sub(1)],
        };
        let space = is_space(token);
        let is_valid = |number: usize| match (moves.0[number], open) {
            (Some((Action::Begin, _)), None) => can_go_on && !space,
            (Some((Action::Unit, _)), None) => !space,
            (Some((Action::Out, _)), None) => true,
            (Some((Action::Inside, label)), Some((_, current))) => {
                can_go_on && label == Some(current)
            }
            (Some((Action::Last, label)), Some((_, current))) => label == Some(current),
            _ => false,
        };
        let chosen = best(scorer.scores(&slots), moves.0.len(), is_valid)
            .and_then(|number| moves.0[number])
            .expect("out is valid outside an entity, last inside one");
        match (chosen, open) {
            ((Action::Begin, Some(label)), _) => open = Some((token, label)),
            ((Action::Unit, Some(label)), _) => {
                entities.push(Entity { tokens: token..token + 1, label });
            }
            ((Action::Last, Some(label)), Some((start, _))) => {
                entities.push(Entity { tokens: start..token + 1, label });
                open = None;
            }
            _ => {}
        }
    }
    entities
}

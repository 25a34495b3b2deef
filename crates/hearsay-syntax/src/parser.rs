//! The dependency parser: arc-eager transitions, greedy, over the whole text.
//!
//! The state has a stack, the next word, and a second stack of words that went back to the buffer.
//! Sentence breaks are moves too, so trees and sentences come out together (Nivre 2003; Honnibal
//! and Johnson 2015). Some labels carry `X||Y`: the arc was lifted over a non-projective one and
//! is put back below a token labelled `Y` at the end (Nivre and Nilsson 2005).

use std::collections::VecDeque;
use std::ops::Range;

use crate::labels::Dep;
use crate::model::ModelError;
use crate::transitions::{Scorer, best};

/// What a move does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// A move, with its label, and the label of the head that a lifted arc belongs to.
#[derive(Clone, Copy, Debug)]
struct Move {
    action: Action,
    label: Dep,
    lifted_over: Option<Dep>,
}

/// The parser's moves, in the order of the scores.
#[derive(Debug)]
pub(crate) struct Moves(Vec<Move>);

impl Moves {
    pub(crate) fn new(names: &[String]) -> Result<Self, ModelError> {
        let fail = |problem: String| ModelError { at: 0, problem };
        let moves = names.iter().map(|name| {
            let (action, label) = name.split_once('-').unwrap_or((name, ""));
            let action = match action {
                "S" => Action::Shift,
                "D" => Action::Reduce,
                "L" => Action::Left,
                "R" => Action::Right,
                "B" => Action::Break,
                _ => return Err(fail(format!("`{name}` is no parser move"))),
            };
            let dep = |text: &str| text.parse::<Dep>().map_err(|error| fail(error.to_string()));
            let (label, lifted_over) = match label.split_once("||") {
                Some((label, head)) => (dep(label)?, Some(dep(head)?)),
                None if label.is_empty() => (Dep::Dep, None),
                None => (dep(label)?, None),
            };
            Ok(Move { action, label, lifted_over })
        });
        let moves: Vec<Move> = moves.collect::<Result<_, _>>()?;
        for action in [Action::Shift, Action::Reduce, Action::Left, Action::Right, Action::Break] {
            if !moves.iter().any(|candidate| candidate.action == action) {
                return Err(fail(format!("the parser has no {action:?} move")));
            }
        }
        Ok(Self(moves))
    }
}

/// A token's place in the trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arc {
    /// The head; a root is its own.
    pub(crate) head: u32,
    pub(crate) label: Dep,
    pub(crate) starts_sentence: bool,
}

const NONE: u32 = u32::MAX;

/// Everything the transitions change.
struct State {
    stack: Vec<u32>,
    next: u32,
    /// Words that came back from the stack, in front of the rest of the text.
    returned: Vec<u32>,
    length: u32,
    head: Vec<u32>,
    /// The number of the move that made the arc to each token's head.
    label: Vec<u8>,
    /// Whether a word has been shifted once and came back.
    was_shifted: Vec<bool>,
    starts: Vec<bool>,
    /// Last-added child on either side of each head, and what was the last before it.
    last_left: Vec<u32>,
    last_right: Vec<u32>,
    earlier: Vec<u32>,
}

impl State {
    fn new(length: usize, starts: Vec<bool>) -> Self {
        Self {
            stack: Vec::new(),
            next: 0,
            returned: Vec::new(),
            length: u32::try_from(length).expect("token numbers fit u32"),
            head: vec![NONE; length],
            label: vec![0; length],
            was_shifted: vec![false; length],
            starts,
            last_left: vec![NONE; length],
            last_right: vec![NONE; length],
            earlier: vec![NONE; length],
        }
    }

    /// The word `n` places down the stack.
    fn s(&self, n: usize) -> Option<u32> {
        self.stack.len().checked_sub(n + 1).map(|at| self.stack[at])
    }

    /// The word `n` places into the buffer.
    fn b(&self, n: usize) -> Option<u32> {
        if let Some(at) = self.returned.len().checked_sub(n + 1) {
            return Some(self.returned[at]);
        }
        let offset =
            u32::try_from(n - self.returned.len()).expect("only the first two are asked for");
        Some(self.next + offset).filter(|word| *word < self.length)
    }

    fn buffer_length(&self) -> usize {
        self.returned.len() + (self.length - self.next) as usize
    }

    fn is_valid(&self, action: Action) -> bool {
        let starts = |word: Option<u32>| word.is_some_and(|word| self.starts[word as usize]);
        match action {
            Action::Shift => {
                self.stack.is_empty()
                    || (self.buffer_length() >= 2
                        && !starts(self.b(0))
                        && !self.b(0).is_some_and(|word| self.was_shifted[word as usize]))
            }
            Action::Reduce => !self.stack.is_empty(),
            Action::Left | Action::Right => {
                !self.stack.is_empty() && self.buffer_length() > 0 && !starts(self.b(0))
            }
            Action::Break => match (self.b(0), self.b(1)) {
                (Some(first), Some(second)) => second == first + 1 && !self.starts[second as usize],
                _ => false,
            },
        }
    }

    fn apply(&mut self, chosen: Move, number: u8) {
        let top = self.s(0);
        let front = self.b(0);
        match (chosen.action, top, front) {
            (Action::Shift, _, Some(front)) => {
                self.take_front();
                self.stack.push(front);
            }
            (Action::Reduce, Some(top), _) => {
                self.stack.pop();
                if self.head[top as usize] == NONE && !self.stack.is_empty() {
                    self.was_shifted[top as usize] = true;
                    self.returned.push(top);
                }
            }
            (Action::Left, Some(top), Some(front)) => {
                self.add_arc(front, top, number);
                // A word that came back may be shifted again once something hangs on it.
                self.was_shifted[front as usize] = false;
                self.stack.pop();
            }
            (Action::Right, Some(top), Some(front)) => {
                self.add_arc(top, front, number);
                self.take_front();
                self.stack.push(front);
            }
            (Action::Break, _, Some(front)) => self.starts[front as usize + 1] = true,
            _ => unreachable!("only valid moves are applied"),
        }
    }

    /// Removes the first word of the buffer.
    fn take_front(&mut self) {
        if self.returned.pop().is_none() {
            self.next += 1;
        }
    }

    fn add_arc(&mut self, head: u32, child: u32, label: u8) {
        let old = self.head[child as usize];
        if old != NONE {
            // An arc is only replaced while it is the youngest of its list.
            let before = self.earlier[child as usize];
            let list = self.last_child(old, child);
            if *list == child {
                *list = before;
            }
        }
        self.head[child as usize] = head;
        self.label[child as usize] = label;
        let before = *self.last_child(head, child);
        self.earlier[child as usize] = before;
        *self.last_child(head, child) = child;
    }

    /// The last-added child of `head` on the side where `child` is.
    fn last_child(&mut self, head: u32, child: u32) -> &mut u32 {
        let side = if child < head { &mut self.last_left } else { &mut self.last_right };
        &mut side[head as usize]
    }

    /// The eight words that the scores depend on.
    fn slots(&self) -> [Option<usize>; 8] {
        let child = |list: &[u32], head: Option<u32>| {
            head.map(|head| list[head as usize]).filter(|child| *child != NONE)
        };
        let (b0, s0) = (self.b(0), self.s(0));
        [
            b0,
            self.b(1),
            s0,
            self.s(1),
            self.s(2),
            child(&self.last_left, b0),
            child(&self.last_left, s0),
            child(&self.last_right, s0),
        ]
        .map(|word| word.map(|word| word as usize))
    }
}

/// Parses a text of `starts.len()` tokens; `starts` holds the sentence starts that are certain.
pub(crate) fn parse<F: FnMut(Range<usize>, &[f32])>(
    moves: &Moves,
    scorer: &mut Scorer<'_, F>,
    mut starts: Vec<bool>,
    is_space: impl Fn(usize) -> bool,
) -> Vec<Arc> {
    if let Some(first) = starts.first_mut() {
        *first = true;
    }
    let mut state = State::new(starts.len(), starts);
    scorer.start();
    while !(state.stack.is_empty() && state.buffer_length() == 0) {
        let valid = [Action::Shift, Action::Reduce, Action::Left, Action::Right, Action::Break]
            .map(|action| state.is_valid(action));
        let scores = scorer.scores(&state.slots());
        let number = best(scores, moves.0.len(), |number| valid[moves.0[number].action as usize])
            .expect("with a word on the stack it can be reduced, without one the next is shifted");
        let number = u8::try_from(number).expect("moves are few");
        state.apply(moves.0[usize::from(number)], number);
    }
    finish(moves, &state, is_space)
}

/// Puts lifted arcs back and finds where sentences start.
fn finish(moves: &Moves, state: &State, is_space: impl Fn(usize) -> bool) -> Vec<Arc> {
    let count = state.head.len();
    let mut arcs: Vec<Arc> = (0..count)
        .map(|i| match state.head[i] {
            NONE => Arc {
                head: u32::try_from(i).expect("token numbers fit u32"),
                label: Dep::Root,
                starts_sentence: false,
            },
            head => Arc {
                head,
                label: moves.0[usize::from(state.label[i])].label,
                starts_sentence: false,
            },
        })
        .collect();
    let lifted: Vec<(usize, Dep)> = (0..count)
        .filter(|i| state.head[*i] != NONE)
        .filter_map(|i| moves.0[usize::from(state.label[i])].lifted_over.map(|over| (i, over)))
        .collect();
    lower(&mut arcs, &lifted, is_space);
    mark_sentences(&mut arcs);
    arcs
}

/// Moves each lifted token below the nearest descendant of its head that has the label wanted:
/// breadth first, children from left to right.
fn lower(arcs: &mut [Arc], lifted: &[(usize, Dep)], is_space: impl Fn(usize) -> bool) {
    if lifted.is_empty() {
        return;
    }
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); arcs.len()];
    for (i, arc) in (0..).zip(arcs.iter()) {
        if arc.head != i {
            children[arc.head as usize].push(i);
        }
    }
    for (token, wanted) in lifted {
        let old_head = arcs[*token].head;
        let mut queue = VecDeque::from([old_head]);
        let mut new_head = None;
        'search: while let Some(at) = queue.pop_front() {
            for child in &children[at as usize] {
                let child_number = *child as usize;
                if is_space(child_number) || child_number == *token {
                    continue;
                }
                if arcs[child_number].label == *wanted && !is_lifted(lifted, *token, child_number) {
                    new_head = Some(*child);
                    break 'search;
                }
                queue.push_back(*child);
            }
        }
        if let Some(new_head) = new_head {
            let child = u32::try_from(*token).expect("token numbers fit u32");
            children[old_head as usize].retain(|other| *other != child);
            let list = &mut children[new_head as usize];
            list.insert(list.partition_point(|other| *other < child), child);
            arcs[*token].head = new_head;
        }
    }
}

/// Whether `candidate` is a lifted token whose turn comes after `token`'s: until then its label
/// still carries the mark and equals no plain label.
fn is_lifted(lifted: &[(usize, Dep)], token: usize, candidate: usize) -> bool {
    candidate > token && lifted.binary_search_by_key(&candidate, |(i, _)| *i).is_ok()
}

/// A sentence starts at the leftmost descendant of each root.
///
/// Left edges are spread upwards until every head lies in its token's sentence, but no more than
/// a dozen times: this many rounds are enough for all trees but malformed ones, and it is where
/// spaCy stops too.
fn mark_sentences(arcs: &mut [Arc]) {
    let count = arcs.len();
    let mut left: Vec<u32> = (0..u32::try_from(count).expect("token numbers fit u32")).collect();
    for _ in 0..12 {
        for i in (0..count).chain((0..count).rev()) {
            let head = arcs[i].head as usize;
            left[head] = left[head].min(left[i]);
        }
        for arc in arcs.iter_mut() {
            arc.starts_sentence = false;
        }
        for i in 0..count {
            if arcs[i].head as usize == i {
                arcs[left[i] as usize].starts_sentence = true;
            }
        }
        if heads_are_inside(arcs) {
            break;
        }
    }
}

/// Whether every head lies in the same sentence as its token, or on the first token after it, or
/// the token is the last of all. The two exceptions are spaCy's; with them the rounds stop where
/// spaCy's do.
fn heads_are_inside(arcs: &[Arc]) -> bool {
    let mut start = 0;
    for end in 1..arcs.len() {
        if arcs[end].starts_sentence || end == arcs.len() - 1 {
            let allowed = start..=end;
            if !arcs[start..end].iter().all(|arc| allowed.contains(&(arc.head as usize))) {
                return false;
            }
            start = end;
        }
    }
    true
}

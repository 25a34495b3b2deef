//! What becomes of the words of the lexicon that make no claim of their own.
//!
//! Reading needs no names for these; explaining does. `assembly.rs` tells them as it goes.

use crate::frames::Frame;

/// Why the trigger at a token makes no claim.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// A noun that only colours another: "protest leader".
    Colours,
    /// A participle or adjective that says what a thing is: "captured aircraft".
    Describes,
    /// A word of a name.
    InName,
    /// A frame says that it is no event here.
    Vetoed(&'static Frame),
    /// What the trigger at that token asks for, promises, refuses or threatens.
    Content(usize),
    /// The verb that carries another event: "ordered a mobilization".
    Carries,
    /// Neither somebody who takes part, nor a loss, nor that it took place.
    SaysNothing,
    /// A refusal that is told as the denial of what it refuses.
    IsDenial,
    /// Tells of the same event as the trigger at that token.
    Merged(usize),
}

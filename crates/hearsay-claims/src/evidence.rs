//! Evidence: the words that say what a claim says.

use hearsay_syntax::{Dep, Pos, Span, tree};

use crate::assembly::counted_together;
use crate::attribution::{self, Saying};
use crate::lexicon::LEXICON;
use crate::scene::Scene;
use crate::stance::Stance;

/// The words that say it: the trigger's clause, within what the speaker says.
pub(crate) fn evidence(
    scene: &Scene,
    i: usize,
    stance: &Stance,
    saying: Option<&Saying>,
) -> Vec<Span> {
    let document = scene.document;
    let verb = tree::is_verb(document, i);
    let clause = tree::clause(document, i);
    let dep = document.token(i).dep;
    let head = if matches!(dep, Dep::Acl | Dep::Amod) && document.token(i).head() != i {
        // A participle says it together with its noun: "fourteen persons killed".
        counted_together(scene, i).unwrap_or(document.token(i).head())
    } else if verb || stance.carried {
        clause
    } else {
        i
    };
    let mut tokens = document.subtree(head);
    // Clauses that are coordinated with it, or that it only reports, tell other things.
    let apart: Vec<usize> = document
        .children(head)
        .filter(|c| {
            let dep = document.token(*c).dep;
            *c != i
                && !document.is_below(i, *c)
                && ((dep == Dep::Conj && tree::is_verb(document, *c))
                    || (dep == Dep::Ccomp && LEXICON.cue(document, head).is_none())
                    || dep == Dep::Parataxis)
        })
        .chain(tokens.iter().copied().filter(|t| tells_another(scene, *t, i)))
        .flat_map(|c| document.subtree(c))
        .collect();
    tokens.retain(|t| !apart.contains(t));
    if let Some(saying) = saying {
        let inside: Vec<usize> = tokens.iter().copied().filter(|t| saying.covers(*t)).collect();
        if inside.contains(&i) {
            tokens = inside;
        }
    }
    while tokens.len() > 1 {
        let token = tokens[0];
        let joins = matches!(document.token(token).pos, Pos::Cconj | Pos::Sconj)
            || tree::is_mark(document, token)
            || matches!(document.token(token).dep, Dep::Mark | Dep::Cc);
        if !joins {
            break;
        }
        tokens.remove(0);
    }
    while tokens.len() > 1 {
        let token = tokens[tokens.len() - 1];
        if !tree::is_mark(document, token) && document.token(token).dep != Dep::Cc {
            break;
        }
        tokens.pop();
    }
    let mut spans = attribution::spans(document, &tokens);
    if spans.is_empty() {
        spans.push(document.token(i).span());
    }
    // The last word of saying inside the clause is no evidence of the event; but pieces are kept
    // as they stand, since a reader wants to see them in place.
    spans
}

/// Whether token `t` heads a relative or adverbial clause that tells of another event than `i`.
fn tells_another(scene: &Scene, t: usize, i: usize) -> bool {
    let document = scene.document;
    matches!(document.token(t).dep, Dep::Relcl | Dep::Advcl)
        && scene.trigger(t).is_some()
        && !document.is_below(i, t)
        && !scene.trigger_tokens(i).contains(&t)
}

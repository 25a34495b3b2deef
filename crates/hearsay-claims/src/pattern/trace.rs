//! The same matching, told: which token fills which node, and where a pattern that does not fit
//! fails. Slower than [`Pattern::matches`], and only for explaining; a test holds the two together.

use super::{Need, Node, Pattern};
use crate::scene::Scene;

/// A token that fits a node of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    /// The role that the node names.
    pub(crate) name: Option<String>,
    pub(crate) token: usize,
    /// The token of the node that it was reached from, with the relation as written.
    pub(crate) from: Option<(usize, String)>,
}

/// Why a pattern does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// The token does not pass a test.
    Test { token: usize, test: String },
    /// Nothing stands so to the token.
    Nothing { token: usize, relation: String },
    /// What must not stand there does.
    Forbidden { token: usize, relation: String, other: usize },
}

impl Pattern {
    /// What fits each node with the first at token `i`, or the first thing that does not.
    pub(crate) fn trace(&self, scene: &Scene, i: usize) -> Result<Vec<Bound>, Miss> {
        let mut bound = Vec::new();
        node(&self.root, scene, i, None, &mut bound)?;
        Ok(bound)
    }
}

fn node(
    node: &Node,
    scene: &Scene,
    i: usize,
    from: Option<(usize, String)>,
    bound: &mut Vec<Bound>,
) -> Result<(), Miss> {
    let fails = |test: &&super::Test| test.any.iter().any(|v| v.holds(scene, i)) == test.negated;
    if let Some(test) = node.tests.iter().find(fails) {
        return Err(Miss::Test { token: i, test: test.text.clone() });
    }
    bound.push(Bound { name: node.name.clone(), token: i, from });
    for link in &node.links {
        let mut fits = None;
        let mut nearest = None;
        link.relation.each(scene, i, |other| {
            let mut below = Vec::new();
            let from = Some((i, link.text.clone()));
            match self::node(&link.node, scene, other, from, &mut below) {
                Ok(()) if link.need == Need::MustNot => fits = Some(other),
                Ok(()) => {
                    fits = Some(other);
                    bound.extend(below);
                }
                Err(miss) => nearest = nearest.take().or(Some(miss)),
            }
        });
        match (link.need, fits) {
            (Need::Must, None) => {
                let nothing = Miss::Nothing { token: i, relation: link.text.clone() };
                return Err(nearest.unwrap_or(nothing));
            }
            (Need::MustNot, Some(other)) => {
                return Err(Miss::Forbidden { token: i, relation: link.text.clone(), other });
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use hearsay_mentions::Mentions;

    use super::*;
    use crate::frames::FRAMES;
    use crate::testing;

    #[test]
    fn traces_and_matches_agree_on_every_stored_tree() {
        let mentions = Mentions::default();
        let mut fitting = 0;
        for document in testing::stored_trees().all() {
            let scene = Scene::new(document, &mentions);
            for i in 0..document.len() {
                for frame in FRAMES.iter() {
                    let matched = frame.pattern.matches(&scene, i);
                    let traced = frame.pattern.trace(&scene, i).ok().map(|bound| {
                        bound.into_iter().filter_map(|b| Some((b.name?, b.token))).collect()
                    });
                    let matched: Option<Vec<(String, usize)>> = matched.map(|bindings| {
                        bindings.into_iter().map(|(name, t)| (name.to_owned(), t)).collect()
                    });
                    fitting += usize::from(matched.is_some());
                    assert_eq!(traced, matched, "{} at {:?}", frame.name, document.word(i));
                }
            }
        }
        assert!(fitting > 100, "{fitting}");
    }
}

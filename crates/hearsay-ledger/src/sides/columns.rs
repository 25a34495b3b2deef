//! The columns: a side each, and the last for everybody else.

use hearsay_incidents::{Account, Claimant, Incident};

use super::Column;

/// Which column who speaks in.
pub(super) struct Columns {
    /// The sides' places in `incident.sides`.
    parties: Vec<usize>,
    /// How many there are, third parties with them.
    pub(super) count: usize,
}

impl Columns {
    pub(super) fn of(incident: &Incident) -> Self {
        let parties: Vec<usize> =
            (0..incident.sides.len()).filter(|at| !incident.sides[*at].third_party).collect();
        Self { count: parties.len() + 1, parties }
    }

    /// The side that makes the claim; a figure beside the claims is of the side that its innermost
    /// claimant belongs to. Everybody else, and the articles themselves, are in the last column.
    pub(super) fn column(&self, incident: &Incident, id: &str, claimants: &[Claimant]) -> usize {
        let makes = |at: &usize| incident.sides[*at].claims.iter().any(|claim| claim == id);
        if let Some(column) = self.parties.iter().position(makes) {
            return column;
        }
        let is_claim = incident.claims.iter().any(|claim| claim == id);
        let innermost = claimants.last().filter(|_| !is_claim).map(|link| &link.actor);
        let speaks = |at: &usize| {
            let side = &incident.sides[*at];
            innermost.is_some_and(|actor| {
                side.code.is_some() && (side.code == actor.country || side.code == actor.code)
                    || side.name == actor.name
            })
        };
        self.parties.iter().position(speaks).unwrap_or(self.count - 1)
    }

    pub(super) fn heads(&self, incident: &Incident, accounts: &[Account]) -> Vec<Column> {
        let mut columns: Vec<Column> = self
            .parties
            .iter()
            .map(|at| &incident.sides[*at])
            .map(|side| Column {
                name: side.name.clone(),
                code: side.code.clone(),
                third_party: false,
                claims: side.claims.len(),
            })
            .collect();
        let claims = accounts.iter().flat_map(|account| &account.claims);
        let others = claims
            .filter(|claim| self.column(incident, &claim.id, &claim.claimants) + 1 == self.count)
            .count();
        let name = if columns.is_empty() { "all who speak" } else { "third parties" };
        columns.push(Column {
            name: name.to_owned(),
            code: None,
            third_party: true,
            claims: others,
        });
        columns
    }
}

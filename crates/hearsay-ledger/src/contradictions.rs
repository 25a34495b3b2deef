//! All contradictions, with the incidents that they are of.

use hearsay::{EventForm, PlaceForm};
use hearsay_incidents::{Contradiction, Incident};
use serde::Serialize;

use crate::error::Result;
use crate::filter::{Filter, Page};
use crate::pack::unpack;
use crate::view::{View, cursor_number, cursor_parts};

/// What an incident is about, without its claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IncidentRef {
    /// The incident's id.
    pub id: String,
    /// What sort of event.
    pub event: EventForm,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begin: Option<String>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceForm>,
}

impl From<Incident> for IncidentRef {
    fn from(incident: Incident) -> Self {
        let Incident { id, event, begin, end, place, .. } = incident;
        Self { id, event, begin, end, place }
    }
}

/// A contradiction with the incident that it is of.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContradictionEntry {
    /// The incident.
    pub incident: IncidentRef,
    /// The two claims, and why both cannot hold.
    #[serde(flatten)]
    pub contradiction: Contradiction,
}

impl View {
    /// The contradictions of the incidents that a filter finds: incidents by when they were last told
    /// of, the contradictions of each in their order.
    ///
    /// # Errors
    ///
    /// When the filter means nothing.
    pub fn contradictions(&self, filter: &Filter) -> Result<Page<ContradictionEntry>> {
        let filter = Filter { contested: true, ..filter.clone() };
        let mut conditions = filter.on_incidents(self.connection())?;
        let (direction, after) = filter.order.sql();
        let mut seen = None;
        if let Some(cursor) = &filter.after {
            let [last, id, position] = cursor_parts(cursor)?;
            let position = cursor_number(cursor, &position)?;
            seen = Some((id.clone(), usize::try_from(position).unwrap_or_default()));
            let sql = format!("(incident.last, incident.id) {after}= (?, ?)");
            conditions.add(sql, [last.into(), id.into()]);
        }
        let sql = format!(
            "SELECT body, last FROM incident WHERE {}
             ORDER BY last {direction}, id {direction}",
            conditions.sql()
        );
        let limit = filter.limit.unwrap_or(usize::MAX);
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(conditions.parameters())?;
        let mut items = Vec::new();
        let mut cursor = None;
        while let Some(row) = rows.next()? {
            let mut incident: Incident = unpack(&row.get::<_, Vec<u8>>(0)?, "")?;
            let last: String = row.get(1)?;
            let contradictions = std::mem::take(&mut incident.contradictions);
            let incident = IncidentRef::from(incident);
            let of_seen = seen.take_if(|(id, _)| *id == incident.id);
            let skipped = of_seen.map_or(0, |(_, position)| position + 1);
            for (position, contradiction) in contradictions.into_iter().enumerate().skip(skipped) {
                if items.len() == limit {
                    return Ok(Page { items, next: cursor });
                }
                cursor = Some(format!("{last}_{}_{position}", incident.id));
                items.push(ContradictionEntry { incident: incident.clone(), contradiction });
            }
        }
        Ok(Page { items, next: None })
    }
}

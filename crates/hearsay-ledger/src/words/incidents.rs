//! What an incident is called, and when it was.

use hearsay::{EventForm, PlaceForm};
use hearsay_incidents::Incident;

use super::claims::{event, place_name};
use super::days::days;

/// What happened and where: "assault / heavy-weapons · Hask".
#[must_use]
pub fn title(kind: &EventForm, place: Option<&PlaceForm>) -> String {
    match place {
        Some(place) => format!("{} · {}", event(kind), place_name(place)),
        None => event(kind),
    }
}

/// The days it is said to have been on: "12 Mar 2024 to 14 Mar 2024".
#[must_use]
pub fn when(incident: &Incident) -> Option<String> {
    days(incident.begin.as_deref(), incident.end.as_deref(), "day")
}

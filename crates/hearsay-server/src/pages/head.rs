//! What stands above every page about one incident.

use std::collections::BTreeSet;

use hearsay::PlaceForm;
use hearsay_incidents::Incident;
use hearsay_ledger::words;

/// An incident's name and measure.
pub(crate) struct Head {
    pub(crate) id: String,
    /// What happened, and where.
    pub(crate) title: String,
    pub(crate) when: Option<String>,
    pub(crate) articles: String,
    pub(crate) claims: String,
    pub(crate) origins: String,
    pub(crate) one_sided: Option<String>,
    /// The day at whose end this was known, as it was asked for; now where it is absent.
    pub(crate) as_of: Option<String>,
    /// The address of the map at its place, where that can be drawn.
    pub(crate) map: Option<String>,
}

impl Head {
    pub(crate) fn new(incident: &Incident, as_of: Option<String>) -> Self {
        let articles: BTreeSet<&String> = incident.articles.iter().collect();
        Self {
            id: incident.id.clone(),
            title: words::title(&incident.event, incident.place.as_ref()),
            when: words::when(incident),
            articles: words::count(articles.len(), "article"),
            claims: words::count(incident.claims.len(), "claim"),
            origins: words::count(incident.origins.len(), "independent source"),
            one_sided: incident.one_sided.clone(),
            as_of,
            map: incident.place.as_ref().and_then(map_address),
        }
    }

    /// The day as a person writes it.
    pub(crate) fn known(&self) -> Option<String> {
        self.as_of.as_deref().map(words::day)
    }

    /// The day for a field that asks for one.
    pub(crate) fn known_day(&self) -> &str {
        let day = self.as_of.as_deref().unwrap_or_default();
        day.get(..10).unwrap_or(day)
    }

    /// The day as a parameter that follows others.
    pub(crate) fn and_as_of(&self) -> String {
        self.as_of.as_deref().map(|day| format!("&as_of={}", encoded(day))).unwrap_or_default()
    }

    /// The day as the only parameter.
    pub(crate) fn with_as_of(&self) -> String {
        self.and_as_of().replacen('&', "?", 1)
    }
}

/// A value of a parameter.
fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The map, showing the place and what lies around it.
fn map_address(place: &PlaceForm) -> Option<String> {
    let (lat, lon) = (place.lat?, place.lon?);
    // Of a place of unknown size we show the next towns too.
    let around = place.radius_km.unwrap_or(15.0).max(15.0) * 2.0 / KM_OF_A_DEGREE;
    let across = around / lat.to_radians().cos().max(0.1);
    let box_of = [
        (lon - across).max(-180.0),
        (lat - around).max(-90.0),
        (lon + across).min(180.0),
        (lat + around).min(90.0),
    ];
    let [west, south, east, north] = box_of.map(|degrees| format!("{degrees:.2}"));
    Some(format!("/map?bbox={west},{south},{east},{north}"))
}

/// So many kilometres lie between two parallels.
const KM_OF_A_DEGREE: f64 = 111.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lat: f64, lon: f64, radius_km: Option<f64>, address: &str) {
        let place = PlaceForm { lat: Some(lat), lon: Some(lon), radius_km, ..PlaceForm::default() };
        assert_eq!(map_address(&place).as_deref(), Some(address));
    }

    #[test]
    fn map_shows_what_lies_around() {
        check(0.0, 30.0, Some(111.0), "/map?bbox=28.00,-2.00,32.00,2.00");
        check(60.0, 10.0, None, "/map?bbox=9.46,59.73,10.54,60.27");
    }

    #[test]
    fn map_ends_where_the_world_ends() {
        check(89.9, 179.9, None, "/map?bbox=177.20,89.63,180.00,90.00");
        assert_eq!(map_address(&PlaceForm::default()), None);
    }
}

//! Incident templates of the MUC-4 kind: what a reading tells of attacks, bombings, kidnappings,
//! arson and robbery, in the slots of 1992.
//!
//! ```text
//! claims, quantities ─▶ deeds ─▶ incidents ─▶ templates
//! ```
//!
//! A template is a reading in another dress. Who did it and on whose word comes from a claim's
//! actors, claimants and certainty; who suffered from its recipients and from the quantities that
//! harm befell; where and when from its place and time, else from the dateline and the date.

mod deeds;
mod incidents;
mod perpetrators;
mod story;
mod victims;
mod words;

use hearsay::{PlaceForm, Reading};
use serde_json::{Value, json};

use self::deeds::{Sort, is_day};
use self::incidents::Incident;
use self::perpetrators::Perpetrators;
use self::story::{Story, upper};
use self::victims::{Count, Victim};
use self::words::{Kind, points};

/// The templates of a reading.
pub(super) fn templates(reading: &Reading) -> Value {
    let story = Story::new(reading);
    let incidents = incidents::incidents(&story, deeds::deeds(&story));
    let perpetrators = perpetrators::perpetrators(&story, &incidents);
    let mut templates = Vec::new();
    for (i, (incident, perpetrators)) in incidents.iter().zip(&perpetrators).enumerate() {
        let victims = victims::victims(&story, incident);
        let told = Told { story: &story, incident, perpetrators, victims };
        if told.weight(i == 0) >= 0 {
            templates.push(told.template());
        }
    }
    Value::Array(templates)
}

/// One incident with all that is told of it.
struct Told<'r> {
    story: &'r Story<'r>,
    incident: &'r Incident<'r>,
    perpetrators: &'r Perpetrators,
    victims: Vec<Victim>,
}

impl Told<'_> {
    fn template(&self) -> Value {
        let mut template = json!({ "type": self.incident.sort.as_str(), "date": self.date() });
        let location = self.location();
        if !location.is_empty() {
            template["location"] = json!(location);
        }
        template["perp_individual"] = json!(self.perpetrators.individuals());
        template["perp_org"] = json!(self.perpetrators.organizations());
        template["victims"] = self.victims.iter().map(Victim::form).collect();
        template
    }

    /// The days it may have been; untold, it was on the article's day or before.
    fn date(&self) -> Value {
        match &self.incident.when {
            Some((from, to)) => json!({ "from": from, "to": to }),
            None => json!({ "from": null, "to": self.story.created() }),
        }
    }

    /// Names of places from broad to narrow: the country, then the towns and districts.
    fn location(&self) -> Vec<String> {
        let towns = self.incident.towns(self.story);
        let told = towns.first().or(self.incident.places.first()).copied();
        let place = told.or(self.story.dateline);
        let home = self.story.country.as_deref();
        let code = place.and_then(|place| place.country.as_deref()).or(home);
        // What is told of another country than the dateline's was there.
        let elsewhere = code != home && home.is_some();
        let code = if elsewhere { home } else { code };
        let mut names: Vec<String> = Vec::new();
        names.extend(code.and_then(hearsay::country_name).map(str::to_uppercase));
        let dateline = place.filter(|_| told.is_some() || !elsewhere);
        let places = if towns.is_empty() { dateline.into_iter().collect() } else { towns };
        for place in places {
            for name in place_names(place) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// What speaks for its being an incident that a reader would file.
    fn weight(&self, first: bool) -> i32 {
        const LEAD: usize = 300;
        const LONG: usize = 4000;
        let Self { story, incident, perpetrators, victims } = self;
        let deeds = &incident.deeds;
        let words: Vec<&str> = deeds.iter().map(|deed| deed.words.as_str()).collect();
        let words = words.join(" ");
        let towns = incident.towns(story);
        let placed =
            incident.places.iter().any(|place| place.feature.as_deref() != Some("country"));
        let accused = deeds.iter().any(|d| d.claim.is_some_and(|claim| claim.act == "accuse"));
        let by_country = deeds.iter().flat_map(|deed| &deed.doers).any(|a| a.kind == "country");
        let vague = !victims.is_empty() && victims.iter().all(|v| v.count == Count::Plural);
        let signs = [
            ("base", true),
            ("speakers", words::has(&words, Kind::Speakers)),
            ("clash", words::has(&words, Kind::Clash)),
            ("military", words::has(&words, Kind::Military)),
            ("military target", words::has(&words, Kind::MilitaryTarget)),
            ("quoted", words.contains(['"', '“'])),
            ("deed", deeds.iter().any(|deed| words::has(&deed.trigger, Kind::Deed))),
            ("accusation", accused),
            ("by a country", by_country),
            ("opinion", words::has(&story.text(0, LEAD), Kind::Opinion)),
            ("long", story.length() > LONG),
            ("placed", placed),
            ("place in evidence", !placed && !towns.is_empty()),
            ("day", incident.when.as_ref().is_some_and(is_day)),
            ("lead", deeds.first().is_some_and(|deed| deed.at < LEAD)),
            ("first", first),
            ("told again", deeds.len() > 1),
            ("bombing", incident.sort == Sort::Bombing),
            ("individuals", !perpetrators.individuals.is_empty()),
            ("no victims", victims.is_empty()),
            ("named victims", victims.iter().any(|victim| victim.name.is_some())),
            ("described victims", victims.iter().any(|victim| victim.description.is_some())),
            ("only vague victims", vague),
        ];
        signs.iter().filter(|(_, is)| *is).map(|(sign, _)| points(sign)).sum()
    }
}

/// The names of a place: as written, without the sort of place, and as the gazetteer has it.
fn place_names(place: &PlaceForm) -> Vec<String> {
    let written = words::without_lead(&upper(&place.span), Kind::Determiner);
    let mut short: Vec<&str> = written.split(' ').collect();
    while short.len() > 1 && words::is(short[short.len() - 1], Kind::Area) {
        short.pop();
    }
    let short = short.join(" ");
    let mut names = vec![written];
    for name in [short, place.name.to_uppercase()] {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

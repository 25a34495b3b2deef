//! Claims, figures and incidents as rows of our own tables, in the order of `columns.tsv`.

use hearsay::{ArticleForm, EventForm, PlaceForm, SpanForm, WhenForm};
use hearsay_incidents::{
    Actor, ArticleRef, Claim, Claimant, Figure, Incident, Side, Statement, Toll,
};

use super::links::Links;
use crate::words;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    List(Vec<String>),
    Bytes(Vec<u8>),
    Row(Row),
    Rows(Vec<Row>),
}

/// What is broken when a cell of a wide table comes to where rows are flat.
pub(super) const NOT_FLAT: &str = "only wide tables hold bytes and rows";

/// A row: each column's name with its cell.
pub(crate) type Row = Vec<(&'static str, Cell)>;

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Null } else { Cell::Text(text) }
}

fn maybe(text: Option<&String>) -> Cell {
    text.map_or(Cell::Null, |text| self::text(text.clone()))
}

fn number(number: Option<f64>) -> Cell {
    number.filter(|number| number.is_finite()).map_or(Cell::Null, Cell::Number)
}

fn integer(number: Option<u64>) -> Cell {
    number.map_or(Cell::Null, |number| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
}

fn count(count: usize) -> Cell {
    integer(u64::try_from(count).ok())
}

/// The day of a moment, when it has one.
pub(super) fn day(moment: Option<&String>) -> Option<&str> {
    let day = moment?.get(..10)?;
    day.parse::<jiff::civil::Date>().is_ok().then_some(day)
}

fn date(moment: Option<&String>) -> Cell {
    day(moment).map_or(Cell::Null, text)
}

fn list<T>(items: &[T], word: impl Fn(&T) -> String) -> Cell {
    Cell::List(items.iter().map(word).collect())
}

/// The name to show of an actor.
pub(super) fn name(actor: &Actor) -> &str {
    if actor.name.is_empty() { &actor.span.text } else { &actor.name }
}

/// The name to show of one who says so.
pub(super) fn claimant(claimant: &Claimant) -> String {
    let name = name(&claimant.actor);
    if name.is_empty() { "someone not named".to_owned() } else { name.to_owned() }
}

/// A claim's figures in words.
pub(super) fn tolls(claim: &Claim) -> String {
    let tolls: Vec<String> = claim.toll.iter().map(toll).collect();
    tolls.join("; ")
}

fn toll(toll: &Toll) -> String {
    words::toll(
        &toll.kind,
        (toll.min, toll.max),
        toll.hedge.as_deref(),
        toll.who.as_deref(),
        toll.side.as_ref().map(name),
        toll.cumulative == Some(true),
    )
}

/// The words that say it.
pub(super) fn evidence(claim: &Claim) -> String {
    let spans: Vec<&str> = claim.evidence.iter().map(|span| span.text.as_str()).collect();
    spans.join(" … ")
}

/// From the first of its words to the last.
pub(super) fn extent(claim: &Claim) -> Option<(usize, usize)> {
    let spans = || claim.evidence.iter().chain([&claim.trigger]);
    let start = spans().map(|span| span.start).min()?;
    Some((start, spans().map(|span| span.end).max()?))
}

pub(crate) fn article(article: &ArticleForm) -> Row {
    vec![
        ("article_id", text(&article.id)),
        ("title", maybe(article.title.as_ref())),
        ("publisher", maybe(article.publisher.as_ref())),
        ("published", maybe(article.created.as_ref())),
        ("published_day", date(article.created.as_ref())),
        ("url", maybe(article.url.as_ref())),
        ("language", maybe(article.language.as_ref())),
        ("characters", count(article.text.chars().count())),
    ]
}

pub(crate) fn claim(claim: &Claim, links: &Links) -> Row {
    let status = words::status(&claim.modality, &claim.polarity, &claim.certainty);
    let code = |actor: &Actor| actor.code.clone().unwrap_or_default();
    let country = |actor: &Actor| actor.country.clone().unwrap_or_default();
    let mut row = vec![
        ("claim_id", text(&claim.id)),
        ("article_id", text(&claim.article.id)),
        ("incident_id", links.incident(&claim.id).map_or(Cell::Null, text)),
        ("status", status.map_or(Cell::Null, |status| text(status.words))),
    ];
    row.extend(event(&claim.event));
    row.extend([
        ("cameo", maybe(claim.event.cameo.as_ref())),
        ("quad", text(&claim.event.quad)),
        ("goldstein", number(claim.event.goldstein)),
        ("contexts", Cell::List(claim.event.context.clone())),
        ("actors", list(&claim.actors, |actor| name(actor).to_owned())),
        ("actor_codes", list(&claim.actors, code)),
        ("actor_countries", list(&claim.actors, country)),
        ("recipients", list(&claim.recipients, |actor| name(actor).to_owned())),
        ("recipient_codes", list(&claim.recipients, code)),
        ("recipient_countries", list(&claim.recipients, country)),
        ("instruments", list(&claim.instruments, |span: &SpanForm| span.text.clone())),
    ]);
    row.extend(time(claim.time.as_ref()));
    row.extend(place(claim.place.as_ref()));
    for (min, max, kind) in
        [("killed_min", "killed_max", "killed"), ("wounded_min", "wounded_max", "wounded")]
    {
        let toll = claim.toll.iter().find(|toll| toll.kind == kind);
        row.push((min, integer(toll.and_then(|toll| toll.min))));
        row.push((max, integer(toll.and_then(|toll| toll.max))));
    }
    let extent = extent(claim);
    row.extend([
        ("toll", text(tolls(claim))),
        ("claimants", list(&claim.claimants, claimant)),
        ("claimant_codes", list(&claim.claimants, |claimant| code(&claimant.actor))),
        ("act", text(words::act(claim))),
        ("negated", Cell::Boolean(claim.polarity == "-")),
        ("certainty", text(&claim.certainty)),
        ("modality", text(&claim.modality)),
        ("main", Cell::Boolean(claim.main)),
        ("contested_with", Cell::List(links.contested(&claim.id).to_vec())),
        ("evidence", text(evidence(claim))),
        ("start", extent.map_or(Cell::Null, |(start, _)| count(start))),
        ("stop", extent.map_or(Cell::Null, |(_, stop)| count(stop))),
        ("trigger", text(&claim.trigger.text)),
        ("inferred", Cell::List(inferred(claim))),
        ("publisher", maybe(claim.article.publisher.as_ref())),
        ("published", maybe(claim.article.created.as_ref())),
        ("title", maybe(claim.article.title.as_ref())),
        ("url", maybe(claim.article.url.as_ref())),
        ("rule", text(&claim.rule)),
    ]);
    row
}

/// Which fields are not stated in the clause itself.
fn inferred(claim: &Claim) -> Vec<String> {
    let mut fields = claim.inferred.clone();
    let marks = [
        ("time", claim.time.as_ref().is_some_and(|time| time.inferred)),
        ("claimants", claim.claimants.iter().any(|claimant| claimant.actor.inferred)),
    ];
    for (field, is_inferred) in marks {
        if is_inferred && !fields.iter().any(|known| known == field) {
            fields.push(field.to_owned());
        }
    }
    fields
}

fn event(event: &EventForm) -> Row {
    vec![("event_type", text(&event.kind)), ("event_mode", maybe(event.mode.as_ref()))]
}

fn time(time: Option<&WhenForm>) -> Row {
    let (begin, end) = (time.and_then(|t| t.begin.as_ref()), time.and_then(|t| t.end.as_ref()));
    vec![
        ("begin", maybe(begin)),
        ("end", maybe(end)),
        ("begin_day", date(begin)),
        ("end_day", date(end)),
        ("time_precision", time.map_or(Cell::Null, |time| text(&time.precision))),
    ]
}

fn place(place: Option<&PlaceForm>) -> Row {
    let name = |place: &PlaceForm| {
        if place.name.is_empty() { place.span.text.clone() } else { place.name.clone() }
    };
    vec![
        ("place", place.map_or(Cell::Null, |place| text(name(place)))),
        ("admin1", maybe(place.and_then(|place| place.admin1.as_ref()))),
        ("country", maybe(place.and_then(|place| place.country.as_ref()))),
        ("lat", number(place.and_then(|place| place.lat))),
        ("lon", number(place.and_then(|place| place.lon))),
        ("radius_km", number(place.and_then(|place| place.radius_km))),
        ("feature", maybe(place.and_then(|place| place.feature.as_ref()))),
        ("geonames_id", integer(place.and_then(|place| place.geonames_id))),
    ]
}

pub(crate) fn figure(figure: &Figure, article: &ArticleRef, incident: Option<&str>) -> Row {
    let toll = &figure.toll;
    vec![
        ("figure_id", text(&figure.id)),
        ("claim_id", maybe(figure.claim.as_ref())),
        ("article_id", text(&article.id)),
        ("incident_id", incident.map_or(Cell::Null, text)),
        ("kind", text(&toll.kind)),
        ("min", integer(toll.min)),
        ("max", integer(toll.max)),
        ("hedge", maybe(toll.hedge.as_ref())),
        ("who", maybe(toll.who.as_ref())),
        ("side", toll.side.as_ref().map_or(Cell::Null, |side| text(name(side)))),
        ("side_code", maybe(toll.side.as_ref().and_then(|side| side.code.as_ref()))),
        ("cumulative", toll.cumulative.map_or(Cell::Null, Cell::Boolean)),
        ("claimants", list(&figure.claimants, claimant)),
        ("modality", text(&figure.modality)),
        ("words", text(&toll.span.text)),
        ("start", count(toll.span.start)),
        ("stop", count(toll.span.end)),
        ("publisher", maybe(article.publisher.as_ref())),
        ("published", maybe(article.created.as_ref())),
    ]
}

pub(crate) fn statement(
    statement: &Statement,
    article: &ArticleRef,
    incident: Option<&str>,
) -> Row {
    let of = statement.of.as_ref();
    vec![
        ("statement_id", text(&statement.id)),
        ("article_id", text(&article.id)),
        ("incident_id", incident.map_or(Cell::Null, text)),
        ("about", text(&statement.about)),
        ("polarity", text(&statement.polarity)),
        ("of", of.map_or(Cell::Null, |of| text(name(of)))),
        ("of_code", maybe(of.and_then(|of| of.code.as_ref()))),
        ("claimants", list(&statement.claimants, claimant)),
        ("words", text(&statement.span.text)),
        ("start", count(statement.span.start)),
        ("stop", count(statement.span.end)),
    ]
}

pub(crate) fn incident(incident: &Incident) -> Row {
    let sides = |wanted: &dyn Fn(&Side) -> bool| {
        let sides = incident.sides.iter().filter(|side| wanted(side));
        Cell::List(sides.map(|side| side.name.clone()).collect())
    };
    let mut row = vec![("incident_id", text(&incident.id))];
    row.extend(event(&incident.event));
    row.extend([
        ("begin", maybe(incident.begin.as_ref())),
        ("end", maybe(incident.end.as_ref())),
        ("begin_day", date(incident.begin.as_ref())),
        ("end_day", date(incident.end.as_ref())),
    ]);
    let place = place(incident.place.as_ref());
    row.extend(
        place.into_iter().filter(|(name, _)| matches!(*name, "place" | "country" | "lat" | "lon")),
    );
    row.extend([
        ("sides", sides(&|side| !side.third_party)),
        ("third_parties", sides(&|side| side.third_party)),
        ("silent", sides(&|side| !side.third_party && side.claims.is_empty())),
        ("one_sided", maybe(incident.one_sided.as_ref())),
        ("articles", count(incident.articles.len())),
        ("claims", count(incident.claims.len())),
        ("origins", count(incident.origins.len())),
        ("contradictions", count(incident.contradictions.len())),
        ("admissions", Cell::List(incident.admissions.clone())),
    ]);
    row
}

pub(crate) fn totals(incident: &Incident) -> Vec<Row> {
    let row = |total: &hearsay_incidents::Total| {
        vec![
            ("incident_id", text(&incident.id)),
            ("kind", text(&total.kind)),
            ("side", maybe(total.side.as_ref())),
            ("who", maybe(total.who.as_ref())),
            ("low", integer(total.low)),
            ("best", integer(total.best)),
            ("high", integer(total.high)),
            ("figures", Cell::List(total.figures.clone())),
        ]
    };
    incident.toll.iter().map(row).collect()
}

pub(crate) fn contradictions(incident: &Incident) -> Vec<Row> {
    let row = |contradiction: &hearsay_incidents::Contradiction| {
        vec![
            ("incident_id", text(&incident.id)),
            ("earlier", text(&contradiction.claims[0])),
            ("later", text(&contradiction.claims[1])),
            ("about", text(&contradiction.about)),
            ("reason", text(&contradiction.reason)),
        ]
    };
    incident.contradictions.iter().map(row).collect()
}

pub(crate) fn changes(incident: &Incident) -> Vec<Row> {
    let row = |change: &hearsay_incidents::Change| {
        vec![
            ("incident_id", text(&incident.id)),
            ("earlier", text(&change.claims[0])),
            ("later", text(&change.claims[1])),
            ("kind", text(&change.kind)),
            ("about", text(&change.about)),
            ("reason", text(&change.reason)),
        ]
    };
    incident.changes.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::columns::columns;

    #[track_caller]
    fn check(table: &str, row: &Row) {
        let names: Vec<&str> = row.iter().map(|(name, _)| *name).collect();
        let expected: Vec<&str> = columns(table).iter().map(|column| column.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn rows_have_the_columns_of_the_file() {
        let links = Links::default();
        let whole = Incident {
            toll: vec![hearsay_incidents::Total::default()],
            contradictions: vec![hearsay_incidents::Contradiction::default()],
            changes: vec![hearsay_incidents::Change::default()],
            ..Incident::default()
        };
        check("articles", &article(&ArticleForm::default()));
        check("claims", &claim(&Claim::default(), &links));
        check("figures", &figure(&Figure::default(), &ArticleRef::default(), None));
        check("statements", &statement(&Statement::default(), &ArticleRef::default(), None));
        check("incidents", &incident(&whole));
        check("totals", &totals(&whole)[0]);
        check("contradictions", &contradictions(&whole)[0]);
        check("changes", &changes(&whole)[0]);
    }

    #[test]
    fn days_are_days() {
        let is = |moment: &str| day(Some(&moment.to_owned())).map(str::to_owned);
        assert_eq!(is("2024-03-12T02:15:00"), Some("2024-03-12".to_owned()));
        assert_eq!(is("2024-03-12"), Some("2024-03-12".to_owned()));
        assert_eq!(is("2024-03"), None);
        assert_eq!(is("T02:15"), None);
        assert_eq!(is("мартмартмарт"), None);
    }
}

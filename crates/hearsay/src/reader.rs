//! The flow, whole: article, syntax, mentions, claims, and their JSON form.

use std::ops::Range;

use hearsay_claims::{
    Claim, Claimant, Claims, EventClass, Precision, Principal, Principals, Toll, WhenSaid, locating,
};
use hearsay_mentions::{
    Actor, Alternative, GroupId, Loss, Mentions, Moment, Place, Quantity, Time, Total,
};
use hearsay_syntax::{Backbone, Document, Scratch, Span};
use sha2::{Digest, Sha256};

use crate::article::Article;
use crate::casing;
use crate::code_points::CodePoints;
use crate::form::{
    ActorForm, AlternativeForm, ArticleForm, AttributionForm, ClaimForm, ClaimantForm, EventForm,
    HarmForm, MentionsForm, NoteForm, PlaceForm, PrincipalForm, PrincipalsForm, QuantityForm,
    Reading, SpanForm, TimeForm, TollForm, TotalForm, WhenForm,
};

/// Reads articles. One is enough for a program; threads share it, each with its own [`Scratch`].
///
/// ```
/// use hearsay::{Article, Reader, Scratch};
///
/// let article = Article {
///     id: "1".to_owned(),
///     text: "Orlan said on Sunday that shelling had killed three soldiers.".to_owned(),
///     created: Some("2024-03-12".parse()?),
///     ..Article::default()
/// };
/// let reading = Reader::new().read(&article, &mut Scratch::default());
/// assert_eq!(reading.article.id, "1");
/// # Ok::<(), hearsay::CreatedError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    backbone: &'static Backbone,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader with the model that is built in. The first one loads it, which takes a moment.
    #[must_use]
    pub fn new() -> Self {
        Self { backbone: Backbone::embedded() }
    }

    /// Reads one article.
    ///
    /// Never fails, and depends on nothing but the article: `scratch` holds buffers that only
    /// save time. Odd input gives fewer claims, and a note.
    #[must_use]
    pub fn read(&self, article: &Article, scratch: &mut Scratch) -> Reading {
        let document = self.parse(article, scratch);
        let mentions =
            hearsay_mentions::find(&document, article.created.map(crate::Created::datetime));
        let claims = hearsay_claims::read(&document, &mentions);
        Former::new(article, &mentions, &claims).reading()
    }

    /// Who acts on whom in the article's first sentence that tells of a deed, whether or not the
    /// deed is a claim of a known kind.
    #[must_use]
    pub fn principals(&self, article: &Article, scratch: &mut Scratch) -> PrincipalsForm {
        let document = self.parse(article, scratch);
        let mentions =
            hearsay_mentions::find(&document, article.created.map(crate::Created::datetime));
        let claims = hearsay_claims::read(&document, &mentions);
        let principals = hearsay_claims::principals(&document, &mentions, &claims);
        Former::new(article, &mentions, &claims).principals(&principals)
    }

    /// What the police of an article did or failed to do.
    #[must_use]
    pub fn police(&self, article: &Article, scratch: &mut Scratch) -> Vec<String> {
        let document = self.parse(article, scratch);
        let mentions =
            hearsay_mentions::find(&document, article.created.map(crate::Created::datetime));
        let conduct = hearsay_claims::police(&document, &mentions);
        conduct.iter().map(|conduct| conduct.as_str().to_owned()).collect()
    }

    /// Every name of a place in an article on its likeliest reading, also where it stands for a
    /// government ("Baku said") or before a noun ("the Armenian side").
    #[must_use]
    pub fn toponyms(&self, article: &Article, scratch: &mut Scratch) -> Vec<PlaceForm> {
        let document = self.parse(article, scratch);
        place_forms(article, &hearsay_mentions::toponyms(&document))
    }

    /// The names of the places where an event was, which the words from `start` to `end` tell, in
    /// code points: what a claim of that event has for its place, and those told in one list with
    /// it.
    #[must_use]
    pub fn locations(
        &self,
        article: &Article,
        (start, end): (usize, usize),
        scratch: &mut Scratch,
    ) -> Vec<SpanForm> {
        let document = self.parse(article, scratch);
        let mentions =
            hearsay_mentions::find(&document, article.created.map(crate::Created::datetime));
        let Some(event) = locating::event_at(&document, byte_span(&article.text, start, end))
        else {
            return Vec::new();
        };
        let points = CodePoints::new(&article.text);
        let places = locating::places(&document, &mentions, event);
        let names = places.iter().map(|place| locating::name(&document, &mentions, *place));
        names.map(|name| span_form(&article.text, &points, name)).collect()
    }

    /// The places that given spans of an article name, `(start, end)` in code points: one for each
    /// span, without coordinates where no place of that name is known.
    #[must_use]
    pub fn resolve(
        &self,
        article: &Article,
        spans: &[(usize, usize)],
        scratch: &mut Scratch,
    ) -> Vec<PlaceForm> {
        let document = self.parse(article, scratch);
        let spans: Vec<Span> =
            spans.iter().map(|(start, end)| byte_span(&article.text, *start, *end)).collect();
        place_forms(article, &hearsay_mentions::resolve(&document, &spans))
    }

    /// The sentences of an article in the order of its text, without the blanks around them, so that
    /// those of which nothing was read can be told.
    ///
    /// ```
    /// use hearsay::{Article, Reader, Scratch};
    ///
    /// let text = "Élan fell. Orlan said so on Sunday.".to_owned();
    /// let article = Article { id: "1".to_owned(), text, ..Article::default() };
    /// let sentences = Reader::new().sentences(&article, &mut Scratch::default());
    /// assert_eq!((sentences[0].start, sentences[0].end), (0, 10));
    /// assert_eq!(sentences[1].text, "Orlan said so on Sunday.");
    /// ```
    #[must_use]
    pub fn sentences(&self, article: &Article, scratch: &mut Scratch) -> Vec<SpanForm> {
        let document = self.parse(article, scratch);
        let points = CodePoints::new(&article.text);
        let spans = document.sentences().iter().map(|tokens| sentence(&document, tokens.clone()));
        let spans = spans.filter(|span| span.start < span.end);
        spans.map(|span| span_form(&article.text, &points, span)).collect()
    }

    /// The article's text as it is read, its case restored; spans in it are spans of the text.
    pub(crate) fn parse(&self, article: &Article, scratch: &mut Scratch) -> Document {
        self.backbone.parse(&casing::restored(&article.text), scratch)
    }
}

/// A span of code points as one of bytes.
fn byte_span(text: &str, start: usize, end: usize) -> Span {
    let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at);
    Span::new(byte(start), byte(end).max(byte(start)))
}

fn place_forms(article: &Article, places: &[Place]) -> Vec<PlaceForm> {
    let points = CodePoints::new(&article.text);
    numbered(places)
        .map(|(number, place)| place_form(&article.text, &points, number, place))
        .collect()
}

/// Writes one article's results in the JSON form.
pub(crate) struct Former<'a> {
    article: &'a Article,
    mentions: &'a Mentions,
    claims: &'a Claims,
    points: CodePoints<'a>,
}

impl<'a> Former<'a> {
    pub(crate) fn new(article: &'a Article, mentions: &'a Mentions, claims: &'a Claims) -> Self {
        let points = CodePoints::new(&article.text);
        Self { article, mentions, claims, points }
    }

    fn reading(&self) -> Reading {
        let Article { id, title, url, publisher, created, language, text } = self.article;
        Reading {
            article: ArticleForm {
                id: id.clone(),
                title: title.clone(),
                url: url.clone(),
                publisher: publisher.clone(),
                created: created.map(|created| created.to_string()),
                language: language.clone(),
                text: text.clone(),
            },
            mentions: self.mentions(),
            attributions: self.attributions(),
            claims: self.all_claims(),
            totals: self.mentions.totals.iter().map(total).collect(),
            incidents: None,
            notes: self
                .claims
                .notes
                .iter()
                .map(|note| NoteForm {
                    span: note.span.map(|span| self.span(span)),
                    note: note.note.clone(),
                })
                .collect(),
        }
    }

    pub(crate) fn span(&self, span: Span) -> SpanForm {
        span_form(&self.article.text, &self.points, span)
    }

    pub(crate) fn spans(&self, spans: &[Span]) -> Vec<SpanForm> {
        spans.iter().map(|span| self.span(*span)).collect()
    }

    fn mentions(&self) -> MentionsForm {
        let Mentions { created: _, actors, places, times, quantities, totals: _ } = self.mentions;
        MentionsForm {
            actors: numbered(actors).map(|(i, actor)| self.actor(i, actor)).collect(),
            places: numbered(places).map(|(i, place)| self.place(i, place)).collect(),
            times: numbered(times).map(|(i, time)| self.time(i, time)).collect(),
            quantities: numbered(quantities).map(|(i, q)| self.quantity(i, q)).collect(),
        }
    }

    fn actor(&self, number: usize, actor: &Actor) -> ActorForm {
        ActorForm {
            id: actor_id(number),
            span: self.span(actor.span),
            name: actor.name.clone(),
            code: actor.code.clone(),
            country: actor.country.clone(),
            kind: actor.kind.as_str().to_owned(),
            sector: actor.sector.map(|sector| sector.as_str().to_owned()),
            role: actor.role.clone(),
            group: group_id(actor.group),
            members: actor.members.iter().map(|group| group_id(*group)).collect(),
            inferred: actor.inferred,
            from: actor.from.map(|from| actor_id(from.0)),
            rule: actor.rule.to_owned(),
        }
    }

    fn place(&self, number: usize, place: &Place) -> PlaceForm {
        place_form(&self.article.text, &self.points, number, place)
    }

    fn principals(&self, principals: &Principals) -> PrincipalsForm {
        let all = |principals: &[Principal]| {
            principals.iter().flat_map(|principal| self.principal(principal)).collect()
        };
        PrincipalsForm {
            sources: all(&principals.sources),
            targets: all(&principals.targets),
            event: principals.event.as_ref().map(event),
            coded: principals.coded.as_ref().map(event),
        }
    }

    /// One principal; "French and British officials" are two, with one country each.
    fn principal(&self, principal: &Principal) -> Vec<PrincipalForm> {
        let actor = principal.actor.map(|id| &self.mentions.actors[id.0]);
        let place = principal.place.map(|id| &self.mentions.places[id.0]);
        let form = |country: Option<String>| PrincipalForm {
            span: self.span(principal.span),
            actor: principal.actor.map(|id| actor_id(id.0)),
            place: principal.place.map(|id| place_id(id.0)),
            code: actor.and_then(|actor| actor.code.clone()),
            country,
        };
        match actor {
            Some(actor) if actor.country.is_none() && !actor.member_countries.is_empty() => {
                actor.member_countries.iter().map(|country| form(Some(country.clone()))).collect()
            }
            _ => {
                let own = actor.and_then(|actor| actor.country.clone());
                vec![form(own.or_else(|| place.and_then(|place| place.country.clone())))]
            }
        }
    }

    fn time(&self, number: usize, time: &Time) -> TimeForm {
        TimeForm {
            id: time_id(number),
            span: self.span(time.span),
            kind: time.kind.as_str().to_owned(),
            value: time.value.clone(),
            modifier: time.modifier.map(|modifier| modifier.as_str().to_owned()),
            begin: time.begin.map(moment),
            end: time.end.map(moment),
            candidates: time.candidates.clone(),
            rule: format!("time_rules.tsv:{}", time.rule),
        }
    }

    fn quantity(&self, number: usize, quantity: &Quantity) -> QuantityForm {
        QuantityForm {
            id: quantity_id(number),
            span: self.span(quantity.span),
            min: quantity.min,
            max: quantity.max,
            unit: quantity.unit.clone(),
            of: quantity.of.map(|of| self.span(of)),
            hedge: quantity.hedge.clone(),
            harm: quantity.losses.iter().map(|loss| self.harm(loss)).collect(),
            part_of: quantity.part_of.map(|whole| quantity_id(whole.0)),
            cumulative: quantity.is_cumulative,
            inferred: quantity.is_implied,
            rule: quantity.rule().to_owned(),
        }
    }

    fn harm(&self, loss: &Loss) -> HarmForm {
        HarmForm {
            kind: loss.harm.as_str().to_owned(),
            span: self.span(loss.span),
            modality: loss.reality.as_str().to_owned(),
        }
    }

    pub(crate) fn attributions(&self) -> Vec<AttributionForm> {
        numbered(&self.claims.attributions)
            .map(|(number, attribution)| AttributionForm {
                id: attribution_id(number),
                source: self.spans(&attribution.source),
                cue: self.spans(&attribution.cue),
                content: self.spans(&attribution.content),
                actor: attribution.actor.map(|actor| actor_id(actor.0)),
                act: attribution.act.as_str().to_owned(),
                direct: attribution.direct,
                negated: attribution.negated,
                within: attribution.within.map(|within| attribution_id(within.0)),
                inferred: attribution.inferred,
                rule: attribution.rule.clone(),
            })
            .collect()
    }

    pub(crate) fn all_claims(&self) -> Vec<ClaimForm> {
        let mut seen = std::collections::HashMap::new();
        self.claims
            .claims
            .iter()
            .map(|claim| {
                let mut form = self.claim(claim);
                let id = claim_id(&self.article.id, &form);
                // Two readings of the same words keep apart ids.
                let count: &mut usize = seen.entry(id.clone()).or_default();
                *count += 1;
                form.id = if *count == 1 { id } else { format!("{id}-{count}") };
                form
            })
            .collect()
    }

    /// The claim in its form, still without an id.
    fn claim(&self, claim: &Claim) -> ClaimForm {
        let inferred = [
            ("actors", claim.actors_inferred),
            ("recipients", claim.recipients_inferred),
            ("place", claim.place_inferred),
        ];
        ClaimForm {
            id: String::new(),
            evidence: self.spans(&claim.evidence),
            trigger: self.span(claim.trigger),
            main: claim.main,
            event: event(&claim.event),
            actors: claim.actors.iter().map(|actor| actor_id(actor.0)).collect(),
            recipients: claim.recipients.iter().map(|actor| actor_id(actor.0)).collect(),
            instruments: self.spans(&claim.instruments),
            place: claim.place.map(|place| place_id(place.0)),
            time: claim.time.as_ref().map(when),
            toll: claim.toll.iter().map(|toll| self.toll(toll)).collect(),
            claimants: claim.claimants.iter().map(|claimant| self.claimant(claimant)).collect(),
            act: claim.act.as_str().to_owned(),
            polarity: claim.polarity.as_str().to_owned(),
            certainty: claim.certainty.as_str().to_owned(),
            modality: claim.modality.as_str().to_owned(),
            rule: claim.rule.clone(),
            inferred: inferred
                .iter()
                .filter(|(_, inferred)| *inferred)
                .map(|(field, _)| (*field).to_owned())
                .collect(),
        }
    }

    fn toll(&self, toll: &Toll) -> TollForm {
        TollForm {
            kind: toll.kind.as_str().to_owned(),
            min: toll.min,
            max: toll.max,
            hedge: toll.hedge.clone(),
            who: toll.who.clone(),
            side: toll.side.map(|actor| actor_id(actor.0)),
            cumulative: toll.cumulative,
            span: self.span(toll.span),
        }
    }

    fn claimant(&self, claimant: &Claimant) -> ClaimantForm {
        ClaimantForm {
            actor: claimant.actor.map(|actor| actor_id(actor.0)),
            span: claimant.span.map(|span| self.span(span)),
            cue: claimant.cue.map(|span| self.span(span)),
            attribution: attribution_id(claimant.attribution.0),
            inferred: claimant.inferred,
        }
    }
}

fn numbered<T>(list: &[T]) -> impl Iterator<Item = (usize, &T)> {
    list.iter().enumerate()
}

pub(crate) fn actor_id(number: usize) -> String {
    format!("a{}", number + 1)
}

pub(crate) fn place_id(number: usize) -> String {
    format!("p{}", number + 1)
}

pub(crate) fn quantity_id(number: usize) -> String {
    format!("q{}", number + 1)
}

fn total(total: &Total) -> TotalForm {
    TotalForm {
        kind: total.harm.as_str().to_owned(),
        low: total.low,
        best: total.best,
        high: total.high,
        quantities: total.quantities.iter().map(|id| quantity_id(id.0)).collect(),
    }
}

pub(crate) fn time_id(number: usize) -> String {
    format!("t{}", number + 1)
}

fn attribution_id(number: usize) -> String {
    format!("s{}", number + 1)
}

fn group_id(group: GroupId) -> String {
    format!("g{}", group.0 + 1)
}

fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Clock(time) => time.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    }
}

fn event(event: &EventClass) -> EventForm {
    EventForm {
        kind: event.kind.clone(),
        mode: event.mode.clone(),
        cameo: event.cameo.clone(),
        quad: event.quad.clone(),
        goldstein: event.goldstein,
        context: event.context.clone(),
    }
}

fn when(when: &WhenSaid) -> WhenForm {
    let precision: Precision = when.precision;
    WhenForm {
        begin: when.begin.map(moment),
        end: when.end.map(moment),
        precision: precision.as_str().to_owned(),
        mention: when.mention.map(|mention| time_id(mention.0)),
        inferred: when.inferred,
    }
}

/// Sixteen hexadecimal digits from the article, the words, the event, and who says it: a claim
/// keeps its id for as long as the reading of these stays the same.
fn claim_id(article: &str, claim: &ClaimForm) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    };
    add(article);
    for span in claim.evidence.iter().chain([&claim.trigger]) {
        add(&format!("{}-{}", span.start, span.end));
    }
    add(&claim.event.kind);
    add(claim.event.mode.as_deref().unwrap_or_default());
    for claimant in &claim.claimants {
        add(claimant.span.as_ref().map_or("", |span| &span.text));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn place_form(text: &str, points: &CodePoints<'_>, number: usize, place: &Place) -> PlaceForm {
    PlaceForm {
        id: place_id(number),
        span: span_form(text, points, place.span),
        name: place.name.clone(),
        lat: place.latitude,
        lon: place.longitude,
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        feature: place.feature.clone(),
        radius_km: place.radius_km,
        geonames_id: place.geonames_id,
        alternatives: place.alternatives.iter().map(alternative_form).collect(),
        rule: place.rule.to_owned(),
    }
}
fn alternative_form(place: &Alternative) -> AlternativeForm {
    let (lat, lon) = place.point.unzip();
    AlternativeForm {
        name: place.name.clone(),
        lat,
        lon,
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        geonames_id: place.geonames_id,
    }
}

/// The span of a sentence's tokens, without blanks around it.
pub(crate) fn sentence(document: &Document, tokens: Range<usize>) -> Span {
    let span = document.span_of(tokens);
    let text = span.of(document.text());
    let start = span.start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

fn span_form(text: &str, points: &CodePoints<'_>, span: Span) -> SpanForm {
    SpanForm {
        start: points.at(span.start),
        end: points.at(span.end),
        text: span.of(text).to_owned(),
    }
}

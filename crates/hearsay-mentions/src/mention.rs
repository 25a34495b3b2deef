//! The four kinds of mention, and the list of them that an article yields.

use std::ops::Range;

use hearsay_syntax::{Span, labels};
use jiff::civil::DateTime;

/// Everything an article mentions. Each list is in text order; the ids index into it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    /// The document creation time that times were counted from.
    pub created: Option<DateTime>,
    /// Persons, governments, forces, groups, organizations, people.
    pub actors: Vec<Actor>,
    /// Places, as places; a capital that speaks is an actor.
    pub places: Vec<Place>,
    /// TIMEX3 time expressions.
    pub times: Vec<Time>,
    /// Counts of people and things.
    pub quantities: Vec<Quantity>,
    /// What the figures come to together, a kind of harm each.
    pub totals: Vec<Total>,
}

/// Declares an index into one of the lists of [`Mentions`].
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub usize);
    };
}

id! {
    /// Index into [`Mentions::actors`].
    ActorId
}
id! {
    /// Index into [`Mentions::places`].
    PlaceId
}
id! {
    /// Index into [`Mentions::times`].
    TimeId
}
id! {
    /// Index into [`Mentions::quantities`].
    QuantityId
}
id! {
    /// All mentions of one actor in an article carry the same group number.
    GroupId
}

/// Someone who acts, suffers or speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The words, without leading determiner: "Armenian Prime Minister Nikol Pashinyan".
    pub span: Span,
    /// The same as token numbers, end exclusive.
    pub tokens: Range<usize>,
    /// The token that heads the mention in the tree.
    pub head: usize,
    /// The name to show: "Nikol Pashinyan", "Russian Foreign Ministry"; for a pronoun or "both
    /// sides" the name of what it stands for.
    pub name: String,
    /// The actor code in CAMEO style, country then sector: `ARMGOV`, `AZEMIL`, `IGO`.
    pub code: Option<String>,
    /// ISO 3166-1 alpha-3, or the three letters in use for a contested territory.
    pub country: Option<String>,
    /// What kind of actor this is.
    pub kind: ActorKind,
    /// The PLOVER sector.
    pub sector: Option<Sector>,
    /// A person's office or function as the text gives it: "Prime Minister".
    pub role: Option<String>,
    /// Which other mentions name the same actor.
    pub group: GroupId,
    /// The members, when the mention stands for several actors: "both sides". Empty otherwise.
    pub members: Vec<GroupId>,
    /// The countries of the members that are states, as in `country`.
    pub member_countries: Vec<String>,
    /// Whether name, country or group come from elsewhere in the article ("he", "the ministry").
    pub inferred: bool,
    /// What made the words out to be an actor: `person`, `name`, `state`, `noun`, `pronoun`, `sides`,
    /// `acronym`, `entity`.
    pub rule: &'static str,
    /// The earlier mention from which it takes its name or country.
    pub from: Option<ActorId>,
}

labels! {
    /// What kind of actor a mention names.
    ActorKind {
        /// A country as such.
        Country = "country",
        /// A government, head of state, ministry, embassy, or a capital that stands for one.
        Government = "government",
        /// Armed forces of a state, their units and soldiers.
        ArmedForces = "armed forces",
        /// Police and other law enforcement.
        Police = "police",
        /// Intelligence services.
        Intelligence = "intelligence",
        /// Parliaments and their members.
        Legislature = "legislature",
        /// Courts, judges, prosecutors.
        Judiciary = "judiciary",
        /// Political parties and movements.
        Party = "party",
        /// Armed opposition: rebels, insurgents, separatist forces.
        Rebels = "rebels",
        /// Armed groups not in opposition to the government.
        Militia = "militia",
        /// Armed persons whom the text does not identify.
        UnidentifiedForces = "unidentified forces",
        /// Criminals and gangs.
        Criminals = "criminals",
        /// International governmental organizations and their organs.
        International = "international",
        /// Non-governmental organizations, monitors, ombudsmen's offices abroad.
        Ngo = "ngo",
        /// News media.
        Media = "media",
        /// Companies.
        Business = "business",
        /// Civilians, residents, refugees.
        Civilians = "civilians",
        /// Protesters and activists.
        Protesters = "protesters",
        /// Doctors, hospitals, ambulance and rescue services.
        Medical = "medical",
        /// A person about whom the text says no more.
        Person = "person",
        /// A nation, religion or ethnic group.
        People = "people",
        /// Any other organization.
        Organization = "organization",
        /// Several actors at once: "both sides", "the parties".
        Sides = "sides",
        /// Someone not identified: "officials", "sources", "it was reported".
        Unidentified = "unidentified",
    }
}

impl ActorKind {
    /// Whether who names such an actor means its country too: who quotes Reuters does not speak of
    /// Britain.
    pub(crate) fn stands_for_nation(self) -> bool {
        !matches!(self, Self::Media | Self::Business | Self::Ngo | Self::International)
    }
}

labels! {
    /// PLOVER sector code.
    Sector {
        /// Police.
        Cop = "COP",
        /// Government.
        Gov = "GOV",
        /// Judiciary.
        Jud = "JUD",
        /// Legislature.
        Leg = "LEG",
        /// Military.
        Mil = "MIL",
        /// Paramilitary organizations not in opposition to the government.
        Prm = "PRM",
        /// Political parties.
        Pty = "PTY",
        /// Rebels.
        Reb = "REB",
        /// Intelligence services.
        Spy = "SPY",
        /// Unidentified armed forces.
        Uaf = "UAF",
        /// Unidentified actors.
        Unk = "UNK",
        /// Business.
        Bus = "BUS",
        /// Criminals.
        Crm = "CRM",
        /// Civilians.
        Cvl = "CVL",
        /// Education.
        Edu = "EDU",
        /// Former elites.
        Eli = "ELI",
        /// Journalists and media.
        Jrn = "JRN",
        /// Labor.
        Lab = "LAB",
        /// Health.
        Med = "MED",
        /// Refugees and displaced persons.
        Ref = "REF",
        /// Political opposition.
        Opp = "OPP",
        /// Partially recognized entities.
        Pre = "PRE",
        /// Religious organizations.
        Rel = "REL",
        /// Agricultural labor.
        Agr = "AGR",
        /// International governmental organizations.
        Igo = "IGO",
        /// Non-governmental organizations.
        Ngo = "NGO",
        /// Multinational corporations.
        Mnc = "MNC",
    }
}

labels! {
    /// TIMEX3 type.
    TimeType {
        /// A calendar time: a day, a month, a year.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// How long.
        Duration = "DURATION",
        /// How often.
        Set = "SET",
    }
}

labels! {
    /// TIMEX3 modifier.
    Modifier {
        /// Around.
        Approx = "APPROX",
        /// The beginning of.
        Start = "START",
        /// The middle of.
        Mid = "MID",
        /// The end of.
        End = "END",
        /// Before.
        Before = "BEFORE",
        /// After.
        After = "AFTER",
        /// Until.
        OnOrBefore = "ON_OR_BEFORE",
        /// Since.
        OnOrAfter = "ON_OR_AFTER",
        /// More than.
        MoreThan = "MORE_THAN",
        /// Less than.
        LessThan = "LESS_THAN",
        /// No less than.
        EqualOrMore = "EQUAL_OR_MORE",
        /// No more than.
        EqualOrLess = "EQUAL_OR_LESS",
    }
}

/// A place, as the text names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The words.
    pub span: Span,
    /// The same as token numbers, end exclusive.
    pub tokens: Range<usize>,
    /// The token that heads the mention in the tree.
    pub head: usize,
    /// The name to show; contested places carry all names in use, joined by " / ".
    pub name: String,
    /// Degrees north, where known.
    pub latitude: Option<f64>,
    /// Degrees east, where known.
    pub longitude: Option<f64>,
    /// ISO 3166-1 alpha-3, where one is undisputed.
    pub country: Option<String>,
    /// First-order administrative division.
    pub admin1: Option<String>,
    /// What sort of place: `country`, `city`, `region`, `line`, `water`.
    pub feature: Option<String>,
    /// How far around the point the place reaches, in kilometres.
    pub radius_km: Option<f64>,
    /// The GeoNames id.
    pub geonames_id: Option<u64>,
    /// Other places of that name that the article may mean, the likelier first.
    pub alternatives: Vec<Alternative>,
    /// What made the words out to be a place.
    pub rule: &'static str,
}

/// A place that a name may mean as well.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The name to show.
    pub name: String,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// ISO 3166-1 alpha-3, where one is undisputed.
    pub country: Option<String>,
    /// First-order administrative division.
    pub admin1: Option<String>,
    /// The GeoNames id.
    pub geonames_id: Option<u64>,
}

/// One end of an interval: a day, or an instant with its time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// A whole day.
    Day(jiff::civil::Date),
    /// A time of day on a day, in the local time of the text.
    Clock(DateTime),
    /// An instant, when the text names the zone.
    Instant(jiff::Timestamp),
}

/// A time expression (TIMEX3).
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// The words.
    pub span: Span,
    /// The same as token numbers, end exclusive.
    pub tokens: Range<usize>,
    /// TIMEX3 type.
    pub kind: TimeType,
    /// TIMEX3 value; an unknown year is `XXXX`.
    pub value: String,
    /// TIMEX3 modifier.
    pub modifier: Option<Modifier>,
    /// The first day or instant it may mean, when that is known.
    pub begin: Option<Moment>,
    /// The last, inclusive.
    pub end: Option<Moment>,
    /// The years that a weekday told with a day allows, where the year is not known: "Sunday, 27
    /// September" was in 2009, 2015 and 2020.
    pub candidates: Vec<i16>,
    /// The row of `time_rules.tsv` that its words fit, by kind and pattern: `deictic/{last} {unit}`.
    pub rule: &'static str,
}

impl Time {
    /// Whether its value leaves the year open, or a day counted from one that nobody knows.
    /// TIMEX3 writes X for a digit that the text does not tell.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.value.contains(UNKNOWN_YEAR)
    }
}

/// A year of which the text tells no digit.
const UNKNOWN_YEAR: &str = "XXXX";

/// A count of people or things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The words that give the number with its hedge: "at least 16", "another 100".
    pub span: Span,
    /// The same as token numbers, end exclusive.
    pub tokens: Range<usize>,
    /// The number's own token, the last of it when there are several.
    pub head: usize,
    /// The least it may be; open when absent.
    pub min: Option<u64>,
    /// The most it may be; open when absent.
    pub max: Option<u64>,
    /// A unit of measure: `km`, `USD`, `percent`. A count has none.
    pub unit: Option<String>,
    /// What is counted, as stated: "Armenian soldiers".
    pub of: Option<Span>,
    /// The token that heads what is counted.
    pub of_head: Option<usize>,
    /// The words that make it vague or partial: "at least", "over", "dozens", "another".
    pub hedge: Option<String>,
    /// Whether no number stands there, but a single person or a pair: "a policeman", "Ansel Rudvik".
    pub is_implied: bool,
    /// What befell those counted: "16 soldiers were killed". Empty when nothing is said to.
    pub losses: Vec<Loss>,
    /// The quantity of which this one counts a part: "19 people, including three children".
    pub part_of: Option<QuantityId>,
    /// Whether it is a running total: "raising the toll to 22".
    pub is_cumulative: bool,
}

impl Quantity {
    /// What made the words out to be a quantity: `number`, `none` ("no soldiers"), `person`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self { is_implied: true, .. } => "person",
            Self { max: Some(0), .. } => "none",
            _ => "number",
        }
    }
}

labels! {
    /// What befell people.
    Harm {
        /// Dead.
        Killed = "killed",
        /// Wounded or injured.
        Wounded = "wounded",
        /// Missing.
        Missing = "missing",
        /// Captured, detained, taken hostage.
        Captured = "captured",
        /// Displaced, evacuated, made homeless.
        Displaced = "displaced",
        /// Killed or wounded, undivided.
        Casualties = "casualties",
    }
}

labels! {
    /// Whether a harm is told as having happened now.
    Reality {
        /// It happened.
        Actual = "actual",
        /// Somebody claims it, and the text does not make it its own.
        Claimed = "claimed",
        /// It is denied.
        Denied = "denied",
        /// It happened at another time, or apart from the news, and is told as background.
        Background = "background",
        /// It is wanted, planned, threatened, tried or possible.
        Possible = "possible",
    }
}

/// A harm that those whom a quantity counts are said to have suffered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What befell them.
    pub harm: Harm,
    /// The words that say so: "killed", "death toll".
    pub span: Span,
    /// The token that heads these words.
    pub word: usize,
    /// Whether it is told as having happened.
    pub reality: Reality,
}

/// What a text's figures for one kind of harm come to together.
///
/// Parts are added, updates replace what they update, and a figure told twice counts once. Rival
/// figures make the interval wider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What befell them.
    pub harm: Harm,
    /// The lowest that the text supports.
    pub low: Option<u64>,
    /// The figure that the text itself stands by.
    pub best: Option<u64>,
    /// The highest; open when absent.
    pub high: Option<u64>,
    /// The quantities that the best figure is made of.
    pub quantities: Vec<QuantityId>,
}

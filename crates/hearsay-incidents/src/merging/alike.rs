//! How much speaks for two accounts telling of one incident.

use super::sketch::{A_YEAR, AROUND_KM, Count, FEW_DAYS, Sketch, TOWN_KM};

/// What speaks for one incident less what speaks against it, in thousandths: above 0 they are alike.
pub(super) type Likeness = i32;

/// Two accounts of one article are of two incidents, since the article tells them apart.
pub(super) const SAME_ARTICLE: Likeness = -1_000;
/// What is not compared has nothing in common.
pub(super) const NOT_COMPARED: Likeness = -500;
/// Two accounts with nothing to go by are of two incidents.
const PRIOR: f32 = -0.15;

/// What speaks for two accounts telling of one incident, and, below 0, against it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reasons {
    /// The days they tell, or on which their articles appeared.
    pub time: f32,
    /// The places.
    pub place: f32,
    /// The sorts of event.
    pub sort: f32,
    /// Who takes part.
    pub sides: f32,
    /// The figures of losses.
    pub figures: f32,
    /// The words of the story.
    pub words: f32,
}

/// Why two accounts are held to tell of one incident, or not.
#[must_use]
pub fn reasons(a: &Sketch, b: &Sketch) -> Reasons {
    Reasons {
        time: time(a, b),
        place: place(a, b),
        sort: sort(a, b),
        sides: sides(a, b),
        figures: figures(a, b),
        words: terms(a, b),
    }
}

/// How much speaks for two accounts telling of one incident.
pub(super) fn likeness(a: &Sketch, b: &Sketch) -> Likeness {
    if a.article == b.article {
        return SAME_ARTICLE;
    }
    let Reasons { time, place, sort, sides, figures, words } = reasons(a, b);
    // Whole numbers make sums of likenesses free of their order.
    let sum = PRIOR + time + place + sort + sides + figures + words;
    #[allow(clippy::cast_possible_truncation)] // a few units at most
    let thousandths = (sum * 1000.0).round() as i32;
    thousandths
}

/// For so many days an incident is told as news.
const FEW_WEEKS: i32 = 20;

fn time(a: &Sketch, b: &Sketch) -> f32 {
    let (Some(x), Some(y)) = (a.days, b.days) else { return told(a, b) };
    match (a.has_day() && b.has_day(), x.gap(y)) {
        (true, ..=0) => 0.3,
        // One day's difference may be a time zone's or a slip.
        (true, 1) => -0.35,
        (true, _) => -0.8,
        // The one tells history.
        (false, gap) if gap > A_YEAR => -0.8,
        (false, gap) if a.stated && b.stated && gap > FEW_DAYS => told(a, b).min(-0.3),
        (false, _) => told(a, b),
    }
}

/// Where one of them leaves the day open: articles of one incident appear together.
fn told(a: &Sketch, b: &Sketch) -> f32 {
    match (a.past, b.past) {
        // When history is told says nothing about when it was.
        (true, true) => return 0.0,
        (true, false) if !was_news(a, b) => return -0.8,
        (false, true) if !was_news(b, a) => return -0.8,
        _ => {}
    }
    if foretells(a, b) || foretells(b, a) {
        return if a.has_town() && b.has_town() { -0.8 } else { -0.4 };
    }
    let day = |sketch: &Sketch| sketch.days.filter(|_| sketch.has_day()).map(|days| days.end);
    let (Some(x), Some(y)) = (day(a).or(a.told), day(b).or(b.told)) else { return 0.0 };
    // A town sees much in a year, so there the days count for more.
    let (days, in_town) = ((x - y).abs(), a.has_town() && b.has_town());
    match days {
        0..=1 => 0.2,
        2..=4 => 0.1,
        5..=20 if in_town => -0.1,
        5..=20 => 0.0,
        21..=60 if in_town => -0.2,
        21..=60 => -0.1,
        61..=400 if in_town => -0.3,
        61..=400 => -0.25,
        _ => -0.4,
    }
}

/// Whether history is of the days in which the other was told.
fn was_news(old: &Sketch, other: &Sketch) -> bool {
    let days = old.days.filter(|_| old.has_day());
    days.zip(other.told).is_some_and(|(days, told)| (0..=FEW_WEEKS).contains(&(told - days.end)))
}

/// Whether the one was told before the other's day, by more than time zones make.
fn foretells(one: &Sketch, other: &Sketch) -> bool {
    let day = other.days.filter(|_| other.has_day()).map(|days| days.begin);
    one.told.zip(day).is_some_and(|(told, day)| told + 1 < day)
}

fn place(a: &Sketch, b: &Sketch) -> f32 {
    let country = || match (&a.countries[..], &b.countries[..]) {
        ([], _) | (_, []) => 0.0,
        (x, y) if x.iter().any(|country| y.contains(country)) => 0.1,
        _ if a.guessed || b.guessed => -0.05,
        _ => -0.2,
    };
    if a.unplaced.iter().any(|name| b.unplaced.contains(name)) {
        return 0.3;
    }
    let (Some(x), Some(y)) = (a.spots.first(), b.spots.first()) else { return country() };
    let pairs = a.spots.iter().flat_map(|x| b.spots.iter().map(move |y| (x, y)));
    let near =
        pairs.filter(|(x, y)| x.distance_km(**y) <= x.radius_km.max(y.radius_km) + AROUND_KM);
    let finest = near.map(|(x, y)| x.radius_km.max(y.radius_km)).min_by(f32::total_cmp);
    let apart_km = x.distance_km(*y) - x.radius_km - y.radius_km - AROUND_KM;
    match finest {
        Some(radius) if radius <= TOWN_KM => 0.3,
        Some(_) => 0.1,
        None if a.guessed || b.guessed => -0.1,
        None if x.radius_km.max(y.radius_km) <= TOWN_KM => -0.6,
        None if apart_km > 0.0 => -0.4,
        None => country().min(-0.1),
    }
}

fn sort(a: &Sketch, b: &Sketch) -> f32 {
    match (a.sorts, b.sorts) {
        (x, y) if !x.is_known() || !y.is_known() => 0.0,
        (x, y) if x.meet(y) => 0.15,
        (x, y) if x.are_near(y) => 0.0,
        // Whoever tells chiefly of a deed tells of words about it, too.
        _ if a.main && b.main => -0.1,
        _ => -0.3,
    }
}

fn sides(a: &Sketch, b: &Sketch) -> f32 {
    if a.sides.is_empty() || b.sides.is_empty() {
        return 0.0;
    }
    let shared = a.sides.iter().filter(|side| b.sides.contains(side)).count();
    match shared {
        0 => -0.05,
        1 => 0.05,
        _ => 0.1,
    }
}

/// A figure that is rarely the same by chance speaks for one incident; figures far apart, against.
fn figures(a: &Sketch, b: &Sketch) -> f32 {
    let mut best: Option<f32> = None;
    for x in &a.figures {
        for y in b.figures.iter().filter(|y| y.kind == x.kind) {
            let speaks = count(*x, *y);
            best = Some(best.map_or(speaks, |known| known.max(speaks)));
        }
    }
    best.unwrap_or(0.0)
}

fn count(a: Count, b: Count) -> f32 {
    let (Some(x), Some(y)) = (a.min.or(a.max), b.min.or(b.max)) else { return 0.0 };
    let (less, more) = (x.min(y).max(1), x.max(y).max(1));
    match less {
        _ if x == y && less > 20 => 0.2,
        _ if x == y && less > 4 => 0.15,
        _ if x == y => 0.05,
        _ if more > 4 * less && more > 10 => -0.1,
        _ => 0.0,
    }
}

/// How much the same words speak for one story.
const STORY: f32 = 2.0;
/// What it speaks against it that none of many words is the same, and how many are many.
const NONE_SHARED: f32 = -0.35;
const FEW_WORDS: usize = 4;
/// What few shared words must outweigh.
const NO_WORD: f32 = 0.15;
/// The most that words can speak for it: of two bombings in one town much the same is told.
const MOST: f32 = 0.6;

/// The cosine of the weighed words.
fn terms(a: &Sketch, b: &Sketch) -> f32 {
    if a.terms.is_empty() || b.terms.is_empty() {
        return 0.0;
    }
    let square = |weight: u16| u32::from(weight) * u32::from(weight);
    let norm = |sketch: &Sketch| sketch.terms.iter().map(|term| square(term.1)).sum::<u32>();
    let (mut i, mut j, mut dot) = (0, 0, 0_u32);
    while let (Some((x, v)), Some((y, w))) = (a.terms.get(i), b.terms.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                dot += u32::from(*v) * u32::from(*w);
                i += 1;
                j += 1;
            }
        }
    }
    if dot == 0 && a.terms.len().min(b.terms.len()) >= FEW_WORDS {
        return NONE_SHARED;
    }
    #[allow(clippy::cast_precision_loss)] // sums of small squares
    let cosine = dot as f32 / ((norm(a) as f32) * (norm(b) as f32)).sqrt();
    (STORY * cosine - NO_WORD).min(MOST)
}

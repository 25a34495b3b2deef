//! How much speaks for two accounts telling of one incident.

use super::sketch::{AROUND_KM, Count, FEW_DAYS, REGION_KM, Sketch, TOWN_KM};

/// What speaks for one incident less what speaks against it, in thousandths: above 0 they are alike.
pub(super) type Likeness = i32;

/// Two accounts of one article are of two incidents, since the article tells them apart.
pub(super) const SAME_ARTICLE: Likeness = -1_000;
/// What is not compared has nothing in common.
pub(super) const NOT_COMPARED: Likeness = -300;
/// Two accounts with nothing to go by are of two incidents.
const PRIOR: f32 = -0.2;

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

fn time(a: &Sketch, b: &Sketch) -> f32 {
    let (Some(x), Some(y)) = (a.days, b.days) else { return told(a, b) };
    match (a.has_day() && b.has_day(), x.gap(y)) {
        (true, ..=0) => 0.3,
        // One day's difference is a time zone's or a slip.
        (true, 1) => 0.15,
        (true, _) => -0.8,
        (false, gap) if a.stated && b.stated && gap > FEW_DAYS => told(a, b).min(-0.3),
        (false, _) => told(a, b),
    }
}

/// Where one of them leaves the day open: articles of one incident appear together.
fn told(a: &Sketch, b: &Sketch) -> f32 {
    if foretells(a, b) || foretells(b, a) {
        return -0.4;
    }
    let day = |sketch: &Sketch| sketch.days.filter(|_| sketch.has_day()).map(|days| days.end);
    let (Some(x), Some(y)) = (day(a).or(a.told), day(b).or(b.told)) else { return 0.0 };
    match (x - y).abs() {
        0..=1 => 0.2,
        2..=4 => 0.15,
        5..=20 => 0.05,
        21..=60 => -0.05,
        61..=400 => -0.2,
        _ => -0.3,
    }
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
    match finest {
        Some(radius) if radius <= TOWN_KM => 0.3,
        Some(_) => 0.1,
        None if a.guessed || b.guessed => -0.1,
        None if x.radius_km.max(y.radius_km) <= TOWN_KM => -0.6,
        None if x.radius_km.max(y.radius_km) <= REGION_KM => -0.4,
        None => country().min(-0.1),
    }
}

fn sort(a: &Sketch, b: &Sketch) -> f32 {
    match (a.sorts, b.sorts) {
        (x, y) if !x.is_known() || !y.is_known() => 0.0,
        (x, y) if x.meet(y) => 0.15,
        (x, y) if x.are_near(y) => 0.0,
        _ => -0.1,
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
const STORY: f32 = 1.5;
/// What it speaks against it that no telling word is the same.
const NO_WORD: f32 = 0.1;
/// The most that words can speak for it: of two bombings in one town much the same is told.
const MOST: f32 = 0.75;

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
    #[allow(clippy::cast_precision_loss)] // sums of small squares
    let cosine = dot as f32 / ((norm(a) as f32) * (norm(b) as f32)).sqrt();
    (STORY * cosine - NO_WORD).min(MOST)
}

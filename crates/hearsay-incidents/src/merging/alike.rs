//! How much speaks for two accounts telling of one incident.

use super::sketch::{Count, FEW_DAYS, Sketch, TOWN_KM};

/// What speaks for one incident less what speaks against it, in thousandths: above 0 they are alike.
pub(super) type Likeness = i32;

/// Two accounts of one article are of two incidents, since the article tells them apart.
pub(super) const SAME_ARTICLE: Likeness = -1_000;
/// What is not compared has nothing in common.
pub(super) const NOT_COMPARED: Likeness = -400;
/// Two accounts with nothing to go by are of two incidents.
const PRIOR: f32 = -0.5;

/// How much speaks for two accounts telling of one incident.
pub(super) fn likeness(a: &Sketch, b: &Sketch) -> Likeness {
    if a.article == b.article {
        return SAME_ARTICLE;
    }
    let facts = time(a, b) + place(a, b);
    // A sum of few hundredths is exact enough; whole numbers make later sums free of their order.
    let sum = PRIOR + facts + sort(a, b) + sides(a, b) + figures(a, b) + terms(a, b);
    #[allow(clippy::cast_possible_truncation)] // a few units at most
    let thousandths = (sum * 1000.0).round() as i32;
    thousandths
}

fn time(a: &Sketch, b: &Sketch) -> f32 {
    let (Some(x), Some(y)) = (a.days, b.days) else { return told(a, b) };
    let gap = (x.0 - y.1).max(y.0 - x.1);
    match (a.has_day() && b.has_day(), gap) {
        (true, ..=0) => 0.3,
        // One day's difference is a time zone's or a slip.
        (true, 1) => 0.05,
        (true, _) => -0.8,
        // A long time holds many incidents.
        (false, ..=0) if (x.1 - x.0).max(y.1 - y.0) < 10 * FEW_DAYS => 0.1,
        (false, ..=0) => 0.0,
        (false, 1..=3) => -0.1,
        (false, _) => -0.5,
    }
}

/// Where one of them leaves the day open: articles of one incident appear together.
fn told(a: &Sketch, b: &Sketch) -> f32 {
    let day = |sketch: &Sketch| sketch.days.filter(|_| sketch.has_day()).map(|days| days.1);
    let (Some(x), Some(y)) = (day(a).or(a.told), day(b).or(b.told)) else { return 0.0 };
    match (x - y).abs() {
        0..=1 => 0.1,
        2..=4 => 0.05,
        5..=20 => -0.05,
        21..=60 => -0.15,
        _ => -0.25,
    }
}

fn place(a: &Sketch, b: &Sketch) -> f32 {
    let country = || match (&a.countries[..], &b.countries[..]) {
        ([], _) | (_, []) => 0.0,
        (x, y) if x.iter().any(|country| y.contains(country)) => 0.1,
        _ => -0.4,
    };
    let (Some(x), Some(y)) = (a.spots.first(), b.spots.first()) else { return country() };
    let near = a.spots.iter().flat_map(|x| b.spots.iter().map(move |y| (x, y)));
    let near = near.filter(|(x, y)| x.distance_km(**y) <= x.radius_km.max(y.radius_km) + 15.0);
    let finest = near.map(|(x, y)| x.radius_km.max(y.radius_km)).min_by(f32::total_cmp);
    match finest {
        Some(radius) if radius <= TOWN_KM => 0.3,
        Some(_) => 0.1,
        None if x.radius_km.max(y.radius_km) <= TOWN_KM => -0.6,
        None => -0.4,
    }
}

fn sort(a: &Sketch, b: &Sketch) -> f32 {
    match (a.sorts, b.sorts) {
        (x, y) if !x.is_known() || !y.is_known() => 0.0,
        (x, y) if x.meet(y) => 0.15,
        (x, y) if x.are_near(y) => 0.0,
        _ => -0.2,
    }
}

fn sides(a: &Sketch, b: &Sketch) -> f32 {
    if a.sides.is_empty() || b.sides.is_empty() {
        return 0.0;
    }
    let shared = a.sides.iter().filter(|side| b.sides.contains(side)).count();
    match shared {
        0 => -0.1,
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
    cosine
}

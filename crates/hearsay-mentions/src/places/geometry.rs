//! Distances on the globe.

/// The mean radius of the earth, in kilometres.
const EARTH_KM: f64 = 6371.0;

/// The great-circle distance of two points in degrees north and east, in kilometres.
pub(crate) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (latitude, other) = (a.0.to_radians(), b.0.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(b.0 - a.0) + latitude.cos() * other.cos() * half(b.1 - a.1);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances() {
        let (baku, yerevan) = ((40.38, 49.89), (40.18, 44.51));
        assert!((distance_km(baku, yerevan) - 457.0).abs() < 5.0);
        assert!(distance_km(baku, baku) < 1e-9);
        assert!((distance_km((0.0, 0.0), (0.0, 180.0)) - 20015.0).abs() < 5.0);
    }
}

//! Places: WGS-84 inside; adapters convert GCJ-02 and BD-09 at the edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A point in WGS-84, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    pub lat: f64,
    pub lng: f64,
}

/// Whether this has the form of a region's code: six digits (GB/T 2260; a company's own begin with 99).
pub fn is_region_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

/// Mean Earth radius in metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

impl Point {
    /// A point on Earth, or `None` for anything else (NaN included).
    pub fn new(lat: f64, lng: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        on_earth.then_some(Self { lat, lng })
    }
    pub fn is_on_earth(self) -> bool {
        Self::new(self.lat, self.lng).is_some()
    }
    /// How far another point lies to the east and to the north, in metres: on a plane that touches the Earth at the middle latitude, right to a
    /// thousandth over the width of a city (equirectangular projection; J. P. Snyder, Map Projections, USGS 1987, p. 90).
    pub fn east_and_north_to(self, other: Point) -> (f64, f64) {
        let per_degree = EARTH_RADIUS_METRES.to_radians();
        let bend = ((self.lat + other.lat) / 2.0).to_radians().cos();
        ((other.lng - self.lng) * per_degree * bend, (other.lat - self.lat) * per_degree)
    }
    /// Great-circle distance in metres (haversine; R. W. Sinnott, Sky & Telescope 68, 1984).
    pub fn metres_to(self, other: Point) -> f64 {
        let (dlat, dlng) = ((other.lat - self.lat).to_radians(), (other.lng - self.lng).to_radians());
        let a = (dlat / 2.0).sin().powi(2)
            + self.lat.to_radians().cos() * other.lat.to_radians().cos() * (dlng / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_METRES * a.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn east_and_north_make_the_distance() {
        let (bund, tower) = (Point { lat: 31.24, lng: 121.49 }, Point { lat: 31.2397, lng: 121.4998 });
        let (east, north) = bund.east_and_north_to(tower);
        assert!(east > 900.0 && north < 0.0, "{east} {north}");
        assert!((east.hypot(north) - bund.metres_to(tower)).abs() < 1.0);
    }
}

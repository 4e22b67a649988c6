//! GCJ-02, the coordinates that maps of mainland China must use: WGS-84 shifted by some hundred metres along a fixed pattern. There is no
//! official formula; this is the one that the public implementations agree on, true to a few metres.

use std::f64::consts::PI;

/// The ellipsoid of Krasovsky, 1940: half its long axis in metres, and the square of its eccentricity.
const LONG_AXIS_METRES: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

/// The shift in degrees at a place of WGS-84; none outside the rectangle around China.
fn shift(lat: f64, lon: f64) -> (f64, f64) {
    if !(0.8293..=55.8271).contains(&lat) || !(72.004..=137.8347).contains(&lon) {
        return (0.0, 0.0);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = |weight: f64, angle: f64| weight * (angle * PI).sin();
    let short = 2.0 / 3.0 * (wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x));
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + short
        + 2.0 / 3.0 * (wave(20.0, y) + wave(40.0, y / 3.0))
        + 2.0 / 3.0 * (wave(160.0, y / 12.0) + wave(320.0, y / 30.0));
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + short
        + 2.0 / 3.0 * (wave(20.0, x) + wave(40.0, x / 3.0))
        + 2.0 / 3.0 * (wave(150.0, x / 12.0) + wave(300.0, x / 30.0));
    let sine = lat.to_radians().sin();
    let bulge = 1.0 - ECCENTRICITY_SQUARED * sine * sine;
    let meridian = LONG_AXIS_METRES * (1.0 - ECCENTRICITY_SQUARED) / (bulge * bulge.sqrt());
    let parallel = LONG_AXIS_METRES / bulge.sqrt() * lat.to_radians().cos();
    ((north / meridian).to_degrees(), (east / parallel).to_degrees())
}

/// Latitude and longitude in GCJ-02 of a place in WGS-84.
pub fn of_wgs84(lat: f64, lon: f64) -> (f64, f64) {
    let (north, east) = shift(lat, lon);
    (lat + north, lon + east)
}

/// The way back, by approximation to below a millimetre.
pub fn to_wgs84(lat: f64, lon: f64) -> (f64, f64) {
    let (mut guess_lat, mut guess_lon) = (lat, lon);
    for _ in 0..8 {
        let (north, east) = shift(guess_lat, guess_lon);
        (guess_lat, guess_lon) = (lat - north, lon - east);
    }
    (guess_lat, guess_lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_of_heavenly_peace_is_shifted_by_about_five_hundred_metres() {
        // the shift that is published for this place: 0.00140 north, 0.00624 east
        let (lat, lon) = of_wgs84(39.907_333, 116.391_083);
        assert_eq!(format!("{:.4} {:.4}", lat - 39.907_333, lon - 116.391_083), "0.0014 0.0062");
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for (lat, lon) in [(31.2304, 121.4737), (22.5431, 114.0579), (43.8256, 87.6168), (45.8038, 126.5350)] {
            let (shifted_lat, shifted_lon) = of_wgs84(lat, lon);
            let (back_lat, back_lon) = to_wgs84(shifted_lat, shifted_lon);
            assert!((back_lat - lat).abs() < 1e-8 && (back_lon - lon).abs() < 1e-8, "{lat} {lon}");
        }
    }

    #[test]
    fn the_rest_of_the_world_is_where_it_is() {
        assert_eq!(of_wgs84(48.2082, 16.3738), (48.2082, 16.3738));
    }
}

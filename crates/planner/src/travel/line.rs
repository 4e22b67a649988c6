//! Straight line × detour.

use super::{Matrix, TravelTimes};
use crate::day::Place;

/// Mean radius of the earth, metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// The great circle, lengthened by `detour`, at one speed.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub detour: f64,
    pub km_per_hour: f64,
}

/// Places as points on the unit sphere, so that a distance is a root and an arc sine.
#[derive(Clone, Debug)]
pub struct Points {
    line: Line,
    points: Vec<[f64; 3]>,
}

impl Line {
    pub fn points(self, places: &[Place]) -> Points {
        let mut points = Points { line: self, points: Vec::with_capacity(places.len()) };
        places.iter().for_each(|place| points.add(place));
        points
    }
}

impl Points {
    /// Adds a place after the last.
    pub fn add(&mut self, place: &Place) {
        let (lat, lon) = (place.lat.to_radians(), place.lon.to_radians());
        self.points.push([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]);
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The chord's arc; 0 from and to nowhere.
    pub fn metres(&self, from: u32, to: u32) -> f64 {
        let (Some(one), Some(other)) = (self.points.get(from as usize), self.points.get(to as usize)) else {
            return 0.0;
        };
        let chord = (one[0] - other[0]).powi(2) + (one[1] - other[1]).powi(2) + (one[2] - other[2]).powi(2);
        2.0 * EARTH_RADIUS_METRES * (chord.sqrt() / 2.0).min(1.0).asin() * self.line.detour
    }

    pub fn seconds(&self, from: u32, to: u32) -> i32 {
        self.both(from, to).0
    }

    /// Seconds and metres, in whole numbers.
    pub fn both(&self, from: u32, to: u32) -> (i32, i32) {
        let metres = self.metres(from, to);
        ((metres / (self.line.km_per_hour / 3.6)).ceil() as i32, metres.round() as i32)
    }
}

impl TravelTimes for Line {
    fn matrix(&self, places: &[Place]) -> Matrix {
        let points = self.points(places);
        let mut matrix = Matrix { places: places.len(), ..Matrix::default() };
        for from in 0..places.len() as u32 {
            for to in 0..places.len() as u32 {
                let (seconds, metres) = points.both(from, to);
                matrix.metres.push(metres);
                matrix.seconds.push(seconds);
            }
        }
        matrix
    }
}

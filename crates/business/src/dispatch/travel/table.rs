//! The ways of a company as the planner's: one table for a search.

use std::sync::Arc;

use kernel::Point;
use planner::day::Place;
use planner::travel::{Matrix, UNREACHABLE};

use super::{Travel, TravelTimes};

/// How a company gets from place to place, for the planner.
pub struct Table(pub Arc<dyn TravelTimes>);

impl planner::travel::TravelTimes for Table {
    fn matrix(&self, places: &[Place]) -> Matrix {
        let points: Vec<Point> = places.iter().map(|place| Point { lat: place.lat, lng: place.lon }).collect();
        let cells = self.0.table(&points);
        let whole = |number: i64| i32::try_from(number).map_or(UNREACHABLE, |number| number.min(UNREACHABLE));
        Matrix {
            places: places.len(),
            seconds: cells.iter().map(|travel: &Travel| whole(travel.seconds)).collect(),
            metres: cells.iter().map(|travel| whole(travel.metres)).collect(),
        }
    }
}

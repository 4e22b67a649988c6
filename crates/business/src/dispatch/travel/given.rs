//! The roads, or the router, that this process was given, for all companies or for one; and ways on them, with what each place needs to know kept.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use kernel::Point;
use kernel::id::TenantId;
use moka::sync::Cache;
use planner::day::Place;
use planner::travel::UNREACHABLE;
use roads::{Reach, Roads};

use super::outside::{ByRouter, Router};
use super::{StraightLine, Travel, TravelTimes};

/// Places that are remembered at once: a few kilobytes each.
const PLACES_MAX: u64 = 20_000;
/// The hours in which most visits are: ways are as slow as in their mean, where the roads have a pace by the hour.
const HOURS: std::ops::Range<usize> = 8..18;

type ByCompany = HashMap<Option<TenantId>, Arc<dyn TravelTimes>>;

/// By company; none stands for all that have none of their own.
static GIVEN: LazyLock<RwLock<ByCompany>> = LazyLock::new(RwLock::default);

/// From now on every company without roads of its own drives on these.
pub fn drive_on(roads: Roads) {
    give(None, Arc::new(OnRoads::new(roads)));
}

/// From now on this company drives on these.
pub fn drive_on_for(company: TenantId, roads: Roads) {
    give(Some(company), Arc::new(OnRoads::new(roads)));
}

/// From now on an outside router is asked for the ways of every company without roads of its own.
pub fn ask(router: Box<dyn Router>) {
    give(None, Arc::new(ByRouter::new(router)));
}

/// From now on an outside router is asked for this company's ways.
pub fn ask_for(company: TenantId, router: Box<dyn Router>) {
    give(Some(company), Arc::new(ByRouter::new(router)));
}

fn give(company: Option<TenantId>, times: Arc<dyn TravelTimes>) {
    GIVEN.write().unwrap_or_else(PoisonError::into_inner).insert(company, times);
}

/// What a company drives on, if on roads.
pub(super) fn of(company: TenantId) -> Option<Arc<dyn TravelTimes>> {
    let given = GIVEN.read().unwrap_or_else(PoisonError::into_inner);
    let found = given.get(&Some(company)).or_else(|| given.get(&None))?;
    Some(found.clone())
}

/// Ways on roads, and by the straight line from and to places that no road is near.
struct OnRoads {
    roads: Roads,
    /// Share of the free speed.
    pace: f64,
    reaches: Cache<(u64, u64), Arc<Reach>>,
}

impl OnRoads {
    fn new(roads: Roads) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "ten hours")]
        let mean = |hours: &[f64]| hours.iter().sum::<f64>() / hours.len() as f64;
        let pace = roads.pace.get(HOURS).map_or(1.0, mean).clamp(0.05, 5.0);
        Self { roads, pace, reaches: Cache::new(PLACES_MAX) }
    }

    fn reach(&self, place: Point) -> Arc<Reach> {
        let key = (place.lat.to_bits(), place.lng.to_bits());
        self.reaches.get_with(key, || Arc::new(self.roads.reach(place.lat, place.lng)))
    }

    #[expect(clippy::cast_possible_truncation, reason = "a way on Earth takes less than 2^31 seconds")]
    fn on_road(&self, seconds: i32, metres: i32) -> Travel {
        Travel { metres: i64::from(metres), seconds: (f64::from(seconds) / self.pace).ceil() as i64, by_road: true }
    }
}

impl TravelTimes for OnRoads {
    fn travel(&self, from: Point, to: Point) -> Travel {
        if from == to {
            return Travel { metres: 0, seconds: 0, by_road: true };
        }
        match self.roads.way(&self.reach(from), &self.reach(to)) {
            Some(cost) => self.on_road(cost.seconds(), cost.metres()),
            None => StraightLine.travel(from, to),
        }
    }

    fn table(&self, places: &[Point]) -> Vec<Travel> {
        let named: Vec<Place> =
            places.iter().map(|place| Place { id: String::new(), lat: place.lat, lon: place.lng }).collect();
        let matrix = planner::travel::TravelTimes::matrix(&self.roads, &named);
        let cells = matrix.seconds.iter().zip(&matrix.metres).enumerate();
        let travel = |(cell, (seconds, metres)): (usize, (&i32, &i32))| {
            let (from, to) = (places[cell / places.len()], places[cell % places.len()]);
            if from == to {
                Travel { metres: 0, seconds: 0, by_road: true }
            } else if *seconds >= UNREACHABLE {
                StraightLine.travel(from, to)
            } else {
                self.on_road(*seconds, *metres)
            }
        };
        cells.map(travel).collect()
    }

    fn is_on_roads(&self, place: Point) -> bool {
        self.reach(place).is_near()
    }

    fn has_roads(&self) -> bool {
        true
    }
}

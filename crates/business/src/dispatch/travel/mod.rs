//! Travel: how far and how long from one place to another, by the company's roads where it has some, else by the straight line
//! (decision 0054). Ranking, rules, day plan, windows and arrival times all ask here.

mod given;
mod outside;
mod table;

use std::sync::Arc;
use std::time::Duration;

use kernel::Point;
use platform::db::View;

use super::model::{Job, Person};

pub use given::{ask, ask_for, drive_on, drive_on_for};
pub use outside::Router;
pub use table::Table;

/// A drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    pub metres: i64,
    /// Rounded up.
    pub seconds: i64,
    /// Measured on roads; else by the straight line.
    pub by_road: bool,
}

impl Travel {
    /// Whole minutes, rounded up.
    pub fn minutes(&self) -> i64 {
        (self.seconds + 59) / 60
    }
}

/// How far and how long from place to place.
pub trait TravelTimes: Send + Sync {
    fn travel(&self, from: Point, to: Point) -> Travel;

    /// From each place to each, row by row; just what [`TravelTimes::travel`] says of every pair.
    fn table(&self, places: &[Point]) -> Vec<Travel> {
        places.iter().flat_map(|from| places.iter().map(|to| self.travel(*from, *to))).collect()
    }

    /// Whether ways from and to this place are measured on roads.
    fn is_on_roads(&self, _: Point) -> bool {
        false
    }

    /// Whether there are roads at all.
    fn has_roads(&self) -> bool {
        false
    }

    /// Whether ways have to be asked for elsewhere, so that it is better to do so before they are needed.
    fn is_asked(&self) -> bool {
        false
    }

    /// Learns ways that will be needed; may wait for a network.
    fn learn(&self, _: &[Point], _: &[Point]) {}
}

/// How long is waited for ways that are asked for elsewhere; what comes later is there for the next.
const LEARNING: Duration = Duration::from_millis(1_500);
/// So many places are asked for before a ranking.
const PLACES_MAX: usize = 300;

/// Lets the ways to and from a job be learned, where they have to be asked for. For readers only: nobody who writes waits for a network.
pub async fn learn(view: &View, job: &Job, people: &[Person]) {
    let times = of(view);
    let Some(place) = job.place.filter(|_| times.is_asked()) else { return };
    let own = |person: &Person| {
        let stays = person.days.iter().flat_map(|day| &day.stays).filter_map(|stay| stay.place);
        stays.chain(person.start_place).chain(person.last_place.map(|(place, _)| place)).collect::<Vec<Point>>()
    };
    let mut places: Vec<Point> = people.iter().flat_map(own).collect();
    places.sort_by(|a, b| (a.lat, a.lng).partial_cmp(&(b.lat, b.lng)).unwrap_or(std::cmp::Ordering::Equal));
    places.dedup();
    places.truncate(PLACES_MAX);
    let asked = tokio::task::spawn_blocking(move || {
        times.learn(&places, &[place]);
        times.learn(&[place], &places);
    });
    drop(tokio::time::timeout(LEARNING, asked).await);
}

/// How people of the actor's company get from place to place.
pub fn of(view: &View) -> Arc<dyn TravelTimes> {
    given::of(view.actor().tenant).unwrap_or_else(|| Arc::new(StraightLine))
}

/// The straight line, lengthened by what streets usually add, at the pace of a city's traffic.
#[derive(Clone, Copy, Debug, Default)]
pub struct StraightLine;

/// Streets are about a third longer than the line between their ends (R. H. Ballou, H. Rahardja, N. Sakai, Transportation Research
/// Part A 36, 2002: 1.2 to 1.6 by country).
const DETOUR_PERCENT: i64 = 135;
/// Door to door by car or electric bike in a large Chinese city, km/h.
const KILOMETRES_PER_HOUR: i64 = 25;
/// Taken where one of the two places is not known.
pub const MINUTES_UNKNOWN: i64 = 30;

impl TravelTimes for StraightLine {
    fn travel(&self, from: Point, to: Point) -> Travel {
        // half of the Earth's girth in metres fits any integer
        #[expect(clippy::cast_possible_truncation, reason = "a distance on Earth is below 2^31 metres")]
        let line = from.metres_to(to).round() as i64;
        let metres = line * DETOUR_PERCENT / 100;
        let seconds = (metres * 3_600 + KILOMETRES_PER_HOUR * 1_000 - 1) / (KILOMETRES_PER_HOUR * 1_000);
        Travel { metres, seconds, by_road: false }
    }
}

/// The drive where both places are known.
pub fn known(times: &dyn TravelTimes, from: Option<Point>, to: Option<Point>) -> Option<Travel> {
    Some(times.travel(from?, to?))
}

/// Its minutes, or what is taken where a place is not known.
pub fn minutes(times: &dyn TravelTimes, from: Option<Point>, to: Option<Point>) -> i64 {
    minutes_of(known(times, from, to))
}

/// The minutes of a drive, or what is taken where a place is not known.
pub fn minutes_of(travel: Option<Travel>) -> i64 {
    travel.map_or(MINUTES_UNKNOWN, |travel| travel.minutes())
}

#[cfg(test)]
pub(super) mod tests;

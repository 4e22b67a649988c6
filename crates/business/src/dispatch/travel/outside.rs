//! Ways by an outside router (E13): asked before they are needed, remembered, and measured by the straight line until they are known
//! (decision 0062). A ranking never waits for the network.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::Point;
use moka::sync::Cache;
use planner::day::Place;
use roads::outside::{Carrier, Outside, Protocol, Way};

use super::{StraightLine, Travel, TravelTimes};

/// Who is asked.
pub trait Router: Send + Sync {
    /// The ways from each start to each goal, row by row, none for what was not answered; and why not, in words without the key.
    fn ways(&self, starts: &[Point], goals: &[Point]) -> (Vec<Option<Way>>, Option<String>);
}

impl<P: Protocol, C: Carrier> Router for Outside<P, C> {
    fn ways(&self, starts: &[Point], goals: &[Point]) -> (Vec<Option<Way>>, Option<String>) {
        let named = |points: &[Point]| -> Vec<Place> {
            points.iter().map(|point| Place { id: String::new(), lat: point.lat, lon: point.lng }).collect()
        };
        Self::ways(self, &named(starts), &named(goals))
    }
}

/// Ways that are remembered at once: some tens of bytes each.
const WAYS_MAX: u64 = 1_000_000;
/// How long an answer is believed; routers that know the jams are asked again by then.
const KEEP: Duration = Duration::from_secs(3_600);
/// A router that failed is left alone for so long.
const SILENCE: Duration = Duration::from_secs(60);
/// Ways that somebody missed and that wait to be asked for.
const MISSED_MAX: usize = 10_000;
/// So many are gathered for one request.
const GATHERED_MAX: usize = 100;
/// More places are not asked for at once: their table would be thousands of requests of some routers.
const TABLE_MAX: usize = 200;

/// To about a metre.
type Spot = (i32, i32);

fn spot(place: Point) -> Spot {
    #[expect(clippy::cast_possible_truncation, reason = "degrees of the Earth")]
    let e5 = |degrees: f64| (degrees * 1e5).round() as i32;
    (e5(place.lat), e5(place.lng))
}

/// Ways by a router as they are known, and by the straight line until then.
pub struct ByRouter {
    known: Arc<Known>,
    missed: SyncSender<(Point, Point)>,
}

struct Known {
    router: Box<dyn Router>,
    ways: Cache<(Spot, Spot), Way>,
    silent_until: Mutex<Option<Instant>>,
}

impl ByRouter {
    /// Begins to ask on a thread of its own, which ends with this.
    pub fn new(router: Box<dyn Router>) -> Self {
        let ways = Cache::builder().max_capacity(WAYS_MAX).time_to_live(KEEP).build();
        let known = Arc::new(Known { router, ways, silent_until: Mutex::new(None) });
        let (missed, asked) = sync_channel(MISSED_MAX);
        let asking = known.clone();
        std::thread::spawn(move || asking.ask_forever(&asked));
        Self { known, missed }
    }
}

impl Known {
    fn ask_forever(&self, asked: &Receiver<(Point, Point)>) {
        while let Ok(first) = asked.recv() {
            let mut gathered = vec![first];
            gathered.extend(asked.try_iter().take(GATHERED_MAX - 1));
            // by goal: most of what is missed together leads to one visit
            while let Some((_, goal)) = gathered.first().copied() {
                let to_it = |way: &(Point, Point)| spot(way.1) == spot(goal);
                let (own, rest): (Vec<_>, Vec<_>) = gathered.into_iter().partition(to_it);
                gathered = rest;
                let starts: Vec<Point> = own.into_iter().map(|way| way.0).collect();
                self.learn(&starts, &[goal]);
            }
        }
    }

    /// Asks for what is not known yet of these ways.
    fn learn(&self, starts: &[Point], goals: &[Point]) {
        let is_missing = |start: &Point| goals.iter().any(|goal| !self.ways.contains_key(&(spot(*start), spot(*goal))));
        let starts: Vec<Point> = starts.iter().copied().filter(is_missing).collect();
        if starts.is_empty() || self.is_silent() {
            return;
        }
        let (ways, trouble) = self.router.ways(&starts, goals);
        for (cell, way) in ways.into_iter().enumerate() {
            let key = (spot(starts[cell / goals.len()]), spot(goals[cell % goals.len()]));
            if let Some(way) = way {
                self.ways.insert(key, way);
            }
        }
        if let Some(words) = trouble {
            tracing::warn!(%words, "the router does not answer: ways are measured by the straight line");
            *self.silent_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + SILENCE);
        }
    }

    fn is_silent(&self) -> bool {
        self.silent_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| Instant::now() < until)
    }

    /// The way, as far as it is known; none leads there: the line stands in all the same.
    fn way(&self, from: Point, to: Point) -> Option<Travel> {
        if from == to {
            return Some(Travel { metres: 0, seconds: 0, by_road: true });
        }
        let line = || StraightLine.travel(from, to);
        let (seconds, metres) = match self.ways.get(&(spot(from), spot(to)))? {
            Some(way) => way,
            None => return Some(line()),
        };
        Some(Travel { metres: i64::from(metres), seconds: i64::from(seconds), by_road: true })
    }
}

impl TravelTimes for ByRouter {
    fn travel(&self, from: Point, to: Point) -> Travel {
        self.known.way(from, to).unwrap_or_else(|| {
            // where the queue is full, it is asked for the next time
            let _queued = self.missed.try_send((from, to));
            StraightLine.travel(from, to)
        })
    }

    fn table(&self, places: &[Point]) -> Vec<Travel> {
        // as many as a router may be asked for; the rest is measured by the line and learned one by one
        if places.len() <= TABLE_MAX {
            self.known.learn(places, places);
        }
        places.iter().flat_map(|from| places.iter().map(|to| self.travel(*from, *to))).collect()
    }

    fn is_on_roads(&self, _: Point) -> bool {
        !self.known.is_silent()
    }

    fn has_roads(&self) -> bool {
        true
    }

    fn is_asked(&self) -> bool {
        true
    }

    fn learn(&self, starts: &[Point], goals: &[Point]) {
        self.known.learn(starts, goals);
    }
}

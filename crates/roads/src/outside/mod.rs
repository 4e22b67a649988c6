//! Routers of others, spoken to in their own protocol: asked in pieces as large as they allow, remembered, and where they do not answer,
//! the straight line stands in and says so.
//!
//! Nothing here knows HTTP: a [`Carrier`] brings a request to the other side and its answer back.

pub mod amap;
pub mod gcj02;
#[cfg(feature = "http")]
pub mod http;
pub mod osrm;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use planner::day::Place;
use planner::travel::{Line, Matrix, TravelTimes, UNREACHABLE};

/// Brings a request to the other side.
pub trait Carrier: Send + Sync {
    /// The body of the answer to a GET, whatever its status: routers tell refusals in the body.
    ///
    /// # Errors
    /// In words, where there is no answer at all.
    fn get(&self, url: &str) -> Result<String, String>;

    /// Waits before the same is asked again.
    fn wait(&self, time: Duration);
}

/// A function that fetches is a carrier; it waits by sleeping.
impl<F: Fn(&str) -> Result<String, String> + Send + Sync> Carrier for F {
    fn get(&self, url: &str) -> Result<String, String> {
        self(url)
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// What one way takes; none where the router says that no way leads there.
pub type Way = Option<(i32, i32)>;

/// How a router is asked and understood.
pub trait Protocol: Send + Sync {
    /// At most so many starts and so many goals in one request.
    fn most(&self) -> (usize, usize);
    /// The request for all ways from starts to goals, both in WGS-84.
    fn url(&self, starts: &[&Place], goals: &[&Place]) -> String;
    /// The ways of an answer, row by row, as seconds and metres.
    ///
    /// # Errors
    /// What the router said instead.
    fn ways(&self, answer: &str, starts: usize, goals: usize) -> Result<Vec<Way>, Trouble>;
}

/// Why a router gave no ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Too fast; the same request may do a little later.
    Later(String),
    /// Nothing like this will do: the key, the day's quota, the service.
    Never(String),
    /// Not this one.
    Once(String),
}

/// How an outside router is used.
#[derive(Clone, Debug)]
pub struct Use {
    /// How long an answer is believed. Roads change slowly, jams do not: a quarter of an hour where the router knows the traffic.
    pub keep: Duration,
    /// At most so many ways are remembered.
    pub kept_max: usize,
    /// At most so many requests for one matrix; what is left is measured by the line.
    pub requests_max: usize,
    pub fallback: Line,
}

impl Default for Use {
    fn default() -> Self {
        Self {
            keep: Duration::from_secs(86_400),
            kept_max: 2_000_000,
            requests_max: 2_000,
            fallback: Line { detour: 1.35, km_per_hour: 28.0 },
        }
    }
}

/// An outside router as [`TravelTimes`].
pub struct Outside<P, C> {
    protocol: P,
    carrier: C,
    using: Use,
    known: Mutex<HashMap<(Spot, Spot), (Way, Instant)>>,
    last: Mutex<Told>,
}

/// Where a place is, to about a metre: what is remembered is remembered by this.
type Spot = (i32, i32);

/// How the last matrix went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub requests: usize,
    pub remembered: usize,
    /// Ways that the straight line stood in for.
    pub by_line: usize,
    /// Why, where it did.
    pub trouble: Option<String>,
}

/// How often the same request is sent again when the router asks for patience, and how long it is waited first; then twice as long.
const PATIENCE: (u32, Duration) = (4, Duration::from_millis(300));

impl<P: Protocol, C: Carrier> Outside<P, C> {
    pub fn new(protocol: P, carrier: C, using: Use) -> Self {
        Self { protocol, carrier, using, known: Mutex::default(), last: Mutex::default() }
    }

    /// How the last matrix went.
    pub fn told(&self) -> Told {
        self.last.lock().map(|told| told.clone()).unwrap_or_default()
    }

    fn ask(&self, starts: &[&Place], goals: &[&Place], told: &mut Told) -> Result<Vec<Way>, Trouble> {
        let url = self.protocol.url(starts, goals);
        let mut pause = PATIENCE.1;
        for tried in 0.. {
            told.requests += 1;
            let answer = self.carrier.get(&url).map_err(Trouble::Once)?;
            match self.protocol.ways(&answer, starts.len(), goals.len()) {
                Err(Trouble::Later(_)) if tried < PATIENCE.0 => {
                    self.carrier.wait(pause);
                    pause *= 2;
                }
                answered => return answered,
            }
        }
        Err(Trouble::Once("no answer".to_string()))
    }

    /// Asks for what is not remembered, rectangle by rectangle. A router that says never, or fails three times in a row, is not asked on.
    fn fetch(&self, places: &[Place], cells: &mut [Option<Way>], told: &mut Told) {
        let (rows, columns) = self.protocol.most();
        let all: Vec<usize> = (0..places.len()).collect();
        let mut failed_in_a_row = 0;
        for goals in all.chunks(columns.max(1)) {
            for starts in all.chunks(rows.max(1)) {
                let missing = |start: &&usize| goals.iter().any(|goal| cells[**start * places.len() + goal].is_none());
                let starts: Vec<usize> = starts.iter().filter(missing).copied().collect();
                if starts.is_empty() {
                    continue;
                }
                if told.requests >= self.using.requests_max {
                    told.trouble.get_or_insert_with(|| format!("more than {} requests", self.using.requests_max));
                    return;
                }
                let of = |indices: &[usize]| indices.iter().map(|index| &places[*index]).collect::<Vec<_>>();
                match self.ask(&of(&starts), &of(goals), told) {
                    Ok(ways) => {
                        failed_in_a_row = 0;
                        for (way, (start, goal)) in ways
                            .into_iter()
                            .zip(starts.iter().flat_map(|start| goals.iter().map(move |goal| (start, goal))))
                        {
                            cells[start * places.len() + goal] = Some(way);
                        }
                    }
                    Err(trouble) => {
                        failed_in_a_row += 1;
                        let over = matches!(trouble, Trouble::Never(_)) || failed_in_a_row == 3;
                        let (Trouble::Later(words) | Trouble::Never(words) | Trouble::Once(words)) = trouble;
                        told.trouble.get_or_insert(words);
                        if over {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// The ways from each start to each goal, row by row, and why some were not answered. For few places at a time: the first request that
    /// fails is the last one, and nothing is remembered here.
    pub fn ways(&self, starts: &[Place], goals: &[Place]) -> (Vec<Option<Way>>, Option<String>) {
        let (rows, columns) = self.protocol.most();
        let (rows, columns) = (rows.max(1), columns.max(1));
        let mut told = Told::default();
        let mut cells = vec![None; starts.len() * goals.len()];
        for (row, some) in starts.chunks(rows).enumerate() {
            for (column, few) in goals.chunks(columns).enumerate() {
                let (from, to): (Vec<&Place>, Vec<&Place>) = (some.iter().collect(), few.iter().collect());
                match self.ask(&from, &to, &mut told) {
                    Ok(ways) => {
                        for (cell, way) in ways.into_iter().enumerate() {
                            let start = row * rows + cell / few.len();
                            let goal = column * columns + cell % few.len();
                            cells[start * goals.len() + goal] = Some(way);
                        }
                    }
                    Err(Trouble::Later(words) | Trouble::Never(words) | Trouble::Once(words)) => {
                        return (cells, Some(words));
                    }
                }
            }
        }
        (cells, None)
    }

    fn recall(&self, spots: &[Option<Spot>], told: &mut Told) -> Vec<Option<Way>> {
        let mut cells = vec![None; spots.len() * spots.len()];
        let Ok(known) = self.known.lock() else { return cells };
        for (from, start) in spots.iter().enumerate() {
            for (to, goal) in spots.iter().enumerate() {
                let cell = &mut cells[from * spots.len() + to];
                let (Some(start), Some(goal)) = (start, goal) else {
                    // a place nowhere on Earth is not asked for
                    *cell = Some(None);
                    continue;
                };
                if start == goal {
                    *cell = Some(Some((0, 0)));
                } else if let Some((way, _)) =
                    known.get(&(*start, *goal)).filter(|(_, at)| at.elapsed() < self.using.keep)
                {
                    *cell = Some(*way);
                    told.remembered += 1;
                }
            }
        }
        cells
    }

    fn remember(&self, spots: &[Option<Spot>], cells: &[Option<Way>]) {
        let Ok(mut known) = self.known.lock() else { return };
        if known.len() + cells.len() > self.using.kept_max {
            known.clear();
        }
        let now = Instant::now();
        for (index, way) in cells.iter().enumerate() {
            if let (Some(way), Some(start), Some(goal)) = (way, spots[index / spots.len()], spots[index % spots.len()])
            {
                known
                    .entry((start, goal))
                    .and_modify(|old| {
                        if old.1.elapsed() >= self.using.keep {
                            *old = (*way, now)
                        }
                    })
                    .or_insert((*way, now));
            }
        }
    }
}

fn spot(place: &Place) -> Option<Spot> {
    let on_earth = (-90.0..=90.0).contains(&place.lat) && (-180.0..=180.0).contains(&place.lon);
    on_earth.then(|| ((place.lat * 1e5).round() as i32, (place.lon * 1e5).round() as i32))
}

impl<P: Protocol, C: Carrier> TravelTimes for Outside<P, C> {
    fn matrix(&self, places: &[Place]) -> Matrix {
        let mut told = Told::default();
        let spots: Vec<Option<Spot>> = places.iter().map(spot).collect();
        let mut cells = self.recall(&spots, &mut told);
        self.fetch(places, &mut cells, &mut told);
        self.remember(&spots, &cells);
        let line = self.using.fallback.points(places);
        let mut matrix = Matrix { places: places.len(), ..Matrix::default() };
        for (index, cell) in cells.into_iter().enumerate() {
            let (from, to) = ((index / places.len()) as u32, (index % places.len()) as u32);
            let way = cell.unwrap_or_else(|| {
                told.by_line += 1;
                Some((line.seconds(from, to), line.metres(from, to).round() as i32))
            });
            let way = if from == to { Some((0, 0)) } else { way };
            matrix.seconds.push(way.map_or(UNREACHABLE, |(seconds, _)| seconds));
            matrix.metres.push(way.map_or(0, |(_, metres)| metres));
        }
        if let Ok(mut last) = self.last.lock() {
            *last = told;
        }
        matrix
    }
}

/// A number of an answer as whole seconds or metres; none for what no way has.
fn whole(number: f64) -> Option<i32> {
    (number.is_finite() && (0.0..f64::from(UNREACHABLE)).contains(&number)).then(|| number.ceil() as i32)
}

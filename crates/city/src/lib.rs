//! A generated city, the same for the same seed on every machine: roads, river, districts, addresses, travel, people.
//!
//! It stands in for map data where nobody has any: the demo company lives in it, the dispatch simulator drives through it.
//! The city is fictional. It is called 云江市, its district codes 990101 … come from a range GB/T 2260 does not use, and its
//! origin (30° N, 125° E) lies in open water, so that none of its addresses can be taken for somebody's home.
//!
//! ```text
//! seed ─► river ─► districts ─► rings, arterials ─► streets in the blocks ─► lanes ─► weave ─┬─► road graph ─► travel, matrix
//!                                                                                           └─► compounds ─► buildings ─► homes
//! ```
//!
//! ```
//! use city::{City, Size};
//! let city = City::generate(1, Size::town());
//! let homes = city.addresses(2);
//! let travel = city.travel(homes[0].point, homes[1].point);
//! assert!(homes[0].to_string().starts_with("云江市") && travel.metres > 0);
//! ```

mod address;
mod compounds;
mod districts;
mod graph;
mod map;
mod names;
mod people;
mod plane;
mod river;
mod streets;
mod weave;

use kernel::Point;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

pub use address::{Address, Place};
pub use compounds::{Building, Compound, Park};
pub use districts::{CITY_CODE, District};
pub use graph::{Edge, Matrix, RoadGraph, Route, Travel};
pub use map::{CityMap, MapBridge, MapCompound, MapDistrict, MapPark, MapRoad, Position};
pub use people::{People, Person};
pub use streets::RoadClass;

use compounds::{Builder, HouseNumbers};
use plane::{Frame, Spot};
use river::River;
use streets::{Surveyor, Way};
use weave::Weave;

/// The city's name.
pub const NAME: &str = "云江市";
/// Its middle, in the East China Sea.
const ORIGIN: Point = Point { lat: 30.0, lng: 125.0 };

/// How large a city is, in metres. Both sides are at least 5,000 m: smaller, there is no room for three rings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    width: f64,
    height: f64,
}

impl Size {
    /// 14 × 12 km, about 700 compounds: the demo company's city.
    pub fn demo() -> Self {
        Self { width: 14_000.0, height: 12_000.0 }
    }
    /// 7 × 6 km: quick to make, for tests.
    pub fn town() -> Self {
        Self { width: 7_000.0, height: 6_000.0 }
    }
    /// Any size between 5 and 40 km a side; what is outside is brought to the nearest.
    pub fn metres(width: f64, height: f64) -> Self {
        Self { width: width.clamp(5_000.0, 40_000.0), height: height.clamp(5_000.0, 40_000.0) }
    }
}

/// A named road with its whole line; house numbers begin at its first point, odd ones on the left.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Street {
    pub name: String,
    pub class: RoadClass,
    pub line: Vec<Point>,
}

/// A bridge over the river.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bridge {
    pub name: String,
    /// Index into `City::streets`.
    pub street: usize,
    pub line: Vec<Point>,
}

/// Independent sources of chance, so that one more draw in one part leaves the others as they were.
#[derive(Clone, Copy)]
enum Stream {
    Land,
    Names,
    Roads,
    Buildings,
    Homes,
}

/// The generated city.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    seed: u64,
    size: Size,
    frame: Frame,
    river: River,
    districts: Vec<District>,
    streets: Vec<Street>,
    bridges: Vec<Bridge>,
    compounds: Vec<Compound>,
    parks: Vec<Park>,
    numbers: HouseNumbers,
    net: Weave,
    roads: RoadGraph,
}

fn rng(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream as u64);
    rng
}

impl City {
    /// Generates the city of a seed; `Size::demo()` takes well under a second.
    pub fn generate(seed: u64, size: Size) -> Self {
        let frame = Frame { origin: ORIGIN };
        let half = Spot::new(size.width / 2.0, size.height / 2.0);
        let mut land = rng(seed, Stream::Land);
        let river = River::new(&mut land, size.width, size.height);
        let districts = districts::found(&mut land, &frame, &river, half);
        let mut names = names::Names::new(&mut rng(seed, Stream::Names));
        let mut chance = rng(seed, Stream::Roads);
        let surveyor = Surveyor { rng: &mut chance, names: &mut names, river: &river, half, ways: Vec::new() };
        let ways = surveyor.survey();
        let lines: Vec<&[Spot]> = ways.iter().map(|w| w.line.as_slice()).collect();
        let net = weave::weave(&lines);
        let mut numbers = HouseNumbers::default();
        let builder = Builder {
            rng: &mut rng(seed, Stream::Buildings),
            names: &mut names,
            numbers: &mut numbers,
            frame,
            river: &river,
            districts: &districts,
            net: &net,
            ways: &ways,
            half,
        };
        let (compounds, parks) = builder.build();
        let bridges = span(&river, &ways, &mut names, &frame);
        let roads = RoadGraph::new(frame, &net, &ways, &river);
        let named = ways.into_iter().map(|w| Street { name: w.name, class: w.class, line: frame.points(&w.line) });
        let streets = named.collect();
        Self { seed, size, frame, river, districts, streets, bridges, compounds, parks, numbers, net, roads }
    }

    pub fn name(&self) -> &'static str {
        NAME
    }
    pub fn districts(&self) -> &[District] {
        &self.districts
    }
    pub fn streets(&self) -> &[Street] {
        &self.streets
    }
    pub fn bridges(&self) -> &[Bridge] {
        &self.bridges
    }
    pub fn compounds(&self) -> &[Compound] {
        &self.compounds
    }
    pub fn parks(&self) -> &[Park] {
        &self.parks
    }
    pub fn roads(&self) -> &RoadGraph {
        &self.roads
    }
    /// The city's streets as roads like those of an imported map.
    pub fn driven(&self) -> roads::Roads {
        self.roads.driven()
    }
    /// The district a point lies in; `None` outside the city.
    pub fn district_at(&self, point: Point) -> Option<&District> {
        let spot = self.frame.spot(point);
        self.districts.iter().find(|d| d.has(spot))
    }
    /// Whether a point lies in the river.
    pub fn is_water(&self, point: Point) -> bool {
        self.river.metres_to_water(self.frame.spot(point)) < 0.0
    }
    /// Length and time of the quickest way by road.
    pub fn travel(&self, from: Point, to: Point) -> Travel {
        self.roads.travel(from, to)
    }
    /// The city's people, the same for its seed.
    pub fn people(&self) -> People {
        People::new(self.seed)
    }
    fn half(&self) -> Spot {
        Spot::new(self.size.width / 2.0, self.size.height / 2.0)
    }
    fn rng(&self, stream: Stream) -> ChaCha8Rng {
        rng(self.seed, stream)
    }
}

/// Names the bridges; the one nearest to the middle is 云江大桥.
fn span(river: &River, ways: &[Way], names: &mut names::Names, frame: &Frame) -> Vec<Bridge> {
    let all: Vec<(usize, Vec<Spot>)> = ways
        .iter()
        .enumerate()
        .flat_map(|(i, w)| river.crossings(&w.line).into_iter().map(move |line| (i, line)))
        .collect();
    let central =
        all.iter().enumerate().min_by(|(_, x), (_, y)| x.1[0].x.abs().total_cmp(&y.1[0].x.abs())).map(|(i, _)| i);
    let named = all.into_iter().enumerate();
    named
        .map(|(i, (street, line))| Bridge { name: names.bridge(Some(i) == central), street, line: frame.points(&line) })
        .collect()
}

//! Where things are: sites of customers, homes of technicians, and the ways between them by road.

use city::{City, Size};
use planner::day::Place;
use planner::search::dice::Dice;
use planner::travel::{Matrix, TravelTimes, UNREACHABLE};
use roads::Roads;

/// Numbered places, sites first and homes behind, with all ways between them.
pub struct Ground {
    pub name: String,
    pub places: Vec<Place>,
    pub sites: usize,
    pub matrix: Matrix,
    /// Half of all sites lie west of here.
    middle: f64,
}

impl Ground {
    /// The generated city's addresses, on its own roads.
    pub fn city(seed: u64, size: Size, sites: usize, homes: usize) -> Self {
        let city = City::generate(seed, size);
        let addresses = city.addresses(sites + homes);
        let places = addresses.iter().map(|address| (address.point.lat, address.point.lng));
        Self::of(city::NAME.to_string(), &city.driven(), places.collect(), sites)
    }

    /// Points along the roads of a map, a little beside them.
    pub fn roads(name: &str, roads: &Roads, seed: u64, sites: usize, homes: usize) -> Self {
        let mut dice = Dice::new(seed);
        let line = &roads.network.line;
        let beside = |dice: &mut Dice| (dice.fraction() - 0.5) * 0.001;
        let draw = |dice: &mut Dice| {
            let (lat, lon) = line[dice.below(line.len())].degrees();
            (lat + beside(dice), lon + beside(dice))
        };
        let places = (0..sites + homes).map(|_| draw(&mut dice)).collect();
        Self::of(name.to_string(), roads, places, sites)
    }

    fn of(name: String, roads: &Roads, places: Vec<(f64, f64)>, sites: usize) -> Self {
        let place = |(number, (lat, lon)): (usize, &(f64, f64))| Place { id: number.to_string(), lat: *lat, lon: *lon };
        let places: Vec<Place> = places.iter().enumerate().map(place).collect();
        let matrix = roads.matrix(&places);
        let sites = sites.min(places.len());
        let mut lons: Vec<f64> = places[..sites].iter().map(|place| place.lon).collect();
        lons.sort_unstable_by(f64::total_cmp);
        let middle = lons.get(lons.len() / 2).copied().unwrap_or_default();
        Self { name, places, sites, matrix, middle }
    }

    pub fn homes(&self) -> usize {
        self.places.len() - self.sites
    }

    /// Seconds on free roads; a way that does not exist takes an hour, so that nobody is lost.
    pub fn seconds(&self, from: usize, to: usize) -> i32 {
        let seconds = self.matrix.seconds(from, to);
        if seconds >= UNREACHABLE { 3_600 } else { seconds }
    }

    pub fn metres(&self, from: usize, to: usize) -> i32 {
        self.matrix.metres(from, to)
    }

    /// Whether a place lies in the western half.
    pub fn is_west(&self, place: usize) -> bool {
        self.places[place].lon < self.middle
    }
}

/// The ways among some of the ground's places, which are known by their numbers.
impl TravelTimes for Ground {
    fn matrix(&self, places: &[Place]) -> Matrix {
        let numbers: Vec<usize> = places.iter().filter_map(|place| place.id.parse().ok()).collect();
        let mut matrix = Matrix { places: places.len(), ..Matrix::default() };
        for from in &numbers {
            for to in &numbers {
                matrix.seconds.push(self.seconds(*from, *to));
                matrix.metres.push(self.metres(*from, *to));
            }
        }
        matrix
    }
}

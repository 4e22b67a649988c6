//! Residential compounds 小区 with their buildings, units and rooms, and the parks between them.

use std::collections::HashSet;

use kernel::Point;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::districts::{District, whole_in};
use crate::names::Names;
use crate::plane::{Frame, Spot, area, contains, middle, reach};
use crate::river::River;
use crate::streets::{RoadClass, Way};
use crate::weave::{Face, Weave};

/// Frontage that one house number stands for, in metres.
const FRONTAGE_METRES: f64 = 12.0;
/// Most buildings one compound has.
const BUILDINGS_MAX: usize = 28;

/// A residential compound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compound {
    pub name: String,
    /// Index into `City::districts`.
    pub district: usize,
    /// Index into `City::streets`: where its gate is.
    pub street: usize,
    /// House number of the gate.
    pub number: u32,
    pub gate: Point,
    pub centre: Point,
    pub buildings: Vec<Building>,
}

/// A building 号楼 of a compound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Building {
    /// From 1, south to north.
    pub number: u32,
    pub units: u32,
    pub floors: u32,
    pub rooms_per_floor: u32,
    #[serde(skip)]
    pub(crate) spot: Spot,
}

impl Building {
    /// Homes in this building.
    pub fn homes(&self) -> usize {
        (self.units * self.floors * self.rooms_per_floor) as usize
    }
}

/// A park.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Park {
    pub name: String,
    pub outline: Vec<Point>,
}

/// House numbers given so far: odd on the left of a street as its numbers run, even on the right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HouseNumbers(HashSet<(usize, u32)>);

impl HouseNumbers {
    /// The number at `metres` from a street's beginning; the next one on that side when it is taken.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a street is some kilometres long")]
    pub fn give(&mut self, street: usize, metres: f64, left: bool) -> u32 {
        let mut number = 2 * (metres.max(0.0) / FRONTAGE_METRES) as u32 + if left { 1 } else { 2 };
        while !self.0.insert((street, number)) {
            number += 2;
        }
        number
    }
}

/// What is built into the blocks.
pub(crate) struct Builder<'a> {
    pub rng: &'a mut ChaCha8Rng,
    pub names: &'a mut Names,
    pub numbers: &'a mut HouseNumbers,
    pub frame: Frame,
    pub river: &'a River,
    pub districts: &'a [District],
    pub net: &'a Weave,
    pub ways: &'a [Way],
    /// Half width and half height of the sheet.
    pub half: Spot,
}

impl Builder<'_> {
    /// Fills the blocks: compounds, parks; the rest is shops, schools and works.
    pub fn build(mut self) -> (Vec<Compound>, Vec<Park>) {
        let (mut compounds, mut parks) = (Vec::new(), Vec::new());
        for face in self.net.faces() {
            let (size, centre) = (area(&face.ring), middle(&face.ring));
            let far = (centre.x / self.half.x).hypot(centre.y / self.half.y);
            if self.river.has_no_land_at(centre) || !(9_000.0..400_000.0).contains(&size) {
                continue;
            }
            let by_the_water = self.river.metres_to_water(centre) < 200.0;
            if size > 14_000.0 && self.rng.random_bool(if by_the_water { 0.25 } else { 0.045 }) {
                let word = self.names.street_word(self.rng);
                parks.push(Park { name: format!("{word}公园"), outline: self.frame.points(&face.ring) });
            } else if self.rng.random_bool((0.8 - 0.4 * far).clamp(0.25, 0.8)) {
                compounds.extend(self.compound(&face, far));
            }
        }
        (compounds, parks)
    }

    /// A compound on this block, when the block lies in one district, has a street to open on, and room for two buildings.
    fn compound(&mut self, face: &Face, far: f64) -> Option<Compound> {
        let district = whole_in(self.districts, &face.ring)?;
        let (link, left) = self.gate_side(face)?;
        let buildings = self.buildings(&face.ring, far);
        if buildings.len() < 2 {
            return None;
        }
        let (a, b) = (self.net.nodes[link.a], self.net.nodes[link.b]);
        let inwards = a.left_of_the_way_to(b).times(if left { 12.0 } else { -12.0 });
        let share = self.rng.random_range(0.35..0.65);
        let gate = a.towards(b, share).plus(inwards);
        Some(Compound {
            name: self.names.compound(),
            district,
            street: link.line,
            number: self.numbers.give(link.line, link.offset + share * a.metres_to(b), left),
            gate: self.frame.point(gate),
            centre: self.frame.point(middle(&face.ring)),
            buildings,
        })
    }

    /// The longest side that lies on a street with houses: rings and bridges have none.
    fn gate_side(&self, face: &Face) -> Option<(crate::weave::Link, bool)> {
        let length = |l: &crate::weave::Link| self.net.nodes[l.a].metres_to(self.net.nodes[l.b]);
        let sides = face.sides.iter().map(|side| (self.net.links[side.link], side.left));
        let open = sides.filter(|(l, _)| self.ways[l.line].class != RoadClass::Ring && length(l) > 30.0);
        open.max_by(|x, y| length(&x.0).total_cmp(&length(&y.0)))
    }

    /// Slabs facing south in rows, as far from each other as the sun demands; towers in the middle of the city.
    fn buildings(&mut self, ring: &[Spot], far: f64) -> Vec<Building> {
        let (tall, old) = (self.rng.random_bool((0.7 - 0.4 * far).clamp(0.2, 0.7)), self.rng.random_bool(0.35));
        let (floors, units, rooms_per_floor, row, column) = match (tall, old) {
            (true, false) => (self.rng.random_range(18..=32), 1, 4, 58.0, 64.0),
            (true, true) => (self.rng.random_range(11..=18), 2, 2, 50.0, 68.0),
            (false, false) => (self.rng.random_range(7..=11), 2, 2, 42.0, 66.0),
            (false, true) => (6, 4, 2, 34.0, 72.0),
        };
        let ((west, east), (south, north)) = (reach(ring, Spot::new(1.0, 0.0)), reach(ring, Spot::new(0.0, 1.0)));
        let fits = |s: Spot| {
            [(-30.0, -14.0), (30.0, -14.0), (30.0, 14.0), (-30.0, 14.0), (0.0, 0.0)]
                .into_iter()
                .all(|(x, y)| contains(ring, s.plus(Spot::new(x, y))))
        };
        let mut spots = Vec::new();
        let mut y = south + 18.0;
        while y < north {
            let mut x = west + 34.0;
            while x < east {
                let spot = Spot::new(x, y);
                if fits(spot) {
                    spots.push(spot);
                }
                x += column;
            }
            y += row;
        }
        spots.truncate(BUILDINGS_MAX);
        let number = 1_u32..;
        number.zip(spots).map(|(number, spot)| Building { number, units, floors, rooms_per_floor, spot }).collect()
    }
}

//! Draws the streets: rings and arterials first, streets into the blocks between them, lanes into what is still too large.

use std::collections::HashMap;
use std::f64::consts::{FRAC_PI_2, TAU};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Names, chinese};
use crate::plane::{Spot, area, chords, contains, cut, grain, middle, reach, runs_where, simplified};
use crate::river::{Bank, River, steps};
use crate::weave::weave;

/// What kind of road it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoadClass {
    Ring,
    Arterial,
    Street,
    Lane,
}

impl RoadClass {
    /// Door-to-door speed in km/h, waiting at lights included.
    pub fn speed_kmh(self) -> u32 {
        match self {
            Self::Ring => 60,
            Self::Arterial => 42,
            Self::Street => 30,
            Self::Lane => 18,
        }
    }
}

/// A road before it has junctions: its name and the line it follows.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub class: RoadClass,
    pub name: String,
    /// The name without 路 or 街; lanes beside it are counted after it.
    pub word: String,
    pub line: Vec<Spot>,
}

/// Half width and half height of the rings as a share of the sheet's, from the inside out.
const RINGS: [(&str, f64, f64); 3] = [("内环", 0.28, 0.29), ("中环", 0.57, 0.575), ("外环", 0.88, 0.87)];
/// Exponent of the rings' superellipse: between a circle (2) and a rectangle.
const RING_SQUARENESS: f64 = 3.0;
/// Lines that end at another overshoot it by this much, so that they are sure to meet, in metres.
const OVERSHOOT_METRES: f64 = 3.0;

/// Draws a city's roads on a sheet of the given half width and half height.
pub(crate) struct Surveyor<'a> {
    pub rng: &'a mut ChaCha8Rng,
    pub names: &'a mut Names,
    pub river: &'a River,
    pub half: Spot,
    pub ways: Vec<Way>,
}

impl Surveyor<'_> {
    /// All roads, the great ones first.
    pub fn survey(mut self) -> Vec<Way> {
        self.rings();
        self.embankments();
        self.avenues();
        self.boulevards();
        for (ring, _) in self.blocks() {
            self.lay_streets(&ring);
        }
        let mut lanes_of = HashMap::new();
        for (ring, roads) in self.blocks() {
            // A block beside a ring or an avenue calls its lanes after the smallest road it touches.
            let Some(parent) = roads.into_iter().max_by_key(|w| (self.ways[*w].class, usize::MAX - w)) else {
                continue;
            };
            let word = self.ways[parent].word.clone();
            self.lay_lanes(&ring, &word, &mut lanes_of, 0);
        }
        self.ways
    }

    fn add(&mut self, class: RoadClass, word: String, tail: &str, line: Vec<Spot>) {
        let name = self.names.once(format!("{word}{tail}"));
        self.ways.push(Way { class, name, word, line: simplified(&line, 1.5) });
    }

    /// A share of the way from the centre to the outer ring: 0 in the centre, 1 on the ring.
    fn outwards(&self, s: Spot) -> f64 {
        let (_, rx, ry) = RINGS[RINGS.len() - 1];
        let powers = (s.x / (rx * self.half.x)).abs().powf(RING_SQUARENESS)
            + (s.y / (ry * self.half.y)).abs().powf(RING_SQUARENESS);
        powers.powf(1.0 / RING_SQUARENESS)
    }

    fn rings(&mut self) {
        for (word, rx, ry) in RINGS {
            let (phase, wave) = (self.rng.random_range(0.0..6.2), self.rng.random_range(0.008..0.018));
            let outer = rx > 0.8;
            // Begins in the north: a ring that began in the water would need two half bridges there.
            let mut line: Vec<Spot> = steps(FRAC_PI_2, FRAC_PI_2 + TAU, 0.03)
                .map(|a| {
                    let (s, c) = a.sin_cos();
                    let bent = |v: f64| v.signum() * v.abs().powf(2.0 / RING_SQUARENESS);
                    // The outer ring is the measure of "inside", so it alone does not sway.
                    let sway = if outer { 1.0 } else { 1.0 + wave * (4.0 * a + phase).sin() };
                    Spot::new(self.half.x * rx * bent(c) * sway, self.half.y * ry * bent(s) * sway)
                })
                .collect();
            let first = line[0];
            if let Some(last) = line.last_mut() {
                *last = first;
            }
            self.add(RoadClass::Ring, word.to_owned(), "路", line);
        }
    }

    fn embankments(&mut self) {
        for (bank, word) in [(Bank::North, "北滨"), (Bank::South, "南滨")] {
            let line = self.river.embankment(bank);
            for run in runs_where(&line, |s| self.outwards(s) < 1.0 + OVERSHOOT_METRES / self.half.x) {
                self.add(RoadClass::Arterial, word.to_owned(), "路", run);
            }
        }
    }

    /// Distances from the centre between the rings, as shares of the half sheet: where arterials run.
    fn between_rings(&mut self, rings: [f64; 3]) -> Vec<f64> {
        let mut at = vec![rings[0] / 2.0, f64::midpoint(rings[0], rings[1]), f64::midpoint(rings[1], rings[2])];
        for share in &mut at {
            *share += self.rng.random_range(-0.018..0.018);
        }
        at
    }

    /// North–south arterials. Only the central avenue crosses the river; the others end on its embankments.
    fn avenues(&mut self) {
        let mut places = vec![0.0];
        for side in [-1.0, 1.0] {
            places.extend(self.between_rings(RINGS.map(|r| r.1)).into_iter().map(|p| side * p));
        }
        for (i, place) in places.into_iter().enumerate() {
            let (phase, lean) = (self.rng.random_range(0.0..6.2), self.rng.random_range(-0.05..0.05));
            let bend = self.half.x * self.rng.random_range(0.010..0.022);
            let line: Vec<Spot> = steps(-self.half.y, self.half.y, 60.0)
                .map(|y| Spot::new(place * self.half.x + lean * y + bend * (y / self.half.y * 3.0 + phase).sin(), y))
                .collect();
            let over = 1.0 + OVERSHOOT_METRES / self.half.x;
            if i == 0 {
                self.add(RoadClass::Arterial, "云江".to_owned(), "大道", line);
                continue;
            }
            let word = self.names.street_word(self.rng);
            let leaves_the_city = i % 3 == 2;
            let runs =
                runs_where(&line, |s| !self.river.has_no_land_at(s) && (leaves_the_city || self.outwards(s) < over));
            for run in runs {
                let tail = if self.river.bank(run[0]) == Bank::North { "北路" } else { "南路" };
                self.add(RoadClass::Arterial, word.clone(), tail, run);
            }
        }
    }

    /// East–west arterials; near the river they follow its bends.
    fn boulevards(&mut self) {
        for side in [-1.0, 1.0] {
            let places = self.between_rings(RINGS.map(|r| r.2));
            for (k, place) in places.into_iter().enumerate() {
                let offset = side * place * self.half.y;
                let follows = (-offset.abs() / (0.3 * self.half.y)).exp();
                let (phase, bend) =
                    (self.rng.random_range(0.0..6.2), self.half.y * self.rng.random_range(0.008..0.018));
                let line: Vec<Spot> = steps(-self.half.x, self.half.x, 60.0)
                    .map(|x| {
                        let sway = bend * (x / self.half.x * 3.5 + phase).sin();
                        Spot::new(x, offset + follows * self.river.middle(x) + sway)
                    })
                    .collect();
                let over = 1.0 + OVERSHOOT_METRES / self.half.x;
                let runs = runs_where(&line, |s| !self.river.has_no_land_at(s) && (k == 1 || self.outwards(s) < over));
                for run in runs.into_iter().filter(|r| r.len() > 12) {
                    let word = self.names.street_word(self.rng);
                    self.add(RoadClass::Arterial, word, if k == 1 { "大道" } else { "大街" }, run);
                }
            }
        }
    }

    /// Blocks on land between the roads drawn so far, with the road at each side.
    fn blocks(&self) -> Vec<(Vec<Spot>, Vec<usize>)> {
        let lines: Vec<&[Spot]> = self.ways.iter().map(|w| w.line.as_slice()).collect();
        let net = weave(&lines);
        let mut faces = net.faces();
        faces
            .retain(|f| !self.river.has_no_land_at(middle(&f.ring)) && f.ring.iter().all(|s| self.outwards(*s) < 1.01));
        faces.into_iter().map(|f| (f.ring, f.sides.iter().map(|side| net.links[side.link].line).collect())).collect()
    }

    /// A slightly irregular grid of streets along the block's own grain.
    fn lay_streets(&mut self, ring: &[Spot]) {
        if area(ring) < 90_000.0 {
            return;
        }
        let far = self.outwards(middle(ring));
        let spacing = 290.0 + 190.0 * far;
        let along = grain(ring);
        for normal in [along, Spot::new(-along.y, along.x)] {
            let (lo, hi) = reach(ring, normal);
            let strips = ((hi - lo) / (spacing * self.rng.random_range(0.85..1.2))).round().max(1.0);
            let width = (hi - lo) / strips;
            for at in steps(lo, hi, width).skip(1) {
                if at > hi - width * 0.5 || self.rng.random_bool(0.08 + 0.14 * far) {
                    continue;
                }
                let offset = at + width * self.rng.random_range(-0.13..0.13);
                for (from, to) in chords(ring, normal, offset) {
                    if from.metres_to(to) > 150.0 {
                        self.lay_street(ring, from, to);
                    }
                }
            }
        }
    }

    fn lay_street(&mut self, ring: &[Spot], from: Spot, to: Spot) {
        let side = from.left_of_the_way_to(to);
        let mut line = vec![from];
        for share in [0.34, 0.67] {
            let bent = from.towards(to, share).plus(side.times(self.rng.random_range(-14.0..14.0)));
            if contains(ring, bent) {
                line.push(bent);
            }
        }
        line.push(to);
        let word = self.names.street_word(self.rng);
        // As in many northern cities: 街 runs east–west, 路 north–south.
        let d = to.minus(from);
        let tail = if d.x.abs() > d.y.abs() { "街" } else { "路" };
        self.add(RoadClass::Street, word, tail, line);
    }

    /// Halves a block across its longer side until it is small enough for one compound.
    fn lay_lanes(&mut self, ring: &[Spot], word: &str, lanes_of: &mut HashMap<String, usize>, depth: usize) {
        let far = self.outwards(middle(ring));
        let enough = 38_000.0 + 60_000.0 * far * far;
        let size = area(ring);
        if depth > 3 || size < enough * self.rng.random_range(1.2..1.9) || self.rng.random_bool(0.06 + 0.16 * far) {
            return;
        }
        let along = grain(ring);
        let across = Spot::new(-along.y, along.x);
        let width = |n: Spot| reach(ring, n).1 - reach(ring, n).0;
        let normal = if width(along) > width(across) { along } else { across };
        let (lo, hi) = reach(ring, normal);
        let offset = lo + (hi - lo) * self.rng.random_range(0.42..0.58);
        let [(from, to)] = chords(ring, normal, offset)[..] else { return };
        if from.metres_to(to) < 70.0 {
            return;
        }
        let count = lanes_of.entry(word.to_owned()).or_default();
        *count += 1;
        let tail = format!("{}巷", chinese(*count));
        self.add(RoadClass::Lane, word.to_owned(), &tail, vec![from, to]);
        for (n, o) in [(normal, offset), (normal.times(-1.0), -offset)] {
            self.lay_lanes(&cut(ring, n, o), word, lanes_of, depth + 1);
        }
    }
}

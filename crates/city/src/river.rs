//! The river: a winding band from the west edge to the east edge; roads cross it on bridges and nowhere else.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::plane::{Spot, runs_where, simplified};

/// A river whose middle line is a function of `x`, so that every spot has a bank.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct River {
    half_width: f64,
    half_height: f64,
    /// Phases of the large and the small bend, in radians.
    phases: (f64, f64),
    /// Share of the half height by which the large and the small bend swing out.
    swings: (f64, f64),
}

/// Which side of the river a spot lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bank {
    North,
    South,
}

/// Distance between the water's edge and the road along it, in metres.
const EMBANKMENT_METRES: f64 = 45.0;

impl River {
    pub fn new(rng: &mut ChaCha8Rng, width_metres: f64, height_metres: f64) -> Self {
        let half_height = height_metres / 2.0;
        // The water is as broad in a small city, so there it has less room to wind before it meets the inner ring lengthwise.
        let room = ((half_height - 1_500.0) / 4_500.0).clamp(0.3, 1.0);
        Self {
            half_width: width_metres / 2.0,
            half_height,
            phases: (rng.random_range(-0.6..0.6), rng.random_range(0.0..6.2)),
            swings: (room * rng.random_range(0.13..0.18), room * rng.random_range(0.02..0.045)),
        }
    }
    /// The middle line's `y` at `x`.
    pub fn middle(&self, x: f64) -> f64 {
        let u = std::f64::consts::PI * x / self.half_width;
        let large = self.swings.0 * (1.15 * u + self.phases.0).sin();
        self.half_height * (large + self.swings.1 * (2.7 * u + self.phases.1).sin())
    }
    fn slope(&self, x: f64) -> f64 {
        (self.middle(x + 5.0) - self.middle(x - 5.0)) / 10.0
    }
    fn half_breadth(&self, x: f64) -> f64 {
        140.0 + 30.0 * (2.0 * x / self.half_width + self.phases.1).sin()
    }
    /// Metres from the water's edge; negative in the water.
    pub fn metres_to_water(&self, s: Spot) -> f64 {
        (s.y - self.middle(s.x)).abs() / self.slope(s.x).hypot(1.0) - self.half_breadth(s.x)
    }
    pub fn bank(&self, s: Spot) -> Bank {
        if s.y >= self.middle(s.x) { Bank::North } else { Bank::South }
    }
    /// In the water or on the strip between it and the embankment road, which belongs to nobody.
    pub fn has_no_land_at(&self, s: Spot) -> bool {
        self.metres_to_water(s) < EMBANKMENT_METRES - 3.0
    }
    /// A line beside the river, `metres` from the middle line's bank on one side, west to east.
    fn beside(&self, bank: Bank, metres: f64, reach: f64) -> Vec<Spot> {
        let side = if bank == Bank::North { 1.0 } else { -1.0 };
        let y = |x: f64| self.middle(x) + side * (self.half_breadth(x) + metres) * self.slope(x).hypot(1.0);
        steps(-reach, reach, 60.0).map(|x| Spot::new(x, y(x))).collect()
    }
    pub fn embankment(&self, bank: Bank) -> Vec<Spot> {
        self.beside(bank, EMBANKMENT_METRES, self.half_width)
    }
    /// The water as a ring, from edge to edge of the sheet.
    pub fn outline(&self) -> Vec<Spot> {
        let mut ring = self.beside(Bank::South, 0.0, self.half_width);
        ring.extend(self.beside(Bank::North, 0.0, self.half_width).into_iter().rev());
        ring
    }
    /// The middle line, west to east.
    pub fn thread(&self) -> Vec<Spot> {
        steps(-self.half_width, self.half_width, 100.0).map(|x| Spot::new(x, self.middle(x))).collect()
    }
    /// The bridges a road's line needs: from bank to bank, a little land at both ends.
    pub fn crossings(&self, line: &[Spot]) -> Vec<Vec<Spot>> {
        let pieces = line.windows(2).map(|w| (w, steps(0.0, w[0].metres_to(w[1]), 25.0)));
        let fine: Vec<Spot> =
            pieces.flat_map(|(w, at)| at.map(|m| w[0].towards(w[1], m / w[0].metres_to(w[1]).max(1e-9)))).collect();
        let runs = runs_where(&fine, |s| self.metres_to_water(s) < 15.0);
        let over = runs.into_iter().filter(|r| r.iter().any(|s| self.metres_to_water(*s) < -20.0));
        over.map(|line| simplified(&line, 0.5)).collect()
    }
}

/// From `lo` to `hi` inclusive in even steps of about `step`.
pub(crate) fn steps(lo: f64, hi: f64, step: f64) -> impl Iterator<Item = f64> {
    let count = ((hi - lo) / step).ceil().max(1.0);
    let mut i = -1.0;
    std::iter::from_fn(move || {
        i += 1.0;
        (i <= count).then_some(lo + (hi - lo) * i / count)
    })
}

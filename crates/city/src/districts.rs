//! Districts: each bank is divided among its centres, so that a district never lies on both sides of the river.
//!
//! The codes 990101 … are our own: GB/T 2260 gives no code beginning with 99, so they can never be taken for a real district.

use kernel::Point;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::plane::{Frame, Spot, contains, cut, simplified};
use crate::river::{Bank, River};

/// Code of the whole city; districts count up from it.
pub const CITY_CODE: u32 = 990_100;

/// Name, bank (true: north) and centre as a share of the half width and half height.
const SEATS: [(&str, bool, f64, f64); 7] = [
    ("中城区", true, 0.02, 0.24),
    ("北苑区", true, 0.10, 0.72),
    ("西岭区", true, -0.62, 0.46),
    ("东港区", true, 0.64, 0.44),
    ("江南区", false, -0.02, -0.34),
    ("望湖区", false, -0.60, -0.50),
    ("高新区", false, 0.58, -0.48),
];

/// A district of the city.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct District {
    /// Six digits from the unused 99xxxx range.
    pub code: String,
    pub name: String,
    pub centre: Point,
    /// Border, against the clock, first corner not repeated.
    pub outline: Vec<Point>,
    #[serde(skip)]
    pub(crate) seat: Spot,
    #[serde(skip)]
    bank: Bank,
    #[serde(skip)]
    ring: Vec<Spot>,
}

impl District {
    /// Whether a spot on the sheet lies inside the border.
    pub(crate) fn has(&self, spot: Spot) -> bool {
        contains(&self.ring, spot)
    }
}

/// Seats the districts and draws their borders: half way between neighbours, along the river between the banks.
pub(crate) fn found(rng: &mut ChaCha8Rng, frame: &Frame, river: &River, half: Spot) -> Vec<District> {
    let seats: Vec<(&str, Bank, Spot)> = SEATS
        .iter()
        .map(|(name, north, x, y)| {
            let wander = Spot::new(rng.random_range(-0.05..0.05), rng.random_range(-0.05..0.05));
            let x = half.x * (x + wander.x);
            let spot = Spot::new(x, half.y * (y + wander.y) + river.middle(x) * 0.4);
            (*name, if *north { Bank::North } else { Bank::South }, spot)
        })
        .collect();
    let number = |i: usize| CITY_CODE + 1 + u32::try_from(i).unwrap_or(0);
    seats
        .iter()
        .enumerate()
        .map(|(i, (name, bank, seat))| {
            let rivals = seats.iter().filter(|(n, b, _)| n != name && b == bank);
            let ring = rivals.fold(bank_ring(river, *bank, half), |ring, (_, _, rival)| {
                let normal = rival.minus(*seat);
                cut(&ring, normal, normal.dot(seat.towards(*rival, 0.5)))
            });
            District {
                code: number(i).to_string(),
                name: (*name).to_owned(),
                centre: frame.point(*seat),
                outline: frame.points(&ring),
                seat: *seat,
                bank: *bank,
                ring,
            }
        })
        .collect()
}

/// All land (and half the water) on one side of the river, against the clock.
fn bank_ring(river: &River, bank: Bank, half: Spot) -> Vec<Spot> {
    let mut ring = simplified(&river.thread(), 3.0);
    let edge = if bank == Bank::North { half.y } else { -half.y };
    ring.extend([Spot::new(half.x, edge), Spot::new(-half.x, edge)]);
    if bank == Bank::South {
        ring.reverse();
    }
    ring
}

/// The district all corners of a block lie in, if it is one: what a border runs through belongs to nobody.
pub(crate) fn whole_in(districts: &[District], ring: &[Spot]) -> Option<usize> {
    districts.iter().position(|d| ring.iter().all(|s| d.has(*s)))
}

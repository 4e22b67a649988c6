//! How long the ways between places take.

mod line;

pub use line::Line;

use crate::day::{Place, Travel};

/// Seconds and metres between places when the roads are free; how the hours of the day slow them is the clock's affair
/// ([`crate::field`]).
pub trait TravelTimes: Send + Sync {
    /// All ways among the places, [`UNREACHABLE`] where there is none.
    fn matrix(&self, places: &[Place]) -> Matrix;
}

/// More seconds than any shift has: there is no way.
pub const UNREACHABLE: i32 = 40_000_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    pub places: usize,
    /// Row by row, from → to.
    pub seconds: Vec<i32>,
    pub metres: Vec<i32>,
}

impl Matrix {
    pub fn seconds(&self, from: usize, to: usize) -> i32 {
        self.seconds[from * self.places + to]
    }

    pub fn metres(&self, from: usize, to: usize) -> i32 {
        self.metres[from * self.places + to]
    }
}

/// The ways among numbered places; a place beyond the last is nowhere, to which and from which no way is needed.
#[derive(Clone, Debug)]
pub enum Ways {
    /// Looked up.
    Table(Matrix),
    /// Computed when asked for: for more places than a table is worth, of which only a few ways are ever asked.
    Line(line::Points),
}

impl Ways {
    #[inline]
    pub fn seconds(&self, from: u32, to: u32) -> i32 {
        match self {
            Self::Table(table) => table.seconds(from as usize, to as usize),
            Self::Line(points) => points.seconds(from, to),
        }
    }

    /// Seconds and metres.
    pub fn both(&self, from: u32, to: u32) -> (i32, i32) {
        match self {
            Self::Table(table) => (table.seconds(from as usize, to as usize), table.metres(from as usize, to as usize)),
            Self::Line(points) => points.both(from, to),
        }
    }

    /// Whether every way is the same in both directions.
    pub fn are_symmetric(&self) -> bool {
        matches!(self, Self::Line(_))
    }

    pub fn metres(&self, from: u32, to: u32) -> i32 {
        match self {
            Self::Table(table) => table.metres(from as usize, to as usize),
            Self::Line(points) => points.metres(from, to).round() as i32,
        }
    }
}

/// The matrix that a day's own travel gives; `places` are the day's, of which `order` says where each stood in the file.
pub fn of_day(travel: &Travel, places: &[Place], order: &[usize]) -> Matrix {
    match travel {
        Travel::Line { detour, km_per_hour, .. } => Line { detour: *detour, km_per_hour: *km_per_hour }.matrix(places),
        Travel::Matrix { seconds, metres, .. } => {
            let at = |table: &[Vec<Option<f64>>], from: usize, to: usize| {
                let value = table.get(order[from]).and_then(|row| row.get(order[to])).copied().flatten();
                value
                    .filter(|value| value.is_finite() && (0.0..f64::from(UNREACHABLE)).contains(value))
                    .map(|value| value.ceil() as i32)
            };
            let mut matrix = Matrix { places: places.len(), ..Matrix::default() };
            for from in 0..places.len() {
                for to in 0..places.len() {
                    let found = if from == to { Some(0) } else { at(seconds, from, to) };
                    matrix.seconds.push(found.unwrap_or(UNREACHABLE));
                    matrix.metres.push(at(metres, from, to).unwrap_or(0));
                }
            }
            matrix
        }
    }
}

//! A classical routing instance as it stands in its file, in whole numbers: what the readers make, and what the checker judges by.

use crate::search::parallel::{Search, Watch, search};
use crate::search::plain::{Customer, Limited, Plain, PlainParts, Unlimited, Vehicle};
use crate::search::state::Sketch;

/// Lengths and times share one unit, `1 / scale` of the file's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    pub name: String,
    /// How many of our units make one of the file's: 10 where distances are cut to one decimal.
    pub scale: i32,
    /// Place 0 is the depot; row by row, from → to.
    pub lengths: Vec<i32>,
    /// The customers, at the places from 1 on.
    pub customers: Vec<Customer>,
    pub vehicles: Vec<Vehicle>,
    pub opens: i32,
    pub closes: i32,
    /// Longest time between leaving the depot and being back.
    pub longest: Option<i32>,
    /// Whether a vehicle's number matters to a reader of the solution.
    pub vehicles_differ: bool,
}

/// No time limit: far beyond every time of an instance, and far below what overflows.
pub const ENDLESS: i32 = 500_000_000;

/// What is wrong in a file: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A line (`line 12`) or a section (`DEMAND_SECTION`).
    pub at: String,
    pub what: String,
}

impl Fault {
    pub fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

impl std::error::Error for Fault {}

impl Instance {
    pub fn places(&self) -> usize {
        self.customers.len() + 1
    }

    /// Searches for a solution, or goes on from one.
    pub fn solve(&self, how: &Search, start: Option<&Sketch>, watch: Watch<'_>) -> Sketch {
        match self.longest {
            None => search(&self.to_plain(Unlimited), how, start, watch),
            Some(limit) => search(&self.to_plain(Limited(limit)), how, start, watch),
        }
    }

    /// The rules of the search for it.
    pub fn to_plain<L: crate::search::plain::Lasting>(&self, lasting: L) -> Plain<L> {
        let parts = PlainParts {
            lengths: self.lengths.clone(),
            customers: self.customers.clone(),
            vehicles: self.vehicles.clone(),
            opens: self.opens,
            closes: self.closes,
        };
        Plain::new(parts, lasting)
    }

    /// A cost in the file's unit, as solutions are published: `42440.7`.
    pub fn written(&self, cost: i64) -> String {
        match self.scale {
            10 => format!("{}.{}", cost / 10, cost % 10),
            _ => cost.to_string(),
        }
    }
}

//! Plays days of a city and compares how orders find their technicians (docs/simulator.md).
//!
//! ```text
//! roads ─► ground (who lives where, how long the ways take) ─┐
//! seed ─► orders (the same for every policy) ────────────────┴─► stage: events, one policy ─► tally ─► study: policies × loads × seeds ─► report
//! ```
//!
//! A crate of its own so that a policy uses the planner as everybody does, through its public door. Deterministic: the same seed and
//! assumptions give the same days on every machine.

pub mod assumptions;
mod board;
pub mod ground;
pub mod orders;
pub mod policies;
pub mod report;
mod stage;
pub mod study;
mod tally;

#[cfg(test)]
mod tests;

pub use assumptions::Assumptions;
pub use ground::Ground;
pub use policies::Kind;
pub use stage::{World, play};
pub use study::{Change, Line, Study, compare};
pub use tally::{METRICS, Metric, Tally};

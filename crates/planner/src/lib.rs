//! Who goes where, when: plans the days of technicians, and solves classical routing instances with the same search.
//!
//! Pure: no network, no database, no clock but the stopwatch that bounds a search; the same seed and number of tries give the same plan.

pub mod check;
pub mod day;
pub mod field;
pub mod files;
pub mod formats;
pub mod live;
pub mod objectives;
pub mod replan;
pub mod requirements;
pub mod search;
pub mod travel;

#[cfg(test)]
mod tests;

//! The checker: recomputes cost and every constraint of a plan with its own code, sharing nothing with the search.

pub mod day;
pub mod instance;

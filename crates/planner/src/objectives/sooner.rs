//! Hours that pass between the beginning of the day's first shift and each job's start: of two plans as good, the one that is done sooner.

use super::{Looks, Objective, StartFacts};

pub(super) struct Sooner;

impl Objective for Sooner {
    fn name(&self) -> &'static str {
        "sooner"
    }

    fn usual_weight(&self) -> f64 {
        0.0
    }

    fn looks(&self) -> Looks {
        Looks::AtStart
    }

    fn of_start(&self, start: &StartFacts<'_>) -> f64 {
        f64::from(start.since_first_shift.max(0)) / 3_600.0
    }
}

//! Shifts that have at least one job.

use super::{Looks, Objective, ShiftFacts};

pub(super) struct PeopleUsed;

impl Objective for PeopleUsed {
    fn name(&self) -> &'static str {
        "people_used"
    }

    fn usual_weight(&self) -> f64 {
        0.0
    }

    fn looks(&self) -> Looks {
        Looks::AtShift
    }

    fn of_shift(&self, _shift: &ShiftFacts<'_>) -> f64 {
        1.0
    }
}

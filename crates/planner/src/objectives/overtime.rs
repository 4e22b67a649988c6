//! Minutes after the regular end of a shift.

use super::{Looks, Objective, ShiftFacts};

pub(super) struct Overtime;

impl Objective for Overtime {
    fn name(&self) -> &'static str {
        "overtime"
    }

    fn usual_weight(&self) -> f64 {
        2.0
    }

    fn looks(&self) -> Looks {
        Looks::AtShift
    }

    fn of_shift(&self, shift: &ShiftFacts<'_>) -> f64 {
        f64::from(shift.overtime) / 60.0
    }
}

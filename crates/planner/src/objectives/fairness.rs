//! Evenness of work: the square of the hours worked in a shift (earlier work of the day included), so that an hour weighs more on whoever
//! has more already.

use super::{Looks, Objective, ShiftFacts};

pub(super) struct Fairness;

impl Objective for Fairness {
    fn name(&self) -> &'static str {
        "fairness"
    }

    fn usual_weight(&self) -> f64 {
        0.0
    }

    fn looks(&self) -> Looks {
        Looks::AtShift
    }

    fn of_shift(&self, shift: &ShiftFacts<'_>) -> f64 {
        let hours = |seconds: f64| seconds / 3600.0;
        let before = hours(f64::from(shift.person.worked_minutes) * 60.0);
        (before + hours(f64::from(shift.work))).powi(2) - before.powi(2)
    }
}

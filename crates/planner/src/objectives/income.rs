//! Evenness of income: the square of what a shift's jobs bring (what the day has brought already included), so that what comes on top weighs
//! more on whoever has more already. Of a crew's job each member has an even share.

use super::{Looks, Objective, ShiftFacts};

pub(super) struct Income;

impl Objective for Income {
    fn name(&self) -> &'static str {
        "income"
    }

    fn usual_weight(&self) -> f64 {
        0.0
    }

    fn looks(&self) -> Looks {
        Looks::AtShift
    }

    fn of_shift(&self, shift: &ShiftFacts<'_>) -> f64 {
        let before = shift.person.earned;
        (before + shift.income).powi(2) - before.powi(2)
    }
}

//! Minutes of starting after a window has closed.

use super::{BeforeStart, Looks, Objective, StartFacts};

pub(super) struct Lateness;

impl Objective for Lateness {
    fn name(&self) -> &'static str {
        "lateness"
    }

    fn usual_weight(&self) -> f64 {
        3.0
    }

    fn looks(&self) -> Looks {
        Looks::AtStart
    }

    fn may_cost(&self, job: &BeforeStart) -> bool {
        job.may_be_late
    }

    fn of_start(&self, start: &StartFacts<'_>) -> f64 {
        f64::from(start.late) / 60.0
    }
}

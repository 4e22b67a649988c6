//! Minutes by which a start differs from what the customer was told, beyond a quarter of an hour.

use super::{BeforeStart, Looks, Objective, StartFacts};

pub(super) struct ToldStart;

impl Objective for ToldStart {
    fn name(&self) -> &'static str {
        "told_start"
    }

    fn usual_weight(&self) -> f64 {
        1.0
    }

    fn looks(&self) -> Looks {
        Looks::AtStart
    }

    fn may_cost(&self, job: &BeforeStart) -> bool {
        job.is_told
    }

    fn of_start(&self, start: &StartFacts<'_>) -> f64 {
        let moved = start.told.map_or(0, |told| (start.start - told).abs());
        f64::from((moved - 900).max(0)) / 60.0
    }
}

//! Minutes of driving, as the roads are when they are free: what jams cost shows as lateness and overtime.

use super::{Looks, Objective, WayFacts};

pub(super) struct Travel;

impl Objective for Travel {
    fn name(&self) -> &'static str {
        "travel"
    }

    fn usual_weight(&self) -> f64 {
        1.0
    }

    fn looks(&self) -> Looks {
        Looks::AtWay
    }

    fn of_way(&self, way: &WayFacts) -> f64 {
        f64::from(way.seconds) / 60.0
    }
}

//! Kilometres driven.

use super::{Looks, Objective, WayFacts};

pub(super) struct Distance;

impl Objective for Distance {
    fn name(&self) -> &'static str {
        "distance"
    }

    fn usual_weight(&self) -> f64 {
        0.2
    }

    fn looks(&self) -> Looks {
        Looks::AtWay
    }

    fn of_way(&self, way: &WayFacts) -> f64 {
        f64::from(way.metres) / 1000.0
    }
}

//! Jobs with preferred people that are given to somebody else.

use super::{Looks, Objective};
use crate::day::{Job, Person};

pub(super) struct Preferred;

impl Objective for Preferred {
    fn name(&self) -> &'static str {
        "preferred"
    }

    fn usual_weight(&self) -> f64 {
        10.0
    }

    fn looks(&self) -> Looks {
        Looks::AtAssignment
    }

    fn of_assignment(&self, job: &Job, person: &Person) -> f64 {
        f64::from(u8::from(!job.preferred.is_empty() && !job.preferred.contains(&person.id)))
    }
}

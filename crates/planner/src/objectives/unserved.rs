//! Priority of the jobs that are left out; a job without a priority counts 1.

use super::{Looks, Objective};
use crate::day::Job;

pub(super) struct Unserved;

impl Objective for Unserved {
    fn name(&self) -> &'static str {
        "unserved"
    }

    fn usual_weight(&self) -> f64 {
        1000.0
    }

    fn looks(&self) -> Looks {
        Looks::AtUnserved
    }

    fn of_unserved(&self, job: &Job) -> f64 {
        job.priority.unwrap_or(1.0)
    }
}

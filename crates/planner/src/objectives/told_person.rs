//! Customers who get somebody else than they were told.

use super::{Looks, Objective};
use crate::day::{Job, Person};

pub(super) struct ToldPerson;

impl Objective for ToldPerson {
    fn name(&self) -> &'static str {
        "told_person"
    }

    fn usual_weight(&self) -> f64 {
        60.0
    }

    fn looks(&self) -> Looks {
        Looks::AtAssignment
    }

    fn of_assignment(&self, job: &Job, person: &Person) -> f64 {
        let told = job.told.as_ref().and_then(|told| told.person.as_ref());
        f64::from(u8::from(told.is_some_and(|told| *told != person.id)))
    }
}

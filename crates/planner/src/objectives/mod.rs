//! What counts in a plan. One term per file; a new one is its file and one line in [`ALL`].
//!
//! A term measures in its own unit and is multiplied by its weight; a weight of 1 on `travel` makes one minute of driving the common
//! measure. The terms that a day names as `first` come before all others, however much those cost.

mod distance;
mod fairness;
mod income;
mod lateness;
mod overtime;
mod people_used;
mod preferred;
mod sooner;
mod told_person;
mod told_start;
mod travel;
mod unserved;

use crate::day::{Day, Job, Person, Shift};

/// Every term.
pub static ALL: &[&dyn Objective] = &[
    &unserved::Unserved,
    &lateness::Lateness,
    &travel::Travel,
    &distance::Distance,
    &overtime::Overtime,
    &people_used::PeopleUsed,
    &preferred::Preferred,
    &told_person::ToldPerson,
    &told_start::ToldStart,
    &sooner::Sooner,
    &fairness::Fairness,
    &income::Income,
];

/// What a term looks at. It decides when the term is computed: the later in this list, the more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A job that is left out.
    AtUnserved,
    /// A way between two stops.
    AtWay,
    /// A job and who does it.
    AtAssignment,
    /// A job and when it starts.
    AtStart,
    /// A whole shift.
    AtShift,
}

/// A way between two stops, when the roads are free.
pub struct WayFacts {
    pub seconds: i32,
    pub metres: i32,
}

/// A job and when it starts.
pub struct StartFacts<'a> {
    pub job: &'a Job,
    /// Seconds from the beginning of the horizon.
    pub start: i32,
    /// Seconds after the end of the last window that had closed, 0 within a window.
    pub late: i32,
    /// When the customer was told it would start.
    pub told: Option<i32>,
    /// Seconds after the beginning of the first shift that anybody has.
    pub since_first_shift: i32,
}

/// What is known of a job before it is known when it starts.
pub struct BeforeStart {
    /// It may also start after its window has closed.
    pub may_be_late: bool,
    /// The customer was told a start.
    pub is_told: bool,
}

/// A shift with at least one job.
pub struct ShiftFacts<'a> {
    pub person: &'a Person,
    pub shift: &'a Shift,
    /// Seconds after the shift's regular end.
    pub overtime: i32,
    /// Seconds on the road and at jobs, waiting and breaks not counted.
    pub work: i32,
    /// What its jobs bring this person, in the day's own unit.
    pub income: f64,
}

/// One thing that counts. A term looks at one kind of thing; the other methods stay as they are.
pub trait Objective: Sync {
    fn name(&self) -> &'static str;

    /// The weight where the day names none.
    fn usual_weight(&self) -> f64;

    fn looks(&self) -> Looks;

    fn of_unserved(&self, _job: &Job) -> f64 {
        0.0
    }

    fn of_way(&self, _way: &WayFacts) -> f64 {
        0.0
    }

    fn of_assignment(&self, _job: &Job, _person: &Person) -> f64 {
        0.0
    }

    fn of_start(&self, _start: &StartFacts<'_>) -> f64 {
        0.0
    }

    /// Whether [`Objective::of_start`] can be other than 0 for such a job. Where it never is, the search need not know when the job starts.
    fn may_cost(&self, _job: &BeforeStart) -> bool {
        true
    }

    fn of_shift(&self, _shift: &ShiftFacts<'_>) -> f64 {
        0.0
    }
}

/// The weight of a term on this day.
pub fn weight(day: &Day, term: &dyn Objective) -> f64 {
    day.weights.get(term.name()).copied().unwrap_or_else(|| term.usual_weight())
}

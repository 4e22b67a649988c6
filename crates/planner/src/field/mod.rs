//! The field's rules: technicians with shifts, breaks, skills and vans; jobs with windows, crews, precedence and promises.
//!
//! [`Field`] is a vetted [`Day`](crate::day::Day) in numbers. Jobs become tasks (one per member of a crew), shifts become routes. What does
//! not depend on time was judged by [`crate::requirements`] and [`crate::objectives`] once for all; time is carried along routes as labels
//! ([`timeline`]), so that an insertion is checked without walking the route.

mod compile;
mod explain;
mod grow;
mod index;
mod linked;
mod pace;
mod pricing;
mod rules;
mod survey;
mod timeline;
mod write;

use std::collections::HashMap;

use crate::day::{Day, Moment};
use crate::objectives::Objective;
use crate::search::ground::Ground;
use crate::travel::Ways;

pub use explain::Offer;
pub use pace::Pace;
pub use timeline::{Happening, Mark};

/// Never, as a time: later than everything, and far from overflowing when a way is added.
pub const NEVER: i32 = 500_000_000;
/// Cost units of one point (a minute of driving at weight 1).
pub const UNITS: f64 = 100.0;
/// How much more the terms that come first count.
pub const FIRST: f64 = 1e6;

/// A day in numbers. Times are seconds since `origin`, a midnight.
pub struct Field {
    pub day: Day,
    pub origin: Moment,
    /// When the first shift of anybody begins.
    first_shift: i32,
    /// The day's places, and nowhere.
    places: usize,
    pub ways: Ways,
    pub pace: Pace,
    pub tasks: Vec<Task>,
    /// Per job its tasks, the first person's first.
    pub tasks_of_job: Vec<std::ops::Range<u32>>,
    pub lines: Vec<Line>,
    /// Task by person; none where they are computed when asked for.
    fits: Vec<Fit>,
    /// Place by place; none where they are computed when asked for.
    way_costs: Vec<i64>,
    way_terms: Vec<Weighted>,
    assignment_terms: Vec<Weighted>,
    start_terms: Vec<Weighted>,
    shift_terms: Vec<Weighted>,
    /// Per task what it brings its person; empty where no income counts.
    incomes: Vec<f64>,
    ground: Ground,
    /// Whether some task waits for another.
    has_ranks: bool,
    /// Person and part → how many are in the van.
    stocks: HashMap<(u32, u32), u32>,
    lines_of_person: Vec<Vec<u32>>,
    /// Empty where the field is for searching.
    index: index::Index,
}

/// A term and the cost units of one of its own.
#[derive(Clone, Copy)]
struct Weighted {
    term: &'static dyn Objective,
    units: f64,
}

/// One person's part of a job.
#[derive(Clone, Debug, Default)]
pub struct Task {
    pub job: u32,
    pub member: u32,
    pub place: u32,
    pub spans: Vec<Span>,
    /// Part number → how many.
    pub parts: Vec<(u32, u32)>,
    /// First tasks of jobs that must have the same person.
    pub same_person: Vec<u32>,
    /// What cannot stay when this leaves: the rest of the crew, and what waits for the job.
    pub bound: Vec<u32>,
    /// First task of a job that must have ended, and the seconds after that.
    pub after: Vec<(u32, i32)>,
    pub linked: bool,
    /// How many jobs come before this one, one after another.
    pub rank: u16,
    pub told: Option<i32>,
    /// Whether when it starts can cost something.
    pub start_priced: bool,
    /// The start of a linked task that a lock holds, as the roads have it.
    pub held: Option<i32>,
}

/// When work may begin, on time until `close`, late until `late`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub open: i32,
    pub close: i32,
    pub late: i32,
}

/// One shift: a route of the search.
#[derive(Clone, Debug)]
pub struct Line {
    pub person: u32,
    pub shift: u32,
    pub begins: i32,
    pub regular_end: i32,
    pub until: i32,
    pub start: u32,
    pub end: u32,
    pub jobs_max: i32,
    pub pauses: Vec<Pause>,
    /// Tasks that come first, in this order.
    pub locked: Vec<u32>,
    shift_priced: bool,
}

/// A break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub from: i32,
    pub to: i32,
    pub seconds: i32,
}

/// What a person is for a task.
#[derive(Clone, Copy, Debug)]
struct Fit {
    /// Seconds the work takes; `-1 - seconds` where the person cannot do it.
    seconds: i32,
    cost: i64,
}

impl Field {
    fn people(&self) -> usize {
        self.day.people.len()
    }

    fn fit(&self, task: u32, person: u32) -> Fit {
        match self.fits.get(task as usize * self.people() + person as usize) {
            Some(fit) => *fit,
            None => self.judge(&self.tasks[task as usize], person),
        }
    }

    /// Seconds that the task takes this person, whether or not they should do it.
    pub fn seconds(&self, task: u32, line: u32) -> i32 {
        let seconds = self.fit(task, self.lines[line as usize].person).seconds;
        if seconds < 0 { -1 - seconds } else { seconds }
    }

    /// Whether nothing but time and the route rules this person out.
    pub fn is_fit(&self, task: u32, line: u32) -> bool {
        self.fit(task, self.lines[line as usize].person).seconds >= 0
    }

    fn way_cost(&self, from: u32, to: u32) -> i64 {
        match self.way_costs.get(from as usize * self.places + to as usize) {
            Some(cost) => *cost,
            None => self.price_way(from, to),
        }
    }

    pub fn job_of(&self, task: u32) -> &crate::day::Job {
        &self.day.jobs[self.tasks[task as usize].job as usize]
    }

    pub fn person_of(&self, line: u32) -> &crate::day::Person {
        &self.day.people[self.lines[line as usize].person as usize]
    }

    pub fn moment(&self, seconds: i32) -> Moment {
        self.origin.plus(i64::from(seconds))
    }
}

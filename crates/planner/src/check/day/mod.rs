//! Checks the plan of a day from nothing but the day and the plan: its own arithmetic, nothing of the search's.

mod costs;
mod links;
mod route;

use std::collections::{BTreeMap, HashMap};

use crate::day::Travel;
use crate::day::{Day, Job, Moment, Person, PlanOut, Vetted};
use crate::travel::{self, Matrix};

/// What the checker found: the cost of each term, or what is wrong.
pub type Verdict = Result<BTreeMap<String, f64>, Vec<String>>;

/// The day as the checker looks things up in it.
struct Facts<'a> {
    day: &'a Day,
    matrix: Matrix,
    places: HashMap<&'a str, usize>,
    jobs: HashMap<&'a str, &'a Job>,
    people: HashMap<&'a str, &'a Person>,
    pace: &'a [f64],
    /// When the first shift of anybody begins.
    first_shift: Option<Moment>,
}

/// Judges a plan of a vetted day.
///
/// # Errors
/// Every rule that is broken, in words.
pub fn check(vetted: &Vetted, plan: &PlanOut) -> Verdict {
    let day = &vetted.day;
    let (Travel::Line { pace, .. } | Travel::Matrix { pace, .. }) = &day.travel;
    let facts = Facts {
        day,
        matrix: travel::of_day(&day.travel, &day.places, &vetted.order),
        places: day.places.iter().enumerate().map(|(index, place)| (place.id.as_str(), index)).collect(),
        jobs: day.jobs.iter().map(|job| (job.id.as_str(), job)).collect(),
        people: day.people.iter().map(|person| (person.id.as_str(), person)).collect(),
        pace,
        first_shift: day.people.iter().flat_map(|person| &person.shifts).map(|shift| shift.from).min(),
    };
    let mut faults = vec![];
    let mut shifts = std::collections::HashSet::new();
    for route in &plan.routes {
        if !shifts.insert((&route.person, route.shift)) {
            faults.push(format!("{}: shift {} comes twice", route.person, route.shift));
        }
        route::check(&facts, route, &mut faults);
    }
    links::check(&facts, plan, &mut faults);
    if faults.is_empty() {
        let costs = costs::recompute(&facts, plan);
        for (term, told) in &plan.costs {
            let own = costs.get(term).copied().unwrap_or(0.0);
            if (own - told).abs() > 0.02 + own.abs() * 1e-6 {
                faults.push(format!("cost of {term} is {own:.2}, not {told:.2}"));
            }
        }
        if faults.is_empty() {
            return Ok(costs);
        }
    }
    Err(faults)
}

impl Facts<'_> {
    /// When a way begun at `from` ends, second by second as the hours let it.
    fn arrival(&self, from: Moment, seconds: i32) -> Moment {
        if self.pace.len() != 24 || seconds >= travel::UNREACHABLE {
            return from.plus(i64::from(seconds));
        }
        let (mut time, mut left) = (from, i64::from(seconds) * 1000);
        while left > 0 {
            let hour = chrono::Timelike::hour(&time.0) as usize;
            left -= ((self.pace[hour] * 1000.0).round() as i64).max(1);
            time = time.plus(1);
        }
        time
    }

    fn way(&self, from: &str, to: Option<&str>) -> (i32, i32) {
        let Some(to) = to else { return (0, 0) };
        let (from, to) = (self.places[from], self.places[to]);
        (self.matrix.seconds(from, to), self.matrix.metres(from, to))
    }
}

/// Seconds the job takes this person; `role` is the crew's, none for the first person.
fn work_seconds(job: &Job, role: Option<&String>, person: &Person) -> i64 {
    let needs =
        role.and_then(|role| job.crew.iter().find(|other| other.role == *role)).map_or(&job.needs, |role| &role.needs);
    let special = needs.skills.keys().find_map(|skill| person.factors.get(skill));
    (job.minutes * 60.0 * special.or(person.factor.as_ref()).unwrap_or(&1.0)).round() as i64
}

//! Crews that start together, and jobs that wait for others.
//!
//! A linked task is held to one start while it is planned, so that routes stay independent of each other and every check stays local. The
//! start is chosen when the task goes in, from what its route and its mates' leave open; ruin takes the links out together and recreate
//! chooses anew. (A push-forward fixed point over the graph of dependencies was the alternative: decisions/0030.)

use super::timeline::{first_start, last_start};
use super::{Field, Mark, NEVER};
use crate::search::rules::Rules;
use crate::search::state::{FREE, NONE, Plan};

/// Places that are weighed per member of a crew.
const PLACES_MAX: usize = 24;

/// A place for one task, and the starts that its route leaves open.
#[derive(Clone, Copy, Debug)]
struct Place {
    line: u32,
    position: usize,
    earliest: i32,
    latest: i32,
    cost: i64,
}

/// A place for every member, and their common start.
struct Together {
    places: Vec<Place>,
    earliest: i32,
    latest: i32,
    cost: i64,
}

impl Field {
    /// Puts a job's whole crew into the plan at one start, or leaves the plan as it was.
    pub(super) fn insert_crew(&self, plan: &mut Plan<Mark>, first: u32, random: u64) -> bool {
        let crew = self.tasks_of_job[self.tasks[first as usize].job as usize].clone();
        let Some(floor) = self.floor(plan, first) else { return false };
        let places: Vec<Vec<Place>> = crew.clone().map(|task| self.places(plan, task, floor)).collect();
        let Some(together) = self.choose(first, &places) else { return false };
        if together.cost >= self.ground().penalty[first as usize] {
            return false;
        }
        let start = self.start_within(first, &together, random);
        for (task, place) in crew.clone().zip(&together.places) {
            plan.hold(task, start);
            plan.insert(self, task, place.line, place.position);
            if !self.is_kept(plan, place.line) {
                crew.for_each(|placed| plan.take_out(self, placed));
                return false;
            }
        }
        true
    }

    /// The moment before which the job cannot start because of others; nothing where one of those is not planned.
    fn floor(&self, plan: &Plan<Mark>, task: u32) -> Option<i32> {
        let mut floor = -NEVER;
        for (before, gap) in &self.tasks[task as usize].after {
            for member in self.tasks_of_job[self.tasks[*before as usize].job as usize].clone() {
                let line = plan.route_of[member as usize];
                if line == NONE || plan.held[member as usize] == FREE {
                    return None;
                }
                floor = floor.max(plan.held[member as usize] + self.seconds(member, line) + gap);
            }
        }
        Some(floor)
    }

    /// The cheapest places of a task, cheapest first.
    fn places(&self, plan: &Plan<Mark>, task: u32, floor: i32) -> Vec<Place> {
        let mut places = vec![];
        for line in 0..self.lines.len() as u32 {
            if self.is_fit(task, line)
                && plan.routes[line as usize].load < self.lines[line as usize].jobs_max
                && self.others_allow(plan, task, line)
            {
                self.places_on(plan, task, line, floor, &mut places);
            }
        }
        places.sort_unstable_by_key(|place| (place.cost, place.line, place.position));
        places.truncate(PLACES_MAX);
        places
    }

    fn places_on(&self, plan: &Plan<Mark>, task: u32, number: u32, floor: i32, out: &mut Vec<Place>) {
        let (route, line, own) =
            (&plan.routes[number as usize], &self.lines[number as usize], &self.tasks[task as usize]);
        let fit = self.fit(task, line.person);
        for position in route.fixed as usize..route.stops.len() {
            let (before, after) = (&route.stops[position - 1], &route.stops[position]);
            let arrive = self.ride(line, before.mark.depart, before.place, own.place);
            let arrive = super::timeline::with_breaks(&line.pauses, arrive);
            let leave = self.leave_by(line, after.mark.by, own.place, after.place);
            let latest = self.start_by(line, leave, task, FREE, fit.seconds);
            let starts = |taken: usize| first_start(&own.spans, FREE, arrive[taken].max(floor));
            let widest = (0..=line.pauses.len()).max_by_key(|taken| latest[*taken].saturating_sub(starts(*taken)));
            let Some(taken) = widest.filter(|taken| starts(*taken) <= latest[*taken]) else { continue };
            let cost = self.way_cost(before.place, own.place) + self.way_cost(own.place, after.place) - after.mark.way
                + fit.cost;
            out.push(Place { line: number, position, earliest: starts(taken), latest: latest[taken], cost });
        }
    }

    /// For each place of the first member the cheapest that go with it; of these the cheapest.
    fn choose(&self, first: u32, places: &[Vec<Place>]) -> Option<Together> {
        let (firsts, rest) = places.split_first()?;
        let spans = &self.tasks[first as usize].spans;
        let mut best: Option<Together> = None;
        for place in firsts {
            let mut together =
                Together { places: vec![*place], earliest: place.earliest, latest: place.latest, cost: place.cost };
            for others in rest {
                let fits = |other: &&Place| {
                    let (low, high) = (together.earliest.max(other.earliest), together.latest.min(other.latest));
                    let person = |line: u32| self.lines[line as usize].person;
                    first_start(spans, FREE, low) <= high
                        && together.places.iter().all(|taken| person(taken.line) != person(other.line))
                };
                let Some(other) = others.iter().find(fits) else { break };
                together.earliest = together.earliest.max(other.earliest);
                together.latest = together.latest.min(other.latest);
                together.cost += other.cost;
                together.places.push(*other);
            }
            if together.places.len() == places.len() && best.as_ref().is_none_or(|best| together.cost < best.cost) {
                best = Some(together);
            }
        }
        best
    }

    /// Mostly the earliest common start; now and then another, as waiting may let more in before it.
    fn start_within(&self, first: u32, together: &Together, random: u64) -> i32 {
        let spans = &self.tasks[first as usize].spans;
        let earliest = first_start(spans, FREE, together.earliest);
        if !random.is_multiple_of(4) {
            return earliest;
        }
        let latest = last_start(spans, FREE, together.latest.min(earliest + 86_400));
        let room = i64::from(latest - earliest).max(0) as u64 + 1;
        let start = first_start(spans, FREE, earliest + ((random >> 8) % room) as i32);
        if start <= latest { start } else { earliest }
    }

    /// Whether a planned job's crew is complete, starts together, and not before what it waits for has ended.
    pub(crate) fn is_whole(&self, plan: &Plan<Mark>, first: u32) -> bool {
        let crew = self.tasks_of_job[self.tasks[first as usize].job as usize].clone();
        let start = plan.held[first as usize];
        let together =
            crew.clone().all(|task| plan.route_of[task as usize] != NONE && plan.held[task as usize] == start);
        together && start != FREE && self.floor(plan, first).is_some_and(|floor| floor <= start)
    }

    /// Whether the route reaches its end in time.
    pub(crate) fn is_kept(&self, plan: &Plan<Mark>, line: u32) -> bool {
        let stops = &plan.routes[line as usize].stops;
        let end = &stops[stops.len() - 1].mark;
        (0..=self.lines[line as usize].pauses.len()).any(|taken| end.depart[taken] <= end.by[taken])
    }
}

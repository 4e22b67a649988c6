//! From the search's plan to the one that is handed out, and back.

use std::collections::{BTreeMap, HashMap};

use super::compile::share;
use super::timeline::{Happening, Walked};
use super::{FIRST, Field, Mark, UNITS};
use crate::day::{BreakTaken, Drive, PlanOut, RouteOut, StopOut, Unserved};
use crate::objectives::{self, Looks, ShiftFacts, WayFacts};
use crate::search::anneal::Cooling;
use crate::search::parallel::{Search, Watch, search};
use crate::search::state::{FREE, Plan, Sketch};

impl Field {
    /// The plan with its times, its costs by term, and the jobs left out.
    pub fn write(&self, plan: &Plan<Mark>) -> PlanOut {
        let mut out = PlanOut::default();
        let mut costs: BTreeMap<&'static str, f64> = BTreeMap::new();
        for line in (0..self.lines.len() as u32).filter(|line| !plan.routes[*line as usize].is_empty()) {
            out.routes.push(self.write_route(plan, line));
            self.add_costs(plan, line, &mut costs);
        }
        let mut absent = plan.absent.clone();
        absent.sort_unstable();
        for task in absent {
            let job = self.job_of(task);
            self.add(&mut costs, Looks::AtUnserved, |term| term.of_unserved(job));
            out.unserved.push(Unserved { job: job.id.clone(), reasons: self.reasons_unserved(plan, task) });
        }
        let total: f64 = costs
            .iter()
            .filter(|(name, _)| !self.day.first.iter().any(|first| first == *name))
            .map(|(_, cost)| *cost)
            .sum();
        out.costs = costs.into_iter().map(|(name, cost)| (name.to_string(), round(cost))).collect();
        out.costs.insert("total".to_string(), round(total));
        out
    }

    /// Searches for a plan.
    pub fn plan(&self, how: &Search, watch: Watch<'_>) -> PlanOut {
        let how = Search { cooling: Cooling::DAY, ..*how };
        self.write_sketch(&search(self, &how, None, watch))
    }

    /// The plan of a sketch.
    pub fn write_sketch(&self, sketch: &Sketch) -> PlanOut {
        let mut plan = Plan::new(self);
        plan.restore(self, sketch);
        self.write(&plan)
    }

    pub(super) fn write_route(&self, plan: &Plan<Mark>, number: u32) -> RouteOut {
        let (line, route) = (&self.lines[number as usize], &plan.routes[number as usize]);
        let mut out = RouteOut {
            person: self.person_of(number).id.clone(),
            shift: line.shift as usize,
            leaves: self.moment(line.begins),
            stops: vec![],
            breaks: vec![],
            ends: self.moment(line.begins),
            back: Drive::default(),
        };
        let way = |index: usize| self.drive(route.stops[index - 1].place, route.stops[index].place);
        self.walk(number, Walked::of(route, &plan.held), &mut |happening| match happening {
            Happening::Break { starts, ends } => {
                out.breaks.push(BreakTaken { starts: self.moment(starts), ends: self.moment(ends) })
            }
            Happening::Stop { index, arrives, starts, ends } => {
                let task = &self.tasks[route.stops[index].task as usize];
                let job = self.job_of(route.stops[index].task);
                out.stops.push(StopOut {
                    job: job.id.clone(),
                    role: task.member.checked_sub(1).map(|role| job.crew[role as usize].role.clone()),
                    arrives: self.moment(arrives),
                    starts: self.moment(starts),
                    ends: self.moment(ends),
                    drive: way(index),
                });
            }
            Happening::End { arrives } => {
                out.ends = self.moment(arrives);
                out.back = way(route.stops.len() - 1);
            }
        });
        out
    }

    fn drive(&self, from: u32, to: u32) -> Drive {
        Drive { seconds: self.ways.seconds(from, to), metres: self.ways.metres(from, to) }
    }

    fn add(
        &self,
        costs: &mut BTreeMap<&'static str, f64>,
        looks: Looks,
        measure: impl Fn(&dyn objectives::Objective) -> f64,
    ) {
        for term in objectives::ALL.iter().filter(|term| term.looks() == looks) {
            let cost = objectives::weight(&self.day, *term) * measure(*term);
            *costs.entry(term.name()).or_default() += cost;
        }
    }

    pub(super) fn add_costs(&self, plan: &Plan<Mark>, number: u32, costs: &mut BTreeMap<&'static str, f64>) {
        let (line, route) = (&self.lines[number as usize], &plan.routes[number as usize]);
        let person = self.person_of(number);
        let (mut work, mut income) = (0, 0.0);
        self.walk(number, Walked::of(route, &plan.held), &mut |happening| match happening {
            Happening::Break { .. } => {}
            Happening::Stop { index, starts, ends, .. } => {
                let own = &self.tasks[route.stops[index].task as usize];
                work += ends - starts;
                let (job, way) = (
                    self.job_of(route.stops[index].task),
                    self.drive(route.stops[index - 1].place, route.stops[index].place),
                );
                work += way.seconds;
                income += share(job);
                self.add(costs, Looks::AtWay, |term| {
                    term.of_way(&WayFacts { seconds: way.seconds, metres: way.metres })
                });
                if own.member == 0 {
                    self.add(costs, Looks::AtAssignment, |term| term.of_assignment(job, person));
                    let facts = self.start_facts(route.stops[index].task, starts);
                    self.add(costs, Looks::AtStart, |term| term.of_start(&facts));
                }
            }
            Happening::End { arrives } => {
                let last = route.stops.len() - 1;
                let way = self.drive(route.stops[last - 1].place, route.stops[last].place);
                self.add(costs, Looks::AtWay, |term| {
                    term.of_way(&WayFacts { seconds: way.seconds, metres: way.metres })
                });
                let overtime = (arrives - line.regular_end).max(0);
                let facts = ShiftFacts {
                    person,
                    shift: &person.shifts[line.shift as usize],
                    overtime,
                    work: work + way.seconds,
                    income,
                };
                self.add(costs, Looks::AtShift, |term| term.of_shift(&facts));
            }
        });
    }

    /// The search's plan for one that was handed out, perhaps from an earlier state of the day: what no longer exists is passed over.
    pub fn sketch(&self, plan: &PlanOut) -> Sketch {
        let jobs: HashMap<&str, usize> =
            self.day.jobs.iter().enumerate().map(|(index, job)| (job.id.as_str(), index)).collect();
        let mut sketch = Sketch {
            routes: self.lines.iter().map(|line| line.locked.clone()).collect(),
            held: self.tasks.iter().map(|task| task.held.unwrap_or(FREE)).collect(),
            ..Sketch::default()
        };
        let mut placed: Vec<bool> = vec![false; self.tasks.len()];
        for task in self.lines.iter().flat_map(|line| &line.locked) {
            placed[*task as usize] = true;
        }
        for route in &plan.routes {
            let of_route = |line: &super::Line| {
                self.day.people[line.person as usize].id == route.person && line.shift as usize == route.shift
            };
            let Some(line) = self.lines.iter().position(of_route) else { continue };
            for stop in &route.stops {
                let Some(job) = jobs.get(stop.job.as_str()) else { continue };
                let own = self.tasks_of_job[*job].clone();
                let role = |task: &u32| {
                    self.tasks[*task as usize]
                        .member
                        .checked_sub(1)
                        .map(|role| &self.day.jobs[*job].crew[role as usize].role)
                };
                let Some(task) = own.clone().find(|task| role(task) == stop.role.as_ref() && !placed[*task as usize])
                else {
                    continue;
                };
                placed[task as usize] = true;
                sketch.routes[line].push(task);
                if self.tasks[task as usize].linked {
                    sketch.held[task as usize] = self.seconds_of(stop.starts);
                }
            }
        }
        sketch.absent = (0..self.tasks.len() as u32)
            .filter(|task| !placed[*task as usize] && self.tasks[*task as usize].member == 0)
            .collect();
        sketch
    }

    /// Points of a cost, without the factor of what comes first.
    pub fn points(&self, cost: i64) -> f64 {
        let below = cost % (FIRST as i64 * UNITS as i64);
        round(below as f64 / UNITS)
    }
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

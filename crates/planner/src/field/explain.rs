//! Why somebody cannot do a job, in words, and what each place would cost, term by term.

use std::collections::{BTreeMap, BinaryHeap};

use serde::Serialize;

use super::timeline::{first_start, with_breaks};
use super::{Field, Mark, NEVER};
use crate::day::Moment;
use crate::requirements::{self, Asked, Reason};
use crate::search::rules::{Rules, Shortlist};
use crate::search::state::{FREE, NONE, Plan};
use crate::travel::UNREACHABLE;

/// A place for a job in somebody's shift, and what it costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer {
    pub person: String,
    pub shift: usize,
    /// The job before, and the job after; none at the beginning and the end of the shift.
    pub after_job: Option<String>,
    pub before_job: Option<String>,
    pub arrives: Moment,
    pub starts: Moment,
    pub ends: Moment,
    /// What the plan costs more, in points; terms that come first are not among them.
    pub cost: f64,
    /// The same, term by term.
    pub terms: BTreeMap<String, f64>,
}

impl Field {
    /// Every hard reason why the task has no place in this shift; none where it has one.
    pub fn reasons(&self, plan: &Plan<Mark>, task: u32, line: u32) -> Vec<Reason> {
        let mut reasons = self.reasons_of_person(task, line);
        if reasons.is_empty() {
            reasons = self.reasons_of_route(plan, task, line);
        }
        if reasons.is_empty() {
            reasons.extend(self.reason_of_time(plan, task, line));
        }
        reasons
    }

    fn reasons_of_person(&self, task: u32, line: u32) -> Vec<Reason> {
        let (own, job) = (&self.tasks[task as usize], self.job_of(task));
        let needs = own.member.checked_sub(1).map_or(&job.needs, |role| &job.crew[role as usize].needs);
        requirements::reasons(&Asked { day: &self.day, job, needs, member: own.member as usize }, self.person_of(line))
    }

    fn reasons_of_route(&self, plan: &Plan<Mark>, task: u32, line: u32) -> Vec<Reason> {
        let mut reasons = vec![];
        let (shift, own) = (&self.lines[line as usize], &self.tasks[task as usize]);
        if plan.routes[line as usize].load >= shift.jobs_max {
            reasons.push(Reason::new("shift.full", format!("already has {} jobs", shift.jobs_max)));
        }
        for other in &own.same_person {
            let route = plan.route_of[*other as usize];
            if route != NONE && self.lines[route as usize].person != shift.person {
                let (job, person) = (&self.job_of(*other).id, &self.person_of(route).id);
                reasons.push(Reason::new("person.other", format!("must be the same person as for {job}: {person}")));
            }
        }
        if reasons.is_empty() && !self.others_allow(plan, task, line) {
            let parts: Vec<&str> = self.job_of(task).parts.keys().map(String::as_str).collect();
            reasons.push(Reason::new(
                "part.missing",
                format!("part {} not in the van, or used up by other jobs", parts.join(", ")),
            ));
        }
        for (before, _) in &own.after {
            if plan.route_of[*before as usize] == NONE {
                reasons.push(Reason::new("after.unplanned", format!("{} is not planned", self.job_of(*before).id)));
            }
        }
        reasons
    }

    /// What fails where least is missing.
    fn reason_of_time(&self, plan: &Plan<Mark>, task: u32, line: u32) -> Option<Reason> {
        let route = &plan.routes[line as usize];
        let mut least: Option<(i32, Reason)> = None;
        for position in route.fixed as usize..route.stops.len() {
            match self.fails_at(plan, task, line, position) {
                None => return None,
                Some((missing, reason)) if least.as_ref().is_none_or(|(least, _)| missing < *least) => {
                    least = Some((missing, reason))
                }
                Some(_) => {}
            }
        }
        least.map(|(_, reason)| reason)
    }

    /// The seconds that are missing before this stop, and the reason in words.
    fn fails_at(&self, plan: &Plan<Mark>, task: u32, line: u32, position: usize) -> Option<(i32, Reason)> {
        let (route, shift, own) = (&plan.routes[line as usize], &self.lines[line as usize], &self.tasks[task as usize]);
        let (before, after) = (&route.stops[position - 1], &route.stops[position]);
        let way = self.ways.seconds(before.place, own.place).max(self.ways.seconds(own.place, after.place));
        if way >= UNREACHABLE {
            return Some((NEVER, Reason::new("place.unreachable", "no way leads there and back")));
        }
        let arrive = with_breaks(&shift.pauses, self.ride(shift, before.mark.depart, before.place, own.place));
        let soonest = arrive[..=shift.pauses.len()].iter().copied().min().unwrap_or(NEVER);
        if soonest >= NEVER {
            return Some((NEVER - 1, Reason::new("shift.over", "no time is left there in the shift")));
        }
        if first_start(&own.spans, FREE, soonest) >= NEVER {
            let closes = own.spans.iter().map(|span| span.late).max().unwrap_or_default();
            let words = format!("would arrive {}, window closes {}", self.clock(soonest), self.clock(closes));
            return Some((soonest.saturating_sub(closes), Reason::new("window.missed", words)));
        }
        let leave = self.serve(shift, arrive, task, FREE, self.seconds(task, line));
        let next = self.ride(shift, leave, own.place, after.place);
        let missing = |taken: usize| next[taken].saturating_sub(after.mark.by[taken]);
        let taken = (0..=shift.pauses.len()).min_by_key(|taken| missing(*taken)).unwrap_or(0);
        if missing(taken) <= 0 {
            return None;
        }
        let reason = if next[taken] >= NEVER {
            Reason::new("break.missed", "the break could no longer be taken in time")
        } else if position + 1 == route.stops.len() {
            let words = format!("would end {}, shift ends {}", self.clock(next[taken]), self.clock(shift.until));
            Reason::new("shift.exceeded", words)
        } else {
            let job = &self.job_of(after.task).id;
            Reason::new(
                "next.delayed",
                format!(
                    "would reach {job} at {}, {} at the latest",
                    self.clock(next[taken]),
                    self.clock(after.mark.by[taken])
                ),
            )
        };
        Some((missing(taken), reason))
    }

    /// `17:40`, with the date where it is not the first day's.
    fn clock(&self, seconds: i32) -> String {
        let moment = self.moment(seconds.clamp(-20_000_000, 20_000_000));
        let form = if moment.date() == self.origin.date() { "%H:%M" } else { "%m-%d %H:%M" };
        moment.0.format(form).to_string()
    }

    /// Why a job is left out: each reason with the number of shifts it rules out, the most frequent first.
    pub fn reasons_unserved(&self, plan: &Plan<Mark>, first: u32) -> Vec<String> {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for task in self.tasks_of_job[self.tasks[first as usize].job as usize].clone() {
            for line in 0..self.lines.len() as u32 {
                for reason in self.reasons(plan, task, line) {
                    *counts.entry(reason.words).or_default() += 1;
                }
            }
        }
        let mut counted: Vec<(String, u32)> = counts.into_iter().collect();
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counted.truncate(8);
        counted.into_iter().map(|(words, count)| format!("{words} ({count})")).collect()
    }

    /// The best places for a job that is not planned, one per shift, cheapest first. The plan is as before afterwards.
    pub fn offers(&self, plan: &mut Plan<Mark>, task: u32, most: usize) -> Vec<Offer> {
        let skilled = self.index.skilled(self.job_of(task));
        // the best so far, the most expensive on top: a place that costs more than that is not worth looking at closely
        let mut found: BinaryHeap<(i64, u32, usize)> = BinaryHeap::new();
        for line in 0..self.lines.len() as u32 {
            let person = self.lines[line as usize].person as usize;
            if skilled.get(person / 64).is_some_and(|bits| bits >> (person % 64) & 1 == 0)
                || !self.overlaps(task, line)
                || !self.is_fit(task, line)
                || !self.others_allow(plan, task, line)
            {
                continue;
            }
            let bound = if found.len() < most { i64::MAX } else { found.peek().map_or(i64::MAX, |worst| worst.0) };
            let mut list = Shortlist::below(bound);
            self.scan(plan, task, line, &mut list);
            if list.costs[0] < bound {
                found.push((list.costs[0], line, usize::from(list.positions[0])));
                if found.len() > most {
                    found.pop();
                }
            }
        }
        found
            .into_sorted_vec()
            .into_iter()
            .map(|(cost, line, position)| self.offer(plan, task, (cost, line, position)))
            .collect()
    }

    /// Whether any window of the task is open during the shift: the cheapest question, so asked first.
    fn overlaps(&self, task: u32, line: u32) -> bool {
        let (spans, shift) = (&self.tasks[task as usize].spans, &self.lines[line as usize]);
        spans.is_empty() || spans.iter().any(|span| span.open <= shift.until && span.late >= shift.begins)
    }

    fn offer(&self, plan: &mut Plan<Mark>, task: u32, place: (i64, u32, usize)) -> Offer {
        let (cost, line, position) = place;
        let before = self.costs_of_route(plan, line);
        let neighbour = |index: usize| {
            let task = plan.routes[line as usize].stops[index].task;
            (task != NONE).then(|| self.job_of(task).id.clone())
        };
        let (after_job, before_job) = (neighbour(position - 1), neighbour(position));
        plan.begin();
        plan.insert(self, task, line, position);
        let mut terms = self.costs_of_route(plan, line);
        let stop = self.write_route(plan, line).stops.swap_remove(position - 1);
        plan.take_back();
        for (name, cost) in &mut terms {
            *cost = ((*cost - before.get(name).copied().unwrap_or(0.0)) * 100.0).round() / 100.0;
        }
        terms.retain(|_, cost| cost.abs() >= 0.005);
        Offer {
            person: self.person_of(line).id.clone(),
            shift: self.lines[line as usize].shift as usize,
            after_job,
            before_job,
            arrives: stop.arrives,
            starts: stop.starts,
            ends: stop.ends,
            cost: self.points(cost),
            terms,
        }
    }

    fn costs_of_route(&self, plan: &Plan<Mark>, line: u32) -> BTreeMap<String, f64> {
        let mut costs = BTreeMap::new();
        if !plan.routes[line as usize].is_empty() {
            self.add_costs(plan, line, &mut costs);
        }
        costs.into_iter().map(|(name, cost)| (name.to_string(), cost)).collect()
    }
}

//! The field as rules of the search.

use super::timeline::Walked;
use super::{Field, Mark, NEVER};
use crate::search::ground::Ground;
use crate::search::rules::{Rules, Shortlist};
use crate::search::state::{FREE, NONE, Plan, Route, Stop};

impl Field {
    fn bare(task: u32, place: u32) -> Stop<Mark> {
        Stop { task, place, leg: 0, mark: Mark::default() }
    }

    /// Cost of the route with the task before the stop at `position`, or nothing where `scratch` is not worth it.
    fn price_with(
        &self,
        plan: &Plan<Mark>,
        task: u32,
        line: u32,
        position: usize,
        scratch: &mut Vec<Stop<Mark>>,
    ) -> i64 {
        let route = &plan.routes[line as usize];
        scratch.clear();
        scratch.extend_from_slice(&route.stops);
        scratch.insert(position, self.stop(task));
        for index in position..=position + 1 {
            scratch[index].mark.way = self.way_cost(scratch[index - 1].place, scratch[index].place);
        }
        if !self.lines[line as usize].pauses.is_empty() {
            scratch[position + 1].mark = Mark { way: scratch[position + 1].mark.way, ..route.stops[position].mark };
            self.label_backward(line, scratch, &plan.held, position);
        }
        self.price(line, Walked { stops: scratch, fixed: route.fixed as usize, held: &plan.held })
    }

    /// Whether the parts that the person has left, over all their shifts, suffice.
    fn has_parts(&self, plan: &Plan<Mark>, task: u32, line: u32) -> bool {
        let person = self.lines[line as usize].person;
        let own = &self.lines_of_person[person as usize];
        let tasks: Vec<u32> = own.iter().flat_map(|line| plan.routes[*line as usize].tasks()).collect();
        self.tasks[task as usize].parts.iter().all(|(part, quantity)| {
            let used: u32 = tasks
                .iter()
                .flat_map(|task| &self.tasks[*task as usize].parts)
                .filter(|(other, _)| other == part)
                .map(|(_, used)| used)
                .sum();
            used + quantity <= self.stock(person, *part)
        })
    }

    fn stock(&self, person: u32, part: u32) -> u32 {
        self.stocks.get(&(person, part)).copied().unwrap_or(0)
    }
}

impl Rules for Field {
    type Mark = Mark;

    fn ground(&self) -> &Ground {
        &self.ground
    }

    fn empty_route(&self, route: u32) -> Route<Mark> {
        let line = &self.lines[route as usize];
        let mut stops = vec![Self::bare(NONE, line.start)];
        stops.extend(line.locked.iter().map(|task| self.stop(*task)));
        stops.push(Self::bare(NONE, line.end));
        let load = line.locked.len() as i32;
        Route { stops, load, cost: 0, fixed: 1 + load as u32, number: route }
    }

    fn stop(&self, task: u32) -> Stop<Mark> {
        Self::bare(task, self.tasks[task as usize].place)
    }

    fn load(&self, _task: u32) -> i32 {
        1
    }

    fn held_at_first(&self, task: u32) -> i32 {
        self.tasks[task as usize].held.unwrap_or(FREE)
    }

    fn refresh(&self, route: &mut Route<Mark>, held: &[i32], from: usize, _to: usize) {
        let last = route.stops.len() - 1;
        for index in 1..=last {
            route.stops[index].mark.way = self.way_cost(route.stops[index - 1].place, route.stops[index].place);
        }
        let fixed = route.fixed as usize;
        self.label_forward(route.number, &mut route.stops, fixed, held, from.min(last));
        self.label_backward(route.number, &mut route.stops, held, last);
        route.cost = self.price(route.number, Walked::of(route, held));
    }

    fn scan(&self, plan: &Plan<Mark>, task: u32, line: u32, found: &mut Shortlist) {
        let route = &plan.routes[line as usize];
        let (own, shift) = (&self.tasks[task as usize], &self.lines[line as usize]);
        let fit = self.fit(task, shift.person);
        if fit.seconds < 0 || route.load >= shift.jobs_max {
            return;
        }
        let timed = self.is_priced_by_time(line, &route.stops, Some(task));
        let closes = own.spans.iter().map(|span| span.late).max().unwrap_or(NEVER);
        let mut scratch = vec![];
        // the way back from the last stop, which is also the way there from it where directions do not matter
        let mut known = None;
        for position in route.fixed as usize..route.stops.len() {
            let (before, after) = (&route.stops[position - 1], &route.stops[position]);
            let depart = before.mark.depart[..=shift.pauses.len()].iter().copied().min().unwrap_or(NEVER);
            if depart > closes {
                break;
            }
            let there = known.unwrap_or_else(|| self.way_cost(before.place, own.place));
            let back = self.way_cost(own.place, after.place);
            known = self.ways.are_symmetric().then_some(back);
            let mut cost = there + back - after.mark.way + fit.cost;
            if cost >= found.bound() {
                continue;
            }
            let arrive = self.ride(shift, before.mark.depart, before.place, own.place);
            let leave = self.serve(shift, arrive, task, FREE, fit.seconds);
            let next = self.ride(shift, leave, own.place, after.place);
            if !(0..=shift.pauses.len()).any(|taken| next[taken] <= after.mark.by[taken]) {
                continue;
            }
            if timed {
                cost = self.price_with(plan, task, line, position, &mut scratch) - route.cost;
            }
            found.offer(cost, position);
        }
    }

    fn others_allow(&self, plan: &Plan<Mark>, task: u32, line: u32) -> bool {
        let own = &self.tasks[task as usize];
        let person = self.lines[line as usize].person;
        let same = |other: &u32| {
            let route = plan.route_of[*other as usize];
            route == NONE || self.lines[route as usize].person == person
        };
        own.same_person.iter().all(same) && (own.parts.is_empty() || self.has_parts(plan, task, line))
    }

    fn is_linked(&self, task: u32) -> bool {
        self.tasks[task as usize].linked
    }

    fn is_first(&self, task: u32) -> bool {
        self.tasks[task as usize].member == 0
    }

    fn rank(&self, task: u32) -> u16 {
        if self.has_ranks { self.tasks[task as usize].rank } else { 0 }
    }

    fn insert_linked(&self, plan: &mut Plan<Mark>, task: u32, random: u64) -> bool {
        self.insert_crew(plan, task, random)
    }

    fn leave_with(&self, task: u32) -> &[u32] {
        &self.tasks[task as usize].bound
    }
}

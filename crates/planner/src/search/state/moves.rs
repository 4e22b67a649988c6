//! What changes routes: a task put in, taken out, pieces swapped.

use super::{FREE, NONE, Piece, Plan};
use crate::search::rules::Rules;

impl<M: Copy> Plan<M> {
    /// Puts a task before the stop at `position`. The caller has taken it off the list of the absent, or does so.
    pub fn insert<R: Rules<Mark = M>>(&mut self, rules: &R, task: u32, route: u32, position: usize) {
        self.touch(route);
        self.renumber(route);
        let changed = &mut self.routes[route as usize];
        self.used += usize::from(changed.is_empty());
        self.planned += 1;
        self.cost -= changed.cost;
        changed.stops.insert(position, rules.stop(task));
        changed.load += rules.load(task);
        rules.refresh(changed, &self.held, position, position);
        self.cost += changed.cost;
        self.route_of[task as usize] = route;
        self.note_empty(route as usize);
        self.count_positions(route, position);
    }

    /// One task more, left out for now.
    pub fn add_task(&mut self, penalty: i64) {
        self.absent.push(self.route_of.len() as u32);
        self.route_of.push(NONE);
        self.position_of.push(0);
        self.held.push(FREE);
        self.penalties.push(penalty);
        self.cost += penalty;
    }

    /// Holds a task that is not planned to a start.
    pub fn hold(&mut self, task: u32, start: i32) {
        if self.journal.open {
            self.journal.held.push((task, self.held[task as usize]));
        }
        self.held[task as usize] = start;
    }

    /// Takes one task out of its route.
    pub fn take_out<R: Rules<Mark = M>>(&mut self, rules: &R, task: u32) {
        let route = self.route_of[task as usize];
        if route != NONE {
            let position = self.position_of[task as usize] as usize;
            self.remove(rules, route, position..position + 1, &mut vec![]);
        }
    }

    /// Takes the stops `range` out of a route and adds their tasks to `out`.
    pub fn remove<R: Rules<Mark = M>>(
        &mut self,
        rules: &R,
        route: u32,
        range: std::ops::Range<usize>,
        out: &mut Vec<u32>,
    ) {
        if range.is_empty() {
            return;
        }
        self.touch(route);
        self.renumber(route);
        let changed = &mut self.routes[route as usize];
        self.cost -= changed.cost;
        let from = range.start;
        self.planned -= range.len();
        for stop in changed.stops.drain(range) {
            self.route_of[stop.task as usize] = NONE;
            changed.load -= rules.load(stop.task);
            changed.cost -= i64::from(stop.leg);
            out.push(stop.task);
        }
        rules.refresh(changed, &self.held, from, from);
        self.used -= usize::from(changed.is_empty());
        self.cost += changed.cost;
        self.note_empty(route as usize);
        self.count_positions(route, from);
    }

    /// Swaps two pieces of two routes.
    pub fn swap<R: Rules<Mark = M>>(&mut self, rules: &R, one: Piece, other: Piece) {
        for piece in [one, other] {
            self.touch(piece.route);
            self.renumber(piece.route);
            self.cost -= self.routes[piece.route as usize].cost;
            self.used -= usize::from(!self.routes[piece.route as usize].is_empty());
        }
        let mut first = std::mem::take(&mut self.routes[one.route as usize].stops);
        let second = &mut self.routes[other.route as usize].stops;
        self.swapped.clear();
        self.swapped.extend_from_slice(&first[one.range()]);
        first.splice(one.range(), second[other.range()].iter().copied());
        second.splice(other.range(), self.swapped.iter().copied());
        self.routes[one.route as usize].stops = first;
        for piece in [one, other] {
            let changed = &mut self.routes[piece.route as usize];
            changed.load = changed.tasks().map(|task| rules.load(task)).sum();
            for stop in &changed.stops[1..changed.stops.len() - 1] {
                self.route_of[stop.task as usize] = piece.route;
            }
            rules.refresh(changed, &self.held, 0, usize::MAX);
            self.cost += changed.cost;
            self.used += usize::from(!changed.is_empty());
            self.note_empty(piece.route as usize);
            self.count_positions(piece.route, 1);
        }
    }
}

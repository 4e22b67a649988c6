//! The plan that the search changes, with a journal per route so that a try that failed is taken back for the price of what it touched.

use super::rules::Rules;

/// No route, no task.
pub const NONE: u32 = u32::MAX;
/// A task that is not held to one start.
pub const FREE: i32 = i32::MIN;

/// One stop of a route; the first and the last are where the route begins and ends.
#[derive(Clone, Copy, Debug)]
pub struct Stop<M> {
    pub task: u32,
    pub place: u32,
    /// Cost of the way from the stop before.
    pub leg: i32,
    pub mark: M,
}

#[derive(Clone, Debug)]
pub struct Route<M> {
    pub stops: Vec<Stop<M>>,
    pub load: i32,
    pub cost: i64,
    /// Changes with the contents and comes back with them: equal numbers mean equal routes.
    pub version: u32,
    pub number: u32,
    /// The first so many stops are facts (where the route begins, done, driving): nothing is removed or put before them.
    pub fixed: u32,
}

impl<M> Route<M> {
    pub fn is_empty(&self) -> bool {
        self.stops.len() <= 2
    }

    /// How many tasks the route has.
    pub fn len(&self) -> usize {
        self.stops.len() - 2
    }

    pub fn tasks(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.stops[1..self.stops.len() - 1].iter().map(|stop| stop.task)
    }
}

/// The routes of a plan and what is left out of it.
pub struct Plan<M> {
    pub routes: Vec<Route<M>>,
    pub route_of: Vec<u32>,
    /// Where a planned task stands in its route.
    pub position_of: Vec<u32>,
    /// The start that a task linked with others is held to while it is planned.
    pub held: Vec<i32>,
    /// Tasks left out.
    pub absent: Vec<u32>,
    /// Cost of the routes and of what is left out.
    pub cost: i64,
    /// Routes that have tasks, and the tasks in them.
    pub used: usize,
    pub planned: usize,
    next_version: u32,
    journal: Journal<M>,
    tail: Vec<Stop<M>>,
}

struct Journal<M> {
    open: bool,
    touched: Vec<bool>,
    routes: Vec<(u32, Route<M>)>,
    filled: usize,
    counts: (usize, usize),
    absent: Vec<u32>,
    held: Vec<(u32, i32)>,
    cost: i64,
}

/// A plan without the marks: what is kept of the best one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    pub routes: Vec<Vec<u32>>,
    pub held: Vec<i32>,
    pub absent: Vec<u32>,
    pub cost: i64,
}

impl<M: Copy> Plan<M> {
    /// A plan of empty routes (but for what is fixed in them).
    pub fn new<R: Rules<Mark = M>>(rules: &R) -> Self {
        let ground = rules.ground();
        let mut plan = Self {
            routes: (0..ground.routes).map(|route| rules.empty_route(route as u32)).collect(),
            route_of: vec![NONE; ground.tasks],
            position_of: vec![0; ground.tasks],
            held: (0..ground.tasks as u32).map(|task| rules.held_at_first(task)).collect(),
            absent: vec![],
            cost: 0,
            used: 0,
            planned: 0,
            next_version: 1,
            tail: vec![],
            journal: Journal {
                open: false,
                touched: vec![false; ground.routes],
                routes: vec![],
                filled: 0,
                counts: (0, 0),
                absent: vec![],
                held: vec![],
                cost: 0,
            },
        };
        for route in 0..ground.routes {
            for stop in 1..plan.routes[route].stops.len() - 1 {
                let task = plan.routes[route].stops[stop].task;
                plan.route_of[task as usize] = route as u32;
            }
            plan.count_positions(route as u32, 1);
            plan.planned += plan.routes[route].len();
            plan.used += usize::from(!plan.routes[route].is_empty());
            plan.renumber(route as u32);
            rules.refresh(&mut plan.routes[route], &plan.held, 0, usize::MAX);
            plan.cost += plan.routes[route].cost;
        }
        for task in 0..ground.tasks as u32 {
            if plan.route_of[task as usize] == NONE && rules.is_first(task) {
                plan.absent.push(task);
                plan.cost += ground.penalty[task as usize];
            }
        }
        plan
    }

    /// Notes where the tasks of a route stand, from a position on.
    fn count_positions(&mut self, route: u32, from: usize) {
        let stops = &self.routes[route as usize].stops;
        for (stop, position) in stops[..stops.len() - 1].iter().zip(0..).skip(from.max(1)) {
            self.position_of[stop.task as usize] = position;
        }
    }

    fn renumber(&mut self, route: u32) {
        self.routes[route as usize].version = self.next_version;
        self.next_version = self.next_version.wrapping_add(1).max(1);
    }

    /// From here on, [`Plan::take_back`] restores what is now.
    pub fn begin(&mut self) {
        self.forget();
        self.journal.open = true;
        self.journal.absent.clone_from(&self.absent);
        self.journal.cost = self.cost;
        self.journal.counts = (self.used, self.planned);
    }

    /// Keeps what was done since [`Plan::begin`].
    pub fn forget(&mut self) {
        for (route, _) in &self.journal.routes[..self.journal.filled] {
            self.journal.touched[*route as usize] = false;
        }
        self.journal.filled = 0;
        self.journal.held.clear();
        self.journal.open = false;
    }

    pub fn take_back(&mut self) {
        while let Some((task, start)) = self.journal.held.pop() {
            self.held[task as usize] = start;
        }
        let used = self.journal.filled;
        (self.used, self.planned) = self.journal.counts;
        // First empty the changed routes, then name the tasks of the restored ones: a task may have moved between two of them.
        for (route, _) in &self.journal.routes[..used] {
            let stops = &self.routes[*route as usize].stops;
            for stop in &stops[1..stops.len() - 1] {
                self.route_of[stop.task as usize] = NONE;
            }
        }
        for (route, saved) in &mut self.journal.routes[..used] {
            let now = &mut self.routes[*route as usize];
            std::mem::swap(now, saved);
            for (stop, position) in now.stops[..now.stops.len() - 1].iter().zip(0..).skip(1) {
                self.route_of[stop.task as usize] = *route;
                self.position_of[stop.task as usize] = position;
            }
        }
        std::mem::swap(&mut self.absent, &mut self.journal.absent);
        self.cost = self.journal.cost;
        self.forget();
    }

    /// Called before a route changes.
    fn touch(&mut self, route: u32) {
        if !self.journal.open || self.journal.touched[route as usize] {
            return;
        }
        self.journal.touched[route as usize] = true;
        let now = &self.routes[route as usize];
        if self.journal.filled == self.journal.routes.len() {
            self.journal.routes.push((route, now.clone()));
        } else {
            let (number, saved) = &mut self.journal.routes[self.journal.filled];
            *number = route;
            saved.stops.clone_from(&now.stops);
            (saved.load, saved.cost, saved.version) = (now.load, now.cost, now.version);
            (saved.fixed, saved.number) = (now.fixed, now.number);
        }
        self.journal.filled += 1;
    }

    /// Whether this route was changed since [`Plan::begin`].
    pub fn is_touched(&self, route: u32) -> bool {
        self.journal.touched[route as usize]
    }

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
        self.count_positions(route, position);
    }

    /// One task more, left out for now.
    pub fn add_task(&mut self, penalty: i64) {
        self.absent.push(self.route_of.len() as u32);
        self.route_of.push(NONE);
        self.position_of.push(0);
        self.held.push(FREE);
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
            out.push(stop.task);
        }
        rules.refresh(changed, &self.held, from, from);
        self.used -= usize::from(changed.is_empty());
        self.cost += changed.cost;
        self.count_positions(route, from);
    }

    /// Swaps what comes after two stops of two routes.
    pub fn swap_tails<R: Rules<Mark = M>>(&mut self, rules: &R, one: (u32, usize), other: (u32, usize)) {
        for (route, _) in [one, other] {
            self.touch(route);
            self.renumber(route);
            self.cost -= self.routes[route as usize].cost;
            self.used -= usize::from(!self.routes[route as usize].is_empty());
        }
        let mut first = std::mem::take(&mut self.routes[one.0 as usize].stops);
        let second = &mut self.routes[other.0 as usize].stops;
        self.tail.clear();
        self.tail.extend_from_slice(&first[one.1 + 1..first.len() - 1]);
        let end = first[first.len() - 1];
        first.truncate(one.1 + 1);
        first.extend_from_slice(&second[other.1 + 1..second.len() - 1]);
        first.push(end);
        let end = second[second.len() - 1];
        second.truncate(other.1 + 1);
        second.extend_from_slice(&self.tail);
        second.push(end);
        self.routes[one.0 as usize].stops = first;
        for (route, _) in [one, other] {
            let changed = &mut self.routes[route as usize];
            changed.load = changed.tasks().map(|task| rules.load(task)).sum();
            for stop in &changed.stops[1..changed.stops.len() - 1] {
                self.route_of[stop.task as usize] = route;
            }
            rules.refresh(changed, &self.held, 0, usize::MAX);
            self.cost += changed.cost;
            self.used += usize::from(!changed.is_empty());
            self.count_positions(route, 1);
        }
    }

    /// A copy of what matters.
    pub fn sketch_into(&self, sketch: &mut Sketch) {
        sketch.routes.resize_with(self.routes.len(), Vec::new);
        for (kept, route) in sketch.routes.iter_mut().zip(&self.routes) {
            kept.clear();
            kept.extend(route.tasks());
        }
        sketch.held.clone_from(&self.held);
        sketch.absent.clone_from(&self.absent);
        sketch.cost = self.cost;
    }

    /// Becomes what the sketch says.
    pub fn restore<R: Rules<Mark = M>>(&mut self, rules: &R, sketch: &Sketch) {
        self.forget();
        (self.used, self.planned) = (0, 0);
        self.route_of.fill(NONE);
        self.held.clone_from(&sketch.held);
        self.absent.clone_from(&sketch.absent);
        self.cost = sketch.absent.iter().map(|task| rules.ground().penalty[*task as usize]).sum();
        for (route, tasks) in sketch.routes.iter().enumerate() {
            let same = self.routes[route].tasks().eq(tasks.iter().copied());
            if !same {
                self.renumber(route as u32);
            }
            let changed = &mut self.routes[route];
            let last = changed.stops[changed.stops.len() - 1];
            changed.stops.truncate(1);
            changed.stops.extend(tasks.iter().map(|task| rules.stop(*task)));
            changed.stops.push(last);
            changed.load = tasks.iter().map(|task| rules.load(*task)).sum();
            rules.refresh(changed, &self.held, 0, usize::MAX);
            self.cost += changed.cost;
            self.used += usize::from(!tasks.is_empty());
            self.planned += tasks.len();
            for task in tasks {
                self.route_of[*task as usize] = route as u32;
            }
            self.count_positions(route as u32, 1);
        }
    }
}

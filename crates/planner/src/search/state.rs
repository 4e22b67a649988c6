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

/// So many stops of a route, one after another; none is the place before the stop at `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub route: u32,
    pub from: usize,
    pub count: usize,
}

impl Piece {
    pub fn range(&self) -> std::ops::Range<usize> {
        self.from..self.from + self.count
    }
}

/// The routes of a plan and what is left out of it.
pub struct Plan<M> {
    pub routes: Vec<Route<M>>,
    /// Per route a number that changes with its contents and comes back with them: equal numbers mean equal routes.
    pub versions: Vec<u32>,
    pub route_of: Vec<u32>,
    /// Where a planned task stands in its route.
    pub position_of: Vec<u32>,
    /// The start that a task linked with others is held to while it is planned.
    pub held: Vec<i32>,
    /// Tasks left out.
    pub absent: Vec<u32>,
    /// What leaving a task out counts for now: at most what it costs.
    pub penalties: Vec<i64>,
    /// Cost of the routes and of what is left out.
    pub cost: i64,
    /// A bit for each route that has no tasks, and for each that may be given some.
    empty: Vec<u64>,
    pub open: Vec<u64>,
    /// Routes that have tasks, and the tasks in them.
    pub used: usize,
    pub planned: usize,
    next_version: u32,
    journal: Journal<M>,
    swapped: Vec<Stop<M>>,
}

struct Journal<M> {
    open: bool,
    touched: Vec<bool>,
    routes: Vec<Saved<M>>,
    filled: usize,
    counts: (usize, usize),
    absent: Vec<u32>,
    held: Vec<(u32, i32)>,
    cost: i64,
}

/// A route as it was.
struct Saved<M> {
    number: u32,
    version: u32,
    route: Route<M>,
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
            versions: vec![0; ground.routes],
            route_of: vec![NONE; ground.tasks],
            position_of: vec![0; ground.tasks],
            held: (0..ground.tasks as u32).map(|task| rules.held_at_first(task)).collect(),
            absent: vec![],
            penalties: ground.penalty.clone(),
            cost: 0,
            empty: vec![0; ground.routes.div_ceil(64)],
            open: vec![u64::MAX; ground.routes.div_ceil(64)],
            used: 0,
            planned: 0,
            next_version: 1,
            swapped: vec![],
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
            plan.note_empty(route);
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

    /// Brings the route's bit among the empty ones up to date.
    fn note_empty(&mut self, route: usize) {
        let bit = 1 << (route % 64);
        if self.routes[route].is_empty() {
            self.empty[route / 64] |= bit;
        } else {
            self.empty[route / 64] &= !bit;
        }
    }

    /// The first route without tasks among those whose bits are set.
    pub fn first_empty(&self, among: &[u64]) -> Option<u32> {
        let may = self.empty.iter().zip(&self.open).map(|(empty, open)| empty & open);
        let words = may.zip(among).map(|(may, among)| may & among).zip(0..);
        words.filter(|(word, _)| *word != 0).map(|(word, at)| at * 64 + word.trailing_zeros()).next()
    }

    /// The routes without tasks that may be given some.
    pub fn empty(&self) -> impl Iterator<Item = u32> + '_ {
        let bits = |(word, at): (u64, u32)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let next = (left != 0).then(|| at * 64 + left.trailing_zeros());
                left &= left.wrapping_sub(1);
                next
            })
        };
        self.empty.iter().zip(&self.open).map(|(empty, open)| empty & open).zip(0..).flat_map(bits)
    }

    fn renumber(&mut self, route: u32) {
        self.versions[route as usize] = self.next_version;
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

    /// Keeps what was done since [`Plan::begin`]. Routes that are again as they were get their version back, so that what was remembered of
    /// them holds: the colder a search, the more often what was taken out goes back where it was.
    pub fn keep(&mut self) {
        let is_held = |(task, start): &(u32, i32)| self.held[*task as usize] == *start;
        if self.journal.held.iter().all(is_held) {
            for saved in &self.journal.routes[..self.journal.filled] {
                let (now, before) = (&self.routes[saved.number as usize].stops, &saved.route.stops);
                if now.len() == before.len() && now.iter().zip(before).all(|(now, before)| now.task == before.task) {
                    self.versions[saved.number as usize] = saved.version;
                }
            }
        }
        self.forget();
    }

    /// Forgets how the plan was at [`Plan::begin`].
    pub fn forget(&mut self) {
        for saved in &self.journal.routes[..self.journal.filled] {
            self.journal.touched[saved.number as usize] = false;
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
        for saved in &self.journal.routes[..used] {
            let stops = &self.routes[saved.number as usize].stops;
            for stop in &stops[1..stops.len() - 1] {
                self.route_of[stop.task as usize] = NONE;
            }
        }
        for saved in &mut self.journal.routes[..used] {
            let now = &mut self.routes[saved.number as usize];
            std::mem::swap(now, &mut saved.route);
            self.versions[saved.number as usize] = saved.version;
            let (bit, word) = (1 << (saved.number % 64), &mut self.empty[saved.number as usize / 64]);
            *word = if now.is_empty() { *word | bit } else { *word & !bit };
            for (stop, position) in now.stops[..now.stops.len() - 1].iter().zip(0..).skip(1) {
                self.route_of[stop.task as usize] = saved.number;
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
        let (now, version) = (&self.routes[route as usize], self.versions[route as usize]);
        if self.journal.filled == self.journal.routes.len() {
            self.journal.routes.push(Saved { number: route, version, route: now.clone() });
        } else {
            let saved = &mut self.journal.routes[self.journal.filled];
            (saved.number, saved.version) = (route, version);
            let saved = &mut saved.route;
            saved.stops.clone_from(&now.stops);
            (saved.load, saved.cost) = (now.load, now.cost);
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

    /// The cost with what leaving tasks out costs in truth.
    pub fn whole_cost(&self, penalty: &[i64]) -> i64 {
        let forgiven = |task: &u32| penalty[*task as usize] - self.penalties[*task as usize];
        self.cost + self.absent.iter().map(forgiven).sum::<i64>()
    }

    /// Lets leaving tasks out count such a share of what it costs.
    pub fn forgive(&mut self, penalty: &[i64], share: f64) {
        self.cost -= self.absent.iter().map(|task| self.penalties[*task as usize]).sum::<i64>();
        self.penalties.iter_mut().zip(penalty).for_each(|(counts, costs)| *counts = (*costs as f64 * share) as i64);
        self.cost += self.absent.iter().map(|task| self.penalties[*task as usize]).sum::<i64>();
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
        self.cost = sketch.absent.iter().map(|task| self.penalties[*task as usize]).sum();
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
            self.note_empty(route);
            for task in tasks {
                self.route_of[*task as usize] = route as u32;
            }
            self.count_positions(route as u32, 1);
        }
    }
}

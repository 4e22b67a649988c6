//! The plan that the search changes, with a journal per route so that a try that failed is taken back for the price of what it touched.

mod journal;
mod moves;
mod sketch;

pub use self::sketch::Sketch;

use self::journal::Journal;
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
            journal: Journal::of(ground.routes),
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
}

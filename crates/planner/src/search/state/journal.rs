//! What the plan was at [`Plan::begin`], route by route, so that a try that failed is taken back for the price of what it touched.

use super::{NONE, Plan, Route};

pub(super) struct Journal<M> {
    pub(super) open: bool,
    touched: Vec<bool>,
    routes: Vec<Saved<M>>,
    filled: usize,
    counts: (usize, usize),
    absent: Vec<u32>,
    pub(super) held: Vec<(u32, i32)>,
    cost: i64,
}

/// A route as it was.
struct Saved<M> {
    number: u32,
    version: u32,
    route: Route<M>,
}

impl<M> Journal<M> {
    /// A closed one, of a plan with so many routes.
    pub(super) fn of(routes: usize) -> Self {
        Self {
            open: false,
            touched: vec![false; routes],
            routes: vec![],
            filled: 0,
            counts: (0, 0),
            absent: vec![],
            held: vec![],
            cost: 0,
        }
    }
}

impl<M: Copy> Plan<M> {
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
    pub(super) fn touch(&mut self, route: u32) {
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
}

//! Simulated annealing over ruin and recreate: one chain, bounded by time or by tries.

use std::time::{Duration, Instant};

use super::dice::Dice;
use super::recreate::Recreate;
use super::ruin::{RuinSize, ruin};
use super::rules::Rules;
use super::state::{NONE, Plan, Sketch};

/// How long a search may take. With neither bound it ends at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    pub time: Option<Duration>,
    /// Tries of ruin and recreate. A search bounded by tries alone gives the same plan for the same seed on every machine.
    pub tries: Option<u64>,
}

impl Budget {
    pub fn seconds(seconds: f64) -> Self {
        Self { time: Some(Duration::from_secs_f64(seconds.clamp(0.0, 1e7))), tries: None }
    }

    pub fn tries(tries: u64) -> Self {
        Self { time: None, tries: Some(tries) }
    }
}

/// Temperatures in typical legs, see [`Ground::leg`](super::ground::Ground::leg).
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    pub hot: f64,
    pub cold: f64,
}

impl Cooling {
    /// For days of short routes with much that cannot be exchanged.
    pub const DAY: Self = Self { hot: 1.0, cold: 0.01 };
}

impl Default for Cooling {
    fn default() -> Self {
        Self { hot: 5.0, cold: 0.05 }
    }
}

/// How near a stop must be for the ends of routes to be swapped at it: among so many.
const TAILS_NEAR: usize = 20;

/// How far along a search is, between 0 and 1.
pub struct Clock {
    stopwatch: Box<dyn Fn() -> Duration + Send>,
    budget: Budget,
    pub tries: u64,
    share: f64,
}

impl Clock {
    pub fn new(began: Instant, budget: Budget) -> Self {
        Self::by(Box::new(move || began.elapsed()), budget)
    }

    /// A clock that takes the time from elsewhere, such as the processor's time of a thread.
    pub fn by(stopwatch: Box<dyn Fn() -> Duration + Send>, budget: Budget) -> Self {
        Self { stopwatch, budget, tries: 0, share: 0.0 }
    }

    /// The share of the budget that is used up; looks at the time every few tries.
    pub fn tick(&mut self) -> f64 {
        self.tries += 1;
        if self.tries % 64 == 1 {
            let by_time = self.budget.time.map(|time| (self.stopwatch)().as_secs_f64() / time.as_secs_f64().max(1e-9));
            let by_tries = self.budget.tries.map(|tries| self.tries as f64 / tries.max(1) as f64);
            self.share = match (by_time, by_tries) {
                (None, None) => 1.0,
                (time, tries) => time.unwrap_or(0.0).max(tries.unwrap_or(0.0)),
            };
        }
        self.share
    }
}

/// One chain of the search.
pub struct Chain<'a, R: Rules> {
    rules: &'a R,
    pub plan: Plan<R::Mark>,
    pub best: Sketch,
    pub recreate: Recreate,
    dice: Dice,
    pub size: RuinSize,
    /// Tries per step to swap the ends of two routes.
    pub tails: usize,
    out: Vec<u32>,
}

impl<'a, R: Rules> Chain<'a, R> {
    /// A chain that begins with the plan of cheapest insertions, or with the one given.
    pub fn new(rules: &'a R, seed: u64, start: Option<&Sketch>) -> Self {
        let mut chain = Self {
            rules,
            plan: Plan::new(rules),
            best: Sketch::default(),
            recreate: Recreate::new(rules, 0.01),
            dice: Dice::new(seed),
            size: RuinSize::default(),
            tails: if rules.swaps_tails() && rules.ground().tasks > 1 { 16 } else { 0 },
            out: vec![],
        };
        match start {
            Some(start) => chain.plan.restore(rules, start),
            None => chain.fill(),
        }
        chain.plan.sketch_into(&mut chain.best);
        chain
    }

    fn fill(&mut self) {
        let mut tasks = std::mem::take(&mut self.plan.absent);
        self.plan.cost -= tasks.iter().map(|task| self.rules.ground().penalty[*task as usize]).sum::<i64>();
        self.recreate.recreate(self.rules, &mut self.plan, &mut tasks, &mut self.dice, i64::MAX);
    }

    /// One try at this temperature. Says whether it made a new best plan.
    pub fn step(&mut self, temperature: f64) -> bool {
        self.swap_tails(temperature);
        self.plan.begin();
        let before = self.plan.cost;
        let bound = before + (-temperature * (1.0 - self.dice.fraction()).ln()).ceil() as i64 - 1;
        self.out.clear();
        ruin(self.rules, &mut self.plan, &self.size, &mut self.dice, &mut self.out);
        self.call_absent();
        if !self.recreate.recreate(self.rules, &mut self.plan, &mut self.out, &mut self.dice, bound) {
            self.plan.take_back();
        }
        self.plan.forget();
        if self.plan.cost < self.best.cost {
            self.plan.sketch_into(&mut self.best);
            return true;
        }
        false
    }

    /// Tries to swap the ends of two routes where a stop of one lies near a stop of the other (2-opt*; Potvin & Rousseau, 1995).
    fn swap_tails(&mut self, temperature: f64) {
        let ground = self.rules.ground();
        for _ in 0..self.tails {
            let task = self.dice.below(ground.tasks);
            let near = &ground.near[task];
            let other = near[self.dice.below(near.len().min(TAILS_NEAR))];
            let (route, with) = (self.plan.route_of[task], self.plan.route_of[other as usize]);
            if route == NONE || with == NONE || route == with {
                continue;
            }
            let (to, next) = (self.plan.position_of[task] as usize, self.plan.position_of[other as usize] as usize);
            let (one, other) = ((route, to), (with, next - 1));
            let Some(cost) = self.rules.tails(&self.plan, one, other) else { continue };
            if (cost as f64) < -temperature * (1.0 - self.dice.fraction()).ln() {
                self.plan.swap_tails(self.rules, one, other);
            }
        }
    }

    /// Lets some of the absent try again.
    fn call_absent(&mut self) {
        for _ in 0..self.plan.absent.len().min(10) {
            let task = self.plan.absent.swap_remove(self.dice.below(self.plan.absent.len()));
            self.plan.cost -= self.rules.ground().penalty[task as usize];
            self.out.push(task);
        }
    }

    /// Goes on from another plan.
    pub fn adopt(&mut self, plan: &Sketch) {
        self.plan.restore(self.rules, plan);
        if self.plan.cost < self.best.cost {
            self.plan.sketch_into(&mut self.best);
        }
    }

    /// Anneals until the clock's share reaches `end`, or `watch` (called now and then, and at each new best plan) asks to stop.
    pub fn anneal(
        &mut self,
        clock: &mut Clock,
        cooling: &Cooling,
        end: f64,
        watch: &mut dyn FnMut(&Sketch, bool) -> bool,
    ) {
        let leg = self.rules.ground().leg;
        loop {
            let share = clock.tick();
            if share >= end {
                return;
            }
            let temperature = leg * cooling.hot * (cooling.cold / cooling.hot).powf(share);
            let better = self.step(temperature);
            if (better || clock.tries.is_multiple_of(1024)) && !watch(&self.best, better) {
                return;
            }
        }
    }
}

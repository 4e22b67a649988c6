//! Simulated annealing over ruin and recreate: one chain, bounded by time or by tries.

use std::time::{Duration, Instant};

use super::course::Course;
use super::dice::Dice;
use super::partition;
use super::parts::Part;
use super::pool::Pool;
use super::recreate::Recreate;
use super::ruin::{RuinSize, ruin};
use super::rules::Rules;
use super::state::{NONE, Piece, Plan, Sketch};
use super::tuning::Tuning;

pub use super::course::Cooling;

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

/// How near a stop must be for routes to be swapped at it: among so many.
const SWAPPED_NEAR: usize = 20;
/// What a wide try takes out, and its longest string.
const WIDE_AVERAGE: f64 = 30.0;
const WIDE_STRING: f64 = 15.0;
/// Longest piece that is swapped.
const PIECE_MAX: usize = 3;

/// From which share of the search on routes are remembered, every how many tries, and when the plan is chosen from them.
const NOTED_FROM: f64 = 0.4;
const NOTED_EACH: u64 = 64;
const CHOSEN_AT: [f64; 5] = [0.6, 0.75, 0.85, 0.92, 0.97];
/// The same where it is heated again.
const CHOSEN_AGAIN_AT: [f64; 2] = [0.8, 0.97];
/// From this share on it is known how many tries there will be.
const KNOWN_FROM: f64 = 0.02;

/// The share of plans that may miss a task when the search begins; at its end none may.
const MISSING_MAX: f64 = 0.2;

/// So many temperatures worse, and a change is as good as never accepted.
const UNLIKELY: f64 = 8.0;

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

    /// Whether only tries bound the search.
    pub fn is_counted(&self) -> bool {
        self.budget.tries.is_some() && self.budget.time.is_none()
    }

    /// How many tries there will be, as far as can be known.
    pub fn expected(&self) -> f64 {
        match (self.budget.tries, self.budget.time) {
            (Some(tries), _) => tries as f64,
            (None, Some(_)) if self.share >= KNOWN_FROM => self.tries as f64 / self.share,
            (None, time) => time.map_or(0.0, |time| time.as_secs_f64() * 50_000.0),
        }
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
    /// Tries per step to swap the ends of two routes, and pieces of them.
    pub tails: usize,
    pub pieces: usize,
    out: Vec<u32>,
    pub pool: Option<Pool>,
    /// How many choices among the pool's routes have been made.
    choices: usize,
    tightness: Option<Tightness>,
    pub course: Option<Course>,
    focus: Focus,
    wide: f64,
    size_wide: RuinSize,
    /// The tasks that this chain works on; none where on all.
    pub part: Vec<u32>,
}

/// Where tries begin for a while: near each other, so that what they look at is near each other in memory too.
struct Focus {
    each: u32,
    tasks: usize,
    centre: usize,
    left: u32,
}

/// What leaving out counts at the time, as share of what it costs.
struct Tightness {
    share: f64,
    least: f64,
    seen: u64,
    missing: u64,
}

impl<'a, R: Rules> Chain<'a, R> {
    /// A chain that begins with the plan of cheapest insertions, or with the one given.
    pub fn new(rules: &'a R, seed: u64, start: Option<&Sketch>) -> Self {
        Self::tuned(rules, seed, start, &Tuning::USUAL)
    }

    pub fn tuned(rules: &'a R, seed: u64, start: Option<&Sketch>, tuning: &Tuning) -> Self {
        let size = RuinSize {
            average: tuning.average,
            string_max: tuning.longest,
            in_time: tuning.in_time,
            ..RuinSize::default()
        };
        let swaps = rules.swaps() && rules.ground().beside_each > 0;
        let mut chain = Self {
            rules,
            plan: Plan::new(rules),
            best: Sketch::default(),
            recreate: Recreate::new(rules, 0.01),
            dice: Dice::new(seed),
            size,
            tails: if swaps { tuning.tails as usize } else { 0 },
            pieces: if swaps { tuning.pieces as usize } else { 0 },
            out: vec![],
            pool: (rules.routes_stand_alone() && tuning.pool > 0.0).then(|| Pool::new(rules.ground())),
            choices: 0,
            course: None,
            focus: Focus {
                each: if swaps { tuning.focus as u32 } else { 0 },
                tasks: tuning.focus_tasks as usize,
                centre: 0,
                left: 0,
            },
            part: vec![],
            wide: if swaps { tuning.wide } else { 0.0 },
            size_wide: RuinSize { average: WIDE_AVERAGE, string_max: WIDE_STRING, ..size },
            tightness: rules.least_penalty().map(|least| Tightness {
                share: (10.0 * least).min(1.0),
                least,
                seen: 0,
                missing: 0,
            }),
        };
        match start {
            Some(start) => chain.plan.restore(rules, start),
            None => chain.fill(),
        }
        chain.keep_best();
        if let Some(tightness) = &chain.tightness {
            chain.plan.forgive(&rules.ground().penalty, tightness.share);
        }
        chain
    }

    /// Keeps the plan as the best one.
    fn keep_best(&mut self) {
        self.plan.sketch_into(&mut self.best);
        self.best.cost = self.plan.whole_cost(&self.rules.ground().penalty);
    }

    fn fill(&mut self) {
        let mut tasks = std::mem::take(&mut self.plan.absent);
        self.plan.cost -= tasks.iter().map(|task| self.plan.penalties[*task as usize]).sum::<i64>();
        self.recreate.recreate(self.rules, &mut self.plan, &mut tasks, &mut self.dice, i64::MAX);
    }

    /// One try at this temperature. Says whether it made a new best plan.
    pub fn step(&mut self, temperature: f64) -> bool {
        self.swap(temperature);
        self.plan.begin();
        let before = self.plan.cost;
        let bound = before + (-temperature * (1.0 - self.dice.fraction()).ln()).ceil() as i64 - 1;
        self.out.clear();
        let seed = self.begin_at();
        self.recreate.opens = self.wide > 0.0 && self.dice.fraction() < self.wide;
        let size = if self.recreate.opens { &self.size_wide } else { &self.size };
        ruin(self.rules, &mut self.plan, size, seed, &mut self.dice, &mut self.out);
        self.call_absent();
        if !self.recreate.recreate(self.rules, &mut self.plan, &mut self.out, &mut self.dice, bound) {
            self.plan.take_back();
        } else {
            self.plan.keep();
        }
        self.plan.forget();
        if self.plan.cost < self.best.cost && self.plan.whole_cost(&self.rules.ground().penalty) < self.best.cost {
            self.keep_best();
            return true;
        }
        false
    }

    /// The task around which something is tried.
    fn begin_at(&mut self) -> usize {
        let tasks = self.rules.ground().tasks;
        if !self.part.is_empty() {
            return self.part[self.dice.below(self.part.len())] as usize;
        }
        if self.focus.each == 0 {
            return self.dice.below(tasks);
        }
        if self.focus.left == 0 {
            (self.focus.centre, self.focus.left) = (self.dice.below(tasks), self.focus.each);
        }
        self.focus.left -= 1;
        let near = &self.rules.ground().near[self.focus.centre];
        near[self.dice.below(near.len().min(self.focus.tasks))] as usize
    }

    /// Lets leaving out count less where plans are complete most of the time, and more where they are not: a plan that may miss a task for
    /// a while gets past full vehicles, one that always does is no plan.
    fn tighten(&mut self, share: f64) {
        let Some(tightness) = &mut self.tightness else { return };
        tightness.seen += 1;
        tightness.missing += u64::from(!self.plan.absent.is_empty());
        if tightness.seen < 500 {
            return;
        }
        let local = self.course.map_or(share, |course| course.within(share).1);
        let goal = MISSING_MAX * (1.0 - local);
        let factor = if tightness.missing as f64 > goal * tightness.seen as f64 { 1.25 } else { 0.9 };
        tightness.share = (tightness.share * factor).clamp(tightness.least, 1.0);
        (tightness.seen, tightness.missing) = (0, 0);
        self.plan.forgive(&self.rules.ground().penalty, tightness.share);
    }

    /// Tries to swap the ends of two routes so that a stop of one comes right before a stop of the other that lies beside it (2-opt*; Potvin
    /// & Rousseau, 1995), or short pieces of them (CROSS; Taillard, Badeau, Gendreau, Guertin & Potvin, 1997).
    fn swap(&mut self, temperature: f64) {
        let most = (temperature * UNLIKELY) as i64;
        for turn in 0..self.tails + self.pieces {
            let task = self.begin_at() as u32;
            let beside = self.rules.ground().beside(task);
            let next = beside[self.dice.below(beside.len().min(SWAPPED_NEAR))];
            let (route, with) = (self.plan.route_of[task as usize], self.plan.route_of[next as usize]);
            if route == NONE || with == NONE || route == with {
                continue;
            }
            let after = self.plan.position_of[task as usize] as usize + 1;
            let from = self.plan.position_of[next as usize] as usize;
            let left = |route: u32, from: usize| self.plan.routes[route as usize].stops.len() - 1 - from;
            let is_tail = turn < self.tails;
            let counts = if is_tail {
                (left(route, after), left(with, from))
            } else {
                let random = self.dice.below(PIECE_MAX * (PIECE_MAX + 1));
                (left(route, after).min(random / PIECE_MAX), left(with, from).min(1 + random % PIECE_MAX))
            };
            let one = Piece { route, from: after, count: counts.0 };
            let other = Piece { route: with, from, count: counts.1 };
            let price = if is_tail {
                self.rules.price_of_tails(&self.plan, one, other, most)
            } else {
                self.rules.price_of_pieces(&self.plan, one, other, most)
            };
            let Some(cost) = price else { continue };
            if cost < 0 || (cost as f64) < -temperature * (1.0 - self.dice.fraction()).ln() {
                self.plan.swap(self.rules, one, other);
            }
        }
    }

    /// Remembers routes now and then, and at times lets the plan be chosen from them. Says whether that made a new best plan.
    fn choose(&mut self, share: f64, tries: u64) -> bool {
        let Some(pool) = &mut self.pool else { return false };
        if !self.part.is_empty() {
            return false;
        }
        let Some(course) = self.course else { return false };
        let (cycle, local) = course.within(share);
        if local < NOTED_FROM || !tries.is_multiple_of(NOTED_EACH) {
            return false;
        }
        pool.follow(&self.plan);
        let times: &[f64] = if course.cycles > 1 { &CHOSEN_AGAIN_AT } else { &CHOSEN_AT };
        let due = cycle * times.len() + times.iter().filter(|at| local >= **at).count();
        if due <= self.choices {
            return false;
        }
        self.choices = due;
        let mut best = Plan::new(self.rules);
        best.restore(self.rules, &self.best);
        pool.note(&best);
        let Some(found) = partition::choose(self.rules.ground(), pool, &self.best) else { return false };
        let before = self.best.cost;
        self.adopt(&found);
        self.best.cost < before
    }

    /// Lets some of the absent try again.
    fn call_absent(&mut self) {
        for _ in 0..self.plan.absent.len().min(10) {
            let task = self.plan.absent.swap_remove(self.dice.below(self.plan.absent.len()));
            self.plan.cost -= self.plan.penalties[task as usize];
            self.out.push(task);
        }
    }

    /// Goes on from another plan.
    pub fn adopt(&mut self, plan: &Sketch) {
        self.plan.restore(self.rules, plan);
        if self.plan.whole_cost(&self.rules.ground().penalty) < self.best.cost {
            self.keep_best();
        }
    }

    /// The plan as it is, with what leaving out costs in truth.
    pub fn current(&self) -> Sketch {
        let mut sketch = Sketch::default();
        self.plan.sketch_into(&mut sketch);
        sketch.cost = self.plan.whole_cost(&self.rules.ground().penalty);
        sketch
    }

    /// Goes on with a part of a plan as if there were no other.
    pub fn take_part(&mut self, part: Part) {
        self.plan.open = part.open;
        self.plan.restore(self.rules, &part.plan);
        self.part = part.tasks;
        self.keep_best();
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
        let mut temperature = f64::NAN;
        loop {
            let share = clock.tick();
            if share >= end {
                return;
            }
            if temperature.is_nan() || clock.tries % 16 == 1 {
                let each = clock.expected() / self.rules.ground().tasks.max(1) as f64;
                if self.course.is_none() && (share >= KNOWN_FROM || clock.is_counted()) {
                    self.course = Some(Course::of(cooling, each));
                }
                temperature = leg * self.course.unwrap_or_else(|| Course::of(cooling, each)).at(share);
            }
            self.tighten(share);
            let better = self.step(temperature) | self.choose(share, clock.tries);
            if (better || clock.tries.is_multiple_of(1024)) && !watch(&self.best, better) {
                return;
            }
        }
    }
}

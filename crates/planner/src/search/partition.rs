//! The best choice among routes that plans have had: set partitioning, by duals and by exchange.
//!
//! Duals (what covering a task is worth) come from subgradients of the Lagrangian relaxation (Held, Wolfe & Crowder, 1974; Caprara, Fischetti &
//! Toth, 1999). Then a route that the plan does not have is forced into it: the routes that it breaks leave tasks open, which other routes
//! must cover, and so on until nothing is open. What that costs less or more is known by the reduced costs at every step, so that hardly
//! any branch is followed far.

use super::ground::Ground;
use super::pool::{Kept, Pool};
use super::state::Sketch;

/// Steps of the subgradient method.
const DUAL_STEPS: usize = 200;
/// After so many steps without a better bound they get shorter; and after so many the routes are sifted.
const STALE_STEPS: usize = 10;
const FILTER_EACH: usize = 25;
/// Routes that are tried for one task.
const PER_TASK_MAX: usize = 80;
/// Routes that change at once at the most.
const DEEPEST: usize = 10;
/// Work of one choice, in looks at a route.
const LOOKS_MAX: usize = 4_000_000;

/// The plan with routes exchanged for others of the pool, where that makes it cheaper.
pub fn choose(ground: &Ground, pool: &Pool, best: &Sketch) -> Option<Sketch> {
    let mut choice = Choice::new(ground, pool, best)?;
    choice.price();
    choice.list();
    choice.exchange().then(|| choice.sketch(best))
}

struct Choice<'a> {
    ground: &'a Ground,
    columns: Vec<&'a Kept>,
    /// The tasks of each column as bits.
    bits: Vec<u64>,
    words: usize,
    /// Per class how many routes there are, and how many the plan has.
    limits: Vec<i32>,
    used: Vec<i32>,
    /// The columns of the plan, and per task the place of its own among them.
    plan: Vec<u32>,
    own: Vec<u32>,
    duals: Vec<f64>,
    reduced: Vec<f64>,
    by_task: Vec<Vec<u32>>,
    looks: usize,
}

/// An exchange under way.
struct Exchange {
    chosen: Vec<u32>,
    /// Places in the plan whose routes are broken.
    broken: Vec<u32>,
    covered: Vec<u64>,
    /// What it would cost more than the plan if what is open cost its duals.
    more: f64,
}

impl<'a> Choice<'a> {
    fn new(ground: &'a Ground, pool: &'a Pool, best: &Sketch) -> Option<Self> {
        let words = ground.tasks.div_ceil(64);
        let mut choice = Self {
            ground,
            columns: pool.routes.iter().collect(),
            bits: vec![0; pool.routes.len() * words],
            words,
            limits: vec![0; ground.routes],
            used: vec![0; ground.routes],
            plan: vec![],
            own: vec![u32::MAX; ground.tasks],
            duals: vec![0.0; ground.tasks],
            reduced: vec![f64::INFINITY; pool.routes.len()],
            by_task: vec![vec![]; ground.tasks],
            looks: 0,
        };
        for (column, kept) in pool.routes.iter().enumerate() {
            for task in &kept.tasks {
                choice.bits[column * words + *task as usize / 64] |= 1 << (task % 64);
            }
        }
        for class in &ground.class {
            choice.limits[*class as usize] += 1;
        }
        for (route, tasks) in best.routes.iter().enumerate().filter(|(_, tasks)| !tasks.is_empty()) {
            let column = pool.find(ground.class[route], tasks)?;
            for task in tasks {
                choice.own[*task as usize] = choice.plan.len() as u32;
                choice.duals[*task as usize] = pool.routes[column as usize].cost as f64 / tasks.len() as f64;
            }
            choice.plan.push(column);
            choice.used[ground.class[route] as usize] += 1;
        }
        Some(choice)
    }

    fn cost(&self) -> f64 {
        self.plan.iter().map(|column| self.columns[*column as usize].cost as f64).sum()
    }

    /// Finds duals by subgradients, and with them the reduced costs. Routes that cannot be in a cheaper plan by what is known are no longer
    /// looked at.
    fn price(&mut self) {
        let target = self.cost();
        let planned: Vec<f64> = self.own.iter().map(|own| f64::from(u8::from(*own != u32::MAX))).collect();
        let mut active: Vec<u32> = (0..self.columns.len() as u32).collect();
        let (mut best, mut best_bound) = (self.duals.clone(), f64::NEG_INFINITY);
        let (mut step, mut stale) = (1.0, 0);
        let mut slack = vec![0.0_f64; self.duals.len()];
        for turn in 1..=DUAL_STEPS {
            slack.clone_from(&planned);
            let mut bound: f64 = self.duals.iter().zip(&planned).map(|(dual, planned)| dual * planned).sum();
            for column in &active {
                let kept = self.columns[*column as usize];
                let reduced = reduced_cost(kept, &self.duals);
                if reduced < 0.0 {
                    bound += reduced;
                    kept.tasks.iter().for_each(|task| slack[*task as usize] -= 1.0);
                }
            }
            if bound > best_bound {
                (best_bound, stale) = (bound, 0);
                best.clone_from(&self.duals);
            } else {
                stale += 1;
                if stale >= STALE_STEPS {
                    (step, stale) = (step * 0.6, 0);
                    self.duals.clone_from(&best);
                    continue;
                }
            }
            if turn % FILTER_EACH == 0 {
                active.retain(|column| reduced_cost(self.columns[*column as usize], &best) < target - best_bound);
            }
            let norm: f64 = slack.iter().map(|slack| slack * slack).sum();
            if norm < 0.5 || target - bound < 0.5 {
                break;
            }
            let stride = step * (target - bound) / norm;
            self.duals.iter_mut().zip(&slack).for_each(|(dual, slack)| *dual += stride * slack);
        }
        self.duals = best;
        for column in active.iter().chain(&self.plan) {
            self.reduced[*column as usize] = reduced_cost(self.columns[*column as usize], &self.duals);
        }
    }

    /// Per task the routes that would cover it, the most promising first. A route with a task that the plan leaves out is none.
    fn list(&mut self) {
        let mut order: Vec<u32> = (0..self.columns.len() as u32).collect();
        order.retain(|column| self.reduced[*column as usize].is_finite());
        order.sort_by(|one, other| {
            self.reduced[*one as usize].total_cmp(&self.reduced[*other as usize]).then(one.cmp(other))
        });
        for column in order {
            let tasks = &self.columns[column as usize].tasks;
            if tasks.iter().any(|task| self.own[*task as usize] == u32::MAX) {
                continue;
            }
            for task in tasks {
                let listed = &mut self.by_task[*task as usize];
                if listed.len() < PER_TASK_MAX {
                    listed.push(column);
                }
            }
        }
    }

    /// Forces routes into the plan as long as one makes it cheaper, the most promising first. Says whether any did.
    fn exchange(&mut self) -> bool {
        let mut seeds: Vec<u32> = self.by_task.iter().flatten().copied().collect();
        seeds.sort_unstable();
        seeds.dedup();
        seeds.sort_by(|one, other| self.reduced[*one as usize].total_cmp(&self.reduced[*other as usize]));
        let mut improved = false;
        for seed in seeds {
            if self.looks >= LOOKS_MAX {
                break;
            }
            if self.plan.contains(&seed) {
                continue;
            }
            let allowed = self.plan.iter().map(|column| self.reduced[*column as usize]).fold(0.0, f64::max);
            let mut exchange = Exchange { chosen: vec![], broken: vec![], covered: vec![0; self.words], more: 0.0 };
            let deadline = self.looks + LOOKS_MAX / 100;
            if self.take(&mut exchange, seed, allowed) && self.complete(&mut exchange, allowed, deadline) {
                self.carry_out(&exchange);
                improved = true;
            }
        }
        improved
    }

    /// Takes a route into the exchange, if it can still be worth it.
    fn take(&self, exchange: &mut Exchange, column: u32, allowed: f64) -> bool {
        let broken = exchange.broken.len();
        let mut more = exchange.more + self.reduced[column as usize];
        for task in &self.columns[column as usize].tasks {
            let own = self.own[*task as usize];
            if !exchange.broken.contains(&own) {
                exchange.broken.push(own);
                more -= self.reduced[self.plan[own as usize] as usize];
            }
        }
        if more >= allowed {
            exchange.broken.truncate(broken);
            return false;
        }
        exchange.more = more;
        exchange.chosen.push(column);
        let bits = &self.bits[column as usize * self.words..][..self.words];
        exchange.covered.iter_mut().zip(bits).for_each(|(covered, bits)| *covered |= bits);
        true
    }

    /// Covers what is open. Says whether the plan gets cheaper by it.
    fn complete(&mut self, exchange: &mut Exchange, allowed: f64, deadline: usize) -> bool {
        let Some(task) = self.hardest(exchange) else {
            return self.is_worth_it(exchange);
        };
        if exchange.chosen.len() >= DEEPEST || self.looks >= deadline {
            return false;
        }
        for at in 0..self.by_task[task as usize].len() {
            let column = self.by_task[task as usize][at];
            self.looks += 1;
            if !self.is_free(exchange, column) {
                continue;
            }
            let (broken, more) = (exchange.broken.len(), exchange.more);
            if self.take(exchange, column, allowed) {
                if self.complete(exchange, allowed, deadline) {
                    return true;
                }
                exchange.chosen.pop();
                exchange.broken.truncate(broken);
                exchange.more = more;
                let bits = &self.bits[column as usize * self.words..][..self.words];
                exchange.covered.iter_mut().zip(bits).for_each(|(covered, bits)| *covered &= !bits);
            }
        }
        false
    }

    /// The open task that the fewest routes can cover; nothing where none is open.
    fn hardest(&mut self, exchange: &Exchange) -> Option<u32> {
        let mut hardest: Option<(usize, u32)> = None;
        for place in &exchange.broken {
            let kept = self.columns[self.plan[*place as usize] as usize];
            for task in &kept.tasks {
                if exchange.covered[*task as usize / 64] >> (task % 64) & 1 == 1 {
                    continue;
                }
                let most = hardest.map_or(usize::MAX, |(fewest, _)| fewest);
                let listed = &self.by_task[*task as usize];
                let ways = listed.iter().filter(|column| self.is_free(exchange, **column)).take(most).count();
                self.looks += listed.len();
                if ways < most {
                    hardest = Some((ways, *task));
                }
                if ways == 0 {
                    return Some(*task);
                }
            }
        }
        hardest.map(|(_, task)| task)
    }

    fn is_free(&self, exchange: &Exchange, column: u32) -> bool {
        let bits = &self.bits[column as usize * self.words..][..self.words];
        exchange.covered.iter().zip(bits).all(|(covered, bits)| covered & bits == 0)
    }

    fn is_worth_it(&self, exchange: &Exchange) -> bool {
        let cost = |column: u32| self.columns[column as usize].cost;
        let broken: i64 = exchange.broken.iter().map(|place| cost(self.plan[*place as usize])).sum();
        let chosen: i64 = exchange.chosen.iter().map(|column| cost(*column)).sum();
        chosen < broken && self.has_routes(exchange)
    }

    /// Whether no class has more routes in the plan than there are.
    fn has_routes(&self, exchange: &Exchange) -> bool {
        let class = |column: u32| self.columns[column as usize].class;
        exchange.chosen.iter().all(|column| {
            let of = class(*column);
            let more = exchange.chosen.iter().filter(|other| class(**other) == of).count();
            let less = exchange.broken.iter().filter(|place| class(self.plan[**place as usize]) == of).count();
            self.used[of as usize] + more as i32 - less as i32 <= self.limits[of as usize]
        })
    }

    fn carry_out(&mut self, exchange: &Exchange) {
        let mut broken = exchange.broken.clone();
        broken.sort_unstable_by_key(|place| std::cmp::Reverse(*place));
        for place in broken {
            let column = self.plan.swap_remove(place as usize);
            self.used[self.columns[column as usize].class as usize] -= 1;
        }
        for column in &exchange.chosen {
            self.plan.push(*column);
            self.used[self.columns[*column as usize].class as usize] += 1;
        }
        for (place, column) in self.plan.iter().enumerate() {
            for task in &self.columns[*column as usize].tasks {
                self.own[*task as usize] = place as u32;
            }
        }
    }

    /// The plan: each route is one of its class, the same as before where it can be.
    fn sketch(&self, before: &Sketch) -> Sketch {
        let mut sketch = Sketch { routes: vec![vec![]; before.routes.len()], ..before.clone() };
        let mut waiting: Vec<&Kept> = vec![];
        for column in &self.plan {
            let kept = self.columns[*column as usize];
            let same = |route: &usize| {
                self.ground.class[*route] == kept.class && sketch.routes[*route].is_empty() && {
                    let (mut one, mut other) = (before.routes[*route].clone(), kept.tasks.clone());
                    one.sort_unstable();
                    other.sort_unstable();
                    one == other
                }
            };
            match (0..before.routes.len()).find(same) {
                Some(route) => sketch.routes[route].clone_from(&kept.tasks),
                None => waiting.push(kept),
            }
        }
        for kept in waiting {
            let free = |route: &usize| self.ground.class[*route] == kept.class && sketch.routes[*route].is_empty();
            if let Some(route) = (0..before.routes.len()).find(free) {
                sketch.routes[route].clone_from(&kept.tasks);
            }
        }
        sketch
    }
}

/// What a route costs beyond what its tasks are worth.
fn reduced_cost(kept: &Kept, duals: &[f64]) -> f64 {
    kept.cost as f64 - kept.tasks.iter().map(|task| duals[*task as usize]).sum::<f64>()
}

//! Several chains side by side, which meet now and then so that the ones behind go on from the best plan.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::anneal::{Budget, Chain, Clock, Cooling};
use super::dice::Dice;
use super::parts;
use super::pool::Pool;
use super::rules::Rules;
use super::state::Sketch;
use super::tuning::Tuning;

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    pub budget: Budget,
    pub seed: u64,
    pub threads: usize,
    pub cooling: Cooling,
    /// Time that is not the wall's, such as the processor's: how much of it has passed since some moment. For measurements on a machine
    /// that others use too.
    pub stopwatch: Option<fn() -> Duration>,
    pub tuning: Tuning,
}

impl Search {
    pub fn new(budget: Budget, seed: u64) -> Self {
        Self { budget, seed, threads: 1, cooling: Cooling::default(), stopwatch: None, tuning: Tuning::USUAL }
    }

    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.clamp(1, 64), ..self }
    }
}

/// Told of the best plan now and then while a search goes on; answers whether it shall.
pub type Watch<'a> = &'a (dyn Fn(&Sketch) -> bool + Sync);

/// How often chains meet.
const MEETINGS: u32 = 20;
/// From this share of a search on, parts are cut from the best plan.
const LATE: f64 = 0.9;

/// Searches from the given plan, or from cheapest insertions. The same seed, threads and number of tries give the same plan.
pub fn search<R: Rules>(rules: &R, search: &Search, start: Option<&Sketch>, watch: Watch<'_>) -> Sketch {
    let clock = clocks(search);
    let stopped = AtomicBool::new(false);
    let mut chains: Vec<(Chain<'_, R>, Clock)> = (0..search.threads as u64)
        .map(|chain| {
            let seed = search.seed.wrapping_mul(1_000_003).wrapping_add(chain);
            (Chain::tuned(rules, seed, start, &search.tuning), clock())
        })
        .collect();
    if !watch(&chains[0].0.best) {
        return best_of(&chains).clone();
    }
    let mut parted: Option<Sketch> = None;
    let mut dice = Dice::new(search.seed);
    for meeting in 1..=MEETINGS {
        let end = f64::from(meeting) / f64::from(MEETINGS);
        let round = Round { search, end, watch, stopped: &stopped, best: parted.as_ref() };
        if let [only] = &mut chains[..] {
            round.run(only);
        } else {
            std::thread::scope(|scope| {
                for chain in &mut chains {
                    let round = &round;
                    scope.spawn(move || round.run(chain));
                }
            });
        }
        let is_over = stopped.load(Ordering::Relaxed) || meeting == MEETINGS;
        if parted.is_some() || (!is_over && rules.routes_stand_alone() && is_short(&chains, &search.tuning)) {
            part(rules, &mut chains, &mut parted, &mut dice, if is_over { 1.0 } else { end });
        } else {
            meet(&mut chains, end);
        }
        if is_over {
            break;
        }
    }
    parted.unwrap_or_else(|| best_of(&chains).clone())
}

/// Makes clocks that all begin now.
fn clocks(search: &Search) -> impl Fn() -> Clock {
    let (budget, stopwatch, began) = (search.budget, search.stopwatch, Instant::now());
    let before = stopwatch.map_or(Duration::ZERO, |stopwatch| stopwatch());
    move || match stopwatch {
        Some(stopwatch) => Clock::by(Box::new(move || stopwatch().saturating_sub(before)), budget),
        None => Clock::new(began, budget),
    }
}

/// What the chains do until they meet again.
struct Round<'a> {
    search: &'a Search,
    end: f64,
    watch: Watch<'a>,
    stopped: &'a AtomicBool,
    /// The best plan where chains only know parts.
    best: Option<&'a Sketch>,
}

impl Round<'_> {
    fn run<R: Rules>(&self, chain: &mut (Chain<'_, R>, Clock)) {
        let (chain, clock) = chain;
        chain.anneal(clock, &self.search.cooling, self.end, &mut |best, _| {
            if !(self.watch)(self.best.unwrap_or(best)) {
                self.stopped.store(true, Ordering::Relaxed);
            }
            !self.stopped.load(Ordering::Relaxed)
        });
    }
}

/// Whether there are so few tries for each task that several chains do better on a part each.
fn is_short<R: Rules>(chains: &[(Chain<'_, R>, Clock)], tuning: &Tuning) -> bool {
    let (chain, clock) = &chains[0];
    chains.len() > 1 && clock.expected() < tuning.parts * chain.plan.route_of.len() as f64
}

/// Puts the chains' parts together and deals out others.
fn part<R: Rules>(
    rules: &R,
    chains: &mut [(Chain<'_, R>, Clock)],
    best: &mut Option<Sketch>,
    dice: &mut Dice,
    share: f64,
) {
    let current = match best {
        None => best_of(chains).clone(),
        Some(best) => {
            let found = parts::join(chains.iter().map(|(chain, _)| &chain.best));
            if found.cost < best.cost {
                *best = found;
            }
            let current: Vec<Sketch> = chains.iter().map(|(chain, _)| chain.current()).collect();
            if share > LATE { best.clone() } else { parts::join(current.iter()) }
        }
    };
    if share >= 1.0 {
        return;
    }
    if let Some(parts) = parts::cut(rules.ground(), &current, chains.len(), dice) {
        best.get_or_insert(current);
        chains.iter_mut().zip(parts).for_each(|((chain, _), part)| chain.take_part(part));
    }
}

/// From the middle of the search on, whoever is behind goes on from the best plan, and each knows the routes of all: while it is hot, chains
/// do better alone.
fn meet<R: Rules>(chains: &mut [(Chain<'_, R>, Clock)], share: f64) {
    let cycles = chains[0].0.course.map_or(1, |course| course.cycles);
    if chains.len() < 2 || !(1.0 - 0.5 / cycles as f64..1.0).contains(&share) {
        return;
    }
    let mut pools: Vec<Option<Pool>> = chains.iter_mut().map(|(chain, _)| chain.pool.take()).collect();
    for at in 0..pools.len() {
        let Some(mut own) = pools[at].take() else { continue };
        pools.iter().flatten().for_each(|other| own.join(other));
        pools[at] = Some(own);
    }
    chains.iter_mut().zip(pools).for_each(|((chain, _), pool)| chain.pool = pool);
    let best = best_of(chains).clone();
    for (chain, _) in chains.iter_mut().filter(|(chain, _)| chain.best.cost > best.cost) {
        chain.adopt(&best);
    }
}

fn best_of<'a, R: Rules>(chains: &'a [(Chain<'_, R>, Clock)]) -> &'a Sketch {
    let mut best = &chains[0].0.best;
    for (chain, _) in &chains[1..] {
        if chain.best.cost < best.cost {
            best = &chain.best;
        }
    }
    best
}

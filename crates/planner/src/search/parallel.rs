//! Several chains side by side, which meet now and then so that the ones behind go on from the best plan.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::anneal::{Budget, Chain, Clock, Cooling};
use super::rules::Rules;
use super::state::Sketch;

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    pub budget: Budget,
    pub seed: u64,
    pub threads: usize,
    pub cooling: Cooling,
}

impl Search {
    pub fn new(budget: Budget, seed: u64) -> Self {
        Self { budget, seed, threads: 1, cooling: Cooling::default() }
    }

    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.clamp(1, 64), ..self }
    }
}

/// Told of the best plan now and then while a search goes on; answers whether it shall.
pub type Watch<'a> = &'a (dyn Fn(&Sketch) -> bool + Sync);

/// How often chains meet.
const MEETINGS: u32 = 20;

/// Searches from the given plan, or from cheapest insertions. The same seed, threads and number of tries give the same plan.
pub fn search<R: Rules>(rules: &R, search: &Search, start: Option<&Sketch>, watch: Watch<'_>) -> Sketch {
    let began = Instant::now();
    let stopped = AtomicBool::new(false);
    let mut chains: Vec<(Chain<'_, R>, Clock)> = (0..search.threads as u64)
        .map(|chain| {
            let seed = search.seed.wrapping_mul(1_000_003).wrapping_add(chain);
            (Chain::new(rules, seed, start), Clock::new(began, search.budget))
        })
        .collect();
    if !watch(&chains[0].0.best) {
        return best_of(&chains).clone();
    }
    for meeting in 1..=MEETINGS {
        let round = Round { search, end: f64::from(meeting) / f64::from(MEETINGS), watch, stopped: &stopped };
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
        if stopped.load(Ordering::Relaxed) {
            break;
        }
        meet(&mut chains, round.end);
    }
    best_of(&chains).clone()
}

/// What the chains do until they meet again.
struct Round<'a> {
    search: &'a Search,
    end: f64,
    watch: Watch<'a>,
    stopped: &'a AtomicBool,
}

impl Round<'_> {
    fn run<R: Rules>(&self, chain: &mut (Chain<'_, R>, Clock)) {
        let (chain, clock) = chain;
        chain.anneal(clock, &self.search.cooling, self.end, &mut |best, _| {
            if !(self.watch)(best) {
                self.stopped.store(true, Ordering::Relaxed);
            }
            !self.stopped.load(Ordering::Relaxed)
        });
    }
}

/// From the middle of the search on, whoever is behind goes on from the best plan: while it is hot, chains do better alone.
fn meet<R: Rules>(chains: &mut [(Chain<'_, R>, Clock)], share: f64) {
    if chains.len() < 2 || !(0.5..1.0).contains(&share) {
        return;
    }
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

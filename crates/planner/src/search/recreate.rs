//! Recreate: puts tasks back one by one, each at its cheapest place, overlooking a place now and then ("blinks"; Christiaens &
//! Vanden Berghe, 2020, §5.2). What a route offers a task is remembered until the route changes.

use super::dice::{Dice, chance};
use super::ground::SortKeys;
use super::rules::{KEPT, Rules, Shortlist};
use super::state::{NONE, Plan};

/// Beyond so many task × route pairs (40 bytes each) nothing is remembered.
const REMEMBERED_MAX: usize = 6_000_000;

pub struct Recreate {
    blink: u32,
    remembered: Vec<Shortlist>,
    candidates: Vec<u32>,
    /// How often opening a route looks cheaper than it is: one task alone hardly ever pays for a route that several would fill.
    pub eager: f64,
    /// What the cost of an empty route counts in this try.
    opening: f64,
    seen_class: Vec<u32>,
    stamp: u32,
}

/// Where a task would go.
#[derive(Clone, Copy, Debug)]
struct Place {
    route: u32,
    position: usize,
    cost: i64,
}

impl Recreate {
    pub fn new<R: Rules>(rules: &R, blink: f64) -> Self {
        let ground = rules.ground();
        let pairs = ground.tasks * ground.routes;
        Self {
            blink: chance(blink),
            remembered: vec![Shortlist::EMPTY; if pairs <= REMEMBERED_MAX { pairs } else { 0 }],
            candidates: Vec::with_capacity(ground.routes),
            eager: 0.1,
            opening: 1.0,
            seen_class: vec![0; ground.routes],
            stamp: 0,
        }
    }

    /// Puts the tasks into the plan, or on its list of the absent. Gives up, and says so, once the plan costs more than `bound`.
    pub fn recreate<R: Rules>(
        &mut self,
        rules: &R,
        plan: &mut Plan<R::Mark>,
        tasks: &mut [u32],
        dice: &mut Dice,
        bound: i64,
    ) -> bool {
        sort(tasks, &rules.ground().keys, dice);
        if tasks.iter().any(|task| rules.rank(*task) > 0) {
            tasks.sort_by_key(|task| rules.rank(*task));
        }
        self.opening = if dice.fraction() < self.eager { dice.fraction() } else { 1.0 };
        self.list_candidates(rules, plan);
        for task in tasks {
            if plan.cost > bound {
                return false;
            }
            if plan.route_of[*task as usize] != NONE || !rules.is_first(*task) {
                continue;
            }
            if rules.is_linked(*task) {
                if !rules.insert_linked(plan, *task, dice.bits()) {
                    leave_out(rules, plan, *task);
                }
                self.list_candidates(rules, plan);
                continue;
            }
            match self.best_place(rules, plan, *task, dice) {
                Some(place) if place.cost < rules.ground().penalty[*task as usize] => {
                    let opens_route = plan.routes[place.route as usize].is_empty();
                    plan.insert(rules, *task, place.route, place.position);
                    if opens_route {
                        self.list_candidates(rules, plan);
                    }
                }
                _ => leave_out(rules, plan, *task),
            }
        }
        plan.cost <= bound
    }

    /// The routes that have stops, and of each class of alike ones the first that has none.
    fn list_candidates<R: Rules>(&mut self, rules: &R, plan: &Plan<R::Mark>) {
        self.stamp += 1;
        self.candidates.clear();
        for (number, route) in plan.routes.iter().enumerate() {
            if route.is_empty() {
                let seen = &mut self.seen_class[rules.ground().class[number] as usize];
                if *seen == self.stamp {
                    continue;
                }
                *seen = self.stamp;
            }
            self.candidates.push(number as u32);
        }
    }

    fn best_place<R: Rules>(&mut self, rules: &R, plan: &Plan<R::Mark>, task: u32, dice: &mut Dice) -> Option<Place> {
        let mut best = Place { route: NONE, position: 0, cost: i64::MAX };
        let row = task as usize * rules.ground().routes;
        let mut scratch = Shortlist::EMPTY;
        for route in &self.candidates {
            let version = plan.routes[*route as usize].version;
            let found = match self.remembered.get_mut(row + *route as usize) {
                Some(found) => found,
                None => &mut scratch,
            };
            if found.version != version {
                *found = Shortlist::EMPTY;
                rules.scan(plan, task, *route, found);
                found.version = version;
            }
            let cheapest =
                if self.opening < 1.0 { (found.costs[0] as f64 * self.opening) as i64 } else { found.costs[0] };
            if cheapest >= best.cost || found.costs[0] == i64::MAX || !rules.others_allow(plan, task, *route) {
                continue;
            }
            if self.opening < 1.0 && plan.routes[*route as usize].is_empty() && found.costs[0] < i64::MAX {
                let cost = (found.costs[0] as f64 * self.opening) as i64;
                if cost < best.cost {
                    best = Place { route: *route, position: usize::from(found.positions[0]), cost };
                }
                continue;
            }
            for slot in 0..KEPT {
                if found.costs[slot] >= best.cost {
                    break;
                }
                if !dice.happens(self.blink) {
                    best =
                        Place { route: *route, position: usize::from(found.positions[slot]), cost: found.costs[slot] };
                    break;
                }
            }
            scratch.version = 0;
        }
        (best.route != NONE).then_some(best)
    }
}

fn leave_out<R: Rules>(rules: &R, plan: &mut Plan<R::Mark>, task: u32) {
    plan.absent.push(task);
    plan.cost += rules.ground().penalty[task as usize];
}

/// One of the orders of the paper, by weight: random, demand, far, close, and those by time window (§5.2 and its extension to time windows).
fn sort(tasks: &mut [u32], keys: &[SortKeys], dice: &mut Dice) {
    let key = |task: &u32| &keys[*task as usize];
    dice.shuffle(tasks);
    match dice.below(17) {
        0..4 => {}
        4..8 => tasks.sort_by_key(|task| -key(task).demand),
        8..10 => tasks.sort_by_key(|task| -key(task).far),
        10 => tasks.sort_by_key(|task| key(task).far),
        11..13 => tasks.sort_by_key(|task| key(task).closes - key(task).opens),
        13..15 => tasks.sort_by_key(|task| key(task).opens),
        _ => tasks.sort_by_key(|task| -key(task).closes),
    }
}

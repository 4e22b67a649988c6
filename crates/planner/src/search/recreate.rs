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
    /// What of each task and route is looked at first: small, so that many are near each other in memory.
    seen: Vec<Seen>,
    remembered: Vec<Shortlist>,
    /// Routes that are asked where all are.
    all: Vec<u32>,
    /// Routes that are asked for one task.
    asked: Vec<u32>,
    /// Per class of routes a bit for each of its own.
    classes: Vec<Vec<u64>>,
    /// How often opening a route looks cheaper than it is: one task alone hardly ever pays for a route that several would fill.
    pub eager: f64,
    /// How often every route is asked, and not only those that have tasks beside the one that is put in.
    pub thorough: f64,
    /// Whether opening a route looks cheaper in the next try for certain.
    pub opens: bool,
    /// What the cost of an empty route counts in this try.
    opening: f64,
    is_thorough: bool,
    stamps: Vec<u32>,
    stamp: u32,
}

/// What a route offered a task when it had this version: its cheapest cost, or about that where it is beyond what fits here.
#[derive(Clone, Copy, Debug)]
struct Seen {
    version: u32,
    cheapest: i32,
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
        let pairs = if pairs <= REMEMBERED_MAX { pairs } else { 0 };
        let mut classes: std::collections::BTreeMap<u32, Vec<u64>> = std::collections::BTreeMap::new();
        for (route, class) in ground.class.iter().enumerate() {
            let bits = classes.entry(*class).or_insert_with(|| vec![0; ground.routes.div_ceil(64)]);
            bits[route / 64] |= 1 << (route % 64);
        }
        Self {
            blink: chance(blink),
            seen: vec![Seen { version: 0, cheapest: 0 }; pairs],
            remembered: vec![Shortlist::EMPTY; pairs],
            all: Vec::with_capacity(ground.routes),
            asked: Vec::with_capacity(ground.routes),
            classes: classes.into_values().collect(),
            eager: 0.1,
            thorough: 0.1,
            opening: 1.0,
            opens: false,
            is_thorough: true,
            stamps: vec![0; ground.routes],
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
        self.opening = if self.opens || dice.fraction() < self.eager { dice.fraction() } else { 1.0 };
        self.is_thorough = rules.ground().beside_each == 0 || dice.fraction() < self.thorough;
        self.all.clear();
        for task in tasks {
            if plan.cost > bound {
                return false;
            }
            if plan.route_of[*task as usize] != NONE || !rules.is_first(*task) {
                continue;
            }
            if rules.is_linked(*task) {
                if !rules.insert_linked(plan, *task, dice.bits()) {
                    leave_out(plan, *task);
                }
                self.all.clear();
                continue;
            }
            match self.best_place(rules, plan, *task, dice) {
                Some(place) if place.cost < plan.penalties[*task as usize] => {
                    if plan.cost.saturating_add(place.cost) > bound {
                        return false;
                    }
                    let opens_route = plan.routes[place.route as usize].is_empty();
                    plan.insert(rules, *task, place.route, place.position);
                    if opens_route {
                        self.all.clear();
                    }
                }
                _ => leave_out(plan, *task),
            }
        }
        plan.cost <= bound
    }

    /// Where a task goes: into one of the routes that have tasks beside it, or where none of them takes it, into any.
    fn best_place<R: Rules>(&mut self, rules: &R, plan: &Plan<R::Mark>, task: u32, dice: &mut Dice) -> Option<Place> {
        let mut best = Place { route: NONE, position: 0, cost: i64::MAX };
        if !self.is_thorough {
            let mut asked = std::mem::take(&mut self.asked);
            self.list_beside(rules, plan, task, &mut asked);
            asked.iter().for_each(|route| self.ask(rules, plan, task, *route, dice, &mut best));
            self.asked = asked;
        }
        if best.route == NONE {
            let mut all = std::mem::take(&mut self.all);
            if all.is_empty() {
                self.list_all(plan, &mut all);
            }
            all.iter().for_each(|route| self.ask(rules, plan, task, *route, dice, &mut best));
            self.all = all;
        }
        (best.route != NONE).then_some(best)
    }

    /// The routes that have stops, and of each class of alike ones the first that has none.
    fn list_all<M: Copy>(&self, plan: &Plan<M>, all: &mut Vec<u32>) {
        all.extend((0..plan.routes.len() as u32).filter(|route| !plan.routes[*route as usize].is_empty()));
        self.list_empty(plan, all);
    }

    fn list_empty<M: Copy>(&self, plan: &Plan<M>, routes: &mut Vec<u32>) {
        if self.classes.len() == plan.routes.len() {
            routes.extend(plan.empty());
        } else {
            routes.extend(self.classes.iter().filter_map(|class| plan.first_empty(class)));
        }
    }

    /// The routes that have tasks beside this one, and of each class of alike ones the first that has none.
    fn list_beside<R: Rules>(&mut self, rules: &R, plan: &Plan<R::Mark>, task: u32, asked: &mut Vec<u32>) {
        self.stamp += 1;
        asked.clear();
        for other in rules.ground().beside(task) {
            let route = plan.route_of[*other as usize];
            if let Some(stamp) = self.stamps.get_mut(route as usize)
                && *stamp != self.stamp
            {
                *stamp = self.stamp;
                asked.push(route);
            }
        }
        self.list_empty(plan, asked);
    }

    /// Asks one route for a place that is better than the best so far.
    #[inline]
    fn ask<R: Rules>(
        &mut self,
        rules: &R,
        plan: &Plan<R::Mark>,
        task: u32,
        route: u32,
        dice: &mut Dice,
        best: &mut Place,
    ) {
        let at = task as usize * plan.routes.len() + route as usize;
        let version = plan.versions[route as usize];
        let mut scratch = Shortlist::EMPTY;
        let has_beside = rules.ground().beside_each > 0;
        let found = match self.seen.get_mut(at) {
            Some(seen) if seen.version == version => {
                if i64::from(seen.cheapest) >= best.cost && self.opening >= 1.0 {
                    return;
                }
                &self.remembered[at]
            }
            // what this try has changed is mostly taken back, and then what was remembered holds again
            Some(_) if has_beside && plan.is_touched(route) => {
                if self.opening >= 1.0 {
                    scratch = Shortlist::below(best.cost);
                }
                rules.scan(plan, task, route, &mut scratch);
                &scratch
            }
            Some(seen) => {
                rules.scan(plan, task, route, &mut scratch);
                *seen =
                    Seen { version, cheapest: scratch.costs[0].clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32 };
                self.remembered[at] = scratch;
                &scratch
            }
            None => {
                rules.scan(plan, task, route, &mut scratch);
                &scratch
            }
        };
        if found.costs[0] == i64::MAX {
            return;
        }
        let opens = self.opening < 1.0 && plan.routes[route as usize].is_empty();
        let cheapest = if opens { (found.costs[0] as f64 * self.opening) as i64 } else { found.costs[0] };
        if cheapest >= best.cost || !rules.others_allow(plan, task, route) {
            return;
        }
        if opens {
            *best = Place { route, position: usize::from(found.positions[0]), cost: cheapest };
            return;
        }
        for slot in 0..KEPT {
            if found.costs[slot] >= best.cost {
                break;
            }
            if !dice.happens(self.blink) {
                *best = Place { route, position: usize::from(found.positions[slot]), cost: found.costs[slot] };
                break;
            }
        }
    }
}

fn leave_out<M>(plan: &mut Plan<M>, task: u32) {
    plan.absent.push(task);
    plan.cost += plan.penalties[task as usize];
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

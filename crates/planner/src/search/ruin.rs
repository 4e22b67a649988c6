//! Ruin: takes strings of neighbouring stops out of neighbouring routes (Christiaens & Vanden Berghe, "Slack Induction by String
//! Removals for Vehicle Routing Problems", Transportation Science 54(2), 2020, §5.1).

use super::dice::{Dice, chance};
use super::rules::Rules;
use super::state::{NONE, Plan};

/// How much is taken out at a time.
#[derive(Clone, Copy, Debug)]
pub struct RuinSize {
    /// Tasks taken out per try, on average.
    pub average: f64,
    /// Longest string taken from one route.
    pub string_max: f64,
    /// Chance that a string keeps a piece in its middle.
    pub split: f64,
    /// Chance that the kept piece grows by one more stop.
    pub grow: f64,
    /// Chance that strings are taken around the tasks that go well with the first in time too, and not only around the nearest.
    pub in_time: f64,
}

impl Default for RuinSize {
    fn default() -> Self {
        Self { average: 10.0, string_max: 10.0, split: 0.5, grow: 0.01, in_time: 0.0 }
    }
}

/// Takes strings out of the routes around a task; they are added to `out`.
pub fn ruin<R: Rules>(
    rules: &R,
    plan: &mut Plan<R::Mark>,
    size: &RuinSize,
    seed: usize,
    dice: &mut Dice,
    out: &mut Vec<u32>,
) {
    let ground = rules.ground();
    if ground.tasks == 0 {
        return;
    }
    if plan.used == 0 {
        return;
    }
    let longest = size.string_max.min(plan.planned as f64 / plan.used as f64);
    let strings_max = 4.0 * size.average / (1.0 + longest) - 1.0;
    let mut strings = (dice.fraction() * strings_max + 1.0).floor() as usize;
    let ruined_before = out.len();
    let in_time = ground.beside_each > 0 && dice.fraction() < size.in_time;
    let nearest = if in_time { ground.beside(seed as u32) } else { &ground.near[seed] };
    for near in std::iter::once(&(seed as u32)).chain(nearest) {
        let route = plan.route_of[*near as usize];
        if route == NONE || plan.is_touched(route) {
            continue;
        }
        let position = plan.position_of[*near as usize] as usize;
        let free = plan.routes[route as usize].fixed as usize;
        if position < free {
            continue;
        }
        let available = plan.routes[route as usize].stops.len() - 1 - free;
        let length = (dice.fraction() * (available as f64).min(longest) + 1.0).floor() as usize;
        take_string(
            rules,
            plan,
            &Cut { route, position, length: length.min(available), free, available },
            size,
            dice,
            out,
        );
        strings -= 1;
        if strings == 0 {
            break;
        }
    }
    take_bound(rules, plan, ruined_before, out);
}

struct Cut {
    route: u32,
    position: usize,
    length: usize,
    /// First stop that may leave.
    free: usize,
    /// How many may leave.
    available: usize,
}

fn take_string<R: Rules>(
    rules: &R,
    plan: &mut Plan<R::Mark>,
    cut: &Cut,
    size: &RuinSize,
    dice: &mut Dice,
    out: &mut Vec<u32>,
) {
    let mut kept = 0;
    if cut.length > 1 && cut.length < cut.available && dice.happens(chance(size.split)) {
        kept = 1;
        while cut.length + kept < cut.available && dice.happens(chance(size.grow)) {
            kept += 1;
        }
    }
    let span = cut.length + kept;
    // the string must contain the position and lie among the stops that may leave
    let lowest = (cut.position + 1).saturating_sub(span).max(cut.free);
    let highest = cut.position.min(cut.free + cut.available - span);
    let begin = lowest + dice.below(highest + 1 - lowest);
    if kept == 0 {
        plan.remove(rules, cut.route, begin..begin + span, out);
    } else {
        let head = 1 + dice.below(cut.length - 1);
        plan.remove(rules, cut.route, begin + head + kept..begin + span, out);
        plan.remove(rules, cut.route, begin..begin + head, out);
    }
}

/// Takes out what cannot stay without what has left.
fn take_bound<R: Rules>(rules: &R, plan: &mut Plan<R::Mark>, from: usize, out: &mut Vec<u32>) {
    let mut next = from;
    while next < out.len() {
        for bound in rules.leave_with(out[next]) {
            let route = plan.route_of[*bound as usize];
            let position = plan.position_of[*bound as usize] as usize;
            if route != NONE && position >= plan.routes[route as usize].fixed as usize {
                plan.remove(rules, route, position..position + 1, out);
            }
        }
        next += 1;
    }
}

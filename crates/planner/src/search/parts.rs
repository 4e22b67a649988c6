//! A plan in parts that chains work on side by side: routes that lie near each other stay together, and where the cuts are is another each time.

use super::dice::Dice;
use super::ground::Ground;
use super::state::{NONE, Sketch};

/// A part of a plan.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The plan with only the part's routes and what it could give tasks to.
    pub plan: Sketch,
    pub tasks: Vec<u32>,
    /// A bit for each route that is its own.
    pub open: Vec<u64>,
}

/// Routes a part must have to be worth it.
const ROUTES_MIN: usize = 4;

/// Cuts a plan into parts with about as many tasks each; nothing where it has too few routes.
pub fn cut(ground: &Ground, plan: &Sketch, parts: usize, dice: &mut Dice) -> Option<Vec<Part>> {
    let used: Vec<usize> = (0..plan.routes.len()).filter(|route| !plan.routes[*route].is_empty()).collect();
    if used.len() < parts * ROUTES_MIN {
        return None;
    }
    let one = dice.below(ground.tasks);
    let other = *ground.near[one].last()? as usize;
    let mut side = vec![0_i64; ground.tasks];
    ground.near[one].iter().zip(0..).for_each(|(task, rank)| side[*task as usize] += rank);
    ground.near[other].iter().zip(0..).for_each(|(task, rank)| side[*task as usize] -= rank);
    let mean = |route: usize| {
        let tasks = &plan.routes[route];
        tasks.iter().map(|task| side[*task as usize]).sum::<i64>() / tasks.len() as i64
    };
    let mut sorted: Vec<(i64, usize)> = used.iter().map(|route| (mean(*route), *route)).collect();
    sorted.sort_unstable();
    let planned: usize = used.iter().map(|route| plan.routes[*route].len()).sum();
    let mut part_of_task = vec![NONE; ground.tasks];
    let mut part_of_route = vec![0; plan.routes.len()];
    let mut counted = 0;
    for (_, route) in sorted {
        let part = (counted * parts / planned).min(parts - 1);
        counted += plan.routes[route].len();
        part_of_route[route] = part;
        plan.routes[route].iter().for_each(|task| part_of_task[*task as usize] = part as u32);
    }
    // empty routes are dealt out, those of each class by themselves
    let mut dealt = vec![0; plan.routes.len()];
    for route in (0..plan.routes.len()).filter(|route| plan.routes[*route].is_empty()) {
        let turn = &mut dealt[ground.class[route] as usize];
        part_of_route[route] = *turn % parts;
        *turn += 1;
    }
    for task in &plan.absent {
        let mut near = ground.near[*task as usize].iter().map(|near| part_of_task[*near as usize]);
        part_of_task[*task as usize] = near.find(|part| *part != NONE).unwrap_or(0);
    }
    Some((0..parts).map(|part| pick(ground, plan, part, &part_of_route, &part_of_task)).collect())
}

fn pick(ground: &Ground, plan: &Sketch, part: usize, part_of_route: &[usize], part_of_task: &[u32]) -> Part {
    let is_own = |task: &u32| part_of_task[*task as usize] as usize == part;
    let mut picked = Part {
        plan: Sketch { routes: vec![vec![]; plan.routes.len()], held: plan.held.clone(), absent: vec![], cost: 0 },
        tasks: (0..ground.tasks as u32).filter(is_own).collect(),
        open: vec![0; plan.routes.len().div_ceil(64)],
    };
    picked.plan.absent.extend(plan.absent.iter().filter(|task| is_own(task)));
    for route in (0..plan.routes.len()).filter(|route| part_of_route[*route] == part) {
        picked.plan.routes[route].clone_from(&plan.routes[route]);
        picked.open[route / 64] |= 1 << (route % 64);
    }
    picked
}

/// The plan that the parts make together.
pub fn join<'a>(parts: impl Iterator<Item = &'a Sketch>) -> Sketch {
    let mut whole = Sketch::default();
    for part in parts {
        whole.routes.resize_with(part.routes.len(), Vec::new);
        for (route, tasks) in whole.routes.iter_mut().zip(&part.routes).filter(|(_, tasks)| !tasks.is_empty()) {
            route.clone_from(tasks);
        }
        whole.held.clone_from(&part.held);
        whole.absent.extend(&part.absent);
        whole.cost += part.cost;
    }
    whole
}

//! The routes that plans on the way have had. Each set of tasks is kept once per class of routes, in its cheapest order.

use std::collections::HashMap;

use super::dice::Dice;
use super::ground::Ground;
use super::state::Plan;

/// How many routes are kept. When there are more, the older half goes: it is from when the search was hotter.
const KEPT_MAX: usize = 40_000;

/// A route of a class, without saying which of the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub class: u32,
    pub cost: i64,
    pub tasks: Vec<u32>,
}

pub struct Pool {
    pub routes: Vec<Kept>,
    index: HashMap<u64, u32>,
    /// A random number per task: a set of tasks is known by their sum.
    keys: Vec<u64>,
    classes: Vec<u32>,
    /// Per route of the plan that is looked at its version when it was last remembered.
    noted: Vec<u32>,
}

impl Pool {
    pub fn new(ground: &Ground) -> Self {
        let mut dice = Dice::new(0x706f_6f6c);
        Self {
            routes: vec![],
            index: HashMap::new(),
            keys: (0..ground.tasks).map(|_| dice.bits()).collect(),
            classes: ground.class.clone(),
            noted: vec![0; ground.routes],
        }
    }

    /// Remembers the routes of the plan that is always the same one, as far as they have changed since the last time.
    pub fn follow<M: Copy>(&mut self, plan: &Plan<M>) {
        for (number, route) in plan.routes.iter().enumerate() {
            if self.noted[number] != plan.versions[number] && !route.is_empty() {
                self.noted[number] = plan.versions[number];
                self.add(self.classes[number], route.cost, || route.tasks());
            }
        }
    }

    /// Remembers the routes of a plan.
    pub fn note<M: Copy>(&mut self, plan: &Plan<M>) {
        for (number, route) in plan.routes.iter().enumerate().filter(|(_, route)| !route.is_empty()) {
            self.add(self.classes[number], route.cost, || route.tasks());
        }
    }

    /// Takes over what another pool knows.
    pub fn join(&mut self, other: &Self) {
        for kept in &other.routes {
            self.add(kept.class, kept.cost, || kept.tasks.iter().copied());
        }
    }

    /// The number of the route with these tasks, in whatever order.
    pub fn find(&self, class: u32, tasks: &[u32]) -> Option<u32> {
        self.index.get(&self.key(class, tasks.iter().copied())).copied()
    }

    fn key(&self, class: u32, tasks: impl Iterator<Item = u32>) -> u64 {
        let sum = tasks.fold(0, |sum: u64, task| sum.wrapping_add(self.keys[task as usize]));
        sum ^ u64::from(class).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn add<T: Iterator<Item = u32>>(&mut self, class: u32, cost: i64, tasks: impl Fn() -> T) {
        let key = self.key(class, tasks());
        match self.index.get(&key) {
            Some(at) => {
                let kept = &mut self.routes[*at as usize];
                if cost < kept.cost {
                    kept.cost = cost;
                    kept.tasks.clear();
                    kept.tasks.extend(tasks());
                }
            }
            None => {
                if self.routes.len() >= KEPT_MAX {
                    self.drop_older();
                }
                self.index.insert(key, self.routes.len() as u32);
                self.routes.push(Kept { class, cost, tasks: tasks().collect() });
            }
        }
    }

    fn drop_older(&mut self) {
        let half = self.routes.len() / 2;
        self.routes.drain(..half);
        self.index.retain(|_, at| *at as usize >= half);
        self.index.values_mut().for_each(|at| *at -= half as u32);
    }
}

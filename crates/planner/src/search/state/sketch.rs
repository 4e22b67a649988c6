//! Plans kept without their marks, and the way back.

use super::{NONE, Plan};
use crate::search::rules::Rules;

/// A plan without the marks: what is kept of the best one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    pub routes: Vec<Vec<u32>>,
    pub held: Vec<i32>,
    pub absent: Vec<u32>,
    pub cost: i64,
}

impl<M: Copy> Plan<M> {
    /// A copy of what matters.
    pub fn sketch_into(&self, sketch: &mut Sketch) {
        sketch.routes.resize_with(self.routes.len(), Vec::new);
        for (kept, route) in sketch.routes.iter_mut().zip(&self.routes) {
            kept.clear();
            kept.extend(route.tasks());
        }
        sketch.held.clone_from(&self.held);
        sketch.absent.clone_from(&self.absent);
        sketch.cost = self.cost;
    }

    /// Becomes what the sketch says.
    pub fn restore<R: Rules<Mark = M>>(&mut self, rules: &R, sketch: &Sketch) {
        self.forget();
        (self.used, self.planned) = (0, 0);
        self.route_of.fill(NONE);
        self.held.clone_from(&sketch.held);
        self.absent.clone_from(&sketch.absent);
        self.cost = sketch.absent.iter().map(|task| self.penalties[*task as usize]).sum();
        for (route, tasks) in sketch.routes.iter().enumerate() {
            let same = self.routes[route].tasks().eq(tasks.iter().copied());
            if !same {
                self.renumber(route as u32);
            }
            let changed = &mut self.routes[route];
            let last = changed.stops[changed.stops.len() - 1];
            changed.stops.truncate(1);
            changed.stops.extend(tasks.iter().map(|task| rules.stop(*task)));
            changed.stops.push(last);
            changed.load = tasks.iter().map(|task| rules.load(*task)).sum();
            rules.refresh(changed, &self.held, 0, usize::MAX);
            self.cost += changed.cost;
            self.used += usize::from(!tasks.is_empty());
            self.planned += tasks.len();
            self.note_empty(route);
            for task in tasks {
                self.route_of[*task as usize] = route as u32;
            }
            self.count_positions(route as u32, 1);
        }
    }
}

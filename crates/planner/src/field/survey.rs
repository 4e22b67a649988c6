//! What the search may know of the field: who is near whom, what leaving out costs, by what tasks are ordered.

use super::compile::{COST_MAX, weighted};
use super::{Field, NEVER, Task};
use crate::objectives::Looks;
use crate::search::ground::{Ground, SortKeys};
use crate::travel::UNREACHABLE;

/// Neighbours kept per task: strings never reach further.
const NEAR_MAX: usize = 400;

impl Field {
    pub(super) fn survey(&self, for_search: bool) -> Ground {
        let tasks = self.tasks.len();
        let near: Vec<Vec<u32>> =
            if for_search { (0..tasks).map(|task| self.nearest(task)).collect() } else { vec![vec![]; tasks] };
        let leg = |task: usize| {
            let others = near[task].iter().skip(1).take(10);
            let ways = others.map(|other| (self.tasks[task].place, self.tasks[*other as usize].place));
            let open = ways.filter(|(from, to)| self.ways.seconds(*from, *to) < UNREACHABLE);
            let costs: Vec<i64> = open.map(|(from, to)| self.way_cost(from, to)).collect();
            costs.iter().sum::<i64>() as f64 / costs.len().max(1) as f64
        };
        let legs = (0..tasks).map(leg).sum::<f64>() / tasks.max(1) as f64;
        Ground {
            tasks,
            routes: self.lines.len(),
            class: (0..self.lines.len() as u32).collect(),
            penalty: self.tasks.iter().map(|task| self.penalty(task)).collect(),
            keys: self.tasks.iter().map(|task| self.keys(task)).collect(),
            leg: legs.max(1.0),
            near,
            // shifts beside a task were not worth asking first: decisions/0052
            beside: vec![],
            beside_each: 0,
        }
    }

    pub(super) fn penalty(&self, task: &Task) -> i64 {
        if task.member > 0 {
            return 0;
        }
        let job = &self.day.jobs[task.job as usize];
        let cost: f64 =
            weighted(&self.day, Looks::AtUnserved).iter().map(|term| term.units * term.term.of_unserved(job)).sum();
        cost.min(COST_MAX).round() as i64
    }

    fn keys(&self, task: &Task) -> SortKeys {
        let far = self.lines.first().map_or(0, |line| self.ways.seconds(line.start, task.place));
        SortKeys {
            demand: self.day.jobs[task.job as usize].minutes as i32,
            far,
            opens: task.spans.first().map_or(0, |span| span.open),
            closes: task.spans.last().map_or(NEVER, |span| span.late),
        }
    }

    fn nearest(&self, task: usize) -> Vec<u32> {
        let place = self.tasks[task].place;
        let gap = |other: &u32| {
            let there = self.tasks[*other as usize].place;
            (*other as usize != task, self.ways.seconds(place, there).min(self.ways.seconds(there, place)), *other)
        };
        let mut others: Vec<u32> = (0..self.tasks.len() as u32).collect();
        if others.len() > NEAR_MAX {
            others.select_nth_unstable_by_key(NEAR_MAX, gap);
            others.truncate(NEAR_MAX);
        }
        others.sort_unstable_by_key(gap);
        others
    }
}

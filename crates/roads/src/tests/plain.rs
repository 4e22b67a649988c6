//! Dijkstra's search over every node of a map, one way at a time: slow, plain, and without anything of what it checks but the units.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::made::Made;
use crate::Spot;
use crate::classes::{Vehicle, judge};
use crate::cost::Cost;

pub(super) struct Plain {
    pub(super) spots: HashMap<i64, Spot>,
    out: HashMap<i64, Vec<(i64, Cost)>>,
}

impl Plain {
    pub(super) fn of(made: &Made) -> Self {
        let spots = made.nodes.iter().filter_map(|(id, lat, lon)| Some((*id, Spot::of(*lat, *lon)?))).collect();
        let mut plain = Self { spots, out: HashMap::new() };
        for (nodes, tags) in &made.ways {
            let Some(Ok(rule)) = judge(tags, Vehicle::Car) else { continue };
            for pair in nodes.windows(2) {
                let (Some(from), Some(to)) = (plain.spots.get(&pair[0]), plain.spots.get(&pair[1])) else { continue };
                let cost = Cost::of(from.metres_to(*to), rule.km_per_hour);
                if rule.forward {
                    plain.out.entry(pair[0]).or_default().push((pair[1], cost));
                }
                if rule.backward {
                    plain.out.entry(pair[1]).or_default().push((pair[0], cost));
                }
            }
        }
        plain
    }

    /// What every node costs from here; nodes that are not reached are not there.
    pub(super) fn from(&self, start: i64) -> HashMap<i64, Cost> {
        let mut known = HashMap::from([(start, Cost::ZERO)]);
        let mut queue = BinaryHeap::from([Reverse((Cost::ZERO, start))]);
        while let Some(Reverse((cost, node))) = queue.pop() {
            if cost > known[&node] {
                continue;
            }
            for (to, arc) in self.out.get(&node).into_iter().flatten() {
                let reached = cost + *arc;
                if known.get(to).is_none_or(|before| reached < *before) {
                    known.insert(*to, reached);
                    queue.push(Reverse((reached, *to)));
                }
            }
        }
        known
    }
}

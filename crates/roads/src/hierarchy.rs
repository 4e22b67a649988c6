//! Contraction hierarchies (R. Geisberger, P. Sanders, D. Schultes, D. Delling, 2008): junctions are taken out one by one, the unimportant
//! first, and a shortcut stands in wherever the quickest way led through one. A way then climbs from both its ends and meets at the top.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::cost::Cost;

/// One direction of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    pub from: u32,
    pub to: u32,
    pub cost: Cost,
}

/// Arcs by junction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub(crate) first: Vec<u32>,
    pub(crate) arcs: Vec<(u32, Cost)>,
}

impl Rows {
    fn of(rows: Vec<Vec<(u32, Cost)>>) -> Self {
        let mut made = Self { first: vec![0], arcs: vec![] };
        for row in rows {
            made.arcs.extend(row);
            made.first.push(made.arcs.len() as u32);
        }
        made
    }

    #[inline]
    pub(crate) fn row(&self, junction: u32) -> &[(u32, Cost)] {
        &self.arcs[self.first[junction as usize] as usize..self.first[junction as usize + 1] as usize]
    }
}

/// The arcs that lead upwards: out of a junction to a higher one, and into it from a higher one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hierarchy {
    pub(crate) out: Rows,
    pub(crate) into: Rows,
}

impl Hierarchy {
    /// Contracts the junctions `0..junctions`.
    pub fn build(junctions: usize, arcs: &[Arc]) -> Self {
        let mut left = Contraction::new(junctions, arcs);
        let (mut out, mut into) = (vec![vec![]; junctions], vec![vec![]; junctions]);
        let mut queue: BinaryHeap<Reverse<(i32, u32)>> =
            (0..junctions as u32).map(|junction| Reverse((left.priority(junction), junction))).collect();
        while let Some(Reverse((_, junction))) = queue.pop() {
            // what was contracted meanwhile may have made it more important
            let priority = left.priority(junction);
            if queue.peek().is_some_and(|Reverse((next, _))| *next < priority) {
                queue.push(Reverse((priority, junction)));
                continue;
            }
            (out[junction as usize], into[junction as usize]) = left.contract(junction);
        }
        Self { out: Rows::of(out), into: Rows::of(into) }
    }

    pub(crate) fn junctions(&self) -> usize {
        self.out.first.len().saturating_sub(1)
    }
}

/// Which arcs are climbed: forwards from where a way begins, or backwards from where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Out,
    Into,
}

/// The climb from one place to the top, with memory that is used again.
pub(crate) struct Climb {
    cost: Vec<Cost>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(Cost, u32)>>,
}

impl Climb {
    pub(crate) fn new(junctions: usize) -> Self {
        Self { cost: vec![Cost::NEVER; junctions], touched: vec![], queue: BinaryHeap::new() }
    }

    /// The junctions that a quickest way may pass on its climb, with their costs.
    pub(crate) fn run(&mut self, over: &Hierarchy, side: Side, seeds: &[(u32, Cost)], settled: &mut Vec<(u32, Cost)>) {
        let (climbed, against) = match side {
            Side::Out => (&over.out, &over.into),
            Side::Into => (&over.into, &over.out),
        };
        settled.clear();
        for (junction, cost) in seeds {
            self.reach(*junction, *cost);
        }
        while let Some(Reverse((cost, junction))) = self.queue.pop() {
            if cost > self.cost[junction as usize] {
                continue;
            }
            // where a detour over a higher junction is quicker, no quickest way climbs through here
            if against.row(junction).iter().any(|(higher, arc)| self.cost[*higher as usize] + *arc < cost) {
                continue;
            }
            settled.push((junction, cost));
            for (higher, arc) in climbed.row(junction) {
                self.reach(*higher, cost + *arc);
            }
        }
        for junction in self.touched.drain(..) {
            self.cost[junction as usize] = Cost::NEVER;
        }
    }

    fn reach(&mut self, junction: u32, cost: Cost) {
        let known = &mut self.cost[junction as usize];
        if cost < *known {
            if *known == Cost::NEVER {
                self.touched.push(junction);
            }
            *known = cost;
            self.queue.push(Reverse((cost, junction)));
        }
    }
}

/// So many junctions a search for a way around looks at, when a junction's importance is guessed and when it is contracted.
const LOOKED_AT: [usize; 2] = [30, 300];

/// What is left while junctions are taken out.
struct Contraction {
    out: Vec<Vec<(u32, Cost)>>,
    into: Vec<Vec<(u32, Cost)>>,
    /// How many neighbours were contracted before, and how high the junction stands therefore.
    gone: Vec<i32>,
    level: Vec<i32>,
    around: Climb,
}

impl Contraction {
    fn new(junctions: usize, arcs: &[Arc]) -> Self {
        let mut new = Self {
            out: vec![vec![]; junctions],
            into: vec![vec![]; junctions],
            gone: vec![0; junctions],
            level: vec![0; junctions],
            around: Climb::new(junctions),
        };
        for arc in arcs.iter().filter(|arc| arc.from != arc.to) {
            new.add(arc);
        }
        new
    }

    /// Of several arcs between two junctions only the quickest stays.
    fn add(&mut self, arc: &Arc) {
        for (row, other) in [(&mut self.out[arc.from as usize], arc.to), (&mut self.into[arc.to as usize], arc.from)] {
            match row.iter_mut().find(|(known, _)| *known == other) {
                Some((_, cost)) => *cost = arc.cost.min(*cost),
                None => row.push((other, arc.cost)),
            }
        }
    }

    /// How important a junction is: shortcuts that it would need, less the arcs that go with it.
    fn priority(&mut self, junction: u32) -> i32 {
        let at = junction as usize;
        let shortcuts = self.shortcuts(junction, LOOKED_AT[0]).len() as i32;
        let arcs = (self.out[at].len() + self.into[at].len()) as i32;
        4 * shortcuts - 2 * arcs + 2 * self.gone[at] + self.level[at]
    }

    /// Takes a junction out; returns the arcs that lead up from it.
    #[expect(clippy::type_complexity, reason = "the two rows of a junction")]
    fn contract(&mut self, junction: u32) -> (Vec<(u32, Cost)>, Vec<(u32, Cost)>) {
        for shortcut in self.shortcuts(junction, LOOKED_AT[1]) {
            self.add(&shortcut);
        }
        let at = junction as usize;
        let (out, into) = (std::mem::take(&mut self.out[at]), std::mem::take(&mut self.into[at]));
        let mut neighbours: Vec<u32> = out.iter().chain(&into).map(|(other, _)| *other).collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        for neighbour in neighbours {
            let other = neighbour as usize;
            self.out[other].retain(|(to, _)| *to != junction);
            self.into[other].retain(|(from, _)| *from != junction);
            self.gone[other] += 1;
            self.level[other] = self.level[other].max(self.level[at] + 1);
        }
        (out, into)
    }

    /// The ways through a junction that have no way around that is as quick.
    fn shortcuts(&mut self, junction: u32, looked_at: usize) -> Vec<Arc> {
        let mut made = vec![];
        let (out, into) = (&self.out[junction as usize], &self.into[junction as usize]);
        let farthest = out.iter().map(|(_, cost)| *cost).max().unwrap_or_default();
        for (from, before) in into {
            self.around.go_around(&self.out, *from, junction, *before + farthest, looked_at);
            for (to, behind) in out.iter().filter(|(to, _)| to != from) {
                let cost = *before + *behind;
                if self.around.cost[*to as usize] > cost {
                    made.push(Arc { from: *from, to: *to, cost });
                }
            }
            self.around.forget();
        }
        made
    }
}

impl Climb {
    /// Costs from a junction that do not lead through another, as far as `most`; not all of them, but none too low.
    fn go_around(&mut self, out: &[Vec<(u32, Cost)>], from: u32, without: u32, most: Cost, looked_at: usize) {
        self.reach(from, Cost::ZERO);
        let mut seen = 0;
        while let Some(Reverse((cost, junction))) = self.queue.pop() {
            if cost > self.cost[junction as usize] {
                continue;
            }
            seen += 1;
            if cost > most || seen > looked_at {
                return;
            }
            for (to, arc) in &out[junction as usize] {
                if *to != without {
                    self.reach(*to, cost + *arc);
                }
            }
        }
    }

    fn forget(&mut self) {
        self.queue.clear();
        for junction in self.touched.drain(..) {
            self.cost[junction as usize] = Cost::NEVER;
        }
    }
}

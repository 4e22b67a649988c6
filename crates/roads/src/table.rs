//! Times and lengths between many places at once: every place of the one side climbs and leaves its costs in buckets, every place of the
//! other climbs and looks into them (S. Knopp, P. Sanders, D. Schultes, F. Schulz, D. Wagner, 2007).

use std::collections::HashMap;

use planner::day::Place;

use crate::cost::Cost;
use crate::doors::DOOR_KM_PER_HOUR;
use crate::hierarchy::{Climb, Side};
use crate::network::metres_between;
use crate::{Door, Roads};

/// Row by row, from → to; none where no road leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: usize,
    pub cells: Vec<Option<Cost>>,
}

impl Table {
    pub fn cell(&self, from: usize, to: usize) -> Option<Cost> {
        self.cells.get(from * self.columns + to).copied().flatten()
    }
}

/// What a junction's bucket holds: which place is reached from here, and at what cost.
struct Buckets {
    first: Vec<u32>,
    held: Vec<(u32, Cost)>,
}

impl Roads {
    /// From each place to each, on as many threads as there are cores.
    pub fn table(&self, from: &[Place], to: &[Place]) -> Table {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.table_on(from, to, cores)
    }

    /// The same on so many threads; the result does not depend on them.
    pub fn table_on(&self, from: &[Place], to: &[Place], threads: usize) -> Table {
        let threads = threads.clamp(1, 64);
        let (starts, goals) = (self.doors_of(from), self.doors_of(to));
        let buckets = self.fill(&goals, threads);
        let mut on_road: HashMap<u32, Vec<u32>> = HashMap::new();
        for (goal, number) in goals.iter().zip(0..) {
            if let Some(goal) = goal {
                on_road.entry(goal.road).or_default().push(number);
            }
        }
        let mut cells = vec![None; from.len() * to.len()];
        let share = from.len().div_ceil(threads).max(1);
        let work = |begin: usize, cells: &mut [Option<Cost>]| {
            let mut climb = Climb::new(self.hierarchy.junctions());
            let (mut settled, mut best) = (vec![], vec![]);
            for (row, start) in cells.chunks_mut(to.len().max(1)).zip(begin..) {
                let Some(door) = &starts[start] else { continue };
                best.clear();
                best.resize(to.len(), Cost::NEVER);
                climb.run(&self.hierarchy, Side::Out, self.leaves(door).as_slice(), &mut settled);
                for (junction, cost) in &settled {
                    let held =
                        buckets.first[*junction as usize] as usize..buckets.first[*junction as usize + 1] as usize;
                    for (goal, rest) in &buckets.held[held] {
                        let known = &mut best[*goal as usize];
                        *known = (*known).min(*cost + *rest);
                    }
                }
                for goal in on_road.get(&door.road).into_iter().flatten() {
                    if let Some(other) = &goals[*goal as usize] {
                        let known = &mut best[*goal as usize];
                        *known = (*known).min(self.along_the_road(door, other));
                    }
                }
                for (goal, cell) in row.iter_mut().enumerate() {
                    *cell = goals[goal]
                        .as_ref()
                        .map(|other| with_doors(best[goal], (&from[start], door), (&to[goal], other)));
                    *cell = cell.filter(|cost| *cost < Cost::NEVER);
                }
            }
        };
        std::thread::scope(|scope| {
            let rows = share * to.len().max(1);
            let mut parts = cells.chunks_mut(rows).zip((0..).map(|part| part * share)).collect::<Vec<_>>();
            let own = parts.pop();
            for (part, begin) in parts {
                scope.spawn(move || work(begin, part));
            }
            if let Some((part, begin)) = own {
                work(begin, part);
            }
        });
        Table { columns: to.len(), cells }
    }

    fn doors_of(&self, places: &[Place]) -> Vec<Option<Door>> {
        places.iter().map(|place| self.door(place.lat, place.lon)).collect()
    }

    fn fill(&self, goals: &[Option<Door>], threads: usize) -> Buckets {
        let share = goals.len().div_ceil(threads).max(1);
        let work = |begin: usize, goals: &[Option<Door>]| {
            let mut climb = Climb::new(self.hierarchy.junctions());
            let (mut settled, mut found) = (vec![], vec![]);
            for (goal, number) in goals.iter().zip(begin as u32..) {
                let Some(door) = goal else { continue };
                climb.run(&self.hierarchy, Side::Into, self.arrives(door).as_slice(), &mut settled);
                found.extend(settled.iter().map(|(junction, cost)| (*junction, number, *cost)));
            }
            found
        };
        let found: Vec<Vec<(u32, u32, Cost)>> = std::thread::scope(|scope| {
            let parts = goals.chunks(share).zip((0..).map(|part| part * share));
            let running: Vec<_> = parts.map(|(part, begin)| scope.spawn(move || work(begin, part))).collect();
            running.into_iter().filter_map(|part| part.join().ok()).collect()
        });
        let mut first = vec![0_u32; self.hierarchy.junctions() + 1];
        for (junction, ..) in found.iter().flatten() {
            first[*junction as usize + 1] += 1;
        }
        for junction in 0..self.hierarchy.junctions() {
            first[junction + 1] += first[junction];
        }
        let mut next = first.clone();
        let mut held = vec![(0, Cost::ZERO); first.last().copied().unwrap_or(0) as usize];
        for (junction, goal, cost) in found.iter().flatten() {
            held[next[*junction as usize] as usize] = (*goal, *cost);
            next[*junction as usize] += 1;
        }
        Buckets { first, held }
    }

    /// The junctions that are reached first from a door.
    pub(crate) fn leaves(&self, door: &Door) -> Ends {
        let road = &self.network.roads[door.road as usize];
        let whole = self.network.cost(road);
        let mut ends = Ends::default();
        if door.along == Cost::ZERO || road.backward {
            ends.add(road.from, door.along);
        }
        if door.along == whole || road.forward {
            ends.add(road.to, whole - door.along);
        }
        ends
    }

    /// The junctions from which a door is reached.
    pub(crate) fn arrives(&self, door: &Door) -> Ends {
        let road = &self.network.roads[door.road as usize];
        let whole = self.network.cost(road);
        let mut ends = Ends::default();
        if door.along == Cost::ZERO || road.forward {
            ends.add(road.from, door.along);
        }
        if door.along == whole || road.backward {
            ends.add(road.to, whole - door.along);
        }
        ends
    }

    /// From one door to another on the same road, without leaving it.
    pub(crate) fn along_the_road(&self, from: &Door, to: &Door) -> Cost {
        let road = &self.network.roads[from.road as usize];
        match from.along.cmp(&to.along) {
            std::cmp::Ordering::Equal => Cost::ZERO,
            std::cmp::Ordering::Less if road.forward => to.along - from.along,
            std::cmp::Ordering::Greater if road.backward => from.along - to.along,
            _ => Cost::NEVER,
        }
    }
}

/// One or two junctions with what they cost.
#[derive(Default)]
pub(crate) struct Ends {
    ends: [(u32, Cost); 2],
    count: usize,
}

impl Ends {
    fn add(&mut self, junction: u32, cost: Cost) {
        self.ends[self.count] = (junction, cost);
        self.count += 1;
    }

    pub(crate) fn as_slice(&self) -> &[(u32, Cost)] {
        &self.ends[..self.count]
    }
}

/// The way on the road with the ways from door to road; straight across where the doors are nearer to each other than to the road.
pub(crate) fn with_doors(road: Cost, from: (&Place, &Door), to: (&Place, &Door)) -> Cost {
    let doors = from.1.metres + to.1.metres;
    let straight = metres_between((from.0.lat, from.0.lon), (to.0.lat, to.0.lon));
    if straight <= doors {
        return Cost::of(straight, DOOR_KM_PER_HOUR);
    }
    if road == Cost::NEVER { road } else { from.1.cost() + road + to.1.cost() }
}

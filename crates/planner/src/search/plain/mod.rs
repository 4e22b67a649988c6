//! The rules of classical routing instances: one commodity, one time window, one matrix; vehicles that may differ in size and in whom
//! they may serve; optionally a limit on how long a route may last.

mod lasting;
mod swaps;

use super::ground::{Ground, SortKeys};
use super::rules::{Rules, Shortlist};
use super::state::{NONE, Piece, Plan, Route, Stop};

pub use lasting::{Lasting, Limited, Unlimited};

/// For how many others it is known how well they go before or after a task.
const BESIDE: usize = 40;
/// Stops of a route that is short.
const SHORT: usize = 20;

/// A classical instance in whole numbers: lengths and times share one unit. Place 0 is the depot, task `t` is at place `t + 1`.
pub struct Plain<L> {
    pub places: usize,
    /// Row by row, from → to.
    pub lengths: Vec<i32>,
    pub customers: Vec<Customer>,
    pub vehicles: Vec<Vehicle>,
    /// When routes may begin and must have ended.
    pub opens: i32,
    pub closes: i32,
    lasting: L,
    ground: Ground,
    columns: Vec<i32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    pub demand: i32,
    pub opens: i32,
    pub closes: i32,
    pub service: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vehicle {
    pub capacity: i32,
    /// Which tasks it may serve; nothing means all.
    pub serves: Option<Vec<bool>>,
}

/// Earliest departure and latest arrival, and what the limit on durations needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark<P> {
    depart: i32,
    latest: i32,
    pieces: P,
}

/// The raw contents of an instance.
pub struct PlainParts {
    pub lengths: Vec<i32>,
    pub customers: Vec<Customer>,
    pub vehicles: Vec<Vehicle>,
    pub opens: i32,
    pub closes: i32,
}

impl<L: Lasting> Plain<L> {
    pub fn new(parts: PlainParts, lasting: L) -> Self {
        let PlainParts { lengths, customers, vehicles, opens, closes } = parts;
        let places = customers.len() + 1;
        let mut columns = vec![0; places * places];
        for from in 0..places {
            for to in 0..places {
                columns[to * places + from] = lengths[from * places + to];
            }
        }
        let mut plain =
            Self { places, lengths, customers, vehicles, opens, closes, lasting, ground: Ground::default(), columns };
        plain.ground = plain.survey();
        plain
    }

    fn survey(&self) -> Ground {
        let tasks = self.customers.len();
        let mut class: Vec<u32> = vec![];
        for (number, vehicle) in self.vehicles.iter().enumerate() {
            let twin = self.vehicles[..number].iter().position(|earlier| earlier == vehicle);
            class.push(twin.map_or(number as u32, |twin| class[twin]));
        }
        let near: Vec<Vec<u32>> = (0..tasks).map(|task| self.nearest(task)).collect();
        let legs: f64 = near
            .iter()
            .enumerate()
            .map(|(task, near)| {
                near.iter().skip(1).take(10).map(|other| f64::from(self.length(task, *other as usize))).sum::<f64>()
                    / 10.0
            })
            .sum();
        let longest = self.lengths.iter().copied().max().unwrap_or(0);
        let beside_each = BESIDE.min(tasks.saturating_sub(1));
        let beside = (0..tasks).flat_map(|task| self.beside(task, beside_each)).collect();
        Ground {
            tasks,
            routes: self.vehicles.len(),
            near,
            beside,
            beside_each,
            class,
            penalty: vec![i64::from(longest) * 1_000; tasks],
            keys: (0..tasks).map(|task| self.keys(task)).collect(),
            leg: (legs / tasks.max(1) as f64).max(1.0),
        }
    }

    fn length(&self, from: usize, to: usize) -> i32 {
        self.lengths[(from + 1) * self.places + to + 1]
    }

    /// The shorter of both directions.
    fn gap(&self, one: usize, other: usize) -> i32 {
        self.length(one, other).min(self.length(other, one))
    }

    fn nearest(&self, task: usize) -> Vec<u32> {
        let mut others: Vec<u32> = (0..self.customers.len() as u32).collect();
        others.sort_by_key(|other| (*other as usize != task, self.gap(task, *other as usize)));
        others
    }

    /// The others that go best before or after a task: near, with little waiting between, and above all in time (after Vidal, Crainic,
    /// Gendreau & Prins, 2013, §4.4).
    fn beside(&self, task: usize, most: usize) -> Vec<u32> {
        let after = |one: usize, other: usize| {
            let (first, second, length) = (&self.customers[one], &self.customers[other], self.length(one, other));
            let wait = (second.opens - first.closes - first.service - length).max(0);
            let late = (first.opens + first.service + length - second.closes).max(0);
            i64::from(length) + i64::from(wait) / 5 + i64::from(late)
        };
        let key = |other: &u32| {
            let other = *other as usize;
            (after(task, other).min(after(other, task)), other)
        };
        let mut others: Vec<u32> = (0..self.customers.len() as u32).filter(|other| *other as usize != task).collect();
        if most > 0 && most < others.len() {
            others.select_nth_unstable_by_key(most - 1, key);
        }
        others.truncate(most);
        others.sort_unstable_by_key(key);
        others
    }

    fn keys(&self, task: usize) -> SortKeys {
        let customer = &self.customers[task];
        SortKeys {
            demand: customer.demand,
            far: self.lengths[task + 1],
            opens: customer.opens,
            closes: customer.closes,
        }
    }

    fn depot(&self) -> Customer {
        Customer { demand: 0, opens: self.opens, closes: self.closes, service: 0 }
    }

    fn at(&self, task: u32) -> Customer {
        if task == NONE { self.depot() } else { self.customers[task as usize] }
    }
}

impl<L: Lasting> Rules for Plain<L> {
    type Mark = Mark<L::Pieces>;

    fn ground(&self) -> &Ground {
        &self.ground
    }

    fn empty_route(&self, route: u32) -> Route<Self::Mark> {
        let depot = Stop { task: NONE, place: 0, leg: 0, mark: Mark::default() };
        Route { stops: vec![depot, depot], load: 0, cost: 0, fixed: 1, number: route }
    }

    fn stop(&self, task: u32) -> Stop<Self::Mark> {
        Stop { task, place: task + 1, leg: 0, mark: Mark::default() }
    }

    fn load(&self, task: u32) -> i32 {
        self.customers[task as usize].demand
    }

    fn refresh(&self, route: &mut Route<Self::Mark>, _held: &[i32], from: usize, to: usize) {
        let last = route.stops.len() - 1;
        if to > last {
            // everything may be new: what the stops say of their legs is not to be believed
            route.cost = 0;
            route.stops.iter_mut().for_each(|stop| stop.leg = 0);
        }
        let (from, to) = (from.min(last), to.min(last));
        let stops = &mut route.stops;
        // legs change at the changed stops and at the one after
        for index in from.max(1)..=(to + 1).min(last) {
            let leg = self.lengths[stops[index - 1].place as usize * self.places + stops[index].place as usize];
            route.cost += i64::from(leg - stops[index].leg);
            stops[index].leg = leg;
        }
        for index in from..=last {
            let own = self.at(stops[index].task);
            let arrive = if index == 0 { self.opens } else { stops[index - 1].mark.depart + stops[index].leg };
            let depart = arrive.max(own.opens) + own.service;
            if index > to && depart == stops[index].mark.depart {
                break;
            }
            stops[index].mark.depart = depart;
        }
        for index in (0..=to).rev() {
            let own = self.at(stops[index].task);
            let latest = match stops.get(index + 1) {
                Some(next) => own.closes.min(next.mark.latest - next.leg - own.service),
                None => own.closes,
            };
            if index < from && latest == stops[index].mark.latest {
                break;
            }
            stops[index].mark.latest = latest;
        }
        self.lasting.refresh(self, stops);
    }

    fn scan(&self, plan: &Plan<Self::Mark>, task: u32, route: u32, found: &mut Shortlist) {
        let vehicle = &self.vehicles[route as usize];
        let path = &plan.routes[route as usize];
        let own = &self.customers[task as usize];
        if path.load + own.demand > vehicle.capacity
            || vehicle.serves.as_ref().is_some_and(|serves| !serves[task as usize])
        {
            return;
        }
        let row = (task as usize + 1) * self.places;
        let from = &self.lengths[row..row + self.places];
        let to = &self.columns[row..row + self.places];
        let earliest_end = own.opens + own.service;
        // in a short route looking for the first stop that can follow costs more than it saves
        let first = if path.stops.len() <= SHORT {
            1
        } else {
            path.stops.partition_point(|stop| stop.mark.latest < earliest_end).max(1)
        };
        let mut before = &path.stops[first - 1];
        for (offset, after) in path.stops[first..].iter().enumerate() {
            if before.mark.depart > own.closes {
                break;
            }
            let there = to[before.place as usize];
            let back = from[after.place as usize];
            let cost = i64::from(there + back - after.leg);
            let start = (before.mark.depart + there).max(own.opens);
            if cost < found.bound()
                && start <= own.closes
                && start + own.service + back <= after.mark.latest
                && !self.lasting.is_too_long(
                    &self.lasting.with(&before.mark.pieces, own, there),
                    back,
                    &after.mark.pieces,
                )
            {
                found.offer(cost, first + offset);
            }
            before = after;
        }
    }

    fn swaps(&self) -> bool {
        true
    }

    fn least_penalty(&self) -> Option<f64> {
        let costs = *self.ground.penalty.first()? as f64;
        (costs > 0.0).then(|| (2.0 * self.ground.leg / costs).min(1.0))
    }

    fn routes_stand_alone(&self) -> bool {
        true
    }

    fn price_of_tails(&self, plan: &Plan<Self::Mark>, one: Piece, other: Piece, most: i64) -> Option<i64> {
        self.tails(plan, one, other, most)
    }

    fn price_of_pieces(&self, plan: &Plan<Self::Mark>, one: Piece, other: Piece, most: i64) -> Option<i64> {
        self.pieces(plan, one, other, most)
    }
}

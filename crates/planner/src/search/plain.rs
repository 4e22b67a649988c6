//! The rules of classical routing instances: one commodity, one time window, one matrix; vehicles that may differ in size and in whom
//! they may serve; optionally a limit on how long a route may last.

use super::ground::{Ground, SortKeys};
use super::rules::{Rules, Shortlist};
use super::state::{NONE, Plan, Route, Stop};

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

/// Whether routes have a longest duration. Where they have none, stops are half as large, and nothing is computed for it.
pub trait Lasting: Sync + Send {
    type Pieces: Copy + Default + Send;

    fn refresh(&self, plain: &Plain<Self>, stops: &mut [Stop<Mark<Self::Pieces>>])
    where
        Self: Sized;

    /// Whether a route is too long that consists of what is before, the task, and what comes after.
    fn is_too_long(
        &self,
        before: &Self::Pieces,
        between: Option<&Customer>,
        after: &Self::Pieces,
        legs: (i32, i32),
    ) -> bool;
}

/// Routes may last as long as their windows allow.
pub struct Unlimited;

/// Longest time between leaving the depot and being back.
pub struct Limited(pub i32);

/// The two halves of a route at a stop, which belongs to both.
#[derive(Clone, Copy, Debug, Default)]
pub struct Halves {
    before: Segment,
    after: Segment,
}

impl Lasting for Unlimited {
    type Pieces = ();

    fn refresh(&self, _plain: &Plain<Self>, _stops: &mut [Stop<Mark<()>>]) {}

    #[inline]
    fn is_too_long(&self, (): &(), _between: Option<&Customer>, (): &(), _legs: (i32, i32)) -> bool {
        false
    }
}

impl Lasting for Limited {
    type Pieces = Halves;

    fn refresh(&self, plain: &Plain<Self>, stops: &mut [Stop<Mark<Halves>>]) {
        for index in 0..stops.len() {
            let own = Segment::of(&plain.at(stops[index].task));
            let before = index.checked_sub(1).map(|previous| stops[previous].mark.pieces.before);
            let leg = stops[index].leg;
            stops[index].mark.pieces.before = before.map_or(own, |before| before.then(own, leg));
        }
        for index in (0..stops.len()).rev() {
            let own = Segment::of(&plain.at(stops[index].task));
            let next = stops.get(index + 1).map(|next| (next.mark.pieces.after, next.leg));
            stops[index].mark.pieces.after = next.map_or(own, |(after, leg)| own.then(after, leg));
        }
    }

    fn is_too_long(&self, before: &Halves, between: Option<&Customer>, after: &Halves, legs: (i32, i32)) -> bool {
        let head = match between {
            Some(customer) => before.before.then(Segment::of(customer), legs.0),
            None => before.before,
        };
        head.then(after.after, legs.1).duration > self.0
    }
}

/// A piece of a route in time (Vidal, Crainic, Gendreau & Prins, 2013): its shortest duration, and the earliest and latest start that
/// reach it. Only feasible segments are made.
#[derive(Clone, Copy, Debug, Default)]
struct Segment {
    duration: i32,
    early: i32,
    late: i32,
}

impl Segment {
    fn of(customer: &Customer) -> Self {
        Self { duration: customer.service, early: customer.opens, late: customer.closes }
    }

    fn then(self, next: Self, travel: i32) -> Self {
        let reach = self.duration + travel;
        let wait = (next.early - reach - self.late).max(0);
        Self {
            duration: reach + next.duration + wait,
            early: (next.early - reach).max(self.early) - wait,
            late: (next.late - reach).min(self.late),
        }
    }
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
        Ground {
            tasks,
            routes: self.vehicles.len(),
            near,
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

impl<L: Lasting> Plain<L> {
    /// The leg from a stop of one route to what follows a stop of another, where it can be driven in time.
    fn join(
        &self,
        head: &Route<Mark<L::Pieces>>,
        to: usize,
        tail: &Route<Mark<L::Pieces>>,
        after: usize,
    ) -> Option<i32> {
        let (last, next) = (&head.stops[to], &tail.stops[after + 1]);
        let leg = self.lengths[last.place as usize * self.places + next.place as usize];
        let in_time = last.mark.depart + leg <= next.mark.latest;
        (in_time && !self.lasting.is_too_long(&last.mark.pieces, None, &next.mark.pieces, (0, leg))).then_some(leg)
    }
}

impl<L: Lasting> Rules for Plain<L> {
    type Mark = Mark<L::Pieces>;

    fn ground(&self) -> &Ground {
        &self.ground
    }

    fn empty_route(&self, route: u32) -> Route<Self::Mark> {
        let depot = Stop { task: NONE, place: 0, leg: 0, mark: Mark::default() };
        Route { stops: vec![depot, depot], load: 0, cost: 0, version: 0, fixed: 1, number: route }
    }

    fn stop(&self, task: u32) -> Stop<Self::Mark> {
        Stop { task, place: task + 1, leg: 0, mark: Mark::default() }
    }

    fn load(&self, task: u32) -> i32 {
        self.customers[task as usize].demand
    }

    fn refresh(&self, route: &mut Route<Self::Mark>, _held: &[i32], from: usize, to: usize) {
        let last = route.stops.len() - 1;
        let (from, to) = (from.min(last), to.min(last));
        let stops = &mut route.stops;
        // legs change at the changed stops and at the one after
        for index in from.max(1)..=(to + 1).min(last) {
            let leg = self.lengths[stops[index - 1].place as usize * self.places + stops[index].place as usize];
            stops[index].leg = leg;
        }
        route.cost = stops.iter().map(|stop| i64::from(stop.leg)).sum();
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
        let first = path.stops.partition_point(|stop| stop.mark.latest < earliest_end).max(1);
        let mut before = &path.stops[first - 1];
        for (offset, after) in path.stops[first..].iter().enumerate() {
            if before.mark.depart > own.closes {
                break;
            }
            let there = to[before.place as usize];
            let back = from[after.place as usize];
            let start = (before.mark.depart + there).max(own.opens);
            let cost = i64::from(there + back - after.leg);
            if start <= own.closes
                && start + own.service + back <= after.mark.latest
                && cost < found.bound()
                && !self.lasting.is_too_long(&before.mark.pieces, Some(own), &after.mark.pieces, (there, back))
            {
                found.offer(cost, first + offset);
            }
            before = after;
        }
    }
    fn swaps_tails(&self) -> bool {
        true
    }

    fn tails(&self, plan: &Plan<Self::Mark>, one: (u32, usize), other: (u32, usize)) -> Option<i64> {
        let (first, second) = (&plan.routes[one.0 as usize], &plan.routes[other.0 as usize]);
        let one_way = self.join(first, one.1, second, other.1)?;
        let other_way = self.join(second, other.1, first, one.1)?;
        let load = |route: &Route<Self::Mark>, to: usize| {
            route.stops[1..=to].iter().map(|stop| self.load(stop.task)).sum::<i32>()
        };
        let (head, tail) = (load(first, one.1), load(second, other.1));
        let fits = |route: u32, load: i32| load <= self.vehicles[route as usize].capacity;
        if !fits(one.0, head + second.load - tail) || !fits(other.0, tail + first.load - head) {
            return None;
        }
        let served = |route: u32, stops: &[Stop<Self::Mark>]| {
            let serves = self.vehicles[route as usize].serves.as_ref();
            serves.is_none_or(|serves| stops.iter().all(|stop| stop.task == NONE || serves[stop.task as usize]))
        };
        let all_served = served(one.0, &second.stops[other.1 + 1..]) && served(other.0, &first.stops[one.1 + 1..]);
        all_served.then_some(
            i64::from(one_way) + i64::from(other_way)
                - i64::from(first.stops[one.1 + 1].leg)
                - i64::from(second.stops[other.1 + 1].leg),
        )
    }
}

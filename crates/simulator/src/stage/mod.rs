//! The stage: people and orders in time, moved by events; who goes where next is a policy's affair.

mod order;
mod person;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use planner::field::Pace;

use crate::Ground;
use crate::assumptions::{Assumptions, SHIFT};
use crate::orders::{DAY, Order, Technician};
use crate::policies::{Kind, Policy};
use crate::tally::Tally;

/// All that is the same whoever dispatches.
pub struct World<'a> {
    pub ground: &'a Ground,
    pub assumed: &'a Assumptions,
    pub orders: &'a [Order],
    pub people: &'a [Technician],
    /// Days `1..=days` are worked.
    pub days: i64,
    pub seed: u64,
    /// Whether people and orders are split into a western and an eastern half.
    pub is_split: bool,
}

impl World<'_> {
    /// Whether nothing but time rules this person out.
    pub fn may(&self, person: usize, order: &Order) -> bool {
        let person = &self.people[person];
        person.can(order) && (!self.is_split || self.ground.is_west(person.home) == self.ground.is_west(order.site))
    }
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Unknown,
    /// Known, and nobody has it.
    Open,
    Given(usize),
    UnderWay(usize),
    Done,
    /// Its next window lies beyond the last day.
    Beyond,
}

/// An order as it goes on.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub phase: Phase,
    pub from: i64,
    pub to: i64,
    pub minutes: f64,
    pub visits: u32,
    pub is_rebooked: bool,
    /// Nobody came on the last day on which somebody should have.
    pub is_missed: bool,
    pub was_dispatched: bool,
    /// When the plan would have it begun.
    pub planned: Option<i64>,
}

impl Live {
    pub fn day(&self) -> i64 {
        self.from / DAY
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    Off,
    Idle,
    Lunch,
    Driving,
    Working,
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub doing: Doing,
    pub place: usize,
    /// When what is being done should be over, as the office would guess.
    pub free_at: i64,
    pub had_lunch: bool,
    stamp: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Morning,
    Starts(usize),
    Comes(usize),
    Dispatch(usize),
    Answered(usize, usize),
    Reached(usize, usize),
    Ended(usize, usize),
    Back(usize),
    Look(usize, u32),
    Overrun(usize, usize),
    Evening,
}

/// The week as it is played.
pub(crate) struct Stage<'a> {
    pub world: &'a World<'a>,
    pub pace: Pace,
    pub now: i64,
    pub orders: Vec<Live>,
    pub people: Vec<Person>,
    /// Day → person → orders in the order in which they are to be done.
    pub board: Vec<Vec<Vec<usize>>>,
    pub tally: Tally,
    events: BinaryHeap<Reverse<(i64, u64, Event)>>,
    count: u64,
}

/// Plays the days under a policy.
pub fn play(world: &World<'_>, kind: Kind) -> Tally {
    let mut policy = kind.policy();
    let mut stage = Stage::new(world);
    let end = (world.days + 1) * DAY;
    while let Some(Reverse((at, _, event))) = stage.events.pop() {
        if at >= end {
            break;
        }
        stage.now = at;
        stage.happen(event, policy.as_mut());
    }
    stage.close()
}

impl<'a> Stage<'a> {
    fn new(world: &'a World<'a>) -> Self {
        let live = |order: &Order| Live {
            phase: Phase::Unknown,
            from: order.from,
            to: order.to,
            minutes: order.work.minutes,
            visits: 0,
            is_rebooked: false,
            is_missed: false,
            was_dispatched: false,
            planned: None,
        };
        let person = |person: &Technician| Person {
            doing: Doing::Off,
            place: person.home,
            free_at: 0,
            had_lunch: false,
            stamp: 0,
        };
        let people = world.people.len();
        let mut stage = Self {
            world,
            pace: Pace::new(&world.assumed.pace),
            now: 0,
            orders: world.orders.iter().map(live).collect(),
            people: world.people.iter().map(person).collect(),
            board: vec![vec![vec![]; people]; world.days as usize + 8],
            tally: Tally { technicians: people, days: world.days, busy_hours: vec![0.0; people], ..Tally::default() },
            events: BinaryHeap::new(),
            count: 0,
        };
        for (order, number) in world.orders.iter().zip(0..) {
            stage.at(order.comes, Event::Comes(number));
        }
        for day in 1..=world.days {
            stage.at(day * DAY + 7 * 3_600 + 1_800, Event::Morning);
            stage.at(day * DAY + SHIFT.2 + 1_800, Event::Evening);
            (0..people).for_each(|person| stage.at(day * DAY + SHIFT.0, Event::Starts(person)));
        }
        stage
    }

    fn at(&mut self, time: i64, event: Event) {
        self.count += 1;
        self.events.push(Reverse((time.max(self.now), self.count, event)));
    }

    pub fn today(&self) -> i64 {
        self.now / DAY
    }

    fn happen(&mut self, event: Event, policy: &mut dyn Policy) {
        match event {
            Event::Comes(order) => {
                self.orders[order].phase = Phase::Open;
                let delay = policy.delay_seconds(self, order);
                self.at(self.now + delay, Event::Dispatch(order));
            }
            Event::Dispatch(order) => {
                if self.orders[order].phase == Phase::Open {
                    if self.orders[order].day() > self.world.days {
                        self.orders[order].phase = Phase::Beyond;
                    } else {
                        policy.dispatch(self, order);
                    }
                }
            }
            Event::Answered(order, person) => {
                if self.orders[order].phase == Phase::Open && self.orders[order].day() <= self.world.days {
                    self.give(order, person, usize::MAX);
                    self.look(person, policy);
                }
            }
            Event::Morning => policy.morning(self),
            Event::Starts(person) => {
                let home = self.world.people[person].home;
                let stamp = self.people[person].stamp + 1;
                self.people[person] =
                    Person { doing: Doing::Idle, place: home, free_at: self.now, had_lunch: false, stamp };
                self.look(person, policy);
            }
            Event::Look(person, stamp) => {
                if self.people[person].stamp == stamp {
                    self.look(person, policy);
                }
            }
            Event::Back(person) => {
                self.people[person].doing = Doing::Idle;
                self.look(person, policy);
            }
            Event::Reached(person, order) => self.reached(person, order),
            Event::Ended(person, order) => self.ended(person, order, policy),
            Event::Overrun(person, order) => {
                if self.people[person].doing == Doing::Working && self.orders[order].phase == Phase::UnderWay(person) {
                    self.people[person].free_at = self.now + 15 * 60;
                    policy.happened(self);
                    self.look_all(policy);
                }
            }
            Event::Evening => self.evening(policy),
        }
        for person in std::mem::take(policy.changed()) {
            self.look(person, policy);
        }
    }

    /// Puts an order on a person's list; `usize::MAX` is its end.
    pub fn give(&mut self, order: usize, person: usize, position: usize) {
        let day = self.orders[order].day();
        let list = &mut self.board[day as usize][person];
        list.insert(position.min(list.len()), order);
        self.had(order, person);
    }

    /// Notes that somebody has an order.
    pub fn had(&mut self, order: usize, person: usize) {
        let live = &mut self.orders[order];
        live.phase = Phase::Given(person);
        if !live.was_dispatched {
            live.was_dispatched = true;
            self.tally.dispatch_minutes.push((self.now - self.world.orders[order].comes) as f64 / 60.0);
        }
    }

    /// Says that somebody will take an order in a while.
    pub fn answer(&mut self, order: usize, person: usize, after_seconds: i64) {
        self.at(self.now + after_seconds, Event::Answered(order, person));
    }

    /// Seconds that the office would expect a person to work on an order.
    pub fn expected_work(&self, order: usize, person: usize) -> i64 {
        (self.orders[order].minutes * 60.0 * self.world.people[person].factor) as i64
    }

    /// When a way that begins now would end.
    pub fn arrival(&self, from: usize, to: usize, begins: i64) -> i64 {
        let day = begins / DAY * DAY;
        day + i64::from(self.pace.arrive((begins - day) as i32, self.world.ground.seconds(from, to)))
    }

    /// Whether a person could still do an order today before they would be kept too long.
    pub fn is_in_time(&self, person: usize, order: usize) -> bool {
        let (person_now, live) = (&self.people[person], &self.orders[order]);
        let begins = self.arrival(person_now.place, self.world.orders[order].site, self.now).max(live.from);
        let ends = begins + self.expected_work(order, person);
        let home = self.arrival(self.world.orders[order].site, self.world.people[person].home, ends);
        home <= self.today() * DAY + SHIFT.2
    }

    fn close(mut self) -> Tally {
        let end = (self.world.days + 1) * DAY;
        for (order, live) in self.world.orders.iter().zip(&self.orders) {
            let is_due = order.to < end && (live.phase != Phase::Beyond || live.is_missed);
            self.tally.due += u32::from(is_due);
            self.tally.done += u32::from(is_due && live.phase == Phase::Done);
        }
        self.tally
    }
}

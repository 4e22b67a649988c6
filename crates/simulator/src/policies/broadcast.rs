//! The chat group: an order is posted, and whoever answers first has it. People answer sooner when they are free, and rather for what is
//! near them and fits between what they have; each does their own orders in the order of the windows.

use planner::search::dice::Dice;

use super::{Policy, seconds};
use crate::orders::DAY;
use crate::stage::{Doing, Stage};

/// Nobody takes more orders for one day.
const ORDERS_MAX: usize = 8;
/// At this distance every second person still answers.
const HALF_METRES: f64 = 6_000.0;

#[derive(Default)]
pub(super) struct Broadcast {
    changed: Vec<usize>,
}

impl Policy for Broadcast {
    fn delay_seconds(&self, stage: &Stage<'_>, _: usize) -> i64 {
        seconds(stage.world.assumed.delays.post)
    }

    fn dispatch(&mut self, stage: &mut Stage<'_>, order: usize) {
        let drawn = &stage.world.orders[order];
        let delays = stage.world.assumed.delays;
        let mut first: Option<(i64, usize)> = None;
        for person in (0..stage.people.len()).filter(|person| stage.world.may(*person, drawn)) {
            let key =
                stage.world.seed ^ (order as u64) << 20 ^ person as u64 ^ u64::from(stage.orders[order].visits) << 50;
            let mut dice = Dice::new(key);
            let is_busy = matches!(stage.people[person].doing, Doing::Working | Doing::Driving);
            let mean = if is_busy { delays.answer_busy } else { delays.answer_free };
            let answers = seconds(-(1.0 - dice.fraction()).ln() * mean);
            let near = 1.0 / (1.0 + (distance(stage, person, order) / HALF_METRES).powi(2));
            let is_willing = dice.fraction() < near && has_room(stage, person, order);
            if is_willing && answers < seconds(delays.call) && first.is_none_or(|(soonest, _)| answers < soonest) {
                first = Some((answers, person));
            }
        }
        // nobody answers: the owner of the group calls whoever has least
        let called = || {
            let list = |person: &usize| stage.board[stage.orders[order].day() as usize][*person].len();
            let able = (0..stage.people.len()).filter(|person| stage.world.may(*person, drawn));
            able.min_by_key(list).map(|person| (seconds(delays.call), person))
        };
        if let Some((after, person)) = first.or_else(called) {
            stage.answer(order, person, after);
        }
    }

    /// The next window first; of those that open together the nearest.
    fn choose(&mut self, stage: &mut Stage<'_>, person: usize) {
        let day = stage.today() as usize;
        let mut list = std::mem::take(&mut stage.board[day][person]);
        let place = stage.people[person].place;
        list.sort_by_key(|order| {
            (stage.orders[*order].from, stage.world.ground.seconds(place, stage.world.orders[*order].site))
        });
        stage.board[day][person] = list;
    }

    fn changed(&mut self) -> &mut Vec<usize> {
        &mut self.changed
    }
}

/// From where the person is, or will be around that window, to the customer.
fn distance(stage: &Stage<'_>, person: usize, order: usize) -> f64 {
    let live = &stage.orders[order];
    let list = &stage.board[live.day() as usize][person];
    let nearest_in_time = list.iter().min_by_key(|other| (stage.orders[**other].from - live.from).abs());
    let is_today = live.day() == stage.today() && stage.now % DAY >= crate::assumptions::SHIFT.0;
    let from = match nearest_in_time {
        Some(other) => stage.world.orders[*other].site,
        None if is_today => stage.people[person].place,
        None => stage.world.people[person].home,
    };
    f64::from(stage.world.ground.metres(from, stage.world.orders[order].site))
}

/// Whether the order fits between what the person has, by rule of thumb: the work that begins in the same two hours fills no more than them.
fn has_room(stage: &Stage<'_>, person: usize, order: usize) -> bool {
    let live = &stage.orders[order];
    let list = &stage.board[live.day() as usize][person];
    let clash = |other: &&usize| (stage.orders[**other].from - live.from).abs() < 2 * 3_600;
    let minutes: f64 = list.iter().filter(clash).map(|other| stage.orders[*other].minutes + 20.0).sum();
    list.len() < ORDERS_MAX && minutes + live.minutes <= 150.0
}

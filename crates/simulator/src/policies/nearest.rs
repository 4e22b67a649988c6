//! Nearest free: an order waits until it is due; then the nearest person with the skill who is free goes there, or the next who is free.

use super::{Policy, seconds};
use crate::orders::DAY;
use crate::stage::{Doing, Phase, Stage};

/// So long before its window opens an order is due.
const AHEAD_SECONDS: i64 = 2_400;

#[derive(Default)]
pub(super) struct NearestFree {
    changed: Vec<usize>,
}

impl Policy for NearestFree {
    fn delay_seconds(&self, stage: &Stage<'_>, order: usize) -> i64 {
        let due = (stage.orders[order].from - AHEAD_SECONDS)
            .max(stage.orders[order].day() * DAY + crate::assumptions::SHIFT.0);
        (due - stage.now).max(seconds(stage.world.assumed.delays.automatic))
    }

    fn dispatch(&mut self, stage: &mut Stage<'_>, order: usize) {
        let site = stage.world.orders[order].site;
        let is_free = |person: &usize| {
            stage.people[*person].doing == Doing::Idle
                && stage.board[stage.today() as usize][*person].is_empty()
                && stage.world.may(*person, &stage.world.orders[order])
                && stage.is_in_time(*person, order)
        };
        let nearest = (0..stage.people.len()).filter(is_free);
        let nearest = nearest.min_by_key(|person| stage.world.ground.seconds(stage.people[*person].place, site));
        if let Some(person) = nearest {
            stage.give(order, person, usize::MAX);
            self.changed.push(person);
        }
    }

    /// Whoever becomes free takes what is due soonest.
    fn choose(&mut self, stage: &mut Stage<'_>, person: usize) {
        let today = stage.today();
        if !stage.board[today as usize][person].is_empty() {
            return;
        }
        let waits = |order: &usize| {
            let live = &stage.orders[*order];
            live.phase == Phase::Open
                && live.day() == today
                && live.from - AHEAD_SECONDS <= stage.now
                && stage.world.may(person, &stage.world.orders[*order])
                && stage.is_in_time(person, *order)
        };
        let place = stage.people[person].place;
        let next = (0..stage.orders.len()).filter(waits);
        let next = next.min_by_key(|order| {
            (stage.orders[*order].to, stage.world.ground.seconds(place, stage.world.orders[*order].site))
        });
        if let Some(order) = next {
            stage.give(order, person, usize::MAX);
        }
    }

    fn changed(&mut self) -> &mut Vec<usize> {
        &mut self.changed
    }
}

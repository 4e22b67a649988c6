//! What becomes of an order: done, another visit, or another day.

use super::{Doing, Event, Phase, Stage};
use crate::assumptions::SHIFT;
use crate::orders::DAY;
use crate::policies::Policy;

impl Stage<'_> {
    pub(super) fn ended(&mut self, person: usize, order: usize, policy: &mut dyn Policy) {
        let (drawn, assumed) = (&self.world.orders[order], self.world.assumed);
        let first = self.orders[order].visits == 1;
        self.people[person].doing = Doing::Idle;
        self.people[person].free_at = self.now;
        if first && drawn.is_away {
            self.book_again(order, 1, policy);
        } else if first && drawn.lacks_part {
            self.orders[order].minutes *= assumed.part_rest;
            self.book_again(order, 2, policy);
        } else {
            self.orders[order].phase = Phase::Done;
            self.tally.completion_hours.push((self.now - drawn.comes) as f64 / 3_600.0);
        }
        if first && (drawn.is_away || drawn.lacks_part) {
            policy.happened(self);
            self.look_all(policy);
        }
        self.look(person, policy);
    }

    /// The same clock time some days later.
    fn book_again(&mut self, order: usize, days: i64, policy: &mut dyn Policy) {
        let (from, to) = (self.orders[order].from, self.orders[order].to);
        let later = (self.today() + days - from / DAY) * DAY;
        self.rebook(order, from + later, to + later, policy);
    }

    fn rebook(&mut self, order: usize, from: i64, to: i64, policy: &mut dyn Policy) {
        let live = &mut self.orders[order];
        (live.from, live.to, live.phase, live.planned, live.is_rebooked) = (from, to, Phase::Open, None, true);
        if live.day() > self.world.days {
            live.phase = Phase::Beyond;
            return;
        }
        let delay = policy.delay_seconds(self, order);
        self.at(self.now + delay, Event::Dispatch(order));
    }

    /// What was not begun breaks its promise and is told another: the next morning.
    pub(super) fn evening(&mut self, policy: &mut dyn Policy) {
        let today = self.today();
        for order in 0..self.orders.len() {
            let live = &self.orders[order];
            if live.day() == today && matches!(live.phase, Phase::Open | Phase::Given(_)) {
                self.tally.promised += 1;
                self.orders[order].is_missed = today == self.world.days;
                let from = (today + 1) * DAY + SHIFT.0;
                self.rebook(order, from, from + 4 * 3_600, policy);
            }
        }
        self.board[today as usize].iter_mut().for_each(Vec::clear);
        for person in 0..self.people.len() {
            if self.people[person].doing == Doing::Idle {
                self.go_home(person);
            }
        }
    }
}

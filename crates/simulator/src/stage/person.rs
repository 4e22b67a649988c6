//! What people do when they are free: lunch, the next order, waiting, home.

use super::{Doing, Event, Phase, Stage};
use crate::assumptions::{LUNCH, SHIFT};
use crate::orders::DAY;
use crate::policies::Policy;

impl Stage<'_> {
    pub(super) fn look_all(&mut self, policy: &mut dyn Policy) {
        for person in 0..self.people.len() {
            self.look(person, policy);
        }
    }

    /// An idle person has lunch, sets out, waits, or goes home.
    pub(super) fn look(&mut self, person: usize, policy: &mut dyn Policy) {
        let clock = self.now % DAY;
        if self.people[person].doing != Doing::Idle || clock < SHIFT.0 {
            return;
        }
        self.people[person].free_at = self.now;
        if !self.people[person].had_lunch && (LUNCH.0..LUNCH.1).contains(&clock) {
            self.people[person].had_lunch = true;
            self.people[person].doing = Doing::Lunch;
            self.people[person].free_at = self.now + LUNCH.2;
            self.at(self.now + LUNCH.2, Event::Back(person));
            return;
        }
        let day = self.today() as usize;
        policy.choose(self, person);
        while let Some(order) = self.board[day][person].first().copied() {
            if self.is_in_time(person, order) {
                self.set_out_or_wait(person, order);
                return;
            }
            // too late for today: somebody else may have it, or another day
            self.board[day][person].remove(0);
            self.orders[order].phase = Phase::Open;
            policy.choose(self, person);
        }
        let home = self.world.people[person].home;
        let ways = self.arrival(self.people[person].place, home, self.now) - self.now;
        let leaves = self.today() * DAY + SHIFT.1 - ways;
        if self.now >= leaves {
            self.go_home(person);
        } else {
            self.look_again(person, leaves);
        }
    }

    fn look_again(&mut self, person: usize, at: i64) {
        let lunch = self.today() * DAY + LUNCH.0;
        let at = if !self.people[person].had_lunch && self.now < lunch { at.min(lunch) } else { at };
        self.people[person].stamp += 1;
        self.at(at, Event::Look(person, self.people[person].stamp));
    }

    /// Nobody sets out so early that they would stand before the door.
    fn set_out_or_wait(&mut self, person: usize, order: usize) {
        let (place, site) = (self.people[person].place, self.world.orders[order].site);
        let way = self.arrival(place, site, self.now) - self.now;
        let leaves = self.orders[order].from - way;
        if leaves > self.now {
            self.look_again(person, leaves);
            return;
        }
        let day = self.today() as usize;
        self.board[day][person].retain(|other| *other != order);
        self.orders[order].phase = Phase::UnderWay(person);
        let real = (way as f64 * self.world.orders[order].traffic) as i64;
        self.people[person].doing = Doing::Driving;
        self.people[person].free_at = self.now + way + self.expected_work(order, person);
        self.drove(person, place, site, real);
        self.at(self.now + real, Event::Reached(person, order));
    }

    fn drove(&mut self, person: usize, from: usize, to: usize, seconds: i64) {
        self.tally.metres += i64::from(self.world.ground.metres(from, to));
        self.tally.busy_hours[person] += seconds as f64 / 3_600.0;
        self.people[person].place = to;
    }

    pub(super) fn reached(&mut self, person: usize, order: usize) {
        let (drawn, assumed) = (&self.world.orders[order], self.world.assumed);
        let begins = self.now.max(self.orders[order].from);
        let live = &mut self.orders[order];
        live.visits += 1;
        self.tally.promised += 1;
        self.tally.kept += u32::from(begins <= live.to);
        if drawn.is_emergency && live.visits == 1 && drawn.from == drawn.comes {
            self.tally.response_minutes.push((begins - drawn.comes) as f64 / 60.0);
        }
        let planned = live.minutes * self.world.people[person].factor;
        let minutes = match live.visits {
            1 if drawn.is_away => assumed.away_minutes,
            1 if drawn.lacks_part => planned * drawn.takes * assumed.part_found_after,
            _ => planned * drawn.takes,
        };
        let ends = begins + (minutes * 60.0) as i64;
        self.tally.busy_hours[person] += minutes / 60.0;
        self.people[person].doing = Doing::Working;
        self.people[person].free_at = begins + (planned * 60.0) as i64;
        self.at(ends, Event::Ended(person, order));
        let overrun = self.people[person].free_at + 15 * 60;
        if ends > overrun {
            self.at(overrun, Event::Overrun(person, order));
        }
    }

    pub(super) fn go_home(&mut self, person: usize) {
        let (place, home) = (self.people[person].place, self.world.people[person].home);
        let arrives = self.arrival(place, home, self.now);
        self.drove(person, place, home, arrives - self.now);
        self.tally.overtime_minutes += (arrives - self.today() * DAY - SHIFT.1).max(0) as f64 / 60.0;
        self.people[person].doing = Doing::Off;
    }
}

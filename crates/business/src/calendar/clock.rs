//! The SLA clock: runs from a moment towards a target, in real or in working time, stopped by holds. Nothing is counted down anywhere;
//! every answer is computed from the facts, so that a corrected hold corrects the clock.

use kernel::time::MINUTE;
use kernel::{Moment, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::Calendar;

kernel::code! {
    /// What a clock counts.
    pub enum ClockMode as "clock_mode" {
        /// Every minute, day and night.
        AroundTheClock = "around_clock",
        /// Only the minutes in which the company is open.
        WorkingTime = "working_time",
    }
}

/// A stretch in which the clock stands still; open while `to` is missing. May begin before the clock, overlap others, or be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    pub from: Moment,
    #[serde(default)]
    pub to: Option<Moment>,
}

/// One target of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub started_at: Moment,
    pub target_minutes: i64,
    pub mode: ClockMode,
    #[serde(default)]
    pub pauses: Vec<Pause>,
}

impl Clock {
    /// When the target is or was due, as known at `now`. While the clock stands still this is the due time if it went on right now,
    /// so it moves with `now`.
    ///
    /// # Errors
    /// `calendar.no_working_time`, `calendar.too_far`: see [`Calendar::plus_working_minutes`].
    pub fn due_at(&self, calendar: &Calendar, now: Moment) -> Result<Moment> {
        let (mut at, mut left) = (self.started_at, self.target_minutes.max(0).saturating_mul(MINUTE));
        for (from, to) in self.standstills(now) {
            let ran = self.ms(calendar, at, from);
            if left <= ran {
                break;
            }
            left -= ran;
            at = to;
        }
        match self.mode {
            ClockMode::AroundTheClock => Ok(Moment(at.ms().saturating_add(left))),
            ClockMode::WorkingTime => calendar.plus_working_ms(at, left),
        }
    }

    /// Whole minutes that have counted until `now`, standstills left out, rounded down.
    pub fn elapsed_minutes(&self, calendar: &Calendar, now: Moment) -> i64 {
        self.elapsed_ms(calendar, now) / MINUTE
    }

    /// Minutes left of the target at `now`, a begun one counted; negative by how much it is late.
    pub fn remaining_minutes(&self, calendar: &Calendar, now: Moment) -> i64 {
        self.target_minutes - self.elapsed_minutes(calendar, now)
    }

    /// The moment at which the target was missed, if it was by `now`. Meeting it in its very last moment is meeting it.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn breached_at(&self, calendar: &Calendar, now: Moment) -> Result<Option<Moment>> {
        Ok(Some(self.due_at(calendar, now)?).filter(|due| *due < now))
    }

    /// Whether it stands still at `now`.
    pub fn is_paused(&self, now: Moment) -> bool {
        self.pauses.iter().any(|each| each.from <= now && each.to.is_none_or(|to| now < to))
    }

    fn elapsed_ms(&self, calendar: &Calendar, now: Moment) -> i64 {
        let mut at = self.started_at;
        let mut ran = 0;
        for (from, to) in self.standstills(now).into_iter().filter(|(from, _)| *from < now) {
            ran += self.ms(calendar, at, from);
            at = to;
        }
        ran + self.ms(calendar, at, now)
    }

    fn ms(&self, calendar: &Calendar, from: Moment, to: Moment) -> i64 {
        match self.mode {
            ClockMode::AroundTheClock => (to - from).max(0),
            ClockMode::WorkingTime => calendar.working_ms_between(from, to),
        }
    }

    /// The pauses after the start, in order, overlaps joined, open ones as far as `now`.
    fn standstills(&self, now: Moment) -> Vec<(Moment, Moment)> {
        let mut all: Vec<(Moment, Moment)> = self
            .pauses
            .iter()
            .map(|each| (each.from.max(self.started_at), each.to.unwrap_or(now)))
            .filter(|(from, to)| from < to)
            .collect();
        all.sort_unstable();
        let mut joined: Vec<(Moment, Moment)> = vec![];
        for (from, to) in all {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        joined
    }
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;

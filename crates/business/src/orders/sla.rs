//! The order's promises in time: targets taken from the policy at opening, dues counted on the company calendar, stopped by holds.

use kernel::{Moment, code};
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{OrderHold, OrderPhase, SlaSet, WorkOrder};
use super::rules::Dues;
use crate::calendar::{Calendar, Clock, ClockMode, Pause};
use crate::lowcode::pack::{SlaPolicy, Urgency};

code! {
    /// What is promised.
    pub enum SlaTarget as "sla_target" {
        /// A technician has accepted.
        Dispatch = "dispatch",
        /// Somebody is there.
        Arrival = "arrival",
        Finish = "finish",
    }
}
code! {
    pub enum SlaState as "sla_state" {
        Running = "running",
        /// A hold stops the clock.
        Paused = "paused",
        Met = "met",
        Missed = "missed",
    }
}

/// A target as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SlaShown {
    pub target: SlaTarget,
    pub due_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_at: Option<Moment>,
    /// Since when it stands still.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Moment>,
    pub state: SlaState,
}

impl SlaSet {
    /// The targets of a policy for an urgency; an urgency the policy does not name is promised nothing.
    pub fn of(policy: &SlaPolicy, urgency: Urgency) -> Self {
        let target = policy.target(urgency);
        let minutes = |held: Option<u32>| held.map(i64::from);
        Self {
            policy: policy.code.clone(),
            policy_version: i64::from(policy.version),
            around_the_clock: target.is_some_and(|each| each.clock == ClockMode::AroundTheClock),
            dispatch_minutes: minutes(target.and_then(|each| each.accept_minutes)),
            arrive_minutes: minutes(target.and_then(|each| each.arrive_minutes)),
            finish_minutes: minutes(target.and_then(|each| each.finish_minutes)),
        }
    }

    /// Nothing is promised: imported history.
    pub fn none() -> Self {
        Self {
            policy: String::new(),
            policy_version: 0,
            around_the_clock: true,
            dispatch_minutes: None,
            arrive_minutes: None,
            finish_minutes: None,
        }
    }

    /// When each target is or was due. A target that is met is not moved by a hold that came after.
    pub fn dues(&self, opened_at: Moment, met: &Dues, pauses: &[Pause], calendar: &Calendar, now: Moment) -> Dues {
        let due = |minutes: Option<i64>, met: Option<Moment>| {
            let until = met.unwrap_or(now);
            let pauses = pauses.iter().filter(|pause| pause.from < until);
            let pauses = pauses.map(|pause| Pause { from: pause.from, to: pause.to.map(|to| to.min(until)) }).collect();
            let mode = if self.around_the_clock { ClockMode::AroundTheClock } else { ClockMode::WorkingTime };
            let clock = Clock { started_at: opened_at, target_minutes: minutes?, mode, pauses };
            // a company that is never open promises no moment
            clock.due_at(calendar, until).ok()
        };
        Dues {
            dispatch: due(self.dispatch_minutes, met.dispatch),
            arrive: due(self.arrive_minutes, met.arrive),
            finish: due(self.finish_minutes, met.finish),
        }
    }
}

/// The stretches in which an order's clocks stand still.
pub fn pauses(holds: &[OrderHold]) -> Vec<Pause> {
    holds.iter().filter(|hold| hold.pauses_sla).map(|hold| Pause { from: hold.from_at, to: hold.to_at }).collect()
}

impl WorkOrder {
    /// When each target was met, as far as they were.
    pub fn met(&self) -> Dues {
        Dues { dispatch: self.accepted_at, arrive: self.arrived_at, finish: self.finished_at }
    }
    pub fn dues(&self) -> Dues {
        Dues { dispatch: self.dispatch_due_at, arrive: self.arrive_due_at, finish: self.finish_due_at }
    }
    /// Something that is due has not happened.
    pub fn is_late(&self, now: Moment) -> bool {
        self.next_due_at.is_some_and(|due| due < now)
    }
    /// The targets with their state at `now`; `paused_at` is the beginning of the hold that stops them.
    pub fn targets(&self, paused_at: Option<Moment>, now: Moment) -> Vec<SlaShown> {
        let (due, met) = (self.dues(), self.met());
        [
            (SlaTarget::Dispatch, due.dispatch, met.dispatch),
            (SlaTarget::Arrival, due.arrive, met.arrive),
            (SlaTarget::Finish, due.finish, met.finish),
        ]
        .into_iter()
        .filter_map(|(target, due_at, met_at)| {
            let due_at = due_at?;
            let ended = met_at.or(self.cancelled_at).or(self.closed_at);
            let state = match (ended, paused_at) {
                (Some(at), _) if at <= due_at => SlaState::Met,
                (Some(_), _) => SlaState::Missed,
                (None, Some(_)) => SlaState::Paused,
                (None, None) if now > due_at => SlaState::Missed,
                (None, None) => SlaState::Running,
            };
            // a cancelled order met nothing: its open targets are not shown
            let shown = met_at.is_some() || self.phase != OrderPhase::Cancelled;
            let paused_at = paused_at.filter(|_| state == SlaState::Paused);
            shown.then_some(SlaShown { target, due_at, met_at, paused_at, state })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use kernel::Zone;

    use super::*;
    use crate::calendar::{HolidayYear, Span, Week};

    fn calendar() -> Calendar {
        let hours = [Span::minutes(9 * 60, 17 * 60).unwrap()];
        Calendar::new(Zone::SHANGHAI, Week::five_days(&hours)).with_holidays(HolidayYear::shipped())
    }
    fn at(text: &str) -> Moment {
        format!("{text}:00+08:00").parse().unwrap()
    }
    fn eight_hours() -> SlaSet {
        SlaSet { around_the_clock: false, finish_minutes: Some(480), ..SlaSet::none() }
    }

    #[test]
    fn a_hold_over_the_national_holiday_costs_only_the_working_time_in_it() {
        // Wednesday 30 September 2026, 16:00; 1–7 October is off, Saturday 10 October is worked instead
        let opened = at("2026-09-30T16:00");
        let plain = eight_hours().dues(opened, &Dues::default(), &[], &calendar(), opened);
        assert_eq!(plain.finish, Some(at("2026-10-08T16:00")));
        let hold = [Pause { from: at("2026-09-30T16:30"), to: Some(at("2026-10-10T09:00")) }];
        let held = eight_hours().dues(opened, &Dues::default(), &hold, &calendar(), at("2026-10-10T10:00"));
        assert_eq!(held.finish, Some(at("2026-10-10T16:30")), "half an hour had counted, seven and a half are left");
    }

    #[test]
    fn a_target_that_is_met_is_not_moved_by_a_later_hold() {
        let opened = at("2026-11-16T09:00");
        let set = SlaSet { dispatch_minutes: Some(60), ..eight_hours() };
        let met = Dues { dispatch: Some(at("2026-11-16T09:30")), ..Dues::default() };
        let hold = [Pause { from: at("2026-11-16T10:00"), to: Some(at("2026-11-16T12:00")) }];
        let dues = set.dues(opened, &met, &hold, &calendar(), at("2026-11-16T13:00"));
        assert_eq!(dues.dispatch, Some(at("2026-11-16T10:00")));
        assert_eq!(dues.finish, Some(at("2026-11-17T11:00")));
    }
}

//! SLA clocks told as orders that are put on hold and taken up again.

use proptest::prelude::*;

use super::*;
use crate::calendar::{HolidayYear, Week};
use kernel::Zone;

fn at(text: &str) -> Moment {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn office() -> Calendar {
    Calendar::new(Zone::SHANGHAI, Week::five_days(&["08:30-17:30".parse().unwrap()]))
        .with_holidays(HolidayYear::shipped())
}

fn pause(from: &str, to: &str) -> Pause {
    Pause { from: at(from), to: (!to.is_empty()).then(|| at(to)) }
}

/// A working-time target of 10 hours from Thursday 12 February 2026, 10:00; without holds due on Friday at 11:00.
fn ten_hours(pauses: &[Pause]) -> Clock {
    Clock {
        started_at: at("2026-02-12 10:00"),
        target_minutes: 600,
        mode: ClockMode::WorkingTime,
        pauses: pauses.to_vec(),
    }
}

#[test]
fn a_hold_moves_the_due_time_by_the_working_time_it_took() {
    let now = at("2026-02-12 10:00");
    for (pauses, due) in [
        (vec![], "2026-02-13 11:00"),
        // two hours of Thursday afternoon
        (vec![pause("2026-02-12 14:00", "2026-02-12 16:00")], "2026-02-13 13:00"),
        // over night only: nothing was lost
        (vec![pause("2026-02-12 18:00", "2026-02-13 08:00")], "2026-02-13 11:00"),
        // began before the clock
        (vec![pause("2026-02-10 09:00", "2026-02-12 11:00")], "2026-02-13 12:00"),
        // ended before the clock
        (vec![pause("2026-02-10 09:00", "2026-02-11 11:00")], "2026-02-13 11:00"),
        // overlapping and repeated holds count once
        (
            vec![
                pause("2026-02-12 14:00", "2026-02-12 16:00"),
                pause("2026-02-12 15:00", "2026-02-12 17:00"),
                pause("2026-02-12 14:30", "2026-02-12 15:00"),
            ],
            "2026-02-13 14:00",
        ),
        // from Friday 10:30 over the made-up Saturday into the holidays: half an hour is left on 24 February
        (vec![pause("2026-02-13 10:30", "2026-02-20 12:00")], "2026-02-24 09:00"),
        // after the due time: too late to help
        (vec![pause("2026-02-13 11:00", "2026-02-13 15:00")], "2026-02-13 11:00"),
        // a hold that ends before it begins is none
        (vec![pause("2026-02-12 16:00", "2026-02-12 14:00")], "2026-02-13 11:00"),
    ] {
        assert_eq!(ten_hours(&pauses).due_at(&office(), now).unwrap(), at(due), "{pauses:?}");
    }
}

#[test]
fn while_on_hold_the_clock_stands_and_the_due_time_moves() {
    let (office, clock) = (office(), ten_hours(&[pause("2026-02-12 14:00", "")]));
    for (now, elapsed, due) in [
        ("2026-02-12 12:00", 120, "2026-02-13 11:00"),
        ("2026-02-12 15:00", 240, "2026-02-13 12:00"),
        // Friday 17:30 would leave six hours: all of them on the made-up Saturday
        ("2026-02-13 17:30", 240, "2026-02-14 14:30"),
        ("2026-02-18 12:00", 240, "2026-02-24 14:30"),
    ] {
        assert_eq!(clock.elapsed_minutes(&office, at(now)), elapsed, "{now}");
        assert_eq!(clock.remaining_minutes(&office, at(now)), 600 - elapsed, "{now}");
        assert_eq!(clock.due_at(&office, at(now)).unwrap(), at(due), "{now}");
        assert_eq!(clock.breached_at(&office, at(now)).unwrap(), None, "{now}");
    }
    assert!(clock.is_paused(at("2026-02-12 14:00")) && !clock.is_paused(at("2026-02-12 13:59")));
}

#[test]
fn a_target_is_missed_after_its_last_moment_and_stays_missed_on_hold() {
    let office = office();
    let clock = ten_hours(&[pause("2026-02-13 14:00", "")]);
    assert_eq!(clock.breached_at(&office, at("2026-02-13 11:00")).unwrap(), None);
    assert_eq!(clock.breached_at(&office, at("2026-02-13 11:01")).unwrap(), Some(at("2026-02-13 11:00")));
    assert_eq!(clock.breached_at(&office, at("2026-02-24 11:01")).unwrap(), Some(at("2026-02-13 11:00")));
    assert_eq!(clock.remaining_minutes(&office, at("2026-02-24 11:01")), -180);
}

#[test]
fn a_leak_is_answered_in_two_hours_by_night_and_on_holidays_too() {
    let clock = Clock {
        started_at: at("2026-02-17 02:10"),
        target_minutes: 120,
        mode: ClockMode::AroundTheClock,
        pauses: vec![],
    };
    assert_eq!(clock.due_at(&office(), clock.started_at).unwrap(), at("2026-02-17 04:10"));
    let held = Clock { pauses: vec![pause("2026-02-17 03:00", "2026-02-17 03:30")], ..clock };
    assert_eq!(held.due_at(&office(), held.started_at).unwrap(), at("2026-02-17 04:40"));
    assert_eq!(held.elapsed_minutes(&office(), at("2026-02-17 03:40")), 60);
}

#[test]
fn a_clock_read_before_it_starts_has_not_run() {
    let clock = ten_hours(&[pause("2026-02-12 14:00", "")]);
    assert_eq!(clock.elapsed_minutes(&office(), at("2026-02-01 09:00")), 0);
    assert_eq!(clock.due_at(&office(), at("2026-02-01 09:00")).unwrap(), at("2026-02-13 11:00"));
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let pauses =
        proptest::collection::vec((-300_000_000i64..900_000_000, proptest::option::of(0i64..400_000_000)), 0..6);
    let start = 1_735_660_800_000i64..1_780_000_000_000;
    (start, 0i64..5_000, proptest::bool::ANY, pauses).prop_map(|(start, target_minutes, working, pauses)| Clock {
        started_at: Moment(start),
        target_minutes,
        mode: if working { ClockMode::WorkingTime } else { ClockMode::AroundTheClock },
        pauses: pauses
            .into_iter()
            .map(|(from, length)| Pause { from: Moment(start + from), to: length.map(|ms| Moment(start + from + ms)) })
            .collect(),
    })
}

proptest! {
    #[test]
    fn at_the_due_time_exactly_the_target_has_run(clock in any_clock(), later in 0i64..2_000_000_000) {
        let (office, now) = (office(), clock.started_at + later);
        let due = clock.due_at(&office, now).unwrap();
        // holds that are still open are closed as of now, so that they do not run on to the due time
        let closed = clock.pauses.iter().map(|each| Pause { from: each.from, to: each.to.or(Some(now)) }).collect();
        let settled = Clock { pauses: closed, ..clock };
        prop_assert_eq!(settled.elapsed_ms(&office, due), settled.target_minutes * MINUTE);
    }

    #[test]
    fn a_hold_of_so_many_working_minutes_moves_the_due_time_by_as_many(clock in any_clock(), after in 0i64..600, length in 1i64..3_000) {
        let office = office();
        let clock = Clock { pauses: vec![], mode: ClockMode::WorkingTime, target_minutes: clock.target_minutes + 601, ..clock };
        let due = clock.due_at(&office, clock.started_at).unwrap();
        let from = office.plus_working_minutes(clock.started_at, after).unwrap();
        let to = office.plus_working_minutes(from, length).unwrap();
        let held = Clock { pauses: vec![Pause { from, to: Some(to) }], ..clock.clone() };
        let moved = held.due_at(&office, clock.started_at).unwrap();
        prop_assert_eq!(office.working_minutes_between(due, moved), length);
    }

    #[test]
    fn the_clock_never_runs_backwards_and_holds_never_hurt(clock in any_clock(), a in 0i64..900_000_000, b in 0i64..900_000_000) {
        let (office, first, second) = (office(), clock.started_at + a, clock.started_at + a + b);
        prop_assert!(clock.elapsed_minutes(&office, second) >= clock.elapsed_minutes(&office, first));
        prop_assert!(clock.due_at(&office, second).unwrap() >= clock.due_at(&office, first).unwrap());
        let free = Clock { pauses: vec![], ..clock.clone() };
        prop_assert!(clock.due_at(&office, second).unwrap() >= free.due_at(&office, second).unwrap());
        prop_assert!(clock.elapsed_minutes(&office, second) <= free.elapsed_minutes(&office, second));
    }
}

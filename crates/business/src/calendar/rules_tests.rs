//! Working time told as days of a Chinese year.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Moment {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn office() -> Calendar {
    Calendar::new(Zone::SHANGHAI, Week::five_days(&["08:30-17:30".parse().unwrap()]))
        .with_holidays(HolidayYear::shipped())
}

#[test]
fn the_office_is_open_on_working_days_and_made_up_saturdays_only() {
    let office = office();
    for (moment, open) in [
        ("2026-02-13 08:29", false),
        ("2026-02-13 08:30", true),
        ("2026-02-13 17:29", true),
        ("2026-02-13 17:30", false),
        ("2026-02-14 10:00", true), // Saturday made up for Spring Festival
        ("2026-02-16 10:00", false),
        ("2026-02-23 10:00", false),
        ("2026-02-24 10:00", true),
        ("2026-02-28 10:00", true), // Saturday made up
        ("2026-03-01 10:00", false),
        ("2026-09-20 10:00", true), // Sunday made up for National Day
        ("2026-10-07 10:00", false),
        ("2026-10-10 10:00", true), // Saturday made up
    ] {
        assert_eq!(office.is_working(at(moment)), open, "{moment}");
    }
}

#[test]
fn a_request_of_friday_evening_before_spring_festival_waits_over_the_holidays() {
    let office = office();
    // Saturday 14 February is worked, then nine days off
    assert_eq!(office.plus_working_minutes(at("2026-02-13 18:00"), 540).unwrap(), at("2026-02-14 17:30"));
    assert_eq!(office.plus_working_minutes(at("2026-02-13 18:00"), 541).unwrap(), at("2026-02-24 08:31"));
    assert_eq!(office.working_minutes_between(at("2026-02-14 17:30"), at("2026-02-24 08:30")), 0);
    assert_eq!(office.next_open(at("2026-02-14 17:30")).unwrap(), at("2026-02-24 08:30"));
    assert_eq!(office.next_open(at("2026-02-24 09:15")).unwrap(), at("2026-02-24 09:15"));
}

#[test]
fn a_shop_that_works_through_holidays_counts_them() {
    let shop = Calendar::new(
        Zone::SHANGHAI,
        Week::seven_days(&["08:00-12:00".parse().unwrap(), "13:00-20:00".parse().unwrap()]),
    );
    assert_eq!(shop.working_minutes_between(at("2026-02-15 00:00"), at("2026-02-18 00:00")), 3 * 11 * 60);
    assert_eq!(shop.plus_working_minutes(at("2026-02-17 11:30"), 60).unwrap(), at("2026-02-17 13:30"));
    assert_eq!(shop.warnings(at("2029-01-01 00:00"), at("2030-01-01 00:00")), vec![]);
}

#[test]
fn a_year_without_a_file_is_counted_in_plain_weeks_and_says_so() {
    let office = office();
    assert!(office.is_working(at("2030-10-01 10:00")), "National Day 2030 has not been announced");
    let years: Vec<i32> =
        office.warnings(at("2026-12-30 10:00"), at("2028-01-02 10:00")).iter().map(|each| each.year).collect();
    assert_eq!(years, [2027, 2028]);
    assert_eq!(office.warnings(at("2027-01-01 00:00"), at("2027-01-02 00:00"))[0].code, "calendar.year_unknown");
}

#[test]
fn the_company_may_close_or_open_a_day_of_its_own() {
    let inventory: Day = "2026-03-02".parse().unwrap();
    let closed = office().with_day(inventory, vec![]);
    assert_eq!(closed.next_open(at("2026-03-01 09:00")).unwrap(), at("2026-03-03 08:30"));
    let long = office().with_day(inventory, vec!["13:00-15:00".parse().unwrap(), "09:00-14:00".parse().unwrap()]);
    assert_eq!(long.working_minutes_between(at("2026-03-02 00:00"), at("2026-03-03 00:00")), 6 * 60);
}

#[test]
fn a_company_that_never_opens_is_told_so_instead_of_waiting_for_ever() {
    let never = Calendar::new(Zone::SHANGHAI, Week::default());
    assert_eq!(never.next_open(at("2026-01-01 00:00")).unwrap_err().code(), "calendar.no_working_time");
    assert_eq!(never.plus_working_minutes(at("2026-01-01 00:00"), 1).unwrap_err().code(), "calendar.no_working_time");
    assert_eq!(office().plus_working_minutes(at("2026-01-01 00:00"), i64::MAX).unwrap_err().code(), "calendar.too_far");
    assert_eq!(never.working_minutes_between(at("1970-01-02 00:00"), at("2099-01-01 00:00")), 0);
}

#[test]
fn opening_hours_are_written_as_people_write_them() {
    let span: Span = " 8:30 - 24:00".parse().unwrap();
    assert_eq!(span.to_string(), "08:30-24:00");
    for wrong in ["17:30-08:30", "08:30", "08:60-09:00", "24:01-25:00", "08:00-08:00", "aa:00-bb:00"] {
        assert!(wrong.parse::<Span>().is_err(), "{wrong}");
    }
}

#[test]
fn a_day_on_which_clocks_are_changed_has_its_real_length() {
    let berlin =
        Calendar::new(Zone::named("Europe/Berlin").unwrap(), Week::seven_days(&["00:00-24:00".parse().unwrap()]));
    let day = |text: &str| berlin.zone().start_of(text.parse().unwrap());
    assert_eq!(berlin.working_minutes_between(day("2026-03-29"), day("2026-03-30")), 23 * 60);
}

proptest! {
    /// Any hour of 2025–2026, any seconds, up to about 40 working days.
    #[test]
    fn what_was_added_is_what_lies_between(ms in 1_735_660_800_000i64..1_780_000_000_000, minutes in 0i64..20_000) {
        let (office, start) = (office(), Moment(ms));
        let end = office.plus_working_minutes(start, minutes).unwrap();
        prop_assert!(end >= start);
        prop_assert_eq!(office.working_ms_between(start, end), minutes * MINUTE);
    }

    #[test]
    fn more_minutes_and_later_starts_never_end_earlier(ms in 1_735_660_800_000i64..1_780_000_000_000, minutes in 1i64..9_000, more in 0i64..900, later in 0i64..200_000_000) {
        let office = office();
        let end = office.plus_working_minutes(Moment(ms), minutes).unwrap();
        prop_assert!(office.plus_working_minutes(Moment(ms), minutes + more).unwrap() >= end);
        prop_assert!(office.plus_working_minutes(Moment(ms + later), minutes).unwrap() >= end);
    }

    #[test]
    fn stretches_add_up(ms in 1_735_660_800_000i64..1_780_000_000_000, a in 0i64..2_000_000_000, b in 0i64..2_000_000_000) {
        let (office, from, mid, to) = (office(), Moment(ms), Moment(ms + a), Moment(ms + a + b));
        let whole = office.working_ms_between(from, to);
        prop_assert_eq!(office.working_ms_between(from, mid) + office.working_ms_between(mid, to), whole);
    }
}

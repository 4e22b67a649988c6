//! Tests of the plan: the same seed the same plan, and a distribution that people who know the trade would believe.

use std::collections::BTreeSet;

use super::cases::{Answer, Course, Wish};
use super::{Plan, Scale};

fn whole() -> Plan {
    Plan::of(7, Scale::whole()).unwrap()
}

#[test]
fn the_same_seed_plans_the_same_story() {
    let (one, other) = (Plan::of(3, Scale::short()).unwrap(), Plan::of(3, Scale::short()).unwrap());
    assert_eq!(one.cases, other.cases);
    assert_eq!(one.homes, other.homes);
    assert_eq!(one.workers, other.workers);
    assert_ne!(one.cases, Plan::of(4, Scale::short()).unwrap().cases);
}

#[test]
fn nobody_is_visited_before_the_dispatcher_looked_and_no_dispatcher_looks_before_the_call() {
    for case in whole().cases {
        assert!(case.opened_at <= case.dispatch_at, "{case:?}");
        assert!(case.dispatch_at < case.visit_at, "{case:?}");
    }
}

#[test]
fn most_orders_are_solved_at_the_first_visit_and_about_one_in_twelve_waits_for_parts() {
    let cases = whole().cases;
    let share = |is: fn(&Course) -> bool| cases.iter().filter(|case| is(&case.course)).count() * 1_000 / cases.len();
    assert!((700..900).contains(&share(|course| *course == Course::Solved)));
    assert!((50..120).contains(&share(|course| matches!(course, Course::NeedsParts { .. }))));
}

#[test]
fn every_twist_of_the_trade_comes_up() {
    let cases = whole().cases;
    for course in [Course::SecondVisit, Course::NobodyHome, Course::Cancelled, Course::Rescheduled, Course::Transferred]
    {
        assert!(cases.iter().any(|case| case.course == course), "{course:?}");
    }
    assert!(cases.iter().any(|case| case.answers.contains(&Answer::Silent)));
    assert!(cases.iter().any(|case| matches!(&case.wish, Wish::Repair { machines, .. } if machines.len() == 2)));
    assert!(cases.iter().any(|case| matches!(case.wish, Wish::Return { .. })));
    assert!(cases.iter().any(|case| matches!(case.wish, Wish::Exchange { .. })));
    assert!(cases.iter().any(|case| case.stars.is_some_and(|stars| stars <= 2)));
}

#[test]
fn at_half_past_ten_a_leak_is_near_its_two_hours_and_some_orders_wait() {
    let plan = whole();
    let now = plan.now();
    let leak = plan.cases.iter().find(|case| case.emergency && case.visit_at > now && case.opened_at < now).unwrap();
    assert!((5..40).contains(&leak.opened_at.plus_minutes(120).minutes_since(now)));
    let opened = |case: &&super::Case| case.opened_at < now;
    assert!(plan.cases.iter().filter(opened).filter(|case| case.dispatch_at > now).count() >= 2);
}

#[test]
fn no_two_machines_share_a_serial_and_no_two_homes_a_phone() {
    let plan = whole();
    let serials: Vec<&String> = plan.homes.iter().flat_map(|home| &home.machines).map(|each| &each.serial).collect();
    assert_eq!(serials.iter().collect::<BTreeSet<_>>().len(), serials.len());
    let phones: BTreeSet<&kernel::Phone> = plan.homes.iter().map(|home| &home.phone).collect();
    assert_eq!(phones.len(), plan.homes.len());
}

//! The derivation of the phase as a table, and its invariants over every combination of two visits.

use kernel::code::Code;

use super::*;
use OrderPhase::*;

fn visit(leg: &str, status: VisitStatus, outcome: Option<VisitOutcome>) -> VisitFact {
    VisitFact { number: 1, follows: None, leg: leg.into(), status, outcome }
}
fn open(status: VisitStatus) -> VisitFact {
    visit("repair", status, None)
}
fn done(outcome: VisitOutcome) -> VisitFact {
    visit("repair", VisitStatus::Done, Some(outcome))
}
/// The same, made necessary by the visit before.
fn then(visit: VisitFact) -> VisitFact {
    VisitFact { number: 2, follows: Some(1), ..visit }
}
fn phase(visits: &[VisitFact]) -> OrderPhase {
    Facts { is_taken_in: true, visits, legs: &["repair".into()], ..Facts::default() }.phase()
}

#[test]
fn what_came_from_a_customers_page_waits_until_the_desk_takes_it_in() {
    assert_eq!(Facts::default().phase(), Received);
    assert_eq!(Facts { is_taken_in: true, ..Facts::default() }.phase(), ToDispatch);
}

#[test]
fn an_order_is_as_far_as_its_visit() {
    use VisitStatus as S;
    for (status, expected) in [
        (S::Planned, ToDispatch),
        (S::Offered, Dispatched),
        (S::Accepted, Accepted),
        (S::Departed, Serving),
        (S::Arrived, Serving),
        (S::Working, Serving),
        (S::Cancelled, ToDispatch),
    ] {
        assert_eq!(phase(&[open(status)]), expected, "{status}");
    }
}

#[test]
fn only_a_solved_visit_finishes_an_order() {
    for outcome in VisitOutcome::ALL {
        let expected = if *outcome == VisitOutcome::Solved { Finished } else { ToDispatch };
        assert_eq!(phase(&[done(*outcome)]), expected, "{outcome}");
    }
}

#[test]
fn with_two_open_visits_the_one_that_lags_behind_decides_unless_one_is_under_way() {
    use VisitStatus as S;
    for (one, other, expected) in [
        (S::Planned, S::Accepted, ToDispatch),
        (S::Offered, S::Accepted, Dispatched),
        (S::Accepted, S::Accepted, Accepted),
        (S::Planned, S::Working, Serving),
        (S::Departed, S::Offered, Serving),
        (S::Cancelled, S::Accepted, Accepted),
    ] {
        assert_eq!(phase(&[open(one), open(other)]), expected, "{one} and {other}");
        assert_eq!(phase(&[open(other), open(one)]), expected, "{other} and {one}");
    }
}

#[test]
fn missing_parts_bring_a_second_visit_and_its_end_decides() {
    use VisitOutcome as O;
    let parts = || done(O::NeedsParts);
    assert_eq!(phase(&[parts(), then(open(VisitStatus::Planned))]), ToDispatch);
    assert_eq!(phase(&[parts(), then(open(VisitStatus::Working))]), Serving);
    assert_eq!(phase(&[parts(), then(done(O::Solved))]), Finished);
    assert_eq!(phase(&[parts(), then(open(VisitStatus::Cancelled))]), ToDispatch, "the second visit was cancelled");
    assert_eq!(phase(&[done(O::Solved), then(done(O::NeedsSecondVisit))]), ToDispatch, "rework that did not help");
    assert_eq!(phase(&[done(O::Solved), then(open(VisitStatus::Planned))]), ToDispatch, "rework is planned");
    assert_eq!(phase(&[done(O::CustomerAbsent), then(done(O::Solved))]), Finished, "a void trip first");
    assert_eq!(phase(&[done(O::Solved), then(open(VisitStatus::Cancelled))]), Finished, "a cancelled second visit");
}

#[test]
fn what_one_visit_solved_does_not_make_good_what_another_left() {
    let left = done(VisitOutcome::NeedsParts);
    let beside = VisitFact { number: 2, ..done(VisitOutcome::Solved) };
    assert_eq!(phase(&[left, beside]), ToDispatch, "two visits of one order, split by skill");
}

#[test]
fn every_leg_has_to_be_solved() {
    let legs = ["take_back".to_owned(), "install".to_owned()];
    let solved = |leg: &str| visit(leg, VisitStatus::Done, Some(VisitOutcome::Solved));
    let of = |visits: &[VisitFact]| Facts { is_taken_in: true, visits, legs: &legs, ..Facts::default() }.phase();
    assert_eq!(of(&[solved("take_back")]), ToDispatch);
    assert_eq!(of(&[solved("take_back"), visit("install", VisitStatus::Accepted, None)]), Accepted);
    assert_eq!(of(&[solved("take_back"), solved("install")]), Finished);
}

#[test]
fn an_item_left_undone_keeps_the_order_open() {
    let visits = [done(VisitOutcome::Solved)];
    let facts = Facts { is_taken_in: true, has_item_left: true, visits: &visits, ..Facts::default() };
    assert_eq!(facts.phase(), ToDispatch);
}

#[test]
fn a_finished_order_passes_on_once_it_is_reviewed_or_the_time_for_that_is_over() {
    let visits = [done(VisitOutcome::Solved)];
    let facts = Facts { is_taken_in: true, is_reviewed: true, visits: &visits, ..Facts::default() };
    assert_eq!(facts.phase(), Reviewed);
    let rework = [done(VisitOutcome::Solved), open(VisitStatus::Planned)];
    assert_eq!(Facts { visits: &rework, ..facts }.phase(), ToDispatch, "rework after the review");
}

/// Every status with every outcome it can have.
fn every_visit() -> Vec<VisitFact> {
    let outcomes = VisitOutcome::ALL.iter().map(|outcome| done(*outcome));
    let others = VisitStatus::ALL.iter().filter(|status| **status != VisitStatus::Done).map(|status| open(*status));
    outcomes.chain(others).collect()
}

#[test]
fn whatever_the_visits_are_cancelled_goes_before_closed_before_hold() {
    let legs = ["repair".to_owned()];
    for one in every_visit() {
        for other in every_visit() {
            let visits = [one.clone(), other.clone()];
            let facts = Facts { is_taken_in: true, visits: &visits, legs: &legs, ..Facts::default() };
            let plain = facts.phase();
            let what = format!("{one:?} {other:?}");
            assert!(![Received, OnHold, Cancelled, Closed, Reviewed].contains(&plain), "{what}");
            let held = Facts { is_held: true, ..facts.clone() }.phase();
            assert_eq!(held, if plain == Finished { Finished } else { OnHold }, "{what}");
            assert_eq!(Facts { is_held: true, is_closed: true, ..facts.clone() }.phase(), Closed, "{what}");
            assert_eq!(Facts { is_cancelled: true, is_closed: true, ..facts.clone() }.phase(), Cancelled, "{what}");
            let reviewed = Facts { is_reviewed: true, ..facts.clone() }.phase();
            assert_eq!(reviewed, if plain == Finished { Reviewed } else { plain }, "{what}");
            let under_way = visits.iter().any(VisitFact::is_under_way);
            assert_eq!(plain == Serving, under_way, "{what}");
            let open = visits.iter().any(VisitFact::is_open);
            assert!(!(open && plain == Finished), "an open visit and finished: {what}");
        }
    }
}

#[test]
fn the_next_due_is_the_nearest_that_is_not_met_and_none_while_the_clocks_stand() {
    let at = |ms| Some(Moment(ms));
    let dues = Dues { dispatch: at(10), arrive: at(20), finish: at(30) };
    let none = Dues::default();
    assert_eq!(dues.next(ToDispatch, &none, false), at(10));
    assert_eq!(dues.next(Accepted, &Dues { dispatch: at(5), ..none }, false), at(20));
    assert_eq!(dues.next(Serving, &Dues { dispatch: at(5), arrive: at(6), finish: None }, false), at(30));
    assert_eq!(dues.next(OnHold, &none, true), None);
    assert_eq!(dues.next(OnHold, &none, false), at(10), "a hold that does not pause");
    for over in [Finished, Reviewed, Closed, Cancelled] {
        assert_eq!(dues.next(over, &none, false), None, "{over}");
    }
}

#[test]
fn chasing_never_lifts_an_order_over_a_more_urgent_one() {
    for pair in Urgency::ALL.windows(2) {
        assert!(priority(pair[0], true, 1_000) < priority(pair[1], false, 0), "{} and {}", pair[0], pair[1]);
    }
    assert!(priority(Urgency::Emergency, true, 99) <= PRIORITY_MAX);
}

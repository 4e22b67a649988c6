//! Small weeks, played by every policy.

use city::Size;

use crate::orders::{DAY, orders, technicians};
use crate::report::{Tongue, html, table};
use crate::study::{Change, Estimate, Study, compare};
use crate::tally::METRICS;
use crate::{Assumptions, Ground, Kind, Tally, World, play};

fn ground() -> Ground {
    Ground::city(3, Size::town(), 60, 8)
}

fn quick() -> Assumptions {
    Assumptions { tries_morning: 60, tries_again: 20, ..Assumptions::default() }
}

fn week(ground: &Ground, assumed: &Assumptions, load: f64, kind: Kind) -> Tally {
    let orders = orders(5, 2, load * 6.0, ground, assumed);
    let people = technicians(5, 6, ground);
    play(&World { ground, assumed, orders: &orders, people: &people, days: 2, seed: 5, is_split: false }, kind)
}

#[test]
fn every_policy_does_most_of_a_light_load_and_counts_hold_together() {
    let (ground, assumed) = (ground(), quick());
    for kind in Kind::ALL {
        let tally = week(&ground, &assumed, 2.0, kind);
        assert!(tally.due > 10 && tally.done * 10 >= tally.due * 8, "{kind:?}: {} of {}", tally.done, tally.due);
        assert!(tally.kept <= tally.promised && tally.done <= tally.due, "{kind:?}");
        assert!(
            tally.metres > 0 && tally.busy_hours.iter().all(|hours| (0.0..30.0).contains(hours)),
            "{kind:?}: {tally:?}"
        );
        assert!(tally.completion_hours.iter().all(|hours| *hours > 0.0), "{kind:?}");
    }
}

#[test]
fn the_same_seed_plays_the_same_week() {
    let (ground, assumed) = (ground(), quick());
    for kind in Kind::ALL {
        let (one, other) = (week(&ground, &assumed, 5.0, kind), week(&ground, &assumed, 5.0, kind));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}

#[test]
fn nobody_can_do_more_than_a_day_has() {
    let (ground, assumed) = (ground(), quick());
    let tally = week(&ground, &assumed, 30.0, Kind::Recommended);
    assert!(tally.done < tally.due);
    assert!(tally.busy_hours.iter().all(|hours| *hours < 2.0 * 13.0), "{:?}", tally.busy_hours);
}

#[test]
fn without_anybody_away_or_parts_missing_or_jams_a_light_day_keeps_every_window() {
    let ground = ground();
    let calm = Assumptions { away: 0.0, part_missing: 0.0, traffic: 0.0, ..quick() };
    let tally = week(&ground, &calm, 0.7, Kind::Replanned);
    assert_eq!((tally.kept, tally.done), (tally.promised, tally.due));
}

#[test]
fn orders_are_the_same_whoever_dispatches_and_lie_within_the_week() {
    let (ground, assumed) = (ground(), quick());
    let drawn = orders(9, 3, 40.0, &ground, &assumed);
    assert!(drawn.len() > 100);
    for order in &drawn {
        assert!(order.from >= order.comes || order.is_emergency);
        assert!(order.from >= DAY && order.to > order.from, "nobody works on day 0");
        assert!(order.site < ground.sites);
    }
    let again = orders(9, 3, 40.0, &ground, &assumed);
    assert_eq!(format!("{drawn:?}"), format!("{again:?}"));
}

#[test]
fn a_study_pairs_its_weeks_and_its_report_shows_every_number() {
    let (ground, assumed) = (ground(), quick());
    let study = Study {
        days: 1,
        technicians: 5,
        loads: vec![2.0, 4.0],
        seed: 1,
        weeks: 3,
        kinds: vec![Kind::NearestFree, Kind::Greedy, Kind::Replanned],
        threads: 2,
        what_if: Some(4.0),
        changes: Change::WHAT_IFS.to_vec(),
    };
    let lines = compare(&study, &ground, &assumed, &|_, _| true).unwrap();
    assert!(compare(&study, &ground, &assumed, &|done, _| done < 3).is_none(), "it can be stopped");
    assert_eq!(lines.len(), 6 + 6);
    assert!(lines.iter().all(|line| line.values.iter().all(|values| values.len() == 3)));
    let own = &lines[2];
    assert!(own.against(own, 0).mean.abs() < 1e-12);
    assert!(lines.iter().any(|line| line.change == Change::TwoAreas));
    let text = table(&study, &lines);
    for tongue in [Tongue::Zh, Tongue::En] {
        let page = html(&study, "a <town>", &assumed, &lines, tongue);
        assert!(page.contains("a &lt;town&gt;") && page.matches("<svg").count() == METRICS.len());
        assert!(!page.contains("NaN") && !page.contains("http"), "it needs nothing else");
    }
    assert!(text.contains("one technician more") && text.contains("windows kept"), "{text}");
}

#[test]
fn the_interval_is_students() {
    let estimate = Estimate::of(&[1.0, 2.0, 3.0]);
    assert_eq!(format!("{:.3} {:.3}", estimate.mean, estimate.half_width), "2.000 2.484");
    assert!(Estimate::of(&[1.0]).half_width.is_nan());
}

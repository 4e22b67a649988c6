//! The ranking: what rules somebody out, what the score is made of, and what always holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::id::{UnitId, UserId};
use kernel::{Day, Id, Moment, Outline, Point, Zone};
use proptest::prelude::*;

use super::{Pick, may_pick, rank};
use crate::dispatch::fit::planned_minutes;
use crate::dispatch::model::{DayPlan, Exclusion, Job, Need, Person, Ranking, Stay};
use crate::dispatch::travel::StraightLine;
use crate::nouns::VisitId;
use crate::people::{Drawn, DrawnAreaId, TechnicianStatus};

/// Saturday 21 November 2026, 10:30 in Shanghai.
const NOW: Moment = Moment(1_795_228_200_000);

fn today() -> Day {
    Day::ymd(2026, 11, 21).unwrap()
}
fn at(hour: i64, minute: i64) -> Moment {
    Zone::SHANGHAI.at(today(), hour * 60 + minute)
}
/// A place so many kilometres north of the centre.
fn north(kilometres: f64) -> Point {
    Point { lat: 31.2 + kilometres / 111.195, lng: 121.4 }
}

fn job() -> Job {
    let need = |code: &str, level, is_certificate| Need { code: code.into(), name: code.into(), level, is_certificate };
    Job {
        place: Some(north(0.0)),
        region: "310115".into(),
        needs: vec![need("ac", 2, false), need("cert_electric", 1, true)],
        minutes: 60,
        crew: 1,
        window: None,
        due_at: None,
        waits: vec![],
        only: None,
    }
}

fn person(number: u128) -> Person {
    Person {
        id: UserId::from_uuid(kernel::id::uuid::Uuid::from_u128(number)),
        name: format!("师傅{number}"),
        unit_id: UnitId::from_uuid(kernel::id::uuid::Uuid::from_u128(1)),
        status: TechnicianStatus::Active,
        is_of_unit: true,
        skills: BTreeMap::from([("ac".to_owned(), 2)]),
        certificates: vec![("cert_electric".to_owned(), None)],
        areas: vec!["310115".to_owned()],
        drawn: vec![],
        days: vec![DayPlan {
            day: today(),
            work: vec![(at(8, 30), at(17, 30))],
            is_on_leave: false,
            leave: vec![],
            stays: vec![],
        }],
        daily_minutes_max: 480,
        start_place: Some(north(2.0)),
        last_place: None,
        rating_hundredths: None,
        household_visits: 0,
        asset_visits: 0,
        has_declined: false,
        wish: None,
    }
}

fn stay(from: Moment, to: Moment, kilometres: f64) -> Stay {
    Stay { visit_id: VisitId::new(), from, to, place: Some(north(kilometres)) }
}

fn ranking(job: &Job, people: &[Person]) -> Ranking {
    rank(job, people, NOW, Zone::SHANGHAI, &StraightLine)
}

/// The reasons why one person cannot go.
fn why_not(job: &Job, person: Person) -> Vec<&'static str> {
    let ranking = ranking(job, &[person]);
    ranking.excluded.iter().flat_map(|each| each.reasons.iter().map(|reason| reason.code)).collect()
}

/// An area drawn around a place: a square of so many kilometres with the place in its middle.
fn drawn(name: &str, middle: Point, kilometres: f64) -> Arc<Drawn> {
    let half = kilometres / 2.0 / 111.195;
    let at = |north: f64, east: f64| Point { lat: middle.lat + north * half, lng: middle.lng + east * half };
    let outline = Outline(vec![at(-1.0, -1.0), at(-1.0, 1.0), at(1.0, 1.0), at(1.0, -1.0)]);
    Arc::new(Drawn { id: DrawnAreaId::new(), name: name.into(), outline })
}

#[test]
fn an_area_drawn_on_the_map_counts_by_the_place_and_is_named_where_the_work_is_outside() {
    let with = |areas: &[&str], drawn: Vec<Arc<Drawn>>| Person {
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        drawn,
        ..person(1)
    };
    let (around, away) = (drawn("城中片", north(0.0), 4.0), drawn("城东片", north(20.0), 4.0));
    assert!(why_not(&job(), with(&[], vec![around.clone()])).is_empty());
    assert!(why_not(&job(), with(&[], vec![away.clone(), around.clone()])).is_empty(), "one of them is enough");
    assert!(why_not(&job(), with(&["310115"], vec![away.clone()])).is_empty(), "by district");
    let out = ranking(&job(), &[with(&["310101"], vec![away.clone()])]).excluded;
    assert_eq!(
        (out[0].reasons[0].code, &out[0].reasons[0].facts["name"]),
        ("dispatch.outside_area", &serde_json::json!("城东片"))
    );
    let nowhere = Job { place: None, ..job() };
    assert!(why_not(&nowhere, with(&[], vec![away])).is_empty(), "what is not known rules nobody out");
}

#[test]
fn each_thing_that_rules_somebody_out_is_named() {
    let with = |change: fn(&mut Person)| {
        let mut person = person(1);
        change(&mut person);
        why_not(&job(), person)
    };
    assert!(with(|_| {}).is_empty());
    assert_eq!(with(|who| who.skills.clear()), ["dispatch.skill_missing"]);
    assert_eq!(with(|who| _ = who.skills.insert("ac".into(), 1)), ["dispatch.skill_level"]);
    assert_eq!(with(|who| who.certificates.clear()), ["dispatch.certificate_missing"]);
    assert_eq!(with(|who| who.certificates[0].1 = Day::ymd(2026, 11, 20)), ["dispatch.certificate_expired"]);
    assert!(with(|who| who.certificates[0].1 = Day::ymd(2026, 11, 21)).is_empty(), "valid through its last day");
    assert_eq!(with(|who| who.areas = vec!["310101".into()]), ["dispatch.not_in_area"]);
    assert!(with(|who| who.areas.clear()).is_empty(), "who has no areas goes wherever the unit sends them");
    assert!(with(|who| who.areas = vec!["310000".into()]).is_empty(), "a city holds its districts");
    assert_eq!(with(|who| who.days[0].work.clear()), ["dispatch.no_shift"]);
    assert_eq!(with(|who| who.days = vec![]), ["dispatch.no_shift"]);
    assert_eq!(
        with(|who| {
            who.days[0].work.clear();
            who.days[0].is_on_leave = true;
        }),
        ["dispatch.on_leave"]
    );
    assert_eq!(with(|who| who.days[0].work = vec![(at(11, 0), at(11, 45))]), ["dispatch.no_gap"]);
    assert_eq!(with(|who| who.daily_minutes_max = 59), ["dispatch.day_full"]);
    assert_eq!(with(|who| who.status = TechnicianStatus::Suspended), ["dispatch.suspended"]);
    assert_eq!(with(|who| who.has_declined = true), ["dispatch.declined_before"]);
    assert_eq!(with(|who| who.is_of_unit = false), ["dispatch.other_unit"]);
}

#[test]
fn the_certificate_that_expired_is_named_with_its_day() {
    let mut who = person(1);
    who.certificates[0].1 = Day::ymd(2026, 10, 31);
    let ranking = ranking(&job(), &[who]);
    let facts = &ranking.excluded[0].reasons[0].facts;
    assert_eq!((facts["name"].as_str(), facts["day"].as_str()), (Some("cert_electric"), Some("2026-10-31")));
}

#[test]
fn the_first_start_is_now_plus_the_drive_on_the_next_five_minutes() {
    let ranking = ranking(&job(), &[person(1)]);
    let fit = &ranking.candidates[0].fit;
    // 2 km of line are 2.7 km of road: 7 minutes at 25 km/h
    assert_eq!((fit.metres, fit.travel_minutes), (Some(2_700), 7));
    assert_eq!((fit.from, fit.to), (at(10, 40), at(11, 40)));
}

#[test]
fn a_stay_between_two_others_leaves_time_for_the_roads_to_both() {
    let mut who = person(1);
    // 5 km of line are 17 minutes
    who.days[0].stays = vec![stay(at(10, 0), at(11, 0), 5.0), stay(at(12, 35), at(13, 30), 5.0)];
    assert_eq!(
        ranking(&job(), &[who.clone()]).candidates[0].fit.from,
        at(13, 50),
        "one minute short before half past twelve"
    );
    who.days[0].stays[1].from = at(12, 40);
    let from = ranking(&job(), &[who]).candidates[0].fit.from;
    assert_eq!(from, at(11, 20));
}

#[test]
fn the_window_told_to_the_customer_is_kept() {
    let mut afternoon = job();
    afternoon.window = Some((at(14, 0), at(16, 0)));
    assert_eq!(ranking(&afternoon, &[person(1)]).candidates[0].fit.from, at(14, 0));
    let mut busy = person(2);
    busy.days[0].stays = vec![stay(at(13, 30), at(16, 10), 1.0)];
    assert_eq!(why_not(&afternoon, busy), ["dispatch.no_gap"]);
}

#[test]
fn a_fresh_position_counts_more_than_where_the_day_started() {
    let mut near = person(1);
    near.last_place = Some((north(0.1), NOW.plus_minutes(-3)));
    assert_eq!(ranking(&job(), &[near.clone()]).candidates[0].fit.metres, Some(135));
    near.last_place = Some((north(0.1), NOW.plus_minutes(-61)));
    assert_eq!(ranking(&job(), &[near]).candidates[0].fit.metres, Some(2_700));
}

#[test]
fn the_next_day_is_proposed_when_today_is_over_for_somebody() {
    let mut who = person(1);
    let tomorrow = today().plus_days(1);
    let hour = |hours: i64| Zone::SHANGHAI.at(tomorrow, hours * 60);
    who.days[0].work = vec![(at(6, 0), at(10, 0))];
    who.days.push(DayPlan {
        day: tomorrow,
        work: vec![(hour(8), hour(17))],
        is_on_leave: false,
        leave: vec![],
        stays: vec![],
    });
    assert_eq!(ranking(&job(), &[who]).candidates[0].fit.from, hour(8).plus_minutes(10));
}

#[test]
fn who_is_nearer_and_who_knows_the_household_goes_first() {
    let mut near = person(1);
    near.start_place = Some(north(1.0));
    let mut far = person(2);
    far.start_place = Some(north(6.0));
    let order = |people: &[Person]| ranking(&job(), people).candidates.iter().map(|each| each.id).collect::<Vec<_>>();
    assert_eq!(order(&[far.clone(), near.clone()]), [near.id, far.id]);
    far.household_visits = 2;
    far.asset_visits = 1;
    assert_eq!(order(&[near.clone(), far.clone()]), [far.id, near.id]);
}

#[test]
fn lateness_is_counted_beyond_the_sla_and_costs_its_minutes() {
    let mut urgent = job();
    urgent.due_at = Some(at(10, 30));
    let ranking = ranking(&urgent, &[person(1)]);
    let late = ranking.candidates[0].terms.iter().find(|term| term.code == "dispatch.term.late").unwrap();
    assert_eq!((ranking.candidates[0].late_minutes, late.points), (10, -20));
}

#[test]
fn every_choice_is_judged_by_what_stands_against_it() {
    let exclusion = |code| Exclusion { code, facts: serde_json::Map::new() };
    let (nothing, no) = (vec![], vec![exclusion("dispatch.declined_before")]);
    let hard = vec![exclusion("dispatch.declined_before"), exclusion("dispatch.skill_missing")];
    let (excluded, needed, not_allowed) =
        (Err("dispatch.excluded"), Err("dispatch.reason_needed"), Err("dispatch.override_not_allowed"));
    // place, against, keeps the window, gives a reason, may override
    for (place, against, keeps_window, has_reason, may_override, meant) in [
        (1, &nothing, true, false, false, Ok(())),
        (2, &nothing, true, false, true, needed),
        (2, &nothing, true, true, false, Ok(())),
        (1, &nothing, false, false, true, needed),
        (1, &nothing, false, true, false, Ok(())),
        (3, &no, true, false, true, excluded),
        (3, &no, true, true, false, Ok(())),
        (3, &hard, true, false, true, excluded),
        (3, &hard, true, true, false, not_allowed),
        (3, &hard, false, true, true, Ok(())),
    ] {
        let pick = Pick { place, against, keeps_window, reason: has_reason.then_some("why"), may_override };
        assert_eq!(may_pick(&pick).map_err(|error| error.code()), meant, "{pick:?}");
    }
}

prop_compose! {
    fn any_person()(
        number in 0u128..40, level in 0i64..6, grade in 1i64..6, expires in proptest::option::of(15u32..28), area in 0u8..3,
        on in 0i64..14, off in 1i64..12, stays in proptest::collection::vec((0i64..18, 1i64..6, -9.0f64..9.0), 0..5),
        lat in -12.0f64..12.0, rating in proptest::option::of(100i64..=500), known in 0i64..3, declined in any::<bool>(), leave in any::<bool>(),
    ) -> Person {
        let mut who = person(number + 1);
        who.skills = if level == 0 { BTreeMap::new() } else { BTreeMap::from([("ac".to_owned(), level)]) };
        who.certificates[0].1 = expires.and_then(|day| Day::ymd(2026, 11, day));
        who.areas = [vec![], vec!["310115".to_owned()], vec!["310101".to_owned()]][usize::from(area)].clone();
        who.daily_minutes_max = grade * 120;
        who.days[0].is_on_leave = leave;
        who.days[0].work = if leave { vec![] } else { vec![(at(on, 0), at(on + off, 0))] };
        let mut from = at(6, 0);
        for (pause, length, place) in stays {
            from = from.plus_minutes(pause * 10);
            let to = from.plus_minutes(length * 15);
            who.days[0].stays.push(stay(from, to, place));
            from = to;
        }
        who.start_place = Some(north(lat));
        who.rating_hundredths = rating;
        who.household_visits = known;
        who.has_declined = declined;
        who
    }
}

proptest! {
    #[test]
    fn every_ranking_adds_up_is_stable_and_keeps_what_it_promises(
        mut people in proptest::collection::vec(any_person(), 0..25),
        window in proptest::option::of((11i64..16, 1i64..4)),
        minutes in 1i64..30,
        turn in 0usize..25,
    ) {
        people.sort_by_key(|each| each.id);
        people.dedup_by_key(|each| each.id);
        let mut job = job();
        job.minutes = minutes * 5;
        job.window = window.map(|(from, length)| (at(from, 0), at(from + length, 0)));
        job.due_at = Some(at(12, 0));
        let first = ranking(&job, &people);
        let count = people.len();
        if count > 0 {
            people.rotate_left(turn % count);
        }
        prop_assert_eq!(&first, &ranking(&job, &people), "the order people are read in changes nothing");
        prop_assert_eq!(first.candidates.len() + first.excluded.len(), count);
        prop_assert!(first.candidates.windows(2).all(|pair| pair[0].score >= pair[1].score));
        for out in &first.excluded {
            prop_assert!(!out.reasons.is_empty());
            prop_assert!(first.candidates.iter().all(|each| each.id != out.id));
        }
        for candidate in &first.candidates {
            prop_assert_eq!(candidate.terms.iter().map(|term| term.points).sum::<i64>(), candidate.score);
            let who = people.iter().find(|each| each.id == candidate.id).unwrap();
            let (fit, day) = (&candidate.fit, &who.days[0]);
            prop_assert!(!who.has_declined && who.skills.get("ac").is_some_and(|level| *level >= 2));
            prop_assert!(fit.from >= NOW && fit.to == fit.from.plus_minutes(job.minutes));
            prop_assert!(job.window.is_none_or(|window| window.0 <= fit.from && fit.from <= window.1));
            prop_assert!(day.work.iter().any(|span| span.0 <= fit.from && fit.to <= span.1));
            prop_assert!(day.stays.iter().all(|stay| stay.to <= fit.from || fit.to <= stay.from), "nobody is in two places");
            prop_assert!(planned_minutes(day) + job.minutes <= who.daily_minutes_max);
        }
    }
}

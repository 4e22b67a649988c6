//! Windows, promises and quotas, without a database.

use kernel::id::UserId;
use kernel::{Id, Point, Zone};

use super::*;
use crate::calendar::{Span, Week};
use crate::dispatch::model::{DayPlan, Need};
use crate::dispatch::travel::StraightLine;
use crate::people::TechnicianStatus;

/// Friday 2026-11-20, 10:45 in Shanghai.
const NOW: &str = "2026-11-20T02:45:00Z";

fn now() -> Moment {
    NOW.parse().unwrap()
}

fn calendar() -> Calendar {
    let hours = [Span::minutes(8 * 60, 12 * 60).unwrap(), Span::minutes(13 * 60, 19 * 60).unwrap()];
    Calendar::new(Zone::SHANGHAI, Week::five_days(&hours))
}

fn at(day: u32, clock: &str) -> Moment {
    format!("2026-11-{day}T{clock}:00+08:00").parse().unwrap()
}

/// So many kilometres north of the midst of Shanghai.
fn north(kilometres: f64) -> Option<Point> {
    Point::new(31.2 + kilometres / 111.195, 121.5)
}

/// Somebody who works on Monday the 23rd from eight to seven.
fn person(unit: UnitId, kilometres: f64) -> Person {
    let day = Day::ymd(2026, 11, 23).unwrap();
    Person {
        id: UserId::new(),
        name: "王师傅".into(),
        unit_id: unit,
        status: TechnicianStatus::Active,
        is_of_unit: true,
        skills: BTreeMap::from([("ac".into(), 2)]),
        certificates: vec![],
        areas: vec![],
        drawn: vec![],
        days: vec![DayPlan {
            day,
            work: vec![(at(23, "08:00"), at(23, "19:00"))],
            is_on_leave: false,
            leave: vec![],
            stays: vec![],
        }],
        daily_minutes_max: 480,
        start_place: north(kilometres),
        last_place: None,
        rating_hundredths: None,
        household_visits: 0,
        asset_visits: 0,
        has_declined: false,
        wish: None,
    }
}

fn job(minutes: i64) -> Job {
    let need = Need { code: "ac".into(), name: "空调".into(), level: 1, is_certificate: false };
    Job {
        place: north(0.0),
        region: String::new(),
        needs: vec![need],
        minutes,
        crew: 1,
        window: None,
        due_at: None,
        waits: vec![],
        only: None,
    }
}

fn monday(part: DayPart) -> Window {
    let all = windows(&calendar(), now(), 14);
    all.into_iter().find(|each| (each.day, each.part) == (Day::ymd(2026, 11, 23).unwrap(), part)).unwrap()
}

fn kept(job: &Job, part: DayPart, people: &[Person], quotas: &Quotas) -> Result<Kept, NotKept> {
    keep(job, &monday(part), people, quotas, (now(), &StraightLine))
}

#[test]
fn a_working_day_has_its_parts_and_what_is_nearly_over_is_not_offered() {
    let offered = windows(&calendar(), now(), 14);
    let told: Vec<String> =
        offered.iter().take(4).map(|each| format!("{} {} {}", each.part, each.from, each.to)).collect();
    assert_eq!(told[0], "afternoon 2026-11-20T05:00:00.000Z 2026-11-20T10:00:00.000Z", "the morning is nearly over");
    assert_eq!(told[1], "evening 2026-11-20T10:00:00.000Z 2026-11-20T11:00:00.000Z");
    assert_eq!(told[2], "morning 2026-11-23T00:00:00.000Z 2026-11-23T04:00:00.000Z", "the weekend is skipped");
    assert_eq!(
        (DayPart::at(719), DayPart::at(720), DayPart::at(1_439)),
        (DayPart::Morning, DayPart::Afternoon, DayPart::Evening)
    );
}

#[test]
fn the_least_way_more_is_on_the_way_to_somebody_else() {
    let unit = UnitId::new();
    let (mut passing, near) = (person(unit, 10.0), person(unit, 4.0));
    // drives past the place on the way to a stay beyond it
    let stay = Stay { visit_id: VisitId::new(), from: at(23, "15:00"), to: at(23, "16:00"), place: north(-6.0) };
    passing.days[0].stays.push(stay);
    let found = kept(&job(60), DayPart::Afternoon, &[near.clone(), passing.clone()], &Quotas::default()).unwrap();
    assert_eq!((found.people, found.best.0), (2, passing.id));
    assert!(found.best.1.extra_minutes <= 1, "{found:?}");
    let alone = kept(&job(60), DayPart::Afternoon, &[near], &Quotas::default()).unwrap();
    assert_eq!((alone.best.1.extra_minutes, alone.best.1.extra_metres), (13, Some(5_400)));
}

#[test]
fn what_is_promised_takes_its_time_before_anything_is_offered() {
    let mut people = vec![person(UnitId::new(), 1.0)];
    let window = monday(DayPart::Morning);
    let promise = |minutes, closes: i64| Promised {
        visit_id: VisitId::new(),
        unit: None,
        job: Job { window: Some((window.from, window.to.plus_minutes(closes - 3))), ..job(minutes) },
    };
    // two fill the morning with the way there; the third is too long for what is left of the day
    let unkept = place(&[promise(120, 1), promise(110, 2), promise(300, 3)], &mut people, now());
    assert_eq!(unkept, [2], "nine hours do not fit eight");
    assert_eq!(people[0].days[0].stays.len(), 2);
    let later = kept(&job(180), DayPart::Morning, &people, &Quotas::default()).unwrap();
    assert_eq!(later.best.1.from, at(23, "11:55"), "after both of them");
    let cap = kept(&job(260), DayPart::Morning, &people, &Quotas::default());
    assert_eq!(cap, Err(NotKept::Full), "beyond the daily cap");
}

#[test]
fn a_quota_closes_the_unit_and_all_below_it_and_nobody_else() {
    let (head, outlet, other) = (UnitId::new(), UnitId::new(), UnitId::new());
    let people = [person(outlet, 1.0), person(other, 9.0)];
    let day = Day::ymd(2026, 11, 23).unwrap();
    let mut quotas = Quotas {
        above: BTreeMap::from([(head, vec![head]), (outlet, vec![outlet, head]), (other, vec![other, head])]),
        roots: BTreeSet::from([head]),
        ..Quotas::default()
    };
    quotas.most.insert((outlet, day, DayPart::Morning), 1);
    assert_eq!(kept(&job(60), DayPart::Morning, &people, &quotas).unwrap().people, 2, "nothing is taken yet");
    quotas.taken.insert((Some(outlet), day, DayPart::Morning), 1);
    let found = kept(&job(60), DayPart::Morning, &people, &quotas).unwrap();
    assert_eq!((found.people, found.best.0), (1, people[1].id));
    assert_eq!(kept(&job(60), DayPart::Afternoon, &people, &quotas).unwrap().people, 2);
    quotas.most.insert((head, day, DayPart::Day), 0);
    assert_eq!(kept(&job(60), DayPart::Afternoon, &people, &quotas), Err(NotKept::Closed));
    // what is nobody's counts for the whole company
    quotas.taken.insert((None, day, DayPart::Afternoon), 4);
    assert_eq!((quotas.taken(head, day, DayPart::Day), quotas.taken(outlet, day, DayPart::Day)), (5, 1));
}

#[test]
fn a_crew_needs_as_many_at_the_same_time_and_skills_of_the_lead_alone() {
    let unit = UnitId::new();
    let hands = Person { skills: BTreeMap::new(), ..person(unit, 0.5) };
    let two = Job { crew: 2, ..job(120) };
    assert_eq!(kept(&two, DayPart::Morning, &[person(unit, 1.0)], &Quotas::default()), Err(NotKept::Full));
    assert!(kept(&two, DayPart::Morning, &[person(unit, 1.0), hands.clone()], &Quotas::default()).is_ok());
    let three = Job { crew: 3, ..two };
    assert_eq!(kept(&three, DayPart::Morning, &[person(unit, 1.0), hands], &Quotas::default()), Err(NotKept::Full));
}

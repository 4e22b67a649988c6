//! The stage's board as the planner's day, and the planner's plan as the board.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use planner::day::{
    Break, BreakTaken, Day, Drive, Job, Moment, Needs, Now, Person, PlanOut, RouteOut, Shift, StopOut, Travel, Vetted,
    Window, vet,
};

use crate::assumptions::{LUNCH, SHIFT, SKILLS};
use crate::orders::DAY;
use crate::stage::{Doing, Phase, Stage};

/// How the office measures ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// With a ruler on the map: straight line × 1.35 at 28 km/h.
    Ruler,
    /// By the roads, slowed by the hours.
    Roads,
}

/// Day 0 begins here: a Monday.
fn midnight() -> Moment {
    let date = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
    Moment(date.and_time(chrono::NaiveTime::MIN))
}

fn moment(seconds: i64) -> Moment {
    midnight().plus(seconds)
}

/// The day of a date as the office sees it now, and what stands on its board.
pub(crate) fn day_of(stage: &Stage<'_>, date: i64, measure: Measure) -> (Vetted, PlanOut) {
    let ground = stage.world.ground;
    let mut places: BTreeMap<usize, ()> = BTreeMap::new();
    let mut day = Day { first: vec!["unserved".to_string()], ..Day::default() };
    let mut stood = PlanOut::default();
    for person in 0..stage.people.len() {
        let Some(made) = person_of(stage, person, date) else { continue };
        places.insert(stage.people[person].place, ());
        places.insert(stage.world.people[person].home, ());
        stood.routes.push(route_of(stage, person, date));
        day.people.push(made);
    }
    for order in 0..stage.orders.len() {
        let live = &stage.orders[order];
        if live.day() == date && matches!(live.phase, Phase::Open | Phase::Given(_)) {
            places.insert(stage.world.orders[order].site, ());
            day.jobs.push(job_of(stage, order, date));
        }
    }
    day.places = places.into_keys().map(|place| ground.places[place].clone()).collect();
    if measure == Measure::Ruler {
        day.travel = Travel::Line { detour: 1.35, km_per_hour: 28.0, pace: vec![] };
        return (vet(day), stood);
    }
    (vet(day).with_travel(ground, &stage.world.assumed.pace), stood)
}

/// A person on that day; none whose day is over.
fn person_of(stage: &Stage<'_>, person: usize, date: i64) -> Option<Person> {
    let (own, now) = (&stage.world.people[person], &stage.people[person]);
    let begins = date * DAY + SHIFT.0;
    let is_running = stage.today() == date && stage.now >= begins;
    if is_running && (now.doing == Doing::Off || now.free_at >= date * DAY + SHIFT.2) {
        return None;
    }
    let eats = !(is_running && (now.had_lunch || now.free_at >= date * DAY + LUNCH.1));
    let pause =
        Break { from: moment(date * DAY + LUNCH.0), to: moment(date * DAY + LUNCH.1), minutes: (LUNCH.2 / 60) as u32 };
    let home = own.home.to_string();
    let levels = SKILLS.iter().zip(own.levels).filter(|(_, level)| *level > 0);
    let half = if stage.world.ground.is_west(own.home) { "west" } else { "east" };
    Some(Person {
        id: person.to_string(),
        skills: levels.map(|(skill, level)| ((*skill).to_string(), level)).collect(),
        areas: if stage.world.is_split { vec![half.to_string()] } else { vec![] },
        shifts: vec![Shift {
            from: moment(begins),
            to: moment(date * DAY + SHIFT.1),
            overtime_until: Some(moment(date * DAY + SHIFT.2)),
            start_place: home.clone(),
            end_place: Some(home),
            jobs_max: None,
            breaks: if eats { vec![pause] } else { vec![] },
        }],
        now: is_running.then(|| Now { at: moment(now.free_at.max(stage.now)), place: now.place.to_string() }),
        factor: Some(own.factor),
        ..Person::default()
    })
}

fn job_of(stage: &Stage<'_>, order: usize, date: i64) -> Job {
    let (drawn, live) = (&stage.world.orders[order], &stage.orders[order]);
    let late = (date * DAY + SHIFT.2).max(live.to);
    let to = (live.to - stage.world.assumed.slack_minutes * 60).max(live.from);
    let half = if stage.world.ground.is_west(drawn.site) { "west" } else { "east" };
    Job {
        id: order.to_string(),
        place: drawn.site.to_string(),
        minutes: live.minutes,
        windows: vec![Window { from: moment(live.from), to: moment(to), late_until: Some(moment(late)) }],
        needs: Needs { skills: BTreeMap::from([(drawn.work.skill.to_string(), drawn.level)]), ..Needs::default() },
        area: stage.world.is_split.then(|| half.to_string()),
        priority: Some(if drawn.is_emergency {
            3.0
        } else if live.is_rebooked {
            2.0
        } else {
            1.0
        }),
        ..Job::default()
    }
}

fn route_of(stage: &Stage<'_>, person: usize, date: i64) -> RouteOut {
    let at = moment(date * DAY + SHIFT.0);
    let stop = |order: &usize| {
        let starts = moment(stage.orders[*order].planned.unwrap_or(stage.orders[*order].from));
        StopOut { job: order.to_string(), role: None, arrives: starts, starts, ends: starts, drive: Drive::default() }
    };
    let stops = stage.board[date as usize][person].iter().map(stop).collect();
    RouteOut {
        person: person.to_string(),
        shift: 0,
        leaves: at,
        stops,
        breaks: Vec::<BreakTaken>::new(),
        ends: at,
        back: Drive::default(),
    }
}

/// Writes a plan onto the board of a date.
pub(crate) fn take_over(stage: &mut Stage<'_>, date: i64, plan: &PlanOut) {
    for person in 0..stage.people.len() {
        for order in std::mem::take(&mut stage.board[date as usize][person]) {
            stage.orders[order].phase = Phase::Open;
            stage.orders[order].planned = None;
        }
    }
    for route in &plan.routes {
        let Ok(person) = route.person.parse::<usize>() else { continue };
        for stop in &route.stops {
            let Ok(order) = stop.job.parse::<usize>() else { continue };
            stage.give(order, person, usize::MAX);
            stage.orders[order].planned = Some(stop.starts.since(midnight()));
        }
    }
}

/// Seconds since day 0 of a moment of a plan.
pub(crate) fn seconds(moment: Moment) -> i64 {
    moment.since(midnight())
}

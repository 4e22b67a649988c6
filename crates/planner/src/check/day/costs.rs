//! What a plan costs, term by term, from its times alone.

use std::collections::BTreeMap;

use super::{Facts, work_seconds};
use crate::day::{Job, Moment, PlanOut, RouteOut};
use crate::objectives;

/// Weighted costs; `total` is over the terms that do not come first.
pub(super) fn recompute(facts: &Facts<'_>, plan: &PlanOut) -> BTreeMap<String, f64> {
    let mut raw: BTreeMap<&str, f64> = BTreeMap::new();
    for route in plan.routes.iter().filter(|route| !route.stops.is_empty()) {
        of_route(facts, route, &mut raw);
    }
    for unserved in &plan.unserved {
        let job = facts.jobs.get(unserved.job.as_str());
        *raw.entry("unserved").or_default() += job.and_then(|job| job.priority).unwrap_or(1.0);
    }
    let mut costs: BTreeMap<String, f64> = BTreeMap::new();
    let mut total = 0.0;
    for term in objectives::ALL {
        let cost = objectives::weight(facts.day, *term) * raw.get(term.name()).copied().unwrap_or(0.0);
        if !facts.day.first.iter().any(|first| first == term.name()) {
            total += cost;
        }
        costs.insert(term.name().to_string(), cost);
    }
    costs.insert("total".to_string(), total);
    costs
}

fn of_route(facts: &Facts<'_>, route: &RouteOut, raw: &mut BTreeMap<&str, f64>) {
    let (person, mut add) =
        (facts.people[route.person.as_str()], |term: &'static str, value: f64| *raw.entry(term).or_default() += value);
    let shift = &person.shifts[route.shift];
    let (mut driven, mut metres, mut worked) = (0, 0, 0);
    let mut earned = person.earned;
    for drive in route.stops.iter().map(|stop| stop.drive).chain([route.back]) {
        driven += i64::from(drive.seconds);
        metres += i64::from(drive.metres);
    }
    for stop in &route.stops {
        let job = facts.jobs[stop.job.as_str()];
        worked += work_seconds(job, stop.role.as_ref(), person);
        // whoever goes along has as much of it as whoever leads
        earned += job.income / (1.0 + job.crew.len() as f64);
        if stop.role.is_some() {
            continue;
        }
        add("lateness", late_minutes(job, stop.starts));
        let told = job.told.clone().unwrap_or_default();
        add("told_person", f64::from(u8::from(told.person.is_some_and(|told| told != person.id))));
        let moved = told.start.map_or(0, |told| stop.starts.since(told).abs());
        add("told_start", (moved - 900).max(0) as f64 / 60.0);
        add("sooner", stop.starts.since(facts.first_shift.unwrap_or(stop.starts)).max(0) as f64 / 3_600.0);
        add("preferred", f64::from(u8::from(!job.preferred.is_empty() && !job.preferred.contains(&person.id))));
    }
    add("travel", driven as f64 / 60.0);
    add("distance", metres as f64 / 1000.0);
    add("overtime", route.ends.since(shift.to).max(0) as f64 / 60.0);
    add("people_used", 1.0);
    let (before, hours) = (f64::from(person.worked_minutes) / 60.0, (driven + worked) as f64 / 3600.0);
    add("fairness", (before + hours).powi(2) - before.powi(2));
    add("income", earned * earned - person.earned * person.earned);
}

fn late_minutes(job: &Job, starts: Moment) -> f64 {
    // a pinned start is never late
    if job.pin.as_ref().is_some_and(|pin| pin.start.is_some())
        || job.windows.iter().any(|window| window.from <= starts && starts <= window.to)
    {
        return 0.0;
    }
    job.windows.iter().filter(|window| window.to < starts).map(|window| starts.since(window.to)).min().unwrap_or(0)
        as f64
        / 60.0
}

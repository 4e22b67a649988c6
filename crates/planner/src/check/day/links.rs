//! What holds between routes: every job once, crews together, precedence, the same person, vans, locks.

use std::collections::{BTreeMap, HashMap};

use super::Facts;
use crate::day::{PlanOut, RouteOut, StopOut};

type Served<'a> = HashMap<&'a str, Vec<(&'a RouteOut, &'a StopOut)>>;

pub(super) fn check(facts: &Facts<'_>, plan: &PlanOut, faults: &mut Vec<String>) {
    let mut served: Served<'_> = HashMap::new();
    for route in &plan.routes {
        for stop in &route.stops {
            served.entry(stop.job.as_str()).or_default().push((route, stop));
        }
    }
    let mut left_out: HashMap<&str, u32> = HashMap::new();
    for unserved in &plan.unserved {
        *left_out.entry(unserved.job.as_str()).or_default() += 1;
    }
    for job in &facts.day.jobs {
        let (stops, out) = (served.get(job.id.as_str()), left_out.remove(job.id.as_str()).unwrap_or(0));
        match (stops, out) {
            (None, 1) => {}
            (Some(stops), 0) => check_crew(job, stops, faults),
            (stops, out) => {
                faults.push(format!("{}: planned {} times, left out {out} times", job.id, stops.map_or(0, Vec::len)))
            }
        }
        check_after(job, &served, faults);
        check_same_person(job, &served, faults);
    }
    for stranger in left_out.keys() {
        faults.push(format!("{stranger} does not exist"));
    }
    check_vans(facts, plan, faults);
    check_locks(facts, plan, faults);
}

fn check_crew(job: &crate::day::Job, stops: &[(&RouteOut, &StopOut)], faults: &mut Vec<String>) {
    let mut roles: Vec<Option<&str>> = stops.iter().map(|(_, stop)| stop.role.as_deref()).collect();
    let mut needed: Vec<Option<&str>> =
        std::iter::once(None).chain(job.crew.iter().map(|role| Some(role.role.as_str()))).collect();
    roles.sort_unstable();
    needed.sort_unstable();
    if roles != needed {
        faults.push(format!("{}: has the roles {roles:?} instead of {needed:?}", job.id));
    }
    let mut people: Vec<&str> = stops.iter().map(|(route, _)| route.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() != stops.len() {
        faults.push(format!("{}: one person has two roles", job.id));
    }
    if stops.iter().any(|(_, stop)| stop.starts != stops[0].1.starts) {
        faults.push(format!("{}: the crew does not start together", job.id));
    }
}

fn check_after(job: &crate::day::Job, served: &Served<'_>, faults: &mut Vec<String>) {
    let Some(starts) = served.get(job.id.as_str()).and_then(|stops| stops.iter().map(|(_, stop)| stop.starts).min())
    else {
        return;
    };
    for after in &job.after {
        let ends = served.get(after.job.as_str()).and_then(|stops| stops.iter().map(|(_, stop)| stop.ends).max());
        match ends {
            None => faults.push(format!("{}: planned although {} is not", job.id, after.job)),
            Some(ends) if starts < ends.plus(i64::from(after.gap_minutes) * 60) => {
                faults.push(format!("{}: starts too soon after {}", job.id, after.job))
            }
            Some(_) => {}
        }
    }
}

fn check_same_person(job: &crate::day::Job, served: &Served<'_>, faults: &mut Vec<String>) {
    let first = |id: &str| {
        served
            .get(id)
            .and_then(|stops| stops.iter().find(|(_, stop)| stop.role.is_none()))
            .map(|(route, _)| route.person.as_str())
    };
    for other in &job.same_person_as {
        if let (Some(one), Some(two)) = (first(&job.id), first(other))
            && one != two
        {
            faults.push(format!("{}: {one}, but {other} has {two}", job.id));
        }
    }
}

fn check_vans(facts: &Facts<'_>, plan: &PlanOut, faults: &mut Vec<String>) {
    let mut used: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for route in &plan.routes {
        let locked = facts.people.get(route.person.as_str()).map_or(&[][..], |person| &person.locked);
        for stop in route.stops.iter().filter(|stop| stop.role.is_none() && !locked.contains(&stop.job)) {
            for (part, quantity) in facts.jobs.get(stop.job.as_str()).iter().flat_map(|job| &job.parts) {
                *used.entry((&route.person, part)).or_default() += quantity;
            }
        }
    }
    for ((person, part), quantity) in used {
        let has = facts.people.get(person).and_then(|person| person.parts.get(part)).copied().unwrap_or(0);
        if quantity > has {
            faults.push(format!("{person}: uses {quantity} of {part}, has {has}"));
        }
    }
}

fn check_locks(facts: &Facts<'_>, plan: &PlanOut, faults: &mut Vec<String>) {
    for person in facts.day.people.iter().filter(|person| !person.locked.is_empty()) {
        let kept = plan.routes.iter().any(|route| {
            let first = route.stops.iter().take(person.locked.len()).map(|stop| &stop.job);
            route.person == person.id && first.eq(&person.locked)
        });
        if !kept {
            faults.push(format!("{}: does not begin with what is locked", person.id));
        }
    }
}

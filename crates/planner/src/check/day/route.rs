//! One route: its shift, its ways, its breaks, and each job's own rules.

use super::{Facts, work_seconds};
use crate::day::{Job, Moment, Needs, Person, RouteOut, Shift, StopOut};
use crate::travel::UNREACHABLE;

pub(super) fn check(facts: &Facts<'_>, route: &RouteOut, faults: &mut Vec<String>) {
    let Some(person) = facts.people.get(route.person.as_str()) else {
        return faults.push(format!("{} does not exist", route.person));
    };
    let Some(shift) = person.shifts.get(route.shift) else {
        return faults.push(format!("{} has no shift {}", route.person, route.shift));
    };
    if let Some(stop) = route.stops.iter().find(|stop| !facts.jobs.contains_key(stop.job.as_str())) {
        return faults.push(format!("job {} does not exist", stop.job));
    }
    let mut say = |what: String| faults.push(format!("{} shift {}: {what}", route.person, route.shift));
    let locked = route.stops.iter().take_while(|stop| person.locked.contains(&stop.job)).count();
    if route.leaves < shift.from || person.now.as_ref().is_some_and(|now| route.leaves < now.at) {
        say(format!("leaves {} before it may", route.leaves));
    }
    let limit = shift.overtime_until.unwrap_or(shift.to);
    if route.ends > limit && locked < route.stops.len() {
        say(format!("ends {} after {limit}", route.ends));
    }
    if shift.jobs_max.is_some_and(|most| route.stops.len() > (most as usize).max(locked)) {
        say(format!("has {} jobs", route.stops.len()));
    }
    check_ways(facts, route, shift, person, &mut say);
    check_breaks(route, shift, locked, &mut say);
    for (index, stop) in route.stops.iter().enumerate() {
        check_stop(facts.jobs[stop.job.as_str()], stop, person, index < locked, &mut say);
    }
}

/// Every way must fit between the end of one stop and the next, around the breaks that lie there.
fn check_ways(facts: &Facts<'_>, route: &RouteOut, shift: &Shift, person: &Person, say: &mut impl FnMut(String)) {
    let (mut free, mut place) = (
        route.leaves,
        person
            .now
            .as_ref()
            .filter(|_| began_before(route, person))
            .map_or(shift.start_place.as_str(), |now| now.place.as_str()),
    );
    let ends = std::iter::once(None);
    for stop in route.stops.iter().map(Some).chain(ends) {
        let (to, arrives, starts) = match stop {
            Some(stop) => (Some(facts.jobs[stop.job.as_str()].place.as_str()), stop.arrives, stop.starts),
            None => (shift.end_place.as_deref(), route.ends, route.ends),
        };
        let (seconds, metres) = facts.way(place, to);
        let told = stop.map_or(route.back, |stop| stop.drive);
        if (told.seconds, told.metres) != (seconds, metres) {
            say(format!("the way from {place} is {seconds} s and {metres} m"));
        }
        if seconds >= UNREACHABLE {
            say(format!("no way leads from {place} to {to:?}"));
        }
        if arrives > starts {
            say(format!("starts {starts} before it arrives {arrives}"));
        }
        let between: Vec<(Moment, Moment)> = route
            .breaks
            .iter()
            .map(|pause| (pause.starts, pause.ends))
            .filter(|(begins, ends)| *ends > free && *begins < starts)
            .collect();
        if between.iter().any(|(begins, ends)| *begins < free || *ends > starts) {
            say(format!("a break overlaps the work before {starts}"));
        }
        let fits = |split: usize| {
            let leaves = between[..split].last().map_or(free, |(_, ends)| *ends);
            let reached = facts.arrival(leaves, seconds);
            reached <= arrives && between[split..].first().is_none_or(|(begins, _)| *begins >= reached)
        };
        if !(0..=between.len()).any(fits) {
            say(format!("cannot arrive {arrives} from {place}, free {free}, {seconds} s away"));
        }
        if let Some(stop) = stop {
            (free, place) = (stop.ends, facts.jobs[stop.job.as_str()].place.as_str());
        }
    }
}

/// Whether the route starts from where the person is now: only the first shift that is not over does.
fn began_before(route: &RouteOut, person: &Person) -> bool {
    let Some(now) = &person.now else { return false };
    let over = person.shifts.iter().take_while(|shift| shift.overtime_until.unwrap_or(shift.to) <= now.at).count();
    route.shift <= over.min(person.shifts.len().saturating_sub(1))
}

fn check_breaks(route: &RouteOut, shift: &Shift, locked: usize, say: &mut impl FnMut(String)) {
    let after_locked = route.stops[..locked].last().map_or(route.leaves, |stop| stop.ends);
    let mut taken = route.breaks.iter();
    for pause in &shift.breaks {
        let unneeded = pause.to < after_locked || route.ends <= pause.to;
        let taken_now =
            taken.clone().next().is_some_and(|taken| taken.starts >= pause.from && taken.starts <= pause.to);
        if taken_now {
            if let Some(taken) = taken.next()
                && taken.ends.since(taken.starts) != i64::from(pause.minutes) * 60
            {
                say(format!("the break at {} is not {} minutes", taken.starts, pause.minutes));
            }
        } else if !unneeded && locked < route.stops.len() {
            say(format!("the break between {} and {} is not taken", pause.from, pause.to));
        }
    }
}

fn check_stop(job: &Job, stop: &StopOut, person: &Person, locked: bool, say: &mut impl FnMut(String)) {
    let id = &job.id;
    let work = stop.ends.since(stop.starts);
    if work != work_seconds(job, stop.role.as_ref(), person) {
        say(format!("{id} takes {work} s instead of {}", work_seconds(job, stop.role.as_ref(), person)));
    }
    if locked {
        return;
    }
    let pinned = job.pin.as_ref().and_then(|pin| pin.start);
    let open = job
        .windows
        .iter()
        .any(|window| window.from <= stop.starts && stop.starts <= window.late_until.unwrap_or(window.to));
    match pinned {
        Some(start) if start != stop.starts => say(format!("{id} starts {} instead of {start}", stop.starts)),
        None if !open && !job.windows.is_empty() => say(format!("{id} starts {} outside its windows", stop.starts)),
        None if job.not_before.is_some_and(|moment| stop.starts < moment) => say(format!("{id} starts before it may")),
        _ => {}
    }
    let needs = match &stop.role {
        None => Some(&job.needs),
        Some(role) => job.crew.iter().find(|other| other.role == *role).map(|role| &role.needs),
    };
    match needs {
        Some(needs) => check_needs(job, needs, person, say),
        None => say(format!("{id} has no role {:?}", stop.role)),
    }
    let barred = stop.role.is_none() && !job.allowed.is_empty() && !job.allowed.contains(&person.id);
    let other = stop.role.is_none()
        && job.pin.as_ref().and_then(|pin| pin.person.as_ref()).is_some_and(|pinned| *pinned != person.id);
    if job.excluded.contains(&person.id) || barred || other {
        say(format!("{id} is not for this person"));
    }
    if job.area.as_ref().is_some_and(|area| !person.areas.is_empty() && !person.areas.contains(area)) {
        say(format!("{id} is outside the areas"));
    }
}

fn check_needs(job: &Job, needs: &Needs, person: &Person, say: &mut impl FnMut(String)) {
    let id = &job.id;
    for (skill, level) in &needs.skills {
        if person.skills.get(skill).is_none_or(|has| has < level) {
            say(format!("{id} needs {skill} {level}"));
        }
    }
    let last = person.shifts.iter().map(|shift| shift.from.date()).max().unwrap_or_default();
    for certificate in &needs.certificates {
        let valid = |held: &crate::day::Certificate| {
            held.id == *certificate && held.valid_until.as_ref().is_none_or(|until| *until >= last)
        };
        if !person.certificates.iter().any(valid) {
            say(format!("{id} needs the certificate {certificate}"));
        }
    }
    for tool in needs.tools.iter().filter(|tool| !person.tools.contains(tool)) {
        say(format!("{id} needs {tool}"));
    }
}

//! Windows that close before they open, places and people that do not exist, jobs longer than any shift.

use std::collections::HashSet;

use super::{INCOME_MAX, Vetted, twice};
use crate::day::{Job, Window};

struct Known {
    places: HashSet<String>,
    people: HashSet<String>,
    skills: HashSet<String>,
    shift_seconds_max: i64,
}

pub(super) fn vet(vetted: &mut Vetted) {
    for double in twice(&mut vetted.day.jobs, |job| &job.id) {
        vetted.notice(&double, "id", "this job comes twice", "the first one is used");
    }
    let day = &vetted.day;
    let shifts = day.people.iter().flat_map(|person| &person.shifts);
    let known = Known {
        places: day.places.iter().map(|place| place.id.clone()).collect(),
        people: day.people.iter().map(|person| person.id.clone()).collect(),
        skills: day.people.iter().flat_map(|person| person.skills.keys().cloned()).collect(),
        shift_seconds_max: shifts
            .map(|shift| shift.overtime_until.unwrap_or(shift.to).since(shift.from))
            .max()
            .unwrap_or(0),
    };
    for mut job in std::mem::take(&mut vetted.day.jobs) {
        if let Some((field, what)) = fault_of(&job, &known) {
            vetted.notice(&job.id, field, what, "left out");
            continue;
        }
        if vet_windows(vetted, &mut job) && vet_people(vetted, &mut job, &known) {
            vet_needs(vetted, &mut job, &known);
            vetted.day.jobs.push(job);
        }
    }
}

fn fault_of(job: &Job, known: &Known) -> Option<(&'static str, String)> {
    if !known.places.contains(&job.place) {
        return Some(("place", format!("{} does not exist", job.place)));
    }
    if !(0.0..=14_400.0).contains(&job.minutes) {
        return Some(("minutes", format!("{} is not between 0 and 14,400", job.minutes)));
    }
    (job.crew.len() > 9).then(|| ("crew", "more than ten people".to_string()))
}

/// Whether the job stays.
fn vet_windows(vetted: &mut Vetted, job: &mut Job) -> bool {
    let given = job.windows.len();
    job.windows.retain(|window| window.from <= window.to);
    if job.windows.len() < given {
        let stays = !job.windows.is_empty();
        vetted.notice(
            &job.id,
            "windows",
            "closes before it opens",
            if stays { "this window is left out" } else { "the job is left out" },
        );
        if !stays {
            return false;
        }
    }
    if job.windows.iter().any(|window| window.late_until.is_some_and(|late| late < window.to)) {
        job.windows.iter_mut().for_each(|window| window.late_until = window.late_until.map(|late| late.max(window.to)));
        vetted.notice(&job.id, "windows.late_until", "is before the window closes", "no lateness is allowed");
    }
    if let Some(start) = job.pin.as_ref().and_then(|pin| pin.start) {
        let open = |window: &Window| window.from <= start && start <= window.late_until.unwrap_or(window.to);
        if !job.windows.is_empty() && !job.windows.iter().any(open) {
            vetted.notice(&job.id, "pin.start", format!("{start} is outside the windows"), "the pin counts");
            job.windows.clear();
        }
    }
    true
}

/// Whether the job stays.
fn vet_people(vetted: &mut Vetted, job: &mut Job, known: &Known) -> bool {
    let stranger = |id: &String| !known.people.contains(id);
    let was_open = job.allowed.is_empty();
    for (field, list) in
        [("allowed", &mut job.allowed), ("preferred", &mut job.preferred), ("excluded", &mut job.excluded)]
    {
        for id in list.iter().filter(|id| stranger(id)) {
            vetted.notices.push(crate::day::Notice {
                id: job.id.clone(),
                field: field.into(),
                what: format!("{id} does not exist"),
                done: "ignored".into(),
            });
        }
        list.retain(|id| !stranger(id));
    }
    if !was_open && job.allowed.is_empty() {
        vetted.notice(&job.id, "allowed", "nobody of these exists", "the job is left out");
        return false;
    }
    let pinned = job.pin.as_ref().and_then(|pin| pin.person.clone());
    if let Some(person) = pinned {
        if stranger(&person) {
            vetted.notice(&job.id, "pin.person", format!("{person} does not exist"), "the pin is ignored");
            job.pin.iter_mut().for_each(|pin| pin.person = None);
        } else if job.excluded.contains(&person) || (!job.allowed.is_empty() && !job.allowed.contains(&person)) {
            vetted.notice(
                &job.id,
                "pin.person",
                format!("{person} is excluded or not among the allowed"),
                "the pin counts",
            );
            job.excluded.retain(|id| *id != person);
            job.allowed.clear();
        }
    }
    true
}

fn vet_needs(vetted: &mut Vetted, job: &mut Job, known: &Known) {
    let unknown: Vec<&String> = job
        .needs
        .skills
        .keys()
        .chain(job.crew.iter().flat_map(|role| role.needs.skills.keys()))
        .filter(|skill| !known.skills.contains(*skill))
        .collect();
    if let Some(skill) = unknown.first() {
        vetted.notices.push(crate::day::Notice {
            id: job.id.clone(),
            field: "skills".into(),
            what: format!("nobody has {skill}"),
            done: "the job stays unserved".into(),
        });
    }
    if (job.minutes * 60.0) as i64 > known.shift_seconds_max {
        vetted.notice(
            &job.id,
            "minutes",
            "longer than any shift",
            "the job stays unserved unless somebody is fast enough",
        );
    }
    if !(0.0..=INCOME_MAX).contains(&job.income) {
        job.income = 0.0;
        vetted.notice(&job.id, "income", "is not between 0 and 1,000,000", "0 is used");
    }
    let mended = job.priority.is_some_and(|priority| !(0.0..=1e6).contains(&priority));
    if mended {
        job.priority = None;
        vetted.notice(&job.id, "priority", "is not between 0 and 1,000,000", "1 is used");
    }
}

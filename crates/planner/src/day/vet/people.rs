//! Shifts that end before they begin, places that do not exist, breaks that cannot be taken.

use std::collections::HashSet;

use super::{INCOME_MAX, Vetted, twice};
use crate::day::{Break, Moment, Person, Shift};

/// Longest time between the first and the last shift that is planned at once.
const DAYS_MAX: i64 = 100;

pub(super) fn vet(vetted: &mut Vetted) {
    for double in twice(&mut vetted.day.people, |person| &person.id) {
        vetted.notice(&double, "id", "this person comes twice", "the first one is used");
    }
    let places: HashSet<String> = vetted.day.places.iter().map(|place| place.id.clone()).collect();
    let begins = vetted.day.people.iter().flat_map(|person| &person.shifts).map(|shift| shift.from).min();
    let mut people = std::mem::take(&mut vetted.day.people);
    for person in &mut people {
        vet_person(vetted, person, &places);
        vet_shifts(vetted, person, &places, begins);
    }
    vetted.day.people = people;
    if vetted.day.people.iter().all(|person| person.shifts.is_empty()) {
        vetted.notice("people", "shifts", "nobody works", "every job stays unserved");
    }
}

fn vet_person(vetted: &mut Vetted, person: &mut Person, places: &HashSet<String>) {
    if person.now.as_ref().is_some_and(|now| !places.contains(&now.place)) {
        person.now = None;
        vetted.notice(&person.id, "now.place", "does not exist", "the person is taken to be where the shift begins");
    }
    let sane = |factor: &f64| (0.1..=10.0).contains(factor);
    if person.factor.is_some_and(|factor| !sane(&factor)) {
        person.factor = None;
        vetted.notice(&person.id, "factor", "is not between 0.1 and 10", "1 is used");
    }
    if !(0.0..=INCOME_MAX).contains(&person.earned) {
        person.earned = 0.0;
        vetted.notice(&person.id, "earned", "is not between 0 and 1,000,000", "0 is used");
    }
    let before = person.factors.len();
    person.factors.retain(|_, factor| sane(factor));
    if person.factors.len() < before {
        vetted.notice(&person.id, "factors", "one is not between 0.1 and 10", "1 is used");
    }
    for certificate in &mut person.certificates {
        let readable = |day: &String| day.parse::<chrono::NaiveDate>().is_ok();
        if certificate.valid_until.as_ref().is_some_and(|day| !readable(day)) {
            certificate.valid_until = Some("0000-00-00".to_string());
            vetted.notice(
                &person.id,
                "certificates",
                format!("{}: valid_until is no date", certificate.id),
                "taken as expired",
            );
        }
    }
}

fn vet_shifts(vetted: &mut Vetted, person: &mut Person, places: &HashSet<String>, begins: Option<Moment>) {
    let mut shifts = std::mem::take(&mut person.shifts);
    shifts.sort_by_key(|shift| shift.from);
    for mut shift in shifts {
        let fault = fault_of(&shift, person.shifts.last(), places, begins);
        if let Some((field, what)) = fault {
            vetted.notice(&person.id, field, what, "this shift is left out");
            continue;
        }
        if shift.overtime_until.is_some_and(|until| until < shift.to) {
            shift.overtime_until = None;
            vetted.notice(&person.id, "shifts.overtime_until", "is before the end", "no overtime");
        }
        let breaks = std::mem::take(&mut shift.breaks);
        for pause in breaks {
            if shift.breaks.len() < 2 && pause_is_possible(&pause, &shift) {
                shift.breaks.push(pause);
            } else {
                vetted.notice(
                    &person.id,
                    "shifts.breaks",
                    "is the third, out of order, longer than half a day, or ends before it begins",
                    "left out",
                );
            }
        }
        person.shifts.push(shift);
    }
}

fn fault_of(
    shift: &Shift,
    before: Option<&Shift>,
    places: &HashSet<String>,
    begins: Option<Moment>,
) -> Option<(&'static str, String)> {
    if shift.to <= shift.from {
        return Some(("shifts.to", format!("{} is not after {}", shift.to, shift.from)));
    }
    let far = |moment: Moment| begins.is_some_and(|begins| moment.since(begins) > DAYS_MAX * 86_400);
    if far(shift.to) || shift.overtime_until.is_some_and(far) {
        return Some(("shifts", format!("more than {DAYS_MAX} days after the first shift")));
    }
    if !places.contains(&shift.start_place) {
        return Some(("shifts.start_place", format!("{} does not exist", shift.start_place)));
    }
    if let Some(end) = shift.end_place.as_ref().filter(|end| !places.contains(*end)) {
        return Some(("shifts.end_place", format!("{end} does not exist")));
    }
    let overlaps = before.is_some_and(|before| shift.from < before.overtime_until.unwrap_or(before.to));
    overlaps.then(|| ("shifts.from", format!("{} is within the shift before", shift.from)))
}

fn pause_is_possible(pause: &Break, shift: &Shift) -> bool {
    let in_order = shift.breaks.last().is_none_or(|before| before.to <= pause.from);
    in_order && pause.from <= pause.to && pause.minutes > 0 && pause.minutes <= 720
}

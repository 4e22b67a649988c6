//! A question as the planner's day, and its plan as proposals. No IO, no clock.
//!
//! What is booked is not planned anew: it cuts a shift into pieces, each of which begins where the stay before was and ends where the
//! next one is, so that whatever is planned into it leaves what is booked as it stands.

use std::collections::BTreeMap;

use kernel::{Moment, Point, Zone};
use planner::day::{self as plan, PlanOut};

use super::question::{Question, Waiting};
use crate::dispatch::fit::{SLOT_MINUTES, planned_minutes, up_to_slot};
use crate::dispatch::model::{DayPlan, Person};
use crate::dispatch::travel::{DETOUR_PERCENT, KILOMETRES_PER_HOUR};
use crate::people::TechnicianStatus;

/// A phone's position counts as where somebody is for so long.
const POSITION_COUNTS_MINUTES: i64 = 60;

/// The planner's day, with what its ids stand for.
pub(super) struct Sketch {
    pub day: plan::Day,
    begins: Moment,
    midnight: plan::Moment,
}

/// A visit (by its place among what waits), who goes (by theirs among the people), and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub visit: usize,
    pub person: usize,
    pub from: Moment,
    pub to: Moment,
    pub travel_minutes: i64,
    pub metres: i64,
}

/// What the planner is asked. People and jobs are named by their number; visits that take several people are left to the dispatcher.
pub(super) fn sketch(question: &Question, now: Moment, zone: Zone) -> Sketch {
    let begins = zone.start_of(question.day);
    let midnight = plan::Moment::parse(&format!("{}T00:00", question.day)).unwrap_or_else(|| {
        // a day that the calendar knows is one that the planner knows
        plan::Moment(chrono::NaiveDateTime::default())
    });
    let mut sketch = Sketch { day: plan::Day::default(), begins, midnight };
    let mut places = Places::default();
    for (number, person) in question.people.iter().enumerate() {
        let shifts = match (person.days.first(), question.home_of(person)) {
            (Some(day), Some(home)) => pieces(&sketch, person, day, home, now, &mut places),
            _ => vec![],
        };
        if shifts.is_empty() || person.status != TechnicianStatus::Active {
            continue;
        }
        sketch.day.people.push(plan::Person {
            id: number.to_string(),
            skills: person
                .skills
                .iter()
                .map(|(skill, level)| (skill.clone(), u32::try_from(*level).unwrap_or(0)))
                .collect(),
            certificates: person
                .certificates
                .iter()
                .map(|(id, until)| plan::Certificate { id: id.clone(), valid_until: until.map(|day| day.to_string()) })
                .collect(),
            areas: person.areas.clone(),
            shifts,
            worked_minutes: person.days.first().map_or(0, |day| u32::try_from(planned_minutes(day)).unwrap_or(0)),
            ..plan::Person::default()
        });
    }
    for (number, waiting) in question.waiting.iter().enumerate() {
        let Some(place) = question.place_of(waiting).filter(|_| waiting.job.crew <= 1) else { continue };
        let place = places.id(place);
        sketch.day.jobs.push(job(&sketch, question, (number, waiting), place, now));
    }
    sketch.day.places = places.all;
    #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
    let (detour, km_per_hour) = (DETOUR_PERCENT as f64 / 100.0, KILOMETRES_PER_HOUR as f64);
    sketch.day.travel = plan::Travel::Line { detour, km_per_hour, pace: vec![] };
    sketch.day.first = vec!["unserved".to_owned()];
    sketch
}

impl Sketch {
    fn local(&self, at: Moment) -> plan::Moment {
        self.midnight.plus((at.ms() - self.begins.ms()).div_euclid(1_000))
    }

    fn at(&self, local: plan::Moment) -> Moment {
        Moment(self.begins.ms() + local.since(self.midnight) * 1_000)
    }
}

/// Places by number, each once.
#[derive(Default)]
struct Places {
    all: Vec<plan::Place>,
    known: BTreeMap<(u64, u64), String>,
}

impl Places {
    fn id(&mut self, point: Point) -> String {
        let key = (point.lat.to_bits(), point.lng.to_bits());
        let all = &mut self.all;
        let made = || {
            let id = all.len().to_string();
            all.push(plan::Place { id: id.clone(), lat: point.lat, lon: point.lng });
            id
        };
        self.known.entry(key).or_insert_with(made).clone()
    }
}

/// The free pieces of somebody's day from now on.
fn pieces(
    sketch: &Sketch,
    person: &Person,
    day: &DayPlan,
    home: Point,
    now: Moment,
    places: &mut Places,
) -> Vec<plan::Shift> {
    let mut shifts = vec![];
    for (begins, ends) in &day.work {
        let inside = |at: Moment| at.max(*begins).min(*ends);
        // from where, and from when on
        let mut free = (*begins, home);
        for stay in day.stays.iter().filter(|stay| stay.to > *begins) {
            if stay.from >= *ends {
                break;
            }
            push(sketch, &mut shifts, free, (inside(stay.from), stay.place), (person, now), places);
            free = (inside(stay.to), stay.place.unwrap_or(free.1));
        }
        push(sketch, &mut shifts, free, (*ends, None), (person, now), places);
    }
    shifts
}

fn push(
    sketch: &Sketch,
    shifts: &mut Vec<plan::Shift>,
    (free_from, from): (Moment, Point),
    (until, to): (Moment, Option<Point>),
    (person, now): (&Person, Moment),
    places: &mut Places,
) {
    let begins = free_from.max(now);
    if begins >= until {
        return;
    }
    // whoever is free by now is where the phone says, if it has said so since
    let fresh = person
        .last_place
        .filter(|(_, at)| free_from <= now && *at >= free_from && now.minutes_since(*at) <= POSITION_COUNTS_MINUTES);
    shifts.push(plan::Shift {
        from: sketch.local(begins),
        to: sketch.local(until),
        overtime_until: None,
        start_place: places.id(fresh.map_or(from, |(place, _)| place)),
        end_place: to.map(|place| places.id(place)),
        jobs_max: None,
        breaks: vec![],
    });
}

fn job(
    sketch: &Sketch,
    question: &Question,
    (number, waiting): (usize, &Waiting),
    place: String,
    now: Moment,
) -> plan::Job {
    let job = &waiting.job;
    let (skills, certificates): (Vec<_>, Vec<_>) = job.needs.iter().partition(|need| !need.is_certificate);
    let number_of = |ids: &std::collections::BTreeSet<kernel::id::UserId>| {
        let people = question.people.iter().enumerate().filter(|(_, person)| ids.contains(&person.id));
        people.map(|(number, _)| number.to_string()).collect::<Vec<_>>()
    };
    let day_ends = sketch.midnight.plus(24 * 3_600 - 1);
    let windows = match (job.window, job.due_at) {
        (Some((from, to)), _) => {
            vec![plan::Window { from: sketch.local(from.max(now)), to: sketch.local(to), late_until: None }]
        }
        // late is better than never, and later is worse
        (None, Some(due)) => {
            let from = sketch.local(now.max(sketch.begins));
            let to = sketch.local(due).max(from).min(day_ends);
            vec![plan::Window { from, to, late_until: Some(day_ends) }]
        }
        (None, None) => vec![],
    };
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day and priorities up to a thousand")]
    // a stay begins at a slot: what rounding up may take is kept free behind it
    let (minutes, priority) = ((job.minutes + SLOT_MINUTES) as f64, waiting.shown.priority.max(1) as f64 / 100.0);
    plan::Job {
        id: number.to_string(),
        place,
        minutes,
        windows,
        needs: plan::Needs {
            skills: skills.iter().map(|need| (need.code.clone(), u32::try_from(need.level).unwrap_or(1))).collect(),
            certificates: certificates.iter().map(|need| need.code.clone()).collect(),
            tools: vec![],
        },
        area: Some(job.region.clone()).filter(|region| !region.is_empty()),
        preferred: number_of(&waiting.known),
        excluded: number_of(&waiting.declined),
        priority: Some(priority),
        ..plan::Job::default()
    }
}

/// What the plan proposes. Who would have more on site than their day's limit keeps the more urgent visits.
pub(super) fn proposals(question: &Question, sketch: &Sketch, out: &PlanOut) -> Vec<Proposal> {
    let mut by_person: BTreeMap<usize, Vec<Proposal>> = BTreeMap::new();
    for route in &out.routes {
        let Ok(person) = route.person.parse::<usize>() else { continue };
        for stop in &route.stops {
            let Ok(visit) = stop.job.parse::<usize>() else { continue };
            let from = up_to_slot(sketch.at(stop.starts));
            by_person.entry(person).or_default().push(Proposal {
                visit,
                person,
                from,
                to: from.plus_minutes(question.waiting[visit].job.minutes),
                travel_minutes: i64::from(stop.drive.seconds + 59) / 60,
                metres: i64::from(stop.drive.metres),
            });
        }
    }
    let mut kept = vec![];
    for (person, mut proposals) in by_person {
        let person = &question.people[person];
        let mut minutes = person.days.first().map_or(0, planned_minutes);
        // what waits is sorted by urgency
        proposals.sort_by_key(|proposal| proposal.visit);
        for proposal in proposals {
            let more = question.waiting[proposal.visit].job.minutes;
            if minutes + more <= person.daily_minutes_max {
                minutes += more;
                kept.push(proposal);
            }
        }
    }
    kept.sort_by_key(|proposal| (proposal.person, proposal.from));
    kept
}

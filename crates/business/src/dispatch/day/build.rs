//! A question as the planner's day, and its plan as proposals. No IO, no clock.
//!
//! What is booked is not planned anew: it cuts a shift into pieces, each of which begins where the stay before was and ends where the
//! next one is, so that whatever is planned into it leaves what is booked as it stands.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::{Moment, Point, Zone};
use planner::day::{self as plan, PlanOut};

use super::question::{Question, Waiting};
use crate::dispatch::fit::{SLOT_MINUTES, planned_minutes};
use crate::dispatch::model::{DayPlan, Person};
use crate::dispatch::policy::Evenness;
use crate::dispatch::rules;
use crate::dispatch::waits::Before;
use crate::people::TechnicianStatus;

/// A phone's position counts as where somebody is for so long.
const POSITION_COUNTS_MINUTES: i64 = 60;

/// What an hour of waiting counts, in minutes of driving: of places that are as near as each other the earlier, so that a customer who may
/// be visited at any time is not left for the evening.
const SOONER: f64 = 1.0;

/// A start within so many minutes of what was said is on time where no window was.
const TOLD_MINUTES: i64 = 15;
/// What leaving out counts more for a visit that somebody has already.
const PROMISED: f64 = 100.0;
/// The largest crew that is planned.
const CREW_MAX: i64 = 6;

/// The planner's day, with what its ids stand for.
pub(super) struct Sketch {
    pub day: plan::Day,
    /// The plan as it stands, where what is booked may be moved.
    pub stood: Option<PlanOut>,
    begins: Moment,
    midnight: plan::Moment,
}

/// A visit (by its place among what waits), who goes (by theirs among the people), and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub visit: usize,
    pub person: usize,
    /// Who else goes; all begin together.
    pub helpers: Vec<usize>,
    pub from: Moment,
    pub to: Moment,
    pub travel_minutes: i64,
    pub metres: i64,
}

/// What the planner is asked. People and jobs are named by their number.
pub(super) fn sketch(question: &Question, now: Moment, zone: Zone) -> Sketch {
    let begins = zone.start_of(question.day);
    let midnight = plan::Moment::parse(&format!("{}T00:00", question.day)).unwrap_or_else(|| {
        // a day that the calendar knows is one that the planner knows
        plan::Moment(chrono::NaiveDateTime::default())
    });
    let mut sketch = Sketch { day: plan::Day::default(), stood: None, begins, midnight };
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
            shifts,
            worked_minutes: person.days.first().map_or(0, |day| u32::try_from(planned_minutes(day)).unwrap_or(0)),
            earned: question.incomes.as_ref().map_or(0.0, |incomes| incomes.hours_of(person)),
            ..plan::Person::default()
        });
    }
    for (number, waiting) in question.waiting.iter().enumerate() {
        let Some(place) = question.place_of(waiting) else { continue };
        if !may_begin(&sketch, waiting) {
            continue;
        }
        let place = places.id(place);
        sketch.day.jobs.push(job(&sketch, question, (number, waiting), place, now));
    }
    sketch.day.places = places.all;
    sketch.day.first = vec!["unserved".to_owned()];
    sketch.day.weights = BTreeMap::from([("sooner".to_owned(), SOONER)]);
    if question.fairness > 0 {
        #[expect(clippy::cast_precision_loss, reason = "at most twenty")]
        let weight = question.fairness as f64;
        let term = match question.even_by {
            Evenness::Hours => "fairness",
            Evenness::Income => "income",
        };
        sketch.day.weights.insert(term.to_owned(), weight);
    }
    sketch.stood = stood(&sketch, question);
    sketch
}

impl Sketch {
    fn local(&self, at: Moment) -> plan::Moment {
        self.midnight.plus((at.ms() - self.begins.ms()).div_euclid(1_000))
    }

    pub(super) fn at(&self, local: plan::Moment) -> Moment {
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

/// Whether all that has to come first does so on this day.
fn may_begin(sketch: &Sketch, waiting: &Waiting) -> bool {
    let day_ends = sketch.at(sketch.midnight.plus(24 * 3_600 - 1));
    waiting.booked.is_some() || waiting.job.held_at(day_ends).next().is_none()
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
    let number_of = |ids: &BTreeSet<UserId>| {
        let people = question.people.iter().enumerate().filter(|(_, person)| ids.contains(&person.id));
        people.map(|(number, _)| number.to_string()).collect::<Vec<_>>()
    };
    let windows = windows(sketch, waiting, now);
    // a stay begins at a slot: what rounding up may take is kept free behind it; what is booked begins at one already
    let spare = if waiting.booked.is_some() { 0 } else { SLOT_MINUTES };
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day and priorities up to a thousand")]
    let (minutes, priority) = ((job.minutes + spare) as f64, waiting.shown.priority.max(1) as f64 / 100.0);
    // whom a customer was promised, nobody newer pushes out
    let priority = if waiting.booked.is_some() { priority + PROMISED } else { priority };
    let told = waiting.booked.map(|booked| plan::Told {
        person: number_of(&BTreeSet::from([booked.technician])).pop(),
        start: Some(sketch.local(booked.from)),
    });
    // helpers bring hands; skills and papers are the lead's
    let helper = |number: i64| plan::Role { role: number.to_string(), ..plan::Role::default() };
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
        // whom they ask for, else who knows the place
        preferred: number_of(if waiting.wishes.preferred.is_empty() {
            &waiting.known
        } else {
            &waiting.wishes.preferred
        }),
        excluded: number_of(&unwanted(question, waiting)),
        crew: (1..job.crew.min(CREW_MAX)).map(helper).collect(),
        told,
        // what is booked stands as it is agreed
        not_before: waiting.job.not_before().filter(|_| waiting.booked.is_none()).map(|at| sketch.local(at)),
        after: legs_before(question, waiting)
            .map(|(number, before)| plan::After {
                job: number.to_string(),
                gap_minutes: u32::try_from(before.gap_minutes).unwrap_or(0),
            })
            .collect(),
        same_person_as: legs_before(question, waiting)
            .filter(|(_, before)| before.same)
            .map(|(number, _)| number.to_string())
            .collect(),
        priority: Some(priority),
        income: question.incomes.as_ref().map_or(0.0, |incomes| incomes.hours(waiting.shown.visit_id)),
        ..plan::Job::default()
    }
}

/// The visits of legs before that are planned along, by their number.
fn legs_before<'q>(question: &'q Question, waiting: &'q Waiting) -> impl Iterator<Item = (usize, &'q Before)> {
    waiting.before.iter().filter_map(move |before| {
        let number = question.waiting.iter().position(|each| each.shown.visit_id == before.visit)?;
        Some((number, before))
    })
}

/// Who said no, whom the customer refuses, and whose areas it is outside of; but whoever has it all the same, has it because somebody
/// wanted it so.
fn unwanted(question: &Question, waiting: &Waiting) -> BTreeSet<UserId> {
    let is_other = |person: &Person| waiting.job.only.as_ref().is_some_and(|(only, _)| *only != person.id);
    let elsewhere = question.people.iter().filter(|person| is_other(person) || !rules::serves(&waiting.job, person));
    let all = waiting.declined.union(&waiting.wishes.refused).copied().chain(elsewhere.map(|person| person.id));
    all.filter(|who| waiting.booked.is_none_or(|booked| booked.technician != *who)).collect()
}

/// When the work may begin.
fn windows(sketch: &Sketch, waiting: &Waiting, now: Moment) -> Vec<plan::Window> {
    let job = &waiting.job;
    let (earliest, day_ends) = (now.max(sketch.begins), sketch.midnight.plus(24 * 3_600 - 1));
    let soft = |from: plan::Moment, to: plan::Moment| {
        vec![plan::Window { from, to: to.max(from).min(day_ends), late_until: Some(day_ends) }]
    };
    match (waiting.booked, job.window, job.due_at) {
        // never before it was agreed, and on time as long as the customer's window is open and nothing is due
        (Some(booked), window, due) => {
            let told = window.map_or(booked.from.plus_minutes(TOLD_MINUTES), |window| window.1);
            let until = due.map_or(told, |due| due.min(told)).max(booked.from);
            soft(sketch.local(booked.from.max(earliest)), sketch.local(until))
        }
        (None, Some((from, to)), _) => {
            vec![plan::Window { from: sketch.local(from.max(now)), to: sketch.local(to), late_until: None }]
        }
        // late is better than never, and later is worse
        (None, None, Some(due)) => soft(sketch.local(earliest), sketch.local(due)),
        (None, None, None) => vec![],
    }
}

/// What is booked and may be moved, as routes of the shifts' pieces; none where nothing may.
fn stood(sketch: &Sketch, question: &Question) -> Option<PlanOut> {
    let mut routes: BTreeMap<(usize, usize), Vec<(plan::Moment, usize)>> = BTreeMap::new();
    let mut any = false;
    for (number, waiting) in question.waiting.iter().enumerate() {
        let Some(booked) = waiting.booked else { continue };
        any = true;
        let from = sketch.local(booked.from);
        let of_person = |person: &plan::Person| {
            person.id.parse::<usize>().is_ok_and(|number| question.people[number].id == booked.technician)
        };
        let Some(person) = sketch.day.people.iter().find(|person| of_person(person)) else { continue };
        let within = |shift: &plan::Shift| from < shift.to;
        let Some(shift) = person.shifts.iter().position(within) else { continue };
        routes.entry((person.id.parse().unwrap_or(0), shift)).or_default().push((from, number));
    }
    let route = |((person, shift), mut stops): ((usize, usize), Vec<(plan::Moment, usize)>)| {
        stops.sort_unstable();
        let stop = |(starts, job): (plan::Moment, usize)| plan::StopOut {
            job: job.to_string(),
            role: None,
            arrives: starts,
            starts,
            ends: starts,
            drive: plan::Drive::default(),
        };
        plan::RouteOut {
            person: person.to_string(),
            shift,
            leaves: sketch.midnight,
            stops: stops.into_iter().map(stop).collect(),
            breaks: vec![],
            ends: sketch.midnight,
            back: plan::Drive::default(),
        }
    };
    any.then(|| PlanOut { routes: routes.into_iter().map(route).collect(), ..PlanOut::default() })
}

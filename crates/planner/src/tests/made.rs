//! Days that read aloud, and random ones.

use serde_json::{Value, json};

use crate::check;
use crate::day::{PlanOut, Vetted, read, vet};
use crate::field::Field;
use crate::search::anneal::Budget;
use crate::search::dice::Dice;
use crate::search::parallel::Search;

pub(super) const TRIES: u64 = 400;

/// A day of the 30th of November 2026 on a line of places `p0` … `p9`, each ten minutes' drive from the next.
pub(super) struct Made(pub(super) Value);

impl Made {
    pub(super) fn new() -> Self {
        let ten = |from: usize, to: usize| (from.abs_diff(to) * 600) as f64;
        let table: Vec<Vec<f64>> = (0..10).map(|from| (0..10).map(|to| ten(from, to)).collect()).collect();
        let places: Vec<Value> = (0..10).map(|place| json!({ "id": format!("p{place}") })).collect();
        Self(
            json!({ "places": places, "people": [], "jobs": [], "travel": { "kind": "matrix", "seconds": table, "metres": table } }),
        )
    }

    /// A person who works from eight to six at `p0`, with `more` beside or instead.
    pub(super) fn person(mut self, id: &str, more: &Value) -> Self {
        let shift = json!({ "from": at("08:00"), "to": at("18:00"), "start_place": "p0", "end_place": "p0" });
        self.add("people", json!({ "id": id, "shifts": [shift] }), more);
        self
    }

    /// A job of an hour, with `more` beside or instead.
    pub(super) fn job(mut self, id: &str, place: &str, more: &Value) -> Self {
        self.add("jobs", json!({ "id": id, "place": place, "minutes": 60 }), more);
        self
    }

    pub(super) fn with(mut self, key: &str, value: Value) -> Self {
        self.0[key] = value;
        self
    }

    fn add(&mut self, list: &str, mut item: Value, more: &Value) {
        for (key, value) in more.as_object().into_iter().flatten() {
            item[key] = value.clone();
        }
        self.0[list].as_array_mut().unwrap().push(item);
    }

    pub(super) fn vetted(&self) -> Vetted {
        vetted(&self.0)
    }

    /// The plan, which the checker has accepted.
    pub(super) fn plan(&self) -> PlanOut {
        planned(&self.0, TRIES, 1)
    }
}

pub(super) fn vetted(day: &Value) -> Vetted {
    let (day, notices) = read(&day.to_string()).unwrap();
    let mut vetted = vet(day);
    vetted.notices.splice(0..0, notices);
    vetted
}

/// Plans a day; the checker must accept the plan.
pub(super) fn planned(day: &Value, tries: u64, threads: usize) -> PlanOut {
    let field = Field::new(vetted(day));
    let plan = field.plan(&Search::new(Budget::tries(tries), 7).threads(threads), &|_| true);
    accepted(day, &plan);
    plan
}

pub(super) fn accepted(day: &Value, plan: &PlanOut) {
    if let Err(faults) = check::day::check(&vetted(day), plan) {
        panic!("refused: {faults:#?}\nday: {day}\nplan: {}", serde_json::to_string(plan).unwrap());
    }
}

/// `08:00` on the day.
pub(super) fn at(clock: &str) -> String {
    format!("2026-11-30T{clock}")
}

/// `(person, start)` of a job's first person, the start as clock time.
pub(super) fn visit(plan: &PlanOut, job: &str) -> Option<(String, String)> {
    let stops = plan.routes.iter().flat_map(|route| route.stops.iter().map(move |stop| (route, stop)));
    let found = stops
        .filter(|(_, stop)| stop.job == job && stop.role.is_none())
        .map(|(route, stop)| (route.person.clone(), stop.starts.to_string()[11..].to_string()));
    found.max_by_key(|(_, start)| start.clone())
}

/// A day of anything that a day may have, some of it wrong.
pub(super) fn random_day(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let mut made = Made::new();
    let (people, jobs) = (1 + dice.below(5), 1 + dice.below(18));
    for number in 0..people {
        made = made.person(&format!("t{number}"), &random_person(&mut dice));
    }
    for number in 0..jobs {
        let known = if dice.below(30) == 0 { 12 } else { 10 };
        let place = format!("p{}", dice.below(known));
        made = made.job(&format!("j{number}"), &place, &random_job(&mut dice, jobs, people));
    }
    let mut day = made.0;
    if dice.below(2) == 0 {
        let pace: Vec<f64> = (0..24).map(|_| 0.4 + dice.fraction()).collect();
        day["travel"]["pace"] = json!(pace);
    }
    if dice.below(3) == 0 {
        day["weights"] = json!({ "fairness": dice.fraction() * 5.0, "people_used": dice.fraction() * 50.0, "sooner": dice.fraction() * 3.0 });
    }
    if dice.below(4) == 0 {
        day["first"] = json!(["unserved", "lateness"]);
    }
    lock_some(&mut day, &mut dice);
    if dice.below(3) == 0 {
        let mut weights = day["weights"].take();
        weights["income"] = json!(dice.fraction() * 5.0);
        day["weights"] = weights;
        pay_some(&mut day, &mut dice);
    }
    day
}

/// What jobs bring and people have earned; now and then what cannot be.
fn pay_some(day: &mut Value, dice: &mut Dice) {
    for (list, field) in [("jobs", "income"), ("people", "earned")] {
        for each in day[list].as_array_mut().unwrap() {
            match dice.below(20) {
                0 => each[field] = json!(-1.0),
                1..5 => {}
                _ => each[field] = json!(dice.fraction() * 4.0),
            }
        }
    }
}

fn clock(minutes: usize) -> String {
    at(&format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60))
}

fn random_person(dice: &mut Dice) -> Value {
    let begins = 420 + dice.below(8) * 30;
    let ends = begins + 240 + dice.below(8) * 60;
    let mut shift =
        json!({ "from": clock(begins), "to": clock(ends.min(1_380)), "start_place": format!("p{}", dice.below(10)) });
    if dice.below(2) == 0 {
        shift["end_place"] = json!(format!("p{}", dice.below(10)));
    }
    if dice.below(3) == 0 {
        shift["overtime_until"] = json!(clock((ends + 90).min(1_430)));
    }
    if dice.below(4) == 0 {
        shift["jobs_max"] = json!(1 + dice.below(6));
    }
    let breaks: Vec<Value> = (0..dice.below(3)).map(|turn| json!({ "from": clock(600 + turn * 240), "to": clock(690 + turn * 240), "minutes": 15 + dice.below(4) * 15 })).collect();
    shift["breaks"] = json!(breaks);
    let mut person = json!({ "shifts": [shift], "skills": { "ac": dice.below(4), "water": dice.below(3) }, "parts": { "P-204": dice.below(3) } });
    if dice.below(3) == 0 {
        person["factor"] = json!(0.5 + dice.fraction());
        person["areas"] = json!(["north"]);
    }
    if dice.below(3) == 0 {
        person["now"] = json!({ "at": clock(begins + dice.below(240)), "place": format!("p{}", dice.below(10)) });
    }
    person
}

fn random_job(dice: &mut Dice, jobs: usize, people: usize) -> Value {
    let mut job = json!({ "minutes": dice.below(10) * 15, "priority": 1 + dice.below(4) });
    let opens = 420 + dice.below(16) * 30;
    if dice.below(4) > 0 {
        let mut window = json!({ "from": clock(opens), "to": clock(opens + dice.below(6) * 30) });
        if dice.below(2) == 0 {
            window["late_until"] = json!(clock((opens + 300).min(1_430)));
        }
        job["windows"] = json!([window, { "from": clock(opens + 200), "to": clock(opens + 190 + dice.below(90)) }]);
    }
    let other = |dice: &mut Dice| format!("j{}", dice.below(jobs));
    let person = |dice: &mut Dice| format!("t{}", dice.below(people));
    match dice.below(12) {
        0 => job["crew"] = json!([{ "role": "helper" }]),
        1 => job["crew"] = json!([{ "role": "helper", "skills": { "ac": 1 } }, { "role": "driver" }]),
        2 => job["after"] = json!([{ "job": other(dice), "gap_minutes": dice.below(90) }]),
        3 => job["same_person_as"] = json!([other(dice)]),
        4 => job["pin"] = json!({ "person": person(dice) }),
        5 => job["pin"] = json!({ "start": clock(opens) }),
        6 => job["parts"] = json!({ "P-204": 1 }),
        7 => job["told"] = json!({ "person": person(dice), "start": clock(opens) }),
        8 => job["excluded"] = json!([person(dice)]),
        9 => job["area"] = json!("south"),
        10 => job["not_before"] = json!(clock(opens + 60)),
        _ => job["preferred"] = json!([person(dice)]),
    }
    if dice.below(3) == 0 {
        job["skills"] = json!({ "ac": 1 + dice.below(3) });
    }
    job
}

fn lock_some(day: &mut Value, dice: &mut Dice) {
    let jobs = day["jobs"].as_array().unwrap().len();
    let people = day["people"].as_array().unwrap().len();
    for _ in 0..dice.below(4) {
        let (job, person) = (dice.below(jobs), dice.below(people));
        let person = &mut day["people"][person];
        if person["locked"].is_null() {
            person["locked"] = json!([]);
        }
        person["locked"].as_array_mut().unwrap().push(json!(format!("j{job}")));
    }
}

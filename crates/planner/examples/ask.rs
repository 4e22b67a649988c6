//! Measures questions about a live plan: who could take one order among 5,000 technicians, and which of 56 windows over 14 days can be kept
//! by 200: `ask`. Prints the median and the 99th percentile.

use std::time::{Duration, Instant};

use planner::day::{Job, PlanOut, Vetted, Window, read, read_plan, vet};
use planner::live::Live;
use planner::search::dice::Dice;
use serde_json::{Value, json};

const ASKED: usize = 300;

fn main() -> Result<(), String> {
    let mut dice = Dice::new(1);
    let (day, plan) = standing(5_000, 1, 5, &mut dice)?;
    let mut live = Live::new(day, &plan);
    measure("10 best of 5,000 technicians, with terms", &mut live, |live, job| live.offers(job, 10).len())?;

    let (day, plan) = standing(200, 14, 5, &mut dice)?;
    let mut live = Live::new(day, &plan);
    let window = |day: usize, from: usize| -> Result<Window, String> {
        let at = |hour: usize| format!("2026-12-{:02}T{hour:02}:00", day + 1);
        serde_json::from_value(json!({ "from": at(from), "to": at(from + 2) })).map_err(|error| error.to_string())
    };
    let windows: Vec<Window> = (0..56).map(|slot| window(slot / 4, 8 + slot % 4 * 2)).collect::<Result<_, _>>()?;
    measure("56 windows over 14 days, 200 technicians", &mut live, |live, job| live.slots(job, &windows).len())
}

fn measure(what: &str, live: &mut Live, ask: impl Fn(&mut Live, &str) -> usize) -> Result<(), String> {
    let mut times: Vec<Duration> = vec![];
    for number in 0..ASKED {
        let id = format!("new-{number}");
        let skills = json!({ "id": id, "place": format!("p{}", number * 7), "minutes": 60, "skills": { format!("s{}", number % 4): 1 } });
        let job: Job = serde_json::from_value(skills).map_err(|error| error.to_string())?;
        let began = Instant::now();
        live.add(job)?;
        let answers = ask(live, &id);
        times.push(began.elapsed());
        if answers == 0 {
            return Err(format!("{id}: no answer"));
        }
    }
    times.sort_unstable();
    println!("{what}: median {:?}, p99 {:?}", times[ASKED / 2], times[ASKED * 99 / 100]);
    Ok(())
}

/// People with a full plan each: their jobs lie around their home.
fn standing(people: usize, days: usize, jobs_a_day: usize, dice: &mut Dice) -> Result<(Vetted, PlanOut), String> {
    let (mut places, mut persons, mut jobs, mut routes) = (vec![], vec![], vec![], vec![]);
    let mut place = |lat: f64, lon: f64| {
        let id = format!("p{}", places.len());
        places.push(json!({ "id": id, "lat": lat, "lon": lon }));
        id
    };
    for person in 0..people {
        let id = format!("t{person}");
        let (lat, lon) = (31.0 + dice.fraction() * 0.4, 121.2 + dice.fraction() * 0.5);
        let home = place(lat, lon);
        let mut shifts = vec![];
        for day in 0..days {
            let at = |hour: &str| format!("2026-12-{:02}T{hour}", day + 1);
            shifts.push(json!({ "from": at("08:00"), "to": at("18:00"), "start_place": home, "end_place": home }));
            let mut stops: Vec<Value> = vec![];
            for _ in 0..jobs_a_day {
                let job = format!("j{}", jobs.len());
                let there = place(lat + dice.fraction() * 0.04, lon + dice.fraction() * 0.04);
                jobs.push(json!({ "id": job, "place": there, "minutes": 60 }));
                let drive = json!({ "seconds": 0, "metres": 0 });
                stops.push(json!({ "job": job, "arrives": at("08:00"), "starts": at("08:00"), "ends": at("08:00"), "drive": drive }));
            }
            let back = json!({ "seconds": 0, "metres": 0 });
            routes.push(json!({ "person": id, "shift": day, "leaves": at("08:00"), "stops": stops, "breaks": [], "ends": at("18:00"), "back": back }));
        }
        persons.push(json!({ "id": id, "skills": { format!("s{}", person % 4): 2 }, "shifts": shifts }));
    }
    let (day, _) = read(&json!({ "places": places, "people": persons, "jobs": jobs }).to_string())?;
    let plan = read_plan(&json!({ "routes": routes, "unserved": [], "costs": {} }).to_string())?;
    Ok((vet(day), plan))
}

//! Measures what an emergency does to a day: `emergency DAY.json [SECONDS]`. Plans the day, asks for the best places of 200 emergencies one by
//! one, then plans again after each of five of them for two seconds, and counts the other customers who get another person or are moved
//! by more than a quarter of an hour. Every new plan is judged by the checker.

use std::time::{Duration, Instant};

use planner::check;
use planner::day::{Job, PlanOut, Vetted, read, vet};
use planner::field::Field;
use planner::live::Live;
use planner::replan::{Change, changes, replan};
use planner::search::anneal::Budget;
use planner::search::dice::Dice;
use planner::search::parallel::Search;
use serde_json::json;

const ASKED: usize = 200;
const AGAIN: usize = 5;

fn main() -> Result<(), String> {
    let mut words = std::env::args().skip(1);
    let text = std::fs::read_to_string(words.next().ok_or("which day?")?).map_err(|error| error.to_string())?;
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(10.0);
    let how = Search::new(Budget::seconds(seconds), 1);
    let stood = Field::new(day(&text)?).plan(&how, &|_| true);
    let jobs: usize = stood.routes.iter().map(|route| route.stops.len()).sum();
    println!("{jobs} visits planned, {} left out", stood.unserved.len());

    let mut dice = Dice::new(7);
    let mut live = Live::new(day(&text)?, &stood);
    let mut times: Vec<Duration> = vec![];
    for number in 0..ASKED {
        let emergency = emergency(&text, number, &mut dice)?;
        let (id, began) = (emergency.id.clone(), Instant::now());
        live.add(emergency)?;
        let offers = live.offers(&id, 10);
        times.push(began.elapsed());
        if offers.is_empty() {
            println!("{id} has no place");
        }
    }
    times.sort_unstable();
    println!("an emergency's best places: median {:?}, p95 {:?}", times[ASKED / 2], times[ASKED * 95 / 100]);
    for number in 0..AGAIN {
        let mut now = day(&text)?;
        now.day.jobs.push(emergency(&text, number, &mut dice)?);
        again(vet(now.day), &stood, number)?;
    }
    Ok(())
}

fn again(now: Vetted, stood: &PlanOut, number: usize) -> Result<(), String> {
    let kept = vet(now.day.clone());
    let began = Instant::now();
    let plan = replan(now, stood, &Search::new(Budget::seconds(1.5), 1), &|_| true);
    let took = began.elapsed();
    check::day::check(&kept, &plan).map_err(|faults| faults.join("\n"))?;
    let id = format!("emergency-{number}");
    let is_served = plan.routes.iter().flat_map(|route| &route.stops).any(|stop| stop.job == id);
    let moved = changes(stood, &plan).into_iter().filter(|change| change.job != id && is_moved(change)).count();
    println!("planned again in {took:?}, served: {is_served}, others moved: {moved} of {}", kept.day.jobs.len() - 1);
    Ok(())
}

fn is_moved(change: &Change) -> bool {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => before.0 != after.0 || before.1.since(after.1).abs() > 15 * 60,
        _ => true,
    }
}

fn day(text: &str) -> Result<Vetted, String> {
    read(text).map(|(day, _)| vet(day))
}

/// A job of two hours' patience at the place of another.
fn emergency(text: &str, number: usize, dice: &mut Dice) -> Result<Job, String> {
    let jobs = read(text)?.0.jobs;
    let like = &jobs[dice.below(jobs.len())];
    let hour = 9 + dice.below(7);
    let window = json!({ "from": format!("2026-11-30T{hour:02}:00"), "to": format!("2026-11-30T{:02}:00", hour + 2), "late_until": format!("2026-11-30T{:02}:00", hour + 3) });
    let job = json!({ "id": format!("emergency-{number}"), "place": like.place, "minutes": 45, "priority": 10, "skills": like.needs.skills, "windows": [window] });
    serde_json::from_value(job).map_err(|error| error.to_string())
}

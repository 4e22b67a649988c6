//! Planning again keeps what it can.

use serde_json::json;

use super::made::{Made, TRIES, accepted, at, visit};
use crate::day::PlanOut;
use crate::replan::{changes, replan};
use crate::search::anneal::Budget;
use crate::search::parallel::Search;

fn again(made: &Made, stood: &PlanOut) -> PlanOut {
    replan(made.vetted(), stood, &Search::new(Budget::tries(10 * TRIES), 3), &|_| true)
}

fn busy_day() -> Made {
    let made = (0..4).fold(Made::new(), |made, person| made.person(&format!("t{person}"), &json!({})));
    (0..12).fold(made, |made, job| made.job(&format!("j{job}"), &format!("p{}", job % 9 + 1), &json!({ "windows": [{ "from": at(&format!("{:02}:00", 8 + job % 8)), "to": at(&format!("{:02}:00", 10 + job % 8)) }] })))
}

#[test]
fn nothing_changes_when_nothing_has_happened() {
    let made = busy_day();
    let stood = made.plan();
    assert_eq!(changes(&stood, &again(&made, &stood)), []);
}

#[test]
fn an_emergency_is_served_and_few_others_are_moved() {
    let made = busy_day();
    let stood = made.plan();
    let made =
        made.job("leak", "p5", &json!({ "priority": 10, "windows": [{ "from": at("10:00"), "to": at("11:00") }] }));
    let plan = again(&made, &stood);
    assert!(visit(&plan, "leak").is_some());
    let others: Vec<_> = changes(&stood, &plan)
        .into_iter()
        .filter(|change| {
            change.job != "leak"
                && change.before.as_ref().map(|(person, _)| person) != change.after.as_ref().map(|(person, _)| person)
        })
        .collect();
    assert!(others.len() <= 2, "{others:?}");
}

#[test]
fn when_somebody_falls_ill_hardly_anybody_elses_customer_gets_another_person() {
    let made = busy_day();
    let stood = made.plan();
    let ill = stood.routes[0].person.clone();
    let mut day = made.0.clone();
    let people = day["people"].as_array_mut().unwrap();
    people.iter_mut().filter(|person| person["id"] == ill.as_str()).for_each(|person| person["shifts"] = json!([]));
    let made = Made(day);
    let plan = again(&made, &stood);
    let person = |visit: &Option<(String, crate::day::Moment)>| visit.as_ref().map(|(person, _)| person.clone());
    let moved = changes(&stood, &plan);
    let others = moved.iter().filter(|change| {
        person(&change.before) != Some(ill.clone()) && person(&change.before) != person(&change.after)
    });
    assert!(others.count() <= 1, "{moved:?}");
    accepted(&told(&made, &stood), &plan);
}

/// The day as it is after the customers were told.
fn told(made: &Made, stood: &PlanOut) -> serde_json::Value {
    let mut day = made.0.clone();
    for job in day["jobs"].as_array_mut().unwrap() {
        let id = job["id"].as_str().unwrap().to_string();
        for route in &stood.routes {
            for stop in route.stops.iter().filter(|stop| stop.job == id) {
                job["told"] = json!({ "person": route.person, "start": stop.starts });
            }
        }
    }
    day
}

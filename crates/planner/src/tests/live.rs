//! Questions about a plan.

use serde_json::json;

use super::made::{Made, at};
use crate::day::{Job, PlanOut, Window};
use crate::live::Live;

fn two_people() -> Made {
    let far = json!({ "shifts": [{ "from": at("08:00"), "to": at("18:00"), "start_place": "p9", "end_place": "p9" }] });
    Made::new().person("zhang", &json!({})).person("li", &far).person("wang", &json!({ "areas": ["north"] }))
}

fn asked(id: &str, place: &str) -> Job {
    Job {
        id: id.to_string(),
        place: place.to_string(),
        minutes: 60.0,
        area: Some("south".to_string()),
        ..Job::default()
    }
}

#[test]
fn offers_are_ranked_by_what_they_cost_and_say_why() {
    let made = two_people().job("done", "p2", &json!({}));
    let mut live = Live::new(made.vetted(), &made.plan());
    live.add(asked("new", "p3")).unwrap();
    let offers = live.offers("new", 10);
    assert_eq!(offers.iter().map(|offer| offer.person.as_str()).collect::<Vec<_>>(), ["zhang", "li"]);
    assert_eq!(format!("{:.1} {:.2}", offers[0].terms["travel"], offers[0].terms["distance"]), "20.0 0.24");
    assert_eq!(format!("{:.1}", offers[1].terms["travel"]), "120.0");
}

#[test]
fn whoever_is_ruled_out_is_told_every_reason() {
    let made = two_people();
    let mut live = Live::new(made.vetted(), &PlanOut::default());
    live.add(asked("new", "p3")).unwrap();
    let reasons = live.why_not("new", "wang");
    assert_eq!(reasons[0].1[0].words, "area south is not served");
    assert!(live.why_not("new", "zhang")[0].1.is_empty());
}

#[test]
fn asking_changes_nothing() {
    let made = two_people().job("done", "p2", &json!({}));
    let mut live = Live::new(made.vetted(), &made.plan());
    live.add(asked("new", "p3")).unwrap();
    let before = serde_json::to_string(&live.plan()).unwrap();
    live.offers("new", 10);
    live.slots("new", &[window("09:00", "10:00")]);
    assert_eq!(serde_json::to_string(&live.plan()).unwrap(), before);
}

fn window(from: &str, to: &str) -> Window {
    serde_json::from_value(json!({ "from": at(from), "to": at(to) })).unwrap()
}

#[test]
fn only_windows_that_can_be_kept_are_offered() {
    let busy = json!({ "minutes": 300, "windows": [{ "from": at("08:10"), "to": at("08:10") }] });
    let made = Made::new().person("zhang", &json!({})).job("long", "p1", &busy);
    let mut live = Live::new(made.vetted(), &made.plan());
    live.add(asked("new", "p1")).unwrap();
    let slots = live.slots("new", &[window("09:00", "11:00"), window("14:00", "16:00"), window("17:30", "18:00")]);
    assert_eq!(slots.iter().map(|slot| slot.cost).collect::<Vec<_>>(), [None, Some(0.0), None]);
}

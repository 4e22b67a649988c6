//! Bad input is noticed by id and field, and the rest of the day is planned.

use serde_json::{Value, json};

use super::made::{Made, at, planned, visit};

fn notices(day: &Value) -> Vec<(String, String)> {
    super::made::vetted(day).notices.into_iter().map(|notice| (notice.id, notice.field)).collect()
}

#[test]
fn each_fault_is_noticed_by_id_and_field_and_the_valid_job_is_planned() {
    let cases = [
        (json!({ "place": "nowhere" }), "place"),
        (json!({ "windows": [{ "from": at("12:00"), "to": at("10:00") }] }), "windows"),
        (json!({ "skills": { "juggling": 1 } }), "skills"),
        (json!({ "minutes": -5 }), "minutes"),
        (json!({ "minutes": 5_000 }), "minutes"),
        (json!({ "minutes": "an hour" }), "jobs"),
        (json!({ "after": [{ "job": "bad" }] }), "after"),
        (json!({ "allowed": ["nobody"] }), "allowed"),
        (json!({ "pin": { "person": "nobody" } }), "pin.person"),
        (json!({ "pin": { "person": "zhang" }, "excluded": ["zhang"] }), "pin.person"),
        (json!({ "priority": -1 }), "priority"),
    ];
    for (fault, field) in cases {
        let made = Made::new().person("zhang", &json!({})).job("good", "p1", &json!({})).job("bad", "p2", &fault);
        assert!(notices(&made.0).contains(&("bad".to_string(), field.to_string())), "{fault}: {:?}", notices(&made.0));
        assert!(visit(&made.plan(), "good").is_some(), "{fault}");
    }
}

#[test]
fn jobs_that_wait_for_each_other_are_freed_from_the_circle() {
    let waits = |job: &str| json!({ "after": [{ "job": job }] });
    let made = Made::new().person("zhang", &json!({})).job("a", "p1", &waits("b")).job("b", "p1", &waits("c")).job(
        "c",
        "p1",
        &waits("a"),
    );
    assert_eq!(notices(&made.0).len(), 3);
    assert_eq!(made.plan().unserved.len(), 0);
}

#[test]
fn swapped_coordinates_are_swapped_back() {
    let place = |id: &str, lat: f64, lon: f64| json!({ "id": id, "lat": lat, "lon": lon });
    let made = Made::new().person("zhang", &json!({})).job("j", "p1", &json!({}));
    let places = json!([
        place("p0", 31.2, 121.4),
        place("p1", 121.5, 31.2),
        place("p1", 31.0, 121.0),
        place("p2", 500.0, 500.0)
    ]);
    let made = made.with("places", places).with("travel", json!({ "kind": "line" }));
    let found = notices(&made.0);
    assert_eq!(found.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["p1", "p1", "p2"]);
    assert!(visit(&made.plan(), "j").is_some());
}

#[test]
fn a_place_that_no_road_reaches_is_told_as_the_reason() {
    let mut made = Made::new().person("zhang", &json!({})).job("j", "p1", &json!({}));
    made.0["travel"]["seconds"][0][1] = Value::Null;
    assert_eq!(made.plan().unserved[0].reasons, ["no way leads there and back (1)"]);
}

#[test]
fn a_day_without_technicians_has_a_plan_without_routes() {
    let plan = planned(&Made::new().job("j", "p1", &json!({})).0, 50, 1);
    assert_eq!((plan.routes.len(), plan.unserved.len()), (0, 1));
}

#[test]
fn a_job_locked_by_two_people_stays_with_the_first() {
    let locked = json!({ "locked": ["j"] });
    let made = Made::new().person("zhang", &locked).person("li", &locked).job("j", "p1", &json!({}));
    assert_eq!(visit(&made.plan(), "j").unwrap().0, "zhang");
    assert_eq!(notices(&made.0), [("j".to_string(), "locked".to_string())]);
}

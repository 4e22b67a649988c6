//! One business fact at a time.

use serde_json::json;

use super::made::{Made, at, visit};

#[test]
fn a_job_goes_to_whoever_has_the_skill_at_its_level() {
    let made = Made::new()
        .person("zhang", &json!({ "skills": { "ac": 1 } }))
        .person("li", &json!({ "skills": { "ac": 3 } }))
        .job("j", "p1", &json!({ "skills": { "ac": 2 } }));
    assert_eq!(visit(&made.plan(), "j").unwrap().0, "li");
}

#[test]
fn an_expired_certificate_leaves_the_job_unserved_with_its_date_as_reason() {
    let person = json!({ "certificates": [{ "id": "water-purifier", "valid_until": "2026-10-31" }] });
    let plan =
        Made::new().person("zhang", &person).job("j", "p1", &json!({ "certificates": ["water-purifier"] })).plan();
    assert_eq!(plan.unserved[0].reasons, ["certificate water-purifier expired 2026-10-31 (1)"]);
}

#[test]
fn a_window_that_cannot_be_reached_is_told_with_both_times() {
    let window = json!({ "windows": [{ "from": at("08:00"), "to": at("08:20") }] });
    let plan = Made::new().person("zhang", &json!({})).job("j", "p5", &window).plan();
    assert_eq!(plan.unserved[0].reasons, ["would arrive 08:50, window closes 08:20 (1)"]);
}

#[test]
fn a_crew_starts_together_although_its_members_come_from_apart() {
    let far = json!({ "shifts": [{ "from": at("08:00"), "to": at("18:00"), "start_place": "p9" }] });
    let plan = Made::new()
        .person("zhang", &json!({}))
        .person("li", &far)
        .job("j", "p1", &json!({ "crew": [{ "role": "helper" }] }))
        .plan();
    let starts: Vec<String> = plan.routes.iter().map(|route| route.stops[0].starts.to_string()).collect();
    assert_eq!(starts[0], starts[1]);
    assert!(starts[0] >= at("09:20"), "{starts:?}");
}

#[test]
fn installing_waits_until_the_gap_after_measuring_has_passed() {
    let after = json!({ "after": [{ "job": "measure", "gap_minutes": 120 }] });
    let plan =
        Made::new().person("zhang", &json!({})).job("install", "p1", &after).job("measure", "p1", &json!({})).plan();
    assert_eq!(
        (visit(&plan, "measure").unwrap().1.as_str(), visit(&plan, "install").unwrap().1.as_str()),
        ("08:10", "11:10")
    );
}

#[test]
fn what_waits_for_an_impossible_job_is_left_out_with_it() {
    let plan = Made::new()
        .person("zhang", &json!({}))
        .job("measure", "p1", &json!({ "skills": { "laser": 1 } }))
        .job("install", "p1", &json!({ "after": [{ "job": "measure" }] }))
        .plan();
    assert_eq!(plan.unserved.len(), 2);
}

#[test]
fn linked_jobs_get_the_same_person_even_where_two_would_be_nearer() {
    let far = json!({ "shifts": [{ "from": at("08:00"), "to": at("18:00"), "start_place": "p9", "end_place": "p9" }] });
    let made = Made::new().person("zhang", &json!({})).person("li", &far).job("a", "p0", &json!({}));
    let plan = made.job("b", "p9", &json!({ "same_person_as": ["a"] })).plan();
    assert_eq!(visit(&plan, "a").unwrap().0, visit(&plan, "b").unwrap().0);
}

#[test]
fn lunch_is_taken_within_its_window() {
    let pause = json!([{ "from": at("11:30"), "to": at("12:30"), "minutes": 60 }]);
    let shift = json!({ "shifts": [{ "from": at("08:00"), "to": at("18:00"), "start_place": "p0", "breaks": pause }] });
    let plan = (0..7)
        .fold(Made::new().person("zhang", &shift), |made, job| made.job(&format!("j{job}"), "p0", &json!({})))
        .plan();
    let taken = &plan.routes[0].breaks[0];
    assert!(taken.starts.to_string() >= at("11:30") && taken.starts.to_string() <= at("12:30"), "{}", taken.starts);
    assert_eq!(plan.unserved.len(), 0);
}

#[test]
fn the_part_in_the_van_is_used_once() {
    let needs = json!({ "parts": { "P-204": 1 } });
    let plan = Made::new()
        .person("zhang", &json!({ "parts": { "P-204": 1 } }))
        .job("a", "p1", &needs)
        .job("b", "p1", &needs)
        .plan();
    assert_eq!(plan.unserved.len(), 1);
    assert_eq!(plan.unserved[0].reasons, ["part P-204 not in the van, or used up by other jobs (1)"]);
}

#[test]
fn of_two_jobs_for_one_place_in_time_the_more_important_is_served() {
    let at_nine =
        |priority: u32| json!({ "priority": priority, "windows": [{ "from": at("09:00"), "to": at("09:00") }] });
    let plan = Made::new().person("zhang", &json!({})).job("a", "p1", &at_nine(1)).job("b", "p1", &at_nine(2)).plan();
    assert_eq!(plan.unserved[0].job, "a");
}

#[test]
fn what_is_locked_comes_first_and_in_its_order() {
    let made = Made::new()
        .person("zhang", &json!({ "locked": ["far", "near"] }))
        .job("near", "p1", &json!({}))
        .job("far", "p5", &json!({}))
        .job("other", "p1", &json!({}));
    let jobs: Vec<String> = made.plan().routes[0].stops.iter().map(|stop| stop.job.clone()).collect();
    assert_eq!(jobs[..2], ["far", "near"]);
}

#[test]
fn the_jam_at_eight_makes_the_way_longer() {
    let mut made = Made::new().person("zhang", &json!({})).job("j", "p3", &json!({}));
    let pace: Vec<f64> = (0..24).map(|hour| if hour == 8 { 0.5 } else { 1.0 }).collect();
    made.0["travel"]["pace"] = json!(pace);
    assert_eq!(visit(&made.plan(), "j").unwrap().1, "09:00");
}

#[test]
fn fairness_spreads_the_work_where_travel_alone_would_not() {
    let made = (0..6).fold(Made::new().person("zhang", &json!({})).person("li", &json!({})), |made, job| {
        made.job(&format!("j{job}"), "p1", &json!({}))
    });
    let made = made.with("weights", json!({ "fairness": 50.0 }));
    assert_eq!(made.plan().routes.iter().map(|route| route.stops.len()).collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn even_income_spreads_what_jobs_bring_and_not_how_many_there_are() {
    let made = Made::new().person("zhang", &json!({})).person("li", &json!({}));
    let made = made.job("dear", "p1", &json!({ "income": 3.0 }));
    let made = (0..3).fold(made, |made, job| made.job(&format!("j{job}"), "p1", &json!({ "income": 1.0 })));
    let even = made.with("weights", json!({ "income": 50.0 })).plan();
    let (with_dear, _) = visit(&even, "dear").unwrap();
    let alone = even.routes.iter().find(|route| route.person == with_dear).unwrap();
    assert_eq!(alone.stops.len(), 1, "the dear one is as much as the other three: {even:?}");
    assert!((even.costs["income"] - 50.0 * (9.0 + 9.0)).abs() < 0.01, "{:?}", even.costs);
}

#[test]
fn whoever_has_earned_already_gets_less_on_top_and_a_crew_shares_evenly() {
    let made = Made::new().person("zhang", &json!({ "earned": 4.0 })).person("li", &json!({}));
    let made = (0..4).fold(made, |made, job| made.job(&format!("j{job}"), "p1", &json!({ "income": 1.0 })));
    let even = made.with("weights", json!({ "income": 50.0 })).plan();
    assert!((0..4).all(|job| visit(&even, &format!("j{job}")).unwrap().0 == "li"), "{even:?}");

    let crew = Made::new().person("zhang", &json!({})).person("li", &json!({}));
    let crew = crew.job("heavy", "p1", &json!({ "income": 6.0, "crew": [{ "role": "helper" }] }));
    let even = crew.with("weights", json!({ "income": 1.0 })).plan();
    assert!((even.costs["income"] - 18.0).abs() < 0.01, "three for each of two: {:?}", even.costs);
}

/// A morning and an afternoon, of which the afternoon is nearer to the job by ten minutes each way.
fn two_shifts() -> Made {
    let shift = |from: &str, to: &str, place: &str| json!({ "from": at(from), "to": at(to), "start_place": place, "end_place": place });
    let shifts = json!([shift("08:00", "12:00", "p2"), shift("14:00", "18:00", "p1")]);
    Made::new().person("zhang", &json!({ "shifts": shifts })).job("j", "p1", &json!({}))
}

#[test]
fn sooner_is_better_only_where_it_is_given_a_weight() {
    assert_eq!(visit(&two_shifts().plan(), "j").unwrap().1, "14:00");
    let hurried = two_shifts().with("weights", json!({ "sooner": 5.0 })).plan();
    assert_eq!(visit(&hurried, "j").unwrap().1, "08:10");
    assert!((hurried.costs["sooner"] - 5.0 / 6.0).abs() < 0.01, "{:?}", hurried.costs);
}

#[test]
fn at_a_small_weight_six_hours_sooner_are_not_worth_twenty_minutes_of_driving() {
    let plan = two_shifts().with("weights", json!({ "sooner": 1.0 })).plan();
    assert_eq!(visit(&plan, "j").unwrap().1, "14:00");
}

#[test]
fn a_preferred_person_is_worth_a_detour() {
    let far = json!({ "shifts": [{ "from": at("08:00"), "to": at("18:00"), "start_place": "p1", "end_place": "p1" }] });
    let made =
        Made::new().person("zhang", &json!({})).person("li", &far).job("j", "p0", &json!({ "preferred": ["li"] }));
    assert_eq!(visit(&made.with("weights", json!({ "preferred": 60.0 })).plan(), "j").unwrap().0, "li");
}

//! The SOP run: branching, limits, earlier readings, what blocks finishing (F5).

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use serde_json::{Value, json};

use super::{a_technician, an_accepted_visit, an_order, an_order_for, at, at_work_on, did, picture, refused};
use crate::nouns::AssetId;
use crate::world::World;

/// The step with this code.
fn step<'s>(run: &'s Value, code: &str) -> &'s Value {
    run["steps"].as_array().unwrap().iter().find(|each| each["step"]["code"] == code).unwrap()
}

fn blocks(run: &Value) -> Vec<(&str, &str)> {
    run["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|block| (block["step"].as_str().unwrap(), block["code"].as_str().unwrap()))
        .collect()
}

#[db_test]
async fn a_step_is_asked_when_an_earlier_answer_calls_for_it(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("11:00")).await;
    let (_, run) = world.call("technician", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    assert_eq!((&run["code"], &step(&run, "leak_photo")["asked"]), (&json!("ac_repair"), &json!(false)));
    assert!(blocks(&run).contains(&("leak_found", "field.required")));
    let run =
        did(&world, "technician", visit, "sop-answers", json!({ "answers": { "leak_found": "yes", "dress": true } }))
            .await;
    assert_eq!(step(&run, "leak_photo")["asked"], true);
    assert!(blocks(&run).contains(&("leak_photo", "field.required")));
    assert!(!blocks(&run).iter().any(|(code, _)| *code == "dress"));
    // a photo added to the step answers it
    let photo = json!({ "sha256": picture('a'), "kind": "photo", "step": "leak_photo" });
    did(&world, "technician", visit, "evidence", photo).await;
    let (_, run) = world.call("technician", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    assert_eq!(step(&run, "leak_photo")["answer"], json!([picture('a')]));
    assert!(!blocks(&run).iter().any(|(code, _)| *code == "leak_photo"));
}

#[db_test]
async fn a_reading_out_of_its_limits_is_kept_marked_and_blocks_and_the_machines_earlier_ones_are_shown(world: World) {
    let technician = a_technician(&world, "technician").await;
    let asset = AssetId::new();
    let before = at_work_on(&world, an_order_for(&world, asset).await, technician, "technician", at("11:00")).await;
    did(&world, "technician", before, "sop-answers", json!({ "answers": { "temp_diff": 11.5 } })).await;
    let visit = at_work_on(&world, an_order_for(&world, asset).await, technician, "technician", at("14:00")).await;
    let path = format!("/visits/{visit}/sop/temp_diff");
    let (status, run) = world.call("technician", "PUT", &path, json!({ "value": 2.5 })).await;
    assert_eq!(status, StatusCode::OK, "{run}");
    let reading = step(&run, "temp_diff");
    assert_eq!((&reading["answer"], &reading["within_limits"]), (&json!(2.5), &json!(false)));
    assert_eq!(reading["earlier"][0]["value"], json!(11.5));
    assert!(blocks(&run).contains(&("temp_diff", "field.too_small")));
    let (_, run) = world.call("technician", "PUT", &path, json!({ "value": 9 })).await;
    assert_eq!(step(&run, "temp_diff")["within_limits"], true);
    let (status, _) =
        world.call("technician", "PUT", &format!("/visits/{visit}/sop/unheard_of"), json!({ "value": 1 })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[db_test]
async fn what_cannot_be_an_answer_is_refused_with_everything_that_is_wrong(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("11:00")).await;
    let answers = json!({ "answers": { "temp_diff": "warm", "leak_found": "perhaps", "before": ["nothing"], "colour": "red", "dress": true } });
    let (status, problem) = world.call("technician", "POST", &format!("/visits/{visit}/sop-answers"), answers).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong: Vec<(&str, &str)> = problem["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| (field["path"].as_str().unwrap(), field["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        wrong,
        [
            ("answers.before", "field.not_a_file"),
            ("answers.colour", "field.unknown"),
            ("answers.leak_found", "field.not_a_choice"),
            ("answers.temp_diff", "field.wrong_type"),
        ]
    );
    let (_, run) = world.call("technician", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
    assert_eq!(step(&run, "dress")["answer"], Value::Null, "nothing of it was kept");
    let waiting = an_accepted_visit(&world, technician, "technician", at("15:00")).await;
    let early = refused(&world, "technician", waiting, "sop-answers", json!({ "answers": { "dress": true } })).await;
    assert_eq!(early.1, "visit.sop_not_now");
}

#[db_test]
async fn the_later_answer_stands_whichever_comes_in_first(world: World) {
    let technician = a_technician(&world, "technician").await;
    let visit = at_work_on(&world, an_order(&world).await, technician, "technician", at("11:00")).await;
    let path = format!("/visits/{visit}/sop/temp_diff");
    let late = world.now().plus_minutes(8).to_string();
    world.call_with("technician", "PUT", &path, json!({ "value": 9 }), &[("fieldloop-happened-at", &late)]).await;
    let (_, run) = world.call("technician", "PUT", &path, json!({ "value": 7 })).await;
    assert_eq!(step(&run, "temp_diff")["answer"], 9);
}

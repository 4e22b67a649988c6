//! Whom customers call, as the company and its outlets write it.

use axum::http::StatusCode;
use db_test::db_test;
use serde_json::{Value, json};

use crate::world::World;

const PATH: &str = "/company-settings";

#[db_test]
async fn a_company_writes_a_number_that_can_be_dialled_from_anywhere(world: World) {
    let before = world.done("guide", "GET", PATH, Value::Null).await;
    assert_eq!(
        (&before["service_phone"], &before["ask_again_days"], &before["version"]),
        (&Value::Null, &json!(7), &json!(0))
    );
    let wanted = |phone: &str| json!({ "service_phone": phone, "service_hours": " 周一至周日 8:00–20:00 ", "ask_again_days": 7 });
    let (status, _) = world.call("manager", "PUT", PATH, wanted("400-820-8820")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    for (phone, code) in [
        ("6327 1234", "field.no_area_code"),
        ("总机转 8", "field.not_a_phone"),
        ("12345", "field.not_a_phone"),
        ("4008208820400820882040082088204008208820", "field.too_long"),
    ] {
        let (status, problem) = world.call("admin", "PUT", PATH, wanted(phone)).await;
        assert_eq!(
            (status, &problem["fields"][0]["path"], &problem["fields"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("service_phone"), &json!(code)),
            "{phone}"
        );
    }
    let long = json!({ "service_hours": "长".repeat(61), "ask_again_days": 0 });
    let (_, problem) = world.call("admin", "PUT", PATH, long).await;
    let paths: Vec<&Value> = problem["fields"].as_array().unwrap().iter().map(|field| &field["path"]).collect();
    assert_eq!(paths, ["service_hours", "ask_again_days"]);
    for (typed, kept) in
        [("021-6327 1234", "+862163271234"), ("138 0000 0000", "+8613800000000"), ("400-820-8820", "+864008208820")]
    {
        let shown = world.done("admin", "PUT", PATH, wanted(typed)).await;
        assert_eq!((&shown["service_phone"], &shown["service_hours"]), (&json!(kept), &json!("周一至周日 8:00–20:00")));
    }
    let (status, _) = world.call_with("admin", "PUT", PATH, wanted(""), &[("if-match", "\"1\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "somebody changed it meanwhile");
    let none = world.done("admin", "PUT", PATH, wanted("")).await;
    assert_eq!((&none["service_phone"], &none["version"]), (&Value::Null, &json!(4)));
    let trail = world.done("admin", "GET", "/audit?kind=company_setting.changed", Value::Null).await;
    assert_eq!(trail["items"].as_array().unwrap().len(), 4);
    assert!(!trail.to_string().contains("4008208820"), "an event holds no number");
}

#[db_test]
async fn an_outlet_has_a_number_of_its_own_or_none(world: World) {
    let path = format!("/units/{}", world.outlet.id);
    let (status, problem) = world.call("admin", "PATCH", &path, json!({ "service_phone": "63271234" })).await;
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.no_area_code"))
    );
    let own = json!({ "service_phone": "021 6327 1234", "service_hours": "9–18 点" });
    let shown = world.done("admin", "PATCH", &path, own).await;
    assert_eq!((&shown["service_phone"], &shown["service_hours"]), (&json!("+862163271234"), &json!("9–18 点")));
    let renamed = world.done("admin", "PATCH", &path, json!({ "name": "城东" })).await;
    assert_eq!((&renamed["service_phone"], &renamed["service_hours"]), (&json!("+862163271234"), &json!("9–18 点")));
    let none = world.done("admin", "PATCH", &path, json!({ "service_phone": "", "service_hours": "" })).await;
    assert_eq!((&none["service_phone"], &none["service_hours"]), (&Value::Null, &json!("")));
}

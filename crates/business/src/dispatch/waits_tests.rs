//! What has to come first, through the API, on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::{Day, Moment};
use platform::db::{self, Sql};
use serde_json::{Value, json};

use crate::dispatch::tests::{a_mechanic, a_visit_in_the_afternoon, recommended};
use crate::orders::visits::tests::{a_visit, an_order, at, did};
use crate::orders::visits::{NewVisit, Visit, VisitId, plan};
use crate::people::{self, NewCertificate};
use crate::world::World;

async fn awaits(world: &World, visit: VisitId, parts: Value) {
    let (status, told) =
        world.call("dispatcher", "PUT", &format!("/visits/{visit}/awaited-parts"), json!({ "parts": parts })).await;
    assert_eq!(status, StatusCode::OK, "{told}");
}

async fn planned(world: &World, day: &str) -> Value {
    let path = format!("/dispatch/day-plan?seconds=1&day={day}");
    world.call("dispatcher", "GET", &path, Value::Null).await.1
}

fn moment(value: &Value) -> Moment {
    serde_json::from_value(value.clone()).unwrap()
}

#[db_test]
async fn nobody_is_sent_before_the_part_is_there(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit(&world).await;
    let part = |day: Value| json!([{ "name": "P-204", "expected_on": day }]);
    awaits(&world, visit.id, part(json!("2026-11-22"))).await;

    let ranked = recommended(&world, visit.id).await;
    assert_eq!(ranked["waits"][0]["code"], "dispatch.waits_for_part", "{ranked}");
    assert_eq!(ranked["waits"][0]["facts"], json!({ "part": "P-204", "day": "2026-11-22" }));
    let from = moment(&ranked["candidates"][0]["planned_from_at"]);
    assert_eq!(world.read().actor().zone.day_of(from), Day::ymd(2026, 11, 22).unwrap(), "{ranked}");
    let today = planned(&world, "2026-11-21").await;
    let reason = &today["left"][0]["reasons"][0];
    assert_eq!((&today["visits"], &reason["code"]), (&json!([]), &json!("dispatch.waits_for_part")), "{today}");
    assert_eq!(reason["facts"]["day"], "2026-11-22");
    let tomorrow = planned(&world, "2026-11-22").await;
    assert_eq!(tomorrow["visits"][0]["visit_id"], json!(visit.id), "{tomorrow}");
    let (_, list) = world.call("dispatcher", "GET", "/visits/unassigned", Value::Null).await;
    let shown = (&list["items"][0]["awaited_part"], &list["items"][0]["awaited_on"]);
    assert_eq!(shown, (&json!("P-204"), &json!("2026-11-22")), "{list}");

    awaits(&world, visit.id, part(Value::Null)).await;
    let ranked = recommended(&world, visit.id).await;
    assert_eq!(ranked["candidates"], json!([]), "nobody knows when it comes: {ranked}");
    assert_eq!(ranked["excluded"][0]["reasons"][0]["code"], "dispatch.part_not_expected");

    awaits(&world, visit.id, json!([])).await;
    let ranked = recommended(&world, visit.id).await;
    assert_eq!((&ranked["waits"], ranked["candidates"].as_array().unwrap().len()), (&json!([]), 1), "{ranked}");
}

#[db_test]
async fn a_window_before_the_part_is_there_rules_everybody_out_in_words(world: World) {
    a_mechanic(&world, "technician", 1.0).await;
    let visit = a_visit_in_the_afternoon(&world).await;
    awaits(&world, visit.id, json!([{ "name": "P-204", "expected_on": "2026-11-22" }])).await;
    let ranked = recommended(&world, visit.id).await;
    let reasons = ranked["excluded"][0]["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["code"] == "dispatch.waits_for_part"), "{ranked}");
    let old = json!({ "parts": [{ "name": "P-204", "expected_on": "2026-11-20" }] });
    let path = format!("/visits/{}/awaited-parts", visit.id);
    let (status, problem) = world.call("dispatcher", "PUT", &path, old).await;
    assert_eq!(
        (status, &problem["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("parts[0].expected_on")),
        "{problem}"
    );
}

/// An exchange whose new machine is delivered and then installed, each by one person.
async fn delivered_then_installed(world: &World) -> (Visit, Visit) {
    let order = an_order(world).await;
    let tx = world.begin().await;
    let sql = Sql::new("UPDATE work_order SET type = 'exchange' WHERE tenant_id = ? AND id = ?");
    tx.run(sql.bind(world.company.id).bind(order)).await.unwrap();
    let mut visits = vec![];
    for leg in ["deliver", "install"] {
        let visit = plan(&tx, NewVisit::of(order, leg)).await.unwrap();
        visits.push(db::update(&tx, Visit { crew_size: 1, ..visit }).await.unwrap());
    }
    tx.commit().await.unwrap();
    let install = visits.pop().unwrap();
    (visits.pop().unwrap(), install)
}

#[db_test]
async fn what_is_installed_is_delivered_before_in_the_plan_of_a_day_and_in_the_ranking(world: World) {
    let who = a_mechanic(&world, "technician", 1.0).await;
    let tx = world.begin().await;
    let papers = ["cert_cooling", "cert_height"].map(|certificate| NewCertificate {
        certificate: certificate.into(),
        number: "T-1".into(),
        expires_on: None,
    });
    people::set_certificates(&tx, who, papers.into()).await.unwrap();
    tx.commit().await.unwrap();
    let (deliver, install) = delivered_then_installed(&world).await;

    let ranked = recommended(&world, install.id).await;
    assert_eq!(ranked["waits"][0]["code"], "dispatch.leg_not_planned", "{ranked}");
    assert_eq!((&ranked["waits"][0]["facts"]["leg"], &ranked["candidates"]), (&json!("送新机"), &json!([])));
    let plan = planned(&world, "2026-11-21").await;
    let of = |id: VisitId| plan["visits"].as_array().unwrap().iter().find(|each| each["visit_id"] == json!(id));
    let (first, second) = (of(deliver.id).unwrap(), of(install.id).unwrap());
    assert!(moment(&first["planned_to_at"]) <= moment(&second["planned_from_at"]), "{plan}");
    assert_eq!((&first["follows"], &second["follows"][0]["leg"]), (&json!([]), &json!("送新机")));

    let taken = json!({ "technician_id": who, "planned_from_at": at("15:00"), "override_reason": "客户要求" });
    did(&world, "dispatcher", deliver.id, "assignment", taken).await;
    let ranked = recommended(&world, install.id).await;
    assert_eq!(ranked["waits"][0]["code"], "dispatch.waits_for_leg", "{ranked}");
    assert!(moment(&ranked["candidates"][0]["planned_from_at"]) >= at("15:25"), "{ranked}");
    let plan = planned(&world, "2026-11-21").await;
    assert!(moment(&plan["visits"][0]["planned_from_at"]) >= at("15:25"), "{plan}");
}

//! Photos taken by mistake, and pictures that guide through a step.

use axum::body::Body;
use axum::http::StatusCode;
use db_test::db_test;
use platform::db::Sql;
use platform::random::sha256_hex;
use serde_json::{Value, json};

use super::{a_technician, an_order, at, at_work_on, did, picture, refused, trail};
use crate::files::tests::PIXEL;
use crate::nouns::VisitId;
use crate::world::World;

async fn at_work(world: &World) -> VisitId {
    let technician = a_technician(world, "technician").await;
    at_work_on(world, an_order(world).await, technician, "technician", at("11:00")).await
}

fn answer<'s>(run: &'s Value, code: &str) -> &'s Value {
    &run["steps"].as_array().unwrap().iter().find(|each| each["step"]["code"] == code).unwrap()["answer"]
}

#[db_test]
async fn a_photo_taken_by_mistake_is_evidence_no_longer_and_stays_on_record(world: World) {
    let visit = at_work(&world).await;
    for letter in ['a', 'b'] {
        let photo = json!({ "sha256": picture(letter), "kind": "photo", "step": "before" });
        did(&world, "technician", visit, "evidence", photo).await;
    }
    did(&world, "technician", visit, "evidence", json!({ "sha256": picture('a'), "kind": "photo" })).await;
    did(&world, "technician", visit, "sop-answers", json!({ "answers": { "before": [picture('a'), picture('b')] } }))
        .await;
    let mistake = json!({ "sha256": picture('a'), "step": "before" });
    let run = did(&world, "technician", visit, "evidence-withdrawals", mistake.clone()).await;
    assert_eq!(answer(&run, "before"), &json!([picture('b')]), "{run}");
    let (_, page) = world.call("technician", "GET", &format!("/visits/{visit}"), Value::Null).await;
    let left: Vec<(&Value, &Value)> =
        page["evidence"].as_array().unwrap().iter().map(|each| (&each["sha256"], &each["step"])).collect();
    assert_eq!(left.len(), 2, "the same picture of the visit as a whole stays: {page}");
    assert!(!left.contains(&(&json!(picture('a')), &json!("before"))));
    let kept: i64 = world
        .read()
        .value(Sql::new("SELECT COUNT(*) FROM evidence_withdrawn WHERE visit_id = ?").bind(visit))
        .await
        .unwrap();
    assert_eq!((kept, trail(&world, visit).await.last().unwrap().as_str()), (1, "visit.evidence_withdrawn"));
    let (status, _) = refused(&world, "technician", visit, "evidence-withdrawals", mistake).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "what is no evidence cannot be taken back");
    let loose = json!({ "sha256": picture('a') });
    assert_eq!(refused(&world, "desk", visit, "evidence-withdrawals", loose).await.1, "forbidden");
}

#[db_test]
async fn a_signature_stays_and_a_visit_that_is_over_keeps_its_photos(world: World) {
    let visit = at_work(&world).await;
    did(&world, "technician", visit, "evidence", json!({ "sha256": picture('c'), "kind": "signature" })).await;
    did(&world, "technician", visit, "evidence", json!({ "sha256": picture('d'), "kind": "photo" })).await;
    let signed = refused(&world, "technician", visit, "evidence-withdrawals", json!({ "sha256": picture('c') })).await;
    assert_eq!(signed.1, "visit.evidence_signed");
    let tx = world.begin().await;
    tx.run(Sql::new("UPDATE visit SET status = 'done' WHERE id = ?").bind(visit)).await.unwrap();
    tx.commit().await.unwrap();
    let late = refused(&world, "technician", visit, "evidence-withdrawals", json!({ "sha256": picture('d') })).await;
    assert_eq!(late, (StatusCode::CONFLICT, "visit.evidence_final".into()));
}

#[db_test]
async fn a_visit_keeps_the_pictures_of_the_procedure_that_it_began_with(world: World) {
    let before = at_work(&world).await;
    let sha256 = sha256_hex(PIXEL);
    let sent = world.send("admin", "PUT", &format!("/files/{sha256}"), Body::from(PIXEL.to_vec()), &[]).await;
    assert_eq!(sent.status(), StatusCode::CREATED);
    let seen = world.send("technician", "GET", &format!("/files/{sha256}"), Body::empty(), &[]).await;
    assert_eq!(seen.status(), StatusCode::NOT_FOUND);
    let path = "/sops/ac_repair/steps/before/pictures";
    let pictures = json!({ "pictures": [{ "sha256": sha256, "caption": " 铭牌要拍清楚 " }] });
    let (status, _) = world.call("manager", "PUT", path, pictures.clone()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let sop = world.done("admin", "PUT", path, pictures.clone()).await;
    let step = sop["steps"].as_array().unwrap().iter().find(|step| step["code"] == "before").unwrap();
    assert_eq!((&step["pictures"][0]["caption"], &sop["version"]), (&json!("铭牌要拍清楚"), &json!(2)), "{sop}");
    let (status, _) = world.call_with("admin", "PUT", path, pictures, &[("if-match", "\"1\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "somebody changed it meanwhile");
    let wrong = json!({ "pictures": [{ "sha256": picture('f') }] });
    let (_, problem) = world.call("admin", "PUT", path, wrong).await;
    assert_eq!(problem["fields"][0]["code"], "field.not_a_picture", "{problem}");
    let (status, _) =
        world.call("admin", "PUT", "/sops/ac_repair/steps/no_such/pictures", json!({ "pictures": [] })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let seen = world.send("technician", "GET", &format!("/files/{sha256}"), Body::empty(), &[]).await;
    assert_eq!(seen.status(), StatusCode::OK);

    let technician = world.users[&crate::identity::Role::Technician];
    let after = at_work_on(&world, an_order(&world).await, technician, "technician", at("15:00")).await;
    for (visit, count) in [(before, 0), (after, 1)] {
        let (_, run) = world.call("technician", "GET", &format!("/visits/{visit}/sop"), Value::Null).await;
        let step = run["steps"].as_array().unwrap().iter().find(|each| each["step"]["code"] == "before").unwrap();
        assert_eq!(step["step"]["pictures"].as_array().map_or(0, Vec::len), count, "{run}");
    }
}

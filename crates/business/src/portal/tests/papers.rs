//! Manuals and drawings: the technician's on the visit, the customer's by the label, nobody else's; opened by a plain link with a pass.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use platform::random::sha256_hex;
use serde_json::{Value, json};

use super::{by_link, text};
use crate::files::tests::PIXEL;
use crate::world::World;

/// A stored file; its hash.
async fn sent(world: &World, bytes: &[u8], name: &str) -> String {
    let sha256 = sha256_hex(bytes);
    let path = format!("/files/{sha256}?name={name}");
    let answer = world.send("manager", "PUT", &path, Body::from(bytes.to_vec()), &[]).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    sha256
}

/// As a browser opens a plain link.
async fn opened(world: &World, address: &str) -> (StatusCode, String, String) {
    let answer = world.send("", "GET", address, Body::empty(), &[("accept", "text/html,*/*")]).await;
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let (status, bytes) = (answer.status(), to_bytes(answer.into_body(), 1_000_000).await.unwrap());
    (status, kind, String::from_utf8_lossy(&bytes).into_owned())
}

async fn read(world: &World, secret: &str, sha256: &str) -> (StatusCode, Vec<u8>) {
    let bearer = format!("Bearer fll.acme.{secret}");
    let path = format!("/portal/papers/{sha256}");
    let answer = world.send("", "GET", &path, Body::empty(), &[("authorization", &bearer)]).await;
    let status = answer.status();
    (status, to_bytes(answer.into_body(), 1_000_000).await.unwrap().to_vec())
}

#[db_test]
async fn a_product_has_papers_in_an_order_of_which_customers_see_those_that_are_theirs(world: World) {
    let new = json!({ "code": "XQG", "name": "滚筒洗衣机", "category": "washer" });
    let product = world.done("manager", "POST", "/products", new).await;
    let id = text(&product, "/id");
    let manual = sent(&world, b"%PDF-1.7\nmanual", "manual.pdf").await;
    let drawing = sent(&world, PIXEL, "a.png").await;
    let path = format!("/products/{id}/papers");
    let both = json!({ "papers": [
        { "kind": "manual", "sha256": manual, "caption": "使用说明书", "for_customers": true },
        { "kind": "diagram", "sha256": drawing, "caption": "接线图" } ] });
    let (status, kept) = world.call_with("manager", "PUT", &path, both.clone(), &[("if-match", "\"1\"")]).await;
    assert_eq!(
        (status, &kept["items"][0]["media"], &kept["items"][1]["caption"]),
        (StatusCode::OK, &json!("application/pdf"), &json!("接线图")),
        "{kept}"
    );
    let (status, _) = world.call_with("manager", "PUT", &path, both, &[("if-match", "\"1\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED, "somebody changed it meanwhile");
    let listed = world.done("desk", "GET", "/products?q=XQG", Value::Null).await;
    assert_eq!(listed["items"][0]["papers"], 2, "{listed}");
    let wrong = json!({ "papers": [{ "kind": "manual", "sha256": "0".repeat(64) }] });
    let (_, problem) = world.call("manager", "PUT", &path, wrong).await;
    assert_eq!(
        (&problem["fields"][0]["path"], &problem["fields"][0]["code"]),
        (&json!("papers[0].sha256"), &json!("field.not_a_paper"))
    );
    let (status, _) = world.call("technician", "PUT", &path, json!({ "papers": [] })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let answer = world.send("technician", "GET", &format!("/files/{drawing}"), Body::empty(), &[]).await;
    assert_eq!(answer.status(), StatusCode::OK, "whoever works for the company reads what guides");

    let household = world.done("desk", "POST", "/customers", json!({ "name": "周文静", "phone": "13800000001" })).await;
    let machine = json!({ "customer_id": household["customer"]["id"], "category": "washer", "product_id": id, "name": "滚筒洗衣机", "serial": "SN-1" });
    let asset = text(&world.done("desk", "POST", "/assets", machine).await, "/id");
    let labels = world.done("desk", "POST", "/asset-labels", json!({ "asset_ids": [asset] })).await;
    let label = text(&labels, "/items/0/path").rsplit('/').next().unwrap().to_owned();
    let (_, seen) = by_link(&world, &label, "GET", "/portal", Value::Null).await;
    let papers = &seen["machine"]["papers"];
    assert_eq!((papers.as_array().unwrap().len(), &papers[0]["caption"]), (1, &json!("使用说明书")), "{seen}");
    assert_eq!(read(&world, &label, &manual).await, (StatusCode::OK, b"%PDF-1.7\nmanual".to_vec()));
    assert_eq!(read(&world, &label, &drawing).await.0, StatusCode::NOT_FOUND, "it is not for customers");

    // by a plain link, as a browser inside another app opens it: papers and nothing else, for a day
    let pass = text(&seen, "/pass");
    let plain = format!("/portal/papers/{manual}?pass={pass}");
    let (status, kind, words) = opened(&world, &plain).await;
    assert_eq!((status, kind.as_str(), words.as_str()), (StatusCode::OK, "application/pdf", "%PDF-1.7\nmanual"));
    assert_eq!(opened(&world, &format!("/portal/papers/{drawing}?pass={pass}")).await.0, StatusCode::NOT_FOUND);
    for path in ["/portal", "/portal/machines", "/portal/reports", "/portal/reports/1", "/session", "/orders"] {
        let (status, kind, _) = opened(&world, &format!("{path}?pass={pass}")).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path} {kind}");
    }
    let bearer = format!("Bearer {pass}");
    let shown = [("authorization", bearer.as_str())];
    let (status, _) = world.call_with("", "POST", "/portal/requests", json!({}), &shown).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "nobody writes by a pass");
    let forged = plain.replace(&pass[pass.len() - 6..], "AAAAAA");
    let (status, kind, words) = opened(&world, &forged).await;
    assert_eq!((status, kind.as_str()), (StatusCode::UNAUTHORIZED, "text/plain; charset=utf-8"));
    assert!(!words.is_empty() && !words.contains('{'), "a person reads words: {words}");
    let later = plain.replacen(&until_of(&pass), "9999999999999", 1);
    assert_eq!(opened(&world, &later).await.0, StatusCode::UNAUTHORIZED, "its end is signed with it");
    world.later(25 * 60);
    assert_eq!(opened(&world, &plain).await.0, StatusCode::UNAUTHORIZED, "a day is over");

    world.done("manager", "PUT", &path, json!({ "papers": [] })).await;
    assert_eq!(read(&world, &label, &manual).await.0, StatusCode::NOT_FOUND);
}

fn until_of(pass: &str) -> String {
    pass.split('.').nth(3).unwrap().to_owned()
}

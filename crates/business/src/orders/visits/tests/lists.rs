//! Lists and the page of one visit.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use serde_json::{Value, json};

use super::{a_technician, a_visit, an_accepted_visit, at, offered};
use crate::nouns::VisitId;
use crate::world::World;

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|row| row["visit"]["id"].as_str().unwrap().to_owned()).collect()
}

#[db_test]
async fn a_technician_lists_own_visits_of_the_day_in_the_order_of_their_times(world: World) {
    let mine = a_technician(&world, "technician").await;
    let other = a_technician(&world, "other").await;
    let second = an_accepted_visit(&world, mine, "technician", at("14:00")).await;
    let first = an_accepted_visit(&world, mine, "technician", at("11:00")).await;
    an_accepted_visit(&world, other, "other", at("12:00")).await;
    let asked = a_visit(&world).await.id;
    offered(&world, asked, mine, at("16:00")).await;
    let tomorrow = an_accepted_visit(&world, mine, "technician", at("11:00").plus_days(1)).await;
    let wanted = |all: &[VisitId]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (_, page) = world.call("technician", "GET", "/visits?day=2026-11-21", Value::Null).await;
    assert_eq!(ids(&page), wanted(&[first, second, asked]));
    let row = &page["items"][0];
    assert_eq!(row["order"]["contact_phone"], "+8613800000000", "the crew rings the bell");
    assert_eq!(row["visit"]["crew"][0]["name"], "测试technician");
    assert_eq!(page["items"][2]["order"]["contact_phone"], "138 **** 0000", "who is only asked does not yet");
    let (_, page) = world.call("technician", "GET", "/visits?day=2026-11-21&limit=2", Value::Null).await;
    assert_eq!(ids(&page), wanted(&[first, second]));
    let cursor = page["next"].as_str().unwrap();
    let (_, page) =
        world.call("technician", "GET", &format!("/visits?day=2026-11-21&limit=2&cursor={cursor}"), Value::Null).await;
    assert_eq!((ids(&page), &page["next"]), (wanted(&[asked]), &Value::Null));
    let (_, page) = world.call("technician", "GET", "/visits", Value::Null).await;
    assert_eq!(ids(&page).len(), 4);
    let path = format!("/visits?technician_id={mine}&open=true&day=2026-11-22");
    let (_, page) = world.call("dispatcher", "GET", &path, Value::Null).await;
    assert_eq!(ids(&page), wanted(&[tomorrow]));
    assert_eq!(page["items"][0]["order"]["contact_phone"], "138 **** 0000");
    let (status, _) = world.call("dispatcher", "GET", "/visits?cursor=nonsense", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[db_test]
async fn the_page_of_a_visit_has_what_whoever_goes_needs_and_hides_it_from_whoever_does_not(world: World) {
    let technician = a_technician(&world, "technician").await;
    a_technician(&world, "other").await;
    let visit = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let path = format!("/visits/{visit}");
    let (status, page) = world.call("technician", "GET", &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(page["order"]["address"], "人民大道 1 号 3 号楼 402");
    assert_eq!((&page["site"]["note"], &page["described"]), (&json!("门铃坏了"), &json!("不制冷")));
    assert_eq!(page["items"][0]["asset"]["name"], "挂机空调");
    assert_eq!(page["sop"]["code"], "ac_repair");
    assert_eq!(page["offers"], json!([]), "only dispatchers see who else was asked");
    assert!(page["charges"]["money"].is_object());
    let (_, page) = world.call("dispatcher", "GET", &path, Value::Null).await;
    assert_eq!(page["order"]["contact_phone"], "138 **** 0000");
    assert_eq!((page["offers"].as_array().unwrap().len(), &page["charges"]), (1, &Value::Null));
    assert_eq!(world.call("other", "GET", &path, Value::Null).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        world.call("desk", "GET", &format!("/visits/{}", VisitId::new()), Value::Null).await.0,
        StatusCode::NOT_FOUND
    );
}

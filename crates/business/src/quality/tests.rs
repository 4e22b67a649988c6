//! Reviews on both engines.

use axum::http::StatusCode;
use db_test::db_test;
use kernel::Id;
use serde_json::Value;

use super::{GiveReview, Reviewed, record_review};
use crate::identity::Role;
use crate::nouns::{Channel, OrderId};
use crate::world::World;

fn finished(world: &World) -> Reviewed {
    Reviewed {
        order_id: OrderId::new(),
        unit_id: Some(world.outlet.id),
        customer_id: None,
        visit_id: None,
        technician_id: Some(world.users[&Role::Technician]),
        finished_at: Some(world.now()),
    }
}

fn stars(stars: i64) -> GiveReview {
    GiveReview { stars, tags: vec![], words: "准时,干净".into(), files: vec![], nps: None, channel: Channel::Phone }
}

#[db_test]
async fn an_order_is_reviewed_once_and_only_when_it_is_finished(world: World) {
    let tx = world.begin().await;
    let open = Reviewed { finished_at: None, ..finished(&world) };
    assert_eq!(record_review(&tx, open, stars(5)).await.unwrap_err().code(), "review.not_finished");
    let order = finished(&world);
    record_review(&tx, order.clone(), stars(5)).await.unwrap();
    assert_eq!(record_review(&tx, order, stars(1)).await.unwrap_err().code(), "review.already_given");
}

#[db_test]
async fn a_bad_review_is_below_the_companys_standard_and_a_good_one_is_not(world: World) {
    let tx = world.begin().await;
    let good = record_review(&tx, finished(&world), stars(5)).await.unwrap();
    let bad = record_review(&tx, finished(&world), stars(1)).await.unwrap();
    let loath = GiveReview { nps: Some(0), ..stars(5) };
    let loath = record_review(&tx, finished(&world), loath).await.unwrap();
    assert_eq!((good.below_standard, bad.below_standard, loath.below_standard), (false, true, true));
    let pack = crate::lowcode::book(&tx).await.unwrap();
    let serious = pack.pack.review_tags.iter().find(|tag| tag.opens_case).unwrap().code.clone();
    let blamed = GiveReview { tags: vec![serious], ..stars(5) };
    assert!(record_review(&tx, finished(&world), blamed).await.unwrap().below_standard);
    tx.commit().await.unwrap();
    let (status, page) = world.call("quality", "GET", "/reviews?below_standard=true&limit=2", Value::Null).await;
    assert_eq!((status, page["items"].as_array().unwrap().len()), (StatusCode::OK, 2), "{page}");
    let after = page["next"].as_str().unwrap();
    let path = format!("/reviews?below_standard=true&limit=2&after={after}");
    let (_, page) = world.call("quality", "GET", &path, Value::Null).await;
    assert_eq!((page["items"].as_array().unwrap().len(), page["next"].is_null()), (1, true), "{page}");
    // of a day, as the cockpit counts them: both ends included
    let given = async |days: &str| {
        let (_, page) = world.call("quality", "GET", &format!("/reviews?{days}"), Value::Null).await;
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(given("from=2026-11-21&to=2026-11-21").await, 4);
    assert_eq!((given("from=2026-11-22").await, given("to=2026-11-20").await), (0, 0));
}

#[db_test]
async fn stars_and_words_that_do_not_exist_are_refused_field_by_field(world: World) {
    let tx = world.begin().await;
    let wrong = GiveReview { tags: vec!["no_such".into()], nps: Some(11), ..stars(6) };
    let Err(kernel::Error::Invalid(fields)) = record_review(&tx, finished(&world), wrong).await else {
        panic!("taken")
    };
    let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["stars", "nps", "tags[0]"]);
}

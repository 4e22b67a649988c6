//! Nobody is booked twice, whoever comes first (E9).

use axum::http::StatusCode;
use db_test::db_test;
use kernel::id::UserId;
use platform::db::Sql;
use serde_json::json;

use super::super::{Visit, VisitId, VisitStatus};
use super::{a_technician, a_visit, an_accepted_visit, at, booked, offered, stored};
use crate::orders::WorkOrder;
use crate::world::World;

#[db_test]
async fn a_technician_cannot_be_in_two_places_and_is_told_which_order_has_the_time(world: World) {
    let technician = a_technician(&world, "technician").await;
    let first = an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    let second = a_visit(&world).await;
    offered(&world, second.id, technician, at("15:10")).await;
    let path = format!("/visits/{}/acceptance", second.id);
    let (status, problem) = world.call("technician", "POST", &path, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("dispatch.double_booking")));
    let order: WorkOrder = platform::db::get(&world.read(), stored(&world, first).await.order_id).await.unwrap();
    assert_eq!(problem["facts"]["order"], json!(order.number));
    assert!(problem["title"].as_str().unwrap().contains(&order.number), "{problem}");
    assert_eq!(stored(&world, second.id).await.status, VisitStatus::Offered, "nothing of it was kept");
    assert_eq!(booked(&world, second.id, technician).await, 0);
}

#[db_test]
async fn a_visit_may_begin_in_the_minute_in_which_the_one_before_ends(world: World) {
    let technician = a_technician(&world, "technician").await;
    an_accepted_visit(&world, technician, "technician", at("14:00")).await;
    an_accepted_visit(&world, technician, "technician", at("15:15")).await;
}

/// A small generator with a seed: the same starts on every run.
fn starts(seed: u64, count: usize) -> Vec<i64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::try_from(state % 60).unwrap() * 5
        })
        .collect()
}

/// Property, over several seeds: of visits offered to one technician at overlapping times and accepted all at once, those that are
/// accepted never overlap, each has all of its slots, and every refused one has none.
#[db_test]
async fn accepted_all_at_once_no_two_visits_of_a_technician_overlap(world: World) {
    let technician = a_technician(&world, "technician").await;
    for seed in 1..=3 {
        let mut visits = vec![];
        for minutes in starts(seed, 8) {
            let visit = a_visit(&world).await;
            let day = i64::try_from(seed).unwrap();
            offered(&world, visit.id, technician, at("08:00").plus_days(day).plus_minutes(minutes)).await;
            visits.push(visit.id);
        }
        let accept =
            async |id: &VisitId| world.call("technician", "POST", &format!("/visits/{id}/acceptance"), json!({})).await;
        let answers = futures::future::join_all(visits.iter().map(accept)).await;
        let mut taken: Vec<Visit> = vec![];
        for (id, (status, answer)) in visits.iter().zip(answers) {
            let visit = stored(&world, *id).await;
            let slots = booked(&world, *id, technician).await;
            if status == StatusCode::OK {
                assert_eq!((visit.status, slots), (VisitStatus::Accepted, 15));
                taken.push(visit);
            } else {
                assert_eq!(answer["code"], "dispatch.double_booking", "{answer}");
                assert_eq!((visit.status, slots), (VisitStatus::Offered, 0));
            }
        }
        taken.sort_by_key(|visit| visit.planned_from_at);
        assert!(!taken.is_empty() && taken.len() < visits.len(), "seed {seed} tries nothing");
        assert!(taken.windows(2).all(|pair| pair[0].planned_to_at <= pair[1].planned_from_at), "seed {seed}");
        let sql = Sql::new(
            "SELECT technician_id FROM booking_slot WHERE tenant_id = ? GROUP BY technician_id, slot HAVING COUNT(*) > 1",
        );
        let twice: Vec<UserId> = world.read().column(sql.bind(world.company.id)).await.unwrap();
        assert!(twice.is_empty());
    }
}

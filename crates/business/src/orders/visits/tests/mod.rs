//! Visits through the API and the doors, on both engines.

mod booking;
mod crew;
mod finish;
mod flow;
mod lists;
mod offers;
mod reschedule;
mod sop;
mod take_back;
mod work;

use axum::http::StatusCode;
use kernel::id::UserId;
use kernel::{Id, Moment, Point};
use platform::db::{self, Sql};
use serde_json::{Value, json};

use super::{NewVisit, Offer, Offering, Visit, VisitId, plan, put_offer};
use crate::identity::Role;
use crate::nouns::{AssetId, CustomerId, ItemId, OrderId, SiteId};
use crate::world::World;

/// The site of every test order.
pub const HOME: Point = Point { lat: 31.2304, lng: 121.4737 };

/// Ten in the morning of the test's day in Shanghai.
pub fn at(clock: &str) -> Moment {
    format!("2026-11-21T{clock}:00+08:00").parse().unwrap()
}

/// A repair order of a household with an air conditioner, at the first outlet.
pub async fn an_order(world: &World) -> OrderId {
    an_order_for(world, AssetId::new()).await
}

/// As [`an_order`], about this machine (made where it is not there yet).
pub async fn an_order_for(world: &World, asset: AssetId) -> OrderId {
    let (order, customer, site) = (OrderId::new(), CustomerId::new(), SiteId::new());
    let tx = world.begin().await;
    let (tenant, now) = (world.company.id, world.now());
    let number = format!("WX-{}", &order.to_string()[24..]);
    for sql in [
        Sql::new(
            "INSERT INTO customer (tenant_id, id, number, kind, name, phone, unit_id, note, custom, created_at, version)
             VALUES (?, ?, ?, 'household', '张三', '+8613800000000', ?, '', '{}', ?, 1)",
        )
        .bind(tenant)
        .bind(customer)
        .bind(format!("KH-{customer}"))
        .bind(world.outlet.id)
        .bind(now),
        Sql::new(
            "INSERT INTO site (tenant_id, id, customer_id, name, region, address, place, note, created_at, version)
             VALUES (?, ?, ?, '家', '310101', '人民大道 1 号 3 号楼 402', ?, '门铃坏了', ?, 1)",
        )
        .bind(tenant)
        .bind(site)
        .bind(customer)
        .bind(HOME)
        .bind(now),
        Sql::new(
            "INSERT INTO asset (tenant_id, id, customer_id, site_id, category, name, status, extended_months, commissioning, custom, created_at, version)
             VALUES (?, ?, ?, ?, 'ac', '挂机空调', 'in_use', 0, '{}', '{}', ?, 1) ON CONFLICT DO NOTHING",
        )
        .bind(tenant)
        .bind(asset)
        .bind(customer)
        .bind(site)
        .bind(now),
        Sql::new(
            "INSERT INTO work_order (tenant_id, id, number, type, type_version, channel, phase, stage, unit_id, customer_id, site_id,
               contact_name, contact_phone, region, category, fault, summary, described, urgency, priority, sla, chased_count,
               opened_at, opened_by, taken_in_at, changed_at, custom, version)
             VALUES (?, ?, ?, 'repair', 1, 'phone', 'to_dispatch', '', ?, ?, ?, '张三', '+8613800000000', '310101', 'ac', NULL, '空调不制冷',
               '不制冷', 'normal', 500, ?, 0, ?, ?, ?, ?, '{}', 1)",
        )
        .bind(tenant)
        .bind(order)
        .bind(number)
        .bind(world.outlet.id)
        .bind(customer)
        .bind(site)
        .bind(json!({ "policy": "standard", "policy_version": 1, "around_the_clock": false }).to_string())
        .bind(now)
        .bind(world.users[&Role::Desk])
        .bind(now)
        .bind(now),
        Sql::new(
            "INSERT INTO order_item (tenant_id, id, order_id, position, asset_id, category, service, quantity, described, status, created_at, version)
             VALUES (?, ?, ?, 1, ?, 'ac', 'repair', 1, '', 'open', ?, 1)",
        )
        .bind(tenant)
        .bind(ItemId::new())
        .bind(order)
        .bind(asset)
        .bind(now),
    ] {
        tx.run(sql).await.unwrap();
    }
    tx.commit().await.unwrap();
    order
}

/// A technician of the first outlet who can sign in as `login` (an account is made where there is none).
pub async fn a_technician(world: &World, login: &str) -> UserId {
    let tx = world.begin().await;
    let sql = Sql::new("SELECT id FROM app_user WHERE tenant_id = ? AND login = ?");
    let known: Vec<UserId> = tx.column(sql.bind(world.company.id).bind(login.to_owned())).await.unwrap();
    let id = match known.first() {
        Some(id) => *id,
        None => {
            let sql = Sql::new("SELECT password_hash FROM app_user WHERE tenant_id = ? AND login = 'technician'");
            let hash: String = tx.value(sql.bind(world.company.id)).await.unwrap();
            let new = crate::identity::users::NewUser {
                login: login.into(),
                name: format!("{login} 师傅"),
                password: crate::world::PASSWORD.into(),
                phone: None,
                unit_id: Some(world.outlet.id),
                roles: vec![Role::Technician],
                scope: None,
            };
            crate::identity::users::create_hashed(&tx, new, hash).await.unwrap().id
        }
    };
    let sql = Sql::new(
        "INSERT INTO technician (tenant_id, id, name, unit_id, grade, employment, daily_minutes_max, rating_total, rating_count, status, created_at, version)
         VALUES (?, ?, ?, ?, 3, 'outlet', 480, 0, 0, 'active', ?, 1)",
    );
    let sql = sql.bind(world.company.id).bind(id).bind(format!("{login} 师傅")).bind(world.outlet.id).bind(world.now());
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A planned visit of a new order.
pub async fn a_visit(world: &World) -> Visit {
    a_visit_of(world, an_order(world).await).await
}

/// A planned visit of an order.
pub async fn a_visit_of(world: &World, order: OrderId) -> Visit {
    let tx = world.begin().await;
    let visit = plan(&tx, NewVisit::of(order, "repair")).await.unwrap();
    tx.commit().await.unwrap();
    visit
}

/// An offer for a stay from `from`, open for half an hour.
pub async fn offered(world: &World, visit: VisitId, to: UserId, from: Moment) -> Offer {
    let tx = world.begin().await;
    let offer = put_offer(&tx, visit, to, offering(world, from)).await.unwrap();
    tx.commit().await.unwrap();
    offer
}

pub fn offering(world: &World, from: Moment) -> Offering {
    Offering {
        rank: 1,
        score: Some(900),
        arithmetic: json!({ "distance": 100 }),
        by_rule: false,
        override_reason: None,
        expires_at: world.now().plus_minutes(30),
        planned_from_at: from,
        planned_to_at: None,
    }
}

/// A visit accepted by `technician`, whose stay begins at `from`.
pub async fn an_accepted_visit(world: &World, technician: UserId, login: &str, from: Moment) -> VisitId {
    let order = an_order(world).await;
    accepted_of(world, order, technician, login, from).await
}

/// A visit of an order, accepted by `technician`.
pub async fn accepted_of(world: &World, order: OrderId, technician: UserId, login: &str, from: Moment) -> VisitId {
    let visit = a_visit_of(world, order).await;
    offered(world, visit.id, technician, from).await;
    did(world, login, visit.id, "acceptance", json!({})).await;
    visit.id
}

/// A visit at which `technician` is working.
pub async fn at_work_on(world: &World, order: OrderId, technician: UserId, login: &str, from: Moment) -> VisitId {
    let visit = accepted_of(world, order, technician, login, from).await;
    for deed in ["departure", "arrival", "start"] {
        did(world, login, visit, deed, json!({ "place": HOME })).await;
    }
    visit
}

/// The SHA-256 of a picture, one for each letter.
pub fn picture(letter: char) -> String {
    letter.to_string().repeat(64)
}

/// Does a deed of a visit and expects it to be done.
pub async fn did(world: &World, login: &str, visit: VisitId, deed: &str, body: Value) -> Value {
    let (status, answer) = world.call(login, "POST", &format!("/visits/{visit}/{deed}"), body).await;
    assert!(status.is_success(), "{deed}: {answer}");
    answer
}

/// Tries a deed of a visit; status and code of the refusal.
pub async fn refused(world: &World, login: &str, visit: VisitId, deed: &str, body: Value) -> (StatusCode, String) {
    let (status, answer) = world.call(login, "POST", &format!("/visits/{visit}/{deed}"), body).await;
    assert!(!status.is_success(), "{deed} was done: {answer}");
    (status, answer["code"].as_str().unwrap_or_default().to_owned())
}

/// The visit as it is stored.
pub async fn stored(world: &World, visit: VisitId) -> Visit {
    db::get(&world.read(), visit).await.unwrap()
}

/// How many slots a visit has booked for a technician.
pub async fn booked(world: &World, visit: VisitId, who: UserId) -> i64 {
    let sql = Sql::new("SELECT COUNT(*) FROM booking_slot WHERE tenant_id = ? AND visit_id = ? AND technician_id = ?");
    world.read().value(sql.bind(world.company.id).bind(visit).bind(who)).await.unwrap()
}

/// The kinds of the events about a visit, oldest first.
pub async fn trail(world: &World, visit: VisitId) -> Vec<String> {
    let sql = Sql::new(
        "SELECT e.kind FROM event e JOIN event_subject s ON s.tenant_id = e.tenant_id AND s.seq = e.seq
         WHERE e.tenant_id = ? AND s.kind = 'visit' AND s.id = ? ORDER BY e.seq",
    );
    world.read().column(sql.bind(world.company.id).bind(visit)).await.unwrap()
}

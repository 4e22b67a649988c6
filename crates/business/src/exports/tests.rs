//! Lists as sheets: what stands in them, who gets how much, and the line in the log.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use db_test::db_test;
use kernel::time::DAY;
use kernel::{Actor, Lang};
use platform::db::{newest_seq, settled_seq};
use platform::sheets::{self, Table};
use serde_json::{Value, json};

use super::asked::Filters;
use super::day;
use super::sheet::{self, Job};
use crate::customers::exported::Customers;
use crate::identity::Role;
use crate::identity::role::permissions_of;
use crate::listed::Reach;
use crate::world::World;

/// A file as a test reads it, with how many rows it says it has and whether it was cut.
struct Taken {
    table: Table,
    rows: String,
    cut: String,
    /// How many rows more the reader may take today.
    left: Option<String>,
}

impl Taken {
    fn cell(&self, row: usize, heading: &str) -> String {
        let at = self.table.headers.iter().position(|each| each == heading).unwrap_or_else(|| panic!("{heading}"));
        self.table.rows[row].cell(at).shown().to_owned()
    }
}

async fn taken(world: &World, login: &str, path: &str, body: Value, lang: &str) -> Result<Taken, (StatusCode, Value)> {
    let headers = [("content-type", "application/json"), ("accept-language", lang), ("idempotency-key", path)];
    let answer = world.send(login, "POST", path, Body::from(body.to_string()), &headers).await;
    let (status, said) = (answer.status(), answer.headers().clone());
    let bytes = to_bytes(answer.into_body(), 50_000_000).await.unwrap();
    if status != StatusCode::OK {
        return Err((status, serde_json::from_slice(&bytes).unwrap()));
    }
    let of = |name: &str| said[name].to_str().unwrap().to_owned();
    assert!(of("content-disposition").contains(".xlsx"));
    let left = said.get("fieldloop-left").map(|left| left.to_str().unwrap().to_owned());
    let table = sheets::read(&bytes, "x.xlsx").unwrap();
    Ok(Taken { table, rows: of("fieldloop-rows"), cut: of("fieldloop-cut"), left })
}

async fn three_customers(world: &World) {
    for (name, phone) in [("=cmd|'/c calc'!A1", "13800000001"), ("李四", "13800000002"), ("王五", "13800000003")] {
        let body =
            json!({ "name": name, "phone": phone, "site": { "region": "310115", "address": "丁香路100弄3号楼502室" } });
        world.done("desk", "POST", "/customers", body).await;
    }
}

/// The lines of the log about exports, as the admin reads them.
async fn logged(world: &World) -> Vec<Value> {
    let view = world.read();
    while settled_seq(&view).await.unwrap() < newest_seq(&view).await.unwrap() {
        tokio::task::yield_now().await;
    }
    let log = world.done("admin", "GET", "/audit?kind=export.", Value::Null).await;
    log["items"].as_array().unwrap().clone()
}

#[db_test]
async fn who_may_not_reveal_phones_takes_them_away_masked_and_nobody_gets_a_formula(world: World) {
    three_customers(&world).await;
    let sheet = taken(&world, "finance", "/exports/customers", json!({}), "zh-CN").await.unwrap();
    assert_eq!((sheet.rows.as_str(), sheet.cut.as_str()), ("3", "false"));
    assert_eq!((sheet.cell(0, "客户"), sheet.cell(0, "电话")), ("王五".to_owned(), "138 **** 0003".to_owned()));
    assert_eq!(sheet.cell(0, "地址"), "丁香路***");
    // the newest stands first; a name that looks like a formula is a name
    assert_eq!(sheet.cell(2, "客户"), "=cmd|'/c calc'!A1");
    let refused = taken(&world, "finance", "/exports/customers", json!({ "in_full": true }), "zh-CN").await;
    let (status, problem) = refused.err().unwrap();
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("exports.may_not_reveal")));
}

#[db_test]
async fn a_manager_gets_them_in_full_when_asked_for_and_the_log_says_so(world: World) {
    three_customers(&world).await;
    let masked = taken(&world, "manager", "/exports/customers?q=13800000002", json!({}), "zh-CN").await.unwrap();
    assert_eq!((masked.rows.as_str(), masked.cell(0, "电话").as_str()), ("1", "138 **** 0002"));
    let whole = taken(&world, "manager", "/exports/customers", json!({ "in_full": true }), "en").await.unwrap();
    assert_eq!((whole.cell(1, "Phone"), whole.cell(1, "Kind")), ("13800000002".to_owned(), "Household".to_owned()));
    assert_eq!(whole.cell(1, "Address"), "丁香路100弄3号楼502室");
    let log = logged(&world).await;
    assert_eq!(log.len(), 2);
    assert_eq!(
        log[0]["data"],
        json!({ "list": "customers", "filters": {}, "rows": 3, "is_cut": false, "is_personal": true, "in_full": true })
    );
    // what was typed into the search is nobody's phone in the log
    assert_eq!(log[1]["data"]["filters"], json!({ "q": "138 **** 0002" }));
    assert_eq!((&log[1]["data"]["in_full"], &log[1]["actor_name"]), (&json!(false), &json!("测试manager")));
    let (status, _) = world.call("finance", "GET", "/audit?kind=export.", Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[db_test]
async fn the_pool_is_exported_with_the_filters_of_its_route_and_in_the_companys_words(world: World) {
    let order = json!({ "type": "repair", "customer": { "name": "张三", "phone": "13800000001" },
        "site": { "region": "310101", "address": "人民路88号3栋402室" }, "described": "洗衣机不排水，地上都是水" });
    let opened = world.call("desk", "POST", "/orders", order).await;
    assert!(opened.0.is_success(), "{:?}", opened.1);
    let sheet =
        taken(&world, "finance", "/exports/orders?phase=received,to_dispatch", json!({}), "zh-CN").await.unwrap();
    assert_eq!(sheet.rows, "1");
    assert_eq!(sheet.cell(0, "电话"), "138 **** 0001");
    assert!(!sheet.cell(0, "品类").is_ascii(), "the company's word: {}", sheet.cell(0, "品类"));
    assert!(sheet.cell(0, "创建时间").starts_with("2026-11-21"), "{}", sheet.cell(0, "创建时间"));
    assert!(sheet.cell(0, "创建时间").contains("10:30"), "in the company's zone: {}", sheet.cell(0, "创建时间"));
    let none = taken(&world, "finance", "/exports/orders?phase=closed", json!({}), "zh-CN").await.unwrap();
    assert_eq!((none.rows.as_str(), none.table.rows.len()), ("0", 0));
    let (status, problem) =
        taken(&world, "finance", "/exports/orders?phase=nonsense", json!({}), "zh-CN").await.err().unwrap();
    assert_eq!(
        (status, &problem["fields"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("field.not_a_choice"))
    );
}

#[db_test]
async fn what_is_longer_than_the_most_is_cut_and_says_so(world: World) {
    three_customers(&world).await;
    let words = crate::words::words().unwrap();
    let filters = Filters::of::<Customers>(vec![]);
    let make = async |rows_max: u32| {
        let job = Job { filters: &filters, reach: Reach::Masked, rows_max, words: &words };
        sheet::make::<Customers>(&world.read(), job, |_| {}).await.unwrap()
    };
    let cut = make(2).await;
    assert_eq!((cut.rows, cut.is_cut), (2, true));
    let about = sheets::read_with(&cut.bytes, "x.xlsx", Some("说明"), &sheets::Limits::default()).unwrap();
    let texts: Vec<String> = about.rows.iter().map(|row| row.cell(1).shown().to_owned()).collect();
    assert!(texts.iter().any(|text| text.contains("前 2 行")), "{texts:?}");
    let whole = make(3).await;
    assert_eq!((whole.rows, whole.is_cut), (3, false));
}

#[db_test]
async fn every_list_can_be_exported_by_an_admin_over_several_pages(world: World) {
    three_customers(&world).await;
    let hook = json!({ "name": "ERP", "address": "https://erp.example.com/in", "kinds": [] });
    let hook = world.done("admin", "POST", "/webhooks", hook).await;
    for (list, headings) in super::headings() {
        let of =
            if list == "deliveries" { format!("?webhook_id={}", hook["id"].as_str().unwrap()) } else { String::new() };
        let sheet = taken(&world, "admin", &format!("/exports/{list}{of}"), json!({}), "zh-CN").await;
        let sheet = sheet.unwrap_or_else(|(status, problem)| panic!("{list}: {status} {problem}"));
        // a sheet without a row has nothing to be read but its heads
        assert_eq!(sheet.table.headers.len(), headings.len(), "{list}");
    }
    let users = taken(&world, "admin", "/exports/users", json!({}), "zh-CN").await.unwrap();
    assert_eq!(users.rows, world.users.len().to_string());
    let log = logged(&world).await;
    assert_eq!(log.len(), super::headings().len() + 1);
    // what the page narrows by itself is narrowed by the server for the sheet
    let narrowed = format!("/exports/exceptions?state=all&unit_id={}&text=50%25_x", world.outlet.id);
    assert_eq!(taken(&world, "admin", &narrowed, json!({}), "en").await.unwrap().rows, "0");
}

#[db_test]
async fn whoever_sells_or_repairs_takes_nothing_away(world: World) {
    for role in [Role::Technician, Role::Guide, Role::Storekeeper, Role::Quality, Role::Provider] {
        let refused = taken(&world, &role.to_string(), "/exports/orders", json!({}), "zh-CN").await;
        assert_eq!(refused.err().unwrap().0, StatusCode::FORBIDDEN, "{role}");
    }
    // who may export, but may not read the list
    let refused = taken(&world, "finance", "/exports/audit", json!({}), "zh-CN").await;
    assert_eq!(refused.err().unwrap().0, StatusCode::FORBIDDEN);
    assert!(logged(&world).await.is_empty(), "what was refused was not taken away");
}

#[db_test]
async fn a_clerk_takes_a_days_work_masked_and_neither_whole_phones_nor_other_lists(world: World) {
    three_customers(&world).await;
    let sheet = taken(&world, "desk", "/exports/customers", json!({}), "zh-CN").await.unwrap();
    assert_eq!((sheet.rows.as_str(), sheet.left.as_deref()), ("3", Some("1997")));
    assert_eq!(sheet.cell(0, "电话"), "138 **** 0003");
    // they may look at one phone, and that is written down; a sheet of all is another matter
    let refused = taken(&world, "desk", "/exports/customers", json!({ "in_full": true }), "zh-CN").await;
    assert_eq!(refused.err().unwrap().1["code"], json!("exports.may_not_reveal"));
    for list in ["assets", "sales", "products", "users"] {
        let refused = taken(&world, "desk", &format!("/exports/{list}"), json!({}), "zh-CN").await;
        assert_eq!(refused.err().unwrap().0, StatusCode::FORBIDDEN, "{list}");
    }
    let unlimited = taken(&world, "finance", "/exports/customers", json!({}), "zh-CN").await.unwrap();
    assert_eq!(unlimited.left, None);
    // both can read it before they take anything
    let day = async |login: &str| world.done(login, "GET", "/exports/day", Value::Null).await;
    assert_eq!(day("desk").await, json!({ "rows_max": 2000, "rows_left": 1997 }));
    assert_eq!(day("finance").await, json!({ "rows_max": null, "rows_left": null }));
    assert_eq!(logged(&world).await.len(), 2);
}

#[db_test]
async fn a_clerks_day_ends_with_its_rows_and_begins_anew_at_midnight(world: World) {
    three_customers(&world).await;
    let counted = async |rows: u32, days: i64| {
        let permissions = Arc::new(permissions_of(&[Role::Desk]));
        let now = world.now() + days * DAY;
        let desk = Actor { user: world.users[&Role::Desk], permissions, now, ..world.system() };
        let tx = world.db.begin(desk).await.unwrap();
        let counted = day::count(&tx, rows).await;
        tx.commit().await.unwrap();
        counted
    };
    counted(day::ROWS_A_DAY - 2, 0).await.unwrap();
    // what is left is less than the list: it is cut there
    let sheet = taken(&world, "desk", "/exports/customers", json!({}), "zh-CN").await.unwrap();
    assert_eq!((sheet.rows.as_str(), sheet.cut.as_str(), sheet.left.as_deref()), ("2", "true", Some("0")));
    let (status, problem) = taken(&world, "desk", "/exports/orders", json!({}), "zh-CN").await.err().unwrap();
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("exports.day_is_full")));
    // two files at once do not get past it
    assert!(counted(1, 0).await.is_err());
    counted(1, 1).await.unwrap();
    let others = taken(&world, "dispatcher", "/exports/customers", json!({}), "zh-CN").await.unwrap();
    assert_eq!(others.rows, "3");
}

#[db_test]
async fn a_key_made_for_every_list_takes_the_pool_as_well(world: World) {
    let new = json!({ "name": "BI", "permissions": ["orders.read", "exports.run"] });
    let key = world.done("admin", "POST", "/api-keys", new).await;
    let bearer = format!("Bearer {}", key["token"].as_str().unwrap());
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str()), ("idempotency-key", "k")];
    let answer = world.send("", "POST", "/exports/orders", Body::from("{}"), &headers).await;
    assert_eq!((answer.status(), answer.headers().contains_key("fieldloop-left")), (StatusCode::OK, false));
}

#[db_test]
async fn leads_are_masked_and_in_full_for_a_manager_who_asks_for_it(world: World) {
    let lead = json!({ "name": "钱女士", "phone": "13800000009", "source": "walk_in" });
    world.done("guide", "POST", "/leads", lead).await;
    let masked = taken(&world, "manager", "/exports/leads", json!({}), "zh-CN").await.unwrap();
    assert_eq!((masked.rows.as_str(), masked.cell(0, "电话").as_str()), ("1", "138 **** 0009"));
    let whole = taken(&world, "manager", "/exports/leads", json!({ "in_full": true }), "zh-CN").await.unwrap();
    assert_eq!(whole.cell(0, "电话"), "13800000009");
}

#[test]
fn every_heading_and_every_list_has_its_words_and_no_list_says_a_heading_twice() {
    let words = crate::words::words().unwrap();
    for (list, headings) in super::headings() {
        let keys = headings.iter().map(|heading| format!("column.{heading}"));
        for key in keys.chain([format!("sheet.list.{list}")]) {
            assert!(words.has(Lang::Zh, &key) && words.has(Lang::En, &key), "{key}");
        }
        let mut once = headings.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), headings.len(), "{list}");
    }
}

#[test]
fn every_filter_of_a_list_has_its_words() {
    let words = crate::words::words().unwrap();
    let (_, _, schemas) = crate::routes().finish();
    for op in crate::routes().ops().iter().filter(|op| op.room == "exports" && op.shape.is_command) {
        let name = op.shape.query.as_ref().unwrap().as_value()["$ref"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        // a list without filters has none to be named
        let fields = schemas.definitions()[&name]["properties"].as_object().cloned().unwrap_or_default();
        for field in fields.keys().filter(|name| !["after", "before", "cursor", "limit"].contains(&name.as_str())) {
            let key = format!("sheet_filter.{field}");
            assert!(words.has(Lang::Zh, &key) && words.has(Lang::En, &key), "{}: {key}", op.id);
        }
    }
}

//! Closed history: what a row becomes, twice, wrongly, and back.

use db_test::db_test;
use kernel::Error;
use platform::db::{self, Sql};
use serde_json::json;

use super::*;
use crate::customers::Site;
use crate::imports::report::RowState;
use crate::imports::{ImportId, ImportStatus, undo};
use crate::nouns::Channel;
use crate::orders::{OrderItem, OrderOutcome, OrderPhase, WorkOrder};

const HEADERS: &str = "id,data_provider,product_category,brand,repair_status,repair_barrier_if_end_of_life,group_identifier,event_date,problem";

fn table(rows: &[&str]) -> String {
    format!("{HEADERS}\n{}\n", rows.join("\n"))
}

const KETTLE: &str = "rc_1,Repair Café,Kettle,Philips,Fixed,,Cardiff Cathays,2017-04-01,Does not switch off";
const IRON: &str =
    "rc_2,Repair Café,Small kitchen item,Unknown,End of life,Item too worn out,Cardiff Cathays,2017-04-01,";

async fn order(world: &World, outside_ref: &str) -> WorkOrder {
    let sql = Sql::new("SELECT * FROM work_order WHERE tenant_id = ? AND outside_ref = ?");
    let view = world.read();
    let sql = sql.bind(view.actor().tenant).bind(outside_ref.to_owned());
    db::select_one(&view, sql).await.unwrap().expect("the order is there")
}

#[db_test]
async fn a_repair_record_becomes_a_closed_order_and_nothing_is_invented(world: World) {
    let report = import(&world, ImportKind::Repairs, &table(&[KETTLE, IRON])).await;
    assert_eq!(counts(&report), (2, 0, 0));
    let kettle = order(&world, "rc_1").await;
    assert_eq!((kettle.phase, kettle.channel), (OrderPhase::Closed, Channel::File));
    assert_eq!((kettle.outcome, kettle.described.as_str()), (Some(OrderOutcome::Solved), "Does not switch off"));
    assert_eq!(kettle.opened_at.to_string(), "2017-03-31T16:00:00.000Z", "the day begins in the company's zone");
    assert_eq!((kettle.customer_id, kettle.contact_phone.is_some(), kettle.next_due_at), (None, false, None));
    let view = world.read();
    let site: Site = db::get(&view, kettle.site_id.unwrap()).await.unwrap();
    assert_eq!((site.name.as_str(), site.customer_id), ("Cardiff Cathays", None));
    let iron = order(&world, "rc_2").await;
    assert_eq!((iron.outcome, iron.barrier.as_deref()), (Some(OrderOutcome::EndOfLife), Some("worn_out")));
    assert_eq!((iron.site_id, iron.category.as_str()), (kettle.site_id, "small_kitchen_item"));
    let sql = Sql::new("SELECT * FROM order_item WHERE tenant_id = ? AND order_id = ?");
    let items: Vec<OrderItem> = db::select(&view, sql.bind(view.actor().tenant).bind(iron.id)).await.unwrap();
    assert_eq!(items.len(), 1);
    assert!(items[0].brand_id.is_none(), "an unknown brand is no brand");
    assert!(items[0].product_id.is_some());
    assert_ne!(kettle.number, iron.number);
}

#[db_test]
async fn the_same_rows_again_change_nothing(world: World) {
    import(&world, ImportKind::Repairs, &table(&[KETTLE, IRON])).await;
    let before = stored(&world.read()).await;
    let again = import(&world, ImportKind::Repairs, &table(&[IRON, KETTLE, KETTLE])).await;
    assert_eq!(counts(&again), (0, 3, 0));
    let after = stored(&world.read()).await;
    for (table, count) in before {
        // the run itself is remembered, with one event
        let more = i64::from(["import_run", "event"].contains(&table));
        assert_eq!(after[table], count + more, "{table}");
    }
}

#[db_test]
async fn a_check_says_what_would_be_and_writes_nothing(world: World) {
    let before = stored(&world.read()).await;
    let text = table(&[
        KETTLE,
        "rc_3,P,Fan,Dyson,Broken,,Cardiff,2017-04-01,x",
        "rc_4,P,Fan,Dyson,Fixed,,Cardiff,2030-01-01,x",
    ]);
    let check = Import { check_only: true, key: Some("k".into()), ..file(ImportKind::Repairs, &text) };
    let report = run(&world.db, world.system(), check).await.unwrap();
    assert_eq!((report.status, report.id, counts(&report)), (ImportStatus::Checked, None, (1, 0, 2)));
    let told: Vec<_> = report.problems.iter().map(|e| (e.cell.as_str(), e.code.as_ref(), e.value.as_str())).collect();
    assert_eq!(told, [("E3", "import.value_unknown", "Broken"), ("H4", "import.day_ahead", "2030-01-01")]);
    let states: Vec<_> = report.preview.iter().map(|row| (row.line, row.state)).collect();
    assert_eq!(states, [(2, RowState::New), (4, RowState::Wrong)]);
    assert_eq!(report.preview[0].fields["outcome"], "solved");
    assert_eq!(stored(&world.read()).await, before);
}

#[db_test]
async fn wrong_rows_come_back_as_a_file_that_can_be_corrected_and_sent_again(world: World) {
    let text = table(&[KETTLE, "rc_3,P,Fan,Dyson,Broken,,Cardiff,2017-04-01,x"]);
    let (status, report) = upload(&world, "kind=repairs&file=a.csv", "key-1", text.into_bytes()).await;
    assert_eq!((status, &report["rows_created"], &report["rows_wrong"]), (StatusCode::CREATED, &json!(1), &json!(1)));
    let path = format!("/imports/{}/errors.xlsx", report["id"].as_str().unwrap());
    let (status, bytes) = download(&world, &path).await;
    assert_eq!(status, StatusCode::OK);
    let wrong = platform::sheets::read(&bytes, "errors.xlsx").unwrap();
    assert_eq!((wrong.rows.len(), wrong.rows[0].cell(0).shown()), (1, "rc_3"));
    assert!(wrong.rows[0].cells.last().unwrap().shown().starts_with("repair_status"), "the reason names the column");
    // corrected in the same file, with the column of reasons still in it
    let corrected: Vec<Vec<String>> = wrong
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.shown().replace("Broken", "Fixed")).collect())
        .collect();
    let bytes = platform::sheets::write(&wrong.headers, &corrected).unwrap();
    let (_, report) = upload(&world, "kind=repairs&file=a.xlsx", "key-2", bytes).await;
    assert_eq!((&report["rows_created"], &report["rows_wrong"]), (&json!(1), &json!(0)), "{report}");
}

#[db_test]
async fn a_file_that_is_to_be_taken_whole_is_not_taken_with_a_wrong_row(world: World) {
    let text = table(&[KETTLE, "rc_3,P,Fan,Dyson,Broken,,Cardiff,2017-04-01,x"]);
    let whole = Import { refuse_wrong: true, ..file(ImportKind::Repairs, &text) };
    let report = run(&world.db, world.system(), whole).await.unwrap();
    assert_eq!((report.status, counts(&report)), (ImportStatus::Refused, (0, 0, 1)));
    assert_eq!(stored(&world.read()).await["work_order"], 0);
}

#[db_test]
async fn the_same_key_gets_the_same_run_and_another_file_under_it_is_refused(world: World) {
    let bytes = table(&[KETTLE]).into_bytes();
    let (_, first) = upload(&world, "kind=repairs&file=a.csv", "key", bytes.clone()).await;
    let (_, second) = upload(&world, "kind=repairs&file=a.csv", "key", bytes).await;
    assert_eq!((&first["id"], &first["rows_created"]), (&second["id"], &second["rows_created"]));
    let (status, other) = upload(&world, "kind=repairs&file=a.csv", "key", table(&[IRON]).into_bytes()).await;
    assert_eq!((status, &other["code"]), (StatusCode::CONFLICT, &json!("idempotency.other_request")));
    assert_eq!(stored(&world.read()).await["work_order"], 1);
}

async fn undone(world: &World, id: ImportId) -> Result<Report, Error> {
    let tx = world.begin().await;
    let report = undo::undo(&tx, id).await?;
    tx.commit().await?;
    Ok(report)
}

#[db_test]
async fn undoing_takes_back_everything_that_the_run_brought(world: World) {
    let before = stored(&world.read()).await;
    let report = import(&world, ImportKind::Repairs, &table(&[KETTLE, IRON])).await;
    undone(&world, report.id.unwrap()).await.unwrap();
    let after = stored(&world.read()).await;
    for table in ["work_order", "order_item", "site", "brand", "product"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    let twice = undone(&world, report.id.unwrap()).await.unwrap_err();
    assert_eq!(twice.code(), "import.not_done");
    let again = import(&world, ImportKind::Repairs, &table(&[KETTLE, IRON])).await;
    assert_eq!(counts(&again), (2, 0, 0), "after undoing the rows are new again");
}

#[db_test]
async fn what_a_later_run_uses_stays_when_an_earlier_one_is_undone(world: World) {
    let first = import(&world, ImportKind::Repairs, &table(&[KETTLE])).await;
    import(&world, ImportKind::Repairs, &table(&[IRON])).await;
    undone(&world, first.id.unwrap()).await.unwrap();
    let left = stored(&world.read()).await;
    assert_eq!((left["work_order"], left["site"], left["brand"]), (1, 1, 0), "the shared repair group stays");
}

#[db_test]
async fn a_run_on_whose_orders_something_was_built_cannot_be_undone(world: World) {
    let report = import(&world, ImportKind::Repairs, &table(&[KETTLE, IRON])).await;
    let kettle = order(&world, "rc_1").await;
    let tx = world.begin().await;
    tx.record(platform::db::Event::new("order.message_added").about(kettle.id)).await.unwrap();
    tx.commit().await.unwrap();
    let Error::Refused { code, facts } = undone(&world, report.id.unwrap()).await.unwrap_err() else { panic!() };
    assert_eq!((code, &facts["ids"]), ("import.built_upon", &json!([kettle.id.to_string()])));
    assert_eq!(stored(&world.read()).await["work_order"], 2);
}

#[db_test]
async fn spellings_of_one_brand_are_proposed_and_not_merged(world: World) {
    let row = |n: u32, brand: &str| format!("s_{n},P,Iron,{brand},Fixed,,Cardiff,2019-01-01,x");
    let mut rows: Vec<String> = (0..40).map(|n| row(n, "Russell Hobbs")).collect();
    rows.extend([row(90, "Russel Hobbs"), row(91, "RUSSELL-HOBBS")]);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let report = import(&world, ImportKind::Repairs, &table(&rows)).await;
    assert_eq!(stored(&world.read()).await["brand"], 2, "case and signs are no other brand, a letter may be");
    let (status, page) =
        world.call("admin", "GET", &format!("/imports/{}/brands", report.id.unwrap()), serde_json::Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page["items"][0]["name"], "Russell Hobbs");
    let other = &page["items"][0]["members"][0];
    assert_eq!(other["name"], "Russel Hobbs", "{page}");
    // the catalogue merges, and then nothing is left to propose
    let path = format!("/brands/{}/merging", other["brand_id"].as_str().unwrap());
    let body = json!({ "into": page["items"][0]["brand_id"] });
    assert_eq!(world.call("admin", "POST", &path, body).await.0, StatusCode::OK);
    let (_, page) =
        world.call("admin", "GET", &format!("/imports/{}/brands", report.id.unwrap()), serde_json::Value::Null).await;
    assert_eq!(page["items"], json!([]));
}

#[db_test]
async fn an_import_that_dies_before_its_end_leaves_nothing(world: World) {
    use crate::imports::{file as files, kinds};
    let before = stored(&world.read()).await;
    let bytes = table(&[KETTLE, IRON]).into_bytes();
    let sheet =
        files::read(&world.read(), ImportKind::Repairs, "t.csv".into(), bytes, MapChoice::Fitting).await.unwrap();
    let rows: Vec<_> = sheet.applied.rows.iter().collect();
    let tx = world.begin().await;
    let taken = kinds::take(&tx, kernel::Id::new(), &sheet, &rows, &kinds::Prepared::default()).await.unwrap();
    assert_eq!(taken.created, 2);
    drop(tx);
    assert_eq!(stored(&world.read()).await, before);
}

//! Files as they come: other headers, blank rows, and people who may not.

use db_test::db_test;
use serde_json::json;

use super::*;

#[db_test]
async fn a_table_without_the_columns_is_told_which_are_missing(world: World) {
    let (status, problem) =
        upload(&world, "kind=repairs&file=a.csv", "k", b"colour,size\nred,5\nblue,6\n".to_vec()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    let missing: Vec<&str> = problem["fields"].as_array().unwrap().iter().filter_map(|f| f["path"].as_str()).collect();
    assert_eq!(missing, ["outside_ref", "site", "happened_on", "product"]);
}

#[db_test]
async fn four_thousand_rows_with_three_bad_ones_are_taken_but_for_the_three(world: World) {
    let mut text = String::from("id,product_category,repair_status,group_identifier,event_date,problem\n");
    for n in 0..4_000 {
        let day = if [7, 1_999, 3_999].contains(&n) { "31 Feb" } else { "2020-02-03" };
        text += &format!("r{n},Lamp,Fixed,Group {},{day},flickers\n", n % 9);
    }
    text += &",,,,,\n".repeat(100_000);
    let report = import(&world, ImportKind::Repairs, &text).await;
    assert_eq!(counts(&report), (3_997, 0, 3));
    let cells: Vec<&str> = report.problems.iter().map(|error| error.cell.as_str()).collect();
    assert_eq!(cells, ["E9", "E2001", "E4001"]);
    assert_eq!(stored(&world.read()).await["site"], 9);
}

#[db_test]
async fn a_file_that_is_no_table_is_refused_with_its_reason(world: World) {
    let (status, problem) = upload(&world, "kind=repairs&file=a.xlsx", "k", b"%PDF-1.7 something".to_vec()).await;
    assert!(status.is_client_error());
    assert!(problem["code"].as_str().unwrap().starts_with("import."), "{problem}");
    assert_eq!(stored(&world.read()).await["import_run"], 0);
}

#[db_test]
async fn a_mapping_of_ones_own_is_kept_changed_and_used(world: World) {
    let body = json!({ "kind": "repairs", "fields": {
        "outside_ref": { "from": ["Beleg"], "required": true }, "site": { "constant": "Werkstatt" },
        "product": { "from": ["Gerät"], "required": true },
        "happened_on": { "from": ["Datum"], "transform": ["day"], "formats": ["%d.%m.%Y"], "required": true } } });
    let path = "/import-mappings/repairs/werkstatt";
    let (status, kept) = world.call("admin", "PUT", path, body.clone()).await;
    assert_eq!((status, &kept["version"]), (StatusCode::OK, &json!(1)), "{kept}");
    let (status, _) = world.call_with("admin", "PUT", path, body, &[("if-match", "\"7\"")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let text = "Beleg,Gerät,Datum\n1,Toaster,03.02.2020\n";
    // it fits, so it need not be named
    let report = import(&world, ImportKind::Repairs, text).await;
    assert_eq!((report.mapping.as_str(), counts(&report)), ("werkstatt", (1, 0, 0)));
}

#[db_test]
async fn every_kind_has_an_empty_table_to_begin_with(world: World) {
    for kind in <ImportKind as kernel::code::Code>::ALL {
        let (status, bytes) = download(&world, &format!("/imports/templates/{kind}.xlsx")).await;
        assert_eq!(status, StatusCode::OK, "{kind}");
        assert!(bytes.starts_with(b"PK"), "{kind}");
    }
    assert_eq!(download(&world, "/imports/templates/visits.xlsx").await.0, StatusCode::NOT_FOUND);
}

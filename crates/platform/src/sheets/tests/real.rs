//! Real repair records, where they are at hand (`FIELDLOOP_TEST_DATA`).

use std::collections::HashMap;
use std::path::PathBuf;

use super::mapped::shipped;
use super::*;

const FILES: [(&str, usize); 3] = [
    ("OpenRepairData_v0.3_FixitClinic_202507.csv", 1_033),
    ("OpenRepairData_v0.3_RepairCafeToronto_202507.csv", 5_567),
    ("OpenRepairData_v0.3_RepairCafeWales_202507.csv", 20_190),
];

fn file(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FIELDLOOP_TEST_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read(folder.join("repairs").join(name)).ok()
}

/// The brands of the real records with their frequency, or nothing where there are no records.
pub(crate) fn real_brands() -> Option<Vec<(String, u32)>> {
    let mut brands: HashMap<String, u32> = HashMap::new();
    for (name, _) in FILES {
        let table = read(&file(name)?, name).unwrap();
        for mut row in shipped("open-repair").apply(&table).unwrap().rows {
            if let Some(brand) = row.fields.swap_remove("brand") {
                *brands.entry(brand).or_default() += 1;
            }
        }
    }
    Some(brands.into_iter().collect())
}

#[test]
fn every_real_repair_is_read_and_mapped_or_listed_with_its_reason() {
    let mapping = shipped("open-repair");
    let (mut read_rows, mut mapped_rows, mut errors) = (0, 0, vec![]);
    for (name, rows) in FILES {
        let Some(bytes) = file(name) else { return println!("skipped: no real data") };
        let table = read(&bytes, name).unwrap();
        assert_eq!(table.rows.len(), rows, "{name}");
        let applied = mapping.apply(&table).unwrap();
        assert_eq!(applied.rows.len() + applied.rows_in_error(), rows, "{name}");
        assert_eq!(applied.unused, ["product_category_id"], "{name}");
        assert!(applied.rows.iter().all(|row| {
            ["outside_ref", "site", "happened_on", "product", "outcome"].iter().all(|f| row.fields.contains_key(*f))
        }));
        read_rows += rows;
        mapped_rows += applied.rows.len();
        errors.extend(applied.errors);
    }
    assert_eq!(read_rows, 26_790);
    assert_eq!((mapped_rows, errors), (26_790, vec![]));
}

#[test]
fn a_table_of_another_layout_is_mapped_by_the_same_mapping() {
    let name = "faults-labelled-vacuums.csv";
    let Some(bytes) = file(name) else { return println!("skipped: no real data") };
    let table = read(&bytes, name).unwrap();
    let applied = shipped("open-repair").apply(&table).unwrap();
    for error in &applied.errors {
        println!("{} {} {:?} {}", error.cell, error.field, error.value, error.code);
    }
    assert_eq!(applied.rows.len() + applied.rows_in_error(), 3_165);
    assert!(applied.errors.len() < 30, "{}", applied.errors.len());
    assert_eq!(applied.columns["site"], "data_provider");
    // entities in the problem texts have become characters
    assert!(applied.rows.iter().all(|row| !row.fields.get("fault").is_some_and(|text| text.contains("&amp;"))));
}

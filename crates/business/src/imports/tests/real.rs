//! Real repair records, where they are at hand (`FIELDLOOP_TEST_DATA`).

use std::path::PathBuf;

use db_test::db_test;

use super::*;

const FILES: [(&str, i64); 3] = [
    ("OpenRepairData_v0.3_FixitClinic_202507.csv", 1_033),
    ("OpenRepairData_v0.3_RepairCafeToronto_202507.csv", 5_567),
    ("OpenRepairData_v0.3_RepairCafeWales_202507.csv", 20_190),
];

fn real(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FIELDLOOP_TEST_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read(folder.join("repairs").join(name)).ok()
}

#[db_test]
async fn all_real_repairs_come_in_once_and_only_once(world: World) {
    for round in 0..2 {
        // the largest once only: a debug build is slow
        for (name, rows) in FILES.into_iter().take(3 - round) {
            let Some(bytes) = real(name) else { return println!("skipped: no real data") };
            let import = Import { file_name: name.into(), bytes, ..file(ImportKind::Repairs, "") };
            let report = run(&world.db, world.system(), import).await.unwrap();
            let expected = if round == 0 { (rows, 0, 0) } else { (0, rows, 0) };
            assert_eq!(counts(&report), expected, "{name}: {:?}", report.problems.first());
        }
    }
    let stored = stored(&world.read()).await;
    assert_eq!((stored["work_order"], stored["order_item"]), (26_790, 26_790));
}

//! A company's backup: taken while people work, restored on either engine, refused when anything in it is damaged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::StatusCode;
use db_test::db_test;
use kernel::column::Kind;
use platform::backup::{Target, backup, restore};
use platform::db::{Db, DbSettings, Sql, read_at};
use platform::random::sha256_hex;

use super::tests::{PIXEL, an_order_of};
use crate::MIGRATIONS;
use crate::identity::Role;
use crate::world::{World, fresh_postgres};

async fn add(world: &World, bytes: &[u8]) {
    let path = format!("/files/{}", sha256_hex(bytes));
    let answer = world.send("desk", "PUT", &path, Body::from(bytes.to_vec()), &[]).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
}

async fn add_documents(world: &World, words: &str, count: u32) {
    for number in 0..count {
        add(world, format!("%PDF-1.7\n{words} {number}").as_bytes()).await;
    }
}

/// Every row of every table as text, sorted; but for what only the running process knows.
async fn all_rows(db: &Db) -> BTreeMap<String, Vec<String>> {
    let whole = db.snapshot().await.unwrap();
    let mut all = BTreeMap::new();
    for table in whole.tables().await.unwrap() {
        if ["event_base", "lease", "migration"].contains(&table.name.as_str()) {
            continue;
        }
        let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let mut lines = vec![];
        let names = names.join(", ");
        let read = whole.each(&table.name, &names, |row| {
            let cells = table.columns.iter().enumerate().map(|(at, (_, kind))| match kind {
                Kind::Text => format!("{:?}", read_at::<Option<String>>(row, at).unwrap()),
                Kind::Int => format!("{:?}", read_at::<Option<i64>>(row, at).unwrap()),
                Kind::Bool => format!("{:?}", read_at::<Option<bool>>(row, at).unwrap()),
                Kind::Real => format!("{:?}", read_at::<Option<f64>>(row, at).unwrap()),
            });
            lines.push(cells.collect::<Vec<_>>().join(" | "));
            Ok(())
        });
        read.await.unwrap();
        lines.sort();
        all.insert(table.name, lines);
    }
    all
}

/// Every stored file by its path.
fn all_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for company in std::fs::read_dir(folder.join("files")).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(company.path()).unwrap().flatten() {
            let path = file.path().strip_prefix(folder).unwrap().to_owned();
            all.insert(path, std::fs::read(file.path()).unwrap());
        }
    }
    all
}

fn folder_target(folder: &Path) -> Target {
    Target { db: DbSettings::folder(folder), data: folder.to_owned() }
}

/// An empty database of each kind that is there.
async fn targets(folder: &Path) -> Vec<Target> {
    let mut targets = vec![folder_target(&folder.join("embedded"))];
    if let Some(scratch) = fresh_postgres().await {
        let db = DbSettings { connections: 2, ..DbSettings::url(scratch.url()) };
        targets.push(Target { db, data: folder.join("beside a server") });
    }
    targets
}

#[db_test]
async fn a_backup_restores_every_row_and_file_on_either_engine(world: World) {
    add(&world, PIXEL).await;
    add_documents(&world, "report", 3).await;
    an_order_of(&world, world.users[&Role::Desk]).await;
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    let saved = backup(&world.db, &world.files, &archive, world.now()).await.unwrap();
    assert_eq!((saved.files, saved.missing.len()), (4, 0));
    let rows = all_rows(&world.db).await;
    for target in targets(place.path()).await {
        let restored = restore(&archive, &target, MIGRATIONS, world.now()).await.unwrap();
        assert_eq!(restored.rows.values().sum::<u64>(), saved.rows);
        let db = Db::open(&target.db).await.unwrap();
        assert_eq!(all_rows(&db).await, rows);
        assert_eq!(all_files(&target.data), all_files(world.folder()));
        // all events are there for a live stream, and the next one gets a number of its own
        let view = db.read(world.system());
        let told = platform::db::after_seq(&view, 0, 1_000).await.unwrap();
        assert_eq!(told.len(), rows["event"].len());
        let tx = db.begin(world.system()).await.unwrap();
        tx.record(platform::db::Event::new("file.added")).await.unwrap();
        tx.commit().await.unwrap();
        let newest: i64 = view.value(Sql::new("SELECT MAX(seq) FROM event")).await.unwrap();
        assert!(newest > told.last().unwrap().seq);
    }
}

#[db_test]
async fn a_backup_taken_while_people_work_is_of_one_moment(world: World) {
    add_documents(&world, "before", 3).await;
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    let saving = backup(&world.db, &world.files, &archive, world.now());
    let (saved, ()) = futures::join!(saving, add_documents(&world, "meanwhile", 20));
    let saved = saved.unwrap();
    let target = folder_target(&place.path().join("restored"));
    restore(&archive, &target, MIGRATIONS, world.now()).await.unwrap();
    let db = Db::open(&target.db).await.unwrap();
    let rows = all_rows(&db).await;
    let added = rows["event"].iter().filter(|row| row.contains("file.added")).count();
    assert_eq!(added, rows["stored_file"].len(), "a file and its event are stored together, and so they are saved");
    assert_eq!(all_files(&target.data).len(), added);
    assert!((3..=23).contains(&saved.files), "{saved:?}");
}

#[db_test]
async fn a_backup_that_is_damaged_anywhere_is_refused_and_restores_nothing(world: World) {
    add(&world, PIXEL).await;
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    backup(&world.db, &world.files, &archive, world.now()).await.unwrap();
    let whole = std::fs::read(&archive).unwrap();
    let at = |text: &str| whole.windows(text.len()).position(|part| part == text.as_bytes()).unwrap();
    let picture = at("PNG\r\n");
    let target = folder_target(&place.path().join("new"));
    let damaged = place.path().join("damaged.tar");
    let mut changes: Vec<Vec<u8>> = vec![];
    for spot in [at("tables/app_user/") + 600, picture + 40, at("index/00001") + 520, at("\"step\"") + 8, 3] {
        let mut bytes = whole.clone();
        bytes[spot] ^= 1;
        changes.push(bytes);
    }
    for length in [0, 100, picture + 10, whole.len() / 2, at("manifest.json"), at("\"step\"")] {
        changes.push(whole[..length].to_vec());
    }
    changes.push(b"not an archive at all".repeat(100));
    for (number, bytes) in changes.iter().enumerate() {
        std::fs::write(&damaged, bytes).unwrap();
        let refusal = restore(&damaged, &target, MIGRATIONS, world.now()).await.unwrap_err();
        assert_eq!(refusal.code(), "backup.damaged", "change {number}: {refusal}");
        assert!(!target.data.exists(), "change {number}");
    }
}

#[db_test]
async fn nothing_is_overwritten_by_a_backup_or_by_restoring_one(world: World) {
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    backup(&world.db, &world.files, &archive, world.now()).await.unwrap();
    let again = backup(&world.db, &world.files, &archive, world.now()).await.unwrap_err();
    assert_eq!(again.code(), "backup.exists");
    for target in targets(place.path()).await {
        restore(&archive, &target, MIGRATIONS, world.now()).await.unwrap();
        let rows = all_rows(&Db::open(&target.db).await.unwrap()).await;
        let onto = Target { db: target.db.clone(), data: target.data.with_extension("other") };
        let onto = if target.data.ends_with("embedded") { target.clone() } else { onto };
        let refusal = restore(&archive, &onto, MIGRATIONS, world.now()).await.unwrap_err();
        assert_eq!(refusal.code(), "backup.target_not_empty");
        assert_eq!(all_rows(&Db::open(&target.db).await.unwrap()).await, rows);
    }
    let older = &MIGRATIONS[..MIGRATIONS.len() - 1];
    let target = folder_target(&place.path().join("older"));
    let refusal = restore(&archive, &target, older, world.now()).await.unwrap_err();
    assert_eq!(refusal.code(), "backup.newer");
}

#[db_test]
async fn a_lost_file_is_named_and_does_not_cost_the_backup(world: World) {
    add_documents(&world, "report", 2).await;
    let lost = all_files(world.folder()).into_keys().next().unwrap();
    std::fs::write(world.folder().join(&lost), "other bytes").unwrap();
    let place = tempfile::tempdir().unwrap();
    let archive = place.path().join("backup.tar");
    let saved = backup(&world.db, &world.files, &archive, world.now()).await.unwrap();
    assert_eq!((saved.files, saved.missing), (1, vec![lost.to_str().unwrap().to_owned()]));
    let target = folder_target(&place.path().join("new"));
    let restored = restore(&archive, &target, MIGRATIONS, world.now()).await.unwrap();
    assert_eq!((restored.files, restored.missing.len()), (1, 1));
}

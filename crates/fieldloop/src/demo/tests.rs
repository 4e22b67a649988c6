//! Tests of the whole story on both engines: it plays to its end, money balances, and today is alive.

use std::collections::BTreeSet;

use business::identity;
use platform::clock::Clock;
use platform::db::{Db, DbSettings, Durability, Sql, read_at};

use super::plan::{Plan, Scale};
use super::{CODE, Show, Teller};

/// A new database on the test server, where there is one.
async fn fresh_postgres() -> Option<String> {
    let server = std::env::var("FIELDLOOP_TEST_POSTGRES").ok()?;
    let name = format!("t_{}", <kernel::id::UserId as kernel::Id>::new().to_string().replace("-", ""));
    let url = format!("{server}/postgres");
    let admin = Db::open(&DbSettings { connections: 1, ..DbSettings::url(url) }).await.unwrap();
    let new = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
    admin.upkeep(&new).await.unwrap();
    Some(format!("{server}/{name}"))
}

async fn play(settings: DbSettings, folder: &std::path::Path) -> Show {
    let db = Db::open(&DbSettings { durability: Durability::Relaxed, ..settings }).await.unwrap();
    let plan = Plan::of(1, Scale::short()).unwrap();
    let clock = Clock::standing_at(plan.founded_at());
    platform::db::migrate(&db, business::MIGRATIONS, clock.now()).await.unwrap();
    let teller = Teller { zone: plan.zone, speaks: false };
    super::fill(&db, plan, teller, folder.join("files")).await.unwrap()
}

/// What must be true of a played story, on either engine.
async fn holds(show: &Show) {
    let refusals: Vec<String> = show.refusals.iter().map(ToString::to_string).collect();
    assert!(refusals.is_empty(), "{refusals:#?}");
    let company = identity::by_code(&show.db, CODE).await.unwrap().unwrap();
    let view = show.db.read(identity::system_actor(&company, "test", show.now()));
    let sum: i64 = view
        .value(
            Sql::new("SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE tenant_id = ?")
                .bind(company.id),
        )
        .await
        .unwrap();
    assert_eq!(sum, 0, "the ledger balances");
    let rows =
        view.all(Sql::new("SELECT DISTINCT phase FROM work_order WHERE tenant_id = ?").bind(company.id)).await.unwrap();
    let phases: BTreeSet<String> = rows.iter().map(|row| read_at(row, 0).unwrap()).collect();
    assert!(phases.len() >= 6, "{phases:?}");
    let silent: i64 = view
        .value(
            Sql::new(
                "SELECT COUNT(*) FROM customer c WHERE c.tenant_id = ? AND NOT EXISTS (SELECT 1 FROM event_subject s
                 WHERE s.tenant_id = c.tenant_id AND s.kind = 'customer' AND s.id = c.id)",
            )
            .bind(company.id),
        )
        .await
        .unwrap();
    assert_eq!(silent, 0, "every household has a timeline");
}

#[tokio::test]
async fn a_short_story_plays_to_its_end_on_the_embedded_engine() {
    let folder = tempfile::tempdir().unwrap();
    let show = play(DbSettings::folder(folder.path()), folder.path()).await;
    holds(&show).await;
}

#[tokio::test]
async fn a_short_story_plays_to_its_end_on_postgresql() {
    let Some(url) = fresh_postgres().await else {
        eprintln!("skipped: FIELDLOOP_TEST_POSTGRES names no server");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let show = play(DbSettings::url(url), folder.path()).await;
    holds(&show).await;
}

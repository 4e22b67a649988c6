//! Chores: what the program does by itself, as a named system actor, a little after it becomes due.

use std::time::Duration;

use kernel::Result;
use platform::clock::Clock;
use platform::db::{self, Db};

use crate::identity::{self, Company};
use crate::orders::upkeep as orders;
use crate::{calls, dispatch};
use crate::{reports, simulations, webhooks};

/// A recurring task of one company. It reads what is due, and does it through the rooms' verbs; run twice, it does nothing twice.
pub struct Chore {
    /// Its name in events and in the lease.
    pub name: &'static str,
    pub run: for<'a> fn(&'a Db, &'a Company, kernel::Moment) -> futures::future::BoxFuture<'a, Result<()>>,
}

/// All chores, in the order in which they run.
pub const CHORES: &[Chore] = &[
    Chore { name: "offers_expire", run: |db, company, now| Box::pin(dispatch::offers_expire(db, company, now)) },
    Chore { name: "grabs_expire", run: |db, company, now| Box::pin(dispatch::grabs_expire(db, company, now)) },
    Chore { name: "assign_by_rule", run: |db, company, now| Box::pin(dispatch::assign_by_rule(db, company, now)) },
    Chore { name: "crews_by_rule", run: |db, company, now| Box::pin(dispatch::crews_by_rule(db, company, now)) },
    Chore { name: "promises_break", run: crate::sales::promises_break },
    Chore { name: "orders_pass_on", run: |db, company, now| Box::pin(orders::pass_on_unreviewed(db, company, now)) },
    Chore { name: "orders_overdue", run: |db, company, now| Box::pin(orders::tell_overdue(db, company, now)) },
    Chore { name: "notices", run: |db, company, now| Box::pin(crate::notices::tell(db, company, now)) },
    Chore { name: "reports", run: |db, company, now| Box::pin(reports::issue_due(db, company, now)) },
    Chore { name: "calls_forgotten", run: |db, company, now| Box::pin(calls::forget_old(db, company, now)) },
    Chore { name: "messages_forgotten", run: |db, company, now| Box::pin(webhooks::forget_old(db, company, now)) },
    Chore {
        name: "tracks_forgotten",
        run: |db, company, now| Box::pin(crate::people::track::forget_old(db, company, now)),
    },
    Chore { name: "simulations", run: |db, company, now| Box::pin(simulations::play_due(db, company, now)) },
    Chore { name: "answers_forgotten", run: |db, company, now| Box::pin(answers_forgotten(db, company, now)) },
];

/// What is only done while somebody is there to look, and not where a past is played.
pub const WATCHES: &[Chore] =
    &[Chore { name: "replan", run: |db, company, now| Box::pin(dispatch::replan::watch(db, company, now)) }];

/// Answers kept for replays are forgotten when their keys are too old to be used again.
async fn answers_forgotten(db: &Db, company: &Company, now: kernel::Moment) -> Result<()> {
    let actor = identity::system_actor(company, "upkeep", now);
    if !platform::http::has_old_answers(&db.read(actor.clone())).await? {
        return Ok(());
    }
    let tx = db.begin(actor).await?;
    platform::http::forget_old_answers(&tx).await?;
    tx.commit().await
}

/// How often the program looks whether something is due.
const EVERY: Duration = Duration::from_secs(1);

/// Runs all chores of all companies once, now.
///
/// # Errors
/// The first error that a chore met; the others have run all the same.
pub async fn run_once(db: &Db, now: kernel::Moment) -> Result<()> {
    run(db, now, CHORES).await
}

async fn run(db: &Db, now: kernel::Moment, chores: &[Chore]) -> Result<()> {
    let mut first = Ok(());
    for company in identity::companies(db).await? {
        for chore in chores {
            if let Err(error) = (chore.run)(db, &company, now).await {
                tracing::warn!(chore = chore.name, company = %company.code, %error, "a chore failed");
                first = first.and(Err(error));
            }
        }
    }
    first
}

/// Runs the chores until the task is dropped. With several nodes on one database, only the node that holds the lease runs them.
pub async fn run_forever(db: Db, clock: Clock, node: String) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tick.tick().await;
        match db::hold_lease(&db, "chores", &node, clock.now()).await {
            // what failed was logged and is tried again with the next tick
            Ok(true) => {
                drop(run_once(&db, clock.now()).await);
                drop(run(&db, clock.now(), WATCHES).await);
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the lease of the chores cannot be read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use db_test::db_test;
    use platform::db::Sql;
    use serde_json::json;

    use crate::world::World;

    async fn answers_kept(world: &World) -> i64 {
        let sql = Sql::new("SELECT COUNT(*) FROM idempotency WHERE tenant_id = ?").bind(world.company.id);
        world.read().value(sql).await.unwrap()
    }

    #[db_test]
    async fn answers_are_kept_for_replays_a_month_and_forgotten_after_it(world: World) {
        let key = [("idempotency-key", "a-month")];
        let (status, told) = world.call_with("admin", "POST", "/brands", json!({ "name": "新风" }), &key).await;
        assert!(status.is_success(), "{told}");
        world.later(29 * 24 * 60);
        super::run_once(&world.db, world.now()).await.unwrap();
        assert_eq!(answers_kept(&world).await, 1);
        world.later(3 * 24 * 60);
        super::run_once(&world.db, world.now()).await.unwrap();
        assert_eq!(answers_kept(&world).await, 0);
    }
}

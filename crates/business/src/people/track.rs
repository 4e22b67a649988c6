//! Tracks: the positions that a phone reported, kept for as long as somebody may ask how a day went.

use kernel::id::UserId;
use kernel::time::DAY;
use kernel::{Moment, Point, Result};
use platform::db::{Db, Sql, Tx, View, read};

use crate::identity::{Company, system_actor};

/// So long positions are kept.
pub const KEPT_DAYS: i64 = 90;
/// A day's positions, one every ten seconds.
const POSITIONS_MAX: i64 = 10_000;
/// So many are forgotten at once.
const AT_ONCE: i64 = 2_000;
/// Rows of one statement: four values each, well below what the engines bind.
const ROWS_MAX: usize = 1_000;

/// Where somebody was at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    pub at: Moment,
    pub place: Point,
}

/// Keeps positions; one that is known already is kept once.
///
/// # Errors
/// Those of the database.
pub(super) async fn keep(tx: &Tx, user: UserId, fixes: &[Fix]) -> Result<()> {
    for some in fixes.chunks(ROWS_MAX) {
        let rows = vec!["(?, ?, ?, ?)"; some.len()].join(", ");
        let sql =
            Sql::new(&format!("INSERT INTO technician_position (tenant_id, technician_id, at, place) VALUES {rows}"));
        let sql = some.iter().fold(sql, |sql, fix| sql.bind(tx.actor().tenant).bind(user).bind(fix.at).bind(fix.place));
        tx.run(sql.push(" ON CONFLICT DO NOTHING")).await?;
    }
    Ok(())
}

/// The positions of a technician in a stretch of time, in order. Who may see them is the caller's to know.
///
/// # Errors
/// Those of the database.
pub async fn track(view: &View, technician: UserId, (from, to): (Moment, Moment)) -> Result<Vec<Fix>> {
    let sql = Sql::new(
        "SELECT at, place FROM technician_position WHERE tenant_id = ? AND technician_id = ? AND at >= ? AND at < ?
         ORDER BY at LIMIT ?",
    );
    let sql = sql.bind(view.actor().tenant).bind(technician).bind(from).bind(to).bind(POSITIONS_MAX);
    view.all(sql).await?.iter().map(|row| Ok(Fix { at: read(row, "at")?, place: read(row, "place")? })).collect()
}

/// The chore: positions of long ago are forgotten.
///
/// # Errors
/// Those of the database.
pub async fn forget_old(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = system_actor(company, "tracks", now);
    let until = now + -(KEPT_DAYS * DAY);
    let old = Sql::new("SELECT at FROM technician_position WHERE tenant_id = ? AND at < ? ORDER BY at LIMIT ?");
    let old: Vec<Moment> = db.read(actor.clone()).column(old.bind(company.id).bind(until).bind(AT_ONCE)).await?;
    let Some(last) = old.last() else { return Ok(()) };
    let tx = db.begin(actor).await?;
    let sql = Sql::new("DELETE FROM technician_position WHERE tenant_id = ? AND at <= ?");
    tx.run(sql.bind(company.id).bind(*last)).await?;
    tx.commit().await
}

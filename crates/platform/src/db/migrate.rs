//! Migrations: numbered texts, one for both engines, each applied once and in order.

use kernel::{Error, Moment, Result};
use sea_orm::ConnectionTrait;

use super::connect::{Db, Engine};
use super::{Sql, told};

/// One step of the tables' history. Lines that start with `--sqlite ` or `--postgres ` are meant for that engine alone.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// Applies what is missing; how many were applied.
///
/// # Errors
/// `Bug` naming the migration that failed; `Unavailable` for a database that a newer program has changed.
pub async fn migrate(db: &Db, migrations: &[Migration], now: Moment) -> Result<usize> {
    let done = db.before_sign_in(Sql::new("SELECT number FROM migration ORDER BY number")).await?;
    let done = done.iter().map(|row| super::column::read_at::<i64>(row, 0)).collect::<Result<Vec<i64>>>()?;
    if let Some(newest) = done.last().filter(|newest| migrations.iter().all(|each| each.number < **newest)) {
        return Err(Error::Unavailable(format!("this database is at step {newest}, newer than this program")));
    }
    let mut applied = 0;
    for each in migrations.iter().filter(|each| !done.contains(&each.number)) {
        let text = for_engine(each.text, db.engine());
        let all = format!(
            "BEGIN; {text}; INSERT INTO migration VALUES ({}, '{}', {}); COMMIT",
            each.number,
            each.name,
            now.ms()
        );
        if let Err(error) = db.writing().execute_unprepared(&all).await {
            // the failed batch may have left its transaction open; without one this is refused, which changes nothing
            drop(db.writing().execute_unprepared("ROLLBACK").await);
            return Err(Error::bug(format!("migration {:04} {}: {}", each.number, each.name, told(error))));
        }
        applied += 1;
    }
    Ok(applied)
}

fn for_engine(text: &str, engine: Engine) -> String {
    let (ours, theirs) = match engine {
        Engine::Sqlite => ("--sqlite ", "--postgres "),
        Engine::Postgres => ("--postgres ", "--sqlite "),
    };
    text.lines()
        .filter(|line| !line.trim_start().starts_with(theirs))
        .map(|line| line.trim_start().strip_prefix(ours).unwrap_or(line))
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect::<Vec<_>>()
        .join("\n")
}

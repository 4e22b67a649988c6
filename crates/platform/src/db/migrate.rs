//! Migrations: numbered texts, one for both engines, each applied once and in order.

use kernel::{Error, Moment, Result};

use super::connect::{Db, Engine};
use super::tx::Open;
use super::{Row, Sql, read_at};

/// One step of the tables' history. Lines that start with `--sqlite ` or `--postgres ` are meant for that engine alone.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// Of PostgreSQL's advisory locks, the one under which a node migrates: the others wait for it, and then find nothing left to do.
const MIGRATING: i64 = 0x6669_656c_646c;

/// Applies what is missing, all in one transaction that no other node or program can enter at the same time; how many were applied.
///
/// # Errors
/// `Bug` naming the migration that failed; `Unavailable` for a database that a newer program has changed.
pub async fn migrate(db: &Db, migrations: &[Migration], now: Moment) -> Result<usize> {
    if missing(migrations, &db.before_sign_in(done()).await?)?.is_empty() {
        return Ok(0);
    }
    let open = Open::begin(db).await?;
    if db.engine() == Engine::Postgres {
        open.all(&Sql::new("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?)) locked").bind(MIGRATING)).await?;
    }
    let missing = missing(migrations, &open.all(&done()).await?)?;
    for each in &missing {
        let named = |error| Error::bug(format!("migration {:04} {}: {error}", each.number, each.name));
        open.batch(&for_engine(each.text, db.engine())).await.map_err(named)?;
        let kept = Sql::new("INSERT INTO migration (number, name, applied_at) VALUES (?, ?, ?)");
        open.run(&kept.bind(each.number).bind(each.name.to_owned()).bind(now)).await.map_err(named)?;
    }
    let applied = missing.len();
    open.commit().await?;
    db.committed().await?;
    Ok(applied)
}

fn done() -> Sql {
    Sql::new("SELECT number FROM migration ORDER BY number")
}

fn missing<'m>(migrations: &'m [Migration], done: &[Row]) -> Result<Vec<&'m Migration>> {
    let done = done.iter().map(|row| read_at::<i64>(row, 0)).collect::<Result<Vec<i64>>>()?;
    if let Some(newest) = done.last().filter(|newest| migrations.iter().all(|each| each.number < **newest)) {
        return Err(Error::Unavailable(format!("this database is at step {newest}, newer than this program")));
    }
    Ok(migrations.iter().filter(|each| !done.contains(&each.number)).collect())
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

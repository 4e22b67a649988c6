//! Restoring: an archive that has been checked fills an empty database and an empty folder, in one transaction.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use kernel::{Error, Moment, Result};

use super::check::{Part, check, held, open, part_of};
use super::rows::{columns, is_same, read_row};
use super::{LEFT_OUT, Manifest, damaged};
use crate::db::{Db, DbSettings, Engine, Migration, Place, Sql, Table, Whole, migrate};
use crate::files::FileStore;

/// Where to restore to.
#[derive(Clone, Debug)]
pub struct Target {
    /// The database: its folder is `data`, or it is on a server.
    pub db: DbSettings,
    /// A folder that is not there yet or is empty; files go below it.
    pub data: PathBuf,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub made_at: Moment,
    /// Rows of each table that has any.
    pub rows: BTreeMap<String, u64>,
    pub files: u64,
    pub file_bytes: u64,
    /// Files that were missing when the backup was made.
    pub missing: Vec<String>,
}

/// Checks the archive at `path` and restores it. `migrations` are all that this program knows: an older archive is restored at its
/// own step and then brought up to date.
///
/// # Errors
/// `Refused` with `backup.damaged`, `backup.newer` or `backup.target_not_empty`; `Unavailable` when a disk or the database refuses.
/// Then nothing is restored.
pub async fn restore(path: &Path, target: &Target, migrations: &[Migration], now: Moment) -> Result<Restored> {
    is_empty_folder(&target.data)?;
    let newest = migrations.iter().map(|each| each.number).max().unwrap_or_default();
    let manifest = check(path, newest)?;
    let done = fill(path, target, migrations, &manifest, now).await;
    if done.is_err() {
        // the folder was empty before: what is in it now is ours
        for made in ["files", "fieldloop.db", "fieldloop.db-wal", "fieldloop.db-shm"] {
            let made = target.data.join(made);
            drop(if made.is_dir() { std::fs::remove_dir_all(made) } else { std::fs::remove_file(made) });
        }
    }
    done
}

fn is_empty_folder(folder: &Path) -> Result<()> {
    let is_empty = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::Unavailable(format!("{}: {error}", folder.display()))),
    };
    if is_empty { Ok(()) } else { Err(not_empty(folder.display())) }
}

fn not_empty(place: impl std::fmt::Display) -> Error {
    Error::refused("backup.target_not_empty").with("where", place.to_string())
}

async fn fill(
    path: &Path,
    target: &Target,
    migrations: &[Migration],
    manifest: &Manifest,
    now: Moment,
) -> Result<Restored> {
    let db = Db::open(&target.db).await?;
    if matches!(target.db.place, Place::Url(_)) {
        has_no_rows(&db).await?;
    }
    let then: Vec<Migration> = migrations.iter().filter(|each| each.number <= manifest.step).copied().collect();
    migrate(&db, &then, now).await?;
    let files = FileStore::open(&target.data.join("files"))?;
    let whole = db.filling().await?;
    let mut loading = Loading::new(&whole, manifest).await?;
    let mut archive = open(path)?;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        match part_of(&entry)? {
            (path, Part::Rows { table }) => loading.rows(&table, &held(&mut entry, &path)?).await?,
            (_, Part::File { tenant, hash, size }) => {
                let body = std::iter::from_fn(|| next_bytes(&mut entry));
                files.write(tenant, &hash, size, futures::stream::iter(body)).await?;
            }
            (_, Part::Index | Part::Manifest | Part::Seal) => {}
        }
    }
    let rows = loading.done(manifest)?;
    whole.commit(&db).await?;
    migrate(&db, migrations, now).await?;
    db.close().await?;
    let held = &manifest.files;
    let (files, file_bytes, missing) = (held.count, held.bytes, held.missing.clone());
    Ok(Restored { made_at: manifest.made_at, rows, files, file_bytes, missing })
}

fn next_bytes(from: &mut impl Read) -> Option<std::io::Result<Bytes>> {
    let mut buffer = vec![0; 256 * 1024];
    match from.read(&mut buffer) {
        Ok(0) => None,
        Ok(read) => {
            buffer.truncate(read);
            Some(Ok(buffer.into()))
        }
        Err(error) => Some(Err(error)),
    }
}

/// A server's database may have tables (an earlier try made them), but nothing in them.
async fn has_no_rows(db: &Db) -> Result<()> {
    let whole = db.snapshot().await?;
    for table in whole.tables().await? {
        let is_kept = LEFT_OUT.contains(&table.name.as_str());
        let sql =
            Sql::new(&format!("SELECT CASE WHEN EXISTS (SELECT 1 FROM \"{}\") THEN 1 ELSE 0 END::bigint", table.name));
        if !is_kept && whole.value(sql).await? != 0 {
            return Err(not_empty(table.name));
        }
    }
    Ok(())
}

struct Loading<'w> {
    whole: &'w Whole,
    tables: BTreeMap<String, Table>,
    rows: BTreeMap<String, u64>,
}

impl<'w> Loading<'w> {
    /// The tables of the target must be those that were saved.
    async fn new(whole: &'w Whole, manifest: &Manifest) -> Result<Self> {
        let tables: BTreeMap<String, Table> =
            whole.tables().await?.into_iter().map(|table| (table.name.clone(), table)).collect();
        for saved in &manifest.tables {
            if !tables.get(&saved.name).is_some_and(|table| is_same(table, saved)) {
                return Err(Error::bug(format!(
                    "table {} has other columns than at step {}",
                    saved.name, manifest.step
                )));
            }
        }
        let unsaved = tables.keys().find(|name| {
            !LEFT_OUT.contains(&name.as_str()) && !manifest.tables.iter().any(|saved| saved.name == **name)
        });
        match unsaved {
            Some(name) => Err(Error::bug(format!("table {name} was not saved at step {}", manifest.step))),
            None => Ok(Self { whole, tables, rows: BTreeMap::new() }),
        }
    }

    async fn rows(&mut self, name: &str, lines: &[u8]) -> Result<()> {
        let table = self.tables.get(name).ok_or_else(|| damaged(name))?;
        // the embedded engine looks every bound value up by its name, one after the other: short statements are faster there,
        // while a server is asked seldom
        let values_at_once = if self.whole.engine() == Engine::Sqlite { 600 } else { 30_000 };
        let at_once = (values_at_once / table.columns.len().max(1)).clamp(1, 500);
        let mut written = 0;
        let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        for some in lines.chunks(at_once) {
            let row = format!("({})", vec!["?"; table.columns.len()].join(","));
            let rows = vec![row.as_str(); some.len()].join(",");
            let mut sql = Sql::new(&format!("INSERT INTO \"{name}\" ({}) VALUES {rows}", columns(table)));
            for line in some {
                sql = sql.bind_all(read_row(table, line)?);
            }
            written += self.whole.run(sql).await?;
        }
        *self.rows.entry(name.to_owned()).or_default() += written;
        Ok(())
    }

    fn done(self, manifest: &Manifest) -> Result<BTreeMap<String, u64>> {
        let differing =
            manifest.tables.iter().find(|saved| self.rows.get(&saved.name).copied().unwrap_or(0) != saved.rows);
        match differing {
            Some(saved) => Err(Error::bug(format!("table {} did not take all rows", saved.name))),
            None => Ok(self.rows),
        }
    }
}

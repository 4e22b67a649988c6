//! The whole database, beside any company: reading it as it was at one moment, and filling an empty one. For backups only.

use kernel::column::Kind;
use kernel::{Error, Result};

use super::connect::{Db, Engine};
use super::tx::Open;
use super::{Row, Sql, Value, read_at};

/// Rows fetched at a time.
const PAGE: usize = 2_000;

/// A table as the engine describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

/// One state of the whole database, in one transaction: [`Db::snapshot`] only reads, [`Db::filling`] writes.
pub struct Whole {
    open: Open,
    engine: Engine,
}

impl Db {
    /// Everything as it is now; what others write from now on is not seen, and nobody waits for anybody.
    ///
    /// # Errors
    /// `Unavailable` when the engine cannot be reached.
    pub async fn snapshot(&self) -> Result<Whole> {
        Ok(Whole { open: Open::snapshot(self).await?, engine: self.engine() })
    }

    /// A transaction that fills tables; dropped without [`Whole::commit`] it leaves them empty.
    ///
    /// # Errors
    /// `Unavailable` when the engine cannot be reached.
    pub async fn filling(&self) -> Result<Whole> {
        Ok(Whole { open: Open::begin(self).await?, engine: self.engine() })
    }
}

impl Whole {
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// All tables with their columns, by name.
    ///
    /// # Errors
    /// `Bug` for a column of a kind that is none of ours.
    pub async fn tables(&self) -> Result<Vec<Table>> {
        let sql = match self.engine {
            Engine::Sqlite => {
                "SELECT m.name, p.name, p.type FROM sqlite_master m JOIN pragma_table_info(m.name) p
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid"
            }
            Engine::Postgres => {
                "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
                 WHERE table_schema = current_schema() ORDER BY table_name::text COLLATE \"C\", ordinal_position"
            }
        };
        let rows = self.open.all(&Sql::new(sql)).await?;
        let mut tables: Vec<Table> = vec![];
        for row in rows {
            let (table, column, kind) = (read_at::<String>(&row, 0)?, read_at(&row, 1)?, read_at::<String>(&row, 2)?);
            let kind = match kind.to_ascii_uppercase().as_str() {
                "TEXT" => Kind::Text,
                "BIGINT" | "INTEGER" => Kind::Int,
                "BOOLEAN" => Kind::Bool,
                "DOUBLE" | "DOUBLE PRECISION" => Kind::Real,
                other => {
                    return Err(Error::bug(format!("column {table}.{column} is {other}, which is no kind of ours")));
                }
            };
            match tables.last_mut().filter(|last| last.name == table) {
                Some(last) => last.columns.push((column, kind)),
                None => tables.push(Table { name: table, columns: vec![(column, kind)] }),
            }
        }
        Ok(tables)
    }

    /// Hands every row of a table on, some columns of it, a page at a time: the memory it takes does not grow with the table.
    ///
    /// # Errors
    /// Those of the database and of `take`.
    pub async fn each(&self, table: &str, columns: &str, take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        match self.engine {
            Engine::Sqlite => self.each_by_key(table, columns, take).await,
            Engine::Postgres => self.each_by_cursor(table, columns, take).await,
        }
    }

    /// Pages go on after the last key of the page before.
    async fn each_by_key(&self, table: &str, columns: &str, mut take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let key = self.key_of(table).await?;
        let list = key.join(", ");
        let named = key.iter().enumerate().map(|(at, column)| format!(", {column} AS key_{at}")).collect::<String>();
        let first = format!("SELECT {columns}{named} FROM \"{table}\"");
        let after = format!(" WHERE ({list}) > ({})", vec!["?"; key.len()].join(", "));
        let order = format!(" ORDER BY {list} LIMIT {PAGE}");
        let mut last: Option<Vec<Value>> = None;
        loop {
            let sql = match last.take() {
                Some(key) => Sql::new(&first).push(&after).bind_all(key),
                None => Sql::new(&first),
            };
            let rows = self.open.all(&sql.push(&order)).await?;
            rows.iter().try_for_each(&mut take)?;
            let Some(end) = rows.last() else { return Ok(()) };
            last = Some(end.values_from(end.width() - key.len()));
        }
    }

    /// The columns of a table's key, in their order, on the embedded engine.
    async fn key_of(&self, table: &str) -> Result<Vec<String>> {
        let sql = Sql::new("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk").bind(table.to_owned());
        let key = self.open.all(&sql).await?.iter().map(|row| read_at(row, 0)).collect::<Result<Vec<String>>>()?;
        if key.is_empty() {
            return Err(Error::bug(format!("table {table} has no key")));
        }
        Ok(key)
    }

    async fn each_by_cursor(&self, table: &str, columns: &str, mut take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        // named after what it answers: the driver takes a statement of the same text to have the same columns
        let cursor = format!("page_{}", &crate::random::sha256_hex(format!("{table} {columns}").as_bytes())[..16]);
        self.run(Sql::new(&format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {columns} FROM \"{table}\""))).await?;
        loop {
            let rows = self.open.all(&Sql::new(&format!("FETCH {PAGE} FROM {cursor}"))).await?;
            rows.iter().try_for_each(&mut take)?;
            if rows.is_empty() {
                break;
            }
        }
        self.run(Sql::new(&format!("CLOSE {cursor}"))).await?;
        Ok(())
    }

    /// The one value of a statement that always answers one row.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn value(&self, sql: Sql) -> Result<i64> {
        let rows = self.open.all(&sql).await?;
        read_at(rows.first().ok_or_else(|| Error::bug("a statement that always answers did not"))?, 0)
    }

    /// Runs a writing statement; how many rows it touched.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn run(&self, sql: Sql) -> Result<u64> {
        self.open.run(&sql).await
    }

    /// Stores what was filled in. Numbers of events go on after the last one that came.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn commit(self, db: &Db) -> Result<()> {
        self.run(Sql::new("UPDATE event_base SET base = (SELECT COALESCE(MAX(seq), 0) FROM event)")).await?;
        self.open.commit().await?;
        db.committed().await
    }
}

//! Records: a table as a struct, with its look-up, insert and versioned save. The company is asked for by construction:
//! no call here takes a tenant, it comes from the actor.

use super::connect::Engine;
use super::sql::Sql;
use super::tx::{Tx, View};
use super::value::{Row, Value};
use kernel::{Error, Id, Result};

/// A table as a struct; declared with [`crate::record!`]. `tenant_id` is in every table and in no struct.
pub trait Record: Sized + Send + Sync {
    type Id: Id + kernel::Column;
    const TABLE: &'static str;
    /// What it is called in errors and events.
    const NOUN: &'static str;
    /// All columns but `tenant_id`; the first one is the id.
    const COLUMNS: &'static [&'static str];
    /// `version` is a column: saves are refused when somebody saved in between.
    const VERSIONED: bool;
    fn id(&self) -> Self::Id;
    fn version(&self) -> i64;
    fn set_version(&mut self, version: i64);
    fn values(&self) -> Vec<Value>;
    fn from_row(row: &Row) -> Result<Self>;
}

/// Declares a record: `record! { /// doc  pub struct Visit in "visit" as "visit" (VisitId), versioned { pub id: VisitId, … } }`.
/// The first field is the id. A `versioned` one has a last field `version` and is saved only at the version it was read at.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident in $table:literal as $noun:literal ($id:ty), versioned {
        $($(#[$fmeta:meta])* pub $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$fmeta])* pub $field: $type),+ , /// Counts the saves; the first is 1.
            pub version: i64 }
        impl $crate::db::Record for $name {
            $crate::record!(@common $name $table $noun ($id) { $($field: $type),+ , version: i64 });
            const VERSIONED: bool = true;
            fn version(&self) -> i64 { self.version }
            fn set_version(&mut self, version: i64) { self.version = version; }
        }
    };
    ($(#[$meta:meta])* pub struct $name:ident in $table:literal as $noun:literal ($id:ty) {
        $($(#[$fmeta:meta])* pub $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$fmeta])* pub $field: $type),+ }
        impl $crate::db::Record for $name {
            $crate::record!(@common $name $table $noun ($id) { $($field: $type),+ });
            const VERSIONED: bool = false;
            fn version(&self) -> i64 { 0 }
            fn set_version(&mut self, _: i64) {}
        }
    };
    (@common $name:ident $table:literal $noun:literal ($id:ty) { $($field:ident: $type:ty),+ }) => {
        type Id = $id;
        const TABLE: &'static str = $table;
        const NOUN: &'static str = $noun;
        const COLUMNS: &'static [&'static str] = &[$($crate::db::column_name(stringify!($field))),+];
        fn id(&self) -> $id { self.id }
        fn values(&self) -> Vec<$crate::db::Value> { vec![$($crate::db::value(&self.$field)),+] }
        fn from_row(row: &$crate::db::Row) -> kernel::Result<Self> {
            Ok(Self { $($field: $crate::db::read(row, $crate::db::column_name(stringify!($field)))?),+ })
        }
    };
}

/// A field's column: a field that is a word of the language (`r#type`) is a column without the sign.
pub const fn column_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// The record with this id, or `NotFound`.
///
/// # Errors
/// `NotFound`, also for another company's id.
pub async fn get<R: Record>(view: &View, id: R::Id) -> Result<R> {
    find(view, id).await?.ok_or(Error::NotFound(R::NOUN))
}

/// The record with this id, kept to this transaction: two deeds that ask for it come one after the other, on both engines.
///
/// # Errors
/// As [`get`].
pub async fn get_held<R: Record>(tx: &Tx, id: R::Id) -> Result<R> {
    // the embedded engine has one writer anyway
    let held = if tx.db().engine() == Engine::Postgres { " FOR UPDATE" } else { "" };
    let sql = Sql::new(&format!("SELECT * FROM {} WHERE tenant_id = ? AND id = ?{held}", R::TABLE));
    select_one(tx, sql.bind(tx.actor().tenant).bind(id)).await?.ok_or(Error::NotFound(R::NOUN))
}

/// The record with this id, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn find<R: Record>(view: &View, id: R::Id) -> Result<Option<R>> {
    let sql = Sql::new(&format!("SELECT * FROM {} WHERE tenant_id = ? AND id = ?", R::TABLE));
    select_one(view, sql.bind(view.actor().tenant).bind(id)).await
}

/// All records that a statement finds. The statement selects `*` (or `alias.*`) and names the company and a limit itself.
///
/// # Errors
/// Those of the database.
pub async fn select<R: Record>(view: &View, sql: Sql) -> Result<Vec<R>> {
    view.all(sql).await?.iter().map(R::from_row).collect()
}

/// The first record that a statement finds.
///
/// # Errors
/// Those of the database.
pub async fn select_one<R: Record>(view: &View, sql: Sql) -> Result<Option<R>> {
    view.one(sql).await?.as_ref().map(R::from_row).transpose()
}

/// Writes a new record; a versioned one starts at version 1.
///
/// # Errors
/// `Refused("unique")` for a violated unique constraint; see [`super::is_duplicate`].
pub async fn insert<R: Record>(tx: &Tx, mut record: R) -> Result<R> {
    record.set_version(1);
    tx.run(insert_sql(tx, std::slice::from_ref(&record))).await?;
    Ok(record)
}

/// Values of one statement that inserts many rows.
pub(super) const VALUES_AT_ONCE: usize = 600;

/// Writes many new records with as few statements as the engines' limits allow.
///
/// # Errors
/// As [`insert`]; then none of them is written, as the transaction must be given up.
pub async fn insert_all<R: Record>(tx: &Tx, records: Vec<R>) -> Result<Vec<R>> {
    // the embedded engine binds value by value: statements of some hundred values run several times faster than of thousands
    let chunk = (VALUES_AT_ONCE / (R::COLUMNS.len() + 1)).max(1);
    let mut records = records;
    records.iter_mut().for_each(|record| record.set_version(1));
    for some in records.chunks(chunk) {
        tx.run(insert_sql(tx, some)).await?;
    }
    Ok(records)
}

fn insert_sql<R: Record>(tx: &Tx, records: &[R]) -> Sql {
    let row = format!("(?{})", ",?".repeat(R::COLUMNS.len()));
    let rows = vec![row.as_str(); records.len()].join(",");
    let sql = Sql::new(&format!("INSERT INTO {} (tenant_id,{}) VALUES {rows}", R::TABLE, R::COLUMNS.join(",")));
    records.iter().fold(sql, |sql, record| sql.bind(tx.actor().tenant).bind_all(record.values()))
}

/// Saves a record at the version it was read at, and returns it with the next one.
///
/// # Errors
/// `Stale` when somebody saved in between.
pub async fn update<R: Record>(tx: &Tx, mut record: R) -> Result<R> {
    let seen = record.version();
    record.set_version(seen + 1);
    let set: Vec<String> = R::COLUMNS[1..].iter().map(|column| format!("{column} = ?")).collect();
    let mut sql = Sql::new(&format!("UPDATE {} SET {} WHERE tenant_id = ? AND id = ?", R::TABLE, set.join(", ")))
        .bind_all(record.values().into_iter().skip(1))
        .bind(tx.actor().tenant)
        .bind(record.id());
    if R::VERSIONED {
        sql = sql.push(" AND version = ?").bind(seen);
    }
    if tx.run(sql).await? == 1 {
        return Ok(record);
    }
    match find::<R>(tx, record.id()).await? {
        Some(now) => Err(Error::Stale { noun: R::NOUN, current: now.version() }),
        None => Err(Error::NotFound(R::NOUN)),
    }
}

/// Removes a record. For rows that are true only while they stand (bookings); what happened is never removed.
///
/// # Errors
/// `NotFound` when it is not there.
pub async fn delete<R: Record>(tx: &Tx, id: R::Id) -> Result<()> {
    let sql = Sql::new(&format!("DELETE FROM {} WHERE tenant_id = ? AND id = ?", R::TABLE));
    match tx.run(sql.bind(tx.actor().tenant).bind(id)).await? {
        0 => Err(Error::NotFound(R::NOUN)),
        _ => Ok(()),
    }
}

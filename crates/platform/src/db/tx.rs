//! View and Tx: the only ways to the tables. Both carry the actor; a [`Tx`] is also a [`View`] of what it has written itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, Column, Error, Moment, Result};

use super::connect::{Db, Kept};
use super::event::{Event, Left, left_events};
use super::{Row, Sql, lite, read_at, server};

/// What the caller said with a command, besides its body: when it happened on the phone, and which versions it relied on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The caller's own key for this command; with the actor it makes the command exactly-once.
    pub key: Option<String>,
    /// The key of the caller's own deed that must have been stored before this one.
    pub after: Option<String>,
    /// The phone's time of the deed, corrected by the measured skew. `now` stays the server's.
    pub happened_at: Option<Moment>,
    /// The version of the record as the caller saw it (`If-Match`).
    pub version: Option<i64>,
    /// Versions of single facts: `assignment`, `window`, `prices`.
    pub facts: BTreeMap<String, i64>,
}

impl Said {
    /// Refuses when the caller relied on an older version of a fact than is true now. A fact it said nothing of is not judged.
    ///
    /// # Errors
    /// `Stale`
    pub fn fact_as_seen(&self, fact: &'static str, current: i64) -> Result<()> {
        match self.facts.get(fact) {
            Some(seen) if *seen != current => Err(Error::Stale { noun: fact, current }),
            _ => Ok(()),
        }
    }
    /// Refuses when the caller saw another version of the record.
    ///
    /// # Errors
    /// `Stale`
    pub fn as_seen(&self, noun: &'static str, current: i64) -> Result<()> {
        match self.version {
            Some(seen) if seen != current => Err(Error::Stale { noun, current }),
            _ => Ok(()),
        }
    }
}

#[derive(Clone)]
enum Exec {
    Pool(Arc<server::Together>),
    Tx(Arc<Open>),
}

/// An open transaction on either engine. What waits for a server is kept beside, so that a deed's own steps stay small on the stack.
pub(super) enum Open {
    Lite(lite::Open),
    Server(server::Open),
}

impl Open {
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        match db.kept() {
            Kept::Embedded(embedded) => embedded.begin().await.map(Self::Lite),
            Kept::Server(server) => Box::pin(server.begin()).await.map(Self::Server),
        }
    }
    pub(super) async fn snapshot(db: &Db) -> Result<Self> {
        match db.kept() {
            Kept::Embedded(embedded) => embedded.snapshot().await.map(Self::Lite),
            Kept::Server(server) => Box::pin(server.snapshot()).await.map(Self::Server),
        }
    }
    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        match self {
            Self::Lite(open) => open.all(sql),
            Self::Server(open) => Box::pin(open.all(sql)).await,
        }
    }
    pub(super) async fn run(&self, sql: &Sql) -> Result<u64> {
        match self {
            Self::Lite(open) => open.run(sql),
            Self::Server(open) => Box::pin(open.run(sql)).await,
        }
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        match self {
            Self::Lite(open) => open.batch(text),
            Self::Server(open) => Box::pin(open.batch(text)).await,
        }
    }
    pub(super) async fn commit(self) -> Result<()> {
        self.commit_with(&[]).await
    }
    /// Carries out the last statements and commits; on a server all of it is sent at once.
    pub(super) async fn commit_with(self, last: &[Sql]) -> Result<()> {
        match self {
            Self::Lite(open) => {
                last.iter().try_for_each(|sql| open.run(sql).map(|_| ()))?;
                open.commit().await
            }
            Self::Server(open) => Box::pin(open.commit_with(last)).await,
        }
    }
    pub(super) async fn undo(self) -> Result<()> {
        match self {
            Self::Lite(open) => {
                drop(open);
                Ok(())
            }
            Self::Server(open) => Box::pin(open.undo()).await,
        }
    }
}

/// Reads as one actor. Statements that are waited for together (`tokio::try_join!`) are sent together to a server, on one connection;
/// the embedded engine runs them one after the other.
#[derive(Clone)]
pub struct View {
    db: Db,
    exec: Exec,
    actor: Arc<Actor>,
}

impl View {
    pub(super) fn pooled(db: Db, actor: Actor) -> Self {
        Self { db, exec: Exec::Pool(Arc::default()), actor: Arc::new(actor) }
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    pub fn now(&self) -> Moment {
        self.actor.now
    }
    pub fn db(&self) -> &Db {
        &self.db
    }
    /// All rows of a statement. The statement names the company and a limit itself.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all(&self, sql: Sql) -> Result<Vec<Row>> {
        match &self.exec {
            Exec::Pool(together) => self.db.pooled(together, &sql).await,
            Exec::Tx(open) => open.all(&sql).await,
        }
    }
    /// The first row of a statement.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn one(&self, sql: Sql) -> Result<Option<Row>> {
        Ok(self.all(sql).await?.into_iter().next())
    }
    /// The one value of a statement that always answers one row: counts, sums, EXISTS.
    ///
    /// # Errors
    /// `Bug` when there is no row.
    pub async fn value<C: Column>(&self, sql: Sql) -> Result<C> {
        let row = self.one(sql).await?.ok_or_else(|| Error::bug("a statement that always answers did not"))?;
        read_at(&row, 0)
    }
    /// The first column of every row.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn column<C: Column>(&self, sql: Sql) -> Result<Vec<C>> {
        self.all(sql).await?.iter().map(|row| read_at(row, 0)).collect()
    }
}

/// A transaction as one actor. Dropped without a commit, it never was.
pub struct Tx {
    view: View,
    said: Said,
    /// What was done, in its order; written with the commit.
    left: Arc<Mutex<Vec<Left>>>,
}

impl std::ops::Deref for Tx {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

impl Tx {
    pub(super) async fn begin(db: Db, actor: Actor, said: Said) -> Result<Self> {
        let open = Open::begin(&db).await?;
        Ok(Self {
            view: View { db, exec: Exec::Tx(Arc::new(open)), actor: Arc::new(actor) },
            said,
            left: Arc::default(),
        })
    }
    pub fn said(&self) -> &Said {
        &self.said
    }
    /// When the deed took place: the phone's corrected time where it was given, else now.
    pub fn happened_at(&self) -> Moment {
        self.said.happened_at.unwrap_or(self.view.actor.now)
    }
    /// The same transaction as another actor: for what a system task does on somebody's behalf. The company cannot change.
    ///
    /// # Errors
    /// `Bug` for another company's actor.
    pub fn acting(&self, actor: Actor) -> Result<Tx> {
        if actor.tenant != self.view.actor.tenant {
            return Err(Error::bug("a transaction stays in its company"));
        }
        Ok(Tx {
            view: View { actor: Arc::new(actor), ..self.view.clone() },
            said: self.said.clone(),
            left: self.left.clone(),
        })
    }
    /// The same transaction for deeds that follow from the one asked for: what the caller had seen was judged there; when it happened stays.
    #[must_use]
    pub fn onward(&self) -> Tx {
        let said = Said { version: None, facts: BTreeMap::new(), ..self.said.clone() };
        Tx { view: self.view.clone(), said, left: self.left.clone() }
    }
    /// Runs a writing statement; how many rows it touched.
    ///
    /// # Errors
    /// Those of the database; `Refused("unique")` for a violated constraint.
    pub async fn run(&self, sql: Sql) -> Result<u64> {
        match &self.view.exec {
            Exec::Tx(open) => open.run(&sql).await,
            Exec::Pool(_) => Err(Error::bug("a Tx without a transaction")),
        }
    }
    /// Leaves an event: trail, timeline, live stream and webhook in one. It is numbered and written with the commit.
    ///
    /// # Errors
    /// None today; a journal kept elsewhere could refuse.
    pub async fn record(&self, event: impl Into<Event>) -> Result<()> {
        self.record_all(vec![event.into()]).await
    }
    /// Leaves many events at once, in their order: for imports, where each record leaves its own.
    ///
    /// # Errors
    /// As [`Tx::record`].
    #[expect(clippy::unused_async, reason = "a deed's steps read alike, and a journal kept elsewhere would wait")]
    pub async fn record_all(&self, events: Vec<Event>) -> Result<()> {
        let left = |event| Left { actor: self.view.actor.clone(), happened_at: self.said.happened_at, event };
        self.left.lock().unwrap_or_else(PoisonError::into_inner).extend(events.into_iter().map(left));
        Ok(())
    }
    /// Stores everything, durably unless configured otherwise.
    ///
    /// # Errors
    /// Those of the database; then nothing is stored.
    pub async fn commit(self) -> Result<()> {
        self.commit_with(None).await
    }
    /// As [`Tx::commit`], with one more statement, whose failure is the whole transaction's.
    ///
    /// # Errors
    /// As [`Tx::commit`]; `Refused("unique")` when the last statement violates a constraint.
    pub async fn commit_with(self, last: Option<Sql>) -> Result<()> {
        let db = self.view.db.clone();
        let Exec::Tx(open) = self.view.exec else { return Err(Error::bug("a Tx without a transaction")) };
        let open = Arc::into_inner(open).ok_or_else(|| Error::bug("the transaction is still in use elsewhere"))?;
        let left = std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        let mut statements: Vec<Sql> = last.into_iter().collect();
        statements.extend(left_events(&open, db.engine(), self.view.actor.tenant, left).await?);
        open.commit_with(&statements).await?;
        db.committed().await
    }
    /// Undoes everything, now rather than when dropped.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn undo(self) -> Result<()> {
        let Exec::Tx(open) = self.view.exec else { return Ok(()) };
        match Arc::into_inner(open) {
            Some(open) => open.undo().await,
            None => Ok(()),
        }
    }
}

//! The one writer of the embedded engine, shared: deeds that wait for each other are stored with one commit.
//!
//! A commit costs the engine a write of every page that was touched, and orders touch the same pages of the same indexes again and
//! again. So each deed after the first is a savepoint in a transaction that stays open as long as the next deed is ready; the last one
//! commits for all. Nobody is answered before that commit. A deed that fails is undone to its savepoint, and others never see it (decisions/0003).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use kernel::{Error, Result};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::Sql;
use super::folding::{Folding, log_after};
use super::lite::{Link, patiently};

/// So many deeds share a commit at most.
const SHARED_MAX: usize = 64;
/// The next deed may take its time: after this long, those that wait are stored without it as soon as the writer is free.
const LINGER: Duration = Duration::from_millis(5);

type Told = oneshot::Sender<std::result::Result<(), String>>;

#[derive(Clone)]
pub(super) struct SharedWriter {
    writer: Arc<Mutex<Writer>>,
    /// Deeds that wait for their turn.
    queue: Arc<AtomicUsize>,
}

pub(super) struct Writer {
    pub(super) link: Link,
    /// A transaction is open.
    is_open: bool,
    /// Deeds that are done in it and wait for the commit.
    done: Vec<Told>,
    /// The deed under way is the first of its transaction, and so needs no savepoint.
    is_first: bool,
    folding: Option<Folding>,
}

/// The writer's turn for the thread that folds the log; it keeps no writer alive.
pub(super) struct Turn(Weak<Mutex<Writer>>);

impl Turn {
    /// Folds what came while most was folded, with nobody writing.
    pub(super) fn fold_the_rest(&self) -> Result<()> {
        let Some(writer) = self.0.upgrade() else { return Ok(()) };
        let mut writer = writer.blocking_lock();
        writer.store()?;
        log_after(&writer.link, "PASSIVE").map(|_| ())
    }
}

impl SharedWriter {
    pub(super) fn of(link: Link) -> Self {
        let writer = Writer { link, is_open: false, done: vec![], is_first: false, folding: None };
        Self { writer: Arc::new(Mutex::new(writer)), queue: Arc::default() }
    }

    pub(super) fn turn(&self) -> Turn {
        Turn(Arc::downgrade(&self.writer))
    }

    /// Who is told of commits, from the beginning on.
    pub(super) fn told_to(&self, folding: Folding) -> Result<()> {
        let mut writer = self.writer.try_lock().map_err(Error::bug)?;
        writer.folding = Some(folding);
        Ok(())
    }

    /// The turn of a deed: a savepoint, in a new transaction or in the one that is open.
    pub(super) async fn deed(&self) -> Result<Deed> {
        let mut writer = {
            let _queued = Queued::in_line(&self.queue);
            patiently(self.writer.clone().lock_owned()).await?
        };
        writer.is_first = !writer.is_open;
        if !writer.is_open {
            // the write lock is taken at the start, so that a read inside never has to be repeated
            writer.link.run(&Sql::new("BEGIN IMMEDIATE"))?;
            writer.is_open = true;
        } else if let Err(error) = writer.link.run(&Sql::new("SAVEPOINT deed")) {
            // told by those who wait for it; this deed has its own error
            drop(writer.store());
            return Err(error);
        }
        Ok(Deed { writer: Some(writer), shared: self.clone() })
    }

    /// The writer with nothing open: for statements outside any transaction.
    pub(super) async fn alone(&self) -> Result<OwnedMutexGuard<Writer>> {
        let mut writer = patiently(self.writer.clone().lock_owned()).await?;
        writer.store()?;
        Ok(writer)
    }

    fn somebody_waits(&self) -> bool {
        self.queue.load(Ordering::SeqCst) > 0
    }
}

/// A place in the queue; left when dropped.
struct Queued<'q>(&'q AtomicUsize);

impl<'q> Queued<'q> {
    fn in_line(queue: &'q AtomicUsize) -> Self {
        queue.fetch_add(1, Ordering::SeqCst);
        Self(queue)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writer {
    /// Commits what is open, and tells everybody who waits for it.
    fn store(&mut self) -> Result<()> {
        if !self.is_open {
            return Ok(());
        }
        self.is_open = false;
        // after a full disk or a failed read the engine may have given the whole transaction up
        let given_up = self.link.connection.is_autocommit();
        let stored = match given_up {
            true => Err(Error::Unavailable("the database gave the transaction up".into())),
            false => self.link.run(&Sql::new("COMMIT")).map(|_| ()),
        };
        if stored.is_err() && !self.link.connection.is_autocommit() {
            self.link.batch("ROLLBACK")?;
        }
        if let (Ok(()), Some(folding)) = (&stored, &self.folding) {
            folding.committed();
        }
        for each in self.done.drain(..) {
            // one who no longer waits has hung up: nothing to tell
            drop(each.send(stored.as_ref().copied().map_err(ToString::to_string)));
        }
        stored
    }

    /// Undoes the deed under way, and stores what others did before it.
    fn undo(&mut self) -> Result<()> {
        if self.is_first {
            self.is_open = false;
            return if self.link.connection.is_autocommit() { Ok(()) } else { self.link.batch("ROLLBACK") };
        }
        if !self.link.connection.is_autocommit() {
            self.link.batch("ROLLBACK TO deed; RELEASE deed")?;
        }
        self.store()
    }
}

/// One deed on the writer. Dropped without a commit, it never was.
pub(super) struct Deed {
    /// Given back with the end.
    writer: Option<OwnedMutexGuard<Writer>>,
    shared: SharedWriter,
}

impl Deed {
    pub(super) fn link(&self) -> Result<&Link> {
        self.writer.as_ref().map(|writer| &writer.link).ok_or_else(|| Error::bug("a deed after its end"))
    }

    /// Returns when the deed is stored, alone or together with others.
    ///
    /// # Errors
    /// `Unavailable` when nothing could be stored: then this deed, and those that shared its commit, never were.
    pub(super) async fn commit(mut self) -> Result<()> {
        let mut writer = self.writer.take().ok_or_else(|| Error::bug("a deed after its end"))?;
        if !writer.is_first
            && let Err(error) = writer.link.run(&Sql::new("RELEASE deed"))
        {
            // told by whoever waits; this one has its own error
            drop(writer.undo());
            return Err(error);
        }
        if writer.done.len() + 1 >= SHARED_MAX {
            return writer.store();
        }
        let waits = self.shared.somebody_waits();
        let (tell, mut told) = oneshot::channel();
        writer.done.push(tell);
        drop(writer);
        if waits {
            if let Ok(answer) = tokio::time::timeout(LINGER, &mut told).await {
                return heard(answer);
            }
        } else {
            // whoever is ready now but has not been in line yet has a turn before the commit
            tokio::task::yield_now().await;
            if let Ok(answer) = told.try_recv() {
                return heard(Ok(answer));
            }
        }
        // what keeps the writer from it is told to this deed as well
        drop(self.shared.alone().await);
        heard(told.await)
    }
}

/// What the one who committed says to a deed that shared the commit.
fn heard(answer: std::result::Result<std::result::Result<(), String>, oneshot::error::RecvError>) -> Result<()> {
    match answer {
        Ok(Ok(())) => Ok(()),
        Ok(Err(why)) => Err(Error::Unavailable(why)),
        Err(_) => Err(Error::bug("a commit that told nobody")),
    }
}

impl Drop for Deed {
    fn drop(&mut self) {
        if let Some(mut writer) = self.writer.take()
            && let Err(error) = writer.undo()
        {
            tracing::error!(%error, "a transaction cannot be undone");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lite::Embedded;
    use super::super::read_at;
    use super::*;

    async fn with_table() -> (tempfile::TempDir, Embedded) {
        let folder = tempfile::tempdir().unwrap();
        let db = Embedded::open(&folder.path().join("test.db"), 2, 16).unwrap();
        db.batch("CREATE TABLE deed (id BIGINT PRIMARY KEY)").await.unwrap();
        (folder, db)
    }
    async fn deed(db: &Embedded, id: i64) -> Result<()> {
        let open = db.begin().await?;
        open.run(&Sql::new("INSERT INTO deed VALUES (?)").bind(id))?;
        // others come to wait meanwhile
        tokio::task::yield_now().await;
        open.commit().await
    }
    async fn stored(db: &Embedded) -> Vec<i64> {
        let rows = db.all(&Sql::new("SELECT id FROM deed ORDER BY id")).await.unwrap();
        rows.iter().map(|row| read_at(row, 0).unwrap()).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn deeds_that_share_a_commit_are_all_there_and_those_that_failed_are_not() {
        let (_folder, db) = with_table().await;
        deed(&db, 7).await.unwrap();
        // every third one is the same as one before, and is refused
        let deeds: Vec<_> = (0..90_i64)
            .map(|at| {
                let (db, id) = (db.clone(), if at % 3 == 0 { 7 } else { 100 + at });
                tokio::spawn(async move { (id, deed(&db, id).await) })
            })
            .collect();
        for each in deeds {
            let (id, done) = each.await.unwrap();
            assert_eq!(done.is_ok(), id != 7, "{id}: {done:?}");
        }
        let expected: Vec<i64> = [7].into_iter().chain((100..190).filter(|id| (id - 100) % 3 != 0)).collect();
        assert_eq!(stored(&db).await, expected);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_deed_that_is_given_up_takes_nobody_else_with_it_and_leaves_nothing_open() {
        let (folder, db) = with_table().await;
        let slow = db.begin().await.unwrap();
        slow.run(&Sql::new("INSERT INTO deed VALUES (1)")).unwrap();
        let others: Vec<_> = (2..6)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move { deed(&db, id).await })
            })
            .collect();
        // one who waits for a turn hangs up
        let impatient = tokio::spawn({
            let db = db.clone();
            async move { deed(&db, 99).await }
        });
        tokio::task::yield_now().await;
        impatient.abort();
        drop(slow);
        for each in others {
            each.await.unwrap().unwrap();
        }
        let left = stored(&db).await;
        assert_eq!(left.iter().filter(|id| **id != 99).copied().collect::<Vec<_>>(), [2, 3, 4, 5]);
        // another program can write at once
        let other = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
        other.execute("INSERT INTO deed VALUES (1000)", []).unwrap();
    }

    #[tokio::test]
    async fn what_a_deed_did_is_seen_by_readers_only_when_it_is_stored() {
        let (_folder, db) = with_table().await;
        let open = db.begin().await.unwrap();
        open.run(&Sql::new("INSERT INTO deed VALUES (1)")).unwrap();
        assert!(stored(&db).await.is_empty());
        open.commit().await.unwrap();
        assert_eq!(stored(&db).await, [1]);
    }
}

//! PostgreSQL: a pool of connections; every node of a cluster has its own. Statements that are asked for together go out together.

mod link;
mod place;
mod pool;
#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures::FutureExt;
use kernel::{Error, Result};

use self::place::Address;
use self::pool::{Lease, Pool};
use super::{Durability, Row, Sql, read_at};

/// So many statements are sent together with their COMMIT at most: as many as [`futures::future::join_all`] is sure to begin in their order.
const SENT_WITH_COMMIT: usize = 16;

#[derive(Clone)]
pub(super) struct Server {
    pool: Pool,
    /// For short statements of their own while a transaction holds one of the pool's connections: taken from the pool too, they could
    /// wait for each other for ever.
    aside: Pool,
    /// Commits of this process.
    stored: Arc<AtomicU64>,
}

impl Server {
    pub(super) async fn connect(url: &str, connections: u32, durability: Durability) -> Result<Self> {
        let address = Arc::new(Address::parse(url, durability)?);
        let pool = Pool::of(address.clone(), connections);
        // a wrong address is told at the start
        drop(pool.lease().await?);
        let server = Self { pool, aside: Pool::of(address, 1), stored: Arc::default() };
        server.get_to_know_what_is_new();
        Ok(server)
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        self.pool.lease().await?.all_alone(sql).await
    }
    pub(super) async fn aside(&self, sql: &Sql) -> Result<Vec<Row>> {
        self.aside.lease().await?.all_alone(sql).await
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.pool.lease().await?.batch(text).await
    }
    pub(super) async fn begin(&self) -> Result<Open> {
        Open::begin(self.pool.lease().await?, "BEGIN")
    }
    /// A transaction that sees one state for as long as it lasts.
    pub(super) async fn snapshot(&self) -> Result<Open> {
        Open::begin(self.pool.lease().await?, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }
    /// Gathers statistics of the tables that have grown to more than twice what they were when it was last done, in the background. The
    /// server does so itself within a minute; until then it takes a new table for a small one of two hundred companies, and reads it whole.
    pub(super) fn get_to_know_what_is_new(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            if let Err(error) = server.analyse().await {
                tracing::warn!(%error, "no statistics of the tables");
            }
        });
    }
    async fn analyse(&self) -> Result<()> {
        let grown = Sql::new(
            "SELECT quote_ident(relname) FROM pg_stat_user_tables
             WHERE schemaname = current_schema() AND n_live_tup >= 50 AND n_mod_since_analyze * 2 > n_live_tup",
        );
        let lease = self.pool.lease().await?;
        let tables = lease.all_alone(&grown).await?;
        let names = tables.iter().map(|row| read_at(row, 0)).collect::<Result<Vec<String>>>()?;
        if names.is_empty() {
            return Ok(());
        }
        lease.batch(&format!("ANALYZE {}", names.join(", "))).await
    }
    /// After a commit: a server that has only begun to fill is asked again at every doubling of what was stored.
    pub(super) fn committed(&self) {
        let stored = self.stored.fetch_add(1, Ordering::Relaxed) + 1;
        if stored >= 256 && stored.is_power_of_two() {
            self.get_to_know_what_is_new();
        }
    }
    pub(super) async fn close(&self) {
        self.aside.close().await;
        self.pool.close().await;
    }
}

/// The connection that statements of one reader share for as long as any of them is under way.
#[derive(Default)]
pub(super) struct Together(tokio::sync::Mutex<Weak<Lease>>);

impl Together {
    pub(super) async fn all(&self, server: &Server, sql: &Sql) -> Result<Vec<Row>> {
        self.lease(server).await?.all_alone(sql).await
    }
    async fn lease(&self, server: &Server) -> Result<Arc<Lease>> {
        let mut shared = self.0.lock().await;
        if let Some(lease) = shared.upgrade() {
            return Ok(lease);
        }
        let lease = Arc::new(server.pool.lease().await?);
        *shared = Arc::downgrade(&lease);
        Ok(lease)
    }
}

type Begun = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// An open transaction. Dropped without a commit, it never was.
pub(super) struct Open {
    lease: Lease,
    /// The answer to its BEGIN, which nobody waits for before the first statement is sent.
    begun: Mutex<Option<Begun>>,
    /// A statement has failed: the engine undoes such a transaction even when it is told to commit, and calls that a success.
    failed: AtomicBool,
}

impl Open {
    fn begin(lease: Lease, how: &'static str) -> Result<Self> {
        let link = lease.link()?.clone();
        lease.opened();
        let mut begun: Begun = Box::pin(async move { link.batch(how).await });
        // the first poll sends it
        let begun = match begun.as_mut().now_or_never() {
            Some(begun) => begun.map(|()| None)?,
            None => Some(begun),
        };
        Ok(Self { lease, begun: Mutex::new(begun), failed: AtomicBool::new(false) })
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        self.after_begin(self.lease.all(sql)).await
    }
    pub(super) async fn run(&self, sql: &Sql) -> Result<u64> {
        self.after_begin(self.lease.run(sql)).await
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.after_begin(self.lease.batch(text)).await
    }
    /// Sends the last statements and the COMMIT together. When one of the statements fails, the server makes a ROLLBACK of that COMMIT.
    pub(super) async fn commit_with(self, last: &[Sql]) -> Result<()> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(Error::bug("a commit after a statement that failed"));
        }
        let (early, last) = last.split_at(last.len().saturating_sub(SENT_WITH_COMMIT));
        for sql in early {
            self.run(sql).await?;
        }
        // one that had to be prepared first would come after the COMMIT
        self.after_begin(self.lease.prepare(last)).await?;
        let statements = futures::future::join_all(last.iter().map(|sql| self.lease.run(sql)));
        let (done, ended) = tokio::join!(biased; statements, self.lease.batch("COMMIT"));
        if ended.is_ok() {
            self.lease.ended();
        }
        done.into_iter().collect::<Result<Vec<u64>>>()?;
        ended
    }
    pub(super) async fn undo(self) -> Result<()> {
        self.after_begin(self.lease.batch("ROLLBACK")).await?;
        self.lease.ended();
        Ok(())
    }

    /// Sends a statement right after the BEGIN, and asks for both answers.
    async fn after_begin<T>(&self, statement: impl Future<Output = Result<T>>) -> Result<T> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).take();
        let done = match begun {
            None => statement.await,
            Some(begun) => match tokio::join!(begun, statement) {
                (Ok(()), done) => done,
                (Err(error), _) => Err(error),
            },
        };
        if done.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        done
    }
}

//! The pool: connections are lent and come back, closed ones are replaced, and what a borrower left open is ended before the next.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use kernel::{Error, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::lite::patiently;
use super::super::{Row, Sql};
use super::link::Link;
use super::place::Address;

/// Clones share the connections.
#[derive(Clone)]
pub(super) struct Pool(Arc<Inner>);

struct Inner {
    address: Arc<Address>,
    idle: Mutex<Vec<Arc<Link>>>,
    free: Arc<Semaphore>,
    all: u32,
}

impl Pool {
    /// Connections are opened when they are asked for.
    pub(super) fn of(address: Arc<Address>, connections: u32) -> Self {
        let all = connections.max(1);
        Self(Arc::new(Inner { address, idle: Mutex::default(), free: Arc::new(Semaphore::new(all as usize)), all }))
    }

    pub(super) async fn lease(&self) -> Result<Lease> {
        let free = self.0.free.clone();
        let permit = match free.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => patiently(free.acquire_owned())
                .await?
                .map_err(|_| Error::Unavailable("the database is closed".into()))?,
        };
        // taken apart from the next line, so that the lock is not held while connecting
        let idle = self.0.open_one();
        let link = match idle {
            Some(link) => link,
            None => Arc::new(patiently(Link::open(&self.0.address)).await??),
        };
        let (unanswered, is_open) = (AtomicUsize::new(0), AtomicBool::new(false));
        Ok(Lease { link: Some(link), home: self.0.clone(), permit: Some(permit), unanswered, is_open })
    }

    /// Waits for what was lent, and closes it.
    pub(super) async fn close(&self) {
        let all = patiently(self.0.free.acquire_many(self.0.all)).await;
        self.0.free.close();
        drop(all);
        let idle = std::mem::take(&mut *self.0.idle());
        for link in idle.into_iter().filter_map(Arc::into_inner) {
            link.close().await;
        }
    }
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<Arc<Link>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// The connection used last, of those that are still open.
    fn open_one(&self) -> Option<Arc<Link>> {
        let mut idle = self.idle();
        std::iter::from_fn(|| idle.pop()).find(|link| !link.is_closed())
    }
    fn take_back(&self, link: Arc<Link>) {
        if !link.is_closed() {
            self.idle().push(link);
        }
    }
}

/// A connection on loan; it goes back when dropped.
pub(super) struct Lease {
    link: Option<Arc<Link>>,
    home: Arc<Inner>,
    permit: Option<OwnedSemaphorePermit>,
    /// Statements whose answer nobody has read to its end.
    unanswered: AtomicUsize,
    /// A transaction has begun and not ended.
    is_open: AtomicBool,
}

impl Lease {
    pub(super) fn link(&self) -> Result<&Arc<Link>> {
        self.link.as_ref().ok_or_else(|| Error::bug("a lease after its end"))
    }
    pub(super) fn opened(&self) {
        self.is_open.store(true, Ordering::Relaxed);
    }
    pub(super) fn ended(&self) {
        self.is_open.store(false, Ordering::Relaxed);
    }

    pub(super) async fn all(&self, sql: &Sql) -> Result<Vec<Row>> {
        self.answered(self.link()?.all(sql)).await
    }
    /// As [`Lease::all`] outside a transaction, where a statement whose tables have grown since is simply tried again.
    pub(super) async fn all_alone(&self, sql: &Sql) -> Result<Vec<Row>> {
        let link = self.link()?;
        match self.answered(link.all(sql)).await {
            Err(Error::Unavailable(_)) if !link.is_closed() => self.answered(link.all(sql)).await,
            answer => answer,
        }
    }
    pub(super) async fn run(&self, sql: &Sql) -> Result<u64> {
        self.answered(self.link()?.run(sql)).await
    }
    /// Prepares what is not prepared yet: afterwards a statement is sent as soon as it is asked for.
    pub(super) async fn prepare(&self, statements: &[Sql]) -> Result<()> {
        self.answered(self.link()?.prepare(statements)).await
    }
    pub(super) async fn batch(&self, text: &str) -> Result<()> {
        self.answered(self.link()?.batch(text)).await
    }

    /// A caller who hangs up drops this half-way, and the statement stays counted.
    async fn answered<T>(&self, statement: impl Future<Output = Result<T>>) -> Result<T> {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
        let answer = statement.await;
        self.unanswered.fetch_sub(1, Ordering::Relaxed);
        answer
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let (Some(link), Some(permit)) = (self.link.take(), self.permit.take()) else { return };
        let home = self.home.clone();
        let is_open = self.is_open.load(Ordering::Relaxed);
        if !is_open && self.unanswered.load(Ordering::Relaxed) == 0 {
            home.take_back(link);
            return;
        }
        // the first poll sends it; whoever comes next must not wait for what is still running there
        let mut ending = Box::pin(async move {
            let ended = if is_open { link.batch("ROLLBACK").await } else { link.all_answered().await };
            if ended.is_ok() {
                home.take_back(link);
            }
            drop(permit);
        });
        if ending.as_mut().now_or_never().is_none()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(ending);
        }
    }
}

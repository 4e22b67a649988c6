//! The lane: a thread on which deeds of the embedded engine are carried out, one task after the other.
//!
//! Only one deed can write at a time. Where deeds are tasks of a runtime with many threads, the writer goes from thread to thread, and the one
//! whose turn it is may sleep, or stand behind other work (decisions/0003). Here the next one is on the same thread already.

use std::sync::{Mutex, mpsc};

use kernel::{Error, Result};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::lite::locked;

/// The steps of a long deed, not optimised, need more than the 2 MB that a thread has otherwise.
const STACK_BYTES: usize = 8 << 20;

/// Begins with the first deed and ends when it is dropped; what is under way then never was.
#[derive(Default)]
pub(super) struct Lane(Mutex<Option<Thread>>);

struct Thread {
    handle: Handle,
    /// Dropped, it ends the thread.
    _stays: oneshot::Sender<()>,
}

impl Lane {
    /// Carries a deed out. It goes on when nobody waits for it any more.
    ///
    /// # Errors
    /// `Unavailable` when there is no thread to be had; `Bug` for a deed that panicked.
    pub(super) async fn carry_out<T: Send + 'static>(
        &self,
        deed: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let handle = self.handle()?;
        handle.spawn(deed).await.map_err(Error::bug)?
    }

    fn handle(&self) -> Result<Handle> {
        let mut thread = locked(&self.0);
        if let Some(thread) = &*thread {
            return Ok(thread.handle.clone());
        }
        let begun = Thread::begin().map_err(|e| Error::Unavailable(format!("the thread that writes: {e}")))?;
        Ok(thread.insert(begun).handle.clone())
    }
}

impl Thread {
    fn begin() -> std::io::Result<Self> {
        let (stays, leaves) = oneshot::channel::<()>();
        let (begun, handle) = mpsc::channel();
        std::thread::Builder::new().name("writing".into()).stack_size(STACK_BYTES).spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build();
            // whoever begins the thread waits for this
            let _heard = begun.send(runtime.as_ref().map(|runtime| runtime.handle().clone()).map_err(|e| e.kind()));
            if let Ok(runtime) = runtime {
                // an error is the end that is waited for: nothing is ever sent
                let _left = runtime.block_on(leaves);
            }
        })?;
        let handle = handle.recv().map_err(std::io::Error::other)?.map_err(std::io::Error::from)?;
        Ok(Self { handle, _stays: stays })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deed_is_carried_out_to_its_end_when_nobody_waits_any_more() {
        let lane = Lane::default();
        let (go, wait) = oneshot::channel();
        let (done, heard) = oneshot::channel();
        {
            let mut deed = Box::pin(lane.carry_out(async move {
                wait.await.map_err(Error::bug)?;
                done.send(()).map_err(|()| Error::bug("nobody hears it"))
            }));
            // begun, and given up before it could end
            assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(deed.as_mut().poll(cx).is_pending())).await);
        }
        assert_eq!(go.send(()), Ok(()));
        assert_eq!(heard.await, Ok(()));
    }

    #[tokio::test]
    async fn a_deed_that_panics_is_a_bug_and_the_next_one_is_carried_out() {
        let lane = Lane::default();
        let broken: Result<()> = lane.carry_out(async { panic!("meant to") }).await;
        assert!(matches!(broken, Err(Error::Bug(_))), "{broken:?}");
        assert_eq!(lane.carry_out(async { Ok(7) }).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn a_lane_may_be_dropped_by_its_own_deed() {
        let lane = std::sync::Arc::new(Lane::default());
        let held = lane.clone();
        let (dropped, heard) = oneshot::channel();
        let (go, wait) = oneshot::channel();
        let deed = lane.handle().unwrap().spawn(async move {
            wait.await.unwrap();
            drop(held);
            dropped.send(()).unwrap();
        });
        drop(lane);
        go.send(()).unwrap();
        assert_eq!(heard.await, Ok(()));
        drop(deed);
    }
}

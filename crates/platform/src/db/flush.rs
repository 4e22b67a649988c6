//! Group commit for the embedded database: commits go to the write-ahead log at once, and one fdatasync serves all that wait.
//!
//! The engine runs with `synchronous = NORMAL`, so a commit itself does not wait for the disk; before it is acknowledged, the log
//! is synced here. A power cut can therefore lose only what nobody was told to be stored. decisions/0003 has the reasoning and the numbers.

use std::fs::File;
use std::path::PathBuf;
use std::sync::mpsc;

use kernel::{Error, Result};
use tokio::sync::oneshot;

type Waiting = oneshot::Sender<std::result::Result<(), String>>;

/// Makes committed writes durable; clones share one thread.
#[derive(Clone, Debug)]
pub(super) struct Flush(mpsc::Sender<Waiting>);

impl Flush {
    /// Starts the thread that syncs the log at `wal`.
    ///
    /// # Errors
    /// `Unavailable` when the log cannot be opened.
    pub(super) fn of(wal: PathBuf) -> Result<Self> {
        let log = File::open(&wal).map_err(|e| Error::Unavailable(format!("{}: {e}", wal.display())))?;
        let (asked, waiting) = mpsc::channel::<Waiting>();
        std::thread::Builder::new()
            .name("flush".into())
            .spawn(move || {
                while let Ok(first) = waiting.recv() {
                    let mut all = vec![first];
                    all.extend(waiting.try_iter());
                    let done = log.sync_data().map_err(|e| e.to_string());
                    for each in all {
                        // one who no longer waits has hung up: nothing to tell
                        drop(each.send(done.clone()));
                    }
                }
            })
            .map_err(|e| Error::Unavailable(format!("flush thread: {e}")))?;
        Ok(Self(asked))
    }
    /// Returns when everything committed before this call is on the disk.
    ///
    /// # Errors
    /// `Unavailable` when the disk refuses: the write is then not acknowledged.
    pub(super) async fn done(&self) -> Result<()> {
        let (tell, told) = oneshot::channel();
        self.0.send(tell).map_err(|_| Error::bug("flush thread has ended"))?;
        match told.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Error::Unavailable(format!("disk: {why}"))),
            Err(_) => Err(Error::bug("flush thread has ended")),
        }
    }
}

//! Folding the log into the file beside the writer: whoever commits does not do it for others.
//!
//! Most is folded while others write. The log starts anew only when everything in it is folded and nobody writes, so once it has become
//! long, the writer is asked to wait for the little that is left then.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use kernel::{Error, Result};

use super::lite::{Link, locked};
use super::writer::Turn;
use super::{Sql, read_at};

/// Commits before the log is looked at again, and how long those that came after the last look wait.
const COMMITS: usize = 200;
const PAUSE: Duration = Duration::from_secs(1);
/// So many pages are folded at once while there is no rest, so that what is written again and again is not folded each time.
const MUCH: i64 = 4_000;
/// A log of so many pages is to start anew.
const LONG: i64 = 16_000;
/// The writer waits for so many pages to be folded; for more when they do not become fewer in so many rounds.
const LITTLE: i64 = 500;
const ROUNDS: usize = 4;

/// A thread with a connection of its own. Clones share it; it ends with the last of them, or when told.
#[derive(Clone)]
pub(super) struct Folding(Arc<Mutex<Option<Thread>>>);

struct Thread {
    committed: Sender<()>,
    thread: JoinHandle<()>,
}

impl Folding {
    /// # Errors
    /// `Unavailable` when there is no thread to be had.
    pub(super) fn of(link: Link, turn: Turn) -> Result<Self> {
        let (committed, told) = channel();
        let thread = std::thread::Builder::new()
            .name("folding".into())
            .spawn(move || fold(&link, &turn, &told))
            .map_err(|e| Error::Unavailable(format!("folding thread: {e}")))?;
        Ok(Self(Arc::new(Mutex::new(Some(Thread { committed, thread })))))
    }

    /// Something was committed.
    pub(super) fn committed(&self) {
        if let Some(thread) = &*locked(&self.0) {
            // nobody hears it once the database is being closed: then it is folded whole
            let _heard = thread.committed.send(());
        }
    }

    /// Waits for the thread and closes its connection.
    pub(super) fn end(&self) {
        // taken out first: the thread tells of a last commit by the same lock while it is waited for
        let taken = locked(&self.0).take();
        if let Some(Thread { committed, thread }) = taken {
            drop(committed);
            if thread.join().is_err() {
                tracing::error!("the thread that folds the log ended with a panic");
            }
        }
    }
}

fn fold(link: &Link, turn: &Turn, told: &Receiver<()>) {
    while told.recv().is_ok() {
        let (mut commits, mut rests) = (1, false);
        while commits < COMMITS && !rests {
            match told.recv_timeout(PAUSE) {
                Ok(()) => commits += 1,
                Err(RecvTimeoutError::Timeout) => rests = true,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if let Err(error) = look(link, turn, rests) {
            tracing::warn!(%error, "the log could not be folded into the file");
        }
    }
}

fn look(link: &Link, turn: &Turn, rests: bool) -> Result<()> {
    let (log, folded) = log_after(link, "NOOP")?;
    if !rests && log - folded < MUCH {
        return Ok(());
    }
    if log_after(link, "PASSIVE")?.0 < LONG {
        return Ok(());
    }
    // what was written meanwhile is folded too before the writer is asked to wait
    for _ in 0..ROUNDS {
        let (log, folded) = log_after(link, "NOOP")?;
        if log - folded <= LITTLE {
            break;
        }
        log_after(link, "PASSIVE")?;
    }
    turn.fold_the_rest()
}

/// What a checkpoint of a kind leaves: pages in the log, and how many of them are folded. PASSIVE folds as far as it goes without waiting
/// for anybody, NOOP only counts.
pub(super) fn log_after(link: &Link, kind: &str) -> Result<(i64, i64)> {
    let rows = link.rows(&Sql::new(&format!("PRAGMA wal_checkpoint({kind})")))?;
    rows.first().map_or(Ok((0, 0)), |row| Ok((read_at(row, 1)?, read_at(row, 2)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_commits_once_more_while_it_is_waited_for_ends() {
        let folding = Folding(Arc::default());
        let (committed, told) = channel::<()>();
        let same = folding.clone();
        let thread = std::thread::spawn(move || {
            while told.recv().is_ok() {}
            same.committed();
        });
        *locked(&folding.0) = Some(Thread { committed, thread });
        let (ended, heard) = channel();
        std::thread::spawn(move || {
            folding.end();
            ended.send(())
        });
        assert_eq!(heard.recv_timeout(Duration::from_secs(20)), Ok(()), "the end waits for itself");
    }
}

//! The demo's own time: how far its clock is from the machine's, kept in `demo.json` beside the data.
//!
//! At the first start "now" is the story's today, 10:30. While no server runs, the demo's time stands still: the next start goes on
//! where the last one left, so that the day stays alive, and never before the newest event.

use std::path::{Path, PathBuf};

use kernel::{Error, Moment, Result};
use platform::clock::Clock;
use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Era {
    /// The seed of the city and the story.
    pub seed: u64,
    /// The demo's clock minus the machine's, in ms.
    pub offset_ms: i64,
    /// The demo's time when it was last seen running.
    pub left_at: Moment,
}

fn file(folder: &Path) -> PathBuf {
    folder.join("demo.json")
}

impl Era {
    /// What a folder holds; `None` before the first story.
    ///
    /// # Errors
    /// `Unavailable` for a file that cannot be read as such.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = file(folder);
        let told = |why: String| Error::Unavailable(format!("{}: {why}", path.display()));
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|why| told(why.to_string())),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(told(why.to_string())),
        }
    }
    /// Keeps it, by renaming a whole file into its place.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be written.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let path = file(folder);
        let told = |why: std::io::Error| Error::Unavailable(format!("{}: {why}", path.display()));
        std::fs::create_dir_all(folder).map_err(told)?;
        let half = folder.join("demo.json.new");
        std::fs::write(&half, serde_json::to_vec_pretty(self).map_err(Error::bug)?).map_err(told)?;
        std::fs::rename(&half, &path).map_err(told)
    }
    /// The era that goes on at `from`, or after the newest event where that is later.
    pub fn going_on(seed: u64, from: Moment, newest_event: Moment, machine: &Clock) -> Self {
        let left_at = from.max(newest_event + 1);
        Self { seed, offset_ms: left_at - machine.now(), left_at }
    }
    /// A clock of this era.
    pub fn clock(&self) -> Clock {
        Clock::with_offset(self.offset_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_PAST_TEN: Moment = Moment(1_790_130_600_000);

    #[test]
    fn the_clock_goes_on_where_it_was_left_however_long_the_server_was_off() {
        let folder = tempfile::tempdir().unwrap();
        let machine = Clock::standing_at(Moment(1_000_000));
        Era::going_on(1, HALF_PAST_TEN, Moment(0), &machine).keep(folder.path()).unwrap();
        machine.set(Moment(900_000_000));
        let kept = Era::read(folder.path()).unwrap().unwrap();
        let again = Era::going_on(kept.seed, kept.left_at, Moment(0), &machine);
        assert_eq!(machine.now() + again.offset_ms, HALF_PAST_TEN);
    }

    #[test]
    fn the_clock_never_goes_back_behind_the_last_event() {
        let machine = Clock::standing_at(Moment(5));
        let era = Era::going_on(1, HALF_PAST_TEN, HALF_PAST_TEN + 60_000, &machine);
        assert!(machine.now() + era.offset_ms > HALF_PAST_TEN + 60_000);
    }

    #[test]
    fn a_folder_without_a_story_has_no_era() {
        assert_eq!(Era::read(tempfile::tempdir().unwrap().path()).unwrap(), None);
    }
}

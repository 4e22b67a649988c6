//! `fieldloop backup FILE`: everything in one archive, while the program serves.

use std::path::PathBuf;

use clap::Args;
use kernel::{Error, Result};
use platform::clock::Clock;
use platform::db::{Db, DbSettings, Place};
use platform::files::FileStore;

use crate::place::Where;

#[derive(Args)]
pub struct Backup {
    /// The archive to write (a tar); it must not exist.
    file: PathBuf,
    #[command(flatten)]
    place: Where,
}

/// Saves the database and the files.
///
/// # Errors
/// `Refused("backup.exists")`; `Unavailable` where there is nothing to save or a disk refuses.
pub async fn run(backup: Backup) -> Result<()> {
    let settings = DbSettings { connections: 1, ..backup.place.settings() };
    // opening would make an empty one
    if let Place::Folder(folder) = &settings.place
        && !folder.join("fieldloop.db").exists()
    {
        return Err(Error::Unavailable(format!("{}: there is no database here", folder.display())));
    }
    let db = Db::open(&settings).await?;
    let files = FileStore::open(&backup.place.files())?;
    let saved = platform::backup::backup(&db, &files, &backup.file, Clock::system().now()).await?;
    println!(
        "saved {} rows and {} files ({} bytes) to {}",
        saved.rows,
        saved.files,
        saved.file_bytes,
        backup.file.display()
    );
    for missing in &saved.missing {
        eprintln!("missing or damaged, not in the backup: {missing}");
    }
    Ok(())
}

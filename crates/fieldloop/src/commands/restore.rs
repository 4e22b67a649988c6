//! `fieldloop restore FILE`: an archive into a new folder (`--data`), with `--database` into an empty PostgreSQL database.

use std::path::PathBuf;

use clap::Args;
use kernel::Result;
use platform::backup::Target;
use platform::clock::Clock;

use crate::place::Where;

#[derive(Args)]
pub struct Restore {
    /// The archive to read.
    file: PathBuf,
    #[command(flatten)]
    place: Where,
}

/// Checks the archive, restores it and says what came back.
///
/// # Errors
/// `Refused` with `backup.damaged`, `backup.newer` or `backup.target_not_empty`; then nothing is restored.
pub async fn run(restore: Restore) -> Result<()> {
    let target = Target { db: restore.place.settings(), data: restore.place.data.clone() };
    let now = Clock::system().now();
    let restored = platform::backup::restore(&restore.file, &target, business::MIGRATIONS, now).await?;
    for (table, rows) in &restored.rows {
        println!("{rows:>12} {table}");
    }
    let rows: u64 = restored.rows.values().sum();
    println!(
        "restored {rows} rows and {} files ({} bytes) as of {}",
        restored.files, restored.file_bytes, restored.made_at
    );
    for missing in &restored.missing {
        eprintln!("was missing when the backup was made: {missing}");
    }
    Ok(())
}

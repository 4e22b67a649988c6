//! Where the records are: the options that every command shares.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use kernel::{Error, Result};
use platform::clock::Clock;
use platform::db::{Db, DbSettings, Durability, Place};

/// Options of the database.
#[derive(Args, Clone, Debug)]
pub struct Where {
    /// Folder of the embedded database and of the files.
    #[arg(long, default_value = "data", env = "FIELDLOOP_DATA")]
    pub data: PathBuf,
    /// PostgreSQL instead of the embedded database: postgres://user:password@host/name
    #[arg(long, env = "FIELDLOOP_DATABASE")]
    pub database: Option<String>,
    /// What an acknowledged write survives.
    #[arg(long, value_enum, default_value_t = Keep::Full)]
    pub durability: Keep,
    /// Connections for reading.
    #[arg(long)]
    pub connections: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Keep {
    /// kill -9 and a power cut.
    Full,
    /// kill -9; a power cut may lose the last moments.
    Relaxed,
}

impl Where {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// `Unavailable` with the reason.
    pub async fn open(&self, clock: &Clock) -> Result<Db> {
        Self::open_with(&self.settings(), clock).await
    }
    /// As [`Where::open`], for a command that writes much at once.
    ///
    /// # Errors
    /// `Unavailable` with the reason.
    pub async fn open_for_bulk(&self, clock: &Clock) -> Result<Db> {
        Self::open_with(&self.settings().for_bulk(), clock).await
    }
    async fn open_with(settings: &DbSettings, clock: &Clock) -> Result<Db> {
        let db = Db::open(settings).await?;
        platform::db::migrate(&db, business::MIGRATIONS, clock.now()).await?;
        Ok(db)
    }
    /// The database as it was asked for; nothing is opened yet.
    pub fn settings(&self) -> DbSettings {
        let place = match &self.database {
            Some(url) => Place::Url(url.clone()),
            None => Place::Folder(self.data.clone()),
        };
        let usual = if self.database.is_some() { 10 } else { 4 };
        let durability = if self.durability == Keep::Full { Durability::Full } else { Durability::Relaxed };
        let connections = self.connections.unwrap_or(usual);
        DbSettings { place, durability, connections, ..DbSettings::folder(PathBuf::new()) }
    }
    /// The folder of stored files.
    pub fn files(&self) -> PathBuf {
        self.data.join("files")
    }
}

/// The data folder for this server alone, for as long as what is returned lives. Commands beside a server (import, backup) do not ask.
///
/// # Errors
/// `data.served_already` with the folder; `Unavailable` when the folder cannot be written.
pub fn kept_alone(folder: &Path) -> Result<File> {
    let told = |e: std::io::Error| Error::Unavailable(format!("data folder {}: {e}", folder.display()));
    std::fs::create_dir_all(folder).map_err(told)?;
    let file = File::create(folder.join("serving.lock")).map_err(told)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::refused("data.served_already").with("folder", folder.display().to_string()))
        }
        Err(TryLockError::Error(error)) => Err(told(error)),
    }
}

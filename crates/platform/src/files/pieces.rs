//! Pieces: a large file that comes in parts, each kept, so that a phone whose network broke off goes on where it stood.
//!
//! ```text
//! PUT, Content-Range: bytes */total     ─► how much is there
//! PUT, Content-Range: bytes from-to/total ─► pieces/<whose>-<sha256>, as far as it goes on from there ─► whole: judged as any upload
//! ```

use std::path::PathBuf;
use std::time::Duration;

use axum::body::Bytes;
use futures::Stream;
use kernel::id::{TenantId, UserId};
use kernel::{Error, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{FileHash, FileStore, Kind, VIDEO_BYTES_MAX};

/// Largest piece, bytes: it is held in memory.
pub const PIECE_BYTES_MAX: usize = 4 * 1_048_576;
/// Unfinished files of one person; of more, the oldest goes.
const UNFINISHED_MAX: usize = 10;
/// So long an unfinished file is kept after its last piece.
const KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// What a `Content-Range` says of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins; none where it is only asked how much is there.
    pub from: Option<u64>,
    /// Bytes of the whole file.
    pub total: u64,
}

impl std::str::FromStr for Piece {
    type Err = &'static str;
    /// `bytes 0-1048575/52428800`, or `bytes */52428800`.
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        const WRONG: &str = "field.not_a_range";
        let (range, total) = text.trim().strip_prefix("bytes ").and_then(|rest| rest.split_once('/')).ok_or(WRONG)?;
        let total: u64 = total.parse().ok().filter(|total| *total > 0).ok_or(WRONG)?;
        if range == "*" {
            return Ok(Self { from: None, total });
        }
        let (from, to) = range.split_once('-').ok_or(WRONG)?;
        let (from, to): (u64, u64) = (from.parse().map_err(|_| WRONG)?, to.parse().map_err(|_| WRONG)?);
        if from > to || to >= total { Err(WRONG) } else { Ok(Self { from: Some(from), total }) }
    }
}

/// Whose unfinished file it is: what one person began, nobody else goes on with.
#[derive(Clone, Debug)]
pub struct Unfinished<'h> {
    pub tenant: TenantId,
    pub user: UserId,
    pub hash: &'h FileHash,
}

impl FileStore {
    /// Bytes of an unfinished file that are there.
    ///
    /// # Errors
    /// `Unavailable` when the disk refuses.
    pub async fn standing(&self, file: &Unfinished<'_>) -> Result<u64> {
        match tokio::fs::metadata(self.path_of(file)).await {
            Ok(meta) => Ok(meta.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(disk(&error)),
        }
    }

    /// Adds a piece; how many bytes are there then. What no file can become is refused at its first piece.
    ///
    /// # Errors
    /// `file.piece_gap` with `received` where the file does not end where the piece begins; as [`FileStore::receive`] for what it is;
    /// `TooLarge`; `Unavailable`.
    pub async fn append(&self, file: &Unfinished<'_>, piece: Piece, name: &str, bytes: &[u8]) -> Result<u64> {
        let from = piece.from.unwrap_or_default();
        if piece.total > VIDEO_BYTES_MAX {
            return Err(Error::TooLarge { limit_bytes: VIDEO_BYTES_MAX });
        }
        if from == 0 {
            let kind = Kind::of(bytes, name)?;
            if piece.total > kind.bytes_max() {
                return Err(Error::TooLarge { limit_bytes: kind.bytes_max() });
            }
        }
        // two tries of the same piece come one after the other, and the second finds it there
        let _turn = self.appending.lock().await;
        if from == 0 {
            self.make_room(file)?;
        }
        let received = self.standing(file).await?;
        let end = received + bytes.len() as u64;
        if received != from || end > piece.total {
            return Err(Error::refused("file.piece_gap").with("received", received));
        }
        let path = self.path_of(file);
        let mut open =
            tokio::fs::OpenOptions::new().create(true).append(true).open(path).await.map_err(|e| disk(&e))?;
        open.write_all(bytes).await.map_err(|e| disk(&e))?;
        open.flush().await.map_err(|e| disk(&e))?;
        Ok(end)
    }

    /// The bytes of an unfinished file that has all of them, as if they came at once.
    ///
    /// # Errors
    /// `Unavailable` when the disk refuses.
    pub async fn gathered(
        &self,
        file: &Unfinished<'_>,
    ) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Unpin + Send + use<>> {
        let open = tokio::fs::File::open(self.path_of(file)).await.map_err(|e| disk(&e))?;
        Ok(Box::pin(futures::stream::try_unfold(open, |mut open| async move {
            let mut buffer = vec![0; 256 * 1024];
            let read = open.read(&mut buffer).await?;
            buffer.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(buffer), open)))
        })))
    }

    /// Forgets an unfinished file: it is whole and kept, or refused.
    pub async fn drop_pieces(&self, file: &Unfinished<'_>) {
        // what cannot be removed now goes with the old ones
        drop(tokio::fs::remove_file(self.path_of(file)).await);
    }

    /// Removes what nobody went on with for days; how many files. Blocking.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be read.
    pub(super) fn clear_old_pieces(&self) -> Result<usize> {
        let old = |meta: &std::fs::Metadata| meta.modified().ok().and_then(|at| at.elapsed().ok()) > Some(KEPT);
        let all = self.unfinished("")?;
        let old: Vec<_> = all.into_iter().filter(|(_, meta)| old(meta)).collect();
        old.iter().try_for_each(|(path, _)| std::fs::remove_file(path)).map_err(|e| disk(&e))?;
        Ok(old.len())
    }

    /// The folder is there, and a person's oldest file goes where there are too many.
    fn make_room(&self, file: &Unfinished<'_>) -> Result<()> {
        std::fs::create_dir_all(&self.pieces).map_err(|e| disk(&e))?;
        self.clear_old_pieces()?;
        let mut mine = self.unfinished(&owner(file))?;
        mine.sort_by_key(|(_, meta)| meta.modified().ok());
        let is_known = mine.iter().any(|(path, _)| *path == self.path_of(file));
        let many = (mine.len() + usize::from(!is_known)).saturating_sub(UNFINISHED_MAX);
        mine.iter().take(many).try_for_each(|(path, _)| std::fs::remove_file(path)).map_err(|e| disk(&e))
    }

    fn unfinished(&self, owner: &str) -> Result<Vec<(PathBuf, std::fs::Metadata)>> {
        let listed = match std::fs::read_dir(&self.pieces) {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(disk(&error)),
        };
        let of_owner = listed.filter_map(|entry| {
            let entry = entry.ok()?;
            let is_theirs = entry.file_name().to_string_lossy().starts_with(owner);
            is_theirs.then(|| Some((entry.path(), entry.metadata().ok()?)))?
        });
        Ok(of_owner.collect())
    }

    fn path_of(&self, file: &Unfinished<'_>) -> PathBuf {
        self.pieces.join(format!("{}{}", owner(file), file.hash))
    }
}

fn owner(file: &Unfinished<'_>) -> String {
    format!("{}-{}-", file.tenant, file.user)
}

fn disk(error: &std::io::Error) -> Error {
    Error::Unavailable(format!("files: {error}"))
}

//! Receiving: a stream goes to a temporary file, hashed, limited and recognised on the way; nobody's memory holds it whole.

use std::path::PathBuf;

use axum::body::Bytes;
use futures::{Stream, StreamExt};
use kernel::{Error, Result};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::picture::{self, Picture};
use super::{FileHash, FileStore, Kind, hex};

/// So many bytes tell what a file is.
const HEAD: usize = 4_096;

/// A file that has come in whole and is what its hash says. Dropped without [`FileStore::keep`], it leaves nothing.
#[derive(Debug)]
pub struct Received {
    pub hash: FileHash,
    pub bytes: u64,
    pub kind: Kind,
    /// Facts and copies of a picture.
    pub picture: Option<Picture>,
    pub(super) incoming: Incoming,
}

/// A temporary file that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Incoming(pub(super) PathBuf);

impl Drop for Incoming {
    fn drop(&mut self) {
        // what cannot be removed now is cleared at the next start
        drop(std::fs::remove_file(&self.0));
    }
}

impl FileStore {
    /// Takes a stream in and judges it: its kind by content, its size, its hash; pictures are decoded within limits.
    ///
    /// # Errors
    /// `Refused` with `file.empty`, `file.heic`, `file.not_what_it_says`, `file.kind_not_allowed`, `file.hash_mismatch`,
    /// `file.interrupted`, `file.damaged` or `file.too_many_pixels`; `TooLarge`; `Unavailable` when the disk refuses.
    pub async fn receive<S, E>(&self, wanted: &FileHash, name: &str, body: S) -> Result<Received>
    where
        S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    {
        let incoming = Incoming(self.new_incoming()?);
        let disk = |e: std::io::Error| Error::Unavailable(format!("files: {e}"));
        let mut file = tokio::fs::File::create_new(&incoming.0).await.map_err(disk)?;
        let mut arriving = Arriving::new(name);
        let mut body = body;
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|_| Error::refused("file.interrupted"))?;
            arriving.take(&chunk)?;
            file.write_all(&chunk).await.map_err(disk)?;
        }
        file.flush().await.map_err(disk)?;
        drop(file);
        let (kind, bytes, hash) = arriving.end()?;
        if hash != wanted.as_str() {
            return Err(Error::refused("file.hash_mismatch").with("found", hash));
        }
        let picture = match kind.picture() {
            Some(format) => Some(self.look(incoming.0.clone(), format).await?),
            None => None,
        };
        Ok(Received { hash: wanted.clone(), bytes, kind, picture, incoming })
    }

    /// Decoding takes memory and a processor: a few at a time, on threads made for it.
    async fn look(&self, path: PathBuf, format: image::ImageFormat) -> Result<Picture> {
        let _turn = self.decoding.acquire().await.map_err(Error::bug)?;
        tokio::task::spawn_blocking(move || picture::look(&path, format)).await.map_err(Error::bug)?
    }
}

/// What is known of a file while it comes in.
struct Arriving<'n> {
    name: &'n str,
    head: Vec<u8>,
    kind: Option<Kind>,
    bytes: u64,
    hash: Sha256,
}

impl<'n> Arriving<'n> {
    fn new(name: &'n str) -> Self {
        Self { name, head: Vec::with_capacity(HEAD), kind: None, bytes: 0, hash: Sha256::new() }
    }
    /// Refuses as soon as enough is known: not after 200 MB.
    fn take(&mut self, chunk: &[u8]) -> Result<()> {
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        let kind = match self.kind {
            Some(kind) => kind,
            None => {
                self.head.extend_from_slice(&chunk[..chunk.len().min(HEAD - self.head.len())]);
                if self.head.len() < HEAD {
                    return Ok(());
                }
                *self.kind.insert(Kind::of(&self.head, self.name)?)
            }
        };
        if self.bytes > kind.bytes_max() {
            return Err(Error::TooLarge { limit_bytes: kind.bytes_max() });
        }
        Ok(())
    }
    fn end(self) -> Result<(Kind, u64, String)> {
        let kind = match self.kind {
            Some(kind) => kind,
            None => Kind::of(&self.head, self.name)?,
        };
        Ok((kind, self.bytes, hex(&self.hash.finalize())))
    }
}

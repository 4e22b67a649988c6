//! The store: where files are, behind `object_store`, so that another kind of store than the local disk is one constructor away.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use kernel::id::TenantId;
use kernel::{Error, Result};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Object;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

use super::{FileHash, Received};

/// Pictures decoded at the same time.
const DECODING_MAX: usize = 2;
/// Parts of this size go to the store, bytes; what other stores take as a part.
const PART: usize = 5 * 1_048_576;

/// Which bytes of a file are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// A picture's thumbnail, at most 320 px.
    Thumb,
    /// A picture's copy to be shown, at most 2,560 px, without metadata; of other files the file.
    #[default]
    Display,
    /// The file as it came.
    Original,
}

impl Size {
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Thumb => ".thumb",
            Self::Display => ".display",
            Self::Original => "",
        }
    }
}

/// Part of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slice {
    All,
    /// From a byte on.
    From(u64),
    /// From a byte up to another, which is included.
    Between(u64, u64),
    /// So many at the end.
    Last(u64),
}

/// Bytes on their way out.
pub struct Opened {
    /// Bytes of the whole file.
    pub total: u64,
    /// Which of them come.
    pub range: std::ops::Range<u64>,
    pub body: BoxStream<'static, std::result::Result<Bytes, object_store::Error>>,
}

/// Stored files, apart by company and named by their content. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    /// Where uploads wait until they are judged; always on this machine.
    incoming: PathBuf,
    /// Where large files gather that come in pieces; on this machine as well.
    pub(super) pieces: PathBuf,
    pub(super) appending: Arc<tokio::sync::Mutex<()>>,
    pub(super) decoding: Arc<Semaphore>,
}

impl FileStore {
    /// The store in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self> {
        let told = |e: &dyn std::fmt::Display| Error::Unavailable(format!("{}: {e}", folder.display()));
        let incoming = folder.join("incoming");
        std::fs::create_dir_all(&incoming).map_err(|e| told(&e))?;
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(|e| told(&e))?.with_fsync(true);
        Ok(Self {
            objects: Arc::new(objects),
            incoming,
            pieces: folder.join("pieces"),
            appending: Arc::default(),
            decoding: Arc::new(Semaphore::new(DECODING_MAX)),
        })
    }

    /// Removes what uploads left that a stop of the program interrupted, and what came in pieces and was never ended; how many files. For the start of a server, before it
    /// serves: nobody else may be uploading into the folder. Blocking.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be read.
    pub fn clear_interrupted(&self) -> Result<usize> {
        let folder = self.incoming.parent().unwrap_or(&self.incoming);
        let cleared = (|| {
            let mut cleared = remove_in(&self.incoming, |_| true)?;
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() && path != self.incoming {
                    // the local store writes beside the object, under its name with a # and a number
                    cleared += remove_in(&path, |name| name.contains('#'))?;
                }
            }
            Ok(cleared)
        })();
        let cleared = cleared.map_err(|e: std::io::Error| Error::Unavailable(format!("{}: {e}", folder.display())))?;
        Ok(cleared + self.clear_old_pieces()?)
    }

    /// Stores what was received: a picture's copies first, so that whoever finds the file finds them too. Storing it again changes nothing.
    ///
    /// # Errors
    /// `Unavailable` when the store refuses.
    pub async fn keep(&self, tenant: TenantId, received: &Received) -> Result<()> {
        if let Some(picture) = &received.picture {
            for (size, bytes) in [(Size::Thumb, &picture.thumbnail), (Size::Display, &picture.display)] {
                let object = object(tenant, &received.hash, size);
                self.objects.put(&object, bytes.clone().into()).await.map_err(told)?;
            }
        }
        let file = tokio::fs::File::open(&received.incoming.0).await.map_err(|e| Error::Unavailable(e.to_string()))?;
        let body = futures::stream::try_unfold(file, |mut file| async move {
            let mut buffer = vec![0; 256 * 1024];
            let read = file.read(&mut buffer).await?;
            buffer.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(buffer), file)))
        });
        self.write(tenant, &received.hash, Size::Original, body.boxed()).await
    }

    /// Writes an object from a stream; it is there whole or not at all. For [`FileStore::keep`] and for restoring.
    ///
    /// # Errors
    /// `Unavailable` when the stream breaks off or the store refuses.
    pub async fn write<S, E>(&self, tenant: TenantId, hash: &FileHash, size: Size, body: S) -> Result<()>
    where
        S: Stream<Item = std::result::Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let upload = self.objects.put_multipart(&object(tenant, hash, size)).await.map_err(told)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut body = body;
        while let Some(chunk) = body.next().await {
            match chunk {
                Ok(chunk) => {
                    upload.wait_for_capacity(2).await.map_err(told)?;
                    upload.put(chunk);
                }
                Err(error) => {
                    let why = Error::Unavailable(format!("files: {error}"));
                    upload.abort().await.map_err(told)?;
                    return Err(why);
                }
            }
        }
        upload.finish().await.map_err(told).map(|_| ())
    }

    /// Bytes of a stored file, if it is there.
    ///
    /// # Errors
    /// `Unavailable` when the store does not answer.
    pub async fn bytes(&self, tenant: TenantId, hash: &FileHash, size: Size) -> Result<Option<u64>> {
        match self.objects.head(&object(tenant, hash, size)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    /// Opens a file, or a part of it.
    ///
    /// # Errors
    /// `NotFound` when it is not there; `Refused("file.range")` with `total` for a part that lies outside.
    pub async fn read(&self, tenant: TenantId, hash: &FileHash, size: Size, slice: Slice) -> Result<Opened> {
        let total = self.bytes(tenant, hash, size).await?.ok_or(Error::NotFound("file"))?;
        let (from, to) = match slice {
            Slice::All => (0, total),
            Slice::From(from) => (from, total),
            Slice::Between(from, last) => (from, last.saturating_add(1).min(total)),
            Slice::Last(count) => (total.saturating_sub(count), total),
        };
        if slice != Slice::All && from >= to {
            return Err(Error::refused("file.range").with("total", total));
        }
        let range = (slice != Slice::All).then_some(GetRange::Bounded(from..to));
        let options = GetOptions { range, ..GetOptions::default() };
        let got = self.objects.get_opts(&object(tenant, hash, size), options).await.map_err(told)?;
        Ok(Opened { total, range: from..to, body: got.into_stream() })
    }

    pub(super) fn new_incoming(&self) -> Result<PathBuf> {
        Ok(self.incoming.join(crate::random::secret(12)?))
    }
}

fn remove_in(folder: &Path, unwanted: impl Fn(&str) -> bool) -> std::io::Result<usize> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if unwanted(&entry.file_name().to_string_lossy()) {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn object(tenant: TenantId, hash: &FileHash, size: Size) -> Object {
    Object::from(format!("{tenant}/{hash}{}", size.suffix()))
}

fn told(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound("file"),
        _ => Error::Unavailable(format!("files: {error}")),
    }
}

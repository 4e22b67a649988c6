//! The archive as it is written: an ordinary tar, member by member, each hashed on the way. It gets its name when it is whole.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kernel::{Error, Result};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use super::Member;
use crate::files::hex;

/// A tar's unit, bytes.
const BLOCK: u64 = 512;

/// An archive under way. Dropped before [`Archive::end`], it leaves nothing.
pub(super) struct Archive {
    to: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
    made_at: u64,
}

/// A member under way: it must get exactly the bytes announced.
pub(super) struct Writing<'a> {
    archive: &'a mut Archive,
    path: String,
    bytes: u64,
    left: u64,
    hash: Sha256,
}

impl Archive {
    pub(super) fn create(path: &Path, made_at: kernel::Moment) -> Result<Self> {
        if path.exists() {
            return Err(Error::refused("backup.exists").with("file", path.display().to_string()));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|e| told(&part, &e))?;
        let made_at = u64::try_from(made_at.ms() / 1_000).unwrap_or_default();
        Ok(Self { to: BufWriter::with_capacity(1 << 20, file), part, path: path.to_owned(), made_at })
    }

    /// Writes a whole member.
    pub(super) fn member(&mut self, path: &str, bytes: &[u8]) -> Result<Member> {
        let mut writing = self.begin(path, bytes.len() as u64)?;
        writing.write(bytes)?;
        writing.end()
    }

    pub(super) fn begin(&mut self, path: &str, bytes: u64) -> Result<Writing<'_>> {
        let mut header = Header::new_ustar();
        header.set_path(path).map_err(Error::bug)?;
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(self.made_at);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        self.put(header.as_bytes())?;
        Ok(Writing { archive: self, path: path.to_owned(), bytes, left: bytes, hash: Sha256::new() })
    }

    /// Ends the archive, on the disk and under its name.
    pub(super) fn end(mut self) -> Result<()> {
        self.put(&[0; 2 * BLOCK as usize])?;
        let done = self.to.flush().and_then(|()| self.to.get_ref().sync_all());
        done.and_then(|()| std::fs::rename(&self.part, &self.path)).map_err(|e| told(&self.path, &e))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.to.write_all(bytes).map_err(|e| told(&self.part, &e))
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        // after the end there is none of this name
        drop(std::fs::remove_file(&self.part));
    }
}

impl Writing<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let length = bytes.len() as u64;
        self.left = self.left.checked_sub(length).ok_or_else(|| Error::bug(format!("{} grew", self.path)))?;
        self.hash.update(bytes);
        self.archive.put(bytes)
    }

    pub(super) fn end(self) -> Result<Member> {
        if self.left > 0 {
            return Err(Error::bug(format!("{} bytes of {} are missing", self.left, self.path)));
        }
        let padding = (BLOCK - self.bytes % BLOCK) % BLOCK;
        self.archive.put(&vec![0; usize::try_from(padding).map_err(Error::bug)?])?;
        Ok(Member { path: self.path, bytes: self.bytes, sha256: hex(&self.hash.finalize()) })
    }
}

fn told(path: &Path, error: &std::io::Error) -> Error {
    Error::Unavailable(format!("{}: {error}", path.display()))
}

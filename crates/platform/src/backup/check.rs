//! Checking: an archive is read from end to end, and every byte compared with what its manifest says, before anything is restored.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use kernel::id::TenantId;
use kernel::{Error, Result};
use sha2::{Digest, Sha256};

use super::{FORMAT, MANIFEST, Manifest, Member, SEAL, damaged};
use crate::files::{FileHash, Size, hex};

/// Largest member that is held in memory, bytes: a chunk of rows ends with a row, which may be long.
const HELD_MAX: u64 = 256 * 1_048_576;

/// What a member is, by its path.
pub(super) enum Part {
    Rows { table: String },
    File { tenant: TenantId, hash: FileHash, size: Size },
    Index,
    Manifest,
    Seal,
}

impl Part {
    pub(super) fn of(path: &str) -> Option<Self> {
        if path == MANIFEST {
            return Some(Self::Manifest);
        }
        if path == SEAL {
            return Some(Self::Seal);
        }
        let mut names = path.split('/');
        match (names.next()?, names.next()?, names.next(), names.next()) {
            ("tables", table, Some(_), None) => Some(Self::Rows { table: table.to_owned() }),
            ("index", _, None, None) => Some(Self::Index),
            ("files", tenant, Some(name), None) => {
                let (hash, size) = match name.split_once('.') {
                    None => (name, Size::Original),
                    Some((hash, "thumb")) => (hash, Size::Thumb),
                    Some((hash, "display")) => (hash, Size::Display),
                    Some(_) => return None,
                };
                Some(Self::File { tenant: tenant.parse().ok()?, hash: hash.parse().ok()?, size })
            }
            _ => None,
        }
    }
}

/// Opens an archive for reading.
pub(super) fn open(path: &Path) -> Result<tar::Archive<BufReader<File>>> {
    let file = File::open(path).map_err(|e| Error::Unavailable(format!("{}: {e}", path.display())))?;
    Ok(tar::Archive::new(BufReader::with_capacity(1 << 20, file)))
}

/// A member's path and what it is.
pub(super) fn part_of<R: Read>(entry: &tar::Entry<'_, R>) -> Result<(String, Part)> {
    let path = entry.path().map_err(damaged)?.to_str().map(str::to_owned).ok_or_else(|| damaged("path"))?;
    let part = Part::of(&path).ok_or_else(|| damaged(&path))?;
    Ok((path, part))
}

/// A member's bytes, where they are few enough to be held.
pub(super) fn held<R: Read>(entry: &mut tar::Entry<'_, R>, path: &str) -> Result<Vec<u8>> {
    if entry.size() > HELD_MAX {
        return Err(damaged(path));
    }
    let mut bytes = vec![];
    entry.read_to_end(&mut bytes).map_err(|_| damaged(path))?;
    // a file that breaks off in the middle of a member
    if bytes.len() as u64 == entry.size() { Ok(bytes) } else { Err(damaged(path)) }
}

/// Reads all of an archive; its manifest, when everything is as that says.
///
/// # Errors
/// `Refused("backup.damaged")` with `where`; `Refused("backup.newer")`.
pub(super) fn check(path: &Path, newest_step: i64) -> Result<Manifest> {
    let mut archive = open(path)?;
    let mut seen = Seen::default();
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let (path, part) = part_of(&entry)?;
        // after the manifest comes its seal, and then nothing
        if seen.is_sealed || (seen.manifest.is_some() && !matches!(part, Part::Seal)) {
            return Err(damaged(path));
        }
        match part {
            Part::Manifest => seen.manifest = Some(held(&mut entry, &path)?),
            Part::Seal => {
                let manifest = seen.manifest.as_ref().ok_or_else(|| damaged(MANIFEST))?;
                seen.is_sealed = held(&mut entry, &path)? == crate::random::sha256_hex(manifest).as_bytes();
            }
            Part::Rows { table } => {
                let bytes = held(&mut entry, &path)?;
                *seen.rows.entry(table).or_default() += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                seen.members.push(member(path, &bytes));
            }
            Part::Index => {
                let bytes = held(&mut entry, &path)?;
                seen.index(&path, &bytes)?;
                seen.members.push(member(path, &bytes));
            }
            Part::File { hash, size, .. } => seen.file(&mut entry, path, &hash, size)?,
        }
    }
    seen.judged(newest_step)
}

fn member(path: String, bytes: &[u8]) -> Member {
    Member { path, bytes: bytes.len() as u64, sha256: crate::random::sha256_hex(bytes) }
}

#[derive(Default)]
struct Seen {
    manifest: Option<Vec<u8>>,
    is_sealed: bool,
    members: Vec<Member>,
    rows: BTreeMap<String, u64>,
    /// Files since the last index.
    waiting: Vec<Member>,
    files: u64,
}

impl Seen {
    fn file<R: Read>(&mut self, entry: &mut R, path: String, hash: &FileHash, size: Size) -> Result<()> {
        let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
        loop {
            let read = entry.read(&mut buffer).map_err(|_| damaged(&path))?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            bytes += read as u64;
        }
        let sha256 = hex(&digest.finalize());
        if size == Size::Original {
            self.files += 1;
            if sha256 != hash.as_str() {
                return Err(damaged(path));
            }
        }
        self.waiting.push(Member { path, bytes, sha256 });
        Ok(())
    }

    fn index(&mut self, path: &str, lines: &[u8]) -> Result<()> {
        let listed = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let listed: Result<Vec<Member>> =
            listed.map(|line| serde_json::from_slice(line).map_err(|_| damaged(path))).collect();
        if listed? == std::mem::take(&mut self.waiting) { Ok(()) } else { Err(damaged(path)) }
    }

    fn judged(self, newest_step: i64) -> Result<Manifest> {
        let manifest = self.manifest.filter(|_| self.is_sealed).ok_or_else(|| damaged(MANIFEST))?;
        let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| damaged(MANIFEST))?;
        if manifest.format > FORMAT || manifest.step > newest_step {
            let refusal = Error::refused("backup.newer").with("format", manifest.format);
            return Err(refusal.with("step", manifest.step));
        }
        let differing = self.members.iter().zip(&manifest.members).find(|(seen, told)| seen != told);
        if let Some((seen, _)) = differing {
            return Err(damaged(&seen.path));
        }
        let rows_as_told =
            manifest.tables.iter().all(|table| self.rows.get(&table.name).copied().unwrap_or(0) == table.rows);
        let known = self.rows.keys().all(|name| manifest.tables.iter().any(|table| table.name == *name));
        let is_whole = self.members.len() == manifest.members.len()
            && self.waiting.is_empty()
            && self.files == manifest.files.count
            && rows_as_told
            && known;
        if is_whole { Ok(manifest) } else { Err(damaged(MANIFEST)) }
    }
}

//! Saving: all tables as they were at one moment, then the files their rows name. Nobody who writes meanwhile has to wait.

use std::path::Path;

use futures::TryStreamExt;
use kernel::id::TenantId;
use kernel::{Error, Moment, Result};

use super::archive::Archive;
use super::rows::{columns, kind_word, write_row};
use super::{FORMAT, LEFT_OUT, MANIFEST, Manifest, Member, SEAL, SavedFiles, SavedTable};
use crate::db::{Db, Sql, Table, Whole, read_at};
use crate::files::{FileHash, FileStore, Size, Slice};

/// Rows of one member, bytes: what is held in memory at a time.
const CHUNK: usize = 8 * 1_048_576;
/// Files listed by one index member.
const INDEXED: usize = 1_000;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    pub rows: u64,
    pub files: u64,
    pub file_bytes: u64,
    /// Files that a row names and the store did not have whole; the backup says so too.
    pub missing: Vec<String>,
}

/// Writes everything into a new archive at `path`. The disk is written from this thread: it is meant for a process of its own.
///
/// # Errors
/// `Refused("backup.exists")`; `Unavailable` when a disk or the database refuses. Then there is no archive.
pub async fn backup(db: &Db, files: &FileStore, path: &Path, now: Moment) -> Result<Saved> {
    let snapshot = db.snapshot().await?;
    let tables = snapshot.tables().await?;
    let mut saving = Saving { archive: Archive::create(path, now)?, members: vec![] };
    let step = snapshot.value(Sql::new("SELECT COALESCE(MAX(number), 0) FROM migration")).await?;
    let mut saved = vec![];
    for table in tables.iter().filter(|table| !LEFT_OUT.contains(&table.name.as_str())) {
        saved.push(saving.table(&snapshot, table).await?);
    }
    let names = stored_files(&snapshot).await?;
    drop(snapshot);
    let held = saving.files(files, &names).await?;
    let rows = saved.iter().map(|table| table.rows).sum();
    let told = Saved { rows, files: held.count, file_bytes: held.bytes, missing: held.missing.clone() };
    let members = std::mem::take(&mut saving.members);
    let manifest = Manifest { format: FORMAT, made_at: now, step, tables: saved, files: held, members };
    let manifest = saving.archive.member(MANIFEST, &serde_json::to_vec_pretty(&manifest).map_err(Error::bug)?)?;
    saving.archive.member(SEAL, manifest.sha256.as_bytes())?;
    saving.archive.end()?;
    Ok(told)
}

/// A file that a row names: company, hash, whether it has copies. About 120 bytes each.
type Named = (TenantId, FileHash, bool);

async fn stored_files(snapshot: &Whole) -> Result<Vec<Named>> {
    let mut names = vec![];
    snapshot
        .each("stored_file", "tenant_id, sha256, has_thumbnail", |row| {
            names.push((read_at(row, 0)?, read_at::<String>(row, 1)?.parse()?, read_at(row, 2)?));
            Ok(())
        })
        .await?;
    Ok(names)
}

struct Saving {
    archive: Archive,
    members: Vec<Member>,
}

impl Saving {
    async fn table(&mut self, snapshot: &Whole, table: &Table) -> Result<SavedTable> {
        let (mut rows, mut part, mut chunk) = (0, 0, Vec::with_capacity(64 * 1024));
        snapshot
            .each(&table.name, &columns(table), |row| {
                write_row(table, row, &mut chunk)?;
                rows += 1;
                if chunk.len() >= CHUNK {
                    part += 1;
                    self.rows(table, part, &chunk)?;
                    chunk.clear();
                }
                Ok(())
            })
            .await?;
        if !chunk.is_empty() {
            self.rows(table, part + 1, &chunk)?;
        }
        let columns = table.columns.iter().map(|(name, kind)| (name.clone(), kind_word(*kind).to_owned())).collect();
        Ok(SavedTable { name: table.name.clone(), columns, rows })
    }

    fn rows(&mut self, table: &Table, part: u32, lines: &[u8]) -> Result<()> {
        let member = self.archive.member(&format!("tables/{}/{part:05}.jsonl", table.name), lines)?;
        self.members.push(member);
        Ok(())
    }

    async fn files(&mut self, files: &FileStore, names: &[Named]) -> Result<SavedFiles> {
        let mut held = SavedFiles::default();
        for (part, some) in names.chunks(INDEXED).enumerate() {
            let mut index = vec![];
            for (tenant, hash, has_copies) in some {
                let sizes =
                    if *has_copies { &[Size::Original, Size::Thumb, Size::Display][..] } else { &[Size::Original] };
                for size in sizes {
                    match self.file(files, *tenant, hash, *size).await? {
                        Some(member) => index.push(member),
                        None => held.missing.push(path_of(*tenant, hash, *size)),
                    }
                }
            }
            held.count += index.iter().filter(|member| !member.path.contains('.')).count() as u64;
            held.bytes += index.iter().map(|member| member.bytes).sum::<u64>();
            let mut lines = vec![];
            for member in &index {
                serde_json::to_writer(&mut lines, member).map_err(Error::bug)?;
                lines.push(b'\n');
            }
            let member = self.archive.member(&format!("index/{:05}.jsonl", part + 1), &lines)?;
            self.members.push(member);
        }
        Ok(held)
    }

    /// None when the store does not have the file, or not whole: one lost photo does not cost the backup of everything else.
    async fn file(
        &mut self,
        files: &FileStore,
        tenant: TenantId,
        hash: &FileHash,
        size: Size,
    ) -> Result<Option<Member>> {
        let opened = match files.read(tenant, hash, size, Slice::All).await {
            Err(Error::NotFound(_)) => return Ok(None),
            opened => opened?,
        };
        if size == Size::Original && !is_whole(files, tenant, hash).await? {
            return Ok(None);
        }
        let mut writing = self.archive.begin(&path_of(tenant, hash, size), opened.total)?;
        let mut body = opened.body;
        while let Some(bytes) = body.try_next().await.map_err(|e| Error::Unavailable(e.to_string()))? {
            writing.write(&bytes)?;
        }
        writing.end().map(Some)
    }
}

/// Are the bytes those that the name promises?
async fn is_whole(files: &FileStore, tenant: TenantId, hash: &FileHash) -> Result<bool> {
    let mut body = files.read(tenant, hash, Size::Original, Slice::All).await?.body;
    let mut digest = <sha2::Sha256 as sha2::Digest>::new();
    while let Some(bytes) = body.try_next().await.map_err(|e| Error::Unavailable(e.to_string()))? {
        sha2::Digest::update(&mut digest, &bytes);
    }
    Ok(crate::files::hex(&sha2::Digest::finalize(digest)) == hash.as_str())
}

pub(super) fn path_of(tenant: TenantId, hash: &FileHash, size: Size) -> String {
    format!("files/{tenant}/{hash}{}", size.suffix())
}

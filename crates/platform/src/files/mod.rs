//! Files: kept by their content (SHA-256) per company, judged by their content and never by their name.
//!
//! ```text
//! upload ─► incoming/ (hashed and sniffed on the way, limited) ─► pictures: EXIF, thumbnail, display copy ─► <company>/<sha256>
//!            large ones in pieces ─► pieces/ until all are there
//! ```
//! Door: [`FileStore::receive`] judges, [`FileStore::keep`] stores, [`FileStore::read`] opens. What is not kept leaves nothing.

mod kind;
mod picture;
mod pieces;
mod receive;
mod store;
mod taken;
#[cfg(test)]
mod tests;

pub use kind::Kind;
pub use picture::Picture;
pub use pieces::{PIECE_BYTES_MAX, Piece, Unfinished};
pub use receive::Received;
pub use store::{FileStore, Opened, Size, Slice};
pub use taken::Taken;

/// Largest picture or document, bytes.
pub const DOCUMENT_BYTES_MAX: u64 = 25 * 1_048_576;
/// Largest video or recording, bytes.
pub const VIDEO_BYTES_MAX: u64 = 200 * 1_048_576;
/// Largest picture, pixels: what a small compressed file may unpack to.
pub const PIXELS_MAX: u64 = 60_000_000;
/// Longer side of a thumbnail and of the copy that is shown, pixels.
pub const THUMBNAIL_SIDE: u32 = 320;
pub const DISPLAY_SIDE: u32 = 2_560;

/// A file's name: the SHA-256 of its bytes as 64 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileHash(String);

impl FileHash {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for FileHash {
    type Err = kernel::Error;
    fn from_str(text: &str) -> kernel::Result<Self> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { Ok(Self(text.to_owned())) } else { Err(kernel::Error::refused("file.not_a_hash")) }
    }
}

impl std::fmt::Display for FileHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes of a digest as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

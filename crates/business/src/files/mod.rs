//! Files: pictures, recordings and documents by their content, per company; read by whoever may see the order they belong to.
//!
//! ```text
//! PUT /files/{sha256} ─► FileStore (judged, limited, copies) ─► stored_file ─► evidence of visits becomes complete
//! GET /files/{sha256}?size=thumb|display|original ─► get_visible ─► bytes, cached for good
//! ```
//! Door: [`get_visible`], [`by_hash`], [`put_file`], [`put_whole`], [`send`], [`send_copy`].

mod add;
#[cfg(test)]
mod backup_tests;
mod download;
pub mod read;
mod record;
#[cfg(test)]
pub(crate) mod tests;

pub use add::{put_file, put_whole};
pub use download::{send, send_copy};
pub use read::{by_hash, get_visible};
pub use record::{FileId, StoredFile};

use axum::routing::{get, put};
use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    routes
        .room("files")
        .raw(
            Op::put(
                "/files/{sha256}",
                "putFile",
                May::With(may::FILES_ADD),
                "Stores the body's bytes under their SHA-256 (64 lower-case hex digits); `name` in the query is only shown. A large file may come in pieces of up to 4 MiB, each with `Content-Range`: 202 says how much is here, `bytes */total` only asks.",
            ),
            put(add::put_file),
        )
        .raw(
            Op::get(
                "/files/{sha256}",
                "getFile",
                May::With(may::FILES_READ),
                "A file's bytes; `size` is thumb, display (the default) or original; ranges are answered.",
            )
            .answers("application/octet-stream"),
            get(download::get_file),
        )
        .query(
            Op::get("/files/{sha256}/facts", "fileFacts", May::With(may::FILES_READ), "What is known of a file."),
            read::facts,
        );
}

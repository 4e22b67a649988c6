//! The table of stored files as a struct.

use kernel::id::UserId;
use kernel::{Json, Moment};
use platform::files::Taken;
use platform::record;

pub use crate::nouns::FileId;

record! {
    /// A file whose bytes are in the store. It is never changed: other bytes are another file.
    pub struct StoredFile in "stored_file" as "file" (FileId) {
        pub id: FileId,
        /// Its name in the store.
        pub sha256: String,
        pub bytes: i64,
        /// By its content: `image/jpeg`.
        pub media: String,
        /// What it was called by whoever brought it, made safe to save under.
        pub name: String,
        /// Pixels of a picture, upright.
        pub width: Option<i64>,
        pub height: Option<i64>,
        /// There is a thumbnail and a copy to be shown.
        pub has_thumbnail: bool,
        /// What the camera wrote: time, place, device.
        pub metadata: Json<Taken>,
        pub added_at: Moment,
        pub added_by: UserId,
    }
}

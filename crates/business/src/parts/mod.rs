//! Parts: what a visit waits for, and what was fitted on it, with new and old serial.
//!
//! ```text
//! part of the price list, or in free words ──use_part──► part_use ──undo──► marked as taken back
//!                                                 └──► a line in the machine's life
//! ```
//! Door: [`await_parts`], [`awaited_of`], [`use_part`], [`undo`], [`of_visit`]. The routes belong to the visit, which knows its crew; a machine's
//! file lists what was fitted in it.

pub mod awaited;
pub mod record;
pub mod shown;
mod use_part;

pub use awaited::{AwaitedPart, await_parts, awaited_of};
pub use record::*;
pub use shown::{PartUseShown, of_visit};
pub use use_part::{PartUsed, undo, use_part};

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("parts");
}

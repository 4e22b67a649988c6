//! A service report on paper: what it says goes in, the bytes of a PDF come out. No SQL, no HTTP, no clock; the same in, the same out.
//!
//! ```text
//! Sheet (words, tables, pictures by key) ─► blocks: lines and boxes on pages ─► paint: fonts as subsets, JPEGs, vectors ─► PDF
//! ```
//! Door: [`Sheet`], [`Picture::prepare`], [`print`].

mod blocks;
mod faces;
mod flow;
mod lines;
mod paint;
mod pictures;
mod sheet;
#[cfg(test)]
mod tests;

pub use paint::print;
pub use pictures::{Picture, Pictures, side_for};
pub use sheet::*;

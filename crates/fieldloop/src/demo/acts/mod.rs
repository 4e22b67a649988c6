//! The acts of the story, one file for each part of an order's life.

pub mod dispatch;
pub mod intake;
pub mod sale;
pub mod visit;
pub mod work;

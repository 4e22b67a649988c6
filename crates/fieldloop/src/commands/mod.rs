//! The commands, one file each.

pub mod admin;
pub mod openapi;
pub mod serve;

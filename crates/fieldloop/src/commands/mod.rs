//! The commands, one file each.

pub mod admin;
pub mod backup;
pub mod demo;
pub mod import;
pub mod openapi;
pub mod plan;
pub mod restore;
pub mod roads;
pub mod router;
pub mod serve;
pub mod simulate;

//! Machinery that knows no order: the database and its event table, HTTP, files, sheets, jobs, the clock.

pub mod backup;
pub mod clock;
pub mod db;
pub mod files;
pub mod http;
pub mod one_time;
pub mod outside;
pub mod random;
pub mod sheets;
pub mod spelling;
pub mod telemetry;
pub mod words;

//! The files the planner reads and writes.

pub mod instance;
pub mod solomon;
pub mod solution;
pub mod vrplib;

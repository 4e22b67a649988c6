//! HTTP: every route is declared with the permission it asks for, and only what is declared here reaches the database.

mod answer;
mod app;
mod gate;
pub mod input;
mod kept;
mod objects;
mod openapi;
mod presence;
mod problem;
mod route;
mod stream;

pub use answer::via_of;
pub use app::{App, AppSettings, Caller, Demo, Stop, serve};
pub use gate::{Admitted, Credentials, Gate, Proof};
pub use kept::{forget_old_answers, has_old_answers};
pub use openapi::describe;
pub use presence::{Presence, Presences, Present};
pub use problem::{Problem, problem};
pub use route::{CommandFn, May, Op, QueryFn, Routes};
pub use stream::live;

/// A body or a query without anything in it.
#[derive(Debug, Default, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

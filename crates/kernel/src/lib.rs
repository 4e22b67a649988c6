//! Words everybody shares: ids, time, money, places, people who act, refusals and pages. Pure: no IO, no clock, no SQL.

pub mod actor;
pub mod code;
pub mod column;
pub mod error;
pub mod geo;
pub mod id;
pub mod money;
pub mod outline;
pub mod page;
pub mod phone;
pub mod text;
pub mod time;

pub use actor::{Actor, Lang, Permission, Scope, Via};
pub use column::{Column, Json};
pub use error::{Error, FieldError, Result};
pub use geo::Point;
pub use id::Id;
pub use money::{BasisPoints, Money};
pub use outline::Outline;
pub use page::Page;
pub use phone::Phone;
pub use time::{Day, Moment, Zone};

//! Reading orders: the pool, one order on one page, its trail, its conversation.

mod branches;
mod list;

pub(super) use list::list;
pub use list::{OrderFilter, OrderRow, OrderSort};

//! Reading orders: the pool, one order on one page, its trail, its conversation, the types it may have.

mod appointments;
mod branches;
mod by_deed;
mod list;
mod lists;
mod page;
mod talk;
mod trail;
mod types;

pub use appointments::VisitOnPage;
pub use by_deed::{AGAIN_DAYS, EARLIER_LEAD, fitted_again};
pub use list::{OrderFilter, OrderRow, OrderSort};
pub use page::OrderPage;
pub(super) use {list::count, list::list, list::pool, page::page, talk::messages, trail::trail, types::types};

//! Speaking to the outside: a signed message to an address that somebody typed in. The address is judged twice, as text and as
//! the machine its name leads to, so that nobody sends our server into its own network.

pub mod accounts;
pub mod channels;
mod operators_file;
pub mod payments;
mod post;
mod reach;
pub mod sign;

pub use post::{Answer, Asked, Heard, ask, post, post_with};
pub use reach::{Address, Reach};

//! Speaking to the outside: a signed message to an address that somebody typed in. The address is judged twice, as text and as
//! the machine its name leads to, so that nobody sends our server into its own network.

pub mod channels;
mod post;
mod reach;
pub mod sign;

pub use post::{Answer, post, post_with};
pub use reach::{Address, Reach};

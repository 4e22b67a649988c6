//! Tests of the real binary: killed, restarted, listened to.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first thing that is not as expected")]

mod live;
mod open;
mod power;
mod served;

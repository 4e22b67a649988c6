//! Tests of the real binary: killed, restarted, listened to.

mod live;
mod power;
mod served;

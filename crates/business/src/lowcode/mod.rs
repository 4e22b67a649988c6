//! What a company may define for itself: order types, SOPs, SLA policies, reasons, prices and terms, starting from an industry pack.

pub mod pack;

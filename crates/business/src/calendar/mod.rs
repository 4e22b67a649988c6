//! Working time: the only clock arithmetic of the business. SLA targets, rosters and appointments count with the same calendar.
//!
//! `rules` knows when a company is open (weekly hours, holidays, 调休), `holidays` reads the State Council's yearly arrangement,
//! `clock` runs SLA targets that holds can stop.

pub mod clock;
pub mod holidays;
pub mod rules;

pub use clock::{Clock, ClockMode, Pause};
pub use holidays::{Holiday, HolidayYear, MadeUpDay};
pub use rules::{Calendar, Span, Warning, Week};

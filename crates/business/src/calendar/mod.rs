//! Working time: the only clock arithmetic of the business. SLA targets, rosters and appointments count with the same calendar.
//!
//! `rules` knows when a company is open (weekly hours, holidays, 调休), `holidays` reads the State Council's yearly arrangement,
//! `clock` runs SLA targets that holds can stop. `company` keeps what a company says of its own working time.
//!
//! Door: [`of_company`].

pub mod clock;
pub mod company;
pub mod holidays;
pub mod rules;

pub use clock::{Clock, ClockMode, Pause};
pub use company::{WorkingTime, of_company};
pub use holidays::{Holiday, HolidayYear, MadeUpDay};
pub use rules::{Calendar, Span, Warning, Week};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let change = Op::put("/calendar", "changeCalendar", May::With(may::COMPANY_ADMIN), "Says when the company works.");
    routes
        .room("calendar")
        .query(Op::get("/calendar", "readCalendar", May::SignedIn, "Days with open hours and holidays."), company::read)
        .command(change, company::change);
}

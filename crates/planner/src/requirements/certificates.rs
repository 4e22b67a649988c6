//! Certificates, valid on the day of the shift. A person whose certificate ends between two shifts counts as without it from the
//! beginning: nobody is sent on what will have expired.

use super::{Asked, Reason, Requirement};
use crate::day::Person;

pub(super) struct Certificates;

impl Requirement for Certificates {
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason> {
        let last_day = person.shifts.last().map(|shift| shift.from.date()).unwrap_or_default();
        asked.needs.certificates.iter().find_map(|id| {
            let held = person.certificates.iter().filter(|held| held.id == *id);
            // without end counts as the latest
            let best = held.map(|held| held.valid_until.as_deref().unwrap_or("9999-12-31")).max();
            match best {
                None => Some(Reason::new("certificate.missing", format!("certificate {id} missing"))),
                Some(until) if until < last_day.as_str() => {
                    Some(Reason::new("certificate.expired", format!("certificate {id} expired {until}")))
                }
                Some(_) => None,
            }
        })
    }
}

//! Allowed, excluded and pinned people. A pin is for the first person of a crew; exclusion is for all of it.

use super::{Asked, Reason, Requirement};
use crate::day::Person;

pub(super) struct People;

impl Requirement for People {
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason> {
        let job = asked.job;
        if job.excluded.contains(&person.id) {
            return Some(Reason::new("person.excluded", "excluded from this job"));
        }
        if asked.member > 0 {
            return None;
        }
        if let Some(pinned) =
            job.pin.as_ref().and_then(|pin| pin.person.as_ref()).filter(|pinned| **pinned != person.id)
        {
            return Some(Reason::new("person.pinned", format!("pinned to {pinned}")));
        }
        let barred = !job.allowed.is_empty() && !job.allowed.contains(&person.id);
        barred.then(|| Reason::new("person.not_allowed", "not among the people allowed"))
    }
}

//! Areas: a person with areas serves only jobs in them.

use super::{Asked, Reason, Requirement};
use crate::day::Person;

pub(super) struct Areas;

impl Requirement for Areas {
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason> {
        let area = asked.job.area.as_ref()?;
        let outside = !person.areas.is_empty() && !person.areas.contains(area);
        outside.then(|| Reason::new("area.outside", format!("area {area} is not served")))
    }
}

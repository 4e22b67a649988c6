//! Tools.

use super::{Asked, Reason, Requirement};
use crate::day::Person;

pub(super) struct Tools;

impl Requirement for Tools {
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason> {
        let missing = asked.needs.tools.iter().find(|tool| !person.tools.contains(tool));
        missing.map(|tool| Reason::new("tool.missing", format!("tool {tool} missing")))
    }
}

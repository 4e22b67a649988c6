//! Skills with their level.

use super::{Asked, Reason, Requirement};
use crate::day::Person;

pub(super) struct Skills;

impl Requirement for Skills {
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason> {
        asked.needs.skills.iter().find_map(|(skill, level)| match person.skills.get(skill) {
            None => Some(Reason::new("skill.missing", format!("skill {skill} missing"))),
            Some(has) if has < level => {
                Some(Reason::new("skill.level", format!("skill {skill} is level {has}, level {level} needed")))
            }
            Some(_) => None,
        })
    }
}

//! What a person must be or have to do a job. One requirement per file; a new one is its file and one line in [`ALL`].
//!
//! These are the requirements that hold for the whole day, so they are judged once per job and person. What depends on the route (time,
//! load, parts in the van) is judged by [`crate::field`].

mod areas;
mod certificates;
mod people;
mod skills;
mod tools;

use crate::day::{Day, Job, Needs, Person};

/// Every requirement, in the order in which reasons are told.
pub static ALL: &[&dyn Requirement] =
    &[&people::People, &skills::Skills, &certificates::Certificates, &tools::Tools, &areas::Areas];

/// A job (or a role in its crew) and what it asks for.
pub struct Asked<'a> {
    pub day: &'a Day,
    pub job: &'a Job,
    pub needs: &'a Needs,
    /// 0 for the first person, then the crew's roles.
    pub member: usize,
}

/// Something that rules people out.
pub trait Requirement: Sync {
    /// Why this person cannot do the job; nothing where they can.
    fn refuses(&self, asked: &Asked<'_>, person: &Person) -> Option<Reason>;
}

/// A hard reason: a stable code, the facts, and words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    pub code: String,
    pub words: String,
}

impl Reason {
    pub fn new(code: &str, words: impl Into<String>) -> Self {
        Self { code: code.to_string(), words: words.into() }
    }
}

/// All that rules this person out.
pub fn reasons(asked: &Asked<'_>, person: &Person) -> Vec<Reason> {
    ALL.iter().filter_map(|requirement| requirement.refuses(asked, person)).collect()
}

/// Whether nothing rules this person out.
pub fn allow(asked: &Asked<'_>, person: &Person) -> bool {
    ALL.iter().all(|requirement| requirement.refuses(asked, person).is_none())
}

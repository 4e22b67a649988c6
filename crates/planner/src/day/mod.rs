//! The day: who works, what is to be done where and when, and what counts. This is the JSON that `fieldloop plan` reads (docs/planning.md).

mod moment;
mod plan;
mod read;
mod vet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use moment::Moment;
pub use plan::{BreakTaken, Drive, PlanOut, RouteOut, StopOut, Unserved};
pub use read::{read, read_plan};
pub use vet::{Vetted, vet};

/// Everything that a plan is made from. Lists may be in any order; ids are the caller's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Day {
    pub places: Vec<Place>,
    pub people: Vec<Person>,
    pub jobs: Vec<Job>,
    #[serde(default)]
    pub travel: Travel,
    /// What counts, see [`crate::objectives`]. A weight of 0 switches a term off; terms not named keep their usual weight.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    /// The terms that come before all others, however much these cost (usually only `unserved`).
    #[serde(default = "unserved_first")]
    pub first: Vec<String>,
}

fn unserved_first() -> Vec<String> {
    vec!["unserved".to_string()]
}

/// How long ways take.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Travel {
    /// Straight line × `detour`, at `km_per_hour` when the roads are free.
    Line {
        #[serde(default = "usual_detour")]
        detour: f64,
        #[serde(default = "usual_speed")]
        km_per_hour: f64,
        /// Share of the free speed for each hour of the day (24 numbers), such as 0.6 at eight in the morning.
        #[serde(default)]
        pace: Vec<f64>,
    },
    /// Seconds and metres between the places, in the order of `places`: from row to column.
    Matrix {
        seconds: Vec<Vec<Option<f64>>>,
        metres: Vec<Vec<Option<f64>>>,
        #[serde(default)]
        pace: Vec<f64>,
    },
}

fn usual_detour() -> f64 {
    1.35
}

fn usual_speed() -> f64 {
    28.0
}

impl Default for Travel {
    fn default() -> Self {
        Self::Line { detour: usual_detour(), km_per_hour: usual_speed(), pace: vec![] }
    }
}

/// A point in WGS-84 degrees.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub id: String,
    #[serde(default)]
    pub lat: f64,
    #[serde(default)]
    pub lon: f64,
}

/// A technician.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub id: String,
    /// Skill → level.
    #[serde(default)]
    pub skills: BTreeMap<String, u32>,
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Areas served; none means everywhere.
    #[serde(default)]
    pub areas: Vec<String>,
    #[serde(default)]
    pub tools: Vec<String>,
    /// Part → how many are in the van.
    #[serde(default)]
    pub parts: BTreeMap<String, u32>,
    pub shifts: Vec<Shift>,
    /// Where the person is and from when on they can be planned, where the day has begun.
    #[serde(default)]
    pub now: Option<Now>,
    /// Jobs that come first and in this order: under way, driven to, or fixed by the dispatcher.
    #[serde(default)]
    pub locked: Vec<String>,
    /// How long this person takes, as a multiple of a job's minutes; by skill in `factors`.
    #[serde(default)]
    pub factor: Option<f64>,
    /// Skill → multiple of a job's minutes, for jobs that ask for that skill.
    #[serde(default)]
    pub factors: BTreeMap<String, f64>,
    /// Minutes of work already given today: what fairness adds to.
    #[serde(default)]
    pub worked_minutes: u32,
    /// What work already given today brings, in the unit of the jobs' `income`: what the term `income` adds to.
    #[serde(default)]
    pub earned: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    pub id: String,
    /// Last valid day, `2026-10-31`; none means without end.
    #[serde(default)]
    pub valid_until: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Now {
    pub at: Moment,
    pub place: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    pub from: Moment,
    pub to: Moment,
    /// Until when the person may be kept, at the price of overtime.
    #[serde(default)]
    pub overtime_until: Option<Moment>,
    pub start_place: String,
    /// None: the shift ends at the last customer.
    #[serde(default)]
    pub end_place: Option<String>,
    /// At most so many jobs.
    #[serde(default)]
    pub jobs_max: Option<u32>,
    /// At most two, in the order of the day.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

/// A pause that begins between `from` and `to`. It is not needed where the work begins after it or ends before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    pub from: Moment,
    pub to: Moment,
    pub minutes: u32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    pub id: String,
    pub place: String,
    pub minutes: f64,
    /// When the work may begin; none means at any time.
    #[serde(default)]
    pub windows: Vec<Window>,
    #[serde(flatten)]
    pub needs: Needs,
    #[serde(default)]
    pub area: Option<String>,
    /// Only these people; none means everybody.
    #[serde(default)]
    pub allowed: Vec<String>,
    #[serde(default)]
    pub preferred: Vec<String>,
    #[serde(default)]
    pub excluded: Vec<String>,
    /// The further people needed, who start together with the first.
    #[serde(default)]
    pub crew: Vec<Role>,
    /// What leaving the job out costs, in the unit of the term `unserved`.
    #[serde(default)]
    pub priority: Option<f64>,
    /// What it brings whoever does it, in a unit of the caller's; a crew shares it evenly.
    #[serde(default)]
    pub income: f64,
    /// Part → how many are used.
    #[serde(default)]
    pub parts: BTreeMap<String, u32>,
    /// Not before this moment, such as when the parts arrive.
    #[serde(default)]
    pub not_before: Option<Moment>,
    #[serde(default)]
    pub after: Vec<After>,
    /// The same person as these jobs', where they are planned.
    #[serde(default)]
    pub same_person_as: Vec<String>,
    /// What the customer was told.
    #[serde(default)]
    pub told: Option<Told>,
    /// Fixed by the dispatcher: person, start, or both.
    #[serde(default)]
    pub pin: Option<Pin>,
}

/// What a person must have to do a job or a role of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Needs {
    /// Skill → least level.
    #[serde(default)]
    pub skills: BTreeMap<String, u32>,
    #[serde(default)]
    pub certificates: Vec<String>,
    #[serde(default)]
    pub tools: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: Moment,
    pub to: Moment,
    /// Until when a late start is still possible, at the price of lateness; none means not at all.
    #[serde(default)]
    pub late_until: Option<Moment>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Role {
    pub role: String,
    #[serde(flatten)]
    pub needs: Needs,
}

/// Not before another job has ended, and a while after that.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    pub job: String,
    #[serde(default)]
    pub gap_minutes: u32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    #[serde(default)]
    pub person: Option<String>,
    #[serde(default)]
    pub start: Option<Moment>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    #[serde(default)]
    pub person: Option<String>,
    #[serde(default)]
    pub start: Option<Moment>,
}

/// Something that was wrong with the day, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The id of the place, person or job.
    pub id: String,
    pub field: String,
    pub what: String,
    pub done: String,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}; {}", self.id, self.field, self.what, self.done)
    }
}

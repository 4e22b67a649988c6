//! What a ranking is made of: the job, the people with their days, and the ranking with its arithmetic. No IO, no clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Point};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::wishes::Wish;
use crate::nouns::VisitId;
use crate::people::{Drawn, TechnicianStatus};

/// A visit that somebody has to go to.
#[derive(Clone, Debug)]
pub struct Job {
    pub place: Option<Point>,
    /// Region code; empty when unknown, then areas are not judged.
    pub region: String,
    pub needs: Vec<Need>,
    /// Planned stay.
    pub minutes: i64,
    /// How many people it takes, the lead included.
    pub crew: i64,
    /// Within which somebody has to arrive; the stay may last beyond it.
    pub window: Option<(Moment, Moment)>,
    /// By when somebody has to have arrived (SLA).
    pub due_at: Option<Moment>,
    /// What has to come first.
    pub waits: Vec<Wait>,
    /// Who did the leg before, or has it, where the same person goes on.
    pub only: Option<(UserId, String)>,
}

/// Something that has to come before a visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// From when on it is no longer waited for; not known without.
    pub until: Option<Moment>,
    /// `dispatch.…` words.
    pub code: &'static str,
    pub facts: Map<String, Value>,
    /// The visit that has to end before, where it is one.
    pub visit: Option<VisitId>,
}

impl Job {
    /// Before this nothing begins, as far as it is known.
    pub fn not_before(&self) -> Option<Moment> {
        self.waits.iter().filter_map(|wait| wait.until).max()
    }

    /// What is waited for still at this moment, in words.
    pub fn held_at(&self, at: Moment) -> impl Iterator<Item = Exclusion> + '_ {
        let is_open = move |wait: &&Wait| wait.until.is_none_or(|until| until > at);
        self.waits.iter().filter(is_open).map(|wait| Exclusion { code: wait.code, facts: wait.facts.clone() })
    }
}

/// A skill or certificate that the work asks for.
#[derive(Clone, Debug)]
pub struct Need {
    pub code: String,
    /// In the reader's language.
    pub name: String,
    /// Means nothing for certificates.
    pub level: i64,
    pub is_certificate: bool,
}

/// Somebody who might go.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub status: TechnicianStatus,
    /// They belong to a unit that serves the visit; others are borrowed.
    pub is_of_unit: bool,
    pub skills: BTreeMap<String, i64>,
    /// Valid through the day; for ever without.
    pub certificates: Vec<(String, Option<Day>)>,
    /// Region codes.
    pub areas: Vec<String>,
    /// Areas drawn on the map: their own, else their outlet's.
    pub drawn: Vec<Arc<Drawn>>,
    /// The days that come into question, in order.
    pub days: Vec<DayPlan>,
    pub daily_minutes_max: i64,
    pub start_place: Option<Point>,
    /// Where the phone was last, and when.
    pub last_place: Option<(Point, Moment)>,
    /// Mean stars × 100.
    pub rating_hundredths: Option<i64>,
    /// Visits at this household, and to these machines, that they finished before.
    pub household_visits: i64,
    pub asset_visits: i64,
    /// They have said no to this visit, or let its offer pass.
    pub has_declined: bool,
    /// The customer wants them to come, or not to.
    pub wish: Option<Wish>,
}

/// One day of somebody's.
#[derive(Clone, Debug)]
pub struct DayPlan {
    pub day: Day,
    /// Working time less leave, in order, not overlapping.
    pub work: Vec<(Moment, Moment)>,
    /// Leave that takes working time away.
    pub is_on_leave: bool,
    /// Hours of leave, in order.
    pub leave: Vec<(Moment, Moment)>,
    /// Where they will be, in order of time.
    pub stays: Vec<Stay>,
}

/// A stay on site that is booked, or offered and not yet answered.
#[derive(Clone, Debug)]
pub struct Stay {
    pub visit_id: VisitId,
    pub from: Moment,
    pub to: Moment,
    pub place: Option<Point>,
}

/// One line of the arithmetic.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Term {
    /// `dispatch.term.…` words.
    pub code: &'static str,
    /// Adds to the score; negative takes away.
    pub points: i64,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

/// Why somebody cannot go.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Exclusion {
    /// `dispatch.…` words.
    pub code: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

/// The earliest stay that fits a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub day: Day,
    pub from: Moment,
    pub to: Moment,
    /// Known only where both places are.
    pub metres: Option<i64>,
    pub travel_minutes: i64,
    /// The way was measured on roads; else by the straight line, or guessed.
    pub by_road: bool,
    /// Minutes already planned on that day.
    pub planned_minutes: i64,
}

/// Somebody who can go.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub fit: Fit,
    /// Minutes beyond the SLA.
    pub late_minutes: i64,
    /// The sum of the terms; higher is better.
    pub score: i64,
    pub terms: Vec<Term>,
}

/// Somebody who cannot, with every reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Excluded {
    pub id: UserId,
    pub name: String,
    pub unit_id: UnitId,
    pub reasons: Vec<Exclusion>,
}

/// The best first; and everybody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    pub candidates: Vec<Candidate>,
    pub excluded: Vec<Excluded>,
}

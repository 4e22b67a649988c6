//! A plan as it is handed out: stops with their times, what is left out and why, what it costs term by term.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Moment, Notice};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PlanOut {
    pub routes: Vec<RouteOut>,
    pub unserved: Vec<Unserved>,
    /// Term → weighted cost, with `total` over those that come after the first ones.
    pub costs: BTreeMap<String, f64>,
    /// What was wrong with the day.
    #[serde(default)]
    pub notices: Vec<Notice>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RouteOut {
    pub person: String,
    /// Which of the person's shifts, from 0.
    pub shift: usize,
    pub leaves: Moment,
    pub stops: Vec<StopOut>,
    pub breaks: Vec<BreakTaken>,
    pub ends: Moment,
    /// The way from the last stop to where the shift ends.
    pub back: Drive,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StopOut {
    pub job: String,
    /// The role in a crew; none for the first person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    pub arrives: Moment,
    pub starts: Moment,
    pub ends: Moment,
    /// The way from the stop before.
    pub drive: Drive,
}

/// A way as the roads have it when they are free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drive {
    pub seconds: i32,
    pub metres: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BreakTaken {
    pub starts: Moment,
    pub ends: Moment,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unserved {
    pub job: String,
    /// The hard reasons, most frequent first, each with how many people it excludes; empty where leaving the job out was cheaper.
    pub reasons: Vec<String>,
}

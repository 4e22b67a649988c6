//! The simulations' table as a struct, and what is asked of one.

use formula::Label;
use kernel::id::UserId;
use kernel::{Json, Moment, code, id};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

id! {
    /// A simulation that somebody asked for.
    SimulationId = "simulation",
}

code! {
    /// How far a simulation is.
    pub enum SimulationState as "simulation_state" {
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// It took too long.
        TimedOut = "timed_out",
        /// The program ended while it ran.
        Interrupted = "interrupted",
    }
}
code! {
    /// A way to dispatch.
    pub enum Policy as "policy" {
        Broadcast = "broadcast",
        NearestFree = "nearest-free",
        Greedy = "greedy",
        Recommended = "recommended",
        Replanned = "replanned",
    }
}
code! {
    /// What would be otherwise.
    pub enum WhatIf as "what_if" { OneLess = "one-less", OneMore = "one-more", TwoAreas = "two-areas" }
}

/// What is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationAsked {
    pub technicians: u32,
    /// Working days of a week.
    pub days: u32,
    /// Weeks of each way, with other orders each; more make the intervals narrower.
    pub weeks: u32,
    /// Orders per technician and day.
    pub loads: Vec<f64>,
    pub policies: Vec<Policy>,
    /// At which load the what-ifs are played.
    #[serde(default)]
    pub what_if_load: Option<f64>,
    #[serde(default)]
    pub what_ifs: Vec<WhatIf>,
    /// The same seed gives the same weeks.
    #[serde(default)]
    pub seed: u32,
    /// Kinds of work, their length and the hours at which orders come are those of the company's last four weeks.
    #[serde(default)]
    pub own_weeks: bool,
}

/// A kind of work of the company's last weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnWork {
    pub name: Label,
    /// Which of the four skills of a simulation it asks for: kinds of one category share one.
    pub skill: u32,
    pub share: f64,
    pub minutes: f64,
    /// Standard deviation of the logarithm of how long it took.
    pub spread: f64,
}

/// The company's last four weeks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnWeeks {
    pub orders: i64,
    /// Technicians who had shifts, and days that they worked.
    pub technicians: i64,
    pub person_days: i64,
    pub orders_per_person_day: f64,
    pub emergencies: f64,
    /// Shares of a day's orders by the hour in which they come.
    pub arrivals: Vec<f64>,
    pub work: Vec<OwnWork>,
}

/// One line of what came of it: a value per metric and week.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlayedLine {
    pub load: f64,
    pub policy: String,
    pub change: String,
    pub values: Vec<Vec<f64>>,
}

record! {
    /// A simulation.
    pub struct Simulation in "simulation" as "simulation" (SimulationId), versioned {
        pub id: SimulationId,
        pub state: SimulationState,
        pub asked: Json<SimulationAsked>,
        pub own: Option<Json<OwnWeeks>>,
        pub made_by: UserId,
        pub made_at: Moment,
        pub started_at: Option<Moment>,
        pub ended_at: Option<Moment>,
        pub weeks_done: i64,
        pub weeks_all: i64,
        pub stop_asked: bool,
        pub lines: Option<Json<Vec<PlayedLine>>>,
    }
}

//! A day's proposal as it is shown.

use kernel::id::UserId;
use kernel::{Day, Moment, Money};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::dispatch::policy::Evenness;
use crate::dispatch::waits::Before;
use crate::money::LabourBasis;
use crate::nouns::{OrderId, VisitId};

/// A proposal for a day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayProposal {
    pub day: Day,
    /// When it was made; a choice made since changes what fits.
    pub at: Moment,
    /// By person and time.
    pub visits: Vec<ProposedVisit>,
    /// What stays with nobody, the most urgent first, and why.
    pub left: Vec<LeftVisit>,
    /// More visits wait than are planned at once.
    pub more: bool,
    /// The company has roads; ways are measured on them wherever both ends are near one.
    pub has_roads: bool,
    pub totals: DayTotals,
    /// The same of the day as it stands, where what is booked may be moved.
    pub stands: Option<DayTotals>,
    /// How the day is evened out, where the company's rule says so.
    pub evened: Option<Evened>,
}

/// By what a day is evened out, and what that rests on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Evened {
    pub by: Evenness,
    /// Of the company's rule.
    pub weight: i64,
    /// By income: how many of the visits that are planned are known in which way.
    pub known: Vec<KnownBy>,
    /// What an hour of labour brings on average, for whoever may read the company's money; none where no price is known.
    pub hour_minor: Option<Money>,
}

/// So many visits whose labour is known from there.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KnownBy {
    pub basis: LabourBasis,
    pub visits: i64,
}

/// What the labour of a visit brings all who go together.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VisitIncome {
    pub basis: LabourBasis,
    /// None where only minutes are known, and where the average would be told to whoever may not read the company's money.
    pub amount_minor: Option<Money>,
}

/// Who would go to a visit, and when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposedVisit {
    #[serde(flatten)]
    pub visit: WaitingVisit,
    pub technician_id: UserId,
    pub technician_name: String,
    /// Who else goes; all begin together.
    pub helpers: Vec<DayHelper>,
    pub planned_from_at: Moment,
    pub planned_to_at: Moment,
    /// The way there from where they come.
    pub travel_minutes: i64,
    pub metres: i64,
    /// Beyond the SLA, or the end of the window that the customer was told.
    pub late_minutes: i64,
    /// They have been at this household before.
    pub is_known: bool,
    /// The address has a place on the map; else the way is a guess.
    pub is_placed: bool,
    /// The address is on the company's roads; else its ways are straight lines.
    pub by_road: bool,
    /// Whose it is now, and when.
    pub before: Option<BookedBefore>,
    /// What it comes after, of what is planned with it.
    pub follows: Vec<Follows>,
    /// What it brings, where the day is evened out by income.
    pub income: Option<VisitIncome>,
}

/// A leg that comes before, on the same day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Follows {
    pub visit_id: VisitId,
    pub order_number: String,
    /// Its name.
    pub leg: String,
    /// So many minutes lie between at least.
    pub gap_minutes: i64,
    /// The same person goes to both.
    pub same_technician: bool,
}

/// Somebody who helps.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DayHelper {
    pub technician_id: UserId,
    pub name: String,
}

/// With whom and when a visit is booked or asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BookedBefore {
    pub technician_id: UserId,
    pub technician_name: String,
    pub planned_from_at: Moment,
    /// It was accepted: they count on it.
    pub is_told: bool,
}

/// A visit without anybody.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WaitingVisit {
    pub visit_id: VisitId,
    pub version: i64,
    pub order_id: OrderId,
    pub order_number: String,
    pub summary: String,
    pub category: String,
    pub region: String,
    pub priority: i64,
    pub window_from_at: Option<Moment>,
    pub window_to_at: Option<Moment>,
}

/// A visit for which there is nobody that day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftVisit {
    #[serde(flatten)]
    pub visit: WaitingVisit,
    pub reasons: Vec<LeftReason>,
    /// Whose it is all the same: there is no better place.
    pub before: Option<BookedBefore>,
}

/// A reason, and of how many people it is one.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftReason {
    /// `dispatch.…` words.
    pub code: &'static str,
    pub people: usize,
    /// What is waited for, where it is that.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

impl LeftReason {
    pub(super) fn of(code: &'static str, people: usize) -> Self {
        Self { code, people, facts: Map::new() }
    }
}

/// What a day comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DayTotals {
    pub people: usize,
    pub travel_minutes: i64,
    pub metres: i64,
    pub late_minutes: i64,
    /// Minutes on site of whoever has the most, and of whoever has the least of those who work that day.
    pub busiest_minutes: i64,
    pub quietest_minutes: i64,
    /// Where the day is evened out by income: what the day brings whoever it brings most, and least, as minutes of the average.
    pub most_worth_minutes: Option<i64>,
    pub least_worth_minutes: Option<i64>,
    /// The same in money, for whoever may read the company's.
    pub most_income_minor: Option<Money>,
    pub least_income_minor: Option<Money>,
}

impl From<&Before> for Follows {
    fn from(before: &Before) -> Self {
        Self {
            visit_id: before.visit,
            order_number: before.number.clone(),
            leg: before.leg.clone(),
            gap_minutes: before.gap_minutes,
            same_technician: before.same,
        }
    }
}

//! What a report says, as facts that stay what they were: codes, moments, amounts, and the words that somebody typed.

use formula::Label;
use kernel::{Day, Moment, Money};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lowcode::pack::{OrderKind, Payer, StepKind};
use crate::money::PaymentKind;
use crate::nouns::{Verdict, VerdictReason};
use crate::orders::OrderOutcome;
use crate::orders::visits::{CrewRole, VisitOutcome};

/// Everything on a report but its version, its code and when it was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportFacts {
    pub company: String,
    /// The outlet that has the order.
    pub unit: Option<String>,
    pub zone: String,
    pub currency: String,
    pub number: String,
    pub r#type: Label,
    pub opened_at: Moment,
    pub finished_at: Option<Moment>,
    pub outcome: Option<OrderOutcome>,
    pub contact_name: String,
    /// Masked, as the address is: paper lies about.
    pub contact_phone: Option<String>,
    pub address: Option<String>,
    pub described: String,
    pub items: Vec<ItemFact>,
    pub visits: Vec<VisitFact>,
    pub photos: Vec<PhotoFact>,
    /// Photos beyond those, and videos: counted only.
    pub more_photos: usize,
    pub videos: usize,
    pub charges: Vec<ChargeFact>,
    pub sums: Sums,
    pub approvals: Vec<ApprovalFact>,
}

/// A thing that was to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemFact {
    pub category: Label,
    pub service: OrderKind,
    pub fault: Option<Label>,
    pub quantity: i64,
    /// The machine's, or the product's.
    pub name: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    pub verdict: Option<Verdict>,
    pub verdict_reason: Option<VerdictReason>,
    pub outcome: Option<OrderOutcome>,
}

/// A visit that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitFact {
    pub number: i64,
    pub leg: Label,
    pub crew: Vec<CrewFact>,
    pub arrived_at: Option<Moment>,
    pub started_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub outcome: Option<VisitOutcome>,
    pub outcome_note: String,
    /// Why nothing could be done there.
    pub void_cause: Option<Label>,
    pub steps: Vec<StepFact>,
    pub parts: Vec<PartFact>,
    pub signature: Option<String>,
    pub signed_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrewFact {
    pub name: String,
    pub role: CrewRole,
}

/// A step of the SOP with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepFact {
    pub label: Label,
    pub kind: StepKind,
    /// As it was answered; for photos and videos how many.
    pub value: Value,
    /// What the chosen option is called.
    pub choice: Option<Label>,
    pub unit: Option<String>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub is_within: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartFact {
    pub code: Option<String>,
    pub name: String,
    pub quantity: i64,
    pub serial: Option<String>,
    pub old_serial: Option<String>,
    /// In or out of warranty on the day it was fitted: a [`Verdict`]'s code.
    pub verdict: Option<String>,
}

/// A photo, by the SHA-256 of its bytes; they may come later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoFact {
    pub sha256: String,
    pub caption: String,
    pub step: Option<Label>,
    pub visit: Option<i64>,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChargeFact {
    pub name: String,
    pub quantity: i64,
    pub price_minor: Money,
    pub amount_minor: Money,
    pub payer: Payer,
    /// A `payer_reason.…` word, or what somebody wrote.
    pub reason: String,
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    pub total_minor: Money,
    pub by_payer: Vec<(Payer, Money)>,
    pub customer_minor: Money,
    pub payments: Vec<(PaymentKind, Money)>,
    pub due_minor: Money,
}

/// The customer's yes to the price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalFact {
    pub by_name: String,
    pub total_minor: Money,
    pub at: Moment,
    pub signature: Option<String>,
}

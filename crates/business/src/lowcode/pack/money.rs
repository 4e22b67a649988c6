//! What things cost, who pays for them, and what a warranty covers.

use formula::Label;
use kernel::{Day, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OrderKind;

kernel::code! {
    /// Who pays for a line.
    pub enum Payer as "payer" {
        Customer = "customer",
        /// The brand or factory, under its warranty.
        Brand = "brand",
        /// Whoever installed it wrongly.
        Installer = "installer",
        /// A service contract or project.
        Contract = "contract",
        /// The company itself, as goodwill or for its own mistake.
        Company = "company",
    }
}

kernel::code! {
    /// What is charged.
    pub enum PriceKind as "price_kind" {
        Service = "service",
        Part = "part",
        /// Material and extra work beyond the standard.
        Addon = "addon",
        Travel = "travel",
        /// Charged by rule: a void trip, a late cancellation.
        Fee = "fee",
    }
}

/// One item of the price list. Prices in 分, tax included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    pub code: String,
    pub kind: PriceKind,
    pub name: Label,
    /// What one of it is: `次`/`visit`, `米`/`m`, `个`/`pc`.
    pub unit: Label,
    pub price_minor: Money,
    /// Offered for these; empty: for all.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Offered on this work; empty: on all.
    #[serde(default)]
    pub work: Vec<OrderKind>,
    /// Who pays while the warranty covers it; `customer` when it never does.
    pub in_warranty: Payer,
    /// Who pays when no warranty covers it.
    #[serde(default = "customer")]
    pub out_of_warranty: Payer,
    /// Who pays under a service contract.
    #[serde(default = "contract")]
    pub under_contract: Payer,
    /// What was done or fitted is guaranteed for so many days.
    #[serde(default)]
    pub guarantee_days: u32,
    /// The company does not use it: it is offered no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_off: bool,
}

impl PriceItem {
    /// Whether a warranty covers it at all.
    pub fn is_covered(&self) -> bool {
        self.in_warranty != Payer::Customer
    }
}

kernel::code! {
    /// The day on which a warranty begins.
    pub enum WarrantyStart as "warranty_start" {
        InstalledOn = "installed_on",
        SoldOn = "sold_on",
        /// Whichever of the two is later; sold and never installed counts from the sale.
        Later = "later",
        /// Whichever of the two is earlier.
        Earlier = "earlier",
    }
}

kernel::code! {
    /// What shows that a warranty applies.
    pub enum Proof as "warranty_proof" {
        Invoice = "invoice",
        WarrantyCard = "warranty_card",
        Serial = "serial",
        /// Our own record of the installation.
        InstallRecord = "install_record",
        /// Maintenance was done when it was due.
        MaintenanceRecord = "maintenance_record",
    }
}

/// The terms for some categories. A brand's own terms stand before these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantyTerm {
    pub code: String,
    pub name: Label,
    pub categories: Vec<String>,
    /// The whole machine, in months.
    pub whole_months: u32,
    /// Key parts that are covered longer.
    #[serde(default)]
    pub parts: Vec<PartTerm>,
    pub starts: WarrantyStart,
    /// One of these is enough.
    pub proof: Vec<Proof>,
    /// What is not covered.
    #[serde(default)]
    pub excludes: Vec<Label>,
}

/// A part with a term of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartTerm {
    pub code: String,
    pub name: Label,
    pub months: u32,
    /// The items of the price list that are this part.
    #[serde(default)]
    pub prices: Vec<String>,
}

impl WarrantyTerm {
    /// The day on which it began, `None` when neither day is known.
    pub fn start(&self, sold_on: Option<Day>, installed_on: Option<Day>) -> Option<Day> {
        match self.starts {
            WarrantyStart::InstalledOn => installed_on,
            WarrantyStart::SoldOn => sold_on,
            WarrantyStart::Later => sold_on.max(installed_on),
            WarrantyStart::Earlier => sold_on.into_iter().chain(installed_on).min(),
        }
    }
    /// How many months this item of the price list is covered: its own part's term, or the whole machine's where that is longer.
    pub fn months_for(&self, price: Option<&str>) -> u32 {
        let part = self.parts.iter().find(|each| price.is_some_and(|code| each.prices.iter().any(|own| own == code)));
        part.map_or(self.whole_months, |each| each.months.max(self.whole_months))
    }
}

fn customer() -> Payer {
    Payer::Customer
}
fn contract() -> Payer {
    Payer::Contract
}

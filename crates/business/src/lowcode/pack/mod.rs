//! Industry packs: everything that a company of a trade starts with, as data. The files are in `packs/TRADE/*.toml` (what all trades
//! share in `packs/common/`); a company copies a pack when it is founded and changes its copy.

mod catalogue;
mod check;
mod money;
mod orders;
mod propose;
mod reasons;
mod service;
mod sop;

use std::sync::LazyLock;

use formula::Label;
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use catalogue::{Category, Fault, Question, Raise, Skill, SkillNeed};
pub use money::{PartTerm, Payer, PriceItem, PriceKind, Proof, WarrantyStart, WarrantyTerm};
pub use orders::{AssetNeed, CarriedBy, CategoryMinutes, Leg, Opener, OrderKind, OrderType, Phase, Stage};
pub use propose::{Lexicon, Proposal};
pub use reasons::{Cause, Next, Outcome, Reason, ReasonKind};
pub use service::{DueRule, PromiseKind, Review, ReviewTag, SlaPolicy, SlaTarget, Standard, Urgency};
pub use sop::{Sop, Step, StepKind, StepPicture};

/// One trade: every code that one part names is defined in another. A file holds some of the parts; a pack is its files put together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Pack {
    /// `appliance`, `bathroom`, `furniture`, `equipment`.
    pub code: String,
    /// Raised with every change of its contents.
    pub version: u32,
    pub name: Label,
    /// For whom it is, in one sentence.
    pub about: Label,
    pub skills: Vec<Skill>,
    pub categories: Vec<Category>,
    pub faults: Vec<Fault>,
    pub order_types: Vec<OrderType>,
    pub sops: Vec<Sop>,
    pub sla_policies: Vec<SlaPolicy>,
    pub reasons: Vec<Reason>,
    pub outcomes: Vec<Outcome>,
    pub prices: Vec<PriceItem>,
    pub warranties: Vec<WarrantyTerm>,
    pub promises: Vec<PromiseKind>,
    pub review_tags: Vec<ReviewTag>,
    pub standards: Vec<Standard>,
    /// How reviews are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

macro_rules! files {
    ($($trade:literal)+) => {
        &[$(&[
            include_str!(concat!("../../../../../packs/", $trade, "/catalogue.toml")),
            include_str!(concat!("../../../../../packs/", $trade, "/orders.toml")),
            include_str!(concat!("../../../../../packs/", $trade, "/sops.toml")),
            include_str!(concat!("../../../../../packs/", $trade, "/money.toml")),
            include_str!("../../../../../packs/common/service.toml"),
            include_str!("../../../../../packs/common/reasons.toml"),
        ]),+]
    };
}

/// The files of each trade that comes with the program.
const FILES: &[&[&str]] = files!("appliance" "bathroom" "furniture" "equipment");

static SHIPPED: LazyLock<std::result::Result<Vec<Pack>, String>> =
    LazyLock::new(|| FILES.iter().map(|files| Pack::parse(files).map_err(|why| why.to_string())).collect());

impl Pack {
    /// The packs that come with the program, in the order in which they are offered.
    pub fn shipped() -> &'static [Self] {
        SHIPPED.as_deref().unwrap_or_default()
    }

    /// The shipped pack of a trade.
    pub fn of_trade(code: &str) -> Option<&'static Self> {
        Self::shipped().iter().find(|each| each.code == code)
    }

    /// Reads the files of one pack and puts them together. Whether its parts fit each other is asked with [`Pack::problems`].
    ///
    /// # Errors
    /// `pack.not_understood` with the reason and its line.
    pub fn parse(files: &[&str]) -> Result<Self> {
        let mut pack = Self::default();
        for text in files {
            let part: Self = toml::from_str(text)
                .map_err(|why| Error::refused("pack.not_understood").with("reason", why.to_string()))?;
            pack.add(part);
        }
        Ok(pack)
    }

    fn add(&mut self, part: Self) {
        if !part.code.is_empty() {
            (self.code, self.version, self.name, self.about) = (part.code, part.version, part.name, part.about);
        }
        self.skills.extend(part.skills);
        self.categories.extend(part.categories);
        self.faults.extend(part.faults);
        self.order_types.extend(part.order_types);
        self.sops.extend(part.sops);
        self.sla_policies.extend(part.sla_policies);
        self.reasons.extend(part.reasons);
        self.outcomes.extend(part.outcomes);
        self.prices.extend(part.prices);
        self.warranties.extend(part.warranties);
        self.promises.extend(part.promises);
        self.review_tags.extend(part.review_tags);
        self.standards.extend(part.standards);
        self.review = part.review.or(self.review.take());
    }

    pub fn skill(&self, code: &str) -> Option<&Skill> {
        self.skills.iter().find(|each| each.code == code)
    }
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|each| each.code == code)
    }
    pub fn fault(&self, code: &str) -> Option<&Fault> {
        self.faults.iter().find(|each| each.code == code)
    }
    /// Whether products of the category fail in this way.
    pub fn is_fault_of(&self, fault: &str, category: &str) -> bool {
        self.fault(fault).is_some_and(|fault| fault.categories.iter().any(|each| each == category))
    }
    pub fn order_type(&self, code: &str) -> Option<&OrderType> {
        self.order_types.iter().find(|each| each.code == code)
    }
    /// What a customer is asked who wants work of this type on this category with this fault: of the type, then the category, then the fault.
    pub fn questions<'p>(&'p self, r#type: &'p OrderType, category: &str, fault: Option<&str>) -> Vec<&'p Question> {
        let of_category = self.category(category).map(|each| each.questions.as_slice()).unwrap_or_default();
        let of_fault =
            fault.and_then(|code| self.fault(code)).map(|each| each.questions.as_slice()).unwrap_or_default();
        r#type.questions.iter().chain(of_category).chain(of_fault).collect()
    }
    pub fn sop(&self, code: &str) -> Option<&Sop> {
        self.sops.iter().find(|each| each.code == code)
    }
    pub fn sla_policy(&self, code: &str) -> Option<&SlaPolicy> {
        self.sla_policies.iter().find(|each| each.code == code)
    }
    pub fn reason(&self, kind: ReasonKind, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|each| each.kind == kind && each.code == code)
    }
    pub fn price(&self, code: &str) -> Option<&PriceItem> {
        self.prices.iter().find(|each| each.code == code)
    }
    /// What is promised to new orders of a type; nothing where its policy is switched off.
    pub fn promised(&self, r#type: &OrderType) -> Option<&SlaPolicy> {
        self.sla_policy(&r#type.sla).filter(|policy| !policy.is_off)
    }
    /// The terms that cover a category.
    pub fn warranty(&self, category: &str) -> Option<&WarrantyTerm> {
        self.warranties.iter().find(|each| each.categories.iter().any(|code| code == category))
    }

    /// What somebody must be able to do to carry out this kind of work on this category.
    pub fn needs(&self, category: &str, work: OrderKind) -> Vec<&SkillNeed> {
        let needs = self.category(category).map(|each| each.needs.as_slice()).unwrap_or_default();
        needs.iter().filter(|each| each.work.is_empty() || each.work.contains(&work)).collect()
    }

    /// The SOP of one leg for a category: the leg's first that is meant for the category, or for all.
    pub fn sop_for(&self, leg: &Leg, category: &str) -> Option<&Sop> {
        leg.sops
            .iter()
            .filter_map(|code| self.sop(code))
            .filter(|sop| !sop.is_off)
            .find(|sop| sop.categories.is_empty() || sop.categories.iter().any(|code| code == category))
    }
}

#[cfg(test)]
mod tests;

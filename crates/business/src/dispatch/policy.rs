//! The company's rule of dispatch: what the program assigns by itself (E4), off until somebody turns it on; and what it does when something
//! happens in the day (E7).

use kernel::error::Check;
use kernel::geo::is_region_code;
use kernel::{Error, FieldError, Result, code};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::lowcode::{self, Definition, DefinitionKind, DefinitionStatus};
use crate::orders::WorkOrder;
use crate::people::queries::regions_holding;

/// There is one rule; this is its code.
const CODE: &str = "dispatch";
const LIST_MAX: usize = 500;
/// More offers one after the other take hours.
const GRAB_AFTER_MAX: i64 = 20;
/// More would send people across the city to be fair.
const FAIRNESS_MAX: i64 = 20;

code! {
    /// What is dispatched without a dispatcher.
    pub enum Automatic as "automatic_dispatch" {
        Off = "off",
        All = "all",
        /// Orders of the types named.
        ByType = "by_type",
        /// Orders in the districts named.
        ByRegion = "by_region",
    }
}

code! {
    /// What is done when something happens in the day: somebody is away, a visit overruns, one finds no place.
    pub enum Replanning as "replanning" {
        Off = "off",
        /// Dispatchers are shown what could change, and decide.
        Propose = "propose",
        /// Carried out at once.
        Apply = "apply",
    }
}

code! {
    /// By what a day is evened out over those who work on it.
    pub enum Evenness as "evenness" {
        /// Hours at work.
        Hours = "hours",
        /// What their share of the visits' labour brings them.
        Income = "income",
    }
}

fn hours() -> Evenness {
    Evenness::Hours
}

fn propose() -> Replanning {
    Replanning::Propose
}

/// What the program dispatches by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchRules {
    pub automatic: Automatic,
    /// Codes of order types, for `by_type`.
    #[serde(default)]
    pub types: Vec<String>,
    /// Region codes, for `by_region`; a city's or province's code holds its districts.
    #[serde(default)]
    pub regions: Vec<String>,
    /// What is done when something happens in the day.
    #[serde(default = "propose")]
    pub replanning: Replanning,
    /// After so many have declined an offer or let it pass, the visit comes into the pool of grabs; 0: never.
    #[serde(default)]
    pub grab_after: i64,
    /// How much an even day counts when a day is planned: so many minutes of driving for each square hour of somebody's work, so that the
    /// fifth hour counts nine times as much as the first. 0: not at all.
    #[serde(default)]
    pub fairness: i64,
    /// What is to be even. By income an hour is what an hour of labour brings the company on average.
    #[serde(default = "hours")]
    pub even_by: Evenness,
}

impl Default for DispatchRules {
    fn default() -> Self {
        Self {
            automatic: Automatic::Off,
            types: vec![],
            regions: vec![],
            replanning: propose(),
            grab_after: 0,
            fairness: 0,
            even_by: hours(),
        }
    }
}

impl DispatchRules {
    /// Does the program look for somebody for this order?
    pub fn covers(&self, order: &WorkOrder) -> bool {
        match self.automatic {
            Automatic::Off => false,
            Automatic::All => true,
            Automatic::ByType => self.types.contains(&order.r#type),
            Automatic::ByRegion => {
                let holding = regions_holding(&order.region);
                self.regions.iter().any(|region| holding.contains(region))
            }
        }
    }
}

/// The rule with the number it has now (0: nobody has set one).
#[derive(Debug, Serialize, JsonSchema)]
pub struct RulesShown {
    #[serde(flatten)]
    pub rules: DispatchRules,
    pub version: i64,
}

/// The company's rule.
///
/// # Errors
/// `Bug` for a rule that this program does not understand.
pub async fn rules(view: &View) -> Result<RulesShown> {
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND code = ? AND status = ? LIMIT 1")
        .bind(view.actor().tenant)
        .bind(DefinitionKind::DispatchRule)
        .bind(CODE.to_owned())
        .bind(DefinitionStatus::Published);
    let stored: Option<Definition> = db::select_one(view, sql).await?;
    let Some(stored) = stored else { return Ok(RulesShown { rules: DispatchRules::default(), version: 0 }) };
    let rules = serde_json::from_value(stored.body.0).map_err(Error::bug)?;
    Ok(RulesShown { rules, version: stored.number })
}

/// Sets the company's rule; it holds from the next second on.
///
/// # Errors
/// `Invalid` by field; `Stale` when somebody changed it in between.
pub async fn set_rules(tx: &Tx, _: (), body: DispatchRules) -> Result<RulesShown> {
    let book = lowcode::book(tx).await?;
    let mut check = Check::new();
    check.that(body.automatic != Automatic::ByType || !body.types.is_empty(), "types", "field.required").that(
        body.automatic != Automatic::ByRegion || !body.regions.is_empty(),
        "regions",
        "field.required",
    );
    check.that((0..=GRAB_AFTER_MAX).contains(&body.grab_after), "grab_after", "field.too_large");
    check.that((0..=FAIRNESS_MAX).contains(&body.fairness), "fairness", "field.too_large");
    for (path, list) in [("types", &body.types), ("regions", &body.regions)] {
        if list.len() > LIST_MAX {
            check.note(FieldError::new(path, "field.too_many").with("max", LIST_MAX));
        }
    }
    for (at, code) in body.types.iter().enumerate() {
        check.that(book.order_type(code).is_some(), format!("types[{at}]"), "field.not_a_choice");
    }
    for (at, region) in body.regions.iter().enumerate() {
        check.that(is_region_code(region), format!("regions[{at}]"), "field.not_a_region");
    }
    check.done()?;
    let value = serde_json::to_value(&body).map_err(Error::bug)?;
    let stored = lowcode::publish(tx, DefinitionKind::DispatchRule, CODE, value, tx.said().version).await?;
    let data = json!({ "automatic": body.automatic, "replanning": body.replanning, "fairness": body.fairness, "even_by": body.even_by,
        "grab_after": body.grab_after, "number": stored.number });
    tx.record(Event::new("dispatch.rules_changed").with(data)).await?;
    Ok(RulesShown { rules: body, version: stored.number })
}

pub(super) async fn read(view: &View, _: (), _: Nothing) -> Result<RulesShown> {
    rules(view).await
}

//! The warranty verdict as a pure function of terms, machine and day.
//!
//! A term of months ends on the corresponding day of its last month, that day included, or on the month's last day where it has
//! no such day; the first day is not counted (Civil Code of the PRC, articles 201 and 202).

use kernel::Day;
use serde_json::{Map, Value, json};

use super::super::record::AssetStatus;
use crate::lowcode::pack::{PartTerm, WarrantyStart, WarrantyTerm};
use crate::nouns::{Verdict, VerdictReason};

/// What is known of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    pub status: AssetStatus,
    pub sold_on: Option<Day>,
    pub installed_on: Option<Day>,
    /// Warranty beyond the terms, for the whole machine.
    pub extended_months: u32,
}

/// The last day on which the whole machine is covered; none when the terms or the start are unknown.
pub fn covered_until(term: Option<&WarrantyTerm>, machine: &Machine) -> Option<Day> {
    let term = term?;
    let start = term.start(machine.sold_on, machine.installed_on)?;
    Some(start.plus_months(term.whole_months + machine.extended_months))
}

/// In or out of warranty on a day, and why. With an item of the price list the part's own term counts where it is longer.
pub fn verdict(
    term: Option<&WarrantyTerm>,
    machine: &Machine,
    on: Day,
    price_code: Option<&str>,
) -> (Verdict, VerdictReason) {
    if matches!(machine.status, AssetStatus::Returned | AssetStatus::Exchanged | AssetStatus::Scrapped) {
        return said(Verdict::OutOfWarranty, "warranty.retired", json!({ "status": machine.status }));
    }
    let Some(term) = term else { return said(Verdict::Unknown, "warranty.no_terms", json!({})) };
    let Some(start) = term.start(machine.sold_on, machine.installed_on) else {
        // terms that begin with the installation have not begun for what still stands in its box
        let is_waiting = machine.status == AssetStatus::Sold && machine.sold_on.is_some();
        return if is_waiting && term.starts != WarrantyStart::SoldOn {
            said(Verdict::InWarranty, "warranty.not_begun", json!({ "term": term.code, "starts": term.starts }))
        } else {
            said(Verdict::Unknown, "warranty.start_unknown", json!({ "term": term.code, "starts": term.starts }))
        };
    };
    let whole_months = term.whole_months + machine.extended_months;
    let whole_until = start.plus_months(whole_months);
    let facts =
        |months: u32, until: Day| json!({ "term": term.code, "start": start, "months": months, "until": until });
    if on <= whole_until {
        let is_extension = on > start.plus_months(term.whole_months);
        let code = if is_extension { "warranty.within_extension" } else { "warranty.within_whole" };
        return said(Verdict::InWarranty, code, facts(whole_months, whole_until));
    }
    let Some(part) = price_code.and_then(|price| part_of(term, price)) else {
        return said(Verdict::OutOfWarranty, "warranty.ended", facts(whole_months, whole_until));
    };
    let months = part.months.max(whole_months);
    let until = start.plus_months(months);
    let (verdict, code) = if on <= until {
        (Verdict::InWarranty, "warranty.part_term")
    } else {
        (Verdict::OutOfWarranty, "warranty.part_ended")
    };
    let mut facts = facts(months, until);
    facts["part"] = part.name.zh.clone().into();
    facts["part_code"] = part.code.clone().into();
    said(verdict, code, facts)
}

fn part_of<'t>(term: &'t WarrantyTerm, price: &str) -> Option<&'t PartTerm> {
    term.parts.iter().find(|part| part.prices.iter().any(|own| own == price))
}

fn said(verdict: Verdict, code: &str, facts: Value) -> (Verdict, VerdictReason) {
    let facts = match facts {
        Value::Object(facts) => facts,
        _ => Map::new(),
    };
    (verdict, VerdictReason { code: code.to_owned(), facts })
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

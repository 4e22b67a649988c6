//! Facts: JSON turned into the expression library's values, counted on the way so that no condition meets an endless heap of them.

use std::collections::HashMap;

use kernel::{Error, Result};
use serde_json::Value;

use crate::condition::{DEPTH_MAX, FACTS_MAX};

/// The entries of a JSON object as variables. Whole numbers become integers (also where JSON wrote them unsigned), others doubles.
///
/// # Errors
/// `formula.facts_too_large` above [`FACTS_MAX`] values or [`DEPTH_MAX`] levels; facts that are no object are a bug.
pub(crate) fn to_cel(facts: &Value) -> Result<Vec<(String, cel::Value)>> {
    let Value::Object(facts) = facts else { return Err(Error::bug("facts of a condition are a JSON object")) };
    let mut left = FACTS_MAX;
    facts.iter().map(|(name, value)| Ok((name.clone(), convert(value, 1, &mut left)?))).collect()
}

fn convert(value: &Value, depth: usize, left: &mut usize) -> Result<cel::Value> {
    // a long text costs like many small values: one for each 64 bytes begun
    let weight = if let Value::String(text) = value { 1 + text.len() / 64 } else { 1 };
    if depth > DEPTH_MAX || *left < weight {
        return Err(Error::refused("formula.facts_too_large").with("max", FACTS_MAX));
    }
    *left -= weight;
    Ok(match value {
        Value::Null => cel::Value::Null,
        Value::Bool(it) => cel::Value::Bool(*it),
        Value::Number(it) => it
            .as_i64()
            .map(cel::Value::Int)
            .or_else(|| it.as_u64().map(cel::Value::UInt))
            .unwrap_or_else(|| cel::Value::Float(it.as_f64().unwrap_or(f64::NAN))),
        Value::String(it) => cel::Value::from(it.as_str()),
        Value::Array(all) => {
            cel::Value::from(all.iter().map(|each| convert(each, depth + 1, left)).collect::<Result<Vec<_>>>()?)
        }
        Value::Object(all) => {
            let entries: Result<HashMap<String, cel::Value>> =
                all.iter().map(|(key, each)| Ok((key.clone(), convert(each, depth + 1, left)?))).collect();
            cel::Value::from(entries?)
        }
    })
}

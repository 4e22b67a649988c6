//! Reads a day piece by piece, so that one bad job does not cost the day.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Day, Notice, PlanOut};

/// Reads the JSON of a day. What cannot be read is left out and noticed.
///
/// # Errors
/// Where the text is no JSON object at all, or its travel, weights or first terms cannot be read: in words.
pub fn read(text: &str) -> Result<(Day, Vec<Notice>), String> {
    let Value::Object(mut whole) = serde_json::from_str(text).map_err(|error| error.to_string())? else {
        return Err("the day is not a JSON object".to_string());
    };
    let mut notices = vec![];
    let mut take = |list: &str| match whole.remove(list) {
        Some(Value::Array(items)) => Ok(items),
        None | Some(Value::Null) => Ok(vec![]),
        Some(_) => Err(format!("{list} is not a list")),
    };
    let (places, people, jobs) = (take("places")?, take("people")?, take("jobs")?);
    for list in ["places", "people", "jobs"] {
        whole.insert(list.to_string(), Value::Array(vec![]));
    }
    let mut day: Day = serde_json::from_value(Value::Object(whole)).map_err(|error| error.to_string())?;
    day.places = each(places, "places", &mut notices);
    day.people = each(people, "people", &mut notices);
    day.jobs = each(jobs, "jobs", &mut notices);
    Ok((day, notices))
}

/// Reads the JSON of a plan.
///
/// # Errors
/// In words, where it is not one.
pub fn read_plan(text: &str) -> Result<PlanOut, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn each<T: DeserializeOwned>(items: Vec<Value>, list: &str, notices: &mut Vec<Notice>) -> Vec<T> {
    let mut read = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let id = item.get("id").and_then(Value::as_str).map_or_else(|| format!("{list}[{index}]"), str::to_string);
        match serde_json::from_value(item) {
            Ok(item) => read.push(item),
            Err(error) => {
                let done = "left out".to_string();
                notices.push(Notice { id, field: list.to_string(), what: error.to_string(), done });
            }
        }
    }
    read
}

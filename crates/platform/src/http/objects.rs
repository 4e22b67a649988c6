//! Where a body holds objects with named fields: a list in such a place would be taken by the places of its values, which nobody meant.

use std::collections::BTreeMap;

use kernel::{Error, Result};
use serde_json::{Map, Value};

/// So many named shapes below each other are looked into; one that holds itself ends here.
const DEPTH_MAX: usize = 6;

/// The places of a body that are objects.
#[derive(Debug, Default, PartialEq)]
pub(super) enum Objects {
    /// Nothing is known of it.
    #[default]
    Any,
    /// An object, and what is below its fields.
    Fields(BTreeMap<String, Objects>),
    /// A list of such.
    Each(Box<Objects>),
}

impl Objects {
    /// Reads a body's places from its described shape.
    pub fn of(schema: &Value, definitions: &Map<String, Value>) -> Self {
        Self::at(schema, definitions, 0)
    }

    fn at(schema: &Value, definitions: &Map<String, Value>, depth: usize) -> Self {
        if depth > DEPTH_MAX {
            return Self::Any;
        }
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let named = name.rsplit('/').next().and_then(|name| definitions.get(name));
            return named.map_or(Self::Any, |named| Self::at(named, definitions, depth + 1));
        }
        let below = |schema| Self::at(schema, definitions, depth);
        for several in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(several).and_then(Value::as_array) {
                let mut real = choices.iter().filter(|each| each.get("type").and_then(Value::as_str) != Some("null"));
                return match (real.next(), real.next()) {
                    (Some(only), None) => below(only),
                    _ => Self::Any,
                };
            }
        }
        if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
            return Self::Fields(fields.iter().map(|(name, field)| (name.clone(), below(field))).collect());
        }
        match schema.get("items").map(below) {
            None | Some(Self::Any) => Self::Any,
            Some(each) => Self::Each(Box::new(each)),
        }
    }

    /// Whether there is an object in the body beside the body itself.
    fn has_inner(&self) -> bool {
        matches!(self, Self::Fields(fields) if fields.values().any(|field| *field != Self::Any))
    }

    /// Refuses a list where an object belongs.
    ///
    /// # Errors
    /// `Invalid` with `field.wrong_type` at its path.
    pub fn check(&self, bytes: &[u8]) -> Result<()> {
        if !self.has_inner() || !bytes.contains(&b'[') {
            return Ok(());
        }
        let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
        match self.wrong(&body, String::new()) {
            Some(path) => Err(Error::invalid(path, "field.wrong_type")),
            None => Ok(()),
        }
    }

    fn wrong(&self, value: &Value, path: String) -> Option<String> {
        match (self, value) {
            (Self::Fields(_), Value::Array(_)) => Some(path),
            (Self::Fields(fields), Value::Object(all)) => all.iter().find_map(|(name, each)| {
                let inside = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                fields.get(name)?.wrong(each, inside)
            }),
            (Self::Each(each), Value::Array(all)) => {
                all.iter().enumerate().find_map(|(at, value)| each.wrong(value, format!("{path}[{at}]")))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde_json::json;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their shapes are read")]
    struct Line {
        code: String,
        place: Option<Place>,
        inner: Vec<Line>,
    }
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their shapes are read")]
    struct Place {
        lat: f64,
        lng: f64,
    }
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only their shapes are read")]
    struct Body {
        name: String,
        tags: Vec<String>,
        lines: Vec<Line>,
        place: Place,
    }

    fn told(body: &Value) -> Option<String> {
        let mut generator = super::super::openapi::generator();
        let schema = json!(generator.subschema_for::<Body>());
        let objects = Objects::of(&schema, generator.definitions());
        match objects.check(body.to_string().as_bytes()) {
            Ok(()) => None,
            Err(Error::Invalid(fields)) => Some(fields[0].path.clone()),
            Err(other) => Some(other.to_string()),
        }
    }

    #[test]
    fn a_list_in_an_objects_place_is_told_by_its_path() {
        let line = json!({ "code": "a", "place": null, "inner": [] });
        assert_eq!(
            told(&json!({ "name": "n", "tags": ["x"], "lines": [line], "place": { "lat": 1, "lng": 2 } })),
            None
        );
        assert_eq!(told(&json!({ "lines": [], "place": [31.2, 121.4] })).as_deref(), Some("place"));
        assert_eq!(told(&json!({ "lines": [{}, ["a", null, []]] })).as_deref(), Some("lines[1]"));
        assert_eq!(told(&json!({ "lines": [{ "place": [1, 2] }] })).as_deref(), Some("lines[0].place"));
        assert_eq!(
            told(&json!({ "lines": [{ "inner": [{ "inner": [[]] }] }] })).as_deref(),
            Some("lines[0].inner[0].inner[0]")
        );
    }
}

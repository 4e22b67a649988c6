//! A condition: one CEL expression that is true or false of some facts, parsed once, bounded in size before it runs.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::{Context, Env, ExecutionError, Program};
use kernel::{Error, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::facts;

/// Longest text of a condition, in characters.
pub const TEXT_MAX: usize = 2_000;
/// Deepest nesting of facts.
pub const DEPTH_MAX: usize = 16;
/// Most values (scalars, list items, map entries) that facts may hold together.
pub const FACTS_MAX: usize = 2_000;
/// How many loops (`all`, `exists`, `map`, `filter`) may stand inside one another: with the bound on facts this bounds the work.
pub const LOOPS_MAX: usize = 2;

/// A parsed condition such as `order.urgency == 'emergency' && size(order.items) > 1`. In JSON and TOML it is its text.
#[derive(Clone)]
pub struct Condition {
    text: String,
    program: Arc<Program>,
}

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

impl Condition {
    /// Understands a text.
    ///
    /// # Errors
    /// `formula.too_long`, `formula.not_understood` (with `line`, `column` and `reason`), `formula.too_nested`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.chars().count() > TEXT_MAX {
            return Err(Error::refused("formula.too_long").with("max", TEXT_MAX));
        }
        let program = ENV.compile(text).map_err(|errors| {
            let first = errors.errors.first();
            let (line, column) = first.map_or((1, 1), |each| each.pos);
            Error::refused("formula.not_understood")
                .with("line", line)
                .with("column", column)
                .with("reason", first.map_or_else(String::new, |each| each.msg.clone()))
        })?;
        if loops_within(program.expression()) > LOOPS_MAX {
            return Err(Error::refused("formula.too_nested").with("max", LOOPS_MAX));
        }
        Ok(Self { text: text.into(), program: Arc::new(program) })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the condition is true of `facts`, a JSON object whose entries are the names that the text may use.
    ///
    /// # Errors
    /// `formula.unknown_name` (with `name`), `formula.not_boolean`, `formula.not_computable` (with `reason`: a text compared
    /// with a number, a division by zero), `formula.facts_too_large`.
    pub fn holds(&self, facts: &Value) -> Result<bool> {
        let mut context = Context::with_env(Arc::clone(&ENV));
        for (name, value) in facts::to_cel(facts)? {
            context.add_variable_from_value(name, value);
        }
        match self.program.execute(&context) {
            Ok(cel::Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(Error::refused("formula.not_boolean").with("kind", other.type_of().to_string())),
            Err(ExecutionError::UndeclaredReference(name) | ExecutionError::NoSuchKey(name)) => {
                Err(Error::refused("formula.unknown_name").with("name", name.as_str()))
            }
            Err(why) => Err(Error::refused("formula.not_computable").with("reason", why.to_string())),
        }
    }

    /// The names that the text uses, as dotted paths (`order.category`, `answers.leak_found`), so that a definition can be checked
    /// before it is published. Variables of loops are left out.
    pub fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        collect_paths(self.program.expression(), &mut vec![], &mut found);
        found
    }
}

fn parts(expr: &Expr) -> Vec<&IdedExpr> {
    match expr {
        Expr::Call(call) => call.target.as_deref().into_iter().chain(&call.args).collect(),
        Expr::Comprehension(c) => vec![&c.iter_range, &c.accu_init, &c.loop_cond, &c.loop_step, &c.result],
        Expr::List(list) => list.elements.iter().collect(),
        Expr::Map(map) => entries(map.entries.iter().map(|each| &each.expr)),
        Expr::Struct(of) => entries(of.entries.iter().map(|each| &each.expr)),
        Expr::Select(select) => vec![&select.operand],
        Expr::Unspecified | Expr::Ident(_) | Expr::Literal(_) => vec![],
    }
}

fn entries<'e>(all: impl Iterator<Item = &'e EntryExpr>) -> Vec<&'e IdedExpr> {
    all.flat_map(|entry| match entry {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    })
    .collect()
}

fn loops_within(expr: &IdedExpr) -> usize {
    let inside = parts(&expr.expr).into_iter().map(loops_within).max().unwrap_or(0);
    inside + usize::from(matches!(expr.expr, Expr::Comprehension(_)))
}

fn collect_paths<'e>(expr: &'e IdedExpr, bound: &mut Vec<&'e str>, found: &mut BTreeSet<String>) {
    if let Some(path) = dotted(&expr.expr) {
        if !path.starts_with('@') && !bound.iter().any(|name| path.split('.').next() == Some(name)) {
            found.insert(path);
        }
        return;
    }
    let before = bound.len();
    if let Expr::Comprehension(c) = &expr.expr {
        collect_paths(&c.iter_range, bound, found);
        bound.extend([c.iter_var.as_str(), c.accu_var.as_str()]);
        bound.extend(c.iter_var2.as_deref());
        for part in [&c.accu_init, &c.loop_cond, &c.loop_step, &c.result] {
            collect_paths(part, bound, found);
        }
    } else {
        for part in parts(&expr.expr) {
            collect_paths(part, bound, found);
        }
    }
    bound.truncate(before);
}

fn dotted(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) => Some(format!("{}.{}", dotted(&select.operand.expr)?, select.field)),
        _ => None,
    }
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Condition({:?})", self.text)
    }
}
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Condition {}
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(|why| de::Error::custom(format!("condition {text:?}: {why}")))
    }
}
impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": TEXT_MAX, "description": "a CEL expression that is true or false" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn holds(text: &str, facts: &Value) -> Result<bool, &'static str> {
        Condition::parse(text).and_then(|it| it.holds(facts)).map_err(|why| why.code())
    }

    #[test]
    fn conditions_read_orders_as_people_write_them() {
        let facts = json!({ "order": { "urgency": "emergency", "items": [{ "category": "ac" }, { "category": "tv" }], "floor": 7 } });
        for (text, expected) in [
            ("order.urgency == 'emergency'", Ok(true)),
            ("size(order.items) > 2", Ok(false)),
            ("order.items.exists(i, i.category == 'ac')", Ok(true)),
            ("order.floor + 1 == 8", Ok(true)),
            ("order.floor > 6.5", Ok(true)),
            ("order.urgency in ['high', 'emergency']", Ok(true)),
            ("has(order.lift) && order.lift", Ok(false)),
            ("order.lift", Err("formula.unknown_name")),
            ("invoice.paid", Err("formula.unknown_name")),
            ("order.floor", Err("formula.not_boolean")),
            ("order.urgency > 3", Err("formula.not_computable")),
            ("order.floor / 0 == 1", Err("formula.not_computable")),
            ("order.urgency ==", Err("formula.not_understood")),
            ("", Err("formula.not_understood")),
        ] {
            assert_eq!(holds(text, &facts), expected, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_named_in_the_refusal() {
        let error = Condition::parse("colour == 'red'").unwrap().holds(&json!({})).unwrap_err();
        assert_eq!(error.to_string(), r#"formula.unknown_name {"name":"colour"}"#);
    }

    #[test]
    fn what_could_run_for_long_is_refused_before_it_runs() {
        assert_eq!(holds(&format!("true{}", " || true".repeat(300)), &json!({})), Err("formula.too_long"));
        assert_eq!(
            holds(&format!("{}true{}", "(".repeat(900), ")".repeat(900)), &json!({})),
            Err("formula.not_understood")
        );
        assert_eq!(
            holds("l.all(a, l.all(b, l.all(c, a + b + c > 0)))", &json!({ "l": [1] })),
            Err("formula.too_nested")
        );
        assert_eq!(holds("true", &json!({ "l": vec![0; 3_000] })), Err("formula.facts_too_large"));
        let deep = (0..40).fold(json!(1), |inner, _| json!({ "a": inner }));
        assert_eq!(holds("true", &deep), Err("formula.facts_too_large"));
    }

    #[test]
    fn the_names_a_condition_needs_are_known_without_running_it() {
        let condition =
            Condition::parse("answers.leak && order.items.exists(i, i.category == order.category)").unwrap();
        let paths: Vec<String> = condition.paths().into_iter().collect();
        assert_eq!(paths, ["answers.leak", "order.category", "order.items"]);
    }

    #[test]
    fn a_condition_travels_as_its_text() {
        let condition: Condition = serde_json::from_value(json!("a > 1")).unwrap();
        assert_eq!(serde_json::to_value(&condition).unwrap(), json!("a > 1"));
        assert!(serde_json::from_value::<Condition>(json!("a >")).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
            let _ = Condition::parse(&text).and_then(|it| it.holds(&json!({ "a": 1, "b": [1, 2], "c": "x" })));
        }
    }
}

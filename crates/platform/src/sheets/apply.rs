//! Applies a mapping to a table: rows that are whole, and every cell that is not.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use kernel::{Error, FieldError, Result, text::tidy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::mapping::{FieldRule, Fields, Mapping, header_key, word_key};
use super::table::{Cell, Row, Table, cell_name};

const MAX_CHARS: usize = 2_000;

/// What a mapping made of a table.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// Rows without an error, in the file's order.
    pub rows: Vec<MappedRow>,
    /// Everything that is wrong, row by row; a row with one error is not in `rows`.
    pub errors: Vec<RowError>,
    /// Field → the header it was taken from.
    pub columns: IndexMap<String, String>,
    /// Headers that no field uses, so that the person sees what will not be imported.
    pub unused: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedRow {
    /// The line in the file, as in Excel.
    pub line: u32,
    pub fields: Fields,
}

/// One cell that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowError {
    pub line: u32,
    pub field: String,
    /// The column's header; empty where the field has no column.
    pub column: String,
    /// `C17`; empty where the field has no column.
    pub cell: String,
    /// What stands in the cell.
    pub value: String,
    pub code: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

impl Applied {
    /// An error that was found after mapping: names the field's column and cell as [`Mapping::apply`] does.
    pub fn error(&self, table: &Table, line: u32, field: &str, code: &'static str) -> RowError {
        let header = self.columns.get(field);
        let column = header.and_then(|header| table.headers.iter().position(|each| each == header));
        let row = table.rows.binary_search_by_key(&line, |row| row.line).ok().map(|at| &table.rows[at]);
        RowError {
            line,
            field: field.to_owned(),
            column: header.cloned().unwrap_or_default(),
            cell: column.map(|at| cell_name(at, line)).unwrap_or_default(),
            value: column
                .zip(row)
                .map(|(at, row)| row.cell(at).shown().chars().take(200).collect())
                .unwrap_or_default(),
            code: code.into(),
            facts: Map::new(),
        }
    }
    /// How many rows have an error.
    pub fn rows_in_error(&self) -> usize {
        self.errors.chunk_by(|a, b| a.line == b.line).count()
    }
}

impl Mapping {
    /// Maps every row.
    ///
    /// # Errors
    /// `Invalid` with `import.column_missing` for each required field whose column the table lacks, and `import.column_twice` where two columns
    /// have the header that a field asks for.
    pub fn apply(&self, table: &Table) -> Result<Applied> {
        let plans = self.plans(table)?;
        let used: Vec<usize> = plans.iter().filter_map(|plan| plan.column).collect();
        let unused = table.headers.iter().enumerate().filter(|(at, header)| !header.is_empty() && !used.contains(at));
        let mut applied = Applied {
            unused: unused.map(|(_, header)| header.clone()).collect(),
            columns: plans
                .iter()
                .filter_map(|p| Some((p.field.to_string(), table.headers[p.column?].clone())))
                .collect(),
            ..Applied::default()
        };
        for row in &table.rows {
            let (mut fields, before) = (Fields::with_capacity(plans.len()), applied.errors.len());
            for plan in &plans {
                match plan.value(row) {
                    Ok(Some(value)) => _ = fields.insert(plan.field.clone(), value),
                    Ok(None) => {}
                    Err(wrong) => applied.errors.push(plan.error(row, wrong, table)),
                }
            }
            if applied.errors.len() == before {
                applied.rows.push(MappedRow { line: row.line, fields });
            }
        }
        Ok(applied)
    }

    /// Finds each field's column.
    fn plans(&self, table: &Table) -> Result<Vec<Plan<'_>>> {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, header) in table.headers.iter().enumerate() {
            by_key.entry(header_key(header)).or_default().push(at);
        }
        let (mut plans, mut wrong) = (vec![], vec![]);
        for (field, rule) in &self.fields {
            let columns = rule.from.iter().find_map(|candidate| by_key.get(&header_key(candidate)));
            match columns.map(Vec::as_slice) {
                Some([at, second, ..]) => wrong.push(
                    FieldError::new(field, "import.column_twice")
                        .with("header", table.headers[*at].as_str())
                        .with("first", cell_name(*at, table.header_line))
                        .with("second", cell_name(*second, table.header_line)),
                ),
                None | Some([]) if rule.constant.is_none() && rule.required && rule.default.is_none() => {
                    wrong.push(FieldError::new(field, "import.column_missing").with("headers", rule.from.join("、")));
                }
                found => plans.push(Plan::new(field, rule, found.and_then(|at| at.first().copied()))),
            }
        }
        if wrong.is_empty() { Ok(plans) } else { Err(Error::Invalid(wrong)) }
    }
}

/// A field's rule with its words folded and its column found.
struct Plan<'m> {
    field: Arc<str>,
    rule: &'m FieldRule,
    column: Option<usize>,
    blank: Vec<String>,
    values: HashMap<String, &'m str>,
}

struct Wrong {
    code: &'static str,
    facts: Map<String, Value>,
}

impl From<&'static str> for Wrong {
    fn from(code: &'static str) -> Self {
        Self { code, facts: Map::new() }
    }
}

impl<'m> Plan<'m> {
    fn new(field: &str, rule: &'m FieldRule, column: Option<usize>) -> Self {
        let mut values = HashMap::new();
        for (value, words) in &rule.values {
            values.insert(word_key(value), value.as_str());
            values.extend(words.iter().map(|word| (word_key(word), value.as_str())));
        }
        let blank = rule.blank.iter().map(|word| word_key(word)).collect();
        Self { field: field.into(), rule, column, blank, values }
    }

    fn value(&self, row: &Row) -> Result<Option<String>, Wrong> {
        if let Some(constant) = &self.rule.constant {
            return Ok(Some(constant.clone()));
        }
        let text = match self.column.map(|at| row.cell(at)) {
            Some(Cell::Text(text)) => self.transformed(text)?,
            Some(Cell::Broken(broken)) => return Err(broken.code.into()),
            Some(Cell::Blank) | None => String::new(),
        };
        if text.is_empty() {
            return match (&self.rule.default, self.rule.required) {
                (Some(default), _) => Ok(Some(default.clone())),
                (None, true) => Err("field.required".into()),
                (None, false) => Ok(None),
            };
        }
        let max = self.rule.max_chars.unwrap_or(MAX_CHARS);
        if text.len() > max && text.chars().count() > max {
            return Err(Wrong { code: "field.too_long", facts: Map::from_iter([("max".to_owned(), max.into())]) });
        }
        Ok(Some(text))
    }

    /// The text after blank words, transforms and values; empty if it means nothing.
    fn transformed(&self, typed: &str) -> Result<String, Wrong> {
        let mut text = tidy(typed.trim_matches(super::table::is_space), true);
        let decode = super::transform::Transform::HtmlEntities;
        if self.rule.transform.contains(&decode) {
            text = tidy(&decode.apply(&text, &[])?, true);
        }
        if text.is_empty() || (!self.blank.is_empty() && self.blank.contains(&word_key(&text))) {
            return Ok(String::new());
        }
        for step in self.rule.transform.iter().filter(|step| **step != decode) {
            text = step.apply(&text, &self.rule.formats)?;
        }
        if self.values.is_empty() {
            return Ok(text);
        }
        match self.values.get(&word_key(&text)) {
            Some(value) => Ok((*value).to_owned()),
            None if self.rule.open => Ok(text),
            None => {
                let allowed = self.rule.values.iter().map(|(value, words)| words.first().unwrap_or(value).as_str());
                let allowed = allowed.collect::<Vec<_>>().join("、");
                Err(Wrong {
                    code: "import.value_unknown",
                    facts: Map::from_iter([("allowed".to_owned(), allowed.into())]),
                })
            }
        }
    }

    fn error(&self, row: &Row, wrong: Wrong, table: &Table) -> RowError {
        let column = self.column;
        RowError {
            line: row.line,
            field: self.field.to_string(),
            column: column.map(|at| table.headers[at].clone()).unwrap_or_default(),
            cell: column.map(|at| cell_name(at, row.line)).unwrap_or_default(),
            value: column.map(|at| row.cell(at).shown().chars().take(200).collect()).unwrap_or_default(),
            code: wrong.code.into(),
            facts: wrong.facts,
        }
    }
}

//! SQL as text, with its values beside it: placeholders are written `?`, and numbered for the engine that wants it.

use kernel::Column;
use kernel::column::Cell;

use super::value::{Value, value};

/// A statement under construction. Text holds no quoted `?`; everything that varies is a value.
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        let mut sql = Self { text: String::with_capacity(text.len() + 64), values: Vec::with_capacity(8) };
        sql.append(text);
        sql
    }
    /// Adds text whose `?` are bound by the next calls of [`Sql::bind`].
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.append(text);
        self
    }
    /// Puts text without placeholders in front: for a statement around a statement.
    #[must_use]
    pub fn before(mut self, text: &str) -> Self {
        self.text.insert_str(0, text);
        self
    }
    /// Binds the next placeholder.
    #[must_use]
    pub fn bind<C: Column>(mut self, held: C) -> Self {
        self.values.push(value(&held));
        self
    }
    #[must_use]
    pub fn bind_all(mut self, held: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(held);
        self
    }
    /// Adds `text` and binds its one placeholder, when there is something to bind: for filters that may be absent.
    #[must_use]
    pub fn and<C: Column>(self, text: &str, held: Option<C>) -> Self {
        match held {
            Some(held) => self.push(text).bind(held),
            None => self,
        }
    }
    /// Adds `column IN (…)`; an empty list matches nothing.
    #[must_use]
    pub fn within<C: Column>(mut self, column: &str, held: impl IntoIterator<Item = C>) -> Self {
        let values: Vec<Value> = held.into_iter().map(|each| value(&each)).collect();
        if values.is_empty() {
            return self.push(" 1 = 0 ");
        }
        self.append(&format!(" {column} IN ({}) ", vec!["?"; values.len()].join(",")));
        self.values.extend(values);
        self
    }
    pub(super) fn text(&self) -> &str {
        debug_assert_eq!(self.text.matches('?').count(), self.values.len(), "placeholders and values of {}", self.text);
        &self.text
    }
    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }
    /// The text with its `?` numbered `$1, $2 …`, as PostgreSQL wants them, and the values they are bound to. A number of rows is
    /// written out instead: a plan made without knowing it is a plan for a tenth of the table.
    pub(super) fn numbered(&self) -> (String, Vec<&Value>) {
        let mut text = String::with_capacity(self.text.len() + self.values.len() * 2);
        let mut bound = Vec::with_capacity(self.values.len());
        let mut values = self.values.iter();
        let mut number = 0;
        let mut parts = self.text().split('?');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match values.next() {
                Some(Value { cell: Cell::Int(rows), .. }) if text.ends_with("LIMIT ") => {
                    text.push_str(&rows.to_string());
                }
                value => {
                    bound.extend(value);
                    number += 1;
                    text.push('$');
                    text.push_str(&number.to_string());
                }
            }
            text.push_str(part);
        }
        (text, bound)
    }
    fn append(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

impl From<&str> for Sql {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_and_a_number_of_rows_is_written_out() {
        let sql =
            Sql::new("SELECT 1 FROM t WHERE a = ? ORDER BY b LIMIT ? OFFSET ?").bind(7_i64).bind(50_i64).bind(100_i64);
        let (text, bound) = sql.numbered();
        assert_eq!(text, "SELECT 1 FROM t WHERE a = $1 ORDER BY b LIMIT 50 OFFSET $2");
        assert_eq!(bound, [&value(&7_i64), &value(&100_i64)]);
    }
}

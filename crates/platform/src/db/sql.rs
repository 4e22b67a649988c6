//! SQL as text, with its values beside it: placeholders are written `?`, and numbered for the engine that wants it.

use kernel::Column;

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
    /// The text with its `?` numbered `$1, $2 …`, as PostgreSQL wants them.
    pub(super) fn numbered(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + self.values.len() * 2);
        for (number, part) in self.text().split('?').enumerate() {
            if number > 0 {
                text.push('$');
                text.push_str(&number.to_string());
            }
            text.push_str(part);
        }
        text
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

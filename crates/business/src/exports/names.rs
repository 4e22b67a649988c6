//! Ids and codes into the reader's words: the names a page needs are looked up together and kept for the next ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{Lang, Result};
use platform::db::{Sql, View, read_at};
use platform::sheets::Value;
use platform::words::Words;
use serde_json::{Map, Value as Fact};

use crate::listed::{Cell, Noun, Trade};
use crate::lowcode::pack::ReasonKind;
use crate::lowcode::{self, Book};
use crate::regions;

/// So many names are kept; then all are looked up anew.
const KEPT_MAX: usize = 5_000;

pub(super) struct Names<'n> {
    view: View,
    words: &'n Words,
    lang: Lang,
    book: Arc<Book>,
    records: HashMap<(Noun, String), String>,
}

impl Noun {
    /// Where its name stands.
    fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Unit => ("unit", "name"),
            Self::User => ("app_user", "name"),
            Self::Customer => ("customer", "name"),
            Self::Product => ("product", "name"),
            Self::Order => ("work_order", "number"),
            Self::Sale => ("sale", "number"),
        }
    }
}

impl<'n> Names<'n> {
    pub(super) async fn begin(view: &View, words: &'n Words) -> Result<Self> {
        let (book, lang) = (lowcode::book(view).await?, view.actor().lang);
        Ok(Self { view: view.clone(), words, lang, book, records: HashMap::new() })
    }

    /// Looks up the names that these cells need and that are not known yet.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn learn<'c>(&mut self, cells: impl IntoIterator<Item = &'c Cell>) -> Result<()> {
        if self.records.len() > KEPT_MAX {
            self.records.clear();
        }
        let mut wanted: BTreeMap<Noun, BTreeSet<&str>> = BTreeMap::new();
        for cell in cells {
            self.want(cell, &mut wanted);
        }
        for (noun, ids) in wanted {
            let (table, column) = noun.column();
            let sql = Sql::new(&format!("SELECT id, {column} FROM {table} WHERE tenant_id = ? AND"));
            let ids = ids.into_iter().map(str::to_owned);
            let rows = self.view.all(sql.bind(self.view.actor().tenant).within("id", ids)).await?;
            for row in &rows {
                self.records.insert((noun, read_at(row, 0)?), read_at(row, 1)?);
            }
        }
        Ok(())
    }

    fn want<'c>(&self, cell: &'c Cell, wanted: &mut BTreeMap<Noun, BTreeSet<&'c str>>) {
        match cell {
            Cell::Record(noun, id) if !self.records.contains_key(&(*noun, id.clone())) => {
                wanted.entry(*noun).or_default().insert(id);
            }
            Cell::Several(cells) | Cell::Together(cells) => cells.iter().for_each(|cell| self.want(cell, wanted)),
            _ => {}
        }
    }

    /// The cell as it is written.
    pub(super) fn say(&self, cell: &Cell) -> Value {
        match cell {
            Cell::Nothing => Value::Nothing,
            Cell::Text(text) => Value::Text(text.clone()),
            Cell::Whole(number) => Value::Whole(*number),
            Cell::Amount(amount) => Value::Amount(*amount),
            Cell::Hundredths(number) => Value::Hundredths(*number),
            Cell::Day(day) => Value::Day(*day),
            Cell::Moment(at) => Value::Moment(*at),
            Cell::Word(key) => Value::Text(self.word(key)),
            Cell::Region(code) => Value::Text(regions::name(self.view.actor().tenant, code)),
            Cell::Trade(of, code) => Value::Text(self.trade(*of, code)),
            Cell::Record(noun, id) => {
                self.records.get(&(*noun, id.clone())).cloned().map_or(Value::Nothing, Value::Text)
            }
            Cell::Several(cells) => self.joined(cells, if self.lang == Lang::Zh { "、" } else { ", " }),
            Cell::Together(cells) => self.joined(cells, " "),
        }
    }

    fn joined(&self, cells: &[Cell], between: &str) -> Value {
        let texts = cells.iter().filter_map(|cell| match self.say(cell) {
            Value::Text(text) => Some(text),
            Value::Whole(number) => Some(number.to_string()),
            Value::Day(day) => Some(day.to_string()),
            _ => None,
        });
        Value::Text(texts.collect::<Vec<_>>().join(between))
    }

    /// The word of a key; a code without words stands as it is.
    pub(super) fn word(&self, key: &str) -> String {
        if self.words.has(self.lang, key) {
            return self.words.say(self.lang, key, &Map::new());
        }
        key.split_once('.').map_or(key, |(_, code)| code).to_owned()
    }

    pub(super) fn said(&self, key: &str, facts: &[(&str, &str)]) -> String {
        let facts = facts.iter().map(|(name, fact)| ((*name).to_owned(), Fact::from(*fact))).collect();
        self.words.say(self.lang, key, &facts)
    }

    fn trade(&self, of: Trade, code: &str) -> String {
        let pack = &self.book.pack;
        let name = match of {
            Trade::OrderType => pack.order_type(code).map(|each| &each.name),
            Trade::Category => pack.category(code).map(|each| &each.name),
            Trade::Fault => pack.fault(code).map(|each| &each.name),
            Trade::Skill => pack.skill(code).map(|each| &each.name),
            Trade::ReviewTag => pack.review_tags.iter().find(|each| each.code == code).map(|each| &each.name),
            Trade::Price => pack.price(code).map(|each| &each.name),
            Trade::HoldReason => pack.reason(ReasonKind::Hold, code).map(|each| &each.name),
        };
        name.map_or(code, |label| label.said(self.lang)).to_owned()
    }
}

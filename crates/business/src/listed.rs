//! Listed: a list that can be taken away as a sheet, as its room declares it: who may read it, page by page, and what its columns are.
//!
//! Rooms say it in their `exported.rs`, one line a column; [`crate::exports`] does everything else. The heading of a column is a word of the
//! words files (`column.…`); a cell holds what is known, ids and codes included, and is put into the reader's words when the sheet is written.

use std::future::Future;

use kernel::code::Code;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Money, Page, Permission, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::identity::may;
use crate::nouns::{CustomerId, OrderId, ProductId, SaleId};

/// How much of people's phones and addresses a sheet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Masked, as on the screen.
    Masked,
    /// In full: for who may reveal them, and asked for it.
    InFull,
}

/// A list that can be taken away as a sheet.
pub trait Listed: Send + Sync + 'static {
    /// Its name in the path and the log: `orders`.
    const LIST: &'static str;
    /// The right that its page asks for.
    const MAY: Permission;
    /// Who may take it away. A list of a day's work is also for those who may take so many rows a day and nobody's phone.
    const TAKEN_BY: Permission = may::EXPORTS_RUN;
    /// The field of what is asked that holds the cursor; none for a list of one page.
    const CURSOR: Option<&'static str> = Some("after");
    /// It holds phones or addresses of people: they can be asked for in full.
    const IS_PERSONAL: bool = false;
    /// What the list's route can be asked.
    type Asked: DeserializeOwned + JsonSchema + Send + 'static;
    type Row: Send + Sync + 'static;

    /// A page of it, by the list's own query.
    fn page(view: &View, asked: Self::Asked, reach: Reach) -> impl Future<Output = Result<Page<Self::Row>>> + Send;
    fn columns() -> Vec<Column<Self::Row>>;
}

/// A column: its heading (`column.…` of the words files), and what stands in it.
pub struct Column<R> {
    pub heading: &'static str,
    pub cell: fn(&R) -> Cell,
}

/// `column("number", |row: &OrderRow| (&row.number).into())`
pub fn column<R>(heading: &'static str, cell: fn(&R) -> Cell) -> Column<R> {
    Column { heading, cell }
}

/// What stands in a cell, before it is put into words.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Nothing,
    Text(String),
    Whole(i64),
    Amount(Money),
    /// Hundredths: stars, percent.
    Hundredths(i64),
    Day(Day),
    Moment(Moment),
    /// A key of the words files.
    Word(String),
    /// A district by its code.
    Region(String),
    /// A code that the company's trade defines.
    Trade(Trade, String),
    /// A record by its id, shown by name or number.
    Record(Noun, String),
    /// Several of a kind: a list.
    Several(Vec<Cell>),
    /// What belongs together: a skill and its level.
    Together(Vec<Cell>),
}

/// Of what a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trade {
    OrderType,
    Category,
    Fault,
    Skill,
    ReviewTag,
    HoldReason,
    Price,
}

/// Of what an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    Unit,
    User,
    Customer,
    Product,
    Order,
    Sale,
}

impl Cell {
    pub fn category(code: &str) -> Self {
        Self::Trade(Trade::Category, code.to_owned())
    }
    /// A phone as people write it: a Chinese number without the country's code.
    pub fn phone(held: Option<&str>) -> Self {
        held.map_or(Self::Nothing, |held| held.strip_prefix("+86").unwrap_or(held).into())
    }
    pub fn region(code: &str) -> Self {
        if code.is_empty() { Self::Nothing } else { Self::Region(code.to_owned()) }
    }
    /// The word of an enum's variant.
    pub fn code<C: Code>(code: C) -> Self {
        Self::Word(format!("{}.{}", C::NOUN, code.code()))
    }
    pub fn code_of<C: Code>(code: Option<C>) -> Self {
        code.map_or(Self::Nothing, Self::code)
    }
    pub fn trade(of: Trade, code: Option<&str>) -> Self {
        code.filter(|code| !code.is_empty()).map_or(Self::Nothing, |code| Self::Trade(of, code.to_owned()))
    }
    /// Basis points as percent, hundredths of stars as stars.
    pub fn hundredths(count: Option<i64>) -> Self {
        count.map_or(Self::Nothing, Self::Hundredths)
    }
    pub fn several(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self::Several(cells.into_iter().collect())
    }
}

macro_rules! cells {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        }
    )+};
}
cells!(String => Text, i64 => Whole, Money => Amount, Day => Day, Moment => Moment);

macro_rules! records {
    ($($id:ty => $noun:ident),+ $(,)?) => {$(
        impl From<$id> for Cell {
            fn from(id: $id) -> Self {
                Self::Record(Noun::$noun, id.to_string())
            }
        }
    )+};
}
records!(UnitId => Unit, UserId => User, CustomerId => Customer, ProductId => Product, OrderId => Order, SaleId => Sale);

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<bool> for Cell {
    fn from(is: bool) -> Self {
        Self::Word(if is { "sheet.yes" } else { "sheet.no" }.to_owned())
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

//! Columns: how a word fits one cell of a table. Four kinds of cell are enough, and both engines have them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{BasisPoints, Day, Moment, Money, Phone, Point};

/// What a column holds: BIGINT, BOOLEAN, DOUBLE PRECISION or TEXT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    Bool,
    Real,
    Text,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Bool(bool),
    Real(f64),
    Text(String),
}

/// A value that fits one column. Ids, codes, days and places are text, moments and money whole numbers, JSON is text.
pub trait Column: Sized {
    const KIND: Kind;
    fn cell(&self) -> Cell;
    /// `None` when the cell cannot be such a value.
    fn from_cell(cell: Cell) -> Option<Self>;
}

/// A value kept as JSON text in one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> std::ops::Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
impl<T: schemars::JsonSchema> schemars::JsonSchema for Json<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

macro_rules! plain {
    ($($type:ty => $kind:ident),+) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::$kind;
            fn cell(&self) -> Cell { Cell::$kind(self.clone()) }
            fn from_cell(cell: Cell) -> Option<Self> { match cell { Cell::$kind(held) => Some(held), _ => None } }
        }
    )+};
}
plain!(i64 => Int, bool => Bool, f64 => Real, String => Text);

macro_rules! whole_number {
    ($($type:ident),+) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::Int;
            fn cell(&self) -> Cell { Cell::Int(self.0) }
            fn from_cell(cell: Cell) -> Option<Self> { i64::from_cell(cell).map($type) }
        }
    )+};
}
whole_number!(Moment, Money, BasisPoints);

macro_rules! text {
    ($($type:ty: $write:expr, $read:expr;)+) => {$(
        impl Column for $type {
            const KIND: Kind = Kind::Text;
            fn cell(&self) -> Cell { let write: fn(&$type) -> String = $write; Cell::Text(write(self)) }
            fn from_cell(cell: Cell) -> Option<Self> {
                let read: fn(&str) -> Option<$type> = $read;
                match cell { Cell::Text(text) => read(&text), _ => None }
            }
        }
    )+};
}
// none is told by the reader as a bug, with the column's name: these texts were written by us
text! {
    Day: |day| day.to_string(), |text| text.parse().ok();
    Phone: |phone| phone.e164().to_owned(), |text| Phone::parse(text).ok();
    Point: |point| format!("{},{}", point.lat, point.lng), |text| {
        let (lat, lng) = text.split_once(',')?;
        Point::new(lat.parse().ok()?, lng.parse().ok()?)
    };
}

impl<T: Serialize + DeserializeOwned> Column for Json<T> {
    const KIND: Kind = Kind::Text;
    fn cell(&self) -> Cell {
        // records serialise always: their maps have text keys and they hold no non-finite number
        Cell::Text(serde_json::to_string(&self.0).unwrap_or_else(|_| "null".to_owned()))
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) => serde_json::from_str(&text).ok().map(Json),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    const KIND: Kind = T::KIND;
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::Null, T::cell)
    }
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            held => T::from_cell(held).map(Some),
        }
    }
}

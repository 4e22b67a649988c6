//! Ids: UUIDv7, one type per noun, so that a visit's id cannot be passed where an order's is asked for.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

/// What every id type offers. Stored and shown as the 36 hyphenated lower-case characters.
pub trait Id: Copy + Eq + Ord + Hash + Debug + Display + FromStr<Err = uuid::Error> + Send + Sync + 'static {
    /// The noun in events and links: `"order"`.
    const NOUN: &'static str;
    fn from_uuid(id: uuid::Uuid) -> Self;
    fn uuid(&self) -> uuid::Uuid;
    /// A new id, ordered by time of making.
    #[expect(clippy::disallowed_methods, reason = "the one place where ids are made")]
    fn new() -> Self {
        Self::from_uuid(uuid::Uuid::now_v7())
    }
}

/// Declares id types: `id! { /// A work order. OrderId = "order" }`.
#[macro_export]
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident = $noun:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::id::serde::Serialize, $crate::id::serde::Deserialize)]
        #[serde(transparent, crate = "kernel::id::serde")]
        pub struct $name($crate::id::uuid::Uuid);

        impl $crate::Id for $name {
            const NOUN: &'static str = $noun;
            fn from_uuid(id: $crate::id::uuid::Uuid) -> Self { Self(id) }
            fn uuid(&self) -> $crate::id::uuid::Uuid { self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(&self.0, f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}:{}", $noun, self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::id::uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { $crate::id::uuid::Uuid::parse_str(s).map(Self) }
        }
        impl $crate::Column for $name {
            const KIND: $crate::column::Kind = $crate::column::Kind::Text;
            fn cell(&self) -> $crate::column::Cell { $crate::column::Cell::Text(self.0.to_string()) }
            fn from_cell(cell: $crate::column::Cell) -> Option<Self> {
                match cell { $crate::column::Cell::Text(text) => text.parse().ok(), _ => None }
            }
        }
        impl $crate::id::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut $crate::id::schemars::SchemaGenerator) -> $crate::id::schemars::Schema {
                $crate::id::schemars::json_schema!({ "type": "string", "format": "uuid" })
            }
        }
    )+};
}

#[doc(hidden)]
pub use {schemars, serde, uuid};

extern crate self as kernel;

id! {
    /// A company: the wall nothing crosses.
    TenantId = "tenant",
    /// HQ, region, outlet or store of a company.
    UnitId = "unit",
    /// Somebody (or a named system actor) who can act.
    UserId = "user",
}

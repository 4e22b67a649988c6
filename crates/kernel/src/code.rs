//! Codes: enums whose variants have a stable word, used alike in the database, the API and the words files.

/// An enum with a stable snake_case word per variant.
pub trait Code: Copy + Eq + Send + Sync + 'static {
    /// The noun under which the words files list the variants: `visit_status`.
    const NOUN: &'static str;
    const ALL: &'static [Self];
    fn code(self) -> &'static str;
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|each| each.code() == code)
    }
}

/// Declares a code enum with its words: `code! { /// doc  pub enum Urgency as "urgency" { Low = "low", High = "high" } }`.
#[macro_export]
macro_rules! code {
    ($(#[$doc:meta])* pub enum $name:ident as $noun:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
                 $crate::id::serde::Serialize, $crate::id::serde::Deserialize, $crate::id::schemars::JsonSchema)]
        #[serde(crate = "kernel::id::serde")]
        #[schemars(crate = "kernel::id::schemars")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $crate::code::Code for $name {
            const NOUN: &'static str = $noun;
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
        }
        impl $crate::Column for $name {
            const KIND: $crate::column::Kind = $crate::column::Kind::Text;
            fn cell(&self) -> $crate::column::Cell { $crate::column::Cell::Text($crate::code::Code::code(*self).to_owned()) }
            fn from_cell(cell: $crate::column::Cell) -> Option<Self> {
                match cell { $crate::column::Cell::Text(text) => $crate::code::Code::from_code(&text), _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::code::Code::code(*self))
            }
        }
    };
}

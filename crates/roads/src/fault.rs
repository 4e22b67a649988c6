//! Why a file cannot be used, in words.

use crate::Report;

#[derive(Debug)]
pub enum Fault {
    /// Neither OSM XML nor PBF nor roads that were saved.
    NotAMap,
    /// It begins like a map, and then something is wrong or missing.
    Broken { at: u64, what: String },
    /// A map that needs something which is not understood.
    Unsupported(String),
    /// A map without anything that this vehicle may drive.
    NoRoads(Box<Report>),
    /// Saved roads of another version of the program, or damaged ones.
    Saved(String),
}

impl Fault {
    pub(crate) fn broken(at: usize, what: impl Into<String>) -> Self {
        Self::Broken { at: at as u64, what: what.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAMap => f.write_str("this is no map: neither OpenStreetMap XML nor PBF"),
            Self::Broken { at, what } => write!(f, "the map is broken near byte {at}: {what}"),
            Self::Unsupported(what) => write!(f, "the map cannot be read: {what}"),
            Self::NoRoads(report) => write!(f, "the map has no road that this vehicle may drive\n{report}"),
            Self::Saved(what) => write!(f, "the saved roads cannot be used: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

//! Reads map files: OpenStreetMap's XML and its PBF, both as the same stream of nodes and ways.

mod pbf;
pub mod ways;
mod wire;
mod xml;

use std::borrow::Cow;
use std::io::Read;

use crate::Fault;

/// What is told of a map while it is read.
pub trait Visit {
    /// A node in degrees, wherever that is.
    fn node(&mut self, id: i64, lat: f64, lon: f64);
    fn way(&mut self, nodes: &[i64], tags: &[(&str, &str)]);
}

/// Which elements a pass over the file is for. Nodes are many, so the ways come first and say which nodes matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    Nodes,
    Ways,
}

/// A map file whose format is known.
pub struct Source<'a> {
    bytes: Cow<'a, [u8]>,
    pub format: &'static str,
}

/// Gzipped maps larger than this are refused: a few kilobytes may unpack to anything.
const UNPACKED_MAX: u64 = 4 << 30;

impl<'a> Source<'a> {
    /// Finds out what the file is.
    ///
    /// # Errors
    /// [`Fault::NotAMap`]; [`Fault::Broken`] where it is packed and cannot be unpacked.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut unpacked = vec![];
            let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(UNPACKED_MAX);
            reader.read_to_end(&mut unpacked).map_err(|error| Fault::broken(bytes.len(), error.to_string()))?;
            return if xml::looks_like(&unpacked) {
                Ok(Self { bytes: Cow::Owned(unpacked), format: "OpenStreetMap XML, gzipped" })
            } else {
                Err(Fault::NotAMap)
            };
        }
        if bytes.starts_with(b"BZh") {
            return Err(Fault::Unsupported("it is packed with bzip2; unpack it first, or take the PBF".to_string()));
        }
        if xml::looks_like(bytes) {
            Ok(Self { bytes: Cow::Borrowed(bytes), format: "OpenStreetMap XML" })
        } else if pbf::looks_like(bytes) {
            Ok(Self { bytes: Cow::Borrowed(bytes), format: "OpenStreetMap PBF" })
        } else {
            Err(Fault::NotAMap)
        }
    }

    /// Tells the elements of one kind, in the order of the file.
    ///
    /// # Errors
    /// [`Fault::Broken`] or [`Fault::Unsupported`], where the file cannot be read to its end.
    pub fn scan(&self, want: Want, visit: &mut dyn Visit) -> Result<(), Fault> {
        match self.format {
            "OpenStreetMap PBF" => pbf::scan(&self.bytes, want, visit),
            _ => xml::scan(&self.bytes, want, visit),
        }
    }
}

//! What an import read, what it left out and why, and how much of the roads hangs together.

use std::collections::BTreeMap;

use crate::Network;
use crate::network::Kept;
use crate::read::ways::Ways;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub format: &'static str,
    pub nodes: u64,
    pub ways: u64,
    /// Ways with a `highway`.
    pub highways: u64,
    /// Of these the ones that are driven.
    pub driven: u64,
    /// Why ways with a `highway` are not driven, and how many.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Nodes that ways name and the file has not; the ways go on behind them.
    pub nodes_missing: u64,
    /// Nodes that lie nowhere on Earth; taken as missing.
    pub nodes_absurd: u64,
    /// Points of driven ways, and those of the component that is kept.
    pub points: u64,
    pub points_kept: u64,
    pub kilometres: f64,
    pub kilometres_kept: f64,
    pub junctions: u64,
    pub roads: u64,
}

impl Report {
    pub(crate) fn count(&mut self, ways: &Ways, network: &Network, kept: Kept) {
        self.points = ways.spots.len() as u64;
        self.points_kept = kept.points as u64;
        self.kilometres = kept.metres_before / 1_000.0;
        self.kilometres_kept = kept.metres / 1_000.0;
        self.junctions = network.junctions as u64;
        self.roads = network.roads.len() as u64;
    }

    /// Points in the largest component, from 0 to 1.
    pub fn share(&self) -> f64 {
        if self.points == 0 { 0.0 } else { self.points_kept as f64 / self.points as f64 }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{}: {} nodes, {} ways, {} of them highways, {} driven",
            self.format, self.nodes, self.ways, self.highways, self.driven
        )?;
        for (reason, count) in &self.left_out {
            writeln!(f, "  left out: {count} {reason}")?;
        }
        if self.nodes_absurd > 0 {
            writeln!(f, "  {} nodes lie nowhere on Earth and are taken as missing", self.nodes_absurd)?;
        }
        if self.nodes_missing > 0 {
            writeln!(f, "  {} nodes of driven ways are missing; the ways are cut there", self.nodes_missing)?;
        }
        writeln!(
            f,
            "largest part in which every place is reached from every other: {} of {} points ({:.1} %), {:.1} of {:.1} km",
            self.points_kept,
            self.points,
            self.share() * 100.0,
            self.kilometres_kept,
            self.kilometres
        )?;
        write!(f, "{} junctions, {} roads between them", self.junctions, self.roads)
    }
}

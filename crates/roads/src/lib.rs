//! The road network of a map extract: how long and how far it is from door to door by road.
//!
//! ```text
//! OSM XML, PBF ─► read ─► classes (who may drive where, how fast) ─► network (junctions, one component) ─► hierarchy ─► table
//!                                                                          └─► doors (the nearest road of a place)
//! ```
//!
//! Pure: bytes in, times out; no network, no clock, the same result on every machine. Outside routers are spoken to in [`outside`], whose
//! protocols are pure too: who carries a request to the other side is handed in.

pub mod classes;
pub mod cost;
mod doors;
mod fault;
pub mod hierarchy;
mod network;
pub mod outside;
mod reach;
pub mod read;
mod report;
mod saved;
mod table;

#[cfg(test)]
mod tests;

use std::sync::Mutex;

use planner::day::Place;
use planner::travel::{Matrix, TravelTimes, UNREACHABLE};

pub use classes::{Class, Vehicle};
pub use doors::Door;
pub use fault::Fault;
pub use network::{Network, Piece, Spot};
pub use reach::Reach;
pub use report::Report;
pub use table::Table;

use doors::Doors;
use hierarchy::{Climb, Hierarchy};

/// A road network that is ready to be asked.
pub struct Roads {
    pub vehicle: Vehicle,
    pub network: Network,
    pub hierarchy: Hierarchy,
    doors: Doors,
    /// 24 shares of the free speed by hour of the day, or none: what a day that is planned on these roads takes as its pace.
    pub pace: Vec<f64>,
    /// Memory of climbs that are over, for the next ones.
    climbs: Mutex<Vec<Climb>>,
}

impl Roads {
    /// Reads a map (OSM XML, also gzipped, or PBF) and keeps what this vehicle may drive.
    ///
    /// # Errors
    /// [`Fault`] in words, where it is no map, ends too early, or has no roads.
    pub fn import(bytes: &[u8], vehicle: Vehicle) -> Result<(Self, Report), Fault> {
        let source = read::Source::open(bytes)?;
        let (ways, mut report) = read::ways::collect(&source, vehicle)?;
        let (network, kept) = Network::of_pieces(&ways.spots, &ways.pieces);
        report.count(&ways, &network, kept);
        if network.roads.is_empty() {
            return Err(Fault::NoRoads(Box::new(report)));
        }
        Ok((Self::of_network(network, vehicle), report))
    }

    /// The roads of a network that is known already.
    pub fn of_network(network: Network, vehicle: Vehicle) -> Self {
        let hierarchy = Hierarchy::build(network.junctions, &network.arcs());
        let doors = Doors::new(&network);
        Self { vehicle, network, hierarchy, doors, pace: vec![], climbs: Mutex::default() }
    }

    /// The point of a road that is nearest to a place, unless that is too far from any.
    pub fn door(&self, lat: f64, lon: f64) -> Option<Door> {
        self.doors.nearest(&self.network, lat, lon)
    }
}

impl TravelTimes for Roads {
    fn matrix(&self, places: &[Place]) -> Matrix {
        let table = self.table(places, places);
        let mut matrix = Matrix { places: places.len(), ..Matrix::default() };
        for (index, cell) in table.cells.iter().enumerate() {
            let same = index / places.len() == index % places.len();
            matrix.seconds.push(if same { 0 } else { cell.map_or(UNREACHABLE, |cost| cost.seconds()) });
            matrix.metres.push(if same { 0 } else { cell.map_or(0, |cost| cost.metres()) });
        }
        matrix
    }
}

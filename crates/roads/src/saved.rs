//! Roads as a file of their own, so that a map is read once: magic, version, contents, and a checksum over all of it. Little-endian.

use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::cost::Cost;
use crate::doors::Doors;
use crate::hierarchy::{Hierarchy, Rows};
use crate::network::{Network, Road, Spot};
use crate::{Fault, Roads, Vehicle};

const MAGIC: &[u8; 8] = b"FLROADS\n";
/// Raised whenever what is written changes its shape; older files are refused and the map is imported again.
const VERSION: u32 = 1;
const CHECKSUM_BYTES: usize = 32;

impl Roads {
    /// The roads as bytes.
    pub fn save(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let mut number = |value: u32| out.extend_from_slice(&value.to_le_bytes());
        number(VERSION);
        number(u32::from(self.vehicle == Vehicle::ElectricBike));
        number(self.pace.len() as u32);
        self.pace.iter().for_each(|share| number((share * 1_000.0).round().clamp(0.0, 1e6) as u32));
        let network = &self.network;
        number(network.junctions as u32);
        number(network.roads.len() as u32);
        for road in &network.roads {
            number(road.from);
            number(road.to);
            number(road.points << 2 | u32::from(road.forward) << 1 | u32::from(road.backward));
        }
        number(network.line.len() as u32);
        for spot in &network.line {
            number(spot.lat.cast_unsigned());
            number(spot.lon.cast_unsigned());
        }
        let mut cost = |cost: &Cost| {
            number((cost.0 >> 32) as u32);
            number(cost.0 as u32);
        };
        network.along.iter().for_each(&mut cost);
        for rows in [&self.hierarchy.out, &self.hierarchy.into] {
            out.extend_from_slice(&(rows.arcs.len() as u32).to_le_bytes());
            rows.first.iter().for_each(|first| out.extend_from_slice(&first.to_le_bytes()));
            for (other, cost) in &rows.arcs {
                out.extend_from_slice(&other.to_le_bytes());
                out.extend_from_slice(&cost.0.to_le_bytes());
            }
        }
        let checksum = Sha256::digest(&out);
        out.extend_from_slice(&checksum);
        out
    }

    /// Whether these bytes are saved roads, of whatever version.
    pub fn is_saved(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// The roads of what [`Self::save`] wrote.
    ///
    /// # Errors
    /// [`Fault::NotAMap`] where they are something else, [`Fault::Saved`] where they are of another version or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, Fault> {
        if !Self::is_saved(bytes) {
            return Err(Fault::NotAMap);
        }
        let damaged = || Fault::Saved("they are damaged; import the map again".to_string());
        let mut cursor = Cursor(bytes.get(MAGIC.len()..).unwrap_or_default());
        let version = cursor.number().ok_or_else(damaged)?;
        if version != VERSION {
            return Err(Fault::Saved(format!(
                "they are of version {version}, this program reads {VERSION}; import the map again"
            )));
        }
        let (contents, checksum) =
            bytes.split_at_checked(bytes.len().wrapping_sub(CHECKSUM_BYTES)).ok_or_else(damaged)?;
        if Sha256::digest(contents).as_slice() != checksum {
            return Err(damaged());
        }
        let header = MAGIC.len() + 4;
        read(&mut Cursor(contents.get(header..).unwrap_or_default())).ok_or_else(damaged)
    }
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number))
    }

    /// A count of things of so many bytes each, of which there are that many left.
    fn count(&mut self, bytes_each: usize) -> Option<usize> {
        let count = self.number()? as usize;
        (count.checked_mul(bytes_each)? <= self.0.len()).then_some(count)
    }

    fn cost(&mut self) -> Option<Cost> {
        Some(Cost(u64::from(self.number()?) << 32 | u64::from(self.number()?)))
    }
}

fn read(cursor: &mut Cursor<'_>) -> Option<Roads> {
    let vehicle = if cursor.number()? == 1 { Vehicle::ElectricBike } else { Vehicle::Car };
    let shares = cursor.count(4)?;
    let pace: Vec<f64> =
        (0..shares).map(|_| cursor.number().map(|share| f64::from(share) / 1_000.0)).collect::<Option<_>>()?;
    let network = read_network(cursor)?;
    let hierarchy =
        Hierarchy { out: read_rows(cursor, network.junctions)?, into: read_rows(cursor, network.junctions)? };
    if !cursor.0.is_empty() || network.roads.is_empty() || !matches!(pace.len(), 0 | 24) {
        return None;
    }
    let doors = Doors::new(&network);
    Some(Roads { vehicle, network, hierarchy, doors, pace, climbs: Mutex::default() })
}

fn read_network(cursor: &mut Cursor<'_>) -> Option<Network> {
    let junctions = cursor.number()? as usize;
    let count = cursor.count(12)?;
    let mut network = Network { junctions, ..Network::default() };
    let mut first = 0_u32;
    for _ in 0..count {
        let (from, to, rest) = (cursor.number()?, cursor.number()?, cursor.number()?);
        let points = rest >> 2;
        if from as usize >= junctions || to as usize >= junctions || points < 2 {
            return None;
        }
        network.roads.push(Road { from, to, first, points, forward: rest & 2 != 0, backward: rest & 1 != 0 });
        first = first.checked_add(points)?;
    }
    let points = cursor.count(8)?;
    for _ in 0..points {
        let (lat, lon) = (cursor.number()?.cast_signed(), cursor.number()?.cast_signed());
        network.line.push(Spot { lat, lon });
    }
    network.along = (0..points).map(|_| cursor.cost()).collect::<Option<_>>()?;
    // every road joins two of its junctions, so there are at most twice as many of these
    (points == first as usize && junctions <= 2 * network.roads.len()).then_some(network)
}

fn read_rows(cursor: &mut Cursor<'_>, junctions: usize) -> Option<Rows> {
    let count = cursor.count(12)?;
    let first = (0..=junctions).map(|_| cursor.number()).collect::<Option<_>>()?;
    let mut rows = Rows { first, arcs: vec![] };
    let in_order = rows.first.windows(2).all(|pair| pair[0] <= pair[1]);
    if !in_order || rows.first.first() != Some(&0) || rows.first.last() != Some(&(count as u32)) {
        return None;
    }
    for _ in 0..count {
        let other = cursor.number()?;
        let (low, high) = (cursor.number()?, cursor.number()?);
        if other as usize >= junctions {
            return None;
        }
        rows.arcs.push((other, Cost(u64::from(high) << 32 | u64::from(low))));
    }
    Some(rows)
}

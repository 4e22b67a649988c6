//! OpenStreetMap's PBF: blocks of a header and a packed body, each body a message of strings, nodes and ways.

use std::io::Read;

use super::wire::{Fields, Malformed, Value, deltas, packed, signed};
use super::{Visit, Want};
use crate::Fault;

/// The format's own limits.
const HEADER_BYTES_MAX: usize = 64 << 10;
const BODY_BYTES_MAX: usize = 32 << 20;
/// What a file may ask of its reader.
const UNDERSTOOD: [&str; 4] = ["OsmSchema-V0.6", "DenseNodes", "LocationsOnWays", "Sort.Type_then_ID"];

/// Whether it begins with the header of a block of type `OSMHeader`.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let length = u32::from_be_bytes(*length) as usize;
    length <= HEADER_BYTES_MAX && rest.get(..11).is_some_and(|head| head.ends_with(b"OSMHeader"))
}

pub(super) fn scan(bytes: &[u8], want: Want, visit: &mut dyn Visit) -> Result<(), Fault> {
    let mut at = 0;
    while at < bytes.len() {
        let block = Block::read(bytes, at)?;
        let malformed = |_| Fault::broken(at, format!("the block of type {} cannot be read", block.kind));
        match block.kind.as_str() {
            "OSMHeader" => check_header(&unpack(block.body, at)?, at)?,
            "OSMData" => tell(&unpack(block.body, at)?, want, visit).map_err(malformed)?,
            // other blocks may be passed over, says the format
            _ => {}
        }
        at = block.end;
    }
    Ok(())
}

struct Block<'a> {
    kind: String,
    body: &'a [u8],
    end: usize,
}

impl<'a> Block<'a> {
    fn read(bytes: &'a [u8], at: usize) -> Result<Self, Fault> {
        let ended = || Fault::broken(at, "the file ends in the middle of a block: it is cut off");
        let length = bytes[at..].first_chunk::<4>().ok_or_else(ended)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > HEADER_BYTES_MAX {
            return Err(Fault::broken(at, format!("a block's header of {length} bytes")));
        }
        let header = bytes.get(at + 4..at + 4 + length).ok_or_else(ended)?;
        let malformed = |_| Fault::broken(at, "a block's header cannot be read");
        let (mut kind, mut size) = (String::new(), usize::MAX);
        for field in Fields(header) {
            match field.map_err(malformed)? {
                (1, value) => kind = String::from_utf8_lossy(value.bytes().map_err(malformed)?).into_owned(),
                (3, value) => size = usize::try_from(value.number().map_err(malformed)?).unwrap_or(usize::MAX),
                _ => {}
            }
        }
        if size > BODY_BYTES_MAX {
            return Err(Fault::broken(at, "a block larger than the format allows, or without a size"));
        }
        let begin = at + 4 + length;
        let body = bytes.get(begin..begin + size).ok_or_else(ended)?;
        Ok(Self { kind, body, end: begin + size })
    }
}

fn unpack(body: &[u8], at: usize) -> Result<Vec<u8>, Fault> {
    let malformed = |_| Fault::broken(at, "a block's body cannot be read");
    for field in Fields(body) {
        match field.map_err(malformed)? {
            (1, Value::Bytes(raw)) => return Ok(raw.to_vec()),
            (3, Value::Bytes(packed)) => {
                let mut unpacked = vec![];
                let mut reader = flate2::read::ZlibDecoder::new(packed).take(BODY_BYTES_MAX as u64 + 1);
                reader.read_to_end(&mut unpacked).map_err(|error| Fault::broken(at, error.to_string()))?;
                if unpacked.len() > BODY_BYTES_MAX {
                    return Err(Fault::broken(at, "a block larger than the format allows"));
                }
                return Ok(unpacked);
            }
            (4..=7, Value::Bytes(_)) => {
                return Err(Fault::Unsupported("its blocks are packed with something else than zlib".to_string()));
            }
            _ => {}
        }
    }
    Err(Fault::broken(at, "a block without contents"))
}

fn check_header(message: &[u8], at: usize) -> Result<(), Fault> {
    for field in Fields(message) {
        if let (4, Value::Bytes(feature)) = field.map_err(|_| Fault::broken(at, "the header cannot be read"))? {
            let feature = String::from_utf8_lossy(feature);
            if !UNDERSTOOD.contains(&feature.as_ref()) {
                return Err(Fault::Unsupported(format!("it needs {feature}")));
            }
        }
    }
    Ok(())
}

/// How the block's numbers become degrees.
struct Grid {
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

impl Grid {
    fn degrees(&self, lat: i64, lon: i64) -> (f64, f64) {
        let degrees = |offset: i64, steps: i64| (offset as f64 + self.granularity as f64 * steps as f64) * 1e-9;
        (degrees(self.lat_offset, lat), degrees(self.lon_offset, lon))
    }
}

fn tell(message: &[u8], want: Want, visit: &mut dyn Visit) -> Result<(), Malformed> {
    let mut strings: Vec<&[u8]> = vec![];
    let mut groups: Vec<&[u8]> = vec![];
    let mut grid = Grid { granularity: 100, lat_offset: 0, lon_offset: 0 };
    for field in Fields(message) {
        match field? {
            (1, value) => {
                for string in Fields(value.bytes()?) {
                    if let (1, value) = string? {
                        strings.push(value.bytes()?);
                    }
                }
            }
            (2, value) => groups.push(value.bytes()?),
            (17, value) => grid.granularity = value.number()? as i64,
            (19, value) => grid.lat_offset = value.number()? as i64,
            (20, value) => grid.lon_offset = value.number()? as i64,
            _ => {}
        }
    }
    for field in groups.into_iter().flat_map(Fields) {
        match (field?, want) {
            ((1, value), Want::Nodes) => tell_node(value.bytes()?, &grid, visit)?,
            ((2, value), Want::Nodes) => tell_dense(value.bytes()?, &grid, visit)?,
            ((3, value), Want::Ways) => tell_way(value.bytes()?, &strings, visit)?,
            _ => {}
        }
    }
    Ok(())
}

fn tell_node(message: &[u8], grid: &Grid, visit: &mut dyn Visit) -> Result<(), Malformed> {
    let (mut id, mut lat, mut lon) = (None, None, None);
    for field in Fields(message) {
        match field? {
            (1, value) => id = Some(signed(value.number()?)),
            (8, value) => lat = Some(signed(value.number()?)),
            (9, value) => lon = Some(signed(value.number()?)),
            _ => {}
        }
    }
    let (lat, lon) = grid.degrees(lat.ok_or(Malformed)?, lon.ok_or(Malformed)?);
    visit.node(id.ok_or(Malformed)?, lat, lon);
    Ok(())
}

fn tell_dense(message: &[u8], grid: &Grid, visit: &mut dyn Visit) -> Result<(), Malformed> {
    let (mut ids, mut lats, mut lons) = (vec![], vec![], vec![]);
    for field in Fields(message) {
        match field? {
            (1, value) => ids = deltas(value.bytes()?)?,
            (8, value) => lats = deltas(value.bytes()?)?,
            (9, value) => lons = deltas(value.bytes()?)?,
            _ => {}
        }
    }
    if ids.len() != lats.len() || ids.len() != lons.len() {
        return Err(Malformed);
    }
    for ((id, lat), lon) in ids.into_iter().zip(lats).zip(lons) {
        let (lat, lon) = grid.degrees(lat, lon);
        visit.node(id, lat, lon);
    }
    Ok(())
}

fn tell_way(message: &[u8], strings: &[&[u8]], visit: &mut dyn Visit) -> Result<(), Malformed> {
    let (mut keys, mut values, mut nodes) = (vec![], vec![], vec![]);
    for field in Fields(message) {
        match field? {
            (2, value) => keys = packed(value.bytes()?)?,
            (3, value) => values = packed(value.bytes()?)?,
            (8, value) => nodes = deltas(value.bytes()?)?,
            _ => {}
        }
    }
    if keys.len() != values.len() {
        return Err(Malformed);
    }
    let string = |number: u64| -> Result<&str, Malformed> {
        let bytes = usize::try_from(number).ok().and_then(|number| strings.get(number)).ok_or(Malformed)?;
        // a name in another encoding is no reason to lose the road
        Ok(std::str::from_utf8(bytes).unwrap_or(""))
    };
    let mut tags = Vec::with_capacity(keys.len());
    for (key, value) in keys.into_iter().zip(values) {
        tags.push((string(key)?, string(value)?));
    }
    visit.way(&nodes, &tags);
    Ok(())
}

//! The city as a web map draws it: compact, coordinates as `[lng, lat]` like GeoJSON, five decimals (1 m).

use kernel::Point;
use schemars::JsonSchema;
use serde::Serialize;

use crate::City;
use crate::plane::simplified;
use crate::streets::RoadClass;

/// `[lng, lat]` in WGS-84 degrees.
pub type Position = [f64; 2];

/// Everything there is to draw.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CityMap {
    pub name: String,
    /// `[west, south, east, north]`.
    pub bounds: [f64; 4],
    /// Great roads last, so that drawing in order puts them on top.
    pub roads: Vec<MapRoad>,
    /// Rings of water; the last position repeats the first.
    pub water: Vec<Vec<Position>>,
    pub bridges: Vec<MapBridge>,
    pub districts: Vec<MapDistrict>,
    pub parks: Vec<MapPark>,
    pub compounds: Vec<MapCompound>,
}

/// A named road.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MapRoad {
    /// `ring`, `arterial`, `street` or `lane`.
    pub class: RoadClass,
    pub name: String,
    pub line: Vec<Position>,
}

/// A bridge, drawn over the water.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MapBridge {
    pub name: String,
    pub class: RoadClass,
    pub line: Vec<Position>,
}

/// A district with its border; the last position repeats the first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MapDistrict {
    pub code: String,
    pub name: String,
    pub centre: Position,
    pub outline: Vec<Position>,
}

/// A park; the last position repeats the first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MapPark {
    pub name: String,
    pub outline: Vec<Position>,
}

/// A compound's name and middle.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MapCompound {
    pub name: String,
    pub point: Position,
}

fn position(p: Point) -> Position {
    let round = |v: f64| (v * 1e5).round() / 1e5;
    [round(p.lng), round(p.lat)]
}

fn line(points: &[Point]) -> Vec<Position> {
    points.iter().map(|p| position(*p)).collect()
}

fn ring(points: &[Point]) -> Vec<Position> {
    let mut closed = line(points);
    closed.extend(closed.first().copied());
    closed
}

impl City {
    /// The city for a web map; below 600 KB of JSON for `Size::demo()`.
    pub fn map(&self) -> CityMap {
        let half = self.half();
        let (low, high) = (self.frame.point(half.times(-1.0)), self.frame.point(half));
        let mut roads: Vec<MapRoad> = self
            .streets
            .iter()
            .map(|s| MapRoad { class: s.class, name: s.name.clone(), line: line(&s.line) })
            .collect();
        roads.reverse();
        roads.sort_by_key(|r| std::cmp::Reverse(r.class));
        let water = simplified(&self.river.outline(), 2.0);
        CityMap {
            name: self.name().to_owned(),
            bounds: [low.lng, low.lat, high.lng, high.lat],
            roads,
            water: vec![ring(&self.frame.points(&water))],
            bridges: self
                .bridges
                .iter()
                .map(|b| MapBridge { name: b.name.clone(), class: self.streets[b.street].class, line: line(&b.line) })
                .collect(),
            districts: self
                .districts
                .iter()
                .map(|d| MapDistrict {
                    code: d.code.clone(),
                    name: d.name.clone(),
                    centre: position(d.centre),
                    outline: ring(&d.outline),
                })
                .collect(),
            parks: self.parks.iter().map(|p| MapPark { name: p.name.clone(), outline: ring(&p.outline) }).collect(),
            compounds: self
                .compounds
                .iter()
                .map(|c| MapCompound { name: c.name.clone(), point: position(c.centre) })
                .collect(),
        }
    }
}

//! From a place to the road: the nearest point of the nearest road, found through an R-tree over all pieces.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::Network;
use crate::cost::Cost;
use crate::network::metres_between;

/// Farther from every road than this, a place is reached by none.
const METRES_MAX: f64 = 3_000.0;
/// From the road to the door and back one goes at this speed, km/h: into the compound, and to where a van may stand.
pub(crate) const DOOR_KM_PER_HOUR: f64 = 15.0;

/// So near to the end of a piece, as a share of it, is at its end.
const AT_THE_END: f64 = 1e-4;

/// Where a place meets the road.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Door {
    pub road: u32,
    /// From where the road begins to here.
    pub along: Cost,
    /// From the road to the place.
    pub metres: f64,
}

impl Door {
    /// From the road to the place, or back.
    pub fn cost(&self) -> Cost {
        Cost::of(self.metres, DOOR_KM_PER_HOUR)
    }
}

pub(crate) struct Doors(RTree<Straight>);

/// A piece of road on Mercator's map, where what is nearest nearby is nearest on Earth too.
struct Straight {
    from: [f64; 2],
    to: [f64; 2],
    road: u32,
    /// Index of its first point in the network's line.
    point: u32,
}

impl Straight {
    /// The share of the piece at which it is nearest.
    fn share(&self, to: &[f64; 2]) -> f64 {
        let (x, y) = (self.to[0] - self.from[0], self.to[1] - self.from[1]);
        let length = x * x + y * y;
        if length <= 0.0 {
            return 0.0;
        }
        let share = ((to[0] - self.from[0]) * x + (to[1] - self.from[1]) * y) / length;
        // whoever stands at a junction, but for a rounding, may leave it by all of its roads
        match share {
            share if share < AT_THE_END => 0.0,
            share if share > 1.0 - AT_THE_END => 1.0,
            share => share,
        }
    }
}

impl RTreeObject for Straight {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Straight {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        let share = self.share(point);
        let apart = |axis: usize| self.from[axis] + (self.to[axis] - self.from[axis]) * share - point[axis];
        apart(0).powi(2) + apart(1).powi(2)
    }
}

fn mercator(lat: f64, lon: f64) -> [f64; 2] {
    let lat = lat.clamp(-85.0, 85.0).to_radians();
    [lon.to_radians(), (std::f64::consts::FRAC_PI_4 + lat / 2.0).tan().ln()]
}

impl Doors {
    pub(crate) fn new(network: &Network) -> Self {
        let mut pieces = Vec::with_capacity(network.line.len());
        for (road, number) in network.roads.iter().zip(0..) {
            for point in road.first..road.first + road.points - 1 {
                let corner = |point: u32| {
                    let (lat, lon) = network.line[point as usize].degrees();
                    mercator(lat, lon)
                };
                pieces.push(Straight { from: corner(point), to: corner(point + 1), road: number, point });
            }
        }
        Self(RTree::bulk_load(pieces))
    }

    pub(crate) fn nearest(&self, network: &Network, lat: f64, lon: f64) -> Option<Door> {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return None;
        }
        let spot = mercator(lat, lon);
        let piece = self.0.nearest_neighbor(&spot)?;
        let share = piece.share(&spot);
        let at = piece.point as usize;
        let ((one_lat, one_lon), (lat_to, lon_to)) = (network.line[at].degrees(), network.line[at + 1].degrees());
        let foot = (one_lat + (lat_to - one_lat) * share, one_lon + (lon_to - one_lon) * share);
        let metres = metres_between((lat, lon), foot);
        let (before, behind) = (network.along[at], network.along[at + 1]);
        let along = before + (behind - before).share(share);
        (metres <= METRES_MAX).then_some(Door { road: piece.road, along, metres })
    }
}

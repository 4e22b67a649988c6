//! Outlines: areas drawn on a map, as polygons whose edges do not cross. Within a city degrees are a plane; no outline reaches over the
//! 180th meridian.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Point;

/// Corners of one outline at most.
pub const CORNERS_MAX: usize = 200;
/// What is smaller is a slip of the hand, in square metres.
const LEAST_SQUARE_METRES: f64 = 1_000.0;

/// A simple polygon: its corners in order, the last one joined to the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Outline(pub Vec<Point>);

/// Why corners make no outline; corners and edges are counted from 1, and edge 1 goes from corner 1 to corner 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSimple {
    TooFew,
    TooMany,
    /// This corner is nowhere on Earth.
    Nowhere(usize),
    /// Two edges cross, touch or lie upon each other.
    Crosses(usize, usize),
    /// There is nothing inside.
    TooSmall,
}

impl Outline {
    /// Whether the corners make an area.
    ///
    /// # Errors
    /// The first [`NotSimple`] found.
    pub fn check(&self) -> Result<(), NotSimple> {
        let corners = &self.0;
        if corners.len() < 3 {
            return Err(NotSimple::TooFew);
        }
        if corners.len() > CORNERS_MAX {
            return Err(NotSimple::TooMany);
        }
        if let Some(at) = corners.iter().position(|corner| !corner.is_on_earth()) {
            return Err(NotSimple::Nowhere(at + 1));
        }
        if let Some((one, other)) = self.crossing() {
            return Err(NotSimple::Crosses(one + 1, other + 1));
        }
        if self.square_metres() < LEAST_SQUARE_METRES { Err(NotSimple::TooSmall) } else { Ok(()) }
    }

    /// Whether a place lies inside, or on an edge: a ray to the east meets the edges an odd number of times (M. Shimrat, CACM 5, 1962).
    pub fn contains(&self, place: Point) -> bool {
        let mut is_inside = false;
        for (from, to) in self.edges() {
            if is_between(from, to, place) {
                return true;
            }
            if (from.lat > place.lat) != (to.lat > place.lat) {
                let meets_at = from.lng + (place.lat - from.lat) / (to.lat - from.lat) * (to.lng - from.lng);
                is_inside ^= place.lng < meets_at;
            }
        }
        is_inside
    }

    /// The corner in the south-west and the one in the north-east of the box around it; none of no corners.
    pub fn bounds(&self) -> Option<(Point, Point)> {
        let first = *self.0.first()?;
        Some(self.0.iter().fold((first, first), |(low, high), corner| {
            let low = Point { lat: low.lat.min(corner.lat), lng: low.lng.min(corner.lng) };
            (low, Point { lat: high.lat.max(corner.lat), lng: high.lng.max(corner.lng) })
        }))
    }

    /// How large it is, so that of two areas the smaller can be told for certain.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an area on Earth is no less than nought, and fits"
    )]
    pub fn whole_square_metres(&self) -> u64 {
        self.square_metres().round() as u64
    }

    fn edges(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let next = self.0.iter().cycle().skip(1);
        self.0.iter().copied().zip(next.copied())
    }

    /// Two edges that have more in common than the corner between neighbours.
    fn crossing(&self) -> Option<(usize, usize)> {
        let edges: Vec<(Point, Point)> = self.edges().collect();
        for (one, edge) in edges.iter().enumerate() {
            for (other, beside) in edges.iter().enumerate().skip(one + 1) {
                let is_next = other == one + 1;
                let is_first_and_last = one == 0 && other + 1 == edges.len();
                let meets = if is_next {
                    folds_back(edge.0, edge.1, beside.1)
                } else if is_first_and_last {
                    folds_back(beside.0, beside.1, edge.1)
                } else {
                    meet(*edge, *beside)
                };
                if meets {
                    return Some((one, other));
                }
            }
        }
        None
    }

    fn square_metres(&self) -> f64 {
        let Some(first) = self.0.first() else { return 0.0 };
        let at = |corner: Point| first.east_and_north_to(corner);
        let doubled: f64 = self
            .edges()
            .map(|(from, to)| {
                let ((from_east, from_north), (to_east, to_north)) = (at(from), at(to));
                from_east * to_north - to_east * from_north
            })
            .sum();
        doubled.abs() / 2.0
    }
}

/// On which side of a line a place lies: positive on the left, nought on it.
fn side(from: Point, to: Point, place: Point) -> f64 {
    (to.lng - from.lng) * (place.lat - from.lat) - (to.lat - from.lat) * (place.lng - from.lng)
}

/// On the edge itself.
fn is_between(from: Point, to: Point, place: Point) -> bool {
    let within = |a: f64, b: f64, at: f64| (a.min(b)..=a.max(b)).contains(&at);
    side(from, to, place) == 0.0 && within(from.lat, to.lat, place.lat) && within(from.lng, to.lng, place.lng)
}

/// From a corner back on the way that led there; also where two corners are one.
fn folds_back(from: Point, corner: Point, to: Point) -> bool {
    let (back, on) = ((from.lng - corner.lng, from.lat - corner.lat), (to.lng - corner.lng, to.lat - corner.lat));
    let is_point = back == (0.0, 0.0) || on == (0.0, 0.0);
    is_point || (side(from, corner, to) == 0.0 && back.0 * on.0 + back.1 * on.1 > 0.0)
}

fn meet(one: (Point, Point), other: (Point, Point)) -> bool {
    let sides = |edge: (Point, Point), of: (Point, Point)| (side(edge.0, edge.1, of.0), side(edge.0, edge.1, of.1));
    let ((a, b), (c, d)) = (sides(one, other), sides(other, one));
    let parts = |a: f64, b: f64| (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0);
    let touches = |edge: (Point, Point), place: Point| is_between(edge.0, edge.1, place);
    (parts(a, b) && parts(c, d))
        || touches(one, other.0)
        || touches(one, other.1)
        || touches(other, one.0)
        || touches(other, one.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corners in hundredths of a degree east and north of somewhere.
    fn outline(corners: &[(i32, i32)]) -> Outline {
        let at = |(east, north): &(i32, i32)| Point {
            lat: 31.0 + f64::from(*north) / 100.0,
            lng: 121.0 + f64::from(*east) / 100.0,
        };
        Outline(corners.iter().map(at).collect())
    }
    fn place(east: f64, north: f64) -> Point {
        Point { lat: 31.0 + north / 100.0, lng: 121.0 + east / 100.0 }
    }

    #[test]
    fn what_makes_no_area_is_named_by_its_edges() {
        for (corners, why) in [
            (vec![(0, 0), (4, 0)], NotSimple::TooFew),
            (vec![(0, 0), (4, 4), (4, 0), (0, 4)], NotSimple::Crosses(1, 3)),
            (vec![(0, 0), (4, 0), (2, 0)], NotSimple::Crosses(1, 2)),
            (vec![(0, 0), (4, 0), (4, 0), (0, 4)], NotSimple::Crosses(1, 2)),
            (vec![(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)], NotSimple::Crosses(1, 3)),
            (vec![(0, 0), (9_000, 0), (0, 4)], NotSimple::Nowhere(2)),
        ] {
            assert_eq!(outline(&corners).check(), Err(why), "{corners:?}");
        }
        assert_eq!(outline(&[(0, 0), (4, 0), (4, 4), (0, 4)]).check(), Ok(()));
        let tiny = Outline(vec![place(0.0, 0.0), place(0.01, 0.0), place(0.0, 0.01)]);
        assert_eq!(tiny.check(), Err(NotSimple::TooSmall));
        assert_eq!(Outline(vec![place(0.0, 0.0); CORNERS_MAX + 1]).check(), Err(NotSimple::TooMany));
    }

    #[test]
    fn inside_is_what_a_person_would_say_also_in_a_bay() {
        let bay = outline(&[(0, 0), (6, 0), (6, 6), (4, 6), (4, 2), (2, 2), (2, 6), (0, 6)]);
        assert_eq!(bay.check(), Ok(()));
        for (east, north, is_inside) in [
            (1.0, 5.0, true),
            (3.0, 5.0, false),
            (5.0, 5.0, true),
            (3.0, 1.0, true),
            (7.0, 1.0, false),
            (-1.0, 2.0, false),
        ] {
            assert_eq!(bay.contains(place(east, north)), is_inside, "{east} {north}");
        }
        assert!(bay.contains(place(0.0, 0.0)) && bay.contains(Point { lat: 31.0, lng: 121.03 }), "its edge is of it");
    }

    #[test]
    fn turned_the_other_way_it_is_the_same_area() {
        let mut corners = vec![(0, 0), (5, 1), (6, 6), (2, 4)];
        let there = outline(&corners);
        corners.reverse();
        let back = outline(&corners);
        for step in 0..100 {
            let at = place(f64::from(step % 10) * 0.71 - 0.3, f64::from(step / 10) * 0.67 - 0.2);
            assert_eq!(there.contains(at), back.contains(at), "{at:?}");
            assert!(
                there.whole_square_metres().abs_diff(back.whole_square_metres()) <= 20_000,
                "of some twenty million"
            );
            let (low, high) = there.bounds().unwrap();
            let is_in_box = (low.lat..=high.lat).contains(&at.lat) && (low.lng..=high.lng).contains(&at.lng);
            assert!(!there.contains(at) || is_in_box);
        }
    }
}

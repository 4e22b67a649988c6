//! Ways by line and by road, and that one way and a table of ways are the same.

use std::sync::atomic::{AtomicUsize, Ordering};

use roads::cost::Cost;
use roads::{Network, Piece, Roads, Spot, Vehicle};

use super::*;

/// A river between two banks of two streets each, with one bridge at the eastern end, 10 km away: what is near across the water is far.
/// The western ends lie 900 m apart, `west` on the south bank.
pub(in crate::dispatch) fn a_river(west: Point) -> Roads {
    let at = |north_m: f64, east_m: f64| {
        let lat = west.lat + north_m / 111_195.08;
        let lng = west.lng + east_m / (111_195.08 * west.lat.to_radians().cos());
        Spot::of(lat, lng).unwrap()
    };
    let mut spots = vec![];
    for bank in [0.0, 900.0] {
        spots.extend((0..=10).map(|step| at(bank, f64::from(step) * 1_000.0)));
    }
    let piece = |from: u32, to: u32| Piece {
        from,
        to,
        cost: Cost::of(spots[from as usize].metres_to(spots[to as usize]), 40.0),
        forward: true,
        backward: true,
    };
    let mut pieces: Vec<Piece> =
        (0..10).flat_map(|step| [piece(step, step + 1), piece(step + 11, step + 12)]).collect();
    pieces.push(piece(10, 21));
    Roads::of_network(Network::of_pieces(&spots, &pieces).0, Vehicle::Car)
}

const WEST: Point = Point { lat: 31.0, lng: 121.0 };

#[test]
fn ten_kilometres_of_straight_line_take_thirty_three_minutes() {
    let to = Point { lat: 31.0 + 10_000.0 / 111_195.08, lng: 121.0 };
    let travel = StraightLine.travel(WEST, to);
    assert_eq!((travel.metres, travel.seconds, travel.minutes(), travel.by_road), (13_500, 1_944, 33, false));
    assert_eq!(StraightLine.travel(WEST, WEST), Travel { metres: 0, seconds: 0, by_road: false });
}

#[test]
fn across_the_river_one_drives_to_the_bridge_and_back_and_a_table_says_the_same_as_each_way() {
    let company = kernel::Id::new();
    drive_on_for(company, a_river(WEST));
    let times = given::of(company).unwrap();
    let across = Point { lat: WEST.lat + 900.0 / 111_195.08, lng: WEST.lng };
    let way = times.travel(WEST, across);
    assert!(way.by_road && (20_850..20_950).contains(&way.metres), "{way:?}");
    assert!((way.seconds - way.metres * 3_600 / 40_000).abs() <= 3, "{way:?}");
    assert!(StraightLine.travel(WEST, across).metres < 1_300);

    // ten kilometres off every road
    let off = Point { lat: WEST.lat - 0.1, lng: WEST.lng };
    assert_eq!(times.travel(WEST, off), StraightLine.travel(WEST, off));
    assert!(times.is_on_roads(WEST) && !times.is_on_roads(off) && times.has_roads());

    let bent = Point { lat: WEST.lat + 0.002, lng: WEST.lng + 0.0333 };
    let places = [WEST, across, off, bent, Point { lat: bent.lat, lng: bent.lng + 0.0001 }];
    let table = times.table(&places);
    for (row, from) in places.iter().enumerate() {
        for (column, to) in places.iter().enumerate() {
            assert_eq!(table[row * places.len() + column], times.travel(*from, *to), "{row} {column}");
        }
    }
}

#[test]
fn rush_hours_slow_all_ways_by_their_mean() {
    let mut roads = a_river(WEST);
    roads.pace = vec![0.5; 24];
    let company = kernel::Id::new();
    drive_on_for(company, roads);
    let (slow, free) = (given::of(company).unwrap(), a_river(WEST));
    let to = Point { lat: WEST.lat, lng: WEST.lng + 0.05 };
    let reach = |place: Point| free.reach(place.lat, place.lng);
    let seconds = free.way(&reach(WEST), &reach(to)).unwrap().seconds();
    assert_eq!(slow.travel(WEST, to).seconds, i64::from(seconds) * 2);
}

/// Every way takes a minute for each thousandth of a degree of longitude; it is counted how often it is asked.
struct Played {
    asked: Arc<AtomicUsize>,
    answers: bool,
}

impl Router for Played {
    fn ways(&self, starts: &[Point], goals: &[Point]) -> (Vec<Option<roads::outside::Way>>, Option<String>) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if !self.answers {
            return (vec![None; starts.len() * goals.len()], Some("nobody there".to_owned()));
        }
        let way = |from: &Point, to: &Point| Some(Some((((to.lng - from.lng).abs() * 60_000.0).round() as i32, 1_000)));
        (starts.iter().flat_map(|from| goals.iter().map(move |to| way(from, to))).collect(), None)
    }
}

#[test]
fn a_router_is_asked_once_for_each_way_and_the_line_stands_in_until_it_has_answered() {
    let asked = Arc::new(AtomicUsize::new(0));
    let times = outside::ByRouter::new(Box::new(Played { asked: asked.clone(), answers: true }));
    let east = Point { lat: WEST.lat, lng: WEST.lng + 0.01 };
    times.learn(&[WEST], &[east]);
    let way = times.travel(WEST, east);
    assert_eq!((way.seconds, way.metres, way.by_road), (600, 1_000, true));
    times.learn(&[WEST], &[east]);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "it is remembered");
    let places = [WEST, east, Point { lat: WEST.lat, lng: WEST.lng + 0.02 }];
    let table = times.table(&places);
    assert!(table.iter().all(|way| way.by_road), "{table:?}");
    assert_eq!(table[2].seconds, 1_200);
}

#[test]
fn a_router_that_does_not_answer_is_left_alone_and_the_line_is_said_to_be_one() {
    let asked = Arc::new(AtomicUsize::new(0));
    let times = outside::ByRouter::new(Box::new(Played { asked: asked.clone(), answers: false }));
    let east = Point { lat: WEST.lat, lng: WEST.lng + 0.01 };
    assert!(times.is_on_roads(WEST));
    times.learn(&[WEST], &[east]);
    times.learn(&[WEST], &[east]);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "not asked again for a minute");
    assert!(!times.is_on_roads(WEST));
    assert_eq!(times.travel(WEST, east), StraightLine.travel(WEST, east));
}

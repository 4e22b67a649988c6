//! Every way on made towns, and what an import says of them.

use planner::travel::TravelTimes;
use proptest::prelude::*;

use super::made::{Made, place};
use super::plain::Plain;
use crate::{Roads, Vehicle};

fn roads(made: &Made) -> Roads {
    Roads::import(made.xml().as_bytes(), Vehicle::Car).unwrap().0
}

/// The nodes that are reached from the first point of the network and lead back to it. Which part of a torn town is the largest is
/// a matter of what one counts (the network counts junctions), so the network says which part it kept.
fn component(plain: &Plain, roads: &Roads) -> Vec<i64> {
    let kept = roads.network.line[0];
    let (start, _) = plain.spots.iter().find(|(_, spot)| **spot == kept).unwrap();
    let own = plain.from(*start);
    let mut nodes: Vec<i64> = own.keys().filter(|other| plain.from(**other).contains_key(start)).copied().collect();
    nodes.sort_unstable();
    nodes
}

fn compare_with_plain(seed: u64) -> Result<(), TestCaseError> {
    let made = Made::town(6, seed);
    let (plain, roads) = (Plain::of(&made), roads(&made));
    let nodes = component(&plain, &roads);
    let places: Vec<_> = nodes
        .iter()
        .map(|id| {
            let (lat, lon) = plain.spots[id].degrees();
            place(lat, lon)
        })
        .collect();
    let table = roads.table_on(&places, &places, 2);
    for (row, from) in nodes.iter().enumerate() {
        let known = plain.from(*from);
        for (column, to) in nodes.iter().enumerate() {
            prop_assert_eq!(table.cell(row, column), known.get(to).copied(), "{} to {}", from, to);
        }
    }
    // beside the road, and by what each place knows: the same to the last digit
    let beside: Vec<_> = places.iter().map(|at| place(at.lat + 0.0004, at.lon - 0.0003)).collect();
    let table = roads.table_on(&beside, &beside, 1);
    let reaches: Vec<_> = beside.iter().map(|at| roads.reach(at.lat, at.lon)).collect();
    for (row, from) in reaches.iter().enumerate() {
        for (column, to) in reaches.iter().enumerate() {
            prop_assert_eq!(table.cell(row, column), roads.way(from, to), "place {} to {}", row, column);
        }
    }
    Ok(())
}

/// A town in two parts: one has the more junctions, the other the more points.
#[test]
fn a_torn_town_is_searched_in_the_part_that_was_kept() -> Result<(), TestCaseError> {
    compare_with_plain(550_056_311_751_261_073)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_way_is_the_one_that_a_plain_search_finds(seed in any::<u64>()) {
        compare_with_plain(seed)?;
    }

    #[test]
    fn a_table_is_the_same_on_any_number_of_threads_and_after_saving(seed in any::<u64>()) {
        let roads = roads(&Made::town(5, seed));
        let places: Vec<_> = (0..7).map(|step| place(31.2 + f64::from(step) * 0.001, 121.4 + f64::from(step * step % 5) * 0.002)).collect();
        let one = roads.table_on(&places, &places[..3], 1);
        prop_assert_eq!(&one, &roads.table_on(&places, &places[..3], 3));
        let again = Roads::load(&roads.save()).unwrap();
        prop_assert_eq!(&one, &again.table_on(&places, &places[..3], 1));
        prop_assert_eq!(again.save(), roads.save());
    }
}

#[test]
fn xml_and_pbf_of_the_same_map_are_the_same_roads() {
    let made = Made::town(6, 3);
    let (roads, report) = Roads::import(made.xml().as_bytes(), Vehicle::Car).unwrap();
    for packed in [false, true] {
        let (same, its) = Roads::import(&made.pbf(packed), Vehicle::Car).unwrap();
        assert_eq!(same.network, roads.network);
        assert_eq!((its.nodes, its.ways, its.points_kept), (report.nodes, report.ways, report.points_kept));
    }
}

#[test]
fn a_gzipped_map_is_the_same_map_and_a_gzipped_letter_is_none() {
    use std::io::Write as _;
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let made = Made::town(4, 6);
    let map = packed(made.xml().as_bytes());
    assert_eq!(Roads::import(&map, Vehicle::Car).unwrap().0.network, roads(&made).network);
    assert!(matches!(Roads::import(&packed(b"dear sir"), Vehicle::Car), Err(crate::Fault::NotAMap)));
    assert!(matches!(Roads::import(&map[..map.len() / 2], Vehicle::Car), Err(crate::Fault::Broken { .. })));
}

#[test]
fn an_electric_bike_has_its_own_roads_and_its_own_speed() {
    let made = Made::default()
        .node(1, 31.0, 121.0)
        .node(2, 31.0, 121.01)
        .node(3, 31.001, 121.005)
        .way(&[1, 2], &[("highway", "primary"), ("oneway", "yes")])
        .way(&[2, 3, 1], &[("highway", "cycleway")]);
    let ends = [place(31.0, 121.0), place(31.0, 121.01)];
    let (bikes, _) = Roads::import(made.xml().as_bytes(), Vehicle::ElectricBike).unwrap();
    let matrix = bikes.matrix(&ends);
    assert!(matrix.metres(1, 0) > matrix.metres(0, 1), "back along the cycleway");
    assert!(Roads::import(made.xml().as_bytes(), Vehicle::Car).is_err(), "a one-way road alone leads nowhere and back");
    assert_eq!(Roads::load(&bikes.save()).unwrap().vehicle, Vehicle::ElectricBike);
}

#[test]
fn junctions_are_where_roads_branch_and_nowhere_else() {
    // a cross of two streets, each of three points, one of them bent into two ways
    let cross = Made::default()
        .node(1, 31.0, 121.0)
        .node(2, 31.0, 121.001)
        .node(3, 31.0, 121.002)
        .node(4, 31.001, 121.001)
        .node(5, 30.9985, 121.001)
        .node(6, 30.999, 121.0012)
        .way(&[1, 2, 3], &[("highway", "residential")])
        .way(&[4, 2], &[("highway", "residential")])
        .way(&[2, 6], &[("highway", "residential")])
        .way(&[6, 5], &[("highway", "primary")]);
    let roads = roads(&cross);
    assert_eq!((roads.network.junctions, roads.network.roads.len()), (5, 4));
}

#[test]
fn whoever_lives_between_two_junctions_leaves_in_the_direction_of_the_traffic() {
    // a ring of one-way street 1 → 2 → 3 → 4 → 1, about 111 m a side, and somebody in the middle of each of two sides
    let ring = Made::default()
        .node(1, 31.0, 121.0)
        .node(2, 31.001, 121.0)
        .node(3, 31.001, 121.001)
        .node(4, 31.0, 121.001)
        .way(&[1, 2, 3, 4, 1], &[("highway", "residential"), ("oneway", "yes")]);
    let roads = roads(&ring);
    let (west, east) = (place(31.0005, 121.0), place(31.0005, 121.001));
    let matrix = roads.matrix(&[west.clone(), east, place(31.00075, 121.0)]);
    let metres = |from, to| matrix.metres(from, to);
    let whole = metres(0, 1) + metres(1, 0);
    assert_eq!(metres(0, 2), 28, "a little further along the way");
    assert!((metres(2, 0) - (whole - 28)).abs() <= 1, "all around the block");
    assert_eq!(matrix.seconds(0, 0), 0);
}

#[test]
fn the_nearest_road_counts_and_not_the_nearest_junction() {
    // a long road passes the place; a junction of another lies nearer than any of its ends
    let made = Made::default()
        .node(1, 31.0, 121.0)
        .node(2, 31.0, 121.02)
        .node(3, 31.002, 121.0101)
        .node(4, 31.004, 121.01)
        .node(5, 31.004, 121.0)
        .way(&[1, 2], &[("highway", "primary")])
        .way(&[3, 4], &[("highway", "residential")])
        .way(&[4, 5, 1], &[("highway", "residential")]);
    let roads = roads(&made);
    let door = roads.door(31.0005, 121.01).unwrap();
    assert_eq!(door.metres.round() as i32, 56);
    let matrix = roads.matrix(&[place(31.0005, 121.01), place(31.0, 121.0)]);
    assert_eq!(matrix.metres(0, 1), 953 + 56);
}

#[test]
fn neighbours_across_the_yard_walk_and_a_place_beyond_all_roads_is_not_reached() {
    let made = Made::default().node(1, 31.0, 121.0).node(2, 31.0, 121.01).way(&[1, 2], &[("highway", "residential")]);
    let roads = roads(&made);
    let matrix = roads.matrix(&[place(31.001, 121.005), place(31.0011, 121.0051), place(31.2, 121.0)]);
    assert!(matrix.metres(0, 1) < 20);
    assert_eq!(matrix.seconds(0, 2), planner::travel::UNREACHABLE);
}

#[test]
fn what_is_cut_off_is_told_and_left_out() {
    let made = Made::town(5, 9)
        .node(900, 31.5, 121.5)
        .node(901, 31.5, 121.501)
        .way(&[900, 901], &[("highway", "residential")])
        .way(&[1, 2], &[("highway", "steps")])
        .way(&[1, 77_777, 2], &[("highway", "residential")]);
    let (_, report) = Roads::import(made.xml().as_bytes(), Vehicle::Car).unwrap();
    assert!(report.points_kept < report.points && report.share() > 0.5, "{report}");
    assert_eq!((report.left_out["for people on foot"], report.nodes_missing), (1, 1));
    let words = report.to_string();
    assert!(
        words.contains("left out: 1 for people on foot") && words.contains("1 nodes of driven ways are missing"),
        "{words}"
    );
}

//! What everybody who lives, drives or dispatches in the city relies on.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use city::{City, Edge, RoadClass, Size};
use kernel::Point;
use proptest::prelude::*;

static DEMO: LazyLock<City> = LazyLock::new(|| City::generate(1, Size::demo()));
static TOWN: LazyLock<City> = LazyLock::new(|| City::generate(5, Size::town()));

fn reached(city: &City, step: impl Fn(&Edge) -> (usize, usize)) -> usize {
    let mut next: HashMap<usize, Vec<usize>> = HashMap::new();
    for edge in city.roads().edges() {
        let (from, to) = step(edge);
        next.entry(from).or_default().push(to);
    }
    let (mut seen, mut open) = (HashSet::from([0]), vec![0]);
    while let Some(node) = open.pop() {
        open.extend(next.get(&node).into_iter().flatten().copied().filter(|n| seen.insert(*n)));
    }
    seen.len()
}

/// A pair of points facing each other over the water, 80 m inland on either bank, some metres east of a bridge.
fn opposite_banks(bridge: &[Point], east: f64) -> (Point, Point) {
    let (south, lng) = (bridge[0].lat.min(bridge[bridge.len() - 1].lat) - 0.01, bridge[0].lng);
    let lng = lng + east / (111_195.0 * south.to_radians().cos());
    let column = (0..600).map(|step| Point { lat: south + f64::from(step) * 0.00005, lng });
    let water: Vec<Point> = column.filter(|p| DEMO.is_water(*p)).collect();
    let inland = 80.0 / 111_195.0;
    let (first, last) = (water[0], water[water.len() - 1]);
    (Point { lat: first.lat - inland, ..first }, Point { lat: last.lat + inland, ..last })
}

#[test]
fn every_junction_can_be_driven_to_and_from_every_other() {
    let nodes = DEMO.roads().nodes().len();
    assert_eq!(reached(&DEMO, |e| (e.from, e.to)), nodes);
    assert_eq!(reached(&DEMO, |e| (e.to, e.from)), nodes);
}

#[test]
fn no_street_compound_or_bridge_shares_its_name_with_another() {
    for city in [&*DEMO, &*TOWN] {
        let streets: HashSet<&str> = city.streets().iter().map(|s| s.name.as_str()).collect();
        let compounds: HashSet<&str> = city.compounds().iter().map(|c| c.name.as_str()).collect();
        let bridges: HashSet<&str> = city.bridges().iter().map(|b| b.name.as_str()).collect();
        let parks: HashSet<&str> = city.parks().iter().map(|p| p.name.as_str()).collect();
        assert_eq!(streets.len(), city.streets().len());
        assert_eq!(compounds.len(), city.compounds().len());
        assert_eq!(bridges.len(), city.bridges().len());
        assert_eq!(parks.len(), city.parks().len());
    }
}

#[test]
fn the_demo_city_has_seven_districts_seven_bridges_and_room_for_the_company() {
    assert_eq!(DEMO.districts().len(), 7);
    assert!(DEMO.districts().iter().enumerate().all(|(i, d)| d.code == (990_101 + i).to_string()));
    assert_eq!(DEMO.bridges().len(), 7);
    assert!(DEMO.bridges().iter().any(|b| b.name == "云江大桥"));
    assert!(DEMO.compounds().len() > 300 && DEMO.homes() > 100_000);
}

#[test]
fn every_home_lies_in_its_district_and_not_in_the_river() {
    for home in DEMO.addresses(3_000) {
        let district = DEMO.district_at(home.point).expect("a home lies in the city");
        assert_eq!((&home.district_code, &home.district), (&district.code, &district.name), "{home}");
        assert!(!DEMO.is_water(home.point), "{home}");
    }
}

#[test]
fn no_two_homes_have_the_same_address() {
    let homes: HashSet<String> = TOWN.home_addresses().map(|a| a.to_string()).collect();
    assert_eq!(homes.len(), TOWN.homes());
}

#[test]
fn a_longer_list_of_homes_begins_with_the_shorter_one() {
    assert_eq!(DEMO.addresses(20), DEMO.addresses(400)[..20]);
}

#[test]
fn an_address_reads_from_city_to_room_in_one_line() {
    let home = DEMO.addresses(1).remove(0);
    let (compound, building) = (home.compound.as_deref().unwrap(), home.building.unwrap());
    let (unit, room) = (home.unit.unwrap(), home.room.unwrap());
    let expected =
        format!("云江市{}{}{}号{compound}{building}号楼{unit}单元{room}室", home.district, home.street, home.number);
    assert_eq!(home.to_string(), expected);
}

#[test]
fn house_numbers_are_never_given_twice_in_a_street_even_to_shops() {
    let compounds = DEMO.compounds().iter().map(|c| (DEMO.streets()[c.street].name.clone(), c.number));
    let outlets = DEMO.outlets(9).into_iter().map(|p| (p.address.street, p.address.number));
    let all: Vec<(String, u32)> = compounds.chain(outlets).collect();
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn odd_house_numbers_stand_on_the_left_of_a_street_and_even_ones_on_the_right() {
    for compound in DEMO.compounds() {
        let line = &DEMO.streets()[compound.street].line;
        let side = |a: Point, b: Point| {
            let squeeze = a.lat.to_radians().cos();
            let (dx, dy) = ((b.lng - a.lng) * squeeze, b.lat - a.lat);
            let (px, py) = ((compound.gate.lng - a.lng) * squeeze, compound.gate.lat - a.lat);
            let t = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            ((px - t * dx).hypot(py - t * dy), dx * py - dy * px)
        };
        let near = line.windows(2).map(|w| side(w[0], w[1])).min_by(|x, y| x.0.total_cmp(&y.0)).unwrap();
        assert_eq!(near.1 > 0.0, compound.number % 2 == 1, "{} {}", compound.name, compound.number);
    }
}

#[test]
fn two_outlets_stand_on_different_banks() {
    let outlets = DEMO.outlets(2);
    let districts: Vec<&str> = outlets.iter().map(|o| o.address.district.as_str()).collect();
    assert_eq!(districts, ["中城区", "江南区"]);
    assert!(outlets.iter().all(|o| !DEMO.is_water(o.address.point)));
}

#[test]
fn roads_cross_the_river_on_bridges_and_nowhere_else() {
    let wet = |e: &&Edge| {
        let nodes = DEMO.roads().nodes();
        DEMO.is_water(nodes[e.from]) || DEMO.is_water(nodes[e.to]) || e.bridge
    };
    let carriers: HashSet<usize> = DEMO.roads().edges().iter().filter(wet).map(|e| e.street).collect();
    let bridged: HashSet<usize> = DEMO.bridges().iter().map(|b| b.street).collect();
    assert_eq!(carriers, bridged);
}

#[test]
fn the_other_bank_is_farther_by_road_than_the_crow_flies() {
    for bridge in DEMO.bridges() {
        for east in [-600.0, 600.0] {
            let (from, to) = opposite_banks(&bridge.line, east);
            let route = DEMO.roads().route(from, to);
            let (metres, straight) = (f64::from(route.travel.metres), from.metres_to(to));
            assert!(metres > straight + 600.0, "{} {east}: {metres} by road, {straight} straight", bridge.name);
            assert!(crosses_a_bridge(&route.line), "{} {east}", bridge.name);
        }
    }
}

fn crosses_a_bridge(line: &[Point]) -> bool {
    line.windows(2).any(|w| DEMO.is_water(Point { lat: w[0].lat.midpoint(w[1].lat), lng: w[0].lng.midpoint(w[1].lng) }))
}

#[test]
fn every_compound_can_be_reached_from_every_other() {
    let gates: Vec<Point> = TOWN.compounds().iter().map(|c| c.gate).collect();
    let matrix = TOWN.roads().matrix(&gates);
    for (i, from) in gates.iter().enumerate() {
        for (j, to) in gates.iter().enumerate() {
            let (metres, straight) = (f64::from(matrix.travel(i, j).metres), from.metres_to(*to));
            assert!(metres >= straight * 0.998 - 1.0 && metres < straight * 8.0 + 8_000.0, "{i} {j} {metres}");
        }
    }
}

#[test]
fn every_seed_gives_the_demo_city_seven_bridges_and_seven_inhabited_districts() {
    for seed in 0..12 {
        let city = City::generate(seed, Size::demo());
        assert_eq!(city.bridges().len(), 7, "seed {seed}");
        let inhabited: HashSet<usize> = city.compounds().iter().map(|c| c.district).collect();
        assert_eq!(inhabited.len(), 7, "seed {seed}");
    }
}

#[test]
fn great_roads_are_faster_than_small_ones() {
    let speeds = [RoadClass::Ring, RoadClass::Arterial, RoadClass::Street, RoadClass::Lane].map(RoadClass::speed_kmh);
    assert!(speeds.is_sorted_by(|a, b| a > b));
}

#[test]
fn a_point_far_outside_still_finds_the_nearest_junction() {
    let far = Point { lat: 31.0, lng: 124.0 };
    let nodes = DEMO.roads().nodes();
    let ashore = nodes.iter().filter(|n| !DEMO.is_water(**n)).map(|n| n.metres_to(far)).fold(f64::MAX, f64::min);
    assert!((nodes[DEMO.roads().nearest(far)].metres_to(far) - ashore).abs() < 50.0);
}

#[test]
fn the_web_map_stays_below_600_kilobytes() {
    let json = serde_json::to_vec(&DEMO.map()).unwrap();
    assert!((50_000..600_000).contains(&json.len()), "{} bytes", json.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_seed_builds_the_same_city_and_any_seed_builds_a_whole_one(seed: u64) {
        let city = City::generate(seed, Size::town());
        prop_assert!(city == City::generate(seed, Size::town()));
        prop_assert_eq!(reached(&city, |e| (e.from, e.to)), city.roads().nodes().len());
        prop_assert_eq!(city.bridges().len(), 7);
        prop_assert!(city.compounds().len() > 40);
        for home in city.addresses(100) {
            prop_assert_eq!(&city.district_at(home.point).unwrap().code, &home.district_code);
        }
    }
}

proptest! {
    #[test]
    fn the_way_back_takes_as_long_and_the_matrix_agrees(a in 0_usize..300, b in 0_usize..300) {
        let homes = TOWN.addresses(300);
        let (from, to) = (homes[a].point, homes[b].point);
        let there = TOWN.travel(from, to);
        prop_assert_eq!(there.seconds, TOWN.travel(to, from).seconds);
        prop_assert_eq!(there.seconds, TOWN.roads().matrix(&[from, to]).travel(0, 1).seconds);
    }
}

#[test]
fn the_citys_roads_as_an_imported_map_has_them_take_as_long() {
    let city = City::generate(4, Size::town());
    let roads = city.driven();
    assert_eq!(roads.pace.len(), 0);
    let nodes: Vec<Point> = city.roads().nodes().iter().step_by(97).copied().collect();
    let places: Vec<planner::day::Place> =
        nodes.iter().map(|point| planner::day::Place { id: String::new(), lat: point.lat, lon: point.lng }).collect();
    let table = roads.table(&places, &places);
    for (from, start) in nodes.iter().enumerate() {
        for (to, goal) in nodes.iter().enumerate() {
            let (own, cost) = (city.travel(*start, *goal), table.cell(from, to).unwrap());
            assert!((i64::from(own.seconds) - i64::from(cost.seconds())).abs() <= 1, "{own:?} {cost:?}");
            // ways that take as long may differ in length by what a junction's rounding is
            assert!(
                (i64::from(own.metres) - i64::from(cost.metres())).abs() <= 3 + i64::from(own.metres) / 500,
                "{own:?} {cost:?}"
            );
        }
    }
}

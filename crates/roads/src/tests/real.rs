//! Central Shanghai, where it is at hand (`FIELDLOOP_TEST_DATA`).

use std::path::PathBuf;

use planner::search::dice::Dice;

use super::made::{Made, place};
use super::plain::Plain;
use crate::{Roads, Vehicle};

fn text() -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FIELDLOOP_TEST_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read_to_string(folder.join("roads/shanghai-center.osm")).ok()
}

/// The same file, read by hand: one element a line, as it is written.
fn by_hand(text: &'static str) -> Made {
    let attribute = |line: &'static str, name: &str| {
        let rest = line.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next()
    };
    let mut made = Made::default();
    for line in text.lines().map(str::trim) {
        let number = |name: &str| attribute(line, name).and_then(|text| text.parse::<f64>().ok());
        if line.starts_with("<node ") {
            let id = attribute(line, "id").and_then(|id| id.parse().ok());
            if let (Some(id), Some(lat), Some(lon)) = (id, number("lat"), number("lon")) {
                made.nodes.push((id, lat, lon));
            }
        } else if line.starts_with("<way ") {
            made.ways.push((vec![], vec![]));
        } else if let (Some(way), Some(node)) =
            (made.ways.last_mut(), attribute(line, "ref").filter(|_| line.starts_with("<nd ")))
        {
            way.0.push(node.parse().unwrap());
        } else if let (Some(way), true) = (made.ways.last_mut(), line.starts_with("<tag ")) {
            way.1.push((attribute(line, "k").unwrap_or(""), attribute(line, "v").unwrap_or("")));
        }
    }
    made
}

#[test]
fn ways_through_shanghai_are_those_that_a_plain_search_finds() {
    let Some(text) = text() else { return println!("skipped: no map of Shanghai") };
    let (roads, report) = Roads::import(text.as_bytes(), Vehicle::Car).unwrap();
    assert!(report.share() > 0.9 && report.highways == 4_701, "{report}");
    let plain = Plain::of(&by_hand(Box::leak(text.into_boxed_str())));
    let nodes: Vec<i64> = {
        let mut nodes: Vec<i64> = plain.spots.keys().copied().collect();
        nodes.sort_unstable();
        nodes
    };
    // nodes that lie on a road of the component: their door is where they are
    let mut dice = Dice::new(5);
    let on_road = |id: &i64| {
        let (lat, lon) = plain.spots[id].degrees();
        roads.door(lat, lon).is_some_and(|door| door.metres < 1e-6)
    };
    let mut draw = |count: usize| -> Vec<i64> {
        let drawn = std::iter::repeat_with(|| nodes[dice.below(nodes.len())]);
        drawn.filter(on_road).take(count).collect()
    };
    let (starts, goals) = (draw(8), draw(60));
    let places = |ids: &[i64]| -> Vec<_> {
        ids.iter().map(|id| plain.spots[id].degrees()).map(|(lat, lon)| place(lat, lon)).collect()
    };
    let table = roads.table(&places(&starts), &places(&goals));
    let mut compared = 0;
    for (row, start) in starts.iter().enumerate() {
        let known = plain.from(*start);
        for (column, goal) in goals.iter().enumerate() {
            // two roads may lie on each other, one of them in the component and the other not
            if let (Some(found), Some(expected)) = (table.cell(row, column), known.get(goal)) {
                assert_eq!(found, *expected, "{start} to {goal}");
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

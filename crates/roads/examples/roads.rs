//! `fieldloop roads import` without the rest of the program, and its measurement: `roads MAP.osm [PLACES] [THREADS]` reads a map, saves and
//! loads it, draws places along the roads, and times the table of all ways between them.

use std::time::Instant;

use planner::day::Place;
use planner::search::dice::Dice;
use roads::{Roads, Vehicle};

fn main() -> Result<(), String> {
    let word = |index: usize| std::env::args().nth(index);
    let number = |index: usize, usual: usize| word(index).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let path = word(1).ok_or("roads MAP [PLACES] [THREADS]")?;
    let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let began = Instant::now();
    let (roads, report) = Roads::import(&bytes, Vehicle::Car).map_err(|fault| fault.to_string())?;
    println!("{report}");
    println!("imported in {:.3} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let saved = roads.save();
    println!("saved {} bytes in {:.3} s", saved.len(), began.elapsed().as_secs_f64());
    let began = Instant::now();
    let roads = Roads::load(&saved).map_err(|fault| fault.to_string())?;
    println!("loaded in {:.3} s", began.elapsed().as_secs_f64());
    let mut dice = Dice::new(1);
    let line = &roads.network.line;
    let place = |_| {
        let (lat, lon) = line[dice.below(line.len())].degrees();
        Place {
            id: String::new(),
            lat: lat + (dice.fraction() - 0.5) * 0.001,
            lon: lon + (dice.fraction() - 0.5) * 0.001,
        }
    };
    let places: Vec<Place> = (0..number(2, 1_000)).map(place).collect();
    for threads in [1, number(3, 2)] {
        let began = Instant::now();
        let table = roads.table_on(&places, &places, threads);
        let known = table.cells.iter().flatten().count();
        println!(
            "{0} × {0} in {1:.3} s on {threads} threads, {known} ways",
            places.len(),
            began.elapsed().as_secs_f64()
        );
    }
    let began = Instant::now();
    let reaches: Vec<_> = places.iter().map(|place| roads.reach(place.lat, place.lon)).collect();
    let of_each = began.elapsed().as_secs_f64() * 1e6 / places.len() as f64;
    let began = Instant::now();
    let ways = reaches.iter().flat_map(|from| reaches.iter().map(move |to| (from, to)));
    let known = ways.filter(|(from, to)| roads.way(from, to).is_some()).count();
    let of_way = began.elapsed().as_secs_f64() * 1e9 / (places.len() * places.len()) as f64;
    println!(
        "what a place needs to know in {of_each:.1} µs, one way between two that know in {of_way:.0} ns, {known} ways"
    );
    Ok(())
}

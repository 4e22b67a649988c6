//! `fieldloop simulate` without the rest of the program: `simulate [--technicians N] [--days N] [--weeks N] [--loads 4,6] [--what-if 6]
//! [--seed N] [--threads N] [--roads MAP] [--html FILE] [--equal-delays]
//! [--slack MINUTES]`.

use city::Size;
use roads::{Roads, Vehicle};
use simulator::report::{Tongue, html, table};
use simulator::{Assumptions, Change, Ground, Kind, Study, compare};

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().collect();
    let given = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    let number = |flag: &str, usual: u64| given(flag).and_then(|word| word.parse().ok()).unwrap_or(usual);
    let loads =
        given("--loads").map_or("4,6,8", String::as_str).split(',').filter_map(|load| load.parse().ok()).collect();
    let study = Study {
        days: number("--days", 5) as i64,
        technicians: number("--technicians", 20) as usize,
        loads,
        seed: number("--seed", 1),
        weeks: number("--weeks", 8),
        kinds: Kind::ALL.to_vec(),
        threads: number("--threads", 2) as usize,
        what_if: given("--what-if").and_then(|load| load.parse().ok()),
        changes: Change::WHAT_IFS.to_vec(),
    };
    let mut assumed = Assumptions::default();
    if words.iter().any(|word| word == "--equal-delays") {
        assumed = assumed.with_equal_delays();
    }
    assumed.slack_minutes = number("--slack", assumed.slack_minutes as u64) as i64;
    let ground = match given("--roads") {
        None => Ground::city(1, Size::demo(), 400, study.technicians + 1),
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
            let roads = if Roads::is_saved(&bytes) {
                Roads::load(&bytes)
            } else {
                Roads::import(&bytes, Vehicle::Car).map(|read| read.0)
            };
            Ground::roads(path, &roads.map_err(|fault| fault.to_string())?, 1, 400, study.technicians + 1)
        }
    };
    let began = std::time::Instant::now();
    let lines = compare(&study, &ground, &assumed, &|done, all| {
        eprint!("\r{done} of {all} weeks");
        true
    })
    .unwrap_or_default();
    eprintln!(" in {:.0} s", began.elapsed().as_secs_f64());
    println!("{}", table(&study, &lines));
    if let Some(path) = given("--html") {
        let page = html(&study, &ground.name, &assumed, &lines, Tongue::Zh);
        std::fs::write(path, page).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}

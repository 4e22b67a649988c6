//! Writes a made-up day as JSON: `city_day TECHNICIANS JOBS [SEED]`. Homes and customers lie around the centres of a city, with skills at two
//! levels, windows of two hours, breaks, and five jobs in a hundred that need two people.

use planner::search::dice::Dice;
use serde_json::{Value, json};

const SKILLS: [&str; 6] = ["air-conditioner", "washing-machine", "water-purifier", "range-hood", "toilet", "wardrobe"];

fn main() {
    let argument =
        |index: usize, usual: u64| std::env::args().nth(index).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (people, jobs) = (argument(1, 200) as usize, argument(2, 1_500) as usize);
    let mut dice = Dice::new(argument(3, 1));
    let mut places = vec![];
    let people: Vec<Value> = (0..people).map(|number| person(number, &mut dice, &mut places)).collect();
    let jobs: Vec<Value> = (0..jobs).map(|number| job(number, &mut dice, &mut places)).collect();
    let pace: Vec<f64> = (0..24)
        .map(|hour| match hour {
            7..=9 | 17..=19 => 0.6,
            10..=16 => 0.8,
            _ => 1.0,
        })
        .collect();
    let travel = json!({ "kind": "line", "detour": 1.35, "km_per_hour": 35.0, "pace": pace });
    println!("{}", json!({ "places": places, "people": people, "jobs": jobs, "travel": travel }));
}

/// A point near one of eight centres, denser towards them.
fn place(id: &str, dice: &mut Dice, places: &mut Vec<Value>) {
    let centre = dice.below(8) as f64;
    let (angle, reach) = (dice.fraction() * std::f64::consts::TAU, dice.fraction().powi(2) * 0.12);
    let lat = 31.23 + (centre * 2.4).sin() * 0.12 + reach * angle.sin();
    let lon = 121.47 + (centre * 2.4).cos() * 0.14 + reach * angle.cos();
    places.push(json!({ "id": id, "lat": lat, "lon": lon }));
}

fn person(number: usize, dice: &mut Dice, places: &mut Vec<Value>) -> Value {
    let id = format!("technician-{number:04}");
    place(&id, dice, places);
    let mut skills = serde_json::Map::new();
    for _ in 0..3 {
        skills.insert(SKILLS[dice.below(6)].to_string(), json!(1 + dice.below(3)));
    }
    let breaks = json!([{ "from": "2026-11-30T11:30", "to": "2026-11-30T13:00", "minutes": 45 }]);
    let shift = json!({ "from": "2026-11-30T08:00", "to": "2026-11-30T18:00", "overtime_until": "2026-11-30T19:00", "start_place": id, "end_place": id, "breaks": breaks });
    json!({ "id": id, "skills": skills, "shifts": [shift] })
}

fn job(number: usize, dice: &mut Dice, places: &mut Vec<Value>) -> Value {
    let id = format!("job-{number:05}");
    place(&id, dice, places);
    let skill = SKILLS[dice.below(6)];
    let hour = 8 + dice.below(9);
    let (to, late) = (hour + 2, hour + 3);
    let window = json!({ "from": format!("2026-11-30T{hour:02}:00"), "to": format!("2026-11-30T{to:02}:00"), "late_until": format!("2026-11-30T{late:02}:00") });
    let crew = if dice.below(20) == 0 { json!([{ "role": "helper" }]) } else { json!([]) };
    let level = if dice.below(4) == 0 { 2 } else { 1 };
    json!({ "id": id, "place": id, "minutes": 20 + dice.below(6) * 10, "windows": [window], "skills": { skill: level }, "crew": crew, "priority": 1 + dice.below(3) })
}

//! The households of the demo: who lives where, and which machines stand there since when.

use kernel::{Day, Phone};

use super::chance::Chance;
use crate::demo::goods::{MODELS, Model};

/// A household before anything was recorded of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    pub name: String,
    pub phone: Phone,
    pub address: city::Address,
    /// The outlet in whose area it lies.
    pub outlet: usize,
    pub machines: Vec<Machine>,
    /// On file from before the story; the others come with their first purchase.
    pub on_file: bool,
}

/// A machine in a home.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    pub model: Model,
    pub serial: String,
    pub sold_on: Day,
    pub installed_on: Day,
}

impl Home {
    /// The outlet of a district: those with centres south of the river belong to the second.
    pub fn outlet_of(city: &city::City, district_code: &str, outlets: usize) -> usize {
        let south = city.districts().iter().position(|each| each.code == district_code).is_some_and(|at| at >= 4);
        usize::from(south).min(outlets.saturating_sub(1))
    }
}

/// So many homes in the city, the last ones not yet on file.
pub fn homes(
    seed: u64,
    city: &city::City,
    today: Day,
    (count, new): (usize, usize),
    people: &mut impl Iterator<Item = city::Person>,
) -> Vec<Home> {
    let mut chance = Chance::of(seed, 12);
    let addresses = city.home_addresses();
    addresses
        .zip(people)
        .take(count)
        .enumerate()
        .map(|(at, (address, person))| {
            let on_file = at + new < count;
            let machines = if on_file { chance.weighted(&[(1, 30), (2, 40), (3, 20), (4, 10)], 1) } else { 0 };
            Home {
                name: person.name,
                phone: person.phone,
                outlet: Home::outlet_of(city, &address.district_code, 2),
                address,
                machines: (0..machines).map(|nth| machine(&mut chance, today, at * 10 + nth)).collect(),
                on_file,
            }
        })
        .collect()
}

fn machine(chance: &mut Chance, today: Day, number: usize) -> Machine {
    let model = chance.pick(MODELS, MODELS[0]);
    let age_days = chance.weighted(&[(200, 25), (700, 30), (1_400, 25), (2_600, 15), (3_900, 5)], 700);
    let sold_on = today.plus_days(-(age_days + chance.between(-150, 150)).max(40));
    let installed_on = sold_on.plus_days(chance.between(1, 6));
    Machine { model, serial: serial(model.code, number), sold_on, installed_on }
}

/// A serial number as it stands on a plate: letters of the model and a number that comes once.
pub fn serial(model: &str, number: usize) -> String {
    let head: String = model.chars().filter(char::is_ascii_alphanumeric).take(6).collect();
    format!("{head}{:08}", 20_000_000 + number * 37)
}

//! The story's plan: who works, who lives where with which machines, and what happens when. Pure: the same seed makes the same plan.

pub mod cases;
pub mod cast;
pub mod chance;
pub mod homes;

#[cfg(test)]
mod tests;

use business::lowcode::pack::Pack;
use city::{City, Place, Size};
use kernel::{Day, Error, Moment, Result, Zone};

use cases::{Case, Draft, NOW_MINUTE};
use cast::Worker;
use chance::Chance;
use homes::Home;

/// How much there is of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub households: usize,
    pub technicians: usize,
    /// Days before today.
    pub days: i64,
    pub orders_a_day: i64,
}

impl Scale {
    /// The demo as people see it.
    pub fn whole() -> Self {
        Self { households: 400, technicians: 25, days: 14, orders_a_day: 34 }
    }
    /// Three days of a small company: for tests.
    pub fn short() -> Self {
        Self { households: 20, technicians: 10, days: 3, orders_a_day: 6 }
    }
}

/// Everything that is decided before the first verb.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub zone: Zone,
    pub first: Day,
    pub today: Day,
    pub city: City,
    pub outlets: Vec<Place>,
    pub shop: Option<Place>,
    pub workers: Vec<Worker>,
    pub homes: Vec<Home>,
    pub cases: Vec<Case>,
}

/// Outlets of the demo company.
const OUTLETS: usize = 2;

impl Plan {
    /// Plans the story of a seed. Its today is always Wednesday, 23 September 2026: the Sunday before was worked (调休),
    /// and the Mid-Autumn holiday begins in two days, so that every clock has something to get right.
    ///
    /// # Errors
    /// `Bug` when the calendar or the pack of the program is broken.
    pub fn of(seed: u64, scale: Scale) -> Result<Self> {
        let today = Day::ymd(2026, 9, 23).ok_or_else(|| Error::bug("a day of the story"))?;
        let pack = Pack::of_trade("appliance").ok_or_else(|| Error::bug("the appliance pack"))?;
        let city = City::generate(seed, Size::demo());
        let mut people = city.people();
        let workers = cast::workers(seed, scale.technicians, OUTLETS, &mut people);
        let new = scale.households * 15 / 100;
        let homes = homes::homes(seed, &city, today, (scale.households, new), &mut people);
        let (known, new): (Vec<usize>, Vec<usize>) = (0..homes.len()).partition(|at| homes[*at].on_file);
        let first = today.plus_days(-scale.days);
        let chance = Chance::of(seed, 13);
        let draft = Draft { chance, homes: &homes, pack, zone: Zone::SHANGHAI, today, known, new, turn: 0 };
        let cases = draft.cases(first, scale.orders_a_day);
        Ok(Self {
            seed,
            zone: Zone::SHANGHAI,
            first,
            today,
            outlets: city.outlets(OUTLETS),
            shop: city.shops(1).into_iter().next(),
            city,
            workers,
            homes,
            cases,
        })
    }
    /// The moment at which the story hands over to life: today, 10:30.
    pub fn now(&self) -> Moment {
        self.zone.at(self.today, NOW_MINUTE)
    }
    /// The evening before the first day: when the company is set up.
    pub fn founded_at(&self) -> Moment {
        self.zone.at(self.first.plus_days(-1), 18 * 60)
    }
}

//! Bad input: every fault is noticed by id and field, with what was done about it, and the valid rest of the day goes on.

mod jobs;
mod links;
mod people;
mod places;

use std::collections::HashSet;

use super::{Day, Notice, Travel};
use crate::objectives;
use crate::travel::TravelTimes;

/// What a job brings, and what somebody has earned, at most: its square stays far inside what costs may be.
const INCOME_MAX: f64 = 1e6;

/// A day that the planner can rely on.
pub struct Vetted {
    pub day: Day,
    /// Where each place that is left stood in the file (rows of a matrix go by that).
    pub order: Vec<usize>,
    pub notices: Vec<Notice>,
}

/// Takes out or mends what is wrong.
pub fn vet(day: Day) -> Vetted {
    let mut vetted = Vetted { day, order: vec![], notices: vec![] };
    places::vet(&mut vetted);
    people::vet(&mut vetted);
    jobs::vet(&mut vetted);
    links::vet(&mut vetted);
    vet_travel(&mut vetted);
    vet_weights(&mut vetted);
    vetted
}

impl Vetted {
    /// The same day on ways from elsewhere, slowed by `pace` (24 shares of the free speed, or none).
    #[must_use]
    pub fn with_travel(mut self, travel: &dyn TravelTimes, pace: &[f64]) -> Self {
        let matrix = travel.matrix(&self.day.places);
        let rows = |table: &[i32]| -> Vec<Vec<Option<f64>>> {
            table
                .chunks(matrix.places.max(1))
                .map(|row| row.iter().map(|value| Some(f64::from(*value))).collect())
                .collect()
        };
        let (seconds, metres) = (rows(&matrix.seconds), rows(&matrix.metres));
        self.order = (0..self.day.places.len()).collect();
        self.day.travel = Travel::Matrix { seconds, metres, pace: pace.to_vec() };
        vet_travel(&mut self);
        self
    }

    fn notice(&mut self, id: &str, field: &str, what: impl Into<String>, done: &str) {
        self.notices.push(Notice { id: id.into(), field: field.into(), what: what.into(), done: done.into() });
    }
}

/// Splits off what comes a second time under the same id.
fn twice<T>(items: &mut Vec<T>, id: impl Fn(&T) -> &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut doubles = vec![];
    items.retain(|item| {
        let first = seen.insert(id(item).to_string());
        if !first {
            doubles.push(id(item).to_string());
        }
        first
    });
    doubles
}

fn vet_travel(vetted: &mut Vetted) {
    let (pace, mended) = match &mut vetted.day.travel {
        Travel::Line { detour, km_per_hour, pace } => {
            let sane = (1.0..=5.0).contains(detour) && (1.0..=200.0).contains(km_per_hour);
            if !sane {
                (*detour, *km_per_hour) = (super::usual_detour(), super::usual_speed());
            }
            (pace, !sane)
        }
        Travel::Matrix { pace, .. } => (pace, false),
    };
    let paced = pace.is_empty() || (pace.len() == 24 && pace.iter().all(|pace| (0.05..=5.0).contains(pace)));
    if !paced {
        pace.clear();
    }
    if mended {
        vetted.notice(
            "travel",
            "detour, km_per_hour",
            "are not between 1 and 5, and 1 and 200",
            "the usual ones are used",
        );
    }
    if !paced {
        vetted.notice("travel", "pace", "is not 24 numbers between 0.05 and 5", "the speed is the same at all hours");
    }
}

fn vet_weights(vetted: &mut Vetted) {
    let known: HashSet<&str> = objectives::ALL.iter().map(|term| term.name()).collect();
    let wrong: Vec<String> = vetted
        .day
        .weights
        .iter()
        .filter(|(name, weight)| !known.contains(name.as_str()) || !(0.0..=1e4).contains(*weight))
        .map(|(name, _)| name.clone())
        .collect();
    for name in wrong {
        vetted.day.weights.remove(&name);
        vetted.notice(
            "weights",
            &name,
            "is no term, or its weight is not between 0 and 10,000",
            "its usual weight is used, if it is a term",
        );
    }
    let (first, wrong): (Vec<_>, Vec<_>) =
        std::mem::take(&mut vetted.day.first).into_iter().partition(|name| known.contains(name.as_str()));
    vetted.day.first = first;
    for name in wrong {
        vetted.notice("first", &name, "is no term", "ignored");
    }
}

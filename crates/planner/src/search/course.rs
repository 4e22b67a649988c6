//! How hot a search is: from hot to cold, and where there is time for it, heated again.

use super::tuning::Tuning;

/// How often it is heated at the most.
const CYCLES_MAX: f64 = 8.0;

/// Temperatures in typical legs, see [`Ground::leg`](super::ground::Ground::leg).
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    pub hot: f64,
    pub cold: f64,
    /// Whether it is heated again where there are many tries for each task.
    pub again: Option<Again>,
}

impl Cooling {
    /// For days of short routes with much that cannot be exchanged.
    pub const DAY: Self = Self { hot: 1.0, cold: 0.01, again: None };

    /// For classical instances.
    pub fn of(tuning: &Tuning) -> Self {
        let again = Again { tries: tuning.cycle, share: tuning.reheat };
        Self { hot: tuning.hot, cold: tuning.cold, again: Some(again) }
    }
}

/// Heating again: once more for each so many tries for each task, to this share of how hot it began.
#[derive(Clone, Copy, Debug)]
pub struct Again {
    pub tries: f64,
    pub share: f64,
}

impl Default for Cooling {
    fn default() -> Self {
        Self::of(&Tuning::USUAL)
    }
}

/// How the temperature goes in one search.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    hot: f64,
    /// Where it begins after the first time.
    again: f64,
    cold: f64,
    pub cycles: usize,
}

impl Course {
    /// For so many tries for each task.
    pub fn of(cooling: &Cooling, each: f64) -> Self {
        let cycles = cooling.again.map_or(1.0, |again| (each / again.tries).floor().clamp(1.0, CYCLES_MAX));
        let share = cooling.again.map_or(1.0, |again| again.share);
        let again = (cooling.hot * share).max(cooling.cold);
        Self { hot: cooling.hot, again, cold: cooling.cold, cycles: cycles as usize }
    }

    /// Which cycle a share of the search lies in, and how far along that is.
    pub fn within(&self, share: f64) -> (usize, f64) {
        let at = share * self.cycles as f64;
        let cycle = (at as usize).min(self.cycles - 1);
        (cycle, at - cycle as f64)
    }

    /// The temperature at a share of the search.
    pub fn at(&self, share: f64) -> f64 {
        let (cycle, local) = self.within(share);
        let hot = if cycle == 0 { self.hot } else { self.again };
        hot * (self.cold / hot).powf(local)
    }
}

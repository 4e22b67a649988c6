//! Chance, drawn from the story's seed: one stream per part, so that a change in one part leaves the others as they were.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of draws.
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    pub fn of(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }
    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }
    /// In so many of a thousand cases.
    pub fn per_mille(&mut self, share: u32) -> bool {
        self.0.random_range(0..1_000_u32) < share
    }
    /// An index below `len`; 0 for nothing to choose from.
    pub fn index(&mut self, len: usize) -> usize {
        self.0.random_range(0..len.max(1))
    }
    pub fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let at = self.index(from.len());
        from.get(at).copied().unwrap_or(otherwise)
    }
    /// One of these by weight; the last where all weigh nothing.
    pub fn weighted<T: Copy>(&mut self, from: &[(T, u32)], otherwise: T) -> T {
        let total: u32 = from.iter().map(|(_, weight)| weight).sum();
        let mut drawn = self.0.random_range(0..total.max(1));
        for (each, weight) in from {
            match drawn.checked_sub(*weight) {
                Some(rest) => drawn = rest,
                None => return *each,
            }
        }
        otherwise
    }
}

//! What a way costs: its time, and its length where times are alike; both in one number, so that one addition and one comparison do.

use std::ops::{Add, Sub};

/// Milliseconds in the upper half, decimetres in the lower: the quickest way is the shortest of the quickest, and so every search that is
/// right finds the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(pub u64);

impl Cost {
    /// More than any way costs.
    pub const NEVER: Self = Self(u64::MAX);
    pub const ZERO: Self = Self(0);
    /// A way is at most this long and takes at most this long, so that sums of a few stay within their halves: 100,000 km, 11 days.
    const MOST: f64 = 1e9;

    /// The cost of so many metres at a speed; both are brought into what a way on Earth can be.
    pub fn of(metres: f64, km_per_hour: f64) -> Self {
        let metres = if metres.is_finite() { metres.clamp(0.0, Self::MOST / 10.0) } else { 0.0 };
        let millis = (metres * 3_600.0 / km_per_hour.clamp(1.0, 300.0)).min(Self::MOST).round() as u64;
        Self(millis << 32 | (metres * 10.0).round() as u64)
    }

    pub fn millis(self) -> u64 {
        self.0 >> 32
    }

    pub fn decimetres(self) -> u64 {
        self.0 & u64::from(u32::MAX)
    }

    /// Whole seconds, rounded up.
    pub fn seconds(self) -> i32 {
        self.millis().div_ceil(1_000).min(30_000_000) as i32
    }

    /// Whole metres.
    pub fn metres(self) -> i32 {
        (self.decimetres().saturating_add(5) / 10).min(1_000_000_000) as i32
    }

    /// A share of it, time and length alike.
    pub fn share(self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let part = |whole: u64| (whole as f64 * share).round() as u64;
        Self(part(self.millis()) << 32 | part(self.decimetres()))
    }
}

impl Add for Cost {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Cost {
    type Output = Self;

    /// What is left of a way after its beginning; the beginning is never more than the whole.
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

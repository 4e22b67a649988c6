//! Money: whole minor units (分), never floats; rates in basis points; shares that add up to the last cent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in minor units of the company's currency (CNY: 分). May be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Money(pub i64);

/// A rate in hundredths of a percent: 1 % = 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct BasisPoints(pub i64);

impl Money {
    pub const ZERO: Money = Money(0);

    pub fn minor(self) -> i64 {
        self.0
    }
    /// The sum, or `None` where it leaves the range of i64.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }
    /// Price × quantity, or `None` on overflow.
    pub fn times(self, quantity: i64) -> Option<Money> {
        self.0.checked_mul(quantity).map(Money)
    }
    /// `rate` of this amount, rounded half away from zero (四舍五入) to the minor unit.
    pub fn rate_half_up(self, rate: BasisPoints) -> Money {
        let exact = i128::from(self.0) * i128::from(rate.0);
        let rounded = (exact.abs() + 5_000) / 10_000 * exact.signum();
        Money(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }
    /// Splits by weights so that the parts add up exactly: largest remainder (Hamilton), ties to the earlier one.
    /// Weights must not be negative; all-zero weights split evenly. No weights, no parts.
    pub fn split(self, weights: &[u32]) -> Vec<Money> {
        if weights.is_empty() {
            return vec![];
        }
        let even = vec![1; weights.len()];
        let weights = if weights.iter().all(|w| *w == 0) { &even[..] } else { weights };
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        let amount = i128::from(self.0.abs());
        let mut parts: Vec<i128> = weights.iter().map(|w| amount * i128::from(*w) / total).collect();
        let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
        by_remainder.sort_by_key(|i| std::cmp::Reverse(amount * i128::from(weights[*i]) % total));
        let missing = usize::try_from(amount - parts.iter().sum::<i128>()).unwrap_or(0);
        for i in by_remainder.into_iter().take(missing) {
            parts[i] += 1;
        }
        parts.into_iter().map(|part| Money(i64::try_from(part).unwrap_or(i64::MAX) * self.0.signum())).collect()
    }
}

impl std::ops::Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}
impl std::ops::Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}
impl std::ops::Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}
impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(all: I) -> Money {
        all.fold(Money::ZERO, |a, b| a + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_to_the_last_cent(amount in -1_000_000_000i64..1_000_000_000, weights in proptest::collection::vec(0u32..10_000, 1..9)) {
            let parts = Money(amount).split(&weights);
            prop_assert_eq!(parts.iter().copied().sum::<Money>(), Money(amount));
        }
    }

    #[test]
    fn a_rate_rounds_half_away_from_zero() {
        assert_eq!(Money(50).rate_half_up(BasisPoints(100)), Money(1));
        assert_eq!(Money(-50).rate_half_up(BasisPoints(100)), Money(-1));
        assert_eq!(Money(49).rate_half_up(BasisPoints(100)), Money(0));
    }
}

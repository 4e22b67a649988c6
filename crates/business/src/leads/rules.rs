//! What may be offered: discounts within what the company lets a guide give, and how long an offer holds.

use kernel::error::Check;
use kernel::{Day, Error, Money, Result};

use super::record::{Quote, QuoteLine, QuoteStatus};

/// No offer holds for longer.
pub const VALID_DAYS_MAX: i64 = 180;
/// A next contact lies no further ahead.
pub const NEXT_DAYS_MAX: i64 = 365;
/// Ten-thousandths of the whole.
pub const WHOLE_BP: i64 = 10_000;

/// The sum by the catalogue, the sum as offered, and the discount in ten-thousandths of the former, rounded up: what is beyond the limit
/// by a cent is beyond it.
pub fn reckon(lines: &[QuoteLine]) -> (Money, Money, i64) {
    let list: i128 = lines.iter().map(|line| i128::from(line.list_minor.0) * i128::from(line.quantity)).sum();
    let total: i128 = lines.iter().map(|line| i128::from(line.amount_minor.0)).sum();
    let off = list - total;
    let discount = if off > 0 && list > 0 { (off * i128::from(WHOLE_BP) + list - 1) / list } else { 0 };
    let money = |sum: i128| Money(i64::try_from(sum).unwrap_or(i64::MAX));
    (money(list), money(total), i64::try_from(discount).unwrap_or(WHOLE_BP))
}

/// Whether an offer can be accepted on this day.
///
/// # Errors
/// `Refused("quote.expired")` with its last day; `quote.waits` while its discount waits for a manager.
pub fn may_accept(quote: &Quote, today: Day) -> Result<()> {
    if quote.status == QuoteStatus::Waiting {
        return Err(Error::refused("quote.waits"));
    }
    if quote.status == QuoteStatus::Open && quote.valid_until < today {
        return Err(Error::refused("quote.expired").with("day", quote.valid_until.to_string()));
    }
    Ok(())
}

/// A day that lies ahead, today included, and not absurdly far.
pub fn check_ahead(check: &mut Check, path: &str, day: Option<Day>, today: Day, days_max: i64) {
    let Some(day) = day else { return };
    check.that(day >= today, path, "field.in_the_past");
    check.that(day <= today.plus_days(days_max), path, "field.too_far_ahead");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nouns::ProductId;
    use kernel::Id;

    fn line(quantity: i64, list: i64, price: i64) -> QuoteLine {
        QuoteLine {
            product_id: ProductId::new(),
            name: String::new(),
            category: String::new(),
            quantity,
            list_minor: Money(list),
            price_minor: Money(price),
            amount_minor: Money(price * quantity),
        }
    }

    #[test]
    fn a_discount_is_of_the_whole_and_rounded_against_the_giver() {
        for (lines, expected) in [
            (vec![line(2, 300_000, 270_000)], 1_000),
            (vec![line(2, 300_000, 270_000), line(1, 400_000, 400_000)], 600),
            (vec![line(1, 300_000, 269_999)], 1_001),
            (vec![line(1, 300_000, 310_000)], 0),
            (vec![line(1, 300_000, 0)], 10_000),
            (vec![line(1, 0, 0)], 0),
            (vec![], 0),
        ] {
            assert_eq!(reckon(&lines).2, expected, "{lines:?}");
        }
        let (list, total, _) = reckon(&[line(2, 300_000, 270_000), line(1, 5_000, 6_000)]);
        assert_eq!((list, total), (Money(605_000), Money(546_000)));
    }
}

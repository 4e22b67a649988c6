//! The last four digits of the phone, before anything personal is shown: five tries, then an hour's wait.

use kernel::error::Check;
use kernel::time::DAY;
use kernel::{Error, Moment, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::visitor::Visitor;
use crate::identity::links::{self, Said};

/// A verified link is good for so long.
const VERIFIED_DAYS: i64 = 30;

/// What was said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digits {
    /// `0000`
    pub last_four: String,
}

/// What came of it. Wrong digits are an answer and no error, as they are counted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DigitsSaid {
    pub right: bool,
    /// Where the page goes on, verified: `/c/{company}/{secret}`.
    pub path: Option<String>,
    /// The secret alone, for `Authorization: Bearer fll.{company}.{secret}`.
    pub secret: Option<String>,
    pub tries_left: i64,
    pub locked_until_at: Option<Moment>,
}

/// `POST /portal/digits`
///
/// # Errors
/// `Invalid`; `link.locked`; `link.no_phone` where nobody's phone is known.
pub(super) async fn say(tx: &Tx, (): (), body: Digits) -> Result<DigitsSaid> {
    let digits = body.last_four.trim();
    let mut check = Check::new();
    check.that(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "last_four", "field.not_four_digits");
    check.done()?;
    let visitor = Visitor::of(tx).await?;
    let phones = visitor.phones(tx).await?;
    if phones.is_none() {
        return Err(Error::refused("link.no_phone"));
    }
    let ends = |phone: &kernel::Phone| phone.e164().ends_with(digits);
    let is_household = phones.of_household.iter().any(ends);
    // whoever only put their own number on an order sees that order, not the household's machines
    let digits = match visitor.household().filter(|_| is_household) {
        Some(household) => links::Digits::OfHousehold(household),
        None if phones.of_order.as_ref().is_some_and(ends) => links::Digits::OfContact,
        None => links::Digits::Wrong,
    };
    Ok(match links::say_digits(tx, visitor.link, digits, tx.now() + VERIFIED_DAYS * DAY).await? {
        Said::Right(handed) => DigitsSaid {
            right: true,
            path: Some(handed.path()),
            secret: Some(handed.secret),
            tries_left: links::TRIES,
            locked_until_at: None,
        },
        Said::Wrong(link) => DigitsSaid {
            right: false,
            path: None,
            secret: None,
            tries_left: link.tries_left(tx.now()),
            locked_until_at: link.locked_until_at,
        },
    })
}

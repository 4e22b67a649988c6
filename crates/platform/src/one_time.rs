//! One-time codes as authenticator apps show them: RFC 6238 over RFC 4226 with HMAC-SHA-1, six digits and steps of thirty seconds, which
//! is what every such app understands.

use data_encoding::BASE32_NOPAD;
use kernel::{Error, Moment, Result};
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use subtle::ConstantTimeEq;

use crate::http::input::percent_encoded;

const STEP_MS: i64 = 30_000;
const DIGITS: usize = 6;
/// So many steps a phone's clock may be before or behind ours.
const STEPS_OFF: i64 = 1;
/// As long as what SHA-1 gives, which RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// A new secret as Base32, the way apps take it when it is typed in.
///
/// # Errors
/// `Unavailable` without randomness.
pub fn new_secret() -> Result<String> {
    Ok(BASE32_NOPAD.encode(&crate::random::bytes(SECRET_BYTES)?))
}

/// A new code to be written down: sixteen characters of Base32 (80 bits) in groups of four.
///
/// # Errors
/// As [`new_secret`].
pub fn new_recovery_code() -> Result<String> {
    let plain = BASE32_NOPAD.encode(&crate::random::bytes(10)?);
    let groups: Vec<&str> = (0..plain.len()).step_by(4).filter_map(|at| plain.get(at..at + 4)).collect();
    Ok(groups.join("-"))
}

/// What somebody typed, without the blanks and hyphens that only help the eye.
pub fn tidied(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).take(64).collect()
}

/// The address that an app reads from the QR code.
pub fn address(secret: &str, issuer: &str, account: &str) -> String {
    let (issuer, account) = (percent_encoded(issuer), percent_encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The step of time in which a moment lies.
pub fn step_at(at: Moment) -> i64 {
    at.ms().div_euclid(STEP_MS)
}

/// The code of a step.
///
/// # Errors
/// `Bug` for a secret that is none.
pub fn code(secret: &str, step: i64) -> Result<String> {
    let key = BASE32_NOPAD.decode(secret.as_bytes()).map_err(|_| Error::bug("a secret of codes that is no Base32"))?;
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &step.to_be_bytes());
    let tag = tag.as_ref();
    // RFC 4226, 5.3: the last four bits say where the four bytes stand
    let at = tag.last().map_or(0, |last| usize::from(last & 15));
    let taken = tag.iter().skip(at).take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
    Ok(format!("{:0DIGITS$}", (taken & 0x7fff_ffff) % 10_u32.pow(6)))
}

/// The step whose code was typed, if it is one of about now and comes after the last one that was used: no code counts twice.
///
/// # Errors
/// As [`code`].
pub fn fitting_step(secret: &str, typed: &str, at: Moment, last: i64) -> Result<Option<i64>> {
    let now = step_at(at);
    let mut fitting = None;
    for step in (now - STEPS_OFF)..=(now + STEPS_OFF) {
        let fits = bool::from(code(secret, step)?.as_bytes().ct_eq(typed.as_bytes()));
        if fits && step > last && fitting.is_none() {
            fitting = Some(step);
        }
    }
    Ok(fitting)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of both RFCs' examples: the text `12345678901234567890`.
    fn secret() -> String {
        BASE32_NOPAD.encode(b"12345678901234567890")
    }

    #[test]
    fn codes_are_those_of_rfc_4226() {
        let told = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, wanted) in (0..).zip(told) {
            assert_eq!(code(&secret(), step).unwrap(), wanted, "{step}");
        }
    }

    #[test]
    fn times_are_those_of_rfc_6238() {
        // its examples have eight digits: ours are their last six
        for (seconds, wanted) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(&secret(), step_at(Moment(seconds * 1_000))).unwrap(), wanted, "{seconds}");
        }
    }

    #[test]
    fn a_code_of_half_a_minute_before_or_after_counts_and_none_counts_twice() {
        let at = Moment(1_234_567_890_000);
        let now = step_at(at);
        for off in -3..=3 {
            let typed = code(&secret(), now + off).unwrap();
            let fitting = fitting_step(&secret(), &typed, at, 0).unwrap();
            assert_eq!(fitting, (-1..=1).contains(&off).then_some(now + off), "{off}");
            assert_eq!(fitting_step(&secret(), &typed, at, now + off).unwrap(), None, "{off} once more");
        }
        assert_eq!(fitting_step(&secret(), "", at, 0).unwrap(), None);
        assert!(fitting_step("not base 32", "000000", at, 0).is_err());
    }

    #[test]
    fn what_is_typed_may_have_blanks_and_hyphens() {
        let fresh = new_recovery_code().unwrap();
        assert_eq!(fresh.len(), 19, "{fresh}");
        assert_eq!(tidied(&format!(" {} ", fresh.to_lowercase())), fresh.replace('-', ""));
        assert_eq!(tidied("123 456"), "123456");
    }

    #[test]
    fn the_address_says_whose_code_it_is() {
        assert_eq!(
            address("JBSWY3DP", "新风", "wang"),
            "otpauth://totp/%E6%96%B0%E9%A3%8E:wang?secret=JBSWY3DP&issuer=%E6%96%B0%E9%A3%8E&algorithm=SHA1&digits=6&period=30"
        );
    }
}

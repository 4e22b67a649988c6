//! What an ID token says, checked as OpenID Connect Core (3.1.3.7) asks: whose it is, for whom, until when, and of which sign-in.

use kernel::Moment;
use kernel::time::MINUTE;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::jws::Doubt;

/// So far a provider's clock may be from ours.
const CLOCKS_APART: i64 = 2 * MINUTE;
/// So long may an account's name be at its provider (OpenID Connect Core, 2), in bytes.
const SUBJECT_MAX: usize = 255;

/// What the token must say.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub audience: &'a str,
    pub nonce: &'a str,
    pub now: Moment,
}

/// Who signs in, as the provider says it.
#[derive(Clone, Debug)]
pub struct Said {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// The provider's own name of the account; at most 255 bytes.
    pub subject: String,
    claims: Value,
}

impl Said {
    /// A text of the token: `email`, `preferred_username` …; none where it is missing or blank.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
    /// Whether the provider says that it does not know the claim to be true: `email_verified` of `email`.
    pub fn is_unverified(&self, claim: &str) -> bool {
        let verified = self.claims.get(format!("{claim}_verified"));
        verified.is_some_and(|verified| *verified == Value::Bool(false) || verified.as_str() == Some("false"))
    }
}

#[derive(Deserialize)]
struct Standard {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: Number,
    nbf: Option<Number>,
    iat: Option<Number>,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

pub(super) fn checked(claims: Value, expected: Expected<'_>) -> Result<Said, Doubt> {
    let said: Standard = serde_json::from_value(claims.clone()).map_err(|_| Doubt::Shape)?;
    if said.iss != expected.issuer {
        return Err(Doubt::Issuer);
    }
    let is_for_us = match &said.aud {
        Audience::One(one) => one == expected.audience,
        // where it is for several, it must say that it was made for us
        Audience::Many(many) => {
            many.iter().any(|one| one == expected.audience) && (many.len() == 1 || said.azp.is_some())
        }
    };
    if !is_for_us || said.azp.as_ref().is_some_and(|azp| azp != expected.audience) {
        return Err(Doubt::Audience);
    }
    let ends = moment(&said.exp)?;
    let begins = [&said.nbf, &said.iat].into_iter().flatten().map(moment).collect::<Result<Vec<_>, _>>()?;
    if ends <= expected.now + -CLOCKS_APART || begins.iter().any(|begin| *begin > expected.now + CLOCKS_APART) {
        return Err(Doubt::Time);
    }
    if said.nonce.as_deref() != Some(expected.nonce) {
        return Err(Doubt::Nonce);
    }
    if said.sub.trim().is_empty() || said.sub.len() > SUBJECT_MAX {
        return Err(Doubt::Shape);
    }
    Ok(Said { issuer: said.iss, subject: said.sub, claims })
}

/// Seconds since 1970, which some write with a fraction.
fn moment(seconds: &Number) -> Result<Moment, Doubt> {
    let whole = seconds.to_string();
    let whole: i64 = whole.split('.').next().unwrap_or_default().parse().map_err(|_| Doubt::Shape)?;
    whole.checked_mul(1_000).map(Moment).ok_or(Doubt::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_795_228_200;

    fn told(change: Value) -> Result<Said, Doubt> {
        let mut claims = json!({ "iss": "https://id", "sub": "u1", "aud": "us", "exp": NOW + 300, "iat": NOW, "nonce": "n",
            "email": " wang@example.com ", "email_verified": false });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        checked(claims, Expected { issuer: "https://id", audience: "us", nonce: "n", now: Moment(NOW * 1_000) })
    }

    #[test]
    fn a_token_is_believed_only_where_everything_in_it_is_meant_for_this_sign_in() {
        for (change, doubt) in [
            (json!({}), None),
            (json!({ "aud": ["us"] }), None),
            (json!({ "aud": ["us", "them"], "azp": "us" }), None),
            (json!({ "exp": NOW - 60 }), None),
            (json!({ "exp": 1_795_228_500.5 }), None),
            (json!({ "iss": "https://id/" }), Some(Doubt::Issuer)),
            (json!({ "aud": "them" }), Some(Doubt::Audience)),
            (json!({ "aud": ["us", "them"] }), Some(Doubt::Audience)),
            (json!({ "aud": ["us"], "azp": "them" }), Some(Doubt::Audience)),
            (json!({ "exp": NOW - 121 }), Some(Doubt::Time)),
            (json!({ "nbf": NOW + 300 }), Some(Doubt::Time)),
            (json!({ "iat": NOW + 300 }), Some(Doubt::Time)),
            (json!({ "nonce": "another" }), Some(Doubt::Nonce)),
            (json!({ "nonce": null }), Some(Doubt::Nonce)),
            (json!({ "sub": " " }), Some(Doubt::Shape)),
            (json!({ "sub": "a".repeat(255) }), None),
            (json!({ "sub": "a".repeat(256) }), Some(Doubt::Shape)),
            (json!({ "exp": "soon" }), Some(Doubt::Shape)),
            (json!({ "exp": i64::MAX }), Some(Doubt::Shape)),
        ] {
            assert_eq!(told(change.clone()).err(), doubt, "{change}");
        }
    }

    #[test]
    fn what_the_provider_does_not_know_to_be_true_is_said_so() {
        let said = told(json!({})).unwrap();
        assert_eq!((said.issuer.as_str(), said.subject.as_str()), ("https://id", "u1"));
        assert_eq!((said.text("email"), said.text("name")), (Some("wang@example.com"), None));
        assert!(said.is_unverified("email") && !said.is_unverified("phone_number"));
    }
}

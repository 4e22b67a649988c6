//! Signing by the Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body`, with a secret that only sender and receiver have.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Moment, Result};
use sha2::Sha256;

/// What every secret begins with.
const PREFIX: &str = "whsec_";
/// Random bytes of a secret; the scheme asks for 24 to 64.
const BYTES: usize = 32;

/// A new secret: `whsec_…`.
///
/// # Errors
/// `Unavailable` without randomness.
pub fn new_secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(crate::random::bytes(BYTES)?)))
}

/// The three headers of a message, signed with each secret: during a rotation with the new one and the old one.
///
/// # Errors
/// `Bug` for a secret that is none.
pub fn headers(id: &str, at: Moment, body: &[u8], secrets: &[&str]) -> Result<Vec<(&'static str, String)>> {
    let seconds = at.ms() / kernel::time::SECOND;
    let signatures =
        secrets.iter().map(|secret| signature(id, seconds, body, secret)).collect::<Result<Vec<String>>>()?;
    Ok(vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ])
}

fn signature(id: &str, seconds: i64, body: &[u8], secret: &str) -> Result<String> {
    let key = secret.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
    let key = key.ok_or_else(|| Error::bug("a webhook's secret that is none"))?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::bug)?;
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_scheme_says() {
        // the scheme's own example
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let at = Moment::from_ms(1_614_265_330_000);
        let signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#, &[secret]).unwrap();
        assert_eq!(signed[1], ("webhook-timestamp", "1614265330".to_owned()));
        assert_eq!(signed[2], ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()));
    }

    #[test]
    fn during_a_rotation_both_secrets_sign() {
        let (new, old) = (new_secret().unwrap(), new_secret().unwrap());
        assert!(new.starts_with("whsec_") && new != old);
        let signed = headers("m", Moment::from_ms(1_000), b"{}", &[&new, &old]).unwrap();
        assert_eq!(signed[2].1.split(' ').filter(|each| each.starts_with("v1,")).count(), 2);
        assert!(headers("m", Moment::from_ms(1_000), b"{}", &["hunter2"]).is_err());
    }
}

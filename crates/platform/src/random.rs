//! Secrets and codes from the machine's randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use sha2::{Digest, Sha256};

/// HMAC-SHA256 of a text as URL-safe text: shows that whoever says it knew the key.
///
/// # Errors
/// `Bug` for a key that is none.
pub fn sealed(key: &str, text: &str) -> kernel::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(seal(key, text)?.finalize().into_bytes()))
}

/// Whether a text was [`sealed`] so. Compared in constant time.
///
/// # Errors
/// As [`sealed`].
pub fn is_sealed(key: &str, text: &str, mac: &str) -> kernel::Result<bool> {
    let shown = URL_SAFE_NO_PAD.decode(mac).unwrap_or_default();
    Ok(seal(key, text)?.verify_slice(&shown).is_ok())
}

fn seal(key: &str, text: &str) -> kernel::Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(kernel::Error::bug)?;
    mac.update(text.as_bytes());
    Ok(mac)
}

/// `bytes` random bytes from the operating system as URL-safe text.
///
/// # Errors
/// `Unavailable` when the machine has no randomness to give.
pub fn secret(bytes: usize) -> kernel::Result<String> {
    self::bytes(bytes).map(|random| URL_SAFE_NO_PAD.encode(random))
}

/// So many random bytes from the operating system.
///
/// # Errors
/// As [`secret`].
pub fn bytes(count: usize) -> kernel::Result<Vec<u8>> {
    let mut buffer = vec![0; count];
    rand::rngs::SysRng
        .try_fill_bytes(&mut buffer)
        .map_err(|e| kernel::Error::Unavailable(format!("randomness: {e}")))?;
    Ok(buffer)
}

/// SHA-256 as lower-case hex: how secrets are kept and files are named.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    })
}

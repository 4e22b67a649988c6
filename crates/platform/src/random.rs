//! Secrets and codes from the machine's randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRng;
use sha2::{Digest, Sha256};

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

//! Passwords: argon2id, off the async threads, and never a guess that answers faster for an unknown name.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use kernel::{Error, Result};

/// Shortest password, in characters. Length is what protects; composition rules are not asked for (NIST SP 800-63B).
pub const LENGTH_MIN: usize = 8;
pub const LENGTH_MAX: usize = 200;

/// Hashes with argon2id at the library's defaults (19 MiB, 2 passes: OWASP's minimum).
///
/// # Errors
/// `Bug` when hashing fails.
pub async fn hash(password: String) -> Result<String> {
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(Error::bug)?
}

fn hash_now(password: &str) -> Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::bug)
}

/// Does the password fit? Without a hash (unknown name) the same work is done for nothing, so that time tells nothing.
///
/// # Errors
/// `Bug` when the task fails.
pub async fn fits(password: String, hash: Option<String>) -> Result<bool> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => match NOBODY.get() {
                Some(hash) => hash.clone(),
                None => NOBODY.get_or_init(|| hash_now("nobody").unwrap_or_default()).clone(),
            },
        };
        Ok(Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known)
    })
    .await
    .map_err(Error::bug)?
}

//! Company accounts: signing in with the accounts that a company keeps elsewhere, at a provider that speaks OpenID Connect
//! (docs/sign-in.md, decision 0058).
//!
//! ```text
//! sign-in page ─► departure (state, nonce, verifier kept as an errand) ─► the provider ─► return ─► token checked ─► person (bound) ─► session
//! ```

pub(super) mod bond;
mod errand;
mod person;
pub(super) mod set_up;
pub(super) mod way;

pub use set_up::set_reach;

#[cfg(test)]
mod tests;

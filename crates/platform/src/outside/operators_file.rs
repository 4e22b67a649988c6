//! What the operator's files have in common: values that stand elsewhere, addresses, and being told what is wrong without a secret in it.

use kernel::{Error, Result};

use super::{Address, Reach};

/// One of the operator's files, by what it is called in errors.
#[derive(Clone, Copy)]
pub(super) struct OperatorsFile(pub &'static str);

impl OperatorsFile {
    /// What is wrong with it, and where.
    pub fn wrong(self, place: &str, what: &str) -> Error {
        let place = if place.is_empty() { String::new() } else { format!(" {place}") };
        Error::Unavailable(format!("{}:{place} {what}", self.0))
    }

    /// A value: as it stands there, what the environment calls so (`env:NAME`), or what another file holds (`file:/path`).
    pub fn given(self, place: &str, value: &str) -> Result<String> {
        let found = match (value.strip_prefix("env:"), value.strip_prefix("file:")) {
            (Some(name), _) => std::env::var(name)
                .map_err(|_| self.wrong(place, &format!("names {name}, which the environment lacks")))?,
            (_, Some(path)) => {
                std::fs::read_to_string(path).map_err(|e| self.wrong(place, &format!("names {path}: {e}")))?
            }
            _ => value.to_owned(),
        };
        if found.trim().is_empty() { Err(self.wrong(place, "is empty")) } else { Ok(found) }
    }

    /// The operator's own choice: it may be a machine in their network.
    pub fn address(self, part: &str, typed: Option<String>, usual: &str) -> Result<Address> {
        let typed = typed.unwrap_or_else(|| usual.to_owned());
        Address::parse(&typed, Reach::Anywhere)
            .map_err(|_| self.wrong(&format!("{part}.address"), "is no address: https://…"))
    }
}

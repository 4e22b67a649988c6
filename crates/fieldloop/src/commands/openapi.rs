//! `fieldloop openapi`: the API's description.

use kernel::{Error, Result};

/// Writes the description to standard output.
///
/// # Errors
/// `Bug` when it cannot be written as JSON.
pub fn run() -> Result<()> {
    let text = serde_json::to_string_pretty(&describe()).map_err(Error::bug)?;
    println!("{text}");
    Ok(())
}

/// The description of every route.
pub fn describe() -> serde_json::Value {
    let (_, ops, schemas) = crate::routes().finish();
    platform::http::describe(&ops, schemas, env!("CARGO_PKG_VERSION"))
}

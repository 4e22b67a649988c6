//! The table of rights as the company reads it: who may do what, and of how much.

use kernel::code::Code;
use kernel::{Page, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::role::{Role, ScopeKind};

/// A role with its rights.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RoleShown {
    pub role: Role,
    /// How much somebody in this role sees unless told otherwise.
    pub scope: ScopeKind,
    /// Words of [`super::may`].
    pub permissions: Vec<String>,
}

pub(super) async fn list(_: &View, _: (), _: Nothing) -> Result<Page<RoleShown>> {
    let shown = |role: &Role| RoleShown {
        role: *role,
        scope: role.default_scope(),
        permissions: role.permissions().iter().map(|permission| permission.0.to_owned()).collect(),
    };
    Ok(Page { items: Role::ALL.iter().map(shown).collect(), next: None })
}

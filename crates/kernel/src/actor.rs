//! The actor: who acts, for which company, seeing how much, from where, and at which moment. Nothing is written without one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::id::{TenantId, UnitId, UserId};
use crate::time::{Moment, Zone};

/// The right to do one kind of thing: `"orders.open"`. Roles are sets of these; a route names the one it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(pub &'static str);

/// How much of the company's records the actor sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole company.
    Everything,
    /// Records of these units (a unit alone, or a unit with all below it, already expanded).
    Units(Arc<[UnitId]>),
    /// Only records in which the actor takes part.
    Own,
}

impl Scope {
    /// May a record of this unit be seen? Records without a unit belong to the company and are seen by those who see everything.
    pub fn covers(&self, unit: Option<UnitId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Units(units) => unit.is_some_and(|unit| units.contains(&unit)),
            Self::Own => false,
        }
    }
}

/// From where something was done; kept with every event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Via {
    /// `console`, `field`, `customer`, `api`, `import`, `demo`, `system`.
    pub channel: &'static str,
    pub device: Option<String>,
    pub address: Option<String>,
}

/// The two languages of the program; Chinese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// Who acts. Made by the gate from a session, an API key or a named system task; one `now` for the whole request.
#[derive(Clone, Debug)]
pub struct Actor {
    pub tenant: TenantId,
    pub user: UserId,
    /// The unit the actor belongs to; new records are theirs unless said otherwise.
    pub unit: Option<UnitId>,
    pub permissions: Arc<BTreeSet<Permission>>,
    pub scope: Scope,
    pub via: Via,
    pub lang: Lang,
    pub zone: Zone,
    pub now: Moment,
    /// The session's CSRF token, where a session speaks.
    pub csrf: Option<String>,
}

impl Actor {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
    /// Today in the company's zone.
    pub fn today(&self) -> crate::Day {
        self.zone.day_of(self.now)
    }
}

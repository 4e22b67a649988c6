//! Role × permission, decided in this one table; scope says of how much.

use std::collections::BTreeSet;

use kernel::{Permission, code};

/// Permissions: one constant per right, named `room.deed`.
pub mod may {
    use kernel::Permission;

    macro_rules! permissions {
        ($($name:ident = $word:literal),+ $(,)?) => {
            $(pub const $name: Permission = Permission($word);)+
            pub const ALL: &[Permission] = &[$($name),+];
        };
    }
    permissions! {
        ORDERS_READ = "orders.read",
        ORDERS_OPEN = "orders.open",
        ORDERS_EDIT = "orders.edit",
        ORDERS_HOLD = "orders.hold",
        ORDERS_CANCEL = "orders.cancel",
        ORDERS_TRANSFER = "orders.transfer",
        ORDERS_CLOSE = "orders.close",
        ORDERS_TALK = "orders.talk",
        WARRANTY_OVERRIDE = "warranty.override",
        DISPATCH_READ = "dispatch.read",
        DISPATCH_ASSIGN = "dispatch.assign",
        DISPATCH_OVERRIDE = "dispatch.override",
        VISITS_READ = "visits.read",
        VISITS_WORK = "visits.work",
        CHARGES_EDIT = "charges.edit",
        CHARGES_OFF_LIST = "charges.off_list",
        MONEY_READ = "money.read",
        MONEY_RECORD = "money.record",
        MONEY_CORRECT = "money.correct",
        EXPENSES_APPROVE = "expenses.approve",
        CUSTOMERS_READ = "customers.read",
        CUSTOMERS_EDIT = "customers.edit",
        CUSTOMERS_REVEAL = "customers.reveal",
        CUSTOMERS_ERASE = "customers.erase",
        CUSTOMERS_HAND_OVER = "customers.hand_over",
        ASSETS_READ = "assets.read",
        ASSETS_EDIT = "assets.edit",
        SALES_READ = "sales.read",
        SALES_EDIT = "sales.edit",
        SALES_FULFIL = "sales.fulfil",
        LEADS_READ = "leads.read",
        LEADS_EDIT = "leads.edit",
        QUOTES_APPROVE = "quotes.approve",
        PROMISES_SETTLE = "promises.settle",
        REPORTS_ISSUE = "reports.issue",
        REVIEWS_RECORD = "reviews.record",
        REVIEWS_READ = "reviews.read",
        PEOPLE_READ = "people.read",
        PEOPLE_EDIT = "people.edit",
        CATALOGUE_READ = "catalogue.read",
        CATALOGUE_EDIT = "catalogue.edit",
        FILES_READ = "files.read",
        FILES_ADD = "files.add",
        INSIGHT_READ = "insight.read",
        IMPORTS_RUN = "imports.run",
        EXPORTS_DAILY = "exports.daily",
        EXPORTS_RUN = "exports.run",
        AUDIT_READ = "audit.read",
        USERS_READ = "users.read",
        USERS_ADMIN = "users.admin",
        COMPANY_ADMIN = "company.admin",
        CALLS_ANNOUNCE = "calls.announce",
        EXCEPTIONS_HANDLE = "exceptions.handle",
        SIMULATIONS_RUN = "simulations.run",
    }
    /// What a right holds within itself: who may take every list may take those of a day's work.
    pub(in crate::identity) fn holds(right: Permission, other: Permission) -> bool {
        right == other || (right == EXPORTS_RUN && other == EXPORTS_DAILY)
    }
    /// What a customer's link shows; of no role.
    pub const PORTAL_LOOK: Permission = Permission("portal.look");
    /// What a customer may do who has said the last four digits of the phone; of no role.
    pub const PORTAL_ACT: Permission = Permission("portal.act");
    /// Manuals, drawings and the offer that a customer's link leads to, also opened by a plain link with a pass; of no role.
    pub const PORTAL_PAPERS: Permission = Permission("portal.papers");
    /// Service reports, likewise, after the digits were said; of no role.
    pub const PORTAL_REPORTS: Permission = Permission("portal.reports");
}

code! {
    /// What somebody is in the company. One person may be several.
    pub enum Role as "role" {
        Desk = "desk",
        Dispatcher = "dispatcher",
        Technician = "technician",
        Guide = "guide",
        Storekeeper = "storekeeper",
        Finance = "finance",
        Quality = "quality",
        Manager = "manager",
        Admin = "admin",
        /// An outlet's or subcontractor's own dispatcher and head.
        Provider = "provider",
    }
}
code! {
    /// Of how much a user sees.
    pub enum ScopeKind as "scope" {
        /// Only what one takes part in.
        Own = "own",
        /// One's unit.
        Unit = "unit",
        /// One's unit and all below it.
        Subtree = "subtree",
        All = "all",
    }
}

impl Role {
    /// The rights of the role.
    pub fn permissions(self) -> &'static [Permission] {
        use may::*;
        match self {
            Self::Desk => &[
                EXPORTS_DAILY,
                CHARGES_OFF_LIST,
                SALES_FULFIL,
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_EDIT,
                ORDERS_HOLD,
                ORDERS_CANCEL,
                ORDERS_TRANSFER,
                ORDERS_CLOSE,
                ORDERS_TALK,
                REPORTS_ISSUE,
                WARRANTY_OVERRIDE,
                DISPATCH_READ,
                VISITS_READ,
                CHARGES_EDIT,
                MONEY_READ,
                MONEY_RECORD,
                CUSTOMERS_READ,
                CUSTOMERS_EDIT,
                CUSTOMERS_REVEAL,
                ASSETS_READ,
                ASSETS_EDIT,
                SALES_READ,
                REVIEWS_RECORD,
                REVIEWS_READ,
                PEOPLE_READ,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
                USERS_READ,
            ],
            Self::Dispatcher => &[
                EXPORTS_DAILY,
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_EDIT,
                ORDERS_HOLD,
                ORDERS_CANCEL,
                ORDERS_TRANSFER,
                ORDERS_TALK,
                REPORTS_ISSUE,
                DISPATCH_READ,
                DISPATCH_ASSIGN,
                DISPATCH_OVERRIDE,
                VISITS_READ,
                CUSTOMERS_READ,
                CUSTOMERS_REVEAL,
                ASSETS_READ,
                SALES_READ,
                PEOPLE_READ,
                PEOPLE_EDIT,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
                USERS_READ,
                REVIEWS_READ,
            ],
            Self::Technician => &[
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_TALK,
                REPORTS_ISSUE,
                VISITS_READ,
                VISITS_WORK,
                CHARGES_EDIT,
                MONEY_RECORD,
                CUSTOMERS_READ,
                CUSTOMERS_REVEAL,
                ASSETS_READ,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
            ],
            Self::Guide => &[
                SALES_FULFIL,
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_TALK,
                VISITS_READ,
                CUSTOMERS_READ,
                CUSTOMERS_EDIT,
                CUSTOMERS_REVEAL,
                ASSETS_READ,
                SALES_READ,
                SALES_EDIT,
                LEADS_READ,
                LEADS_EDIT,
                MONEY_RECORD,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
            ],
            Self::Storekeeper => &[
                SALES_FULFIL,
                ORDERS_READ,
                VISITS_READ,
                ASSETS_READ,
                SALES_READ,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
            ],
            Self::Finance => &[
                CHARGES_OFF_LIST,
                MONEY_CORRECT,
                EXPENSES_APPROVE,
                ORDERS_READ,
                VISITS_READ,
                MONEY_READ,
                MONEY_RECORD,
                CHARGES_EDIT,
                CUSTOMERS_READ,
                SALES_READ,
                CATALOGUE_READ,
                FILES_READ,
                INSIGHT_READ,
                EXPORTS_DAILY,
                EXPORTS_RUN,
                USERS_READ,
            ],
            Self::Quality => &[
                EXCEPTIONS_HANDLE,
                ORDERS_READ,
                ORDERS_TALK,
                VISITS_READ,
                CUSTOMERS_READ,
                ASSETS_READ,
                REVIEWS_READ,
                REVIEWS_RECORD,
                CATALOGUE_READ,
                FILES_READ,
                INSIGHT_READ,
                PEOPLE_READ,
                USERS_READ,
            ],
            Self::Manager => &[
                SIMULATIONS_RUN,
                EXCEPTIONS_HANDLE,
                CHARGES_OFF_LIST,
                MONEY_CORRECT,
                EXPENSES_APPROVE,
                SALES_FULFIL,
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_EDIT,
                ORDERS_HOLD,
                ORDERS_CANCEL,
                ORDERS_TRANSFER,
                ORDERS_CLOSE,
                ORDERS_TALK,
                REPORTS_ISSUE,
                WARRANTY_OVERRIDE,
                DISPATCH_READ,
                DISPATCH_ASSIGN,
                DISPATCH_OVERRIDE,
                VISITS_READ,
                CHARGES_EDIT,
                MONEY_READ,
                CUSTOMERS_READ,
                CUSTOMERS_EDIT,
                CUSTOMERS_REVEAL,
                CUSTOMERS_ERASE,
                CUSTOMERS_HAND_OVER,
                ASSETS_READ,
                ASSETS_EDIT,
                SALES_READ,
                SALES_EDIT,
                LEADS_READ,
                LEADS_EDIT,
                QUOTES_APPROVE,
                REVIEWS_READ,
                REVIEWS_RECORD,
                PEOPLE_READ,
                PEOPLE_EDIT,
                CATALOGUE_READ,
                CATALOGUE_EDIT,
                FILES_READ,
                FILES_ADD,
                INSIGHT_READ,
                EXPORTS_DAILY,
                EXPORTS_RUN,
                AUDIT_READ,
                USERS_READ,
            ],
            Self::Admin => may::ALL,
            Self::Provider => &[
                EXCEPTIONS_HANDLE,
                PROMISES_SETTLE,
                ORDERS_READ,
                ORDERS_OPEN,
                ORDERS_EDIT,
                ORDERS_HOLD,
                ORDERS_TRANSFER,
                ORDERS_TALK,
                REPORTS_ISSUE,
                DISPATCH_READ,
                DISPATCH_ASSIGN,
                VISITS_READ,
                CUSTOMERS_READ,
                CUSTOMERS_REVEAL,
                ASSETS_READ,
                PEOPLE_READ,
                PEOPLE_EDIT,
                CATALOGUE_READ,
                FILES_READ,
                FILES_ADD,
                INSIGHT_READ,
                USERS_READ,
                REVIEWS_READ,
            ],
        }
    }
    /// How much somebody in this role sees unless told otherwise.
    pub fn default_scope(self) -> ScopeKind {
        match self {
            Self::Technician | Self::Guide => ScopeKind::Own,
            Self::Provider | Self::Storekeeper => ScopeKind::Subtree,
            _ => ScopeKind::All,
        }
    }
}

/// The rights of several roles together.
pub fn permissions_of(roles: &[Role]) -> BTreeSet<Permission> {
    roles.iter().flat_map(|role| role.permissions().iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::code::Code;

    #[test]
    fn only_an_admin_may_open_accounts() {
        for role in Role::ALL {
            assert_eq!(role.permissions().contains(&may::USERS_ADMIN), *role == Role::Admin, "{role}");
        }
    }

    #[test]
    fn lists_leave_the_house_by_the_office_alone() {
        for role in Role::ALL {
            let rights = role.permissions();
            let is_office = matches!(role, Role::Desk | Role::Dispatcher | Role::Finance | Role::Manager | Role::Admin);
            assert_eq!(rights.contains(&may::EXPORTS_DAILY), is_office, "{role}");
            assert!(is_office || !rights.contains(&may::EXPORTS_RUN), "{role}");
        }
    }

    #[test]
    fn a_storekeeper_sees_no_customers_phone() {
        assert!(!Role::Storekeeper.permissions().contains(&may::CUSTOMERS_REVEAL));
    }
}

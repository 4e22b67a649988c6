//! Identity's tables as structs.

use kernel::id::{TenantId, UnitId, UserId};
use kernel::{Json, Moment, Phone, Point, code, id};
use platform::record;

use super::role::{Role, ScopeKind};
use crate::nouns::{AssetId, CustomerId, OrderId, QuoteId};

id! {
    /// A signed-in browser or phone.
    SessionId = "session",
    /// A key by which another program calls the API.
    ApiKeyId = "api_key",
    /// A link by which a customer reaches what is theirs.
    CustomerLinkId = "customer_link",
    /// A page with its filters, under a name.
    SavedViewId = "saved_view",
}

code! {
    /// Where a unit stands in the company.
    pub enum UnitKind as "unit_kind" { Hq = "hq", Region = "region", Outlet = "outlet", Store = "store" }
}
code! {
    pub enum UserStatus as "user_status" {
        Active = "active",
        /// Left or suspended: no sign-in, everything recorded stays.
        Disabled = "disabled",
    }
}
code! {
    pub enum CompanyStatus as "company_status" { Active = "active", Suspended = "suspended" }
}

/// A company. The one table whose key is not `(tenant_id, id)`: it is the tenant.
#[derive(Clone, Debug)]
pub struct Company {
    pub id: TenantId,
    /// What people type at sign-in: `demo`.
    pub code: String,
    pub name: String,
    pub zone: kernel::Zone,
    pub currency: String,
    pub status: CompanyStatus,
}

record! {
    /// HQ, a region, an outlet or a store.
    pub struct Unit in "unit" as "unit" (UnitId), versioned {
        pub id: UnitId,
        pub code: String,
        pub name: String,
        pub kind: UnitKind,
        pub parent_id: Option<UnitId>,
        pub place: Option<Point>,
        pub address: Option<String>,
        /// The office's own.
        pub phone: Option<Phone>,
        /// What its customers call instead of the company's number; public.
        pub service_phone: Option<Phone>,
        /// When somebody answers it, in words.
        pub service_hours: String,
        pub created_at: Moment,
        /// Nobody new belongs to it from then on.
        pub closed_at: Option<Moment>,
    }
}

record! {
    /// Somebody who can sign in.
    pub struct AppUser in "app_user" as "user" (UserId), versioned {
        pub id: UserId,
        /// Lower case; unique in the company.
        pub login: String,
        pub name: String,
        pub phone: Option<Phone>,
        pub unit_id: Option<UnitId>,
        pub roles: Json<Vec<Role>>,
        pub scope: ScopeKind,
        pub status: UserStatus,
        /// Argon2id in PHC form.
        pub password_hash: String,
        /// Wrong passwords since the last right one.
        pub failed_count: i64,
        pub locked_until_at: Option<Moment>,
        pub created_at: Moment,
        /// The telephone on this person's desk; one person's in the company.
        pub extension: Option<String>,
        /// Lower case; one person's in the company. By it somebody may be known who signs in with the company's account.
        pub email: Option<String>,
        /// Since when signing in takes a code besides the password; none where it does not.
        pub second_step_since_at: Option<Moment>,
        /// The provider of the company account by which this person signs in; none until the first time.
        pub account_issuer: Option<String>,
        /// That provider's own name of the account (`sub`); one person's in the company.
        pub account_subject: Option<String>,
        /// Since when the two belong together.
        pub account_bound_at: Option<Moment>,
    }
}

record! {
    /// A session; its token is kept as a hash only.
    pub struct Session in "session" as "session" (SessionId) {
        pub id: SessionId,
        pub token_hash: String,
        pub user_id: UserId,
        pub csrf: String,
        pub created_at: Moment,
        pub expires_at: Moment,
        pub revoked_at: Option<Moment>,
        pub device: Option<String>,
        pub address: Option<String>,
    }
}

record! {
    /// An API key; acts as its user, narrowed to its permissions.
    pub struct ApiKey in "api_key" as "api_key" (ApiKeyId), versioned {
        pub id: ApiKeyId,
        pub name: String,
        pub token_hash: String,
        pub user_id: UserId,
        pub permissions: Json<Vec<String>>,
        pub created_at: Moment,
        pub expires_at: Option<Moment>,
        pub revoked_at: Option<Moment>,
        /// For recognising the key on a list.
        pub last_four: String,
    }
}

code! {
    /// What a customer's link leads to.
    pub enum CustomerLinkKind as "customer_link_kind" {
        /// One order: its progress, and everything the customer may say to it.
        Order = "order",
        /// A machine: printed on its label.
        Asset = "asset",
        /// The company's page for requests.
        Company = "company",
        /// What somebody was offered.
        Quote = "quote",
    }
}

record! {
    /// A link by which a customer reaches what is theirs without an account. Of most the token is kept as a hash only; what is printed on
    /// machines or shown by the company is public anyway and kept, to be printed again.
    pub struct CustomerLink in "customer_link" as "customer_link" (CustomerLinkId), versioned {
        pub id: CustomerLinkId,
        pub kind: CustomerLinkKind,
        /// What the company calls it; empty for links to orders and machines.
        pub name: String,
        pub order_id: Option<OrderId>,
        pub asset_id: Option<AssetId>,
        pub quote_id: Option<QuoteId>,
        pub customer_id: Option<CustomerId>,
        pub token_hash: String,
        pub printed: Option<String>,
        /// Whoever holds it has said the last four digits of the phone.
        pub verified: bool,
        /// The link from which a verified one was opened; revoked with it.
        pub opened_from: Option<CustomerLinkId>,
        /// Wrong digits since the last right ones.
        pub wrong_count: i64,
        pub locked_until_at: Option<Moment>,
        pub created_at: Moment,
        pub created_by: UserId,
        pub expires_at: Option<Moment>,
        pub revoked_at: Option<Moment>,
    }
}

record! {
    /// A page of the console with its filters, under its owner's name for it.
    pub struct SavedView in "saved_view" as "saved_view" (SavedViewId), versioned {
        pub id: SavedViewId,
        pub owner_id: UserId,
        pub page: String,
        pub name: String,
        pub query: String,
        pub is_shared: bool,
        pub created_at: Moment,
    }
}

//! A company's provider of accounts: where it is, as whom we ask there, and how the people of both are matched.

use std::sync::OnceLock;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::error::{Check, FieldError};
use kernel::id::UnitId;
use kernel::text::tidy;
use kernel::{Id, Moment, Result, code, id};
use platform::db::{self, Event, Tx, View};
use platform::http::{Caller, Nothing, problem};
use platform::outside::{Address, Reach, accounts};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::identity::record::Unit;
use crate::identity::role::Role;

static REACH: OnceLock<Reach> = OnceLock::new();

/// Sets how far providers of accounts may be; said once, at the start.
pub fn set_reach(reach: Reach) {
    REACH.get_or_init(|| reach);
}

/// How far providers of accounts may be; those of tests are on this machine.
pub(super) fn reach() -> Reach {
    REACH.get().copied().unwrap_or(if cfg!(test) { Reach::Anywhere } else { Reach::Public })
}

id! {
    /// A company's provider of accounts; one for each, with the company's own id.
    AccountProviderId = "account_provider",
}

code! {
    /// By what of a person the company's account is recognised.
    pub enum MatchedBy as "matched_by" { Login = "login", Email = "email", Phone = "phone" }
}

record! {
    /// A company's provider of accounts. Its secret is kept in the clear, as it has to be shown to the provider.
    pub struct AccountProvider in "account_provider" as "account_provider" (AccountProviderId), versioned {
        pub id: AccountProviderId,
        pub is_on: bool,
        /// What stands on the button.
        pub label: String,
        pub issuer: String,
        pub client_id: String,
        pub client_secret: String,
        pub scopes: String,
        /// The claim of the ID token that is compared.
        pub claim: String,
        pub matched_by: MatchedBy,
        /// Whoever the provider knows and we do not gets an account.
        pub opens_accounts: bool,
        pub new_role: Option<Role>,
        pub new_unit_id: Option<UnitId>,
        pub changed_at: Moment,
    }
}

/// A company's provider of accounts, without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AccountProviderShown {
    pub is_on: bool,
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    /// A secret is kept; it is not shown again.
    pub has_secret: bool,
    pub scopes: String,
    pub claim: String,
    pub matched_by: MatchedBy,
    pub opens_accounts: bool,
    pub new_role: Option<Role>,
    pub new_unit_id: Option<UnitId>,
    /// 0 where nothing was set up yet.
    pub version: i64,
}

/// How a company's provider of accounts is to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutAccountProvider {
    /// Its button stands on the sign-in page.
    pub is_on: bool,
    pub label: String,
    /// `https://…`, below which `.well-known/openid-configuration` is found.
    pub issuer: String,
    pub client_id: String,
    /// Absent: the one that is kept; empty: none.
    pub client_secret: Option<String>,
    /// With blanks between; `openid` is among them.
    pub scopes: String,
    pub claim: String,
    pub matched_by: MatchedBy,
    pub opens_accounts: bool,
    /// The role of accounts that are opened; needed where they are.
    pub new_role: Option<Role>,
    pub new_unit_id: Option<UnitId>,
}

/// The company's provider, on or off.
///
/// # Errors
/// Those of the database.
pub(super) async fn kept(view: &View) -> Result<Option<AccountProvider>> {
    db::find(view, AccountProviderId::from_uuid(view.actor().tenant.uuid())).await
}

fn shown(provider: AccountProvider) -> AccountProviderShown {
    AccountProviderShown {
        is_on: provider.is_on,
        label: provider.label,
        issuer: provider.issuer,
        client_id: provider.client_id,
        has_secret: !provider.client_secret.is_empty(),
        scopes: provider.scopes,
        claim: provider.claim,
        matched_by: provider.matched_by,
        opens_accounts: provider.opens_accounts,
        new_role: provider.new_role,
        new_unit_id: provider.new_unit_id,
        version: provider.version,
    }
}

/// As it comes, before anybody set it up.
fn nothing_yet() -> AccountProviderShown {
    AccountProviderShown {
        is_on: false,
        label: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        has_secret: false,
        scopes: "openid profile email".into(),
        claim: "email".into(),
        matched_by: MatchedBy::Email,
        opens_accounts: false,
        new_role: None,
        new_unit_id: None,
        version: 0,
    }
}

/// `GET /account-provider`
pub(in crate::identity) async fn look(view: &View, (): (), _: Nothing) -> Result<AccountProviderShown> {
    Ok(kept(view).await?.map_or_else(nothing_yet, shown))
}

/// `PUT /account-provider`
///
/// # Errors
/// `Stale`; `Invalid` by field.
pub(in crate::identity) async fn put(tx: &Tx, (): (), wanted: PutAccountProvider) -> Result<AccountProviderShown> {
    let before = kept(tx).await?;
    tx.said().as_seen("account_provider", before.as_ref().map_or(0, |provider| provider.version))?;
    check(&wanted, reach())?;
    if let Some(unit) = wanted.new_unit_id.filter(|_| wanted.opens_accounts) {
        let unit: Option<Unit> = db::find(tx, unit).await?;
        let is_open = unit.is_some_and(|unit| unit.closed_at.is_none());
        let mut check = Check::new();
        check.that(is_open, "new_unit_id", "field.not_a_choice");
        check.done()?;
    }
    let secret = wanted.client_secret.map(|secret| secret.trim().to_owned());
    let provider = AccountProvider {
        id: AccountProviderId::from_uuid(tx.actor().tenant.uuid()),
        is_on: wanted.is_on,
        label: tidy(&wanted.label, false),
        issuer: wanted.issuer.trim().to_owned(),
        client_id: wanted.client_id.trim().to_owned(),
        client_secret: secret.or_else(|| Some(before.as_ref()?.client_secret.clone())).unwrap_or_default(),
        scopes: wanted.scopes.split_whitespace().collect::<Vec<_>>().join(" "),
        claim: wanted.claim.trim().to_owned(),
        matched_by: wanted.matched_by,
        opens_accounts: wanted.opens_accounts,
        new_role: wanted.new_role.filter(|_| wanted.opens_accounts),
        new_unit_id: wanted.new_unit_id.filter(|_| wanted.opens_accounts),
        changed_at: tx.now(),
        version: before.as_ref().map_or(1, |provider| provider.version),
    };
    let provider = if before.is_some() { db::update(tx, provider).await? } else { db::insert(tx, provider).await? };
    let data = json!({ "is_on": provider.is_on, "opens_accounts": provider.opens_accounts, "role": provider.new_role });
    tx.record(Event::new("account_provider.changed").about(provider.id).with(data)).await?;
    Ok(shown(provider))
}

/// Says what is wrong with what a provider is to be. One that is off may be half written.
fn check(wanted: &PutAccountProvider, reach: Reach) -> Result<()> {
    let mut check = Check::new();
    let needed = wanted.is_on;
    for (path, text, max) in [
        ("label", &wanted.label, 40),
        ("issuer", &wanted.issuer, 300),
        ("client_id", &wanted.client_id, 200),
        ("claim", &wanted.claim, 60),
    ] {
        if needed {
            check.text(path, text, max)
        } else {
            check.at_most(path, text, max)
        };
    }
    check.at_most("client_secret", wanted.client_secret.as_deref().unwrap_or_default(), 500);
    check.at_most("scopes", &wanted.scopes, 300);
    let asks_openid = wanted.scopes.split_whitespace().any(|scope| scope == "openid");
    check.that(!needed || asks_openid, "scopes", "field.scope_openid");
    let issuer = wanted.issuer.trim();
    if !issuer.is_empty()
        && let Err(code) = Address::parse(issuer, reach)
    {
        check.note(FieldError::new("issuer", code));
    }
    check.that(!issuer.contains(['?', '#']), "issuer", "field.not_an_address");
    check.that(!wanted.opens_accounts || wanted.new_role.is_some(), "new_role", "field.required");
    // nobody becomes an admin by being known elsewhere
    check.that(wanted.new_role != Some(Role::Admin), "new_role", "field.not_a_choice");
    check.done()
}

/// `POST /account-provider/trial`: asks the provider that is kept for what it says of itself and for its keys.
pub(in crate::identity) async fn try_out(caller: Caller, _: Request) -> Response {
    match tried(&caller).await {
        Ok(()) => {
            (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], axum::Json(Tried { answers: true })).into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

/// What came of trying.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tried {
    pub answers: bool,
}

async fn tried(caller: &Caller) -> Result<()> {
    let provider = kept(&caller.read()).await?.filter(|provider| !provider.issuer.is_empty());
    let provider = provider.ok_or(kernel::Error::refused("company_account.off"))?;
    accounts::try_out(&provider.issuer, reach()).await
}

#[cfg(test)]
mod checks {
    use super::*;

    fn wanted() -> PutAccountProvider {
        PutAccountProvider {
            is_on: true,
            label: "企业账号".into(),
            issuer: "https://id.example.com/realms/acme".into(),
            client_id: "fieldloop".into(),
            client_secret: None,
            scopes: "openid email".into(),
            claim: "email".into(),
            matched_by: MatchedBy::Email,
            opens_accounts: false,
            new_role: None,
            new_unit_id: None,
        }
    }

    #[test]
    fn a_provider_is_public_asks_for_openid_and_makes_nobody_an_admin() {
        let told = |wanted: &PutAccountProvider| -> Vec<(String, &'static str)> {
            match check(wanted, Reach::Public) {
                Err(kernel::Error::Invalid(fields)) => {
                    fields.iter().map(|field| (field.path.clone(), field.code)).collect()
                }
                _ => vec![],
            }
        };
        assert!(told(&wanted()).is_empty());
        for (wanted, path, code) in [
            (
                PutAccountProvider { issuer: "http://id.example.com".into(), ..wanted() },
                "issuer",
                "field.address_without_tls",
            ),
            (
                PutAccountProvider { issuer: "https://10.0.0.7/".into(), ..wanted() },
                "issuer",
                "field.address_not_public",
            ),
            (PutAccountProvider { issuer: "https://a.b/?x=1".into(), ..wanted() }, "issuer", "field.not_an_address"),
            (PutAccountProvider { issuer: String::new(), ..wanted() }, "issuer", "field.required"),
            (PutAccountProvider { scopes: "email".into(), ..wanted() }, "scopes", "field.scope_openid"),
            (PutAccountProvider { opens_accounts: true, ..wanted() }, "new_role", "field.required"),
            (PutAccountProvider { new_role: Some(Role::Admin), ..wanted() }, "new_role", "field.not_a_choice"),
        ] {
            assert_eq!(told(&wanted), [(path.to_owned(), code)]);
        }
        // what is off may be begun and left
        let begun = PutAccountProvider { is_on: false, issuer: String::new(), scopes: String::new(), ..wanted() };
        assert!(told(&begun).is_empty());
    }
}

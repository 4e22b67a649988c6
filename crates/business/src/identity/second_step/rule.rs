//! Of whom the company asks for a second step: of everybody, of some roles, or of nobody but those who want it.

use kernel::error::Check;
use kernel::{Id, Json, Moment, Result, id};
use platform::db::{self, Event, Tx, View};
use platform::http::Nothing;
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::identity::record::AppUser;
use crate::identity::role::Role;

id! {
    /// How people of a company sign in; one for each, with the company's own id.
    SignInRuleId = "sign_in_rule",
}

record! {
    /// How people of a company sign in.
    pub struct SignInRule in "sign_in_rule" as "sign_in_rule" (SignInRuleId), versioned {
        pub id: SignInRuleId,
        pub second_step_for_all: bool,
        pub second_step_roles: Json<Vec<Role>>,
        pub changed_at: Moment,
    }
}

/// Of whom a second step is asked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SignInRuleShown {
    pub second_step_for_all: bool,
    /// Whoever has one of these roles.
    pub second_step_roles: Vec<Role>,
    pub changed_at: Option<Moment>,
    /// 0 as it comes.
    pub version: i64,
}

/// Of whom a second step is to be asked, from their next sign-in on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutSignInRule {
    pub second_step_for_all: bool,
    #[serde(default)]
    pub second_step_roles: Vec<Role>,
}

/// Whether this person may not go without a second step.
///
/// # Errors
/// Those of the database.
pub(in crate::identity) async fn is_required_of(view: &View, user: &AppUser) -> Result<bool> {
    let rule = kept(view).await?;
    Ok(rule.is_some_and(|rule| {
        rule.second_step_for_all || user.roles.iter().any(|role| rule.second_step_roles.contains(role))
    }))
}

async fn kept(view: &View) -> Result<Option<SignInRule>> {
    db::find(view, SignInRuleId::from_uuid(view.actor().tenant.uuid())).await
}

fn shown(rule: Option<SignInRule>) -> SignInRuleShown {
    match rule {
        Some(rule) => SignInRuleShown {
            second_step_for_all: rule.second_step_for_all,
            second_step_roles: rule.second_step_roles.0,
            changed_at: Some(rule.changed_at),
            version: rule.version,
        },
        None => SignInRuleShown { second_step_for_all: false, second_step_roles: vec![], changed_at: None, version: 0 },
    }
}

/// `GET /sign-in-rule`
pub(in crate::identity) async fn look(view: &View, (): (), _: Nothing) -> Result<SignInRuleShown> {
    kept(view).await.map(shown)
}

/// `PUT /sign-in-rule`: sessions that are open go on; whoever signs in next is asked.
///
/// # Errors
/// `Stale`; `Invalid` for more roles than there are.
pub(in crate::identity) async fn put(tx: &Tx, (): (), wanted: PutSignInRule) -> Result<SignInRuleShown> {
    let before = kept(tx).await?;
    tx.said().as_seen("sign_in_rule", before.as_ref().map_or(0, |rule| rule.version))?;
    let mut roles = wanted.second_step_roles;
    let mut check = Check::new();
    check.that(roles.len() <= 100, "second_step_roles", "field.out_of_range");
    check.done()?;
    roles.sort_unstable();
    roles.dedup();
    let rule = SignInRule {
        id: SignInRuleId::from_uuid(tx.actor().tenant.uuid()),
        second_step_for_all: wanted.second_step_for_all,
        second_step_roles: Json(roles),
        changed_at: tx.now(),
        version: before.as_ref().map_or(1, |rule| rule.version),
    };
    let rule = if before.is_some() { db::update(tx, rule).await? } else { db::insert(tx, rule).await? };
    let data = json!({ "second_step_for_all": rule.second_step_for_all, "roles": rule.second_step_roles.0 });
    tx.record(Event::new("sign_in_rule.changed").about(rule.id).with(data)).await?;
    Ok(shown(Some(rule)))
}

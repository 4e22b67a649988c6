//! The bond between a person here and an account at the company's provider: tied at the first sign-in, loosened by an administrator
//! (decision 0064).

use kernel::id::UserId;
use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::outside::accounts::Said;

use crate::identity::record::AppUser;
use crate::identity::users::{self, UserShown};

/// Whoever is bound to the account that came.
///
/// # Errors
/// Those of the database.
pub(super) async fn whose(view: &View, said: &Said) -> Result<Option<AppUser>> {
    let sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND account_issuer = ? AND account_subject = ?");
    db::select_one(view, sql.bind(view.actor().tenant).bind(said.issuer.clone()).bind(said.subject.clone())).await
}

/// Ties a person to the account that came, unless they are already. Who was bound at a provider that the company has left is bound anew.
///
/// # Errors
/// `Refused("company_account.another")` for somebody who is bound to another account of this provider; `Refused("unique")` where the account
/// has become somebody else's meanwhile, see [`is_overtaken`].
pub(super) async fn tie(tx: &Tx, user: AppUser, said: &Said) -> Result<AppUser> {
    if user.account_issuer.as_ref() == Some(&said.issuer) {
        let is_same = user.account_subject.as_ref() == Some(&said.subject);
        return if is_same { Ok(user) } else { Err(Error::refused("company_account.another")) };
    }
    let bound = AppUser {
        account_issuer: Some(said.issuer.clone()),
        account_subject: Some(said.subject.clone()),
        account_bound_at: Some(tx.now()),
        ..user
    };
    let user = db::update(tx, bound).await?;
    tx.record(Event::new("user.account_bound").in_unit(user.unit_id).about(user.id)).await?;
    Ok(user)
}

/// Whether somebody was faster: the account, or what a new person here would have been called, is somebody's since it was looked up.
pub(super) fn is_overtaken(error: &Error) -> bool {
    let is_taken = matches!(error, Error::Refused { code: "user.login_taken" | "user.email_taken", .. });
    is_taken || db::is_duplicate(error, &["app_user_account", "app_user.account_subject"])
}

/// `POST /users/{id}/company-account/loosening`: the next account that is recognised as this person's is bound to them instead. Sessions end,
/// as it may have been somebody else who opened them.
///
/// # Errors
/// `NotFound`; `Refused("company_account.not_bound")`.
pub(in crate::identity) async fn loosen(tx: &Tx, id: UserId, _: Nothing) -> Result<UserShown> {
    let user: AppUser = db::get_held(tx, id).await?;
    users::reaches(tx, &user)?;
    if user.account_bound_at.is_none() {
        return Err(Error::refused("company_account.not_bound"));
    }
    let loose = AppUser { account_issuer: None, account_subject: None, account_bound_at: None, ..user };
    let user = db::update(tx, loose).await?;
    users::end_sessions(tx, id).await?;
    tx.record(Event::new("user.account_loosened").in_unit(user.unit_id).about(id)).await?;
    Ok(user.into())
}

//! Who that is here: the person who is bound to the account; else the one whose login, e-mail or phone the provider names; or a new one,
//! where the company wants that.

use kernel::id::UserId;
use kernel::{Actor, Error, Phone, Result};
use platform::db::{self, Db, Sql, Tx, View};
use platform::outside::accounts::Said;
use platform::random;

use super::bond;
use super::set_up::{AccountProvider, MatchedBy};
use crate::identity::record::{AppUser, Company, UserStatus};
use crate::identity::users::{NewUser, create_hashed};
use crate::identity::{email, password, session};

/// So many logins that begin alike are looked at for a free one.
const LIKE_MAX: i64 = 1_000;
/// So often it is looked up whose an account is, where others come at the same moment.
const ATTEMPTS: usize = 3;

/// Somebody at the door, with the provider's word for who it is.
#[derive(Clone, Copy)]
pub(super) struct Guest<'a> {
    pub company: &'a Company,
    pub provider: &'a AccountProvider,
    pub said: &'a Said,
}

/// Opens a session for whoever the provider says it is.
///
/// # Errors
/// `Refused` with `company_account.` and `no_claim`, `nobody`, `several`, `another` or `closed`; `expired` where others were faster each time.
pub(super) async fn let_in(db: &Db, guest: Guest<'_>, door: Actor) -> Result<String> {
    for _ in 0..ATTEMPTS {
        match attempt(db, guest, door.clone()).await {
            Ok(Some(token)) => return Ok(token),
            Ok(None) => {}
            Err(error) if bond::is_overtaken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::refused("company_account.expired"))
}

/// None where whose the account is has changed while it was asked: of two who come at once the second looks once more.
async fn attempt(db: &Db, guest: Guest<'_>, door: Actor) -> Result<Option<String>> {
    let Guest { company, provider, said } = guest;
    let came = known(&db.read(door.clone()), guest).await?;
    // it takes a while, and is done before anybody waits for the writer: nobody knows the password, an admin can set one
    let hash = match came {
        Known::Stranger { .. } => password::hash(random::secret(32)?).await?,
        Known::Person(_) => String::new(),
    };
    let tx = db.begin(door.clone()).await?;
    let held = match came {
        Known::Person(id) => Some(db::get_held::<AppUser>(&tx, id).await?),
        Known::Stranger { .. } => None,
    };
    let user = match (held, known(&tx, guest).await?) {
        (Some(user), Known::Person(still)) if still == user.id => user,
        (None, Known::Stranger { claimed }) => opened(&tx, provider, said, &claimed, hash).await?,
        _ => return Ok(None),
    };
    let own = tx.acting(Actor { user: user.id, unit: user.unit_id, ..door })?;
    let user = bond::tie(&own, user, said).await?;
    if user.status != UserStatus::Active {
        return Err(Error::refused("company_account.closed"));
    }
    let token = session::open_session(&own, company, &user, "company_account").await?;
    drop(own);
    tx.commit().await?;
    Ok(Some(token))
}

/// Who came.
enum Known {
    Person(UserId),
    /// Nobody of the company's, who gets an account.
    Stranger {
        claimed: String,
    },
}

/// By the bond, whatever else the provider says; without one by the claim.
async fn known(view: &View, Guest { provider, said, .. }: Guest<'_>) -> Result<Known> {
    if let Some(user) = bond::whose(view, said).await? {
        return Ok(Known::Person(user.id));
    }
    let claimed = claimed(provider, said)?;
    match found(view, provider.matched_by, &claimed).await? {
        Some(user) => Ok(Known::Person(user.id)),
        None if provider.opens_accounts => Ok(Known::Stranger { claimed }),
        None => Err(Error::refused("company_account.nobody").with("claimed", claimed)),
    }
}

/// What the provider names the person by, as it is kept here.
fn claimed(provider: &AccountProvider, said: &Said) -> Result<String> {
    let missing = || Error::refused("company_account.no_claim").with("claim", provider.claim.as_str());
    let text = said.text(&provider.claim).filter(|_| !said.is_unverified(&provider.claim)).ok_or_else(missing)?;
    match provider.matched_by {
        MatchedBy::Login => Ok(text.to_lowercase()),
        MatchedBy::Email => email::tidied(text).ok_or_else(missing),
        MatchedBy::Phone => Phone::parse(text).map(|phone| phone.e164().to_owned()).map_err(|_| missing()),
    }
}

async fn found(view: &View, by: MatchedBy, claimed: &str) -> Result<Option<AppUser>> {
    let column = match by {
        MatchedBy::Login => "login",
        MatchedBy::Email => "email",
        MatchedBy::Phone => "phone",
    };
    // without the program's own account, which nobody enters
    let sql = format!(
        "SELECT * FROM app_user WHERE tenant_id = ? AND {column} = ? AND password_hash <> '' ORDER BY status, id LIMIT 3"
    );
    let found: Vec<AppUser> =
        db::select(view, Sql::new(&sql).bind(view.actor().tenant).bind(claimed.to_owned())).await?;
    if found.iter().filter(|user| user.status == UserStatus::Active).count() > 1 {
        return Err(Error::refused("company_account.several").with("claimed", claimed));
    }
    // an active one stands first; whose account is closed is told so, and gets no second one
    Ok(found.into_iter().next())
}

/// A new account for somebody the provider knows.
async fn opened(tx: &Tx, provider: &AccountProvider, said: &Said, claimed: &str, hash: String) -> Result<AppUser> {
    let role = provider.new_role.ok_or(Error::refused("company_account.nobody"))?;
    let wanted = match provider.matched_by {
        MatchedBy::Login => claimed,
        _ => said.text("preferred_username").or(said.text("email")).unwrap_or(claimed),
    };
    let login = free_login(tx, &login_of(wanted)).await?;
    let name: String = said.text("name").unwrap_or(&login).chars().take(60).collect();
    let phone = said.text("phone_number").and_then(|phone| Phone::parse(phone).ok());
    let phone = if provider.matched_by == MatchedBy::Phone { Phone::parse(claimed).ok() } else { phone };
    let new = NewUser {
        login,
        name,
        password: String::new(),
        phone,
        unit_id: provider.new_unit_id,
        roles: vec![role],
        scope: None,
    };
    let user = create_hashed(tx, new, hash).await?;
    if provider.matched_by != MatchedBy::Email {
        return Ok(user);
    }
    db::update(tx, AppUser { email: Some(claimed.to_owned()), ..user }).await.map_err(email::or_taken)
}

/// What may be a login, of a name at the provider: what stands before the `@`, in the letters that logins have.
fn login_of(wanted: &str) -> String {
    let name = wanted.split('@').next().unwrap_or_default().to_lowercase();
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).take(32).collect();
    if plain.len() < 2 { format!("user{plain}") } else { plain }
}

/// The login itself, or with the first number behind it that nobody has.
async fn free_login(tx: &Tx, wanted: &str) -> Result<String> {
    let pattern = format!("{}%", wanted.replace('_', "\\_"));
    let sql =
        Sql::new("SELECT login FROM app_user WHERE tenant_id = ? AND login LIKE ? ESCAPE '\\' ORDER BY login LIMIT ?");
    let taken: Vec<String> = tx.column(sql.bind(tx.actor().tenant).bind(pattern).bind(LIKE_MAX)).await?;
    let mut candidates = std::iter::once(wanted.to_owned()).chain((2..=LIKE_MAX + 2).map(|at| format!("{wanted}{at}")));
    candidates.find(|each| !taken.contains(each)).ok_or(Error::refused("user.login_taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_made_of_what_a_login_may_have() {
        for (wanted, login) in
            [("Wang.Li@example.com", "wang.li"), ("王丽", "user"), ("a", "usera"), ("CORP\\zhang_san", "corpzhang_san")]
        {
            assert_eq!(login_of(wanted), login);
        }
    }
}

//! The doorman: turns a session cookie or an API key into an actor, from memory for a few seconds and from the tables otherwise.

use std::collections::BTreeSet;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::id::{TenantId, UserId};
use kernel::{Actor, Error, Id, Json, Lang, Moment, Permission, Result, Scope, Via};
use moka::sync::Cache;
use platform::db::{Db, Row, Sql, read};
use platform::http::{Admitted, Credentials, Gate, Proof};

use super::company::{subtree, system_actor};
use super::pass::Pass;
use super::record::{CompanyStatus, CustomerLinkId, UserStatus};
use super::role::{Role, ScopeKind, may, permissions_of};
use super::sight::Sight;

/// How long an answer is believed. Signing out and changing rights forget it at once in this process; other nodes follow within this time.
const BELIEVED: Duration = Duration::from_secs(10);

/// Recognises sessions and keys; clones share one memory.
#[derive(Clone)]
pub struct Doorman {
    known: Cache<String, Arc<Known>>,
    rate: Option<Arc<DefaultKeyedRateLimiter<UserId>>>,
}

struct Known {
    actor: Actor,
    proof: Proof,
    reads_only: bool,
    expires_at: Moment,
}

impl Doorman {
    /// `requests_per_second` bounds each user (burst of twice that); `None` for no bound.
    pub fn new(requests_per_second: Option<NonZeroU32>) -> Self {
        let rate = requests_per_second.map(|rate| {
            let quota =
                Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::new(2).unwrap_or(NonZeroU32::MIN)));
            Arc::new(RateLimiter::keyed(quota))
        });
        Self { known: Cache::builder().max_capacity(100_000).time_to_live(BELIEVED).build(), rate }
    }
    /// Forgets everybody: after a change of rights or a sign-out.
    pub fn forget_all(&self) {
        self.known.invalidate_all();
    }

    async fn recognise(&self, db: &Db, token: &str, now: Moment) -> Result<Arc<Known>> {
        let parts = parts_of(token).ok_or(Error::SignIn("sign_in.needed"))?;
        let hash = platform::random::sha256_hex(token.as_bytes());
        if let Some(known) = self.known.get(&hash) {
            return Ok(known);
        }
        let known = Arc::new(match parts {
            Token::Link(company) => of_link(db, company, &hash).await?,
            Token::Pass(pass) => of_pass(db, &Pass::read(pass).ok_or(Error::SignIn("link.unknown"))?).await?,
            held => look_up(db, held, &hash, now).await?,
        });
        self.known.insert(hash, known.clone());
        Ok(known)
    }
}

/// Events about who signs in, who holds which right and who looked at or took away what: for those who read the audit trail.
const AUDITED: [&str; 8] = [
    "user.",
    "session.",
    "api_key.",
    "customer.revealed",
    "technician.revealed",
    "export.",
    "sign_in_rule.",
    "account_provider.",
];

impl Gate for Doorman {
    fn tells(&self, actor: &Actor, kind: &str) -> bool {
        actor.may(may::AUDIT_READ) || !AUDITED.iter().any(|each| kind.starts_with(each))
    }
    fn admit<'a>(
        &'a self,
        db: &'a Db,
        credentials: &'a Credentials,
        now: Moment,
    ) -> Pin<Box<dyn Future<Output = Result<Admitted>> + Send + 'a>> {
        Box::pin(async move {
            let token =
                credentials.key.as_deref().or(credentials.session.as_deref()).ok_or(Error::SignIn("sign_in.needed"))?;
            let known = self.recognise(db, token, now).await?;
            if known.expires_at <= now {
                let is_link = known.proof == Proof::Link;
                return Err(Error::SignIn(if is_link { "link.ended" } else { "sign_in.session_ended" }));
            }
            if let Some(rate) = &self.rate
                && rate.check_key(&known.actor.user).is_err()
            {
                return Err(Error::TooMany { code: "too_many_requests", retry_after_seconds: 1 });
            }
            let via = match known.proof {
                Proof::Link => Via { channel: "customer", ..credentials.via.clone() },
                _ => credentials.via.clone(),
            };
            let actor = Actor { via, lang: credentials.lang, now, ..known.actor.clone() };
            Ok(Admitted { actor, proof: known.proof.clone(), reads_only: known.reads_only })
        })
    }
    fn forget(&self) {
        self.forget_all();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Session(TenantId),
    Key(TenantId),
    /// Of the company with this code: a link is short enough to be printed.
    Link(&'t str),
    /// What opens the papers of a link for a day.
    Pass(&'t str),
}

/// Tokens carry their company: `fls.<tenant>.<secret>` for sessions, `flk.…` for keys, `fll.<company code>.<secret>` for customers' links,
/// `flp.<company code>.…` for passes.
fn parts_of(token: &str) -> Option<Token<'_>> {
    let mut parts = token.splitn(3, '.');
    let (kind, company, secret) = (parts.next()?, parts.next()?, parts.next()?);
    match kind {
        "fls" if secret.len() >= 32 => company.parse().ok().map(Token::Session),
        "flk" if secret.len() >= 32 => company.parse().ok().map(Token::Key),
        "fll" if secret.len() >= 16 => Some(Token::Link(company)),
        "flp" => token.get(4..).map(Token::Pass),
        _ => None,
    }
}

/// A new token of a company.
///
/// # Errors
/// `Unavailable` without randomness.
pub(super) fn new_session_token(tenant: TenantId) -> Result<String> {
    Ok(format!("fls.{tenant}.{}", platform::random::secret(32)?))
}
/// A new API key of a company.
///
/// # Errors
/// `Unavailable` without randomness.
pub(super) fn new_key_token(tenant: TenantId) -> Result<String> {
    Ok(format!("flk.{tenant}.{}", platform::random::secret(32)?))
}

async fn look_up(db: &Db, token: Token<'_>, hash: &str, now: Moment) -> Result<Known> {
    let (held, tenant) = match token {
        Token::Session(tenant) => {
            ("SELECT user_id, csrf, NULL AS permissions, sight, expires_at, revoked_at FROM session", tenant)
        }
        Token::Key(tenant) => {
            ("SELECT user_id, NULL AS csrf, permissions, NULL AS sight, expires_at, revoked_at FROM api_key", tenant)
        }
        Token::Link(_) | Token::Pass(_) => return Err(Error::bug("a link has no user")),
    };
    let sql = Sql::new(&format!(
        "SELECT k.user_id, k.csrf, k.permissions, k.sight, k.expires_at, k.revoked_at, u.roles, u.scope, u.unit_id, u.status,
                t.status AS company_status, t.zone, t.id, t.code, t.name, t.currency
         FROM ({held} WHERE tenant_id = ? AND token_hash = ?) k
         JOIN app_user u ON u.tenant_id = ? AND u.id = k.user_id JOIN tenant t ON t.id = u.tenant_id"
    ))
    .bind(tenant)
    .bind(hash.to_owned())
    .bind(tenant);
    let rows = db.before_sign_in(sql).await?;
    let row = rows.first().ok_or(Error::SignIn("sign_in.needed"))?;
    let ended = read::<Option<Moment>>(row, "revoked_at")?.is_some()
        || read::<UserStatus>(row, "status")? != UserStatus::Active
        || read::<CompanyStatus>(row, "company_status")? != CompanyStatus::Active;
    if ended {
        return Err(Error::SignIn("sign_in.session_ended"));
    }
    let sight = read::<Option<Json<Sight>>>(row, "sight")?.map(|sight| sight.0);
    // who has lost the right to look as others looks as oneself
    let may_look = permissions_of(&read::<Json<Vec<Role>>>(row, "roles")?).contains(&may::COMPANY_ADMIN);
    let sight = sight.filter(|_| may_look);
    let actor = actor_of(db, row, (tenant, sight.as_ref()), now).await?;
    let proof = match read::<Option<String>>(row, "csrf")? {
        Some(csrf) if matches!(token, Token::Session(_)) => Proof::Session { csrf },
        _ => Proof::Key,
    };
    let expires_at = read::<Option<Moment>>(row, "expires_at")?.unwrap_or(Moment(i64::MAX));
    Ok(Known { actor, proof, reads_only: sight.is_some(), expires_at })
}

/// A customer by their link. They may what the portal's routes ask for and nothing else; those routes look at what the link leads to.
async fn of_link(db: &Db, company: &str, hash: &str) -> Result<Known> {
    let sql = Sql::new(&format!("{LINKS} AND l.token_hash = ? WHERE t.code = ?"));
    let rows = db.before_sign_in(sql.bind(hash.to_owned()).bind(company.to_owned())).await?;
    let row = rows.first().ok_or(Error::SignIn("link.unknown"))?;
    known_by_link(row, [may::PORTAL_LOOK, may::PORTAL_PAPERS], [may::PORTAL_ACT, may::PORTAL_REPORTS])
}

/// A customer's browser that opens a paper: the link's papers are all that it sees, and no longer than its pass is good for.
async fn of_pass(db: &Db, pass: &Pass<'_>) -> Result<Known> {
    let sql = Sql::new(&format!("{LINKS} AND l.id = ? WHERE t.code = ?"));
    let rows = db.before_sign_in(sql.bind(pass.link).bind(pass.company.to_owned())).await?;
    let row = rows.first().ok_or(Error::SignIn("link.unknown"))?;
    if !pass.is_of(&read::<String>(row, "token_hash")?)? {
        return Err(Error::SignIn("link.unknown"));
    }
    let known = known_by_link(row, [may::PORTAL_PAPERS], [may::PORTAL_REPORTS])?;
    Ok(Known { expires_at: known.expires_at.min(pass.until), ..known })
}

const LINKS: &str = "SELECT l.id, l.verified, l.token_hash, l.expires_at, l.revoked_at, t.id AS tenant_id, t.status AS company_status, t.zone
    FROM tenant t JOIN customer_link l ON l.tenant_id = t.id";

/// Whoever came by the link in a row: with these rights, and with more once the digits were said.
fn known_by_link<const N: usize, const M: usize>(
    row: &Row,
    anybodys: [Permission; N],
    verified: [Permission; M],
) -> Result<Known> {
    let ended = read::<Option<Moment>>(row, "revoked_at")?.is_some()
        || read::<CompanyStatus>(row, "company_status")? != CompanyStatus::Active;
    if ended {
        return Err(Error::SignIn("link.ended"));
    }
    let mut permissions = BTreeSet::from(anybodys);
    if read(row, "verified")? {
        permissions.extend(verified);
    }
    let link: CustomerLinkId = read(row, "id")?;
    let zone: String = read(row, "zone")?;
    let actor = Actor {
        tenant: read(row, "tenant_id")?,
        user: UserId::from_uuid(link.uuid()),
        unit: None,
        permissions: Arc::new(permissions),
        scope: Scope::Everything,
        via: Via::default(),
        lang: Lang::Zh,
        zone: kernel::Zone::named(&zone).ok_or_else(|| Error::bug(format!("zone {zone}")))?,
        now: Moment(0),
        csrf: None,
    };
    let expires_at = read::<Option<Moment>>(row, "expires_at")?.unwrap_or(Moment(i64::MAX));
    Ok(Known { actor, proof: Proof::Link, reads_only: false, expires_at })
}

/// A user as an actor, for a command run on the machine itself: with the user's rights and scope, no more.
///
/// # Errors
/// `NotFound` for an unknown or disabled user.
pub async fn acting_as(db: &Db, company: &super::Company, login: &str, now: Moment) -> Result<Actor> {
    let sql = Sql::new(
        "SELECT u.id AS user_id, NULL AS permissions, u.roles, u.scope, u.unit_id, t.zone
         FROM app_user u JOIN tenant t ON t.id = u.tenant_id WHERE u.tenant_id = ? AND u.login = ? AND u.status = ?",
    );
    let rows = db.before_sign_in(sql.bind(company.id).bind(login.to_lowercase()).bind(UserStatus::Active)).await?;
    let row = rows.first().ok_or(Error::NotFound("user"))?;
    actor_of(db, row, (company.id, None), now).await
}

/// The user of a row as an actor; with a sight, as somebody in that role would be.
async fn actor_of(db: &Db, row: &Row, (tenant, sight): (TenantId, Option<&Sight>), now: Moment) -> Result<Actor> {
    let roles = match sight {
        Some(sight) => vec![sight.role],
        None => read::<Json<Vec<Role>>>(row, "roles")?.0,
    };
    let unit = sight.and_then(|sight| sight.unit_id).or(read(row, "unit_id")?);
    let scope = match sight {
        Some(sight) => sight.scope,
        None => read(row, "scope")?,
    };
    let mut permissions = permissions_of(&roles);
    if let Some(Json(kept)) = read::<Option<Json<Vec<String>>>>(row, "permissions")? {
        let kept: Vec<Permission> = kept.iter().filter_map(|word| known_permission(word)).collect();
        permissions.retain(|right| kept.iter().any(|each| may::holds(*each, *right)));
    }
    let scope = match (scope, unit) {
        (ScopeKind::All, _) => Scope::Everything,
        (ScopeKind::Unit, Some(unit)) => Scope::Units(Arc::new([unit])),
        (ScopeKind::Subtree, Some(unit)) => {
            let company = super::company::tenant(db, tenant).await?;
            let view = db.read(system_actor(&company, "gate", now));
            Scope::Units(subtree(&view, unit).await?.into())
        }
        (ScopeKind::Own, _) | (_, None) => Scope::Own,
    };
    let zone: String = read(row, "zone")?;
    Ok(Actor {
        tenant,
        user: sight.and_then(|sight| sight.user_id).map_or_else(|| read(row, "user_id"), Ok)?,
        unit,
        permissions: Arc::new(permissions),
        scope,
        via: Via::default(),
        lang: Lang::Zh,
        zone: kernel::Zone::named(&zone).ok_or_else(|| Error::bug(format!("zone {zone}")))?,
        now,
        csrf: None,
    })
}

/// The rights nobody but the program has are none: what a key may carry is what its user may.
pub(super) fn known_permission(word: &str) -> Option<Permission> {
    may::ALL.iter().copied().find(|permission| permission.0 == word)
}

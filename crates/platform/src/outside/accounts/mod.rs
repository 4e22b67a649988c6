//! Signing in with a company's own accounts: OpenID Connect 1.0, the authorization code with PKCE (RFC 7636), spoken to whichever provider
//! describes itself at its address.

mod jws;
mod token;

use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::{Error, Moment, Result};
use moka::sync::Cache;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use self::jws::{PublishedKey, Signed};
use super::post::ask_at_length;
use super::{Address, Asked, Heard, Reach};

pub use self::jws::Doubt;
pub use self::token::Said;

/// So long what a provider says of itself is believed.
const DESCRIBED: Duration = Duration::from_secs(600);
/// So long its keys are; a token by an unknown key asks for them anew.
const KEYS: Duration = Duration::from_secs(3_600);
/// So often a minute the keys are asked for anew, whatever tokens come.
const KEYS_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// So many providers are remembered.
const PROVIDERS_MAX: u64 = 1_000;
/// Some providers publish many keys with their certificates.
const READ_MAX: usize = 256 << 10;

/// What a provider says of itself: its discovery document.
#[derive(Clone, Debug, Deserialize)]
pub struct Described {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Us, as the provider knows us.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    /// Empty for a client without one.
    pub client_secret: &'a str,
    /// Where the browser comes back to.
    pub back_to: &'a str,
    pub reach: Reach,
}

/// What is sent along with the browser, and asked for when it comes back.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    /// The secret of this one sign-in, of which the provider first gets the hash alone.
    pub verifier: &'a str,
}

static PROVIDERS: LazyLock<Cache<String, Arc<Described>>> =
    LazyLock::new(|| Cache::builder().max_capacity(PROVIDERS_MAX).time_to_live(DESCRIBED).build());
static PUBLISHED: LazyLock<Cache<String, Arc<Vec<PublishedKey>>>> =
    LazyLock::new(|| Cache::builder().max_capacity(PROVIDERS_MAX).time_to_live(KEYS).build());

/// What the provider at this address says of itself.
///
/// # Errors
/// `Refused("company_account.unreachable")`; `Refused("company_account.not_described")` for what is no provider, or another one.
pub async fn described(issuer: &str, reach: Reach) -> Result<Arc<Described>> {
    if let Some(known) = PROVIDERS.get(issuer) {
        return Ok(known);
    }
    let base = issuer.trim_end_matches('/');
    let told: Described = fetched(&format!("{base}/.well-known/openid-configuration"), reach).await?;
    let is_sound = told.issuer.trim_end_matches('/') == base
        && [&told.authorization_endpoint, &told.token_endpoint, &told.jwks_uri]
            .into_iter()
            .all(|address| Address::parse(address, reach).is_ok());
    if !is_sound {
        tracing::warn!(issuer, told = %told.issuer, "a provider of accounts that describes another one, or no addresses");
        return Err(Error::refused("company_account.not_described"));
    }
    let told = Arc::new(told);
    PROVIDERS.insert(issuer.to_owned(), told.clone());
    Ok(told)
}

/// Asks a provider for everything that signing in needs of it before somebody does.
///
/// # Errors
/// As [`described`]; `Refused("company_account.not_described")` where it publishes no key that can be used.
pub async fn try_out(issuer: &str, reach: Reach) -> Result<()> {
    PROVIDERS.invalidate(issuer);
    let told = described(issuer, reach).await?;
    match published(&told.jwks_uri, reach).await?.is_empty() {
        true => Err(Error::refused("company_account.not_described")),
        false => Ok(()),
    }
}

/// Where the browser is sent.
pub fn way_there(told: &Described, client: Client<'_>, scopes: &str, errand: Errand<'_>) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(errand.verifier.as_bytes()));
    let fields = [
        ("response_type", "code"),
        ("client_id", client.client_id),
        ("redirect_uri", client.back_to),
        ("scope", scopes),
        ("state", errand.state),
        ("nonce", errand.nonce),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let sign = if told.authorization_endpoint.contains('?') { '&' } else { '?' };
    format!("{}{sign}{}", told.authorization_endpoint, written(&fields))
}

/// Exchanges the code that the browser brought for who it is, with everything checked that the protocol asks for.
///
/// # Errors
/// As [`described`]; `Refused("company_account.refused")` when the provider does not take the code;
/// `Refused("company_account.not_believed")` for a token that is not its own, not for us, over, or of another sign-in.
pub async fn who(client: Client<'_>, code: &str, errand: Errand<'_>, now: Moment) -> Result<Said> {
    let told = described(client.issuer, client.reach).await?;
    let token = exchanged(&told, client, code, errand).await?;
    let doubted = |doubt: Doubt| {
        tracing::warn!(issuer = client.issuer, ?doubt, "a token of a provider of accounts is not believed");
        Error::refused("company_account.not_believed")
    };
    let signed = Signed::read(&token).map_err(doubted)?;
    let keys = keys_of(&told.jwks_uri, client.reach).await?;
    let said = match signed.said(&keys) {
        // keys are exchanged now and then
        Err(Doubt::UnknownKey) if may_ask_anew(&told.jwks_uri) => {
            signed.said(&published(&told.jwks_uri, client.reach).await?)
        }
        said => said,
    };
    let expected = token::Expected { issuer: &told.issuer, audience: client.client_id, nonce: errand.nonce, now };
    said.and_then(|said| token::checked(said, expected)).map_err(doubted)
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

async fn exchanged(told: &Described, client: Client<'_>, code: &str, errand: Errand<'_>) -> Result<String> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", client.back_to),
        ("code_verifier", errand.verifier),
    ];
    let mut headers = vec![
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("accept", "application/json".to_owned()),
    ];
    // in the body there is nothing to be mistaken about; without a word on it, the header is what every provider takes
    let ways = told.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
    if client.client_secret.is_empty() {
        fields.push(("client_id", client.client_id));
    } else if ways.iter().any(|way| way == "client_secret_post") {
        fields.extend([("client_id", client.client_id), ("client_secret", client.client_secret)]);
    } else {
        // RFC 6749, 2.3.1: both are encoded as in a form first
        let pair = format!("{}:{}", encoded(client.client_id), encoded(client.client_secret));
        headers.push(("authorization", format!("Basic {}", STANDARD.encode(pair))));
    }
    let to = address(&told.token_endpoint, client.reach)?;
    let body = written(&fields).into_bytes();
    let asked = Asked { method: Method::POST, to: &to, reach: client.reach, headers: &headers, body };
    let heard = ask_at_length(asked, READ_MAX).await.map_err(|why| silent(&told.token_endpoint, why))?;
    if !(200..300).contains(&heard.status) {
        let answer: String = String::from_utf8_lossy(&heard.body).chars().take(300).collect();
        tracing::warn!(issuer = client.issuer, status = heard.status, %answer, "a provider of accounts takes no code");
        return Err(Error::refused("company_account.refused"));
    }
    read::<Tokens>(&heard).map(|tokens| tokens.id_token)
}

/// What stands for itself in addresses and forms.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn written(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

async fn keys_of(address: &str, reach: Reach) -> Result<Arc<Vec<PublishedKey>>> {
    match PUBLISHED.get(address) {
        Some(known) => Ok(known),
        None => published(address, reach).await,
    }
}

async fn published(address: &str, reach: Reach) -> Result<Arc<Vec<PublishedKey>>> {
    let set: Value = fetched(address, reach).await?;
    let keys = jws::keys_of(&set).ok_or_else(|| Error::refused("company_account.not_described"))?;
    let keys = Arc::new(keys);
    PUBLISHED.insert(address.to_owned(), keys.clone());
    Ok(keys)
}

fn may_ask_anew(address: &str) -> bool {
    static ASKED: LazyLock<DefaultKeyedRateLimiter<String>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(KEYS_A_MINUTE)));
    ASKED.retain_recent();
    ASKED.check_key(&address.to_owned()).is_ok()
}

async fn fetched<T: DeserializeOwned>(from: &str, reach: Reach) -> Result<T> {
    let to = address(from, reach)?;
    let headers = [("accept", "application/json".to_owned())];
    let asked = Asked { method: Method::GET, to: &to, reach, headers: &headers, body: vec![] };
    let heard = ask_at_length(asked, READ_MAX).await.map_err(|why| silent(from, why))?;
    if heard.status != 200 {
        return Err(silent(from, &format!("status {}", heard.status)));
    }
    read(&heard)
}

fn address(text: &str, reach: Reach) -> Result<Address> {
    Address::parse(text, reach).map_err(|why| silent(text, why))
}

fn silent(address: &str, why: &str) -> Error {
    tracing::warn!(address, why, "a provider of accounts does not answer");
    Error::refused("company_account.unreachable")
}

fn read<T: DeserializeOwned>(heard: &Heard) -> Result<T> {
    serde_json::from_slice(&heard.body).map_err(|error| {
        tracing::warn!(%error, "a provider of accounts says what cannot be read");
        Error::refused("company_account.not_described")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_takes_along_the_hash_of_the_secret_and_not_the_secret() {
        let told = Described {
            issuer: "https://id.example.com".into(),
            authorization_endpoint: "https://id.example.com/auth?tenant=1".into(),
            token_endpoint: "https://id.example.com/token".into(),
            jwks_uri: "https://id.example.com/keys".into(),
            token_endpoint_auth_methods_supported: None,
        };
        let client = Client {
            issuer: "https://id.example.com",
            client_id: "field loop",
            client_secret: "",
            back_to: "https://s.example.com/back",
            reach: Reach::Public,
        };
        // the example of RFC 7636, appendix B
        let errand = Errand { state: "s", nonce: "n", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" };
        let way = way_there(&told, client, "openid email", errand);
        assert!(
            way.starts_with("https://id.example.com/auth?tenant=1&response_type=code&client_id=field%20loop&"),
            "{way}"
        );
        // and what stands for itself is left as it is
        let challenge = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        assert!(way.ends_with(challenge) && !way.contains("dBjft"), "{way}");
    }
}

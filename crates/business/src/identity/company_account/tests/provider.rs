//! A provider of accounts on this machine: describes itself, publishes keys, and gives tokens for codes, as well or as badly as it is told to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "fieldloop";
pub const SECRET: &str = "s3cret~of_us";

/// How it answers for a code.
#[derive(Clone)]
struct Grant {
    challenge: String,
    claims: Value,
    alg: &'static str,
    /// Signs with a key that it does not publish.
    with_foreign_key: bool,
}

struct Inner {
    keys: Vec<(String, Vec<u8>)>,
    grants: BTreeMap<String, Grant>,
    /// How often its keys were asked for.
    keys_asked: usize,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
}

impl Provider {
    /// Begins to serve on a port of its own, as long as the test runs.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner { keys: vec![fresh_key()], grants: BTreeMap::new(), keys_asked: 0 };
        let provider = Self { issuer, inner: Arc::new(Mutex::new(inner)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// From now on it signs with another key, and publishes that one alone.
    pub fn change_keys(&self) {
        self.inner.lock().unwrap().keys = vec![fresh_key()];
    }
    pub fn keys_asked(&self) -> usize {
        self.inner.lock().unwrap().keys_asked
    }

    /// Somebody has said who they are: the code that the browser takes back. `asked` is what it was sent there with.
    pub fn approve(&self, asked: &BTreeMap<String, String>, now_ms: i64, claims: Value) -> String {
        self.approve_as(asked, now_ms, claims, "ES256", false)
    }
    pub fn approve_as(
        &self,
        asked: &BTreeMap<String, String>,
        now_ms: i64,
        claims: Value,
        alg: &'static str,
        with_foreign_key: bool,
    ) -> String {
        assert_eq!((asked["client_id"].as_str(), asked["response_type"].as_str()), (CLIENT, "code"));
        assert_eq!(asked["code_challenge_method"], "S256");
        let now = now_ms / 1_000;
        let mut all = json!({ "iss": self.issuer, "sub": "u-1", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"] });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        let code = platform::random::secret(9).unwrap();
        let grant = Grant { challenge: asked["code_challenge"].clone(), claims: all, alg, with_foreign_key };
        self.inner.lock().unwrap().grants.insert(code.clone(), grant);
        code
    }
}

fn fresh_key() -> (String, Vec<u8>) {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    (platform::random::secret(6).unwrap(), key.as_ref().to_vec())
}

fn pair(pkcs8: &[u8]) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new()).unwrap()
}

async fn describe(State(provider): State<Provider>) -> Response {
    let issuer = &provider.issuer;
    axum::Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    }))
    .into_response()
}

async fn keys(State(provider): State<Provider>) -> Response {
    let mut inner = provider.inner.lock().unwrap();
    inner.keys_asked += 1;
    let published = |(kid, pkcs8): &(String, Vec<u8>)| {
        let pair = pair(pkcs8);
        let point = pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..65]) })
    };
    axum::Json(json!({ "keys": inner.keys.iter().map(published).collect::<Vec<_>>() })).into_response()
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Response {
    let asked = super::pairs(&body);
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    let is_us = headers.get("authorization").is_some_and(|said| said.to_str().unwrap() == basic);
    let mut inner = provider.inner.lock().unwrap();
    // a code counts once
    let grant = inner.grants.remove(&asked["code"]);
    let fits = grant.as_ref().is_some_and(|grant| {
        grant.challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(asked["code_verifier"].as_bytes()))
    });
    let (true, true, Some(grant)) = (is_us, fits, grant) else {
        return (StatusCode::BAD_REQUEST, axum::Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let (kid, key) = if grant.with_foreign_key { fresh_key() } else { inner.keys[0].clone() };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(json!({ "alg": grant.alg, "kid": kid })), part(grant.claims));
    let signature = match grant.alg {
        "none" => String::new(),
        _ => URL_SAFE_NO_PAD.encode(pair(&key).sign(&SystemRandom::new(), message.as_bytes()).unwrap()),
    };
    let answer =
        json!({ "access_token": "unused", "token_type": "Bearer", "id_token": format!("{message}.{signature}") });
    axum::Json(answer).into_response()
}

//! The operator's file of payment providers: whose account takes the money, and by which keys it is spoken to. What it does not name is
//! switched off.

use std::sync::Arc;

use kernel::Result;
use serde::Deserialize;

use super::alipay::Alipay;
use super::keys::{PrivateKey, PublicKey};
use super::wechat::WechatPay;
use super::{Provider, WayToPay};
use crate::clock::Clock;
use crate::outside::operators_file::OperatorsFile;

const FILE: OperatorsFile = OperatorsFile("file of payments");

/// Who takes payments on this installation, in the order in which they are offered.
#[derive(Clone, Default)]
pub struct Providers(Vec<Arc<dyn Provider>>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    wechat: Option<WechatPart>,
    alipay: Option<AlipayPart>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WechatPart {
    mch_id: String,
    app_id: String,
    serial_no: String,
    private_key: String,
    api_v3_key: String,
    public_key_id: String,
    public_key: String,
    #[serde(default)]
    h5: bool,
    address: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AlipayPart {
    app_id: String,
    private_key: String,
    public_key: String,
    address: Option<String>,
}

impl Providers {
    /// Reads the operator's file. A value `env:NAME` stands for what the environment calls so, `file:PATH` for what that file holds.
    ///
    /// # Errors
    /// `Unavailable`, which says what is wrong and where; never with a secret in it.
    pub fn read(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|e| FILE.wrong("", e.message()))?;
        // providers compare the time with their own: a demo's day is none of theirs
        let clock = Clock::system();
        let wechat = file.wechat.map(|part| part.provider(clock.clone())).transpose()?;
        let alipay = file.alipay.map(|part| part.provider(clock)).transpose()?;
        Ok(Self(wechat.into_iter().chain(alipay).collect()))
    }

    /// These, and no others.
    pub fn of(all: Vec<Arc<dyn Provider>>) -> Self {
        Self(all)
    }

    pub fn all(&self) -> &[Arc<dyn Provider>] {
        &self.0
    }

    /// The one of this name.
    pub fn named(&self, name: &str) -> Option<&dyn Provider> {
        self.0.iter().find(|each| each.name() == name).map(AsRef::as_ref)
    }
}

impl WechatPart {
    fn provider(self, clock: Clock) -> Result<Arc<dyn Provider>> {
        let given = |place: &str, value: &str| FILE.given(&format!("wechat.{place}"), value);
        let wrong = |place: &str, what: &str| FILE.wrong(&format!("wechat.{place}"), what);
        let api_key = given("api_v3_key", &self.api_v3_key)?.trim().as_bytes().to_vec();
        if api_key.len() != 32 {
            return Err(wrong("api_v3_key", "has to be 32 characters"));
        }
        let (private_key, public_key) = keys("wechat", &self.private_key, &self.public_key)?;
        Ok(Arc::new(WechatPay {
            address: FILE.address("wechat", self.address, "https://api.mch.weixin.qq.com")?,
            mch_id: given("mch_id", &self.mch_id)?,
            app_id: given("app_id", &self.app_id)?,
            serial_no: given("serial_no", &self.serial_no)?,
            private_key,
            api_key,
            public_key_id: given("public_key_id", &self.public_key_id)?,
            public_key,
            ways: if self.h5 { vec![WayToPay::Code, WayToPay::Page] } else { vec![WayToPay::Code] },
            clock,
        }))
    }
}

impl AlipayPart {
    fn provider(self, clock: Clock) -> Result<Arc<dyn Provider>> {
        let (private_key, public_key) = keys("alipay", &self.private_key, &self.public_key)?;
        Ok(Arc::new(Alipay {
            address: FILE.address("alipay", self.address, "https://openapi.alipay.com/gateway.do")?,
            app_id: FILE.given("alipay.app_id", &self.app_id)?,
            private_key,
            public_key,
            clock,
        }))
    }
}

/// Our key and the provider's.
fn keys(part: &str, private: &str, public: &str) -> Result<(PrivateKey, PublicKey)> {
    let (ours, theirs) = (format!("{part}.private_key"), format!("{part}.public_key"));
    let private = PrivateKey::read(&FILE.given(&ours, private)?)
        .ok_or_else(|| FILE.wrong(&ours, "is no RSA key of 2048 bits or more, as PEM or bare Base64"))?;
    let public = PublicKey::read(&FILE.given(&theirs, public)?)
        .ok_or_else(|| FILE.wrong(&theirs, "is neither a public key nor a certificate, as PEM or bare Base64"))?;
    Ok((private, public))
}

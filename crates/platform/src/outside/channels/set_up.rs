//! The operator's file of channels: which vendor carries what, with whose credentials. What it does not name is switched off.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Error, Result};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::Carrier;
use super::aliyun::Aliyun;
use super::mail::Mail;
use super::robot::Robot;
use super::tencent::Tencent;
use super::wechat::{Way, Wechat};
use crate::clock::Clock;
use crate::outside::Address;
use crate::outside::operators_file::OperatorsFile;

const FILE: OperatorsFile = OperatorsFile("file of channels");

/// Who carries what on this installation.
#[derive(Clone, Default)]
pub struct Carriers {
    pub sms: Option<Arc<dyn Carrier>>,
    pub wechat: Option<Arc<dyn Carrier>>,
    pub robot: Option<Arc<dyn Carrier>>,
    pub mail: Option<Arc<dyn Carrier>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    aliyun: Option<AliyunPart>,
    tencent: Option<TencentPart>,
    wechat: Option<WechatPart>,
    wecom: Option<WecomPart>,
    smtp: Option<SmtpPart>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliyunPart {
    key_id: String,
    key_secret: String,
    address: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TencentPart {
    secret_id: String,
    secret_key: String,
    app_id: String,
    region: Option<String>,
    address: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WechatPart {
    app_id: String,
    secret: String,
    #[serde(default)]
    way: Way,
    address: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WecomPart {
    address: Option<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpPart {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    user: Option<String>,
    password: Option<String>,
    from: String,
}
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Security {
    /// TLS from the first byte.
    #[default]
    Tls,
    Starttls,
    /// For a server on this machine.
    None,
}

impl Carriers {
    /// Reads the operator's file. A value `env:NAME` stands for what the environment calls so, `file:PATH` for what that file holds.
    ///
    /// # Errors
    /// `Unavailable`, which says what is wrong and where; never with a secret in it.
    pub fn read(text: &str) -> Result<Self> {
        // vendors compare the time with their own: a demo's day is none of theirs
        let clock = Clock::system();
        let file: File = toml::from_str(text).map_err(|e| wrong("", e.message()))?;
        if file.aliyun.is_some() && file.tencent.is_some() {
            return Err(wrong("aliyun, tencent", "SMS goes by one of them; remove the other"));
        }
        let sms = match (file.aliyun, file.tencent) {
            (Some(part), _) => Some(part.carrier(&clock)?),
            (_, Some(part)) => Some(part.carrier(&clock)?),
            _ => None,
        };
        Ok(Self {
            sms,
            wechat: file.wechat.map(|part| part.carrier(&clock)).transpose()?,
            robot: file.wecom.map(WecomPart::carrier).transpose()?,
            mail: file.smtp.map(SmtpPart::carrier).transpose()?,
        })
    }
}

impl AliyunPart {
    fn carrier(self, clock: &Clock) -> Result<Arc<dyn Carrier>> {
        Ok(Arc::new(Aliyun {
            address: address("aliyun", self.address, "https://dysmsapi.aliyuncs.com")?,
            key_id: given("aliyun.key_id", &self.key_id)?,
            key_secret: given("aliyun.key_secret", &self.key_secret)?,
            clock: clock.clone(),
        }))
    }
}
impl TencentPart {
    fn carrier(self, clock: &Clock) -> Result<Arc<dyn Carrier>> {
        Ok(Arc::new(Tencent {
            address: address("tencent", self.address, "https://sms.tencentcloudapi.com")?,
            secret_id: given("tencent.secret_id", &self.secret_id)?,
            secret_key: given("tencent.secret_key", &self.secret_key)?,
            app_id: given("tencent.app_id", &self.app_id)?,
            region: self.region.unwrap_or_else(|| "ap-guangzhou".to_owned()),
            clock: clock.clone(),
        }))
    }
}
impl WechatPart {
    fn carrier(self, clock: &Clock) -> Result<Arc<dyn Carrier>> {
        Ok(Arc::new(Wechat {
            address: address("wechat", self.address, "https://api.weixin.qq.com")?,
            app_id: given("wechat.app_id", &self.app_id)?,
            secret: given("wechat.secret", &self.secret)?,
            way: self.way,
            clock: clock.clone(),
            token: Mutex::default(),
        }))
    }
}
impl WecomPart {
    fn carrier(self) -> Result<Arc<dyn Carrier>> {
        Ok(Arc::new(Robot { address: address("wecom", self.address, "https://qyapi.weixin.qq.com")? }))
    }
}
impl SmtpPart {
    fn carrier(self) -> Result<Arc<dyn Carrier>> {
        let is_here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.security == Security::None && !is_here {
            return Err(wrong(
                "smtp.security",
                "\"none\" is for a server on this machine; use \"tls\" or \"starttls\"",
            ));
        }
        let tls = || TlsParameters::new(self.host.clone()).map_err(|_| wrong("smtp.host", "is no name for TLS"));
        let (tls, usual) = match self.security {
            Security::Tls => (Tls::Wrapper(tls()?), 465),
            Security::Starttls => (Tls::Required(tls()?), 587),
            Security::None => (Tls::None, 25),
        };
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host.as_str())
            .port(self.port.unwrap_or(usual))
            .tls(tls)
            .timeout(Some(Duration::from_secs(10)));
        let server = match (self.user, self.password) {
            (Some(user), Some(password)) => {
                server.credentials(Credentials::new(given("smtp.user", &user)?, given("smtp.password", &password)?))
            }
            (None, None) => server,
            _ => return Err(wrong("smtp", "user and password go together")),
        };
        let from = self.from.parse().map_err(|_| wrong("smtp.from", "is no mailbox: Name <name@example.com>"))?;
        Ok(Arc::new(Mail { server: server.build(), from }))
    }
}

fn wrong(place: &str, what: &str) -> Error {
    FILE.wrong(place, what)
}

fn given(place: &str, value: &str) -> Result<String> {
    FILE.given(place, value)
}

fn address(part: &str, typed: Option<String>, usual: &str) -> Result<Address> {
    FILE.address(part, typed, usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_does_not_name_is_switched_off() {
        let none = Carriers::read("").unwrap();
        assert!(none.sms.is_none() && none.wechat.is_none() && none.robot.is_none() && none.mail.is_none());
        let some = Carriers::read("[wecom]\n[tencent]\nsecret_id = 'a'\nsecret_key = 'b'\napp_id = '1'").unwrap();
        assert_eq!(some.sms.map(|sms| sms.vendor()), Some("tencent"));
        assert!(some.robot.is_some() && some.mail.is_none());
    }

    #[test]
    fn a_wrong_file_says_where_and_tells_no_secret() {
        for (text, told) in [
            ("[aliyun]\nkey_id = 'a'\nkey_secret = ''", "aliyun.key_secret is empty"),
            ("[aliyun]\nkey_id = 'a'\nkey_secret = 'env:NO_SUCH_NAME_HERE'", "NO_SUCH_NAME_HERE"),
            ("[wecom]\naddress = 'qyapi'", "wecom.address"),
            ("[sms]", "unknown field `sms`"),
            ("[smtp]\nhost = 'mail.example.com'\nsecurity = 'none'\nfrom = 'a@b.cn'", "smtp.security"),
            ("[smtp]\nhost = 'mail.example.com'\nuser = 'hunter2'\nfrom = 'a@b.cn'", "go together"),
            ("[smtp]\nhost = 'mail.example.com'\nfrom = 'nobody'", "smtp.from"),
            (
                "[aliyun]\nkey_id = 'a'\nkey_secret = 'hunter2'\n[tencent]\nsecret_id = 'a'\nsecret_key = 'b'\napp_id = '1'",
                "one of them",
            ),
        ] {
            let Err(Error::Unavailable(error)) = Carriers::read(text) else { panic!("{text} is wrong") };
            assert!(error.contains(told) && !error.contains("hunter2"), "{error}");
        }
    }
}

//! SMS by Alibaba Cloud: Dysmsapi 2017-05-25, SendSms, signed ACS3-HMAC-SHA256.

use futures::future::BoxFuture;
use kernel::Result;
use serde::Deserialize;

use super::signed::{Unsigned, query};
use super::{Carried, Carrier, Kinds, Message, no_answer, refusal, trouble};
use crate::clock::Clock;
use crate::outside::{Address, Reach, post_with};
use crate::random::{secret, sha256_hex};

const KINDS: &Kinds = &[
    ("isv.BUSINESS_LIMIT_CONTROL", "refused_limit", true),
    ("isv.DAY_LIMIT_CONTROL", "refused_limit", false),
    ("isv.MONTH_LIMIT_CONTROL", "refused_limit", false),
    ("isv.SMS_OVER_LIMIT", "refused_limit", false),
    ("isv.MOBILE_", "refused_address", false),
    ("isv.DENY_IP_RANGE", "refused_credentials", false),
    ("isv.AMOUNT_NOT_ENOUGH", "no_balance", false),
    ("isv.OUT_OF_SERVICE", "no_balance", false),
    ("isv.PRODUCT_UN_SUBSCRI", "no_balance", false),
    ("isv.ACCOUNT_", "refused_credentials", false),
    ("isp.RAM_PERMISSION_DENY", "refused_credentials", false),
    ("isp.", "vendor_down", true),
    ("isv.SMS_", "refused_template", false),
    ("isv.TEMPLATE_", "refused_template", false),
    ("isv.PARAM_", "refused_template", false),
    ("isv.INVALID_PARAMETERS", "refused_template", false),
    ("isv.INVALID_JSON_PARAM", "refused_template", false),
    ("isv.BLACK_KEY_CONTROL_LIMIT", "refused_template", false),
    ("SignatureDoesNotMatch", "refused_credentials", false),
    ("InvalidAccessKeyId", "refused_credentials", false),
    ("Forbidden", "refused_credentials", false),
    ("NoPermission", "refused_credentials", false),
    ("InvalidTimeStamp", "refused_credentials", false),
    ("Throttling", "refused_limit", true),
    ("ServiceUnavailable", "vendor_down", true),
    ("InternalError", "vendor_down", true),
];

pub(super) struct Aliyun {
    pub address: Address,
    pub key_id: String,
    pub key_secret: String,
    pub clock: Clock,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answered {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    biz_id: String,
}

impl Carrier for Aliyun {
    fn vendor(&self) -> &'static str {
        "aliyun"
    }
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            let (path, headers) = match self.request(message) {
                Ok(made) => made,
                Err(error) => return Carried::NotNow(trouble("no_request", &error.to_string())),
            };
            let answer = post_with(&self.address.at(&path), Reach::Anywhere, &headers, vec![]).await;
            match serde_json::from_str::<Answered>(&answer.text) {
                Ok(told) if told.code == "OK" => Carried::Taken(told.biz_id),
                Ok(told) => refusal(KINDS, &told.code, &told.message),
                Err(_) => no_answer(&answer),
            }
        })
    }
}

impl Aliyun {
    /// Path with query, and the signed headers; the body is empty.
    fn request(&self, message: &Message) -> Result<(String, Vec<(&'static str, String)>)> {
        let places: serde_json::Map<String, serde_json::Value> =
            message.places.iter().map(|(name, words)| (name.clone(), words.clone().into())).collect();
        let places = serde_json::Value::Object(places).to_string();
        // numbers at home go without the country, others with it and without the plus
        let phone = message.to.strip_prefix("+86").unwrap_or(message.to.trim_start_matches('+'));
        let query = query(&[
            ("PhoneNumbers", phone),
            ("SignName", &message.sign),
            ("TemplateCode", &message.template),
            ("TemplateParam", &places),
            ("OutId", &message.id),
        ]);
        let mut headers = vec![
            ("host", self.address.authority()),
            ("x-acs-action", "SendSms".to_owned()),
            ("x-acs-content-sha256", sha256_hex(b"")),
            ("x-acs-date", self.clock.now().to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            ("x-acs-signature-nonce", secret(18)?),
            ("x-acs-version", "2017-05-25".to_owned()),
        ];
        let to = self.address.at("/");
        let unsigned = Unsigned { method: "POST", path: &to.path, query: &query, headers: &headers, body: b"" };
        let authorization = unsigned.acs3(&self.key_id, &self.key_secret)?;
        headers.remove(0);
        headers.push(("authorization", authorization));
        Ok((format!("/?{query}"), headers))
    }
}

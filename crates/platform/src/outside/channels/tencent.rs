//! SMS by Tencent Cloud: SendSms of 2021-01-11, signed TC3-HMAC-SHA256.

use futures::future::BoxFuture;
use kernel::Result;
use kernel::time::SECOND;
use serde::Deserialize;
use serde_json::json;

use super::signed::Unsigned;
use super::{Carried, Carrier, Kinds, Message, no_answer, refusal, trouble};
use crate::clock::Clock;
use crate::outside::{Address, Reach, post_with};

const KINDS: &Kinds = &[
    ("LimitExceeded.", "refused_limit", true),
    ("RequestLimitExceeded", "refused_limit", true),
    ("FailedOperation.InsufficientBalanceInSmsPackage", "no_balance", false),
    ("FailedOperation.PhoneNumberInBlacklist", "refused_address", false),
    ("InvalidParameterValue.IncorrectPhoneNumber", "refused_address", false),
    ("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", "refused_template", false),
    ("InvalidParameterValue.SdkAppIdNotExist", "refused_credentials", false),
    ("InvalidParameterValue.", "refused_template", false),
    ("FailedOperation.SignatureIncorrectOrUnapproved", "refused_template", false),
    ("FailedOperation.MissingSignature", "refused_template", false),
    ("FailedOperation.Template", "refused_template", false),
    ("FailedOperation.ContainSensitiveWord", "refused_template", false),
    ("UnauthorizedOperation.", "refused_credentials", false),
    ("AuthFailure", "refused_credentials", false),
    ("InternalError", "vendor_down", true),
    ("ResourceUnavailable", "vendor_down", true),
];

pub(super) struct Tencent {
    pub address: Address,
    pub secret_id: String,
    pub secret_key: String,
    pub app_id: String,
    pub region: String,
    pub clock: Clock,
}

/// Names and values of headers.
type Headers = Vec<(&'static str, String)>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answered {
    response: Response,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    error: Option<Status>,
    #[serde(default)]
    send_status_set: Vec<Status>,
}
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Status {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    serial_no: String,
}

impl Carrier for Tencent {
    fn vendor(&self) -> &'static str {
        "tencent"
    }
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            let (headers, body) = match self.request(message) {
                Ok(made) => made,
                Err(error) => return Carried::NotNow(trouble("no_request", &error.to_string())),
            };
            let answer = post_with(&self.address.at("/"), Reach::Anywhere, &headers, body).await;
            let Ok(Answered { response }) = serde_json::from_str(&answer.text) else { return no_answer(&answer) };
            match response.error.or(response.send_status_set.into_iter().next()) {
                Some(told) if told.code == "Ok" => Carried::Taken(told.serial_no),
                Some(told) => refusal(KINDS, &told.code, &told.message),
                None => no_answer(&answer),
            }
        })
    }
}

impl Tencent {
    fn request(&self, message: &Message) -> Result<(Headers, Vec<u8>)> {
        let body = json!({
            "PhoneNumberSet": [message.to],
            "SmsSdkAppId": self.app_id,
            "SignName": message.sign,
            "TemplateId": message.template,
            "TemplateParamSet": message.places.iter().map(|(_, words)| words).collect::<Vec<_>>(),
            "SessionContext": message.id,
        });
        let body = body.to_string().into_bytes();
        let now = self.clock.now();
        let seconds = now.ms() / SECOND;
        let signed =
            [("content-type", "application/json; charset=utf-8".to_owned()), ("host", self.address.authority())];
        let to = self.address.at("/");
        let unsigned = Unsigned { method: "POST", path: &to.path, query: "", headers: &signed, body: &body };
        let day = now.to_utc().format("%Y-%m-%d").to_string();
        let authorization = unsigned.tc3(&self.secret_id, &self.secret_key, "sms", seconds, &day)?;
        let [content, _] = signed;
        let headers = vec![
            content,
            ("authorization", authorization),
            ("x-tc-action", "SendSms".to_owned()),
            ("x-tc-version", "2021-01-11".to_owned()),
            ("x-tc-region", self.region.clone()),
            ("x-tc-timestamp", seconds.to_string()),
        ];
        Ok((headers, body))
    }
}

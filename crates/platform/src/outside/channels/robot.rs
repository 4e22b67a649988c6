//! A group's robot in WeCom (企业微信): its words stand in the group, and whoever is meant is called.

use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::json;

use super::{Carried, Carrier, Kinds, Message, no_answer, refusal};
use crate::outside::{Address, Reach, post};

/// A text of more bytes is refused.
const BYTES_MAX: usize = 2_048;

const KINDS: &Kinds = &[
    ("93000", "refused_address", false),
    ("45009", "refused_limit", true),
    ("45033", "refused_limit", true),
    ("-1", "vendor_down", true),
];

pub(super) struct Robot {
    pub address: Address,
}

#[derive(Deserialize)]
struct Answered {
    errcode: i64,
    #[serde(default)]
    errmsg: String,
}

impl Carrier for Robot {
    fn vendor(&self) -> &'static str {
        "wecom"
    }
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            let mut words = message.words.clone();
            while words.len() > BYTES_MAX {
                words.pop();
            }
            // whoever is not in the group is passed over there
            let called: Vec<&str> =
                message.mention.iter().map(|phone| phone.strip_prefix("+86").unwrap_or(phone)).collect();
            let body = json!({ "msgtype": "text", "text": { "content": words, "mentioned_mobile_list": called } });
            let to = self.address.at(&format!("/cgi-bin/webhook/send?key={}", message.to));
            let answer = post(&to, Reach::Anywhere, &[], body.to_string().into_bytes()).await;
            match serde_json::from_str::<Answered>(&answer.text) {
                Ok(told) if told.errcode == 0 => Carried::Taken(String::new()),
                Ok(told) => refusal(KINDS, &told.errcode.to_string(), &told.errmsg),
                Err(_) => no_answer(&answer),
            }
        })
    }
}

//! What a company says of its channels: whether it uses them, under which name, to which place, with which templates. Which of them this
//! installation can carry at all is the operator's file's.

use std::sync::OnceLock;

use kernel::code::Code;
use kernel::error::{Check, FieldError};
use kernel::{Error, Id, Json, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::outside::channels::{Carrier, Carriers, is_mailbox};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{CompanyChannel, NoticeChannel, NoticeChannelId, NoticeTemplate};
use super::rules;

const SIGN_MAX: usize = 30;
const ADDRESS_MAX: usize = 500;
const TEMPLATE_MAX: usize = 100;
const PLACES_LENGTH_MAX: usize = 400;
/// The office has no more mailboxes.
const MAILBOXES_MAX: usize = 10;

static INSTALLED: OnceLock<Carriers> = OnceLock::new();

/// Sets what this process can carry; said once, at the start.
pub fn install(carriers: Carriers) {
    INSTALLED.get_or_init(|| carriers);
}

/// Who carries a channel.
pub(super) fn carrier(carriers: &Carriers, channel: NoticeChannel) -> Option<&dyn Carrier> {
    let found = match channel {
        NoticeChannel::Sms => &carriers.sms,
        NoticeChannel::Wechat => &carriers.wechat,
        NoticeChannel::Robot => &carriers.robot,
        NoticeChannel::Mail => &carriers.mail,
    };
    found.as_deref()
}

fn vendor(channel: NoticeChannel) -> Option<&'static str> {
    INSTALLED.get().and_then(|carriers| carrier(carriers, channel)).map(Carrier::vendor)
}

/// A channel as the company has it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoticeChannelShown {
    pub channel: NoticeChannel,
    /// Who carries it on this installation: `aliyun`, `tencent`, `wechat`, `wecom`, `smtp`; none where the operator switched it off.
    pub vendor: Option<String>,
    pub is_on: bool,
    /// What an SMS begins with, as it was approved.
    pub sign: String,
    /// The office's mailboxes; of a robot's key its end.
    pub address: String,
    pub needs_template: bool,
    pub has_address: bool,
    pub templates: Vec<NoticeTemplate>,
    /// 0 while nothing was said of it.
    pub version: i64,
}

async fn all(view: &View) -> Result<Vec<CompanyChannel>> {
    let sql = Sql::new("SELECT * FROM notice_channel WHERE tenant_id = ? ORDER BY id LIMIT 20");
    db::select(view, sql.bind(view.actor().tenant)).await
}

/// The channels that the company switched on.
///
/// # Errors
/// Those of the database.
pub(super) async fn on(view: &View) -> Result<Vec<CompanyChannel>> {
    Ok(all(view).await?.into_iter().filter(|each| each.is_on).collect())
}

/// `GET /notice-channels`
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<NoticeChannelShown>> {
    let all = all(view).await?;
    let of = |channel: &NoticeChannel| shown(*channel, all.iter().find(|each| each.channel == *channel));
    Ok(Page { items: NoticeChannel::ALL.iter().map(of).collect(), next: None })
}

fn shown(channel: NoticeChannel, kept: Option<&CompanyChannel>) -> NoticeChannelShown {
    let address = kept.map(|kept| kept.address.as_str()).unwrap_or_default();
    let end = address.get(address.len().saturating_sub(4)..).unwrap_or_default();
    NoticeChannelShown {
        channel,
        vendor: vendor(channel).map(str::to_owned),
        is_on: kept.is_some_and(|kept| kept.is_on),
        sign: kept.map(|kept| kept.sign.clone()).unwrap_or_default(),
        // whoever knows a robot's key can write into the group
        address: match (channel, address) {
            (_, "") => String::new(),
            (NoticeChannel::Robot, _) => format!("***{end}"),
            _ => address.to_owned(),
        },
        needs_template: channel.needs_template(),
        has_address: channel.has_company_address(),
        templates: kept.map(|kept| kept.templates.0.clone()).unwrap_or_default(),
        version: kept.map_or(0, |kept| kept.version),
    }
}

/// What a company says of a channel.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutNoticeChannel {
    pub is_on: bool,
    #[serde(default)]
    pub sign: String,
    /// The robot's key or its whole address; the office's mailboxes with commas between. What is absent stays.
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub templates: Vec<NoticeTemplate>,
}

/// `PUT /notice-channels/{channel}`
///
/// # Errors
/// `NotFound` for no channel; `Stale`; `Invalid` by field; `Refused("notice_channel.not_installed")`.
pub(super) async fn put(tx: &Tx, channel: String, body: PutNoticeChannel) -> Result<NoticeChannelShown> {
    let channel = NoticeChannel::from_code(&channel).ok_or(Error::NotFound("notice_channel"))?;
    let is_installed = vendor(channel).is_some();
    put_where(tx, channel, body, is_installed).await
}

/// As the route does it, where it is known whether the installation carries the channel.
///
/// # Errors
/// As the route's.
pub(super) async fn put_where(
    tx: &Tx,
    channel: NoticeChannel,
    body: PutNoticeChannel,
    is_installed: bool,
) -> Result<NoticeChannelShown> {
    let kept = all(tx).await?.into_iter().find(|each| each.channel == channel);
    tx.said().as_seen("notice_channel", kept.as_ref().map_or(0, |kept| kept.version))?;
    let typed =
        body.address.as_deref().map(|typed| if channel == NoticeChannel::Robot { key_in(typed) } else { typed.trim() });
    let address =
        typed.unwrap_or_else(|| kept.as_ref().map(|kept| kept.address.as_str()).unwrap_or_default()).to_owned();
    check(channel, &body, &address)?;
    if body.is_on && !is_installed {
        return Err(Error::refused("notice_channel.not_installed"));
    }
    let new = CompanyChannel {
        id: kept.as_ref().map_or_else(NoticeChannelId::new, |kept| kept.id),
        channel,
        is_on: body.is_on,
        sign: kernel::text::tidy(&body.sign, false),
        address,
        templates: Json(body.templates.into_iter().filter(|each| !each.template.trim().is_empty()).collect()),
        changed_at: tx.now(),
        version: kept.as_ref().map_or(1, |kept| kept.version),
    };
    let new = if kept.is_some() { db::update(tx, new).await? } else { db::insert(tx, new).await? };
    let data = json!({ "channel": channel, "is_on": new.is_on });
    tx.record(Event::new("notice_channel.changed").about(new.id).with(data)).await?;
    Ok(shown(channel, Some(&new)))
}

fn check(channel: NoticeChannel, body: &PutNoticeChannel, address: &str) -> Result<()> {
    let mut check = Check::new();
    check.at_most("sign", &body.sign, SIGN_MAX);
    check.at_most("address", address, ADDRESS_MAX);
    if channel == NoticeChannel::Sms && body.is_on {
        check.that(!body.sign.trim().is_empty(), "sign", "field.required");
    }
    if channel == NoticeChannel::Robot {
        let is_key = address.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        check.that(is_key, "address", "field.not_such_an_address");
        check.that(!body.is_on || !address.is_empty(), "address", "field.required");
    }
    if channel == NoticeChannel::Mail {
        let mailboxes: Vec<&str> = address.split(',').map(str::trim).filter(|each| !each.is_empty()).collect();
        check.that(mailboxes.iter().all(|each| is_mailbox(each)), "address", "field.not_such_an_address");
        if mailboxes.len() > MAILBOXES_MAX {
            check.note(FieldError::new("address", "field.too_many").with("max", MAILBOXES_MAX));
        }
    }
    for (at, each) in body.templates.iter().enumerate() {
        check.at_most(&format!("templates[{at}].template"), &each.template, TEMPLATE_MAX);
        check.at_most(&format!("templates[{at}].places"), &each.places, PLACES_LENGTH_MAX);
        let places = check.take(&format!("templates[{at}].places"), rules::places(&each.places)).unwrap_or_default();
        if places.len() > rules::PLACES_MAX {
            let too_many = FieldError::new(format!("templates[{at}].places"), "field.too_many");
            check.note(too_many.with("max", rules::PLACES_MAX));
        }
        let is_twice = body.templates.iter().take(at).any(|before| before.code == each.code);
        check.that(!is_twice, format!("templates[{at}].code"), "field.twice");
    }
    check.done()
}

/// The key in what WeCom shows: it gives the whole address.
fn key_in(typed: &str) -> &str {
    let typed = typed.trim();
    typed.split_once("key=").map_or(typed, |(_, key)| key.split('&').next().unwrap_or(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_robots_key_is_found_in_its_address() {
        let key = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa";
        assert_eq!(key_in(&format!("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}&x=1")), key);
        assert_eq!(key_in(&format!(" {key} ")), key);
    }
}

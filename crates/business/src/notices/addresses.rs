//! Where customers are reached by channels that need more than a phone: an openid of the official account, an e-mail address.

use std::collections::BTreeMap;

use kernel::code::Code;
use kernel::error::Check;
use kernel::{Error, Id, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::outside::channels::is_mailbox;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{CustomerAddress, NoticeAddressId, NoticeChannel};
use crate::customers;
use crate::nouns::CustomerId;

/// An openid has 28 characters; an e-mail address up to 254.
const LENGTH_MAX: usize = 254;

/// Where a customer is reached by a channel.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerAddressShown {
    pub channel: NoticeChannel,
    /// Its beginning and its end.
    pub address: String,
}

/// A customer's addresses by channel.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_customer(view: &View, id: CustomerId) -> Result<BTreeMap<NoticeChannel, String>> {
    Ok(of_customers(view, [id]).await?.remove(&id).unwrap_or_default())
}

/// The addresses of several customers; after a merge the newest counts.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_customers(
    view: &View,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<BTreeMap<CustomerId, BTreeMap<NoticeChannel, String>>> {
    let sql = Sql::new("SELECT * FROM notice_address WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let sql = sql.within("customer_id", ids).push(" ORDER BY changed_at, id LIMIT 1000");
    let mut found: BTreeMap<CustomerId, BTreeMap<NoticeChannel, String>> = BTreeMap::new();
    for each in db::select::<CustomerAddress>(view, sql).await? {
        found.entry(each.customer_id).or_default().insert(each.channel, each.address);
    }
    Ok(found)
}

/// `GET /customers/{id}/notice-addresses`
pub(super) async fn list(view: &View, id: CustomerId, _: Nothing) -> Result<Page<CustomerAddressShown>> {
    let customer = customers::get_visible(view, id).await?;
    let found = of_customer(view, customer.id).await?;
    let shown =
        |(channel, address): (NoticeChannel, String)| CustomerAddressShown { channel, address: masked(&address) };
    Ok(Page { items: found.into_iter().map(shown).collect(), next: None })
}

fn masked(address: &str) -> String {
    let all: Vec<char> = address.chars().collect();
    let side = (all.len() / 4).min(4);
    let part = |some: &[char]| some.iter().collect::<String>();
    format!("{}***{}", part(&all[..side]), part(&all[all.len() - side..]))
}

/// Where a customer is reached; empty where no longer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCustomerAddress {
    pub address: String,
}

/// `PUT /customers/{id}/notice-addresses/{channel}`
///
/// # Errors
/// `NotFound`; `Invalid` at `address`.
pub(super) async fn put(
    tx: &Tx,
    (id, channel): (CustomerId, String),
    body: PutCustomerAddress,
) -> Result<Page<CustomerAddressShown>> {
    let customer = customers::get_visible(tx, id).await?;
    let channel = NoticeChannel::from_code(&channel).ok_or(Error::NotFound("notice_channel"))?;
    let address = body.address.trim().to_owned();
    let mut check = Check::new();
    check.at_most("address", &address, LENGTH_MAX);
    let is_such = match channel {
        NoticeChannel::Wechat => address.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')),
        NoticeChannel::Mail => is_mailbox(&address),
        NoticeChannel::Sms | NoticeChannel::Robot => return Err(Error::NotFound("notice_channel")),
    };
    check.that(address.is_empty() || is_such, "address", "field.not_such_an_address");
    check.done()?;
    let old = Sql::new("DELETE FROM notice_address WHERE tenant_id = ? AND customer_id = ? AND channel = ?");
    tx.run(old.bind(tx.actor().tenant).bind(customer.id).bind(channel)).await?;
    if !address.is_empty() {
        let new = CustomerAddress {
            id: NoticeAddressId::new(),
            customer_id: customer.id,
            channel,
            address,
            changed_at: tx.now(),
            version: 1,
        };
        db::insert(tx, new).await?;
    }
    let event = Event::new("customer.reached_by").in_unit(customer.unit_id).about(customer.id);
    tx.record(event.with(json!({ "channel": channel, "is_known": !body.address.trim().is_empty() }))).await?;
    list(tx, id, Nothing::default()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_by_its_ends() {
        assert_eq!(masked("oABCD1234567890efghijklmnopq"), "oABC***nopq");
        assert_eq!(masked("a@b.cn"), "a***n");
        assert_eq!(masked(""), "***");
    }
}

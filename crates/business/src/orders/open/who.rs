//! Who may open which type of order, through which channel: the pack lists the openers, the role table says who may open at all.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use kernel::code::Code;
use kernel::id::{TenantId, UserId};
use kernel::{Error, FieldError, Lang, Permission, Result};
use moka::sync::Cache;
use platform::db::{self, Sql, View};

use super::ask::NewOrder;
use crate::customers;
use crate::identity::{AppUser, Role};
use crate::lowcode::Book;
use crate::lowcode::pack::{AssetNeed, Opener, OrderType};
use crate::nouns::{AssetId, Channel};

/// The type that is asked for. One that the company has switched off is offered no more, but what began goes on: an exchange that is
/// under way gets the orders of its legs, of whatever type they are.
///
/// # Errors
/// `Invalid("type")`: `field.type_off` with its name and those that are on, or `field.not_a_choice` for one that the company never had.
pub(super) fn type_of(book: &Book, new: &NewOrder, lang: Lang) -> Result<Arc<OrderType>> {
    let found = book.order_type(&new.r#type).ok_or_else(|| Error::invalid("type", "field.not_a_choice"))?;
    let goes_on = new.leg.is_some();
    if !found.is_off || goes_on {
        return Ok(found.clone());
    }
    let offered = book.pack.order_types.iter().filter(|each| !each.is_off).map(|each| named(each, lang));
    let joint = if lang == Lang::En { ", " } else { "、" };
    let offered = offered.collect::<Vec<_>>().join(joint);
    let off = FieldError::new("type", "field.type_off").with("type", named(found, lang)).with("offered", offered);
    Err(Error::Invalid(vec![off]))
}

/// Whether an order of the type may come through this channel.
///
/// # Errors
/// `order.type_not_for_channel`
pub(super) fn may_come(r#type: &OrderType, channel: Channel, lang: Lang) -> Result<()> {
    let openers: &[Opener] = match channel {
        Channel::CustomerPage => &[Opener::Customer],
        Channel::Phone | Channel::Email => &[Opener::Desk, Opener::Dispatcher, Opener::Technician, Opener::Provider],
        Channel::Store => &[Opener::Desk, Opener::Guide],
        Channel::Sale => &[Opener::Sale],
        Channel::Api => &[Opener::Api],
        Channel::Plan => &[Opener::Plan],
        // what follows from another order, or was brought along, was decided there
        Channel::File | Channel::FollowUp => return Ok(()),
    };
    if openers.iter().any(|each| r#type.may_open.contains(each)) {
        return Ok(());
    }
    let refused = Error::refused("order.type_not_for_channel").with("type", r#type.code.clone());
    Err(refused.with("type_name", named(r#type, lang)).with("channel", channel.code()))
}

/// By what the caller may do too, so that a role that is taken away is not remembered once the caller is recognised without it.
type RolesByUser = Cache<(TenantId, UserId, Arc<BTreeSet<Permission>>), Arc<[Role]>>;

/// Roles are believed for as long as a session is; a role that was just given counts at once, as nobody is refused by what is kept here.
static ROLES: LazyLock<RolesByUser> =
    LazyLock::new(|| Cache::builder().max_capacity(20_000).time_to_live(Duration::from_secs(10)).build());

/// Whether somebody in these roles may open an order of the type by hand. What a customer wrote on a page, and what a program sends,
/// is judged by its channel.
///
/// # Errors
/// `order.type_not_for_role`
pub(super) async fn may_open(view: &View, r#type: &OrderType, channel: Channel) -> Result<()> {
    if matches!(channel, Channel::CustomerPage | Channel::Api) {
        return Ok(());
    }
    let listed =
        |roles: &[Role]| roles.iter().flat_map(|role| openers_in(*role)).any(|opener| r#type.may_open.contains(opener));
    let key = (view.actor().tenant, view.actor().user, view.actor().permissions.clone());
    if ROLES.get(&key).is_some_and(|roles| listed(&roles)) {
        return Ok(());
    }
    let Some(user) = db::find::<AppUser>(view, view.actor().user).await? else { return Ok(()) };
    let roles: Arc<[Role]> = user.roles.iter().copied().collect();
    ROLES.insert(key, roles.clone());
    if listed(&roles) {
        return Ok(());
    }
    let refused = Error::refused("order.type_not_for_role").with("type", r#type.code.clone());
    Err(refused.with("type_name", named(r#type, view.actor().lang)))
}

/// What a role is in the packs' lists of openers.
pub(super) fn openers_in(role: Role) -> &'static [Opener] {
    match role {
        Role::Desk => &[Opener::Desk],
        Role::Dispatcher => &[Opener::Dispatcher],
        Role::Technician => &[Opener::Technician],
        Role::Guide => &[Opener::Guide],
        Role::Provider => &[Opener::Provider],
        // who leads the office may do what anybody there may
        Role::Manager | Role::Admin => {
            &[Opener::Desk, Opener::Dispatcher, Opener::Technician, Opener::Guide, Opener::Provider]
        }
        Role::Storekeeper | Role::Finance | Role::Quality => &[],
    }
}

/// Whether enough is known to take the order in: some types are about a known machine.
///
/// # Errors
/// `order.asset_required`
pub(in crate::orders) fn may_take_in(r#type: &OrderType, is_taken_in: bool, has_asset: bool, lang: Lang) -> Result<()> {
    if is_taken_in && r#type.asset == AssetNeed::Required && !has_asset {
        let refused = Error::refused("order.asset_required").with("type", r#type.code.clone());
        return Err(refused.with("type_name", named(r#type, lang)));
    }
    Ok(())
}

fn named(r#type: &OrderType, lang: Lang) -> String {
    if lang == Lang::En { r#type.name.en.clone() } else { r#type.name.zh.clone() }
}

/// Whether the caller sees the customer, the site and the machines that the order names: another unit's look like none.
///
/// # Errors
/// `NotFound`
pub(super) async fn are_seen(view: &View, new: &NewOrder) -> Result<()> {
    if let Some(customer) = new.customer_id {
        customers::get_visible(view, customer).await?;
    }
    if let Some(site) = new.site_id {
        customers::get_visible_site(view, site).await?;
    }
    let named: std::collections::BTreeSet<AssetId> = new.items.iter().filter_map(|item| item.asset_id).collect();
    if named.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("SELECT COUNT(*) FROM asset a WHERE a.tenant_id = ? AND ").bind(view.actor().tenant);
    let seen = customers::through_customer(sql.within("a.id", named.iter().copied()), view, "a");
    let seen: i64 = view.value(seen).await?;
    if usize::try_from(seen).is_ok_and(|seen| seen == named.len()) { Ok(()) } else { Err(Error::NotFound("asset")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::may;
    use crate::lowcode::pack::Pack;

    #[test]
    fn whoever_a_pack_lists_may_open_orders_and_nobody_else_may() {
        for role in Role::ALL {
            let may = role.permissions().contains(&may::ORDERS_OPEN);
            assert_eq!(may, !openers_in(*role).is_empty(), "{role}");
        }
        let people: Vec<Opener> = Role::ALL.iter().flat_map(|role| openers_in(*role)).copied().collect();
        for r#type in Pack::shipped().iter().flat_map(|pack| &pack.order_types) {
            for opener in &r#type.may_open {
                let is_nobody = matches!(opener, Opener::Customer | Opener::Sale | Opener::Plan | Opener::Api);
                assert!(is_nobody || people.contains(opener), "{}: {}", r#type.code, opener.code());
            }
        }
    }
}

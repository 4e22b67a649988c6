//! A customer's wish for a time: among the parts of the coming days that can be kept for what is asked for (E11).

use kernel::{Error, Moment, Result};
use platform::db::{self, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::visitor::Visitor;
use crate::calendar;
use crate::customers::Site;
use crate::dispatch::slots::{self, SlotsAsked};
use crate::orders::visits::take_turn;

/// A wish for a time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowWished {
    pub from_at: Moment,
    pub to_at: Moment,
}

/// The windows of the coming days: all by the calendar, or those that can be kept once it is said what is wanted.
pub(super) async fn windows_kept(view: &View, wish: Option<&SlotsAsked>) -> Result<Vec<WindowWished>> {
    let windows = slots::windows(&*calendar::of_company(view).await?, view.now(), slots::DAYS);
    let kept = match wish {
        Some(wish) => {
            let slots = slots::wishes_kept(view, wish, windows).await?;
            slots.into_iter().filter(|slot| slot.kept.is_ok()).map(|slot| slot.window).collect()
        }
        None => windows,
    };
    Ok(kept.into_iter().map(|window| WindowWished { from_at: window.from, to_at: window.to }).collect())
}

/// What is asked for, as slots are looked for: a known machine's place goes with it.
pub(super) async fn wish(
    view: &View,
    visitor: &Visitor,
    r#type: &str,
    category: &str,
    region: Option<String>,
) -> Result<SlotsAsked> {
    let site = match visitor.asset.as_ref().and_then(|asset| asset.site_id) {
        Some(site) => db::find::<Site>(view, site).await?,
        None => None,
    };
    let place = site.as_ref().and_then(|site| site.place);
    Ok(SlotsAsked {
        r#type: r#type.to_owned(),
        category: category.to_owned(),
        region: site.map(|site| site.region).filter(|region| !region.is_empty()).or(region),
        lat: place.map(|place| place.lat),
        lng: place.map(|place| place.lng),
        unit_id: None,
    })
}

/// A wish is taken like a promise: the only one of its day at this moment, and only where somebody has time.
pub(super) async fn take(tx: &Tx, wish: &SlotsAsked, wanted: WindowWished) -> Result<()> {
    let windows = slots::windows(&*calendar::of_company(tx).await?, tx.now(), slots::DAYS);
    let window = windows.into_iter().find(|each| (each.from, each.to) == (wanted.from_at, wanted.to_at));
    let window = window.ok_or_else(|| Error::invalid("wanted.from_at", "portal.window_not_offered"))?;
    take_turn(tx, window.from).await?;
    match slots::wishes_kept(tx, wish, vec![window]).await?.pop() {
        Some(slot) if slot.kept.is_ok() => Ok(()),
        _ => Err(Error::refused("portal.window_taken")),
    }
}

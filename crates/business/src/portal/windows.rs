//! When a visit could be instead, or for the first time: parts of the company's working days, each with whether it can be kept (E11).

use kernel::{Moment, Page, Result};
use platform::db::View;
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::acts::movable;
use super::visitor::{Visitor, reading};
use crate::calendar;
use crate::dispatch::{self, slots};

/// A part of a day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowOffered {
    pub from_at: Moment,
    pub to_at: Moment,
    /// Somebody who goes, or could go, has time then.
    pub can_be_kept: bool,
}

/// `GET /portal/windows`: what it costs anybody is not the customer's to know.
///
/// # Errors
/// `portal.no_order`; `portal.not_movable` while nothing can be moved.
pub(super) async fn read(view: &View, (): (), _: Nothing) -> Result<Page<WindowOffered>> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let visit = movable(&view, visitor.order()?).await?;
    let windows = slots::windows(&*calendar::of_company(&view).await?, view.now(), slots::DAYS);
    if windows.is_empty() {
        return Ok(Page { items: vec![], next: None });
    }
    let slots = dispatch::slots_of_visit(&view, visit.id, windows).await?;
    let offered = |slot: slots::Slot| WindowOffered {
        from_at: slot.window.from,
        to_at: slot.window.to,
        can_be_kept: slot.kept.is_ok(),
    };
    Ok(Page { items: slots.into_iter().map(offered).collect(), next: None })
}

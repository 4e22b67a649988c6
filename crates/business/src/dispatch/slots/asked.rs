//! Slots of an order that is still being taken down: by what it is and where, before there is an order.

use kernel::geo::is_region_code;
use kernel::id::UnitId;
use kernel::{Error, Page, Point, Result};
use platform::db::View;
use schemars::JsonSchema;
use serde::Deserialize;

use super::load::{first_leg, promised, quotas};
use super::{DAYS, Ground, Slot, SlotShown, Window, rules, whole_days, windows};
use crate::calendar;
use crate::dispatch::load::{people_of_days, units, work_of};
use crate::dispatch::model::Job;
use crate::lowcode;

/// What is known of the order so far.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotsAsked {
    /// Code of an order type.
    pub r#type: String,
    /// Code of a category.
    pub category: String,
    /// District; people are chosen by it where no unit is said and no drawn area lies around the place.
    pub region: Option<String>,
    /// The place, for the way there and the drawn areas around it.
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    /// The unit that goes.
    pub unit_id: Option<UnitId>,
}

/// `GET /slots`
///
/// # Errors
/// `Invalid` by field; `NotFound` for an order type that is none.
pub(super) async fn read(view: &View, (): (), asked: SlotsAsked) -> Result<Page<SlotShown>> {
    let windows = windows(&*calendar::of_company(view).await?, view.now(), DAYS);
    if windows.is_empty() {
        return Ok(Page { items: vec![], next: None });
    }
    let ground = ground(view, &asked, &windows).await?;
    let slots = ground.slots(view, windows);
    Ok(Page { items: slots.into_iter().map(|slot| ground.shown(slot)).collect(), next: None })
}

/// Whether windows can be kept for such an order, in their order.
///
/// # Errors
/// As for reading them.
pub async fn wishes_kept(view: &View, asked: &SlotsAsked, windows: Vec<Window>) -> Result<Vec<Slot>> {
    if windows.is_empty() {
        return Ok(vec![]);
    }
    Ok(ground(view, asked, &windows).await?.slots(view, windows))
}

async fn ground(view: &View, asked: &SlotsAsked, windows: &[Window]) -> Result<Ground> {
    let region = asked.region.clone().unwrap_or_default();
    if !region.is_empty() && !is_region_code(&region) {
        return Err(Error::invalid("region", "field.not_a_region"));
    }
    let place = match asked.lat.zip(asked.lng) {
        Some((lat, lng)) => Some(Point::new(lat, lng).ok_or_else(|| Error::invalid("lat", "field.not_a_place"))?),
        None => None,
    };
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return Err(Error::bug("slots without windows"));
    };
    let of = lowcode::order_type(view, &asked.r#type, None).await.map_err(|error| match error {
        Error::NotFound(_) => Error::invalid("type", "field.not_a_choice"),
        other => other,
    })?;
    let version = i64::from(of.version);
    let (leg, minutes, crew) = first_leg(view, (&of.code, version), &asked.category).await?;
    let needs = work_of(view, (&of.code, version), &leg, std::iter::empty(), &asked.category).await?;
    let units = units(view, asked.unit_id, &region, place).await?;
    let mut people = people_of_days(view, units.as_deref(), (first.day, last.day)).await?;
    let promised = promised(view, units.as_deref(), whole_days(view, first, last), (None, None)).await?;
    rules::place(&promised, &mut people, view.now());
    let job = Job { place, region, needs, minutes, crew, window: None, due_at: None, waits: vec![], only: None };
    Ok(Ground { job, people, quotas: quotas(view, windows, None).await? })
}

//! Sites: where assets stand and visits go.

use kernel::error::Check;
use kernel::geo::is_region_code;
use kernel::text::tidy;
use kernel::{Id, Point, Result};
use platform::db::{self, Event, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::masks::{Sight, SiteShown, site_shown};
use super::record::{Customer, CustomerId, Site, SiteId};
use super::rules::address_key;
use super::visible::{get_visible, get_visible_site};
use crate::regions;

/// The longest address that is kept, in characters.
pub(crate) const ADDRESS_MAX: usize = 500;

/// A place as somebody names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// One line, as it is read aloud.
    pub address: String,
    /// `家`, `老房子`, a shop's name …
    #[serde(default)]
    pub name: String,
    /// GB/T 2260 code of the district, six digits; empty when unknown.
    #[serde(default)]
    pub region: String,
    pub street: Option<String>,
    pub compound: Option<String>,
    pub building: Option<String>,
    pub room: Option<String>,
    pub floor: Option<i64>,
    pub place: Option<Point>,
    #[serde(default)]
    pub note: String,
}

impl NewSite {
    fn check_alone(&self) -> Result<()> {
        let mut check = Check::new();
        self.check(&mut check, "");
        check.done()
    }
    pub(super) fn check(&self, check: &mut Check, before: &str) {
        check.text(&format!("{before}address"), &self.address, ADDRESS_MAX);
        check.at_most(&format!("{before}name"), &self.name, 60).at_most(&format!("{before}note"), &self.note, 500);
        let is_region = self.region.is_empty() || is_region_code(&self.region);
        check.that(is_region, format!("{before}region"), "field.not_a_region");
        check.that(self.place.is_none_or(Point::is_on_earth), format!("{before}place"), "field.not_a_place");
        check.that(self.floor.is_none_or(is_floor), format!("{before}floor"), "field.not_a_floor");
        for (name, part) in
            [("street", &self.street), ("compound", &self.compound), ("building", &self.building), ("room", &self.room)]
        {
            check.at_most(&format!("{before}{name}"), part.as_deref().unwrap_or_default(), 100);
        }
    }
}

fn is_floor(floor: i64) -> bool {
    (-20..=300).contains(&floor)
}

/// The site of a customer at this address, opened if there is none yet. What was unknown of a known one is filled in.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown customer.
pub async fn open_site(tx: &Tx, customer: CustomerId, new: NewSite) -> Result<Site> {
    new.check_alone()?;
    let (owner, known) = (db::get(tx, customer).await?, sites_of(tx, &[customer]).await?);
    open_or_fill_in(tx, &owner, known, new).await
}

/// As [`open_site`], for a customer in hand.
///
/// # Errors
/// `Invalid` by field.
pub async fn open_site_of(tx: &Tx, owner: &Customer, new: NewSite) -> Result<Site> {
    new.check_alone()?;
    open_or_fill_in(tx, owner, sites_of(tx, &[owner.id]).await?, new).await
}

/// The first site of a customer whose file was opened just now.
///
/// # Errors
/// `Invalid` by field.
pub async fn open_first_site(tx: &Tx, owner: &Customer, new: NewSite) -> Result<Site> {
    new.check_alone()?;
    open_or_fill_in(tx, owner, vec![], new).await
}

async fn open_or_fill_in(tx: &Tx, owner: &Customer, known: Vec<Site>, new: NewSite) -> Result<Site> {
    // who types 江南区长兴路 18 号 has said the district; without one nobody's area fits, and nobody can be sent
    let said = || regions::of_address(tx.actor().tenant, &new.address);
    let region = if new.region.is_empty() { said().unwrap_or_default() } else { new.region.clone() };
    let new = NewSite { region, ..new };
    let key = address_key(&new.address);
    if let Some(known) = known.into_iter().find(|site| address_key(&site.address) == key) {
        return fill_in(tx, known, new).await;
    }
    let site = Site {
        id: SiteId::new(),
        customer_id: Some(owner.id),
        name: tidy(&new.name, false),
        region: new.region,
        address: tidy(&new.address, false),
        street: new.street,
        compound: new.compound,
        building: new.building,
        room: new.room,
        floor: new.floor,
        place: new.place,
        note: tidy(&new.note, true),
        created_at: tx.now(),
        version: 1,
    };
    let site = db::insert(tx, site).await?;
    let event = Event::new("site.opened").in_unit(owner.unit_id).about(site.id).about(owner.id);
    tx.record(event.with(json!({ "region": site.region }))).await?;
    Ok(site)
}

async fn fill_in(tx: &Tx, known: Site, new: NewSite) -> Result<Site> {
    let better = Site {
        region: if known.region.is_empty() { new.region } else { known.region.clone() },
        street: known.street.clone().or(new.street),
        compound: known.compound.clone().or(new.compound),
        building: known.building.clone().or(new.building),
        room: known.room.clone().or(new.room),
        floor: known.floor.or(new.floor),
        place: known.place.or(new.place),
        note: if known.note.is_empty() { tidy(&new.note, true) } else { known.note.clone() },
        ..known.clone()
    };
    let parts = |site: &Site| {
        (site.region.clone(), site.street.clone(), site.compound.clone(), site.building.clone(), site.room.clone())
    };
    let is_news = parts(&better) != parts(&known)
        || (better.floor, better.place, &better.note) != (known.floor, known.place, &known.note);
    if is_news { db::update(tx, better).await } else { Ok(known) }
}

/// All sites of some customers, oldest first.
pub(super) async fn sites_of(view: &View, customers: &[CustomerId]) -> Result<Vec<Site>> {
    let sql = Sql::new("SELECT * FROM site WHERE tenant_id = ? AND")
        .bind(view.actor().tenant)
        .within("customer_id", customers.iter().copied());
    db::select(view, sql.push(" ORDER BY id LIMIT 5000")).await
}

pub(super) async fn add_site(tx: &Tx, customer: CustomerId, new: NewSite) -> Result<SiteShown> {
    let owner = get_visible(tx, customer).await?;
    super::may_change(&owner)?;
    let site = open_site(tx, customer, new).await?;
    Ok(site_shown(tx.actor(), &site, Sight::Masked))
}

/// Changes of a site; what is absent stays.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditSite {
    pub address: Option<String>,
    pub name: Option<String>,
    pub region: Option<String>,
    pub street: Option<String>,
    pub compound: Option<String>,
    pub building: Option<String>,
    pub room: Option<String>,
    pub floor: Option<i64>,
    pub place: Option<Point>,
    pub note: Option<String>,
}

pub(super) async fn edit_site(tx: &Tx, id: SiteId, body: EditSite) -> Result<SiteShown> {
    let site = get_visible_site(tx, id).await?;
    tx.said().as_seen("site", site.version)?;
    let to = NewSite {
        address: body.address.unwrap_or(site.address),
        name: body.name.unwrap_or(site.name),
        region: body.region.unwrap_or(site.region),
        street: body.street.or(site.street),
        compound: body.compound.or(site.compound),
        building: body.building.or(site.building),
        room: body.room.or(site.room),
        floor: body.floor.or(site.floor),
        place: body.place.or(site.place),
        note: body.note.unwrap_or(site.note),
    };
    let mut check = Check::new();
    to.check(&mut check, "");
    check.done()?;
    let site = Site {
        name: tidy(&to.name, false),
        region: to.region,
        address: tidy(&to.address, false),
        street: to.street,
        compound: to.compound,
        building: to.building,
        room: to.room,
        floor: to.floor,
        place: to.place,
        note: tidy(&to.note, true),
        ..site
    };
    let site = db::update(tx, site).await?;
    let unit = super::unit_of(tx, site.customer_id).await?;
    tx.record(Event::new("site.changed").in_unit(unit).about(site.id).about_some(site.customer_id)).await?;
    Ok(site_shown(tx.actor(), &site, Sight::Masked))
}

//! Whom an order is for: a known customer, or somebody matched or opened by name, phone and address.

use kernel::{Error, FieldError, Phone, Result};
use platform::db::{self, Sql, Tx};

use super::ask::NewOrder;
use super::items::Known;
use crate::customers::{self, Customer, NewCustomer, Site};
use crate::nouns::{Channel, CustomerId};

/// The customer and the site of an order.
pub struct Household {
    pub customer: Customer,
    /// Its file was opened with this order.
    pub is_new: bool,
    pub site: Option<Site>,
}

impl Household {
    pub fn region(&self) -> &str {
        self.site.as_ref().map_or("", |site| site.region.as_str())
    }
    pub fn phones(&self) -> Option<&Phone> {
        self.customer.phone.as_ref()
    }
}

pub(super) async fn of(tx: &Tx, new: &NewOrder, known: &Known) -> Result<Household> {
    let of_asset = known.assets.iter().find_map(|asset| asset.customer_id);
    let (customer, is_new) = match (new.customer_id, &new.customer) {
        (Some(id), _) => (current(tx, id).await?, false),
        (None, Some(caller)) => open_or_match(tx, new, &caller.name, caller.phone.clone()).await?,
        (None, None) => {
            (current(tx, of_asset.ok_or_else(|| Error::invalid("customer", "field.required"))?).await?, false)
        }
    };
    if known.assets.iter().any(|asset| asset.customer_id.is_some_and(|owner| owner != customer.id)) {
        return Err(Error::refused("order.asset_of_other_customer"));
    }
    let site = site(tx, new, known, &customer, is_new).await?;
    // what comes from a page, by file or by a program may not know yet where it is
    let may_lack = matches!(new.channel(), Channel::CustomerPage | Channel::File | Channel::Api);
    if site.is_none() && !may_lack {
        return Err(Error::invalid("site", "field.required"));
    }
    Ok(Household { customer, is_new, site })
}

/// The customer's file, or the one it was merged into.
async fn current(tx: &Tx, id: CustomerId) -> Result<Customer> {
    let customer: Customer = db::get(tx, id).await?;
    match customer.merged_into {
        Some(into) => db::get(tx, into).await,
        None => Ok(customer),
    }
}

async fn open_or_match(tx: &Tx, new: &NewOrder, name: &str, phone: Option<Phone>) -> Result<(Customer, bool)> {
    // without a phone, the address tells namesakes apart
    let site = new.site.clone().filter(|_| phone.is_none());
    let unit_id = new.unit_id.or(tx.actor().unit);
    let wanted = NewCustomer { phone, site, unit_id, ..NewCustomer::named(name) };
    customers::open_or_match(tx, wanted).await.map_err(below)
}

/// The customer's fields are the caller's here; the site stands beside them.
fn below(error: Error) -> Error {
    let Error::Invalid(fields) = error else { return error };
    let whole = |field: FieldError| {
        let is_sites = field.path.starts_with("site.");
        if is_sites { field } else { FieldError { path: format!("customer.{}", field.path), ..field } }
    };
    Error::Invalid(fields.into_iter().map(whole).collect())
}

async fn site(tx: &Tx, new: &NewOrder, known: &Known, customer: &Customer, is_new: bool) -> Result<Option<Site>> {
    if let Some(id) = new.site_id {
        let site: Site = db::get(tx, id).await?;
        if site.customer_id.is_some_and(|owner| owner != customer.id) {
            return Err(Error::NotFound("site"));
        }
        return Ok(Some(site));
    }
    if let Some(place) = &new.site {
        // without a phone, the site was opened with the file
        let is_first = is_new && customer.phone.is_some();
        let opened = match is_first {
            true => customers::open_first_site(tx, customer, place.clone()).await,
            false => customers::open_site_of(tx, customer, place.clone()).await,
        };
        return opened.map(Some).map_err(|error| error.below("site"));
    }
    if let Some(id) = known.assets.iter().find_map(|asset| asset.site_id) {
        return db::find(tx, id).await;
    }
    let sql = Sql::new(
        "SELECT * FROM site WHERE tenant_id = ? AND customer_id = ? ORDER BY created_at DESC, id DESC LIMIT 1",
    );
    db::select_one(tx, sql.bind(tx.actor().tenant).bind(customer.id)).await
}

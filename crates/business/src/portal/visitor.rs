//! Who came by a link, and the one door through which the rooms below act for them.

use kernel::{Actor, Error, Phone, Result, Scope};
use platform::db::{self, Tx, View};

use crate::customers::{Asset, Contact, Customer};
use crate::identity::links::{self, CustomerLink, CustomerLinkKind};
use crate::leads::{Lead, Quote};
use crate::nouns::CustomerId;
use crate::orders::WorkOrder;

/// A link with what it leads to.
pub(super) struct Visitor {
    pub link: CustomerLink,
    pub order: Option<WorkOrder>,
    pub asset: Option<Asset>,
    /// What was offered, and to whom.
    pub offer: Option<(Lead, Quote)>,
}

impl Visitor {
    /// Whoever came by the caller's link.
    ///
    /// # Errors
    /// `NotFound` for a caller who came by none.
    pub async fn of(view: &View) -> Result<Self> {
        let link = links::mine(view).await?;
        let order = match link.order_id {
            Some(order) => Some(db::get::<WorkOrder>(view, order).await?),
            None => None,
        };
        let asset = match link.asset_id {
            Some(asset) => Some(db::get::<Asset>(view, asset).await?),
            None => None,
        };
        let offer = match link.quote_id {
            Some(quote) => {
                let quote = db::get::<Quote>(view, quote).await?;
                Some((db::get::<Lead>(view, quote.lead_id).await?, quote))
            }
            None => None,
        };
        Ok(Self { link, order, asset, offer })
    }

    /// The order that the link leads to.
    ///
    /// # Errors
    /// `portal.no_order` for a link to anything else.
    pub fn order(&self) -> Result<&WorkOrder> {
        self.order.as_ref().ok_or_else(|| Error::refused("portal.no_order"))
    }

    /// The phones whose last digits open it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn phones(&self, view: &View) -> Result<Phones> {
        let of_lead = self.offer.as_ref().and_then(|(lead, _)| lead.phone.clone());
        let of_order = self.order.as_ref().and_then(|order| order.contact_phone.clone()).or(of_lead);
        let Some(customer) = self.household() else { return Ok(Phones { of_order, of_household: vec![] }) };
        let mut of_household: Vec<Phone> =
            db::find::<Customer>(view, customer).await?.and_then(|customer| customer.phone).into_iter().collect();
        let sql = db::Sql::new("SELECT * FROM contact WHERE tenant_id = ? AND customer_id = ? LIMIT 50");
        let contacts: Vec<Contact> = db::select(view, sql.bind(view.actor().tenant).bind(customer)).await?;
        of_household.extend(contacts.into_iter().map(|contact| contact.phone));
        Ok(Phones { of_order, of_household })
    }

    /// The household whose digits open it: that of the machine whose label it is, or the one that the office, or a message to its phone,
    /// made it for. None for what somebody asked for by naming a phone: that they know the number does not make them its owner.
    pub fn household(&self) -> Option<CustomerId> {
        let of_asset = self.asset.as_ref().and_then(|asset| asset.customer_id);
        let of_order = self.order.as_ref().and_then(|order| order.customer_id);
        match self.link.kind {
            CustomerLinkKind::Asset => of_asset,
            CustomerLinkKind::Order => self.link.customer_id.and(of_order),
            CustomerLinkKind::Company | CustomerLinkKind::Quote => None,
        }
    }
}

/// The order that the caller's link leads to.
///
/// # Errors
/// `NotFound` for a caller who came by no link; `portal.no_order` for a link to a machine or to the request page.
pub async fn order_of_link(view: &View) -> Result<WorkOrder> {
    Visitor::of(view).await?.order().cloned()
}

/// Whose last digits open a link.
pub(super) struct Phones {
    /// The contact's on the order, who may be anybody that scanned a label; of an offer, that of whom it was made to.
    pub of_order: Option<Phone>,
    /// The customer's and their other people's.
    pub of_household: Vec<Phone>,
}

impl Phones {
    pub fn is_none(&self) -> bool {
        self.of_order.is_none() && self.of_household.is_empty()
    }
}

/// The visitor as the rooms below need them: who they are stays, what they may see is the whole company's, as no list is asked for.
/// Only for deeds on what [`Visitor`] read.
///
/// # Errors
/// `Bug` outside the company.
pub(super) fn acting(tx: &Tx) -> Result<Tx> {
    tx.acting(Actor { scope: Scope::Everything, ..tx.actor().clone() })
}

/// As [`acting`], for reading.
pub(super) fn reading(view: &View) -> View {
    view.db().read(Actor { scope: Scope::Everything, ..view.actor().clone() })
}

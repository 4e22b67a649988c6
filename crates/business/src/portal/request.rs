//! Asking for a service without an account (A2, A3, G1): what is asked branches by category and fault, how urgent it is follows from the
//! answers, and whoever asked gets a link to follow it by.

use formula::{Field, Label};
use kernel::error::Check;
use kernel::time::HOUR;
use kernel::{Error, Phone, Result};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::acts::say;
use super::visitor::{Visitor, acting, reading};
use super::wish::{WindowWished, take, windows_kept, wish};
use super::{answers, bounds};
use crate::customers::{ADDRESS_MAX, Asset, NewSite, Site};
use crate::identity::links::{self, CustomerLinkKind, Handed, NewLink};
use crate::identity::{ServiceLine, service_line};
use crate::lowcode;
use crate::lowcode::pack::{Fault, Opener, OrderType, Pack, Urgency};
use crate::nouns::Channel;
use crate::orders::open::{Caller, NewItem, OnDuplicate};
use crate::orders::{self, NewOrder, WorkOrder};
use crate::regions;

/// So many requests come by one label in an hour; one in a hallway is scanned by more than one.
const REQUESTS_AN_HOUR: i64 = 10;
/// A link to an order is good for so long.
const LINK_DAYS: i64 = 180;

/// What has been chosen so far.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FormAsked {
    pub r#type: Option<String>,
    pub category: Option<String>,
    pub fault: Option<String>,
    /// GB/T 2260 code of the district.
    pub region: Option<String>,
}

/// What is asked next.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RequestForm {
    /// What may be asked for.
    pub types: Vec<Choosable>,
    /// Of what; one alone for a scanned machine.
    pub categories: Vec<Choosable>,
    /// How things of the category fail; for repairs.
    pub faults: Vec<FaultChoosable>,
    /// The questions of what is chosen.
    pub fields: Vec<Field>,
    /// Parts of the coming days; once it is said what is wanted, those in which somebody has time for it.
    pub windows: Vec<WindowWished>,
    /// The district has to be said: people are sent by it, and where the machine stands is not known.
    pub asks_region: bool,
    /// Districts of the company's own, beside those of GB/T 2260.
    pub own_regions: Vec<RegionChoosable>,
}

/// A district by its code.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RegionChoosable {
    pub code: String,
    pub name: String,
}

/// A choice.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Choosable {
    pub code: String,
    pub name: Label,
}

/// A fault with what to do until somebody comes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FaultChoosable {
    pub code: String,
    pub name: Label,
    pub urgency: Urgency,
    pub advice: Option<Label>,
}

/// `GET /portal/form`
///
/// # Errors
/// `NotFound`; those of the database.
pub(super) async fn form(view: &View, (): (), asked: FormAsked) -> Result<RequestForm> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let book = lowcode::book(&view).await?;
    let pack = &book.pack;
    let of_machine = visitor.asset.as_ref().map(|asset| asset.category.clone());
    let category = of_machine.clone().or(asked.category).unwrap_or_default();
    let r#type = open_types(pack).find(|each| Some(&each.code) == asked.r#type.as_ref());
    let is_offered = |code: &str| of_machine.as_deref().is_none_or(|only| only == code);
    let faults = pack.faults.iter().filter(|fault| fault.categories.contains(&category));
    let fields = match r#type {
        Some(r#type) => pack
            .questions(r#type, &category, asked.fault.as_deref())
            .into_iter()
            .map(|each| each.field.clone())
            .collect(),
        None => vec![],
    };
    let wish = match r#type {
        Some(r#type) if !category.is_empty() => {
            Some(wish(&view, &visitor, &r#type.code, &category, asked.region).await?)
        }
        _ => None,
    };
    let is_placed = visitor.asset.as_ref().is_some_and(|asset| asset.site_id.is_some());
    let own = if is_placed { vec![] } else { regions::own(view.actor().tenant) };
    Ok(RequestForm {
        asks_region: !is_placed && are_regions_used(&view).await?,
        own_regions: own.into_iter().map(|(code, name)| RegionChoosable { code, name }).collect(),
        types: open_types(pack).map(|each| Choosable { code: each.code.clone(), name: each.name.clone() }).collect(),
        categories: pack
            .categories
            .iter()
            .filter(|each| is_offered(&each.code))
            .map(|each| Choosable { code: each.code.clone(), name: each.name.clone() })
            .collect(),
        faults: faults.map(choosable).collect(),
        fields,
        windows: windows_kept(&view, wish.as_ref()).await?,
    })
}

/// Whether anybody of the company is sent by district.
async fn are_regions_used(view: &View) -> Result<bool> {
    let sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM technician_area WHERE tenant_id = ? LIMIT 1) known");
    Ok(view.value::<i64>(sql.bind(view.actor().tenant)).await? > 0)
}

fn choosable(fault: &Fault) -> FaultChoosable {
    FaultChoosable {
        code: fault.code.clone(),
        name: fault.name.clone(),
        urgency: fault.urgency,
        advice: fault.advice.clone(),
    }
}

/// The types that customers may open.
pub(super) fn open_types(pack: &Pack) -> impl Iterator<Item = &OrderType> {
    pack.order_types.iter().filter(|each| each.may_open.contains(&Opener::Customer))
}

/// A request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub r#type: String,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub fault: Option<String>,
    /// Answers to the form's questions, by code.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// In the customer's own words.
    #[serde(default)]
    pub described: String,
    pub name: String,
    pub phone: Phone,
    /// Where; not needed for a machine whose place is known.
    #[serde(default)]
    pub address: Option<String>,
    /// GB/T 2260 code of the district.
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub wanted: Option<WindowWished>,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Requested {
    pub number: String,
    /// The same wish was there already: what was said now goes with it.
    pub is_known: bool,
    pub urgency: Urgency,
    /// What to do until somebody comes.
    pub advice: Option<Label>,
    /// The page to follow it by: `/c/{company}/{secret}`. None for a wish that was there already: whoever asked first has its page.
    pub path: Option<String>,
    pub secret: Option<String>,
    /// Whom to call about it.
    pub service_line: Option<ServiceLine>,
}

/// `POST /portal/requests`
///
/// # Errors
/// `portal.not_asked_here` for the link of an order or an offer; `portal.too_many_requests`; `Invalid` by field.
pub(super) async fn ask(tx: &Tx, (): (), body: Request) -> Result<Requested> {
    let visitor = Visitor::of(tx).await?;
    may_ask(tx, &visitor).await?;
    let tx = acting(tx)?.onward();
    let book = lowcode::book(&tx).await?;
    let told = Told::of(&tx, &visitor, &body).await?;
    let (urgency, files) = answers::judge(&book.pack, &told.category, &body)?;
    told.check(&tx, &book.pack).await?;
    if let Some(wanted) = body.wanted {
        take(&tx, &wish(&tx, &visitor, &body.r#type, &told.category, body.region.clone()).await?, wanted).await?;
    }
    // what was not understood is not counted: it will be sent again
    bounds::may_ask(tx.actor(), &body.phone)?;
    let order = orders::open(&tx, told.order(urgency)).await.map_err(renamed)?;
    say_along(&tx, &order, told.elsewhere(), files).await?;
    requested(&tx, &book.pack, &order).await
}

/// A request, with what is known of the machine whose label was scanned for it.
struct Told<'a> {
    body: &'a Request,
    asset: Option<&'a Asset>,
    category: String,
    /// Where the machine stands.
    site: Option<Site>,
}

impl<'a> Told<'a> {
    async fn of(view: &View, visitor: &'a Visitor, body: &'a Request) -> Result<Self> {
        let asset = visitor.asset.as_ref();
        let site = match asset.and_then(|asset| asset.site_id) {
            Some(site) => db::find::<Site>(view, site).await?,
            None => None,
        };
        let category = asset.map(|asset| asset.category.clone()).or(body.category.clone()).unwrap_or_default();
        Ok(Self { body, asset, category, site })
    }

    /// The address as it was written; empty where none was.
    fn address(&self) -> &str {
        self.body.address.as_deref().map(str::trim).unwrap_or_default()
    }

    /// A label leads to where its machine stands; another address that was written all the same is told, not believed.
    fn elsewhere(&self) -> Option<&str> {
        let site = self.site.as_ref()?;
        let address = self.address();
        (!address.is_empty() && site.address.trim() != address).then_some(address)
    }

    /// Says what is wrong with who, what and where.
    async fn check(&self, view: &View, pack: &Pack) -> Result<()> {
        let (body, address) = (self.body, self.address());
        let is_placed = self.site.is_some();
        let mut check = Check::new();
        check.text("name", &body.name, 60).at_most("described", &body.described, 2_000);
        check.that(is_placed || !address.is_empty(), "address", "field.required").at_most(
            "address",
            address,
            ADDRESS_MAX,
        );
        check.that(pack.category(&self.category).is_some(), "category", "field.not_a_choice");
        let is_unplaced = !is_placed && body.region.as_deref().unwrap_or_default().is_empty();
        check.that(!(is_unplaced && are_regions_used(view).await?), "region", "field.required");
        check.done()
    }

    /// The order that it becomes.
    fn order(&self, urgency: Urgency) -> NewOrder {
        let (body, asset) = (self.body, self.asset);
        let of_household = asset.and_then(|asset| asset.customer_id);
        NewOrder {
            r#type: body.r#type.clone(),
            channel: Some(Channel::CustomerPage),
            customer_id: of_household,
            customer: of_household
                .is_none()
                .then(|| Caller { name: body.name.clone(), phone: Some(body.phone.clone()) }),
            site: self.site.is_none().then(|| NewSite {
                address: self.address().to_owned(),
                region: body.region.clone().unwrap_or_default(),
                ..NewSite::default()
            }),
            site_id: self.site.as_ref().map(|site| site.id),
            contact_name: Some(body.name.clone()),
            contact_phone: Some(body.phone.clone()),
            items: vec![NewItem {
                asset_id: asset.map(|asset| asset.id),
                category: asset.is_none().then(|| self.category.clone()),
                fault: body.fault.clone(),
                ..NewItem::default()
            }],
            described: body.described.clone(),
            urgency: Some(urgency),
            wanted_from_at: body.wanted.map(|wanted| wanted.from_at),
            wanted_to_at: body.wanted.map(|wanted| wanted.to_at),
            on_duplicate: OnDuplicate::Link,
            custom: answers::facts_of(&body.answers),
            ..NewOrder::default()
        }
    }
}

/// What whoever asked is told, with a link of their own where the wish is new.
async fn requested(tx: &Tx, pack: &Pack, order: &WorkOrder) -> Result<Requested> {
    let is_known = order.opened_by != tx.actor().user || order.opened_at < tx.now();
    // whoever names a phone that is known, or a wish that is there, is not for that shown what others asked for
    let handed = match is_known {
        true => None,
        false => Some(links::make(tx, NewLink { customer_id: None, ..link_to(order, tx) }).await?),
    };
    let unit = order.unit_id.filter(|_| !is_known);
    Ok(Requested {
        service_line: service_line(tx, unit).await?,
        number: order.number.clone(),
        is_known,
        urgency: order.urgency,
        advice: order.fault.as_deref().and_then(|code| pack.fault(code)).and_then(|fault| fault.advice.clone()),
        path: handed.as_ref().map(Handed::path),
        secret: handed.map(|handed| handed.secret),
    })
}

/// What came with a request and is no fact of the order: photos, and an address that is not the machine's.
async fn say_along(tx: &Tx, order: &WorkOrder, elsewhere: Option<&str>, files: Vec<String>) -> Result<()> {
    let is_english = tx.actor().lang == kernel::Lang::En;
    let mut words = Vec::new();
    if let Some(address) = elsewhere {
        let told = if is_english { "Address written with the request: " } else { "报修时填写的地址：" };
        words.push(format!("{told}{address}"));
    }
    if !files.is_empty() {
        words.push(if is_english { "Photos with the request" } else { "随报修上传的照片" }.to_owned());
    }
    if !words.is_empty() {
        say(tx, order, words.join("\n"), files).await?;
    }
    Ok(())
}

/// A link by which an order's customer follows it.
pub(super) fn link_to(order: &WorkOrder, tx: &Tx) -> NewLink {
    NewLink::to_order(order.id, order.customer_id, tx.now(), LINK_DAYS)
}

async fn may_ask(tx: &Tx, visitor: &Visitor) -> Result<()> {
    match visitor.link.kind {
        CustomerLinkKind::Order | CustomerLinkKind::Quote => return Err(Error::refused("portal.not_asked_here")),
        // everybody's
        CustomerLinkKind::Company => return Ok(()),
        CustomerLinkKind::Asset => {}
    }
    let sql = Sql::new("SELECT COUNT(*) FROM work_order WHERE tenant_id = ? AND opened_by = ? AND opened_at > ?");
    let asked: i64 = tx.value(sql.bind(tx.actor().tenant).bind(tx.actor().user).bind(tx.now() + -HOUR)).await?;
    if asked < REQUESTS_AN_HOUR {
        return Ok(());
    }
    Err(Error::TooMany { code: "portal.too_many_requests", retry_after_seconds: 1_800 })
}

/// Fields as the request calls them.
fn renamed(error: Error) -> Error {
    let Error::Invalid(mut fields) = error else { return error };
    for field in &mut fields {
        field.path = match field.path.as_str() {
            "customer.name" | "contact_name" => "name".into(),
            "customer.phone" | "contact_phone" => "phone".into(),
            "site.address" => "address".into(),
            "site.region" => "region".into(),
            "wanted_from_at" => "wanted.from_at".into(),
            "wanted_to_at" => "wanted.to_at".into(),
            _ => continue,
        };
    }
    Error::Invalid(fields)
}

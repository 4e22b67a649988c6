//! Fills a company with a great many orders through the same records that the program uses: for measurements, not for demonstrations.
//!
//! `cargo run --release -p fieldloop --example fill -- DATA 1000000` (a folder, or a postgres:// URL). Company `bench`; users `desk`,
//! `dispatcher`, `manager` and `provider` (of the first outlet), password `bench-bench`. The same number gives the same orders.

use std::time::Instant;

use business::catalogue::ProductId;
use business::customers::{Customer, CustomerId, CustomerKind, Site, SiteId};
use business::identity::{self, Founding, Role, Unit, UnitKind, users};
use business::lowcode::pack::{OrderKind, Pack, Urgency};
use business::nouns::Channel;
use business::orders::{ItemId, ItemStatus, OrderId, OrderItem, OrderPhase, SlaSet, WorkOrder};
use kernel::time::{DAY, MINUTE};
use kernel::{Id, Json, Moment, Phone, Result, Zone};
use platform::clock::Clock;
use platform::db::{self, Db, DbSettings, Durability, Event, Place, Tx};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const BATCH: usize = 2_000;
const PHASES: &[(OrderPhase, u32)] = &[
    (OrderPhase::Closed, 900),
    (OrderPhase::Finished, 30),
    (OrderPhase::Serving, 10),
    (OrderPhase::Accepted, 15),
    (OrderPhase::Dispatched, 10),
    (OrderPhase::ToDispatch, 15),
    (OrderPhase::OnHold, 10),
    (OrderPhase::Cancelled, 10),
];

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let place = arguments.next().unwrap_or_else(|| "data/bench".into());
    let orders: usize = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let place = if place.starts_with("postgres") { Place::Url(place) } else { Place::Folder(place.into()) };
    let settings = DbSettings { place, durability: Durability::Relaxed, ..DbSettings::folder("") };
    let db = Db::open(&settings.for_bulk()).await?;
    let clock = Clock::system();
    db::migrate(&db, business::MIGRATIONS, clock.now()).await?;
    let started = Instant::now();
    let mut filling = Filling::begin(&db, clock.now()).await?;
    let mut made = 0;
    while made < orders {
        let batch = BATCH.min(orders - made);
        filling.orders(batch).await?;
        made += batch;
        if made.is_multiple_of(100_000) {
            println!("{made} orders after {:.0} s", started.elapsed().as_secs_f64());
        }
    }
    db.upkeep("ANALYZE").await?;
    db.close().await?;
    println!("{made} orders in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

struct Filling {
    db: Db,
    company: identity::Company,
    units: Vec<Unit>,
    random: ChaCha8Rng,
    pack: &'static Pack,
    now: Moment,
    made: usize,
}

impl Filling {
    async fn begin(db: &Db, now: Moment) -> Result<Self> {
        let founding = Founding {
            code: "bench".into(),
            name: "测速电器".into(),
            zone: Zone::SHANGHAI,
            admin_login: "admin".into(),
            admin_name: "管理员".into(),
            admin_password: "bench-bench".into(),
        };
        let (company, admin) = identity::found(db, founding, now).await?;
        let pack = Pack::of_trade("appliance").ok_or(kernel::Error::NotFound("pack"))?;
        let tx = db.begin(identity::system_actor(&company, "fill", now)).await?;
        business::lowcode::install(&tx, pack).await?;
        let mut units = vec![];
        for at in 1..=20 {
            let name = format!("服务网点 {at}");
            units.push(
                identity::open_unit(&tx, &format!("N{at:02}"), &name, UnitKind::Outlet, admin.unit_id, None).await?,
            );
        }
        for role in [Role::Desk, Role::Dispatcher, Role::Manager, Role::Provider] {
            let outlet = units.first().map(|unit: &Unit| unit.id);
            let new = users::NewUser {
                login: role.to_string(),
                name: role.to_string(),
                password: "bench-bench".into(),
                phone: None,
                unit_id: if role == Role::Provider { outlet } else { admin.unit_id },
                roles: vec![role],
                scope: None,
            };
            users::create(&tx, new).await?;
        }
        tx.commit().await?;
        Ok(Self { db: db.clone(), company, units, random: ChaCha8Rng::seed_from_u64(1), pack, now, made: 0 })
    }

    /// One transaction of so many orders, each with its household, site, item and event.
    async fn orders(&mut self, count: usize) -> Result<()> {
        let mut rows = Rows::default();
        for _ in 0..count {
            self.one(&mut rows)?;
        }
        let tx: Tx = self.db.begin(identity::system_actor(&self.company, "fill", self.now)).await?;
        db::insert_all(&tx, rows.customers).await?;
        db::insert_all(&tx, rows.sites).await?;
        db::insert_all(&tx, rows.orders).await?;
        db::insert_all(&tx, rows.items).await?;
        tx.record_all(rows.events).await?;
        tx.commit().await
    }

    fn one(&mut self, rows: &mut Rows) -> Result<()> {
        self.made += 1;
        let n = self.made;
        let age = self.random.random_range(0..365 * 24 * 60) * MINUTE;
        let opened_at = Moment(self.now.ms() - age);
        let unit = self.units[self.random.random_range(0..self.units.len())].clone();
        let phone = Phone::parse(&format!("139{:08}", n % 100_000_000))
            .map_err(|code| kernel::Error::invalid("phone", code))?;
        let customer = customer_of(n, phone, &unit, opened_at);
        let site = site_of(n, customer.id, opened_at);
        let order = self.order_of(n, &customer, &site, &unit, opened_at);
        rows.items.push(item_of(&order, opened_at));
        rows.events
            .push(Event::new("order.opened").in_unit(order.unit_id).about(order.id).about(customer.id).about(site.id));
        rows.customers.push(customer);
        rows.sites.push(site);
        rows.orders.push(order);
        Ok(())
    }

    fn order_of(&mut self, n: usize, customer: &Customer, site: &Site, unit: &Unit, opened_at: Moment) -> WorkOrder {
        let is_old = self.now - opened_at > 7 * DAY;
        let phase = if is_old && !n.is_multiple_of(200) { OrderPhase::Closed } else { self.some_phase() };
        let category = &self.pack.categories[self.random.random_range(0..self.pack.categories.len())];
        let faults: Vec<_> =
            self.pack.faults.iter().filter(|fault| fault.categories.contains(&category.code)).collect();
        let fault = faults.get(self.random.random_range(0..faults.len().max(1)));
        let ended = matches!(phase, OrderPhase::Closed).then(|| opened_at + 2 * DAY);
        WorkOrder {
            id: OrderId::new(),
            number: format!("WX-B-{n:07}"),
            r#type: "repair".into(),
            type_version: 1,
            channel: Channel::Phone,
            phase,
            stage: String::new(),
            unit_id: Some(unit.id),
            customer_id: Some(customer.id),
            site_id: Some(site.id),
            contact_name: customer.name.clone(),
            contact_phone: customer.phone.clone(),
            region: site.region.clone(),
            category: category.code.clone(),
            fault: fault.map(|fault| fault.code.clone()),
            summary: format!("{} {}", category.name.zh, fault.map_or("", |fault| &fault.name.zh)),
            described: "空调不制冷，外机在转，出风是温的，滤网上周刚洗过".into(),
            urgency: if n.is_multiple_of(9) { Urgency::High } else { Urgency::Normal },
            priority: 300 + i64::try_from(n % 400).unwrap_or(0),
            wanted_from_at: None,
            wanted_to_at: None,
            sla: Json(SlaSet {
                policy: "standard".into(),
                policy_version: 1,
                around_the_clock: false,
                dispatch_minutes: Some(120),
                arrive_minutes: Some(1440),
                finish_minutes: Some(2880),
            }),
            next_due_at: ended.is_none().then(|| opened_at + DAY),
            dispatch_due_at: Some(opened_at + 2 * 60 * MINUTE),
            arrive_due_at: Some(opened_at + DAY),
            finish_due_at: Some(opened_at + 2 * DAY),
            sale_id: None,
            previous_id: None,
            repeat_of_id: None,
            merged_into_id: None,
            leg: None,
            chased_count: 0,
            warranty: None,
            hold_reason: None,
            cancel_reason: None,
            outcome: None,
            fixed_at_once: ended.map(|_| !n.is_multiple_of(7)),
            barrier: None,
            opened_at,
            opened_by: identity::system_actor(&self.company, "fill", self.now).user,
            taken_in_at: Some(opened_at),
            dispatched_at: None,
            accepted_at: None,
            arrived_at: None,
            finished_at: ended,
            reviewed_at: None,
            closed_at: ended,
            cancelled_at: None,
            review_due_at: None,
            changed_at: opened_at,
            outside_ref: None,
            custom: Json::default(),
            version: 1,
        }
    }

    fn some_phase(&mut self) -> OrderPhase {
        let total: u32 = PHASES.iter().map(|(_, weight)| weight).sum();
        let mut at = self.random.random_range(0..total);
        for (phase, weight) in PHASES {
            if at < *weight {
                return *phase;
            }
            at -= weight;
        }
        OrderPhase::Closed
    }
}

#[derive(Default)]
struct Rows {
    customers: Vec<Customer>,
    sites: Vec<Site>,
    orders: Vec<WorkOrder>,
    items: Vec<OrderItem>,
    events: Vec<Event>,
}

fn customer_of(n: usize, phone: Phone, unit: &Unit, at: Moment) -> Customer {
    Customer {
        id: CustomerId::new(),
        number: format!("KH-B-{n:07}"),
        kind: CustomerKind::Household,
        name: format!("客户{n}"),
        phone: Some(phone),
        unit_id: Some(unit.id),
        guide_id: None,
        note: String::new(),
        merged_into: None,
        erased_at: None,
        custom: Json::default(),
        created_at: at,
        version: 1,
    }
}

fn site_of(n: usize, customer: CustomerId, at: Moment) -> Site {
    Site {
        id: SiteId::new(),
        customer_id: Some(customer),
        name: "家".into(),
        region: format!("99010{}", n % 7 + 1),
        address: format!("长兴路{}号翠湖花园{}号楼{}室", n % 999 + 1, n % 40 + 1, n % 2400 + 101),
        street: Some("长兴路".into()),
        compound: Some("翠湖花园".into()),
        building: None,
        room: None,
        floor: None,
        place: None,
        note: String::new(),
        created_at: at,
        version: 1,
    }
}

fn item_of(order: &WorkOrder, at: Moment) -> OrderItem {
    OrderItem {
        id: ItemId::new(),
        order_id: order.id,
        position: 1,
        asset_id: None,
        product_id: None::<ProductId>,
        brand_id: None,
        category: order.category.clone(),
        service: OrderKind::Repair,
        fault: order.fault.clone(),
        quantity: 1,
        described: String::new(),
        status: if order.closed_at.is_some() { ItemStatus::Done } else { ItemStatus::Open },
        outcome: None,
        verdict: None,
        verdict_reason: None,
        overridden_by: None,
        override_reason: None,
        visit_number: None,
        created_at: at,
        version: 1,
    }
}

//! The demo company before the story: founded, with its units, people, catalogue, working time and the households on file.

use business::identity::settings::{ASK_AGAIN_DAYS, PutCompanySettings};
use business::identity::users::{NewUser, create_hashed};
use business::identity::{self, Company, Founding, Role, ScopeKind, Unit, UnitKind};
use business::lowcode::{self, pack::Pack};
use kernel::id::UnitId;
use kernel::{Error, Result, Scope};
use platform::db::{Db, Tx};
use serde_json::{Value, json};

use super::goods::{BRANDS, MODELS};
use super::plan::Plan;
use super::plan::cast::{Desk, OFFICE, Worker};
use super::plan::homes::Home;
use super::show::HomeOnFile;
use super::stage::{Cast, Played, Player, Stage, text};

/// What one types at sign-in.
pub const CODE: &str = "demo";
/// The one password of everybody in the demo company; shown on its sign-in page.
pub const PASSWORD: &str = "fieldloop-demo";
const NAME: &str = "云江电器";

/// The units by what they are.
#[derive(Clone, Debug)]
pub struct Units {
    pub hq: UnitId,
    pub region: UnitId,
    pub outlets: Vec<UnitId>,
    pub store: UnitId,
}

/// Founds the company with its pack, units and people.
///
/// # Errors
/// `Refused("company.code_taken")` when it is already there.
pub async fn found(db: &Db, plan: &Plan) -> Result<(Company, Units, Cast)> {
    let now = plan.founded_at();
    let founding = Founding {
        code: CODE.into(),
        name: NAME.into(),
        zone: plan.zone,
        admin_login: "admin".into(),
        admin_name: "许志远".into(),
        admin_password: PASSWORD.into(),
    };
    let (company, admin) = identity::found(db, founding, now).await?;
    let hq = admin.unit_id.ok_or_else(|| Error::bug("a company without HQ"))?;
    let mut cast = Cast::new();
    let boss =
        Player { id: admin.id, name: admin.name.clone(), role: Role::Admin, unit: Some(hq), scope: Scope::Everything };
    cast.insert("admin".into(), boss);
    let actor = kernel::Actor { user: admin.id, unit: Some(hq), ..identity::system_actor(&company, "demo", now) };
    let tx = db.begin(actor).await?;
    let pack = Pack::of_trade("appliance").ok_or_else(|| Error::bug("the appliance pack"))?;
    lowcode::install(&tx, pack).await?;
    let units = open_units(&tx, plan, hq).await?;
    // a number that rings nowhere
    let settings = PutCompanySettings {
        service_phone: "400-000-0000".into(),
        service_hours: "每天 8:00–20:00".into(),
        ask_again_days: ASK_AGAIN_DAYS,
    };
    identity::settings::put(&tx, (), settings).await?;
    // one hash for all, as all have one password
    engage(&tx, plan, &units, admin.password_hash, &mut cast).await?;
    tx.commit().await?;
    Ok((company, units, cast))
}

async fn open_units(tx: &Tx, plan: &Plan, hq: UnitId) -> Result<Units> {
    let region = identity::open_unit(tx, "R01", "云江大区", UnitKind::Region, Some(hq), None).await?;
    let mut outlets = vec![];
    for (nth, outlet) in plan.outlets.iter().enumerate() {
        let (code, place) = (format!("W{:02}", nth + 1), Some(outlet.address.point));
        let unit = identity::open_unit(tx, &code, &outlet.name, UnitKind::Outlet, Some(region.id), place).await?;
        outlets.push(unit.id);
    }
    let (name, place) = match &plan.shop {
        Some(shop) => (shop.name.as_str(), Some(shop.address.point)),
        None => ("旗舰门店", None),
    };
    let store: Unit = identity::open_unit(tx, "M01", name, UnitKind::Store, Some(region.id), place).await?;
    Ok(Units { hq, region: region.id, outlets, store: store.id })
}

async fn engage(tx: &Tx, plan: &Plan, units: &Units, hash: String, cast: &mut Cast) -> Result<()> {
    let outlet = |nth: usize| units.outlets.get(nth).copied().unwrap_or(units.region);
    let office = OFFICE.iter().map(|each| {
        let unit = match each.desk {
            Desk::Hq => units.hq,
            Desk::Outlet(nth) => outlet(nth),
            Desk::Store => units.store,
        };
        (each.login.to_owned(), each.name.to_owned(), None, each.role, unit)
    });
    let workers = plan.workers.iter().map(|each| {
        (each.login.clone(), each.name.clone(), Some(each.phone.clone()), Role::Technician, outlet(each.outlet))
    });
    for (login, name, phone, role, unit) in office.chain(workers).collect::<Vec<_>>() {
        let new = NewUser {
            login: login.clone(),
            name: name.clone(),
            password: PASSWORD.into(),
            phone,
            unit_id: Some(unit),
            roles: vec![role],
            scope: None,
        };
        let user = create_hashed(tx, new, hash.clone()).await?;
        let scope = match role.default_scope() {
            ScopeKind::All => Scope::Everything,
            ScopeKind::Unit | ScopeKind::Subtree => Scope::Units([unit].into()),
            ScopeKind::Own => Scope::Own,
        };
        cast.insert(login, Player { id: user.id, name, role, unit: Some(unit), scope });
    }
    Ok(())
}

/// Working time, technicians with everything they can do, and their shifts over three weeks.
///
/// # Errors
/// What the program refused.
pub async fn staff(stage: &Stage, plan: &Plan, units: &Units, cast: &Cast) -> Played<()> {
    let open = json!(["08:30-18:00"]);
    let week = json!({ "mon": open, "tue": open, "wed": open, "thu": open, "fri": open, "sat": open, "sun": [] });
    stage.put("admin", "/calendar", json!({ "week": week, "keeps_holidays": true })).await?;
    let mut rosters = vec![];
    for worker in &plan.workers {
        let Some(player) = cast.get(&worker.login) else { continue };
        stage.post("manager", "/technicians", profile(plan, units, worker, player)).await?;
        rosters.extend(roster(plan, worker, player));
    }
    for some in rosters.chunks(1_000) {
        stage.put("manager", "/shifts", json!({ "days": some })).await?;
    }
    Ok(())
}

fn profile(plan: &Plan, units: &Units, worker: &Worker, player: &Player) -> Value {
    let home =
        |district: &&city::District| Home::outlet_of(&plan.city, &district.code, plan.outlets.len()) == worker.outlet;
    let skills: Vec<Value> =
        worker.skills.iter().map(|(skill, level)| json!({ "skill": skill, "level": level })).collect();
    let certificates: Vec<Value> = worker
        .certificates
        .iter()
        .map(|(code, number, expired)| {
            let expires_on = plan.today.plus_days(if *expired { -9 } else { 500 });
            json!({ "certificate": code, "number": number, "expires_on": expires_on })
        })
        .collect();
    let areas: Vec<&str> = plan.city.districts().iter().filter(home).map(|each| each.code.as_str()).collect();
    json!({
        "user_id": player.id,
        "unit_id": units.outlets.get(worker.outlet),
        "grade": worker.grade,
        "employment": if worker.outlet == 0 { "employed" } else { "outlet" },
        "daily_minutes_max": 540,
        "skills": skills,
        "certificates": certificates,
        "areas": areas,
    })
}

fn roster(plan: &Plan, worker: &Worker, player: &Player) -> Vec<Value> {
    let days = (0..plan.today.days_since(plan.first) + 8).map(|nth| plan.first.plus_days(nth));
    days.filter(|day| day.weekday().num_days_from_monday() != worker.day_off)
        .map(|day| {
            let work = if worker.late { ["11:00-21:00"] } else { ["08:00-18:00"] };
            let away = worker.on_leave && (-2..=3).contains(&day.days_since(plan.today));
            let leave: &[&str] = if away { &["00:00-24:00"] } else { &[] };
            json!({ "technician_id": player.id, "day": day, "work": work, "leave": leave })
        })
        .collect()
}

/// Brands and models; the ids of the models in the order of the catalogue.
///
/// # Errors
/// What the program refused.
pub async fn catalogue(stage: &Stage) -> Played<Vec<String>> {
    let mut brands = std::collections::BTreeMap::new();
    for name in BRANDS {
        let brand = stage.post("manager", "/brands", json!({ "name": name })).await?;
        brands.insert(*name, text(&brand, "/id"));
    }
    let mut models = vec![];
    for model in MODELS {
        let new = json!({
            "code": model.code,
            "name": model.name,
            "brand_id": brands.get(model.brand),
            "category": model.category,
            "model": model.code,
            "price_minor": model.price_yuan * 100,
        });
        models.push(text(&stage.post("manager", "/products", new).await?, "/id"));
    }
    Ok(models)
}

/// The households on file with their machines, as the desk once entered them; the others stay empty until they buy.
///
/// # Errors
/// What the program refused.
pub async fn households(stage: &Stage, plan: &Plan, units: &Units, models: &[String]) -> Played<Vec<HomeOnFile>> {
    let mut homes = vec![];
    for home in &plan.homes {
        homes.push(if home.on_file { household(stage, home, units, models).await? } else { HomeOnFile::default() });
    }
    Ok(homes)
}

async fn household(stage: &Stage, home: &Home, units: &Units, models: &[String]) -> Played<HomeOnFile> {
    let new = json!({ "name": home.name, "phone": home.phone, "unit_id": units.outlets.get(home.outlet) });
    let opened = stage.post("desk", "/customers", new).await?;
    let customer = [text(&opened, "/id"), text(&opened, "/customer/id")].into_iter().find(|id| !id.is_empty());
    let customer = customer.unwrap_or_default();
    let site = stage.post("desk", &format!("/customers/{customer}/sites"), site_of(home)).await?;
    let site = text(&site, "/id");
    let mut assets = vec![];
    for machine in &home.machines {
        let model = MODELS.iter().position(|model| model.code == machine.model.code).unwrap_or(0);
        let new = json!({
            "customer_id": customer,
            "site_id": site,
            "product_id": models.get(model),
            "serial": machine.serial,
            "sold_on": machine.sold_on,
            "installed_on": machine.installed_on,
        });
        assets.push(text(&stage.post("desk", "/assets", new).await?, "/id"));
    }
    Ok(HomeOnFile { customer, site, assets })
}

/// A home's address as the API takes it.
pub fn site_of(home: &Home) -> Value {
    let address = &home.address;
    let floor = address.room.map(|room| room / 100);
    json!({
        "name": "家",
        "region": address.district_code,
        "address": address.to_string(),
        "street": format!("{}{}号", address.street, address.number),
        "compound": address.compound,
        "building": address.building.map(|number| format!("{number}号楼")),
        "room": address.room.map(|room| format!("{room}室")),
        "floor": floor,
        "place": address.point,
    })
}

//! The doors that rooms above go through.

use db_test::db_test;
use kernel::{Id, Json, Phone};
use platform::db;
use serde_json::json;

use crate::customers::{
    Asset, AssetStatus, Customer, NewAsset, NewCustomer, NewSite, commission_asset, install_asset, open_asset,
    open_or_match, open_site, retire_asset, warranty,
};
use crate::nouns::{OrderId, Verdict};
use crate::world::World;
use platform::db::Tx;

fn someone(name: &str, phone: Option<&str>, address: &str) -> NewCustomer {
    NewCustomer {
        phone: phone.map(|phone| Phone::parse(phone).unwrap()),
        site: (!address.is_empty()).then(|| NewSite { address: address.into(), ..NewSite::default() }),
        ..NewCustomer::named(name)
    }
}

async fn open(tx: &Tx, name: &str, phone: Option<&str>, address: &str) -> (Customer, bool) {
    open_or_match(tx, someone(name, phone, address)).await.unwrap()
}

async fn washer(tx: &Tx, customer: &Customer, serial: Option<&str>) -> Asset {
    let new = NewAsset {
        customer_id: Some(customer.id),
        category: "washer".into(),
        name: "滚筒洗衣机".into(),
        serial: serial.map(str::to_owned),
        sold_on: Some("2025-10-01".parse().unwrap()),
        ..NewAsset::default()
    };
    open_asset(tx, new).await.unwrap()
}

#[db_test]
async fn somebody_who_calls_again_with_the_same_phone_is_the_same_household(world: World) {
    let tx = world.begin().await;
    let (zhang, is_new) = open(&tx, "张三", Some("138 0000 0001"), "").await;
    assert!(is_new);
    let (again, is_new) = open(&tx, "张先生", Some("+86 13800000001"), "").await;
    assert_eq!((again.id, is_new), (zhang.id, false));
    let (other, is_new) = open(&tx, "张三", Some("13800000002"), "").await;
    assert!(is_new && other.id != zhang.id);
}

#[db_test]
async fn two_people_without_a_phone_are_never_one_unless_name_and_address_say_so(world: World) {
    let tx = world.begin().await;
    let (one, _) = open(&tx, "李四", None, "").await;
    let (two, is_new) = open(&tx, "李四", None, "").await;
    assert!(is_new && one.id != two.id);
    let (home, _) = open(&tx, "王五", None, "丁香路100弄 3号楼502室").await;
    let (again, is_new) = open(&tx, "王五", None, "丁香路１００弄3号楼，502室").await;
    assert_eq!((again.id, is_new), (home.id, false));
    let (neighbour, is_new) = open(&tx, "王五", None, "丁香路100弄3号楼503室").await;
    assert!(is_new && neighbour.id != home.id);
    let (with_phone, is_new) = open(&tx, "王五", Some("13800000003"), "丁香路100弄3号楼502室").await;
    assert!(is_new && with_phone.id != home.id, "a phone says more than a name");
}

#[db_test]
async fn an_address_said_twice_is_one_site_and_learns_what_was_unknown(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "丁香路100弄3号楼502室").await;
    let known =
        NewSite { address: "丁香路 100 弄 3 号楼 502 室".into(), region: "310115".into(), ..NewSite::default() };
    let site = open_site(&tx, zhang.id, known.clone()).await.unwrap();
    let again = open_site(&tx, zhang.id, known).await.unwrap();
    assert_eq!((site.id, site.region.as_str(), again.version), (again.id, "310115", site.version));
    let other = NewSite { address: "碧云路8号".into(), ..NewSite::default() };
    assert_ne!(open_site(&tx, zhang.id, other).await.unwrap().id, site.id);
    let nowhere = NewSite { address: " ".into(), region: "31".into(), ..NewSite::default() };
    let error = open_site(&tx, zhang.id, nowhere).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: address=field.required region=field.not_a_region");
}

#[db_test]
async fn a_serial_belongs_to_one_machine_however_it_is_written(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "").await;
    let (li, _) = open(&tx, "李四", Some("13800000002"), "").await;
    let first = washer(&tx, &zhang, Some("SN-2025 0001")).await;
    let second = NewAsset {
        customer_id: Some(li.id),
        category: "washer".into(),
        serial: Some("sn20250001".into()),
        ..NewAsset::default()
    };
    let error = open_asset(&tx, second).await.unwrap_err();
    let kernel::Error::Refused { code, facts } = &error else { panic!("{error}") };
    assert_eq!((*code, &facts["asset_id"]), ("asset.serial_taken", &json!(first.id)));
    assert_ne!(washer(&tx, &li, None).await.id, washer(&tx, &li, Some(" - ")).await.id, "no serial is no serial");
}

#[db_test]
async fn a_second_install_claim_for_the_same_serial_is_refused(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "").await;
    let asset = washer(&tx, &zhang, None).await;
    let (order, other, on) = (OrderId::new(), OrderId::new(), "2025-10-05".parse().unwrap());
    let installed = install_asset(&tx, asset.id, Some("SN1"), on, order).await.unwrap();
    assert_eq!((installed.status, installed.installed_on), (AssetStatus::InUse, Some(on)));
    let again = install_asset(&tx, asset.id, Some("sn 1"), on, order).await.unwrap();
    assert_eq!(again.version, installed.version, "a phone that repeats itself changes nothing");
    let error = install_asset(&tx, asset.id, Some("SN1"), on, other).await.unwrap_err();
    assert_eq!(error.code(), "asset.already_installed");
    let second = washer(&tx, &zhang, None).await;
    let error = install_asset(&tx, second.id, Some("SN1"), on, other).await.unwrap_err();
    assert_eq!(error.code(), "asset.serial_taken");
    let third = washer(&tx, &zhang, Some("SN3")).await;
    let error = install_asset(&tx, third.id, Some("SN4"), on, other).await.unwrap_err();
    assert_eq!(error.code(), "asset.serial_differs");
}

#[db_test]
async fn a_machine_that_went_back_may_be_sold_again_with_its_serial(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "").await;
    let asset = washer(&tx, &zhang, Some("SN1")).await;
    let order = OrderId::new();
    let back = retire_asset(&tx, asset.id, AssetStatus::Returned, order).await.unwrap();
    assert_eq!((back.serial.as_deref(), back.serial_key), (Some("SN1"), None));
    washer(&tx, &zhang, Some("SN1")).await;
    let error = retire_asset(&tx, asset.id, AssetStatus::InUse, order).await.unwrap_err();
    assert_eq!(error.code(), "asset.not_an_end");
    let error = install_asset(&tx, asset.id, None, "2025-10-05".parse().unwrap(), order).await.unwrap_err();
    assert_eq!(error.code(), "asset.not_in_service");
}

#[db_test]
async fn commissioning_readings_are_kept_by_step(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "").await;
    let asset = washer(&tx, &zhang, None).await;
    let readings = |value| serde_json::Map::from_iter([("pressure".to_owned(), json!(value))]);
    commission_asset(&tx, asset.id, readings(0.8), None).await.unwrap();
    let asset = commission_asset(&tx, asset.id, readings(0.9), None).await.unwrap();
    let kept: Asset = db::get(&tx, asset.id).await.unwrap();
    assert_eq!(kept.commissioning, Json(readings(0.9)));
}

#[db_test]
async fn the_verdict_comes_from_the_companys_own_terms(world: World) {
    let tx = world.begin().await;
    let (zhang, _) = open(&tx, "张三", Some("13800000001"), "").await;
    let asset = washer(&tx, &zhang, None).await;
    let on = |day: &str| day.parse().unwrap();
    let judged = warranty::judge(&tx, &asset, on("2026-10-01"), None).await.unwrap();
    assert_eq!((judged.0, judged.1.code.as_str()), (Verdict::InWarranty, "warranty.within_whole"));
    let judged = warranty::judge(&tx, &asset, on("2026-10-02"), None).await.unwrap();
    assert_eq!((judged.0, judged.1.code.as_str()), (Verdict::OutOfWarranty, "warranty.ended"));
    let judged = warranty::judge(&tx, &asset, on("2026-10-02"), Some("washer_motor")).await.unwrap();
    assert_eq!((judged.0, judged.1.code.as_str()), (Verdict::InWarranty, "warranty.part_term"));
}

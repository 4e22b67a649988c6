//! Brands under one spelling, products under one code.

use axum::http::StatusCode;
use db_test::db_test;
use platform::db::{self, Tx};
use serde_json::{Value, json};

use super::{Brand, NewBrand, NewProduct, Product, open_brand, open_product};
use crate::world::World;

async fn named(tx: &Tx, name: &str) -> kernel::Result<Brand> {
    open_brand(tx, NewBrand { name: name.into() }).await
}

#[db_test]
async fn a_brand_is_one_however_it_is_written(world: World) {
    let tx = world.begin().await;
    let one = named(&tx, "Black & Decker").await.unwrap();
    assert_eq!(named(&tx, "BLACK+DECKER").await.unwrap().id, one.id);
    assert_ne!(named(&tx, "海尔").await.unwrap().id, one.id);
    assert_eq!(named(&tx, "——").await.unwrap_err().to_string(), "invalid: name=field.no_letters");
}

#[db_test]
async fn merging_two_spellings_keeps_the_products_and_the_name_leads_on(world: World) {
    let tx = world.begin().await;
    let new = |code: &str, brand: &str| NewProduct {
        code: Some(code.into()),
        name: "电水壶".into(),
        brand: Some(brand.into()),
        category: "other".into(),
        ..NewProduct::default()
    };
    let product = open_product(&tx, new("K1", "Russel Hobbs")).await.unwrap();
    let wrong = product.brand_id.unwrap();
    let right = named(&tx, "Russell Hobbs").await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/brands/{wrong}/merging");
    let (status, into) = world.call("manager", "POST", &path, json!({ "into": right.id })).await;
    assert_eq!((status, &into["name"]), (StatusCode::OK, &json!("Russell Hobbs")), "{into}");
    let tx = world.begin().await;
    let product: Product = db::get(&tx, product.id).await.unwrap();
    assert_eq!(product.brand_id, Some(right.id));
    assert_eq!(named(&tx, "russel-hobbs").await.unwrap().id, right.id, "the wrong spelling is understood from now on");
    drop(tx);
    let (status, problem) = world.call("manager", "POST", &path, json!({ "into": right.id })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("brand.merged")));
    let path = format!("/brands/{}/merging", right.id);
    let (_, problem) = world.call("manager", "POST", &path, json!({ "into": right.id })).await;
    assert_eq!(problem["code"], "brand.into_itself");
    let (_, page) = world.call("desk", "GET", "/brands?q=RUSS", Value::Null).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
}

#[db_test]
async fn products_are_listed_by_code_in_pages_and_found_by_their_beginnings(world: World) {
    for (code, name) in [("A1", "滚筒洗衣机"), ("A2", "波轮洗衣机"), ("B1", "100% 烘干机")] {
        let body = json!({ "code": code, "name": name, "category": "washer", "brand": "海尔", "price_minor": 199900 });
        let (status, made) = world.call("admin", "POST", "/products", body).await;
        assert_eq!((status, &made["brand"]), (StatusCode::CREATED, &json!("海尔")), "{made}");
    }
    let (_, first) = world.call("desk", "GET", "/products?limit=2", Value::Null).await;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (2, &json!("A2")));
    let (_, second) = world.call("desk", "GET", "/products?limit=2&after=A2", Value::Null).await;
    assert_eq!((&second["items"][0]["code"], &second["next"]), (&json!("B1"), &Value::Null));
    for (q, code) in [("%E6%BB%9A", "A1"), ("100%25", "B1"), ("b1", "B1")] {
        let (_, found) = world.call("desk", "GET", &format!("/products?q={q}"), Value::Null).await;
        assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["code"]), (1, &json!(code)), "{q}");
    }
    let body = json!({ "code": "A1", "name": "另一台", "category": "washer" });
    let (status, problem) = world.call("admin", "POST", "/products", body).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("product.code_taken")));
    let body = json!({ "name": "", "category": "spaceship", "price_minor": -1 });
    let (status, problem) = world.call("admin", "POST", "/products", body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong: Vec<_> = problem["fields"].as_array().unwrap().iter().map(|each| each["path"].clone()).collect();
    assert_eq!(wrong, ["name", "price_minor", "category"]);
}

#[db_test]
async fn a_product_is_changed_only_at_the_version_that_was_seen(world: World) {
    let body = json!({ "name": "滚筒洗衣机", "category": "washer" });
    let (_, made) = world.call("admin", "POST", "/products", body).await;
    assert!(made["code"].as_str().unwrap().starts_with("CP-"), "{made}");
    let path = format!("/products/{}", made["id"].as_str().unwrap());
    let change = json!({ "status": "discontinued", "price_minor": 100 });
    let (status, changed) = world.call_with("admin", "PATCH", &path, change.clone(), &[("if-match", "1")]).await;
    assert_eq!((status, &changed["status"], &changed["version"]), (StatusCode::OK, &json!("discontinued"), &json!(2)));
    let (status, _) = world.call_with("admin", "PATCH", &path, change.clone(), &[("if-match", "1")]).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    let (status, _) = world.call("technician", "PATCH", &path, change).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let kept: Vec<Brand> = db::select(&world.read(), platform::db::Sql::new("SELECT * FROM brand")).await.unwrap();
    assert!(kept.is_empty(), "nobody named a brand");
}

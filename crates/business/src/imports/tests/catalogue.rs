//! Products by file.

use db_test::db_test;
use platform::db;
use serde_json::Value;

use super::*;
use crate::catalogue::Product;

const TABLE: &str = "产品编码,产品名称,品牌,品类,型号,零售价,保修月数\nKFR-35,新风挂机 1.5 匹,新风,空调,KFR-35GW,2599,72\nX1,净水龙头,Philips,净水器,,399.50,\n";

#[db_test]
async fn products_come_with_brand_category_and_price_and_only_once(world: World) {
    let report = import(&world, ImportKind::Products, TABLE).await;
    assert_eq!(counts(&report), (2, 0, 0), "{:?}", report.problems);
    let view = world.read();
    let sql = Sql::new("SELECT * FROM product WHERE tenant_id = ? AND code = 'KFR-35'").bind(view.actor().tenant);
    let product: Product = db::select_one(&view, sql).await.unwrap().unwrap();
    assert_eq!((product.category.as_str(), product.price_minor.map(|p| p.0)), ("ac", Some(259_900)));
    assert_eq!(product.custom.0["warranty_months"], Value::from("72"));
    assert!(product.brand_id.is_some());
    assert_eq!(counts(&import(&world, ImportKind::Products, TABLE).await), (0, 2, 0));
}

#[db_test]
async fn a_category_that_the_company_does_not_have_is_told_with_those_it_has(world: World) {
    let report = import(&world, ImportKind::Products, "产品编码,产品名称,品类\nZ1,神秘物件,飞行器\n").await;
    assert_eq!(counts(&report), (0, 0, 1));
    let problem = &report.problems[0];
    assert_eq!((problem.cell.as_str(), problem.code.as_ref()), ("C2", "import.value_unknown"));
    assert!(problem.facts["allowed"].as_str().unwrap().contains("空调"));
}

//! Orders by file: opened as the desk would, once.

use db_test::db_test;
use platform::db;

use super::*;
use crate::imports::undo;
use crate::lowcode::pack::Urgency;
use crate::nouns::Channel;
use crate::orders::WorkOrder;

const TABLE: &str = "外部单号,工单类型,客户姓名,客户电话,详细地址,品牌,产品,型号,序列号,故障描述,紧急程度,预约日期,预约时段,来源\n\
    JD-1,维修,张三,13800000001,金桥路 1 号,新风,空调,KFR-35,SN-77,不制冷,加急,2026-11-23,上午,京东\n\
    ,安装,李四,13800000002,张江路 9 号,新风,净水器,,,新装,,,,\n";

async fn orders(world: &World) -> Vec<WorkOrder> {
    let view = world.read();
    let sql = Sql::new("SELECT * FROM work_order WHERE tenant_id = ? ORDER BY id").bind(view.actor().tenant);
    db::select(&view, sql).await.unwrap()
}

#[db_test]
async fn orders_come_with_customer_machine_and_wish_and_only_once(world: World) {
    let report = import(&world, ImportKind::Orders, TABLE).await;
    assert_eq!(counts(&report), (2, 0, 0), "{:?}", report.problems);
    let orders = orders(&world).await;
    let first = &orders[0];
    assert_eq!((first.r#type.as_str(), first.channel, first.urgency), ("repair", Channel::File, Urgency::High));
    assert_eq!((first.category.as_str(), first.outside_ref.as_deref()), ("ac", Some("JD-1")));
    assert_eq!(first.wanted_from_at.map(|at| at.to_string()).as_deref(), Some("2026-11-23T00:00:00.000Z"));
    assert_eq!((first.described.as_str(), &first.custom.0["channel"]), ("不制冷", &Value::from("京东")));
    let left = stored(&world.read()).await;
    assert_eq!((left["customer"], left["site"], left["asset"]), (2, 2, 1));
    assert_eq!(counts(&import(&world, ImportKind::Orders, TABLE).await), (0, 2, 0));
    let tx = world.begin().await;
    undo::undo(&tx, report.id.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let left = stored(&world.read()).await;
    assert_eq!(
        (left["work_order"], left["order_item"], left["customer"], left["site"], left["asset"]),
        (0, 0, 0, 0, 0)
    );
}

#[db_test]
async fn a_row_that_no_desk_would_take_is_listed_and_the_others_come_in(world: World) {
    let text = TABLE.to_owned()
        + "JD-3,飞行,王五,13800000003,某路 3 号,,空调,,,,,,,\n\
           JD-4,维修,赵六,13800000004,某路 4 号,,空调,,,,,,,\n";
    let text = text.replace("JD-4,维修,赵六", &format!("JD-4,维修,{}", "赵".repeat(90)));
    let check = Import { check_only: true, ..file(ImportKind::Orders, &text) };
    let checked = run(&world.db, world.system(), check).await.unwrap();
    assert_eq!(stored(&world.read()).await["work_order"], 0);
    let report = import(&world, ImportKind::Orders, &text).await;
    assert_eq!(counts(&checked), counts(&report));
    assert_eq!(report.problems[0].cell, "B4");
    assert_eq!((report.problems[0].code.as_ref(), report.problems[0].field.as_str()), ("import.value_unknown", "type"));
    assert_eq!(report.rows_created + report.rows_wrong, 4);
}

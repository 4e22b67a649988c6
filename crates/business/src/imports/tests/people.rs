//! Customers, machines and users by file: through the doors of their rooms.

use db_test::db_test;
use kernel::Error;
use platform::db;

use super::*;
use crate::customers::{Asset, Customer, CustomerKind};
use crate::identity::{AppUser, Role};
use crate::imports::undo;
use crate::people::{SkillHeld, Technician};

const CUSTOMERS: &str = "客户姓名,客户电话,备用电话,客户类型,省,市,区,详细地址,小区\n\
    张三,13800000001,021-63271234,家庭,上海市,上海市,浦东新区,金桥路 1 号 2 幢 301,金桥花园\n\
    张三,13800000001,,家庭,上海市,上海市,浦东新区,张江路 9 号,\n\
    新风酒店,13800000002,,企业,,,,外滩 18 号,\n";

async fn customers(world: &World) -> Vec<Customer> {
    let view = world.read();
    let sql = Sql::new("SELECT * FROM customer WHERE tenant_id = ? ORDER BY phone").bind(view.actor().tenant);
    db::select(&view, sql).await.unwrap()
}

#[db_test]
async fn households_come_with_their_sites_and_a_second_site_is_no_second_household(world: World) {
    let report = import(&world, ImportKind::Customers, CUSTOMERS).await;
    assert_eq!(counts(&report), (3, 0, 0), "{:?}", report.problems);
    let customers = customers(&world).await;
    assert_eq!(customers.len(), 2);
    assert_eq!((customers[0].name.as_str(), customers[1].kind), ("张三", CustomerKind::Company));
    let left = stored(&world.read()).await;
    assert_eq!(left["site"], 3);
    assert_eq!(counts(&import(&world, ImportKind::Customers, CUSTOMERS).await), (0, 3, 0));
    let tx = world.begin().await;
    undo::undo(&tx, report.id.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let left = stored(&world.read()).await;
    assert_eq!((left["customer"], left["site"]), (0, 0));
}

#[db_test]
async fn a_check_of_customers_says_the_same_as_the_run_and_writes_nothing(world: World) {
    let before = stored(&world.read()).await;
    let text = format!("{CUSTOMERS}李四,12,,家庭,,,,某路 1 号,\n");
    let check = Import { check_only: true, ..file(ImportKind::Customers, &text) };
    let checked = run(&world.db, world.system(), check).await.unwrap();
    assert_eq!(stored(&world.read()).await, before);
    let ran = import(&world, ImportKind::Customers, &text).await;
    assert_eq!((counts(&checked), counts(&ran)), ((3, 0, 1), (3, 0, 1)));
    assert_eq!((checked.problems[0].cell.as_str(), checked.problems[0].code.as_ref()), ("B5", "field.not_a_phone"));
}

const ASSETS: &str = "客户姓名,客户电话,安装地址,品牌,产品名称,型号,序列号,购买日期,安装日期,保修到期\n\
    张三,13800000001,金桥路 1 号,新风,空调,KFR-35,sn-0001,2024-05-01,2024-05-03,2030-05-01\n\
    张三,13800000001,金桥路 1 号,新风,净水器,,,,,\n\
    张三,13800000001,金桥路 1 号,新风,净水器,,,,,\n";

#[db_test]
async fn machines_are_known_by_serial_or_as_one_more_of_their_kind(world: World) {
    let report = import(&world, ImportKind::Assets, ASSETS).await;
    assert_eq!(counts(&report), (3, 0, 0), "{:?}", report.problems);
    let view = world.read();
    let sql = Sql::new("SELECT * FROM asset WHERE tenant_id = ? AND serial_key = 'SN0001'").bind(view.actor().tenant);
    let asset: Asset = db::select_one(&view, sql).await.unwrap().unwrap();
    assert_eq!(
        (asset.category.as_str(), asset.installed_on.map(|day| day.to_string())),
        ("ac", Some("2024-05-03".into()))
    );
    assert_eq!(asset.custom.0["warranty_until_on"], "2030-05-01");
    assert_eq!(counts(&import(&world, ImportKind::Assets, ASSETS).await), (0, 3, 0));
    let left = stored(&world.read()).await;
    assert_eq!((left["customer"], left["site"], left["asset"], left["brand"]), (1, 1, 3, 1));
}

const USERS: &str = "用户名,姓名,手机号,角色,网点,技能,初始密码\n\
    wangwu,王五,13800000009,师傅,城东服务网点,空调、冰箱,\n\
    zhaoliu,赵六,,客服,OUT2,,a long password\n";

#[db_test]
async fn people_come_with_role_outlet_and_skills_and_can_sign_in(world: World) {
    let report = import(&world, ImportKind::Users, USERS).await;
    assert_eq!(counts(&report), (2, 0, 0), "{:?}", report.problems);
    let view = world.read();
    let sql = Sql::new("SELECT * FROM app_user WHERE tenant_id = ? AND login = 'wangwu'").bind(view.actor().tenant);
    let wangwu: AppUser = db::select_one(&view, sql).await.unwrap().unwrap();
    assert_eq!((wangwu.unit_id, &wangwu.roles.0), (Some(world.outlet.id), &vec![Role::Technician]));
    let profile: Technician = db::get(&view, wangwu.id).await.unwrap();
    assert_eq!(profile.unit_id, world.outlet.id);
    let sql = Sql::new("SELECT * FROM technician_skill WHERE tenant_id = ? AND technician_id = ? ORDER BY skill");
    let skills: Vec<SkillHeld> = db::select(&view, sql.bind(view.actor().tenant).bind(wangwu.id)).await.unwrap();
    assert_eq!(skills.iter().map(|each| each.skill.as_str()).collect::<Vec<_>>(), ["ac", "cold"]);
    // one password was made and is told, the other was brought
    let told: Vec<&str> = report.passwords.iter().map(|each| each.login.as_str()).collect();
    assert_eq!(told, ["wangwu"]);
    for (login, password) in [("wangwu", report.passwords[0].password.as_str()), ("zhaoliu", "a long password")] {
        let body = serde_json::json!({ "company": "acme", "login": login, "password": password });
        let (status, _) = world.call("", "POST", "/session", body).await;
        assert_eq!(status, StatusCode::OK, "{login} signs in");
    }
    let again = import(&world, ImportKind::Users, USERS).await;
    assert_eq!((counts(&again), again.passwords.len()), ((0, 2, 0), 0));
}

const CREW: &str = "用户名,姓名,角色,网点,技能,证书,服务区域\n\
    sunqi,孙七,师傅,OUT1,空调安装维修:3、电视挂装调试 1级,特种作业操作证(高处安装、维护、拆除) 2027/5/31、cert_gas,310115、310101\n\
    zhouba,周八,师傅,OUT1,cert_electric:2028-01-31,,\n\
    wujiu,吴九,师傅,OUT1,冰箱:9,潜水证,某某区\n";

#[db_test]
async fn technicians_come_with_levels_certificates_and_districts_and_go_with_all_of_it(world: World) {
    let report = import(&world, ImportKind::Users, CREW).await;
    let told: Vec<_> = report.problems.iter().map(|e| (e.cell.as_str(), e.code.as_ref())).collect();
    assert_eq!(
        told,
        [("E4", "import.level_unknown"), ("F4", "import.value_unknown"), ("G4", "import.district_unknown")],
        "{:?}",
        report.problems
    );
    assert_eq!(counts(&report), (2, 0, 1));
    let (_, found) = world.call("manager", "GET", "/technicians?name=孙七", serde_json::Value::Null).await;
    let sun = &found["items"][0];
    let skills: Vec<_> = sun["skills"].as_array().unwrap().iter().map(|each| each["level"].as_i64()).collect();
    assert_eq!(skills, [Some(3), Some(1)], "{sun}");
    let held = |of: &serde_json::Value| {
        let all = of["certificates"].as_array().unwrap().iter();
        all.map(|each| format!("{} {}", each["certificate"].as_str().unwrap(), each["expires_on"])).collect::<Vec<_>>()
    };
    assert_eq!(held(sun), ["cert_gas null", "cert_height \"2027-05-31\""]);
    assert_eq!(sun["areas"], serde_json::json!(["310101", "310115"]));
    let (_, found) = world.call("manager", "GET", "/technicians?name=周八", serde_json::Value::Null).await;
    assert_eq!(held(&found["items"][0]), ["cert_electric \"2028-01-31\""], "a certificate among the skills is one");
    let tx = world.begin().await;
    undo::undo(&tx, report.id.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    let view = world.read();
    for table in ["technician_certificate", "technician_area"] {
        let sql = Sql::new(&format!("SELECT COUNT(*) FROM {table} WHERE tenant_id = ?")).bind(view.actor().tenant);
        assert_eq!(view.value::<i64>(sql).await.unwrap(), 0, "{table}");
    }
}

#[db_test]
async fn a_person_with_an_unknown_outlet_or_a_short_password_is_told_by_cell(world: World) {
    let text = "用户名,姓名,角色,网点,技能,初始密码\n\
        anna,Anna,师傅,月球,做梦,\nbert,Bert,客服,OUT1,,short\ncarl,Carl,客服,OUT1,,\n";
    let report = import(&world, ImportKind::Users, text).await;
    assert_eq!(counts(&report), (1, 0, 2));
    let told: Vec<_> = report.problems.iter().map(|e| (e.cell.as_str(), e.code.as_ref())).collect();
    assert_eq!(
        told,
        [("D2", "import.unit_unknown"), ("E2", "import.value_unknown"), ("F3", "field.password_too_short")]
    );
    // nowhere in what is kept or told of the run
    let view = world.read();
    let sql = Sql::new("SELECT problems FROM import_run WHERE tenant_id = ?").bind(view.actor().tenant);
    let kept: String = view.value(sql).await.unwrap();
    assert!(kept.contains("Bert") && !kept.contains("\"short\""), "{kept}");
    assert!(!serde_json::to_string(&report).unwrap().contains("\"short\""));
}

#[db_test]
async fn a_user_who_has_worked_since_cannot_be_undone(world: World) {
    let report = import(&world, ImportKind::Users, USERS).await;
    let password = report.passwords[0].password.clone();
    let body = serde_json::json!({ "company": "acme", "login": "wangwu", "password": password });
    assert_eq!(world.call("", "POST", "/session", body).await.0, StatusCode::OK);
    let tx = world.begin().await;
    let Err(Error::Refused { code, .. }) = undo::undo(&tx, report.id.unwrap()).await else { panic!("undone") };
    assert_eq!(code, "import.built_upon");
}

#[db_test]
async fn who_may_not_open_accounts_by_hand_may_not_by_file(world: World) {
    let mut actor = world.system();
    actor.permissions = std::sync::Arc::new([crate::identity::may::IMPORTS_RUN].into_iter().collect());
    let refused = run(&world.db, actor, file(ImportKind::Users, USERS)).await.unwrap_err();
    assert_eq!(refused.code(), "forbidden");
}

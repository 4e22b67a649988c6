//! The shipped packs as a company of the trade would rely on them.

use kernel::code::Code;
use kernel::{Day, Lang};
use platform::words::Words;
use serde_json::json;

use super::*;

fn pack(code: &str) -> &'static Pack {
    Pack::of_trade(code).unwrap_or_else(|| panic!("{code}: {:?}", SHIPPED.as_ref().err()))
}

#[test]
fn four_trades_are_shipped_and_every_part_fits_the_others() {
    let codes: Vec<&str> = Pack::shipped().iter().map(|each| each.code.as_str()).collect();
    assert_eq!(codes, ["appliance", "bathroom", "furniture", "equipment"], "{:?}", SHIPPED.as_ref().err());
    for pack in Pack::shipped() {
        assert_eq!(pack.problems(), Vec::<String>::new(), "{}", pack.code);
    }
}

#[test]
fn a_pack_that_does_not_fit_is_told_where() {
    let mut broken = pack("appliance").clone();
    broken.categories[0].needs[0].skill = "juggling".into();
    broken.order_types[0].sla = "never".into();
    broken.faults[0].name.en.clear();
    broken.sops[0].steps[1].when = Some(formula::Condition::parse("answers.later == 1").unwrap());
    let again = broken.skills[0].clone();
    broken.skills.push(again);
    let said = broken.problems().join("\n");
    for part in [
        "no skill juggling",
        "no SLA policy never",
        "fault ac_not_cooling: words",
        "field.unknown_name",
        "skill: code ac twice",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_leak_is_an_emergency_answered_in_two_hours_in_every_trade() {
    for (trade, text, category) in [
        ("appliance", "你好,家里有燃气味,热水器那边,怎么办", Some("gas_heater")),
        ("appliance", "洗衣机漏水,地板都湿了", Some("washer")),
        ("appliance", "my dishwasher is leaking water everywhere", Some("dishwasher")),
        ("bathroom", "卫生间水管爆管了,水漫到客厅", Some("water_pipe")),
        ("furniture", "厨房有煤气味", Some("kitchen")),
        ("equipment", "锅炉安全阀一直在排,超压", Some("boiler")),
    ] {
        let (pack, proposed) = (pack(trade), pack(trade).propose(text));
        assert_eq!(proposed.urgency, Urgency::Emergency, "{text} {proposed:?}");
        assert_eq!(proposed.category.as_deref(), category, "{text} {proposed:?}");
        for policy in &pack.sla_policies {
            let target = policy.target(Urgency::Emergency).unwrap();
            assert!(target.accept_minutes.unwrap() <= 120, "{trade} {}", policy.code);
        }
        let standard = pack.sla_policy("standard").unwrap().target(Urgency::Emergency).unwrap();
        assert_eq!((standard.arrive_minutes, standard.clock), (Some(120), crate::calendar::ClockMode::AroundTheClock));
    }
}

#[test]
fn the_customers_words_propose_category_fault_and_urgency() {
    for (trade, text, category, fault, urgency) in [
        ("appliance", "客厅柜机空调不制冷了,吹热风", "ac", "ac_not_cooling", Urgency::High),
        ("appliance", "空调漏水滴到地板", "ac", "ac_drip", Urgency::High),
        ("appliance", "冰箱不制冷", "fridge", "fridge_not_cold", Urgency::High),
        ("appliance", "净水器该换滤芯了", "purifier", "purifier_filter", Urgency::Low),
        ("appliance", "The TV has a black screen", "tv", "tv_no_picture", Urgency::Normal),
        ("bathroom", "智能马桶喷头不出水", "smart_toilet", "smart_no_wash", Urgency::Normal),
        ("bathroom", "地漏返臭味", "floor_drain", "drain_smell", Urgency::Normal),
        ("furniture", "衣柜柜门下垂关不严", "wardrobe", "door_sag", Urgency::Normal),
        ("furniture", "指纹锁打不开,人被锁在外面", "smart_lock", "lock_dead", Urgency::Emergency),
        ("equipment", "叉车刹车失灵", "forklift", "brake_failure", Urgency::Emergency),
        ("equipment", "加工中心精度超差", "cnc", "cnc_accuracy", Urgency::High),
    ] {
        let it = pack(trade).propose(text);
        assert_eq!(
            (it.category.as_deref(), it.fault.as_deref(), it.urgency),
            (Some(category), Some(fault), urgency),
            "{text} {it:?}"
        );
        assert!(!it.because.is_empty(), "{text}");
    }
    let nothing = pack("appliance").propose("请尽快联系我 back on track");
    assert_eq!((nothing.category, nothing.fault, nothing.urgency), (None, None, Urgency::Normal));
}

#[test]
fn furniture_is_measured_then_delivered_then_installed_by_linked_orders() {
    let custom = pack("furniture").order_type("custom_install").unwrap();
    let chain: Vec<_> = custom.legs.iter().map(|leg| (leg.work, leg.carried_by, leg.after.join(","))).collect();
    assert_eq!(
        chain,
        [
            (OrderKind::Measure, CarriedBy::Order, String::new()),
            (OrderKind::Deliver, CarriedBy::Order, "measure".into()),
            (OrderKind::Install, CarriedBy::Visit, "deliver".into()),
        ]
    );
}

#[test]
fn an_exchange_takes_back_delivers_and_installs_and_a_return_ends_in_the_warehouse() {
    for pack in Pack::shipped() {
        let exchange = pack.order_type("exchange").unwrap();
        let legs: Vec<&str> = exchange.legs.iter().map(|leg| leg.code.as_str()).collect();
        assert_eq!(legs, ["take_back", "deliver", "install", "receive"], "{}", pack.code);
        assert!(exchange.opens_asset && exchange.closes_asset);
        let returned = pack.order_type("return").unwrap();
        assert_eq!(returned.leg("receive").map(|leg| leg.carried_by), Some(CarriedBy::Warehouse));
    }
}

#[test]
fn gas_work_needs_a_certificate_and_a_fridge_only_when_it_is_repaired() {
    let pack = pack("appliance");
    let certificates = |category, work| -> Vec<&str> {
        let needs = pack.needs(category, work).into_iter().map(|need| need.skill.as_str());
        needs.filter(|code| pack.skill(code).unwrap().certificate).collect()
    };
    assert_eq!(certificates("gas_heater", OrderKind::Maintain), ["cert_gas"]);
    assert_eq!(certificates("fridge", OrderKind::Install), Vec::<&str>::new());
    assert_eq!(certificates("fridge", OrderKind::Repair), ["cert_cooling"]);
}

#[test]
fn an_installation_asks_for_a_harness_only_at_height_and_refuses_a_poor_vacuum() {
    let pack = pack("appliance");
    let leg = pack.order_type("install").unwrap().leg("install").unwrap();
    let sop = pack.sop_for(leg, "ac").unwrap();
    assert_eq!((sop.code.as_str(), leg.minutes_for("ac"), leg.crew_for("ac")), ("ac_install", 120, 2));
    let order = json!({ "order": { "category": "ac", "serial_required": true } });
    let asked = |answers| sop.asked(&order, &answers).iter().any(|step| step.code == "harness");
    assert!(!asked(json!({})) && !asked(json!({ "height_work": "no" })) && asked(json!({ "height_work": "yes" })));
    let wrong = sop.check(&order, &json!({ "vacuum": -0.06 }));
    let of = |path: &str| wrong.iter().find(|each| each.path == path).map(|each| each.code);
    assert_eq!((of("vacuum"), of("unpack"), of("harness")), (Some("field.too_large"), Some("field.required"), None));
}

#[test]
fn waiting_for_parts_stops_a_normal_order_but_never_an_emergency() {
    let pack = pack("appliance");
    let waiting = pack.reason(ReasonKind::Hold, "waiting_parts").unwrap();
    let standard = pack.sla_policy("standard").unwrap();
    assert!(standard.is_paused_by(waiting, Urgency::Normal));
    assert!(!standard.is_paused_by(waiting, Urgency::Emergency));
    assert!(!pack.sla_policy("vip").unwrap().is_paused_by(waiting, Urgency::Normal));
    assert!(!standard.is_paused_by(pack.reason(ReasonKind::Hold, "no_technician").unwrap(), Urgency::Normal));
}

#[test]
fn a_compressor_is_covered_longer_than_its_fridge_and_a_seal_only_as_long() {
    let term = pack("appliance").warranty("fridge").unwrap();
    let months = |price| term.months_for(price);
    assert_eq!((months(None), months(Some("fridge_compressor")), months(Some("fridge_seal"))), (12, 36, 12));
    // as the terms have it: a day or none; a wrong literal here fails the comparison
    let day = |text: &str| text.parse::<Day>().ok();
    let later = WarrantyTerm { starts: WarrantyStart::Later, ..term.clone() };
    let earlier = WarrantyTerm { starts: WarrantyStart::Earlier, ..term.clone() };
    assert_eq!(later.start(day("2026-01-05"), day("2026-02-01")), day("2026-02-01"));
    assert_eq!(later.start(day("2026-01-05"), None), day("2026-01-05"));
    assert_eq!(earlier.start(day("2026-01-05"), day("2026-02-01")), day("2026-01-05"));
    assert_eq!(earlier.start(None, None), None);
}

#[test]
fn a_file_with_a_word_nobody_knows_is_refused_with_its_line() {
    let error = Pack::parse(&["code = \"x\"\ncolour = \"red\"\n"]).unwrap_err();
    assert_eq!(error.code(), "pack.not_understood");
    assert!(error.to_string().contains("colour"), "{error}");
}

#[test]
fn every_code_of_a_pack_has_words_in_both_languages() {
    fn missing<C: Code>(words: &Words) -> Vec<String> {
        let keys = C::ALL.iter().map(|each| format!("{}.{}", C::NOUN, each.code()));
        keys.filter(|key| !words.has(Lang::Zh, key) || !words.has(Lang::En, key)).collect()
    }
    let words = crate::words::words().unwrap();
    let all = [
        missing::<OrderKind>(&words),
        missing::<Phase>(&words),
        missing::<AssetNeed>(&words),
        missing::<CarriedBy>(&words),
        missing::<Opener>(&words),
        missing::<StepKind>(&words),
        missing::<ReasonKind>(&words),
        missing::<Cause>(&words),
        missing::<Next>(&words),
        missing::<Urgency>(&words),
        missing::<Payer>(&words),
        missing::<PriceKind>(&words),
        missing::<WarrantyStart>(&words),
        missing::<Proof>(&words),
        missing::<crate::calendar::ClockMode>(&words),
        missing::<formula::FieldKind>(&words),
    ];
    assert_eq!(all.concat(), Vec::<String>::new());
}

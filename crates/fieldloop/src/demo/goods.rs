//! What the demo company sells and services: brands and models, none of them anybody's.

/// A model of the demo's catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    pub code: &'static str,
    pub name: &'static str,
    pub brand: &'static str,
    /// A category of the appliance pack.
    pub category: &'static str,
    pub price_yuan: i64,
    /// Sold in the shop today; the others stand in homes only.
    pub on_sale: bool,
}

pub const BRANDS: &[&str] = &["云江", "澜海", "沐风", "净源", "燃屿", "北汀"];

const fn model(
    code: &'static str,
    name: &'static str,
    brand: &'static str,
    category: &'static str,
    price_yuan: i64,
    on_sale: bool,
) -> Model {
    Model { code, name, brand, category, price_yuan, on_sale }
}

pub const MODELS: &[Model] = &[
    model("YJ-KFR35GW", "云江 1.5 匹壁挂式空调 KFR-35GW", "云江", "ac", 2_899, true),
    model("YJ-KFR72LW", "云江 3 匹柜式空调 KFR-72LW", "云江", "ac", 5_999, true),
    model("MF-KFR26GW", "沐风 1 匹壁挂式空调 KFR-26GW", "沐风", "ac", 2_199, true),
    model("MF-KFR50LW", "沐风 2 匹柜式空调 KFR-50LW", "沐风", "ac", 4_399, false),
    model("LH-XQG100", "澜海 10 公斤滚筒洗衣机 XQG100", "澜海", "washer", 2_999, true),
    model("LH-XQB80", "澜海 8 公斤波轮洗衣机 XQB80", "澜海", "washer", 1_299, false),
    model("YJ-XHG120", "云江 12 公斤洗烘一体机 XHG120", "云江", "washer", 4_699, true),
    model("LH-GHG100", "澜海 10 公斤热泵干衣机 GHG100", "澜海", "dryer", 4_999, true),
    model("BT-BCD520", "北汀 520 升对开门冰箱 BCD-520", "北汀", "fridge", 4_299, true),
    model("BT-BCD260", "北汀 260 升三门冰箱 BCD-260", "北汀", "fridge", 2_199, false),
    model("YJ-BCD480", "云江 480 升十字门冰箱 BCD-480", "云江", "fridge", 5_299, true),
    model("RY-JSQ30", "燃屿 16 升燃气热水器 JSQ30", "燃屿", "gas_heater", 2_599, true),
    model("RY-JSQ25", "燃屿 13 升燃气热水器 JSQ25", "燃屿", "gas_heater", 1_699, false),
    model("YJ-DSZF60", "云江 60 升电热水器 DSZF60", "云江", "electric_heater", 1_399, true),
    model("RY-JZT5B", "燃屿 双眼燃气灶 JZT-5B", "燃屿", "gas_stove", 1_199, true),
    model("YJ-CXW258", "云江 侧吸油烟机 CXW-258", "云江", "hood", 2_399, true),
    model("RY-CXW260", "燃屿 顶吸油烟机 CXW-260", "燃屿", "hood", 1_899, false),
    model("LH-WQP12", "澜海 12 套嵌入式洗碗机 WQP12", "澜海", "dishwasher", 4_199, true),
    model("JY-RO600", "净源 600G 反渗透净水机 RO600", "净源", "purifier", 1_999, true),
    model("JY-RO400", "净源 400G 反渗透净水机 RO400", "净源", "purifier", 1_299, false),
    model("BT-65Q", "北汀 65 英寸电视 65Q", "北汀", "tv", 3_299, true),
    model("BT-55E", "北汀 55 英寸电视 55E", "北汀", "tv", 2_099, false),
];

#[cfg(test)]
mod tests {
    use super::*;
    use business::lowcode::pack::Pack;

    #[test]
    fn every_model_has_a_category_of_the_pack_and_a_brand_of_the_demo() {
        let pack = Pack::of_trade("appliance").unwrap();
        for model in MODELS {
            assert!(pack.category(model.category).is_some(), "{}", model.code);
            assert!(BRANDS.contains(&model.brand), "{}", model.code);
        }
    }
}

//! Names of districts by their code (GB/T 2260), for what leaves the screens: there the apps name them themselves (decision 0006).

pub(crate) mod districts;

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use kernel::id::TenantId;
use serde::Deserialize;

/// Provinces with their cities and districts, as the package writes them; an empty list where it was not there when this was built.
const DIVISIONS: &str = include_str!(concat!(env!("OUT_DIR"), "/divisions.json"));

/// As the package writes it: two digits for a province, four for a city, six for a district.
#[derive(Deserialize)]
struct Division {
    code: String,
    name: String,
    #[serde(default)]
    children: Vec<Division>,
}

/// Steps of the statistics that nobody says in an address.
const UNSAID: [&str; 4] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

static CHINA: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let text = DIVISIONS;
    let mut names = HashMap::new();
    for province in serde_json::from_str::<Vec<Division>>(text).unwrap_or_default() {
        note(&mut names, &province, "");
    }
    names
});

fn note(names: &mut HashMap<String, String>, division: &Division, above: &str) {
    let own = if UNSAID.contains(&division.name.as_str()) { "" } else { &division.name };
    let whole = [above, own].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    for below in &division.children {
        note(names, below, &whole);
    }
    names.insert(format!("{:0<6}", division.code), whole);
}

/// Districts that GB/T 2260 does not give, of companies whose city is generated.
static OWN: LazyLock<RwLock<HashMap<(TenantId, String), String>>> = LazyLock::new(RwLock::default);

/// Names a company's own districts.
pub fn name_own(tenant: TenantId, districts: impl IntoIterator<Item = (String, String)>) {
    let mut own = OWN.write().unwrap_or_else(PoisonError::into_inner);
    own.extend(districts.into_iter().map(|(code, name)| ((tenant, code), name)));
}

/// A company's own districts by their code.
pub fn own(tenant: TenantId) -> Vec<(String, String)> {
    let own = OWN.read().unwrap_or_else(PoisonError::into_inner);
    let mut found: Vec<_> =
        own.iter().filter(|((of, _), _)| *of == tenant).map(|((_, code), name)| (code.clone(), name.clone())).collect();
    found.sort();
    found
}

/// The district with which an address begins, if that is certain: one of the company's own, or one of China's.
pub fn of_address(tenant: TenantId, address: &str) -> Option<String> {
    let begins = |name: &str| address.trim_start().starts_with(name);
    let own = own(tenant).into_iter().find(|(_, name)| begins(name)).map(|(code, _)| code);
    own.or_else(|| districts::leading(address))
}

/// `310115` → `上海市 浦东新区`; a code nobody knows stays as it is.
pub fn name(tenant: TenantId, code: &str) -> String {
    if code.starts_with("99") {
        let own = OWN.read().unwrap_or_else(PoisonError::into_inner);
        return own.get(&(tenant, code.to_owned())).cloned().unwrap_or_else(|| code.to_owned());
    }
    CHINA.get(code).cloned().unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn a_district_is_said_with_its_city_but_not_with_the_steps_of_the_statistics() {
        let text = r#"[{"code":"31","name":"上海市","children":[{"code":"3101","name":"市辖区","children":[{"code":"310115","name":"浦东新区"}]}]},
                       {"code":"33","name":"浙江省","children":[{"code":"3301","name":"杭州市","children":[]}]}]"#;
        let mut names = HashMap::new();
        for province in serde_json::from_str::<Vec<Division>>(text).unwrap() {
            note(&mut names, &province, "");
        }
        assert_eq!(names["310115"], "上海市 浦东新区");
        assert_eq!(names["330100"], "浙江省 杭州市");
    }

    #[test]
    fn a_companys_own_district_is_named_for_that_company_only() {
        let (ours, theirs) = (TenantId::new(), TenantId::new());
        name_own(ours, [("990101".to_owned(), "河东区".to_owned())]);
        assert_eq!(name(ours, "990101"), "河东区");
        assert_eq!((own(ours).len(), own(theirs).len()), (1, 0));
        assert_eq!(name(theirs, "990101"), "990101");
        assert_eq!(name(ours, "000000"), "000000");
    }
}

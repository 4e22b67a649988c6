//! Districts by name, as tables write them: 浙江省 杭州市 西湖区, 杭州西湖区, 浦东新区. The names are those of the package that the web apps
//! show them from (decision 0006).

use std::sync::LazyLock;

use kernel::geo::is_region_code;
use serde::Deserialize;

use super::{DIVISIONS, UNSAID};

/// A district with what it lies in.
#[derive(Debug)]
struct District {
    code: String,
    province: String,
    /// The province's own name where it has no cities, or the district lies in none.
    city: String,
    name: String,
}

#[derive(Deserialize)]
struct Listed {
    code: String,
    name: String,
    #[serde(default)]
    children: Vec<Listed>,
}

const SUFFIXES: [&str; 12] =
    ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "区", "县", "盟", "旗"];

static DISTRICTS: LazyLock<Vec<District>> = LazyLock::new(|| {
    let provinces: Vec<Listed> = serde_json::from_str(DIVISIONS).unwrap_or_default();
    let mut all = vec![];
    for province in provinces {
        for city in province.children {
            let is_none = UNSAID.contains(&city.name.as_str());
            let city_name = if is_none { province.name.clone() } else { city.name };
            for district in city.children {
                let (province, city) = (province.name.clone(), city_name.clone());
                all.push(District { code: district.code, province, city, name: district.name });
            }
        }
    }
    all
});

/// A name without what kind of place it is, unless too little is left of it.
fn bare(name: &str) -> &str {
    let short = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix));
    short.filter(|short| short.chars().count() >= 2).unwrap_or(name)
}

/// Whether somebody who says this may mean the place: 浙江 means 浙江省, 广西 means 广西壮族自治区.
fn means(said: &str, name: &str) -> bool {
    said == name || (said.chars().count() >= 2 && name.starts_with(bare(said)))
}

impl District {
    fn path(&self) -> String {
        let city = if self.city == self.province { "" } else { &self.city };
        format!("{}{city}{}", self.province, self.name)
    }
}

/// What a table says of a place: its district's code, if that is certain.
pub(crate) fn code_of(province: &str, city: &str, district: &str) -> Option<String> {
    let [province, city, district] = [province, city, district].map(str::trim);
    if is_region_code(district) {
        return Some(district.to_owned());
    }
    if district.is_empty() {
        return None;
    }
    let fits = |each: &&District| {
        (each.name == district || bare(&each.name) == district)
            && (province.is_empty() || means(province, &each.province))
            && (city.is_empty() || UNSAID.contains(&city) || means(city, &each.city))
    };
    only(DISTRICTS.iter().filter(fits))
}

/// The district with which an address begins, if that is certain.
pub(crate) fn leading(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let begins = |each: &&District| rest(&plain, each).is_some();
    only(DISTRICTS.iter().filter(begins))
}

/// What a word that stands for a district means.
pub(crate) enum Named {
    Code(String),
    /// Several are called so: as one would say which.
    Several(Vec<String>),
    Unknown,
}

/// The district that a word stands for: its code, its name, or its name with what it lies in.
pub(crate) fn named(word: &str) -> Named {
    let plain: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    if is_region_code(&plain) {
        return Named::Code(plain);
    }
    let is_it = |each: &&District| bare(&each.name) == plain || rest(&plain, each).is_some_and(str::is_empty);
    let found: Vec<&District> = DISTRICTS.iter().filter(is_it).collect();
    match found.as_slice() {
        [] => Named::Unknown,
        [one] => Named::Code(one.code.clone()),
        several => Named::Several(several.iter().take(4).map(|each| each.path()).collect()),
    }
}

/// What is left of a text that begins with the district's name, or with what it lies in and then its name.
fn rest<'t>(text: &'t str, of: &District) -> Option<&'t str> {
    let province = after(text, &of.province);
    let city = if of.city == of.province { province } else { after(province, &of.city) };
    let left = city.strip_prefix(of.name.as_str())?;
    Some(left)
}

/// The text without this name at its beginning, full or short, if it is there.
fn after<'t>(text: &'t str, name: &str) -> &'t str {
    text.strip_prefix(name).or_else(|| text.strip_prefix(bare(name))).unwrap_or(text)
}

fn only<'d>(mut found: impl Iterator<Item = &'d District>) -> Option<String> {
    let one = found.next()?;
    found.next().is_none().then(|| one.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_is_known_by_what_it_lies_in_and_a_name_of_several_is_none() {
        if DISTRICTS.is_empty() {
            println!("skipped: the names of regions were not there when this was built");
            return;
        }
        assert_eq!(code_of("浙江省", "杭州市", "西湖区").as_deref(), Some("330106"));
        assert_eq!(code_of("浙江", "杭州", "西湖").as_deref(), Some("330106"));
        assert_eq!(code_of("", "", "西湖区"), None, "one in Hangzhou, one in Nanchang");
        assert_eq!(code_of("上海市", "上海市", "浦东新区").as_deref(), Some("310115"));
        assert_eq!(code_of("上海市", "市辖区", "浦东新区").as_deref(), Some("310115"));
        assert_eq!(code_of("", "", "310101").as_deref(), Some("310101"));
        assert_eq!(code_of("广西", "南宁市", "青秀区").as_deref(), Some("450103"));
        assert_eq!(code_of("江苏省", "杭州市", "西湖区"), None);
        assert_eq!(leading("浙江省杭州市西湖区文三路 1 号").as_deref(), Some("330106"));
        assert_eq!(leading("杭州西湖区文三路 1 号").as_deref(), Some("330106"));
        assert_eq!(leading("上海 浦东新区 金桥路").as_deref(), Some("310115"));
        assert_eq!(leading("西湖区文三路"), None);
        assert_eq!(leading("外滩 18 号"), None);
        assert!(matches!(named("浦东新区"), Named::Code(code) if code == "310115"));
        assert!(matches!(named("杭州西湖区"), Named::Code(code) if code == "330106"));
        assert!(matches!(named("西湖区"), Named::Several(all) if all.len() == 2));
        assert!(matches!(named("某某区"), Named::Unknown));
    }
}

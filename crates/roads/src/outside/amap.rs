//! AMap's (高德) distance service: `/v3/distance?origins=lng,lat|…&destination=lng,lat&type=1`, up to a hundred origins for one goal, in
//! GCJ-02, with the traffic of the moment.

use std::fmt::Write;

use planner::day::Place;
use serde::Deserialize;
use serde_json::Value;

use super::{Protocol, Trouble, Way, gcj02, whole};

#[derive(Clone, Debug)]
pub struct Amap {
    /// `https://restapi.amap.com`, or who stands in for it.
    pub base: String,
    pub key: String,
}

impl Amap {
    pub fn new(base: &str, key: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_string(), key: key.to_string() }
    }
}

#[derive(Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    info: String,
    #[serde(default)]
    infocode: String,
    #[serde(default)]
    results: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    origin_id: Value,
    #[serde(default)]
    distance: Value,
    #[serde(default)]
    duration: Value,
    /// There only where this way could not be computed.
    #[serde(default)]
    code: Value,
}

/// Longitude first, six decimals, in the coordinates that maps of China use.
fn written(place: &Place) -> String {
    let (lat, lon) = gcj02::of_wgs84(place.lat, place.lon);
    format!("{lon:.6},{lat:.6}")
}

/// Numbers come as strings, as numbers, or not at all (an empty list).
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

impl Protocol for Amap {
    fn most(&self) -> (usize, usize) {
        (100, 1)
    }

    fn url(&self, starts: &[&Place], goals: &[&Place]) -> String {
        let mut url = format!("{}/v3/distance?type=1&output=JSON&key={}&origins=", self.base, self.key);
        for (index, place) in starts.iter().enumerate() {
            let _ = write!(url, "{}{}", if index > 0 { "%7C" } else { "" }, written(place));
        }
        let _ = write!(url, "&destination={}", goals.first().map(|place| written(place)).unwrap_or_default());
        url
    }

    fn ways(&self, answer: &str, starts: usize, _: usize) -> Result<Vec<Way>, Trouble> {
        let answer: Answer = serde_json::from_str(answer)
            .map_err(|error| Trouble::Once(format!("AMap's answer is not understood: {error}")))?;
        if answer.status != "1" {
            let words = format!("AMap says {} ({})", answer.info, answer.infocode);
            return Err(match answer.infocode.as_str() {
                // too fast: for the key, the address, the service
                "10014" | "10015" | "10019" | "10020" | "10021" => Trouble::Later(words),
                // a wrong key, no right, the day's quota, the key's service
                "10001" | "10002" | "10003" | "10004" | "10005" | "10006" | "10007" | "10008" | "10009" | "10012"
                | "10013" | "10044" | "10045" => Trouble::Never(words),
                _ => Trouble::Once(words),
            });
        }
        let mut ways: Vec<Option<Way>> = vec![None; starts];
        for result in &answer.results {
            // origins are numbered from one
            let Some(origin) = number(&result.origin_id).filter(|origin| (1.0..=starts as f64).contains(origin)) else {
                continue;
            };
            let way = match number(&result.code) {
                Some(_) => None,
                None => number(&result.duration).and_then(whole).zip(number(&result.distance).and_then(whole)),
            };
            ways[origin as usize - 1] = Some(way);
        }
        ways.into_iter()
            .collect::<Option<_>>()
            .ok_or_else(|| Trouble::Once("AMap left ways out of its answer".to_string()))
    }
}

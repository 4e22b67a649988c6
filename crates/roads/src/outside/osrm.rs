//! The `table` service of OSRM (and of those that speak like it): `/table/v1/{profile}/{lon,lat;…}?sources=…&destinations=…`.

use std::fmt::Write;

use planner::day::Place;
use serde::Deserialize;

use super::{Protocol, Trouble, Way, whole};

#[derive(Clone, Debug)]
pub struct Osrm {
    /// Such as `http://router:5000`.
    pub base: String,
    /// What the server was prepared for: `driving`, `car`, `bike`.
    pub profile: String,
    /// The server's `--max-table-size`: starts and goals together.
    pub places_max: usize,
}

impl Osrm {
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_string(), profile: "driving".to_string(), places_max: 100 }
    }
}

#[derive(Deserialize)]
struct Answer {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    durations: Vec<Vec<Option<f64>>>,
    #[serde(default)]
    distances: Vec<Vec<Option<f64>>>,
}

impl Protocol for Osrm {
    fn most(&self) -> (usize, usize) {
        let half = (self.places_max / 2).max(1);
        (half, half)
    }

    fn url(&self, starts: &[&Place], goals: &[&Place]) -> String {
        let mut url = format!("{}/table/v1/{}/", self.base, self.profile);
        for (index, place) in starts.iter().chain(goals).enumerate() {
            let _ = write!(url, "{}{:.6},{:.6}", if index > 0 { ";" } else { "" }, place.lon, place.lat);
        }
        let numbers =
            |range: std::ops::Range<usize>| range.map(|number| number.to_string()).collect::<Vec<_>>().join(";");
        let (from, to) = (numbers(0..starts.len()), numbers(starts.len()..starts.len() + goals.len()));
        let _ = write!(url, "?sources={from}&destinations={to}&annotations=duration,distance");
        url
    }

    fn ways(&self, answer: &str, starts: usize, goals: usize) -> Result<Vec<Way>, Trouble> {
        let answer: Answer = serde_json::from_str(answer)
            .map_err(|error| Trouble::Once(format!("the router's answer is not understood: {error}")))?;
        match answer.code.as_str() {
            "Ok" => {}
            "TooBig" | "InvalidUrl" | "InvalidService" | "InvalidVersion" | "InvalidOptions" => {
                return Err(Trouble::Never(format!("the router says {}: {}", answer.code, answer.message)));
            }
            _ => return Err(Trouble::Once(format!("the router says {}: {}", answer.code, answer.message))),
        }
        let is_whole = |table: &[Vec<Option<f64>>]| table.len() == starts && table.iter().all(|row| row.len() == goals);
        if !is_whole(&answer.durations) || !is_whole(&answer.distances) {
            return Err(Trouble::Once("the router's table has another size than was asked for".to_string()));
        }
        let cells = answer.durations.into_iter().flatten().zip(answer.distances.into_iter().flatten());
        Ok(cells.map(|(seconds, metres)| Some((whole(seconds?)?, whole(metres?)?))).collect())
    }
}

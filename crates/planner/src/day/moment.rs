//! A moment in the company's own zone, to the second, as the day's JSON writes it: `2026-11-28T08:30`.

use chrono::NaiveDateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub NaiveDateTime);

impl Moment {
    pub fn parse(text: &str) -> Option<Self> {
        let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
        let moment = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(Self);
        // years far away would overflow the seconds of a plan
        moment.filter(|moment| (1970..2200).contains(&chrono::Datelike::year(&moment.0)))
    }

    /// Seconds from `origin` to this moment.
    pub fn since(self, origin: Self) -> i64 {
        (self.0 - origin.0).num_seconds()
    }

    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0 + chrono::Duration::seconds(seconds))
    }

    /// Midnight before this moment.
    pub fn midnight(self) -> Self {
        Self(self.0.date().and_time(chrono::NaiveTime::MIN))
    }

    /// `2026-11-28`: what validity dates are compared with.
    pub fn date(self) -> String {
        self.0.date().to_string()
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = chrono::Timelike::second(&self.0) == 0;
        write!(f, "{}", self.0.format(if whole { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" }))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a moment like 2026-11-28T08:30")))
    }
}

//! Time: moments in ms UTC, days in the company's zone. Nobody here knows what time it is.

use std::borrow::Cow;
use std::ops::{Add, Sub};

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant: milliseconds since 1970 UTC. In the database a BIGINT named `…_at`; in the API RFC 3339 (`2026-11-21T02:30:00.000Z`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    pub fn from_ms(ms: i64) -> Self {
        Self(ms)
    }
    pub fn ms(self) -> i64 {
        self.0
    }
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * MINUTE)
    }
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * DAY)
    }
    /// Whole minutes from `earlier` to here; negative when `earlier` is later.
    pub fn minutes_since(self, earlier: Moment) -> i64 {
        (self.0 - earlier.0).div_euclid(MINUTE)
    }
    pub fn to_utc(self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl Add<i64> for Moment {
    type Output = Moment;
    fn add(self, ms: i64) -> Moment {
        Moment(self.0 + ms)
    }
}
impl Sub<Moment> for Moment {
    type Output = i64;
    fn sub(self, other: Moment) -> i64 {
        self.0 - other.0
    }
}
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl std::str::FromStr for Moment {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let at = DateTime::parse_from_rfc3339(s).map_err(|_| "field.not_a_moment")?;
        // years outside 1970..2100 are typing errors, not appointments
        if !(1970..2100).contains(&at.year()) {
            return Err("field.not_a_moment");
        }
        Ok(Self(at.timestamp_millis()))
    }
}
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        text.parse().map_err(|_| de::Error::custom("expected a moment such as 2026-11-21T02:30:00.000Z"))
    }
}
impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A calendar day in the company's zone: `YYYY-MM-DD`, named `…_on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

impl Day {
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.0.checked_add_signed(chrono::Duration::days(days)).map_or(self, Self)
    }
    /// The same day of the month `months` later, or that month's last day where it has no such day (31 January + 1 = 28 February).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0.checked_add_months(chrono::Months::new(months)).map_or(self, Self)
    }
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }
    pub fn weekday(self) -> chrono::Weekday {
        self.0.weekday()
    }
}
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}
impl std::str::FromStr for Day {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let day = NaiveDate::parse_from_str(s, "%Y-%m-%d").map_err(|_| "field.not_a_day")?;
        if !(1900..2200).contains(&day.year()) {
            return Err("field.not_a_day");
        }
        Ok(Self(day))
    }
}
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        text.parse().map_err(|_| de::Error::custom("expected a day such as 2026-11-21"))
    }
}
impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A company's time zone; the only way from a moment to a day and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    pub const SHANGHAI: Zone = Zone(chrono_tz::Asia::Shanghai);

    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }
    pub fn name(self) -> &'static str {
        self.0.name()
    }
    pub fn day_of(self, at: Moment) -> Day {
        Day(at.to_utc().with_timezone(&self.0).date_naive())
    }
    /// What calendar and clock on the wall show.
    pub fn clock_of(self, at: Moment) -> chrono::NaiveDateTime {
        at.to_utc().with_timezone(&self.0).naive_local()
    }
    /// Minutes since local midnight, 0..1440.
    pub fn minute_of_day(self, at: Moment) -> i64 {
        at.minutes_since(self.start_of(self.day_of(at)))
    }
    /// The first moment of the day (local midnight, or the first minute that exists where clocks jump).
    pub fn start_of(self, day: Day) -> Moment {
        self.at(day, 0)
    }
    /// The moment `minutes` after local midnight of `day`.
    pub fn at(self, day: Day, minutes: i64) -> Moment {
        let midnight = day.0.and_hms_opt(0, 0, 0).unwrap_or_default();
        let start = (0..=3)
            .find_map(|hour| self.0.from_local_datetime(&(midnight + chrono::Duration::hours(hour))).earliest())
            .map_or_else(|| midnight.and_utc().timestamp_millis(), |at| at.timestamp_millis());
        Moment(start + minutes * MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_shanghai_starts_at_sixteen_hours_utc_of_the_day_before() {
        let day: Day = "2026-11-21".parse().unwrap();
        assert_eq!(Zone::SHANGHAI.start_of(day).to_string(), "2026-11-20T16:00:00.000Z");
        assert_eq!(Zone::SHANGHAI.day_of("2026-11-20T16:00:00Z".parse().unwrap()), day);
    }

    #[test]
    fn a_month_after_the_thirty_first_of_january_is_the_last_of_february() {
        let day: Day = "2026-01-31".parse().unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2026-02-28");
    }

    #[test]
    fn a_year_of_five_digits_is_not_a_moment() {
        assert!("12026-01-01T00:00:00Z".parse::<Moment>().is_err());
        assert!("2026-02-30".parse::<Day>().is_err());
    }
}

//! When a company is open: weekly hours, exceptions by day, and arithmetic in working minutes without walking through the minutes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Weekday};
use kernel::time::MINUTE;
use kernel::{Day, Error, Moment, Result, Zone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::holidays::HolidayYear;

/// So many days in a row without working time, and the search ends with `calendar.no_working_time`.
pub const CLOSED_DAYS_MAX: u32 = 400;
/// A moment further away than this (20 years) is a mistake: `calendar.too_far`.
pub const DAYS_MAX: u32 = 7_305;

/// Opening hours within one day, in minutes after local midnight, the end excluded. Written `08:30-17:30`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// `None` unless 0 ≤ from < to ≤ 1440.
    pub fn minutes(from: u16, to: u16) -> Option<Self> {
        (from < to && to <= 1_440).then_some(Self { from, to })
    }
    pub fn from(self) -> i64 {
        i64::from(self.from)
    }
    pub fn to(self) -> i64 {
        i64::from(self.to)
    }
}

/// Opening hours by weekday; a weekday without spans is closed. Spans of a day are in order and do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Week {
    #[serde(deserialize_with = "ordered")]
    pub mon: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub tue: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub wed: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub thu: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub fri: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub sat: Vec<Span>,
    #[serde(deserialize_with = "ordered")]
    pub sun: Vec<Span>,
}

impl Week {
    /// Monday to Friday with these hours.
    pub fn five_days(hours: &[Span]) -> Self {
        let day = || hours.to_vec();
        Self { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Self::default() }
    }
    /// Every day with these hours.
    pub fn seven_days(hours: &[Span]) -> Self {
        Self { sat: hours.to_vec(), sun: hours.to_vec(), ..Self::five_days(hours) }
    }
    pub fn hours(&self, weekday: Weekday) -> &[Span] {
        match weekday {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }
}

/// Something the caller should show beside a computed time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Warning {
    /// `calendar.year_unknown`: no holiday arrangement is known for `year`, plain weeks were counted.
    pub code: Cow<'static, str>,
    pub year: i32,
}

/// A company's working time in its zone. Cheap to ask; build it once for each change of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    week: Week,
    exceptions: BTreeMap<Day, Vec<Span>>,
    /// The years whose public holidays are in `exceptions`; `None` for a company that works through holidays.
    holiday_years: Option<BTreeSet<i32>>,
}

impl Calendar {
    /// Plain weeks that know of no holidays, for companies that work through them.
    pub fn new(zone: Zone, week: Week) -> Self {
        Self { zone, week, exceptions: BTreeMap::new(), holiday_years: None }
    }

    /// Closes on public holidays and opens on 调休 days: a made-up Saturday or Sunday that is otherwise closed has Monday's hours.
    #[must_use]
    pub fn with_holidays<'y>(mut self, years: impl IntoIterator<Item = &'y HolidayYear>) -> Self {
        let known = self.holiday_years.get_or_insert_default();
        for year in years {
            known.insert(year.year);
            self.exceptions.extend(year.days_off().map(|day| (day, vec![])));
            for made_up in &year.working_days {
                let own = self.week.hours(made_up.on.weekday());
                let hours = if own.is_empty() { &self.week.mon } else { own };
                self.exceptions.insert(made_up.on, hours.to_vec());
            }
        }
        self
    }

    /// The company's own exception: closed with no hours, else open in these; replaces what was said of that day before.
    #[must_use]
    pub fn with_day(mut self, day: Day, hours: Vec<Span>) -> Self {
        self.exceptions.insert(day, tidied(hours));
        self
    }

    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The opening hours of a day, none when closed.
    pub fn hours_on(&self, day: Day) -> &[Span] {
        self.exceptions.get(&day).map_or_else(|| self.week.hours(day.weekday()), Vec::as_slice)
    }

    /// Whether the company is open at this moment.
    pub fn is_working(&self, at: Moment) -> bool {
        self.open_on(self.zone.day_of(at)).any(|(from, to)| from <= at && at < to)
    }

    /// The moment itself when open, else the next opening.
    ///
    /// # Errors
    /// `calendar.no_working_time` when nothing opens within [`CLOSED_DAYS_MAX`] days.
    pub fn next_open(&self, at: Moment) -> Result<Moment> {
        let first = self.zone.day_of(at);
        (0..=i64::from(CLOSED_DAYS_MAX))
            .flat_map(|days| self.open_on(first.plus_days(days)))
            .find_map(|(from, to)| (at < to).then(|| from.max(at)))
            .ok_or_else(|| Error::refused("calendar.no_working_time"))
    }

    /// Whole working minutes from `from` to `to`, rounded down; 0 when `to` is not later.
    pub fn working_minutes_between(&self, from: Moment, to: Moment) -> i64 {
        self.working_ms_between(from, to) / MINUTE
    }

    /// The earliest moment by which so many working minutes have passed since `at`: the end of a working day, not the next morning.
    /// Nothing to wait for (0 or less) is `at` itself, open or not.
    ///
    /// # Errors
    /// `calendar.no_working_time` when nothing opens within [`CLOSED_DAYS_MAX`] days, `calendar.too_far` beyond [`DAYS_MAX`] days.
    pub fn plus_working_minutes(&self, at: Moment, minutes: i64) -> Result<Moment> {
        self.plus_working_ms(at, minutes.saturating_mul(MINUTE))
    }

    /// Working milliseconds from `from` to `to`; 0 when `to` is not later.
    pub(crate) fn working_ms_between(&self, from: Moment, to: Moment) -> i64 {
        if to <= from {
            return 0;
        }
        let (first, last) = (self.zone.day_of(from), self.zone.day_of(to));
        let open = |day| self.open_on(day).map(|(open, close)| (close.min(to) - open.max(from)).max(0)).sum::<i64>();
        let days = last.days_since(first);
        // more than a life time is nobody's deadline: counted to there, so that a mistaken year costs no more than a wrong number
        (0..=days.min(40_000)).map(|ahead| open(first.plus_days(ahead))).sum()
    }

    pub(crate) fn plus_working_ms(&self, at: Moment, ms: i64) -> Result<Moment> {
        if ms <= 0 {
            return Ok(at);
        }
        let first = self.zone.day_of(at);
        let (mut left, mut closed_days) = (ms, 0);
        for ahead in 0..DAYS_MAX {
            let before = left;
            for (open, close) in self.open_on(first.plus_days(i64::from(ahead))) {
                let open = open.max(at);
                let length = (close - open).max(0);
                if length >= left {
                    return Ok(open + left);
                }
                left -= length;
            }
            closed_days = if left == before { closed_days + 1 } else { 0 };
            if closed_days > CLOSED_DAYS_MAX {
                return Err(Error::refused("calendar.no_working_time"));
            }
        }
        Err(Error::refused("calendar.too_far"))
    }

    /// What is uncertain about times counted between two moments: the years whose holidays nobody has entered yet.
    pub fn warnings(&self, from: Moment, to: Moment) -> Vec<Warning> {
        let Some(known) = &self.holiday_years else { return vec![] };
        let year = |at| self.zone.day_of(at).0.year();
        (year(from)..=year(to))
            .filter(|year| !known.contains(year))
            .map(|year| Warning { code: "calendar.year_unknown".into(), year })
            .collect()
    }

    /// The open stretches of a day as moments, in order.
    fn open_on(&self, day: Day) -> impl Iterator<Item = (Moment, Moment)> {
        let midnight = self.zone.start_of(day);
        let spans = self.hours_on(day);
        // where clocks are changed a day has 23 or 25 hours: a span never reaches into the next day
        let end = if spans.is_empty() { midnight } else { self.zone.start_of(day.plus_days(1)) };
        let at = move |minute: i64| midnight.plus_minutes(minute).min(end);
        spans.iter().map(move |span| (at(span.from()), at(span.to())))
    }
}

fn tidied(mut hours: Vec<Span>) -> Vec<Span> {
    hours.sort();
    let mut merged: Vec<Span> = vec![];
    for span in hours {
        match merged.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => merged.push(span),
        }
    }
    merged
}

fn ordered<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Span>, D::Error> {
    Vec::<Span>::deserialize(from).map(tidied)
}

impl std::str::FromStr for Span {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minute = |text: &str| -> Option<u16> {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-').ok_or("field.not_a_span")?;
        minute(from).zip(minute(to)).and_then(|(from, to)| Self::minutes(from, to)).ok_or("field.not_a_span")
    }
}
impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (a, b) = (self.from, self.to);
        write!(f, "{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60)
    }
}
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        text.parse().map_err(|_| de::Error::custom("expected opening hours such as 08:30-17:30"))
    }
}
impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^\\d{2}:\\d{2}-\\d{2}:\\d{2}$" })
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

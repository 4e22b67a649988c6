//! Public holidays and 调休 days of a year, read from `packs/holidays/YEAR.toml`: one editable file for each year the State Council has announced.

use std::sync::LazyLock;

use kernel::{Day, Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use formula::Label;

/// The arrangement of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    pub year: i32,
    /// The notice that it is taken from.
    pub source: String,
    pub holidays: Vec<Holiday>,
    /// 调休: weekend days that are worked instead.
    #[serde(default)]
    pub working_days: Vec<MadeUpDay>,
}

/// One holiday, first and last day included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub code: String,
    pub name: Label,
    pub from: Day,
    pub to: Day,
}

/// One worked weekend day, and the holiday it makes up for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MadeUpDay {
    pub on: Day,
    pub holiday: String,
}

static SHIPPED: LazyLock<std::result::Result<Vec<HolidayYear>, String>> = LazyLock::new(|| {
    [include_str!("../../../../packs/holidays/2025.toml"), include_str!("../../../../packs/holidays/2026.toml")]
        .iter()
        .map(|text| HolidayYear::parse(text).map_err(|why| why.to_string()))
        .collect()
});

impl HolidayYear {
    /// Reads one file.
    ///
    /// # Errors
    /// `calendar.file_not_understood` with the reason, when it is no such TOML or contradicts itself.
    pub fn parse(text: &str) -> Result<Self> {
        let refused = |why: String| Error::refused("calendar.file_not_understood").with("reason", why);
        let year: Self = toml::from_str(text).map_err(|why| refused(why.to_string()))?;
        year.contradiction().map_or(Ok(()), |why| Err(refused(why)))?;
        Ok(year)
    }

    /// The years that come with the program.
    pub fn shipped() -> &'static [Self] {
        SHIPPED.as_deref().unwrap_or_default()
    }

    /// Every day off, in order of the file.
    pub fn days_off(&self) -> impl Iterator<Item = Day> {
        self.holidays
            .iter()
            .flat_map(|each| (0..=each.to.days_since(each.from).min(366)).map(move |n| each.from.plus_days(n)))
    }

    /// The holiday that a day belongs to.
    pub fn holiday_on(&self, day: Day) -> Option<&Holiday> {
        self.holidays.iter().find(|each| each.from <= day && day <= each.to)
    }

    fn contradiction(&self) -> Option<String> {
        let Self { year, holidays, working_days, .. } = self;
        for each in holidays {
            if each.to < each.from || each.to.days_since(each.from) > 30 {
                return Some(format!("{} ends before it begins or lasts too long", each.code));
            }
            // New Year's leave may begin in the last days of the year before
            if !each.to.to_string().starts_with(&year.to_string()) {
                return Some(format!("{} is not in {year}", each.code));
            }
        }
        for each in working_days {
            if self.holiday_on(each.on).is_some() {
                return Some(format!("{} is off and worked", each.on));
            }
            if !holidays.iter().any(|holiday| holiday.code == each.holiday) {
                return Some(format!("{} makes up for no holiday of this file", each.on));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;

    #[test]
    fn every_shipped_year_is_understood() {
        assert_eq!(SHIPPED.as_ref().map(Vec::len), Ok(2));
        assert!(HolidayYear::shipped().iter().all(|year| year.source.contains("国务院办公厅")));
    }

    #[test]
    fn every_made_up_day_is_a_weekend_and_no_holiday() {
        for year in HolidayYear::shipped() {
            assert!(year.working_days.iter().all(|each| matches!(each.on.weekday(), Weekday::Sat | Weekday::Sun)));
        }
    }

    #[test]
    fn the_years_have_as_many_days_off_as_announced() {
        let days = |n: usize| HolidayYear::shipped()[n].days_off().count();
        assert_eq!((days(0), days(1)), (1 + 8 + 3 + 5 + 3 + 8, 3 + 9 + 3 + 5 + 3 + 3 + 7));
    }

    #[test]
    fn a_file_that_contradicts_itself_is_refused() {
        let off = "year = 2027\nsource = \"国务院办公厅\"\nholidays = [{ code = \"x\", name = { zh = \"假\", en = \"X\" }, from = \"2027-05-01\", to = \"2027-05-03\" }]\n";
        assert!(HolidayYear::parse(off).is_ok());
        for more in ["on = \"2027-05-02\", holiday = \"x\"", "on = \"2027-05-08\", holiday = \"y\""] {
            let why = HolidayYear::parse(&format!("{off}working_days = [{{ {more} }}]")).unwrap_err();
            assert_eq!(why.code(), "calendar.file_not_understood");
        }
        assert!(HolidayYear::parse(&off.replace("05-03", "04-03")).is_err());
        assert!(HolidayYear::parse(&off.replace("to = \"2027", "to = \"2028")).is_err());
    }
}

//! The storyteller: one line for each deed: when, who, what, on which order.

use kernel::{Moment, Zone};

/// Writes the story to the terminal, or keeps quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Teller {
    pub zone: Zone,
    pub speaks: bool,
}

impl Teller {
    /// `09-23 10:12  technician03 魏明  accepts  WX-20260923-0007`
    pub fn tell(&self, at: Moment, who: &str, what: &str) {
        if self.speaks {
            println!("{}  {who:<22}  {what}", self.stamp(at));
        }
    }
    /// A line between the days.
    pub fn chapter(&self, words: &str) {
        if self.speaks {
            println!("\n── {words}");
        }
    }
    fn stamp(&self, at: Moment) -> String {
        let minute = self.zone.minute_of_day(at);
        let day = self.zone.day_of(at).to_string();
        format!("{} {:02}:{:02}", day.get(5..).unwrap_or_default(), minute / 60, minute % 60)
    }
}

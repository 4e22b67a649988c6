//! Travel: how far and how long from one place to another, behind a trait that a road graph can fill.

use kernel::Point;

/// A drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    pub metres: i64,
    /// Whole minutes, rounded up.
    pub minutes: i64,
}

/// How far and how long from place to place.
pub trait TravelTimes: Send + Sync {
    fn travel(&self, from: Point, to: Point) -> Travel;
}

/// The straight line, lengthened by what streets usually add, at the pace of a city's traffic.
#[derive(Clone, Copy, Debug, Default)]
pub struct StraightLine;

/// Streets are about a third longer than the line between their ends (R. H. Ballou, H. Rahardja, N. Sakai, Transportation Research
/// Part A 36, 2002: 1.2 to 1.6 by country).
pub const DETOUR_PERCENT: i64 = 135;
/// Door to door by car or electric bike in a large Chinese city, km/h.
pub const KILOMETRES_PER_HOUR: i64 = 25;
/// Taken where one of the two places is not known.
pub const MINUTES_UNKNOWN: i64 = 30;

impl TravelTimes for StraightLine {
    fn travel(&self, from: Point, to: Point) -> Travel {
        // half of the Earth's girth in metres fits any integer
        #[expect(clippy::cast_possible_truncation, reason = "a distance on Earth is below 2^31 metres")]
        let line = from.metres_to(to).round() as i64;
        let metres = line * DETOUR_PERCENT / 100;
        Travel { metres, minutes: (metres * 60 + KILOMETRES_PER_HOUR * 1_000 - 1) / (KILOMETRES_PER_HOUR * 1_000) }
    }
}

/// The drive where both places are known.
pub fn known(times: &dyn TravelTimes, from: Option<Point>, to: Option<Point>) -> Option<Travel> {
    Some(times.travel(from?, to?))
}

/// Its minutes, or what is taken where a place is not known.
pub fn minutes(times: &dyn TravelTimes, from: Option<Point>, to: Option<Point>) -> i64 {
    known(times, from, to).map_or(MINUTES_UNKNOWN, |travel| travel.minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_kilometres_of_straight_line_take_thirty_three_minutes() {
        let from = Point { lat: 31.0, lng: 121.0 };
        let to = Point { lat: 31.0 + 10_000.0 / 111_195.08, lng: 121.0 };
        let travel = StraightLine.travel(from, to);
        assert_eq!((travel.metres, travel.minutes), (13_500, 33));
        assert_eq!(StraightLine.travel(from, from), Travel { metres: 0, minutes: 0 });
    }
}

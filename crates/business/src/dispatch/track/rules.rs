//! How far somebody drove, by the positions that their phone reported: no IO, no clock.

use kernel::Moment;
use kernel::time::MINUTE;

use crate::people::track::Fix;

/// A phone on the way reports every two minutes; where nothing came for so long, what lies between is a straight line and not a way.
pub const GAP_MINUTES: i64 = 10;
/// Nobody drives faster through a city, km/h: a position that would take it is the phone's error.
const SPEED_MAX: f64 = 150.0;

/// A way by its positions, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub metres: i64,
    /// Of these, straight lines over gaps.
    pub gap_metres: i64,
    /// Positions it rests on.
    pub fixes: usize,
}

impl Way {
    /// Whether the positions are too few to tell how far it was: fewer than three, or half of it is gaps.
    pub fn is_sparse(self) -> bool {
        self.fixes < 3 || self.gap_metres * 2 > self.metres
    }
}

/// The positions without those that nobody can have driven to: each is judged against the last good one.
pub fn plausible(fixes: &[Fix]) -> Vec<Fix> {
    let mut good: Vec<Fix> = Vec::with_capacity(fixes.len());
    for fix in fixes {
        let is_possible = good.last().is_none_or(|last| {
            let metres = last.place.metres_to(fix.place);
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a day")]
            let hours = (fix.at.ms() - last.at.ms()).max(1) as f64 / 3_600_000.0;
            // two positions of the same place wander by some metres
            metres < 100.0 || metres / 1_000.0 / hours <= SPEED_MAX
        });
        if is_possible {
            good.push(*fix);
        }
    }
    good
}

/// Whether what lies between two positions is a gap.
pub fn is_gap(before: &Fix, after: &Fix) -> bool {
    after.at.ms() - before.at.ms() > GAP_MINUTES * MINUTE
}

/// How far it was between two moments.
pub fn way(fixes: &[Fix], from: Moment, to: Moment) -> Way {
    let within: Vec<&Fix> = fixes.iter().filter(|fix| fix.at >= from && fix.at <= to).collect();
    let mut way = Way { fixes: within.len(), ..Way::default() };
    for pair in within.windows(2) {
        let [before, after] = pair else { continue };
        #[expect(clippy::cast_possible_truncation, reason = "a distance on Earth is below 2^31 metres")]
        let metres = before.place.metres_to(after.place).round() as i64;
        way.metres += metres;
        if is_gap(before, after) {
            way.gap_metres += metres;
        }
    }
    way
}

#[cfg(test)]
mod tests {
    use kernel::Point;

    use super::*;

    fn fix(clock: &str, kilometres_north: f64) -> Fix {
        let place = Point { lat: 31.2 + kilometres_north / 111.195, lng: 121.5 };
        Fix { at: format!("2026-11-21T{clock}:00+08:00").parse().unwrap(), place }
    }

    #[test]
    fn a_way_is_its_pieces_and_a_gap_is_told_apart() {
        let fixes = [fix("09:00", 0.0), fix("09:02", 1.0), fix("09:04", 2.0), fix("09:30", 5.0)];
        let all = way(&fixes, fixes[0].at, fixes[3].at);
        assert_eq!((all.metres, all.gap_metres, all.fixes), (5_000, 3_000, 4));
        assert!(all.is_sparse(), "more than half of it is a straight line");
        let first = way(&fixes, fixes[0].at, fixes[2].at);
        assert_eq!((first.metres, first.gap_metres, first.is_sparse()), (2_000, 0, false));
        assert!(way(&fixes[..2], fixes[0].at, fixes[1].at).is_sparse(), "two positions are a straight line");
    }

    #[test]
    fn a_position_that_nobody_can_have_driven_to_is_left_out() {
        let fixes = [fix("09:00", 0.0), fix("09:02", 1.0), fix("09:04", 40.0), fix("09:06", 3.0)];
        let good = plausible(&fixes);
        assert_eq!(good.len(), 3);
        assert_eq!(way(&good, fixes[0].at, fixes[3].at).metres, 3_000);
    }
}

//! How the hours of the day slow the roads: a way of so many free-flow seconds takes longer when the pace is below one.
//!
//! Leaving later never means arriving earlier, so earliest and latest times can be carried along a route.

const HOUR: i32 = 3_600;
/// The pace is kept in thousandths so that driving and its reverse are exact in whole numbers.
const FULL: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Thousandths of the free speed by hour; none where all hours are alike.
    by_hour: Option<[i64; 24]>,
}

impl Pace {
    /// From 24 shares of the free speed, or from none.
    pub fn new(shares: &[f64]) -> Self {
        let thousandths = |hour: usize| ((shares[hour] * FULL as f64).round() as i64).max(1);
        Self { by_hour: (shares.len() == 24).then(|| std::array::from_fn(thousandths)) }
    }

    /// When a way of `seconds` ends that begins at `depart` (seconds since a midnight).
    #[inline]
    pub fn arrive(&self, depart: i32, seconds: i32) -> i32 {
        match &self.by_hour {
            None => depart + seconds,
            Some(by_hour) => arrive(by_hour, depart, seconds),
        }
    }

    /// When a way of `seconds` must begin at the latest to end by `arrive`.
    #[inline]
    pub fn depart_by(&self, arrive: i32, seconds: i32) -> i32 {
        match &self.by_hour {
            None => arrive - seconds,
            Some(by_hour) => depart_by(by_hour, arrive, seconds),
        }
    }
}

fn arrive(by_hour: &[i64; 24], depart: i32, seconds: i32) -> i32 {
    if seconds >= crate::travel::UNREACHABLE {
        return depart + seconds;
    }
    let (mut time, mut left) = (depart, i64::from(seconds) * FULL);
    loop {
        let hour = time.div_euclid(HOUR);
        let pace = by_hour[hour.rem_euclid(24) as usize];
        let within = pace * i64::from((hour + 1) * HOUR - time);
        if left <= within {
            return time + ((left + pace - 1) / pace) as i32;
        }
        left -= within;
        time = (hour + 1) * HOUR;
    }
}

fn depart_by(by_hour: &[i64; 24], arrive: i32, seconds: i32) -> i32 {
    if seconds >= crate::travel::UNREACHABLE {
        return arrive - seconds;
    }
    let (mut time, mut left) = (arrive, i64::from(seconds) * FULL);
    loop {
        // the hour that ends at or contains the moment just before `time`
        let hour = (time - 1).div_euclid(HOUR);
        let pace = by_hour[hour.rem_euclid(24) as usize];
        let within = pace * i64::from(time - hour * HOUR);
        if left <= within {
            return time - ((left + pace - 1) / pace) as i32;
        }
        left -= within;
        time = hour * HOUR;
    }
}

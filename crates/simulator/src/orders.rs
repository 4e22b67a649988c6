//! Orders as they come, and the people who do them: drawn from the seed, the same for every policy.

use planner::search::dice::Dice;

use crate::Ground;
use crate::assumptions::{Assumptions, SHIFT, SKILLS, WINDOW_SECONDS, WINDOWS, WORK, Work};

pub const DAY: i64 = 86_400;

/// What a customer wants. Times are seconds since the midnight before day 0, on which nobody works yet and the first orders come in.
#[derive(Clone, Debug)]
pub struct Order {
    pub comes: i64,
    pub site: usize,
    pub work: Work,
    pub level: u32,
    pub is_emergency: bool,
    /// When somebody is to begin.
    pub from: i64,
    pub to: i64,
    /// How long it takes, as a multiple of what the office plans.
    pub takes: f64,
    pub is_away: bool,
    pub lacks_part: bool,
    /// How much longer than the roads say the ways to this customer take.
    pub traffic: f64,
}

/// Who does them.
#[derive(Clone, Debug)]
pub struct Technician {
    /// Place of the ground.
    pub home: usize,
    /// Level by skill, in the order of [`SKILLS`]; 0 is none.
    pub levels: [u32; 4],
    /// How long this person takes, as a multiple of what is usual.
    pub factor: f64,
}

impl Technician {
    pub fn level(&self, skill: &str) -> u32 {
        SKILLS.iter().position(|known| *known == skill).map_or(0, |index| self.levels[index])
    }

    pub fn can(&self, order: &Order) -> bool {
        self.level(order.work.skill) >= order.level
    }
}

/// A normal variate (G. Box, M. Muller, 1958).
fn normal(dice: &mut Dice) -> f64 {
    (-2.0 * (1.0 - dice.fraction()).ln()).sqrt() * (std::f64::consts::TAU * dice.fraction()).cos()
}

/// A log-normal variate with mean 1.
fn around_one(dice: &mut Dice, spread: f64) -> f64 {
    (spread * normal(dice) - spread * spread / 2.0).exp()
}

fn happens(dice: &mut Dice, share: f64) -> bool {
    dice.fraction() < share
}

/// People with two or three skills each, every skill with about as many people as it has work.
pub fn technicians(seed: u64, count: usize, ground: &Ground) -> Vec<Technician> {
    (0..count)
        .map(|number| {
            let mut dice = Dice::new(seed ^ 0x7ec4_0000 ^ number as u64);
            let mut levels = [0; 4];
            let third = if happens(&mut dice, 0.6) { 3 } else { 2 };
            for turn in 0..third {
                levels[(number + turn) % 4] = if happens(&mut dice, 0.4) { 1 } else { 2 };
            }
            let home = ground.sites + number % ground.homes().max(1);
            Technician { home, levels, factor: 0.9 + 0.2 * dice.fraction() }
        })
        .collect()
}

/// The orders that come from day 0 to the last of `days`, `per_day` on average.
pub fn orders(seed: u64, days: i64, per_day: f64, ground: &Ground, assumed: &Assumptions) -> Vec<Order> {
    let mut dice = Dice::new(seed);
    let mut orders = vec![];
    for day in 0..=days {
        for (hour, share) in assumed.arrivals.iter().enumerate() {
            // a Poisson stream: exponential gaps
            let mut at = 0.0;
            loop {
                at += -(1.0 - dice.fraction()).ln() * 3_600.0 / (per_day * share).max(1e-9);
                if at >= 3_600.0 {
                    break;
                }
                let comes = day * DAY + hour as i64 * 3_600 + at as i64;
                orders.push(order(comes, &mut dice, ground, assumed));
            }
        }
    }
    orders
}

fn order(comes: i64, dice: &mut Dice, ground: &Ground, assumed: &Assumptions) -> Order {
    let mut left = dice.fraction();
    let work = assumed.work.iter().find(|work| {
        left -= work.share;
        left < 0.0
    });
    // shares that add up to a little less than one leave the rest to the first kind
    let work = work.or(assumed.work.first()).unwrap_or(&WORK[0]).clone();
    let spread = work.spread;
    let is_emergency = happens(dice, assumed.emergencies);
    let (from, to) = if is_emergency { soon(comes, assumed) } else { chosen(comes, dice, assumed) };
    Order {
        comes,
        site: dice.below(ground.sites),
        work,
        level: if happens(dice, assumed.second_level) { 2 } else { 1 },
        is_emergency,
        from,
        to,
        takes: around_one(dice, spread).clamp(0.3, 4.0),
        is_away: happens(dice, assumed.away),
        lacks_part: happens(dice, assumed.part_missing),
        traffic: around_one(dice, assumed.traffic).clamp(0.6, 2.0),
    }
}

/// An emergency: at once, or the first thing in the morning where it comes late or on day 0.
fn soon(comes: i64, assumed: &Assumptions) -> (i64, i64) {
    let (day, clock) = (comes / DAY, comes % DAY);
    if day > 0 && clock + assumed.emergency_minutes * 60 <= SHIFT.1 + 1_800 {
        return (comes, comes + assumed.emergency_minutes * 60);
    }
    let from = (day + 1) * DAY + SHIFT.0;
    (from, from + assumed.emergency_minutes * 60)
}

fn chosen(comes: i64, dice: &mut Dice, assumed: &Assumptions) -> (i64, i64) {
    let (day, clock) = (comes / DAY, comes % DAY);
    let (wants_today, wants_tomorrow, pick) =
        (happens(dice, assumed.today), happens(dice, assumed.tomorrow), dice.fraction());
    let open: Vec<i64> = WINDOWS.into_iter().filter(|hour| hour * 3_600 >= clock + 7_200).collect();
    let pick = |hours: &[i64]| hours[((pick * hours.len() as f64) as usize).min(hours.len() - 1)] * 3_600;
    let from = if wants_today && day > 0 && !open.is_empty() {
        day * DAY + pick(&open)
    } else {
        (day + if wants_tomorrow { 1 } else { 2 }) * DAY + pick(&WINDOWS)
    };
    (from, from + WINDOW_SECONDS)
}

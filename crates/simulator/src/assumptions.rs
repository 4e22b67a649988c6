//! What is assumed about the field: every number that a result rests on and that no road map or order can tell.

use std::borrow::Cow;

/// A kind of order.
#[derive(Clone, Debug)]
pub struct Work {
    pub zh: Cow<'static, str>,
    pub en: Cow<'static, str>,
    pub skill: &'static str,
    /// Share of all orders.
    pub share: f64,
    /// What the office plans for it.
    pub minutes: f64,
    /// Standard deviation of the logarithm of how long it takes.
    pub spread: f64,
}

/// Shares of a household trade (appliances and bathroom) as its price lists and standard times have them; the spread is our guess.
pub const WORK: [Work; 6] = [
    Work {
        zh: Cow::Borrowed("空调维修"),
        en: Cow::Borrowed("air conditioner, repair"),
        skill: "air-conditioner",
        share: 0.22,
        minutes: 60.0,
        spread: 0.35,
    },
    Work {
        zh: Cow::Borrowed("空调安装"),
        en: Cow::Borrowed("air conditioner, install"),
        skill: "air-conditioner",
        share: 0.12,
        minutes: 100.0,
        spread: 0.25,
    },
    Work {
        zh: Cow::Borrowed("洗衣机"),
        en: Cow::Borrowed("washing machine"),
        skill: "washing-machine",
        share: 0.20,
        minutes: 45.0,
        spread: 0.35,
    },
    Work {
        zh: Cow::Borrowed("热水器、净水器"),
        en: Cow::Borrowed("water heater, purifier"),
        skill: "water",
        share: 0.20,
        minutes: 40.0,
        spread: 0.30,
    },
    Work {
        zh: Cow::Borrowed("油烟机清洗"),
        en: Cow::Borrowed("range hood, cleaning"),
        skill: "kitchen",
        share: 0.12,
        minutes: 70.0,
        spread: 0.25,
    },
    Work {
        zh: Cow::Borrowed("马桶、花洒、龙头"),
        en: Cow::Borrowed("toilet, shower, tap"),
        skill: "water",
        share: 0.14,
        minutes: 50.0,
        spread: 0.40,
    },
];

/// The skills that there are.
pub const SKILLS: [&str; 4] = ["air-conditioner", "washing-machine", "water", "kitchen"];

/// From an order to its dispatch, minutes of handling.
#[derive(Clone, Copy, Debug)]
pub struct Delays {
    /// Until it is posted in the group; until the first answer of somebody free and of somebody at work, on average; until the owner of
    /// the group calls somebody by phone.
    pub post: f64,
    pub answer_free: f64,
    pub answer_busy: f64,
    pub call: f64,
    /// A dispatcher with a list or a map: looks, phones, writes it down.
    pub dispatcher: f64,
    /// A dispatcher who takes a recommendation.
    pub recommended: f64,
    /// By rule, without anybody.
    pub automatic: f64,
}

#[derive(Clone, Debug)]
pub struct Assumptions {
    /// What is ordered; the shares add up to one.
    pub work: Vec<Work>,
    /// Orders that come in an hour, as shares of a day.
    pub arrivals: [f64; 24],
    pub emergencies: f64,
    /// Of the others: who wants it today, and of the rest who wants it tomorrow; the last want the day after.
    pub today: f64,
    pub tomorrow: f64,
    /// A customer who is not there at the first visit, and how long the technician waits.
    pub away: f64,
    pub away_minutes: f64,
    /// A first visit that finds a part missing, which share of the work it takes, and which the second visit takes then.
    pub part_missing: f64,
    pub part_found_after: f64,
    pub part_rest: f64,
    /// Orders that need the second level of a skill.
    pub second_level: f64,
    /// Standard deviation of the logarithm of a way's time around what the roads say.
    pub traffic: f64,
    /// Share of the free speed by hour of the day.
    pub pace: [f64; 24],
    pub delays: Delays,
    /// An emergency is to be begun within so many minutes.
    pub emergency_minutes: i64,
    /// So long before a window closes whoever plans ahead wants to be there, because work and ways last longer than planned half the time.
    pub slack_minutes: i64,
    /// Tries of the planner's search for a day, and for planning again within the day.
    pub tries_morning: u64,
    pub tries_again: u64,
}

impl Default for Assumptions {
    fn default() -> Self {
        let mut arrivals = [0.0; 24];
        // two humps: the morning, and the evening when people come home
        for (hour, weight) in [
            (8, 8.0),
            (9, 13.0),
            (10, 13.0),
            (11, 9.0),
            (12, 6.0),
            (13, 7.0),
            (14, 8.0),
            (15, 8.0),
            (16, 7.0),
            (17, 7.0),
            (18, 7.0),
            (19, 7.0),
        ] {
            arrivals[hour] = weight / 100.0;
        }
        let pace = std::array::from_fn(|hour| match hour {
            7..=9 => 0.65,
            17..=19 => 0.6,
            10..=16 => 0.8,
            _ => 1.0,
        });
        Self {
            work: WORK.to_vec(),
            arrivals,
            emergencies: 0.12,
            today: 0.3,
            tomorrow: 0.6,
            away: 0.05,
            away_minutes: 10.0,
            part_missing: 0.07,
            part_found_after: 0.5,
            part_rest: 0.6,
            second_level: 0.25,
            traffic: 0.15,
            pace,
            delays: Delays {
                post: 3.0,
                answer_free: 4.0,
                answer_busy: 20.0,
                call: 30.0,
                dispatcher: 15.0,
                recommended: 2.0,
                automatic: 0.5,
            },
            emergency_minutes: 240,
            slack_minutes: 20,
            tries_morning: 4_000,
            tries_again: 800,
        }
    }
}

impl Assumptions {
    /// The same with the same handling time for everybody: what is left of a difference comes from who goes where.
    #[must_use]
    pub fn with_equal_delays(mut self) -> Self {
        let same = self.delays.recommended;
        self.delays = Delays {
            post: 0.0,
            answer_free: same,
            answer_busy: same,
            call: same,
            dispatcher: same,
            recommended: same,
            automatic: same,
        };
        self
    }
}

/// The working day, seconds after midnight: from, to, and until when somebody may be kept; when lunch may begin, and how long it is.
pub const SHIFT: (i64, i64, i64) = (8 * 3_600, 18 * 3_600, 19 * 3_600);
pub const LUNCH: (i64, i64, i64) = (11 * 3_600 + 1_800, 13 * 3_600 + 1_800, 45 * 60);
/// Two-hour windows that customers choose from, by the hour in which they open.
pub const WINDOWS: [i64; 5] = [8, 10, 13, 15, 16];
pub const WINDOW_SECONDS: i64 = 7_200;

//! What happens in the demo: every wish that reaches the company, when it comes, how it is answered and how it goes.

use business::lowcode::pack::{Fault, Pack, Urgency};
use kernel::{Day, Moment, Zone};

use super::chance::Chance;
use super::homes::Home;
use crate::demo::goods::MODELS;

/// Something a household wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// New machines from the shop, by index into the catalogue; installed afterwards.
    Buy {
        models: Vec<usize>,
        promise: Option<&'static str>,
        deposit: bool,
    },
    /// Machines of the household (one, or two on one order) with a fault each.
    Repair {
        machines: Vec<(usize, String)>,
        words: String,
    },
    Maintain {
        machine: usize,
    },
    Inspect {
        machine: usize,
    },
    Return {
        machine: usize,
    },
    Exchange {
        machine: usize,
    },
}

/// How a case goes on once somebody is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    Solved,
    /// Diagnosed; held until the part is there after so many days, then solved on a second visit.
    NeedsParts {
        days: i64,
    },
    SecondVisit,
    NobodyHome,
    /// The customer calls it off before anybody leaves.
    Cancelled,
    /// Moved to another day first.
    Rescheduled,
    /// Handed to the other outlet first.
    Transferred,
}

/// What a technician says to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Accepts,
    /// With a reason of the pack.
    Declines(&'static str),
    /// The offer runs out.
    Silent,
}

/// One wish with its fate.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub number: usize,
    /// Index into the plan's homes.
    pub home: usize,
    pub wish: Wish,
    pub emergency: bool,
    /// The channel by which it comes, as the API spells it.
    pub channel: &'static str,
    pub opened_at: Moment,
    /// When the dispatcher looks at it.
    pub dispatch_at: Moment,
    /// When somebody should be there.
    pub visit_at: Moment,
    /// To the offers in turn; whoever is asked after these accepts.
    pub answers: Vec<Answer>,
    pub course: Course,
    /// What the customer thinks of it, if anything is said, and so many minutes after the end.
    pub stars: Option<i64>,
    pub review_after_minutes: i64,
}

/// Minutes after midnight at which the demo's today stands still: 10:30.
pub const NOW_MINUTE: i64 = 630;

/// When people call, by hour of the day.
const HOURS: &[(i64, u32)] = &[
    (7, 2),
    (8, 7),
    (9, 14),
    (10, 15),
    (11, 11),
    (12, 5),
    (13, 7),
    (14, 10),
    (15, 10),
    (16, 8),
    (17, 6),
    (18, 4),
    (19, 5),
    (20, 4),
    (21, 2),
];
/// How busy a weekday is against the mean, in percent, from Monday.
const WEEK: [i64; 7] = [122, 106, 100, 98, 104, 92, 70];
const TAILS: &[&str] =
    &["麻烦尽快安排师傅上门", "昨天晚上开始的", "用了好几年了", "家里有老人小孩，比较急", "请提前打电话"];
const PROMISES: &[&str] = &["free_drill", "within_48h", "old_takeaway", "gift", "saturday_morning"];

pub(super) struct Draft<'d> {
    pub chance: Chance,
    pub homes: &'d [Home],
    pub pack: &'d Pack,
    pub zone: Zone,
    pub today: Day,
    /// Homes whose turn it is, so that nobody calls twice in a week.
    pub known: Vec<usize>,
    pub new: Vec<usize>,
    pub turn: usize,
}

impl Draft<'_> {
    /// All cases from `first` to the evening of today, in the order in which they come.
    pub fn cases(mut self, first: Day, orders_a_day: i64) -> Vec<Case> {
        let mut cases = vec![];
        for nth in 0..=self.today.days_since(first) {
            let day = first.plus_days(nth);
            let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
            let busy = if day == Day::ymd(2026, 9, 20).unwrap_or(day) { 100 } else { WEEK[weekday] };
            for _ in 0..(orders_a_day * busy / 100).max(2) {
                cases.push(self.case(day));
            }
        }
        cases.extend(self.leak_at_risk());
        cases.sort_by_key(|case| case.opened_at);
        for (number, case) in cases.iter_mut().enumerate() {
            case.number = number;
        }
        self.make_today_live(&mut cases);
        cases
    }

    fn case(&mut self, day: Day) -> Case {
        let hour = self.chance.weighted(HOURS, 10);
        let opened_at = self.zone.at(day, hour * 60 + self.chance.between(0, 59));
        let (home, wish) = self.wish();
        let emergency = self.is_emergency(&wish);
        let dispatch_at = self.dispatch_at(opened_at, emergency);
        let visit_at = self.visit_at(dispatch_at, &wish, emergency);
        let buys = matches!(wish, Wish::Buy { .. });
        let channels: &[(&str, u32)] = &[("phone", 60), ("customer_page", 30), ("email", 4), ("store", 6)];
        let (satisfied, after) = (self.stars(), self.chance.between(40, 1_600));
        Case {
            number: 0,
            home,
            channel: if buys { "store" } else { self.chance.weighted(channels, "phone") },
            emergency,
            opened_at,
            dispatch_at,
            visit_at,
            answers: self.answers(),
            course: if emergency { Course::Solved } else { self.course(&wish) },
            stars: satisfied,
            review_after_minutes: after,
            wish,
        }
    }

    fn wish(&mut self) -> (usize, Wish) {
        match self.chance.weighted(&[(0, 20), (1, 56), (2, 5), (3, 12), (4, 4), (5, 1), (6, 1)], 1) {
            0 => self.purchase(),
            kind => {
                let home = self.next_home();
                let machines = &self.homes[home].machines;
                let machine = self.chance.index(machines.len());
                let wish = match kind {
                    2 if machines.len() > 1 => self.repair(home, &[0, 1]),
                    3 => Wish::Maintain { machine },
                    4 => Wish::Inspect { machine },
                    5 => Wish::Return { machine },
                    6 => Wish::Exchange { machine },
                    _ => self.repair(home, &[machine]),
                };
                (home, wish)
            }
        }
    }

    fn purchase(&mut self) -> (usize, Wish) {
        let home = match self.chance.per_mille(600).then(|| self.new.pop()).flatten() {
            Some(home) => home,
            None => self.next_home(),
        };
        let on_sale: Vec<usize> = (0..MODELS.len()).filter(|at| MODELS[*at].on_sale).collect();
        let count = self.chance.weighted(&[(1, 75), (2, 20), (3, 5)], 1);
        let mut models: Vec<usize> = (0..count).map(|_| self.chance.pick(&on_sale, 0)).collect();
        models.sort_unstable();
        models.dedup();
        let promise = self.chance.per_mille(550).then(|| self.chance.pick(PROMISES, "gift"));
        (home, Wish::Buy { models, promise, deposit: self.chance.per_mille(450) })
    }

    fn repair(&mut self, home: usize, which: &[usize]) -> Wish {
        let machines = &self.homes[home].machines;
        let mut told = vec![];
        let mut words = vec![];
        for at in which.iter().filter(|at| **at < machines.len()) {
            let category = machines[*at].model.category;
            let faults: Vec<(&Fault, u32)> = self
                .pack
                .faults
                .iter()
                .filter(|fault| fault.categories.iter().any(|each| each == category))
                .map(|fault| (fault, if fault.urgency == Urgency::Emergency { 1 } else { 7 }))
                .collect();
            let Some(first) = faults.first() else { continue };
            let fault = self.chance.weighted(&faults, first.0);
            let name = self.pack.category(category).map_or("机器", |each| each.name.zh.as_str());
            let said = fault.keywords.first().map_or("坏了", String::as_str);
            words.push(format!("{name}{said}"));
            told.push((*at, fault.code.clone()));
        }
        let tail = self.chance.pick(TAILS, "请尽快");
        Wish::Repair { machines: told, words: format!("{}，{tail}", words.join("，")) }
    }

    fn is_emergency(&self, wish: &Wish) -> bool {
        let Wish::Repair { machines, .. } = wish else { return false };
        let urgent = |code: &str| self.pack.fault(code).is_some_and(|fault| fault.urgency == Urgency::Emergency);
        machines.iter().any(|(_, fault)| urgent(fault))
    }

    /// Homes on file in turn, those with machines only.
    fn next_home(&mut self) -> usize {
        let home = self.known.get(self.turn % self.known.len().max(1)).copied().unwrap_or(0);
        self.turn += 1;
        home
    }

    /// Soon in working hours, next morning otherwise; at once when it is urgent.
    fn dispatch_at(&mut self, opened_at: Moment, emergency: bool) -> Moment {
        if emergency {
            return opened_at.plus_minutes(self.chance.between(2, 6));
        }
        let looked_at = opened_at.plus_minutes(self.chance.between(6, 55));
        let (day, minute) = (self.zone.day_of(looked_at), self.zone.minute_of_day(looked_at));
        if minute < 8 * 60 + 20 {
            self.zone.at(day, 8 * 60 + self.chance.between(20, 55))
        } else if minute > 18 * 60 {
            self.zone.at(day.plus_days(1), 8 * 60 + self.chance.between(20, 55))
        } else {
            looked_at
        }
    }

    fn visit_at(&mut self, dispatch_at: Moment, wish: &Wish, emergency: bool) -> Moment {
        let (day, minute) = (self.zone.day_of(dispatch_at), self.zone.minute_of_day(dispatch_at));
        if emergency {
            return self.zone.at(day, (minute + self.chance.between(45, 80)) / 5 * 5);
        }
        let promised = match wish {
            Wish::Buy { promise, .. } => *promise,
            _ => None,
        };
        if promised == Some("saturday_morning") {
            let ahead = (1..=7).find(|ahead| day.plus_days(*ahead).weekday() == chrono::Weekday::Sat).unwrap_or(1);
            return self.zone.at(day.plus_days(ahead), 30 * self.chance.between(17, 20));
        }
        let days = match wish {
            Wish::Buy { .. } if promised == Some("within_48h") => 1,
            Wish::Buy { .. } | Wish::Exchange { .. } => self.chance.weighted(&[(1, 50), (2, 35), (3, 15)], 1),
            Wish::Repair { .. } => self.chance.weighted(&[(0, 45), (1, 45), (2, 10)], 1),
            _ => self.chance.weighted(&[(1, 60), (2, 40)], 1),
        };
        // half hours from 8:30 to 11:00 and from 13:30 to 16:00
        let morning: Vec<i64> = (17..=22).map(|half| half * 30).collect();
        let afternoon: Vec<i64> = (27..=32).map(|half| half * 30).collect();
        if days == 0 && minute < 14 * 60 {
            let later: Vec<i64> = morning.iter().chain(&afternoon).copied().filter(|at| *at > minute + 60).collect();
            return self.zone.at(day, self.chance.pick(&later, 16 * 60));
        }
        let all = if self.chance.per_mille(550) { morning } else { afternoon };
        self.zone.at(day.plus_days(days.max(1)), self.chance.pick(&all, 9 * 60))
    }

    fn answers(&mut self) -> Vec<Answer> {
        let reasons = &["too_far", "schedule_full", "no_tools", "ill"];
        match self.chance.weighted(&[(0, 880), (1, 80), (2, 30), (3, 10)], 0) {
            1 => vec![Answer::Declines(self.chance.pick(reasons, "too_far"))],
            2 => vec![Answer::Silent],
            3 => vec![Answer::Declines("schedule_full"), Answer::Silent],
            _ => vec![],
        }
    }

    fn course(&mut self, wish: &Wish) -> Course {
        let repair = matches!(wish, Wish::Repair { .. });
        let parts = Course::NeedsParts { days: self.chance.between(1, 3) };
        let shares: &[(Course, u32)] = &[
            (Course::Solved, if repair { 715 } else { 860 }),
            (parts, if repair { 130 } else { 0 }),
            (Course::SecondVisit, if repair { 30 } else { 10 }),
            (Course::NobodyHome, 25),
            (Course::Cancelled, 40),
            (Course::Rescheduled, 45),
            (Course::Transferred, 15),
        ];
        let course = self.chance.weighted(shares, Course::Solved);
        // what both legs of a return need is shown without detours
        if matches!(wish, Wish::Return { .. } | Wish::Exchange { .. }) { Course::Solved } else { course }
    }

    fn stars(&mut self) -> Option<i64> {
        let spoken = self.chance.per_mille(720);
        let stars = self.chance.weighted(&[(5, 64), (4, 24), (3, 6), (2, 3), (1, 3)], 5);
        spoken.then_some(stars)
    }

    /// A leak of this morning that nobody wanted at first: its two hours are nearly over.
    fn leak_at_risk(&mut self) -> Option<Case> {
        let leaking = |home: &usize| {
            let machines = &self.homes[*home].machines;
            machines.iter().position(|each| ["washer", "dishwasher", "purifier"].contains(&each.model.category))
        };
        let later = self.known.iter().cycle().skip(self.turn).take(self.known.len());
        let (home, machine) = later.filter_map(|home| leaking(home).map(|at| (*home, at))).next()?;
        let at = |minute| self.zone.at(self.today, minute);
        Some(Case {
            number: 0,
            home,
            wish: Wish::Repair {
                machines: vec![(machine, "water_leak".to_owned())],
                words: "机器漏水，厨房地面都是水，已经关了总阀，请马上派人！".to_owned(),
            },
            emergency: true,
            channel: "phone",
            opened_at: at(8 * 60 + 51),
            dispatch_at: at(8 * 60 + 54),
            visit_at: at(10 * 60 + 45),
            answers: vec![Answer::Declines("schedule_full"), Answer::Silent, Answer::Declines("too_far")],
            course: Course::Solved,
            stars: None,
            review_after_minutes: 60,
        })
    }

    /// At 10:30 some of this morning's wishes still wait for the dispatcher, and some offers are open.
    fn make_today_live(&mut self, cases: &mut [Case]) {
        let (start, now) = (self.zone.start_of(self.today), self.zone.at(self.today, NOW_MINUTE));
        let recent = cases.iter_mut().filter(|case| case.opened_at >= start && case.opened_at < now && !case.emergency);
        for (nth, case) in recent.enumerate() {
            match nth % 3 {
                0 => case.dispatch_at = now.plus_minutes(self.chance.between(3, 20)),
                1 => {
                    case.dispatch_at = case.opened_at.max(now.plus_minutes(-self.chance.between(2, 11)));
                    case.answers = vec![Answer::Silent];
                }
                _ => {}
            }
            if nth % 3 < 2 {
                case.visit_at = self.zone.at(self.today, 14 * 60 + 30 * self.chance.between(0, 4));
            }
        }
    }
}

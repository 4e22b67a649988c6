//! Who works in the demo company: the office, one for each role, and the technicians with what they can do and where.

use business::identity::Role;
use kernel::Phone;

use super::chance::Chance;

/// Somebody in the office or the shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Colleague {
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    pub desk: Desk,
}

/// Where somebody belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    Hq,
    Outlet(usize),
    Store,
}

/// One for each role but technician; the admin is there from the founding.
pub const OFFICE: &[Colleague] = &[
    Colleague { login: "desk", name: "陈晓梅", role: Role::Desk, desk: Desk::Hq },
    Colleague { login: "dispatcher", name: "王建国", role: Role::Dispatcher, desk: Desk::Hq },
    Colleague { login: "manager", name: "周立新", role: Role::Manager, desk: Desk::Hq },
    Colleague { login: "finance", name: "孙雅琴", role: Role::Finance, desk: Desk::Hq },
    Colleague { login: "quality", name: "林慧敏", role: Role::Quality, desk: Desk::Hq },
    Colleague { login: "storekeeper", name: "马福生", role: Role::Storekeeper, desk: Desk::Hq },
    Colleague { login: "provider", name: "何永强", role: Role::Provider, desk: Desk::Outlet(1) },
    Colleague { login: "guide", name: "赵欣怡", role: Role::Guide, desk: Desk::Store },
];

/// A technician before anything was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    pub login: String,
    pub name: String,
    pub phone: Phone,
    pub outlet: usize,
    /// 1 apprentice … 5 master.
    pub grade: i64,
    /// Skill and level.
    pub skills: Vec<(&'static str, i64)>,
    /// Certificate, number, and whether it has expired.
    pub certificates: Vec<(&'static str, String, bool)>,
    /// Works late: 11:00–21:00 instead of 8:00–18:00.
    pub late: bool,
    /// The weekday off, 0 Monday … 6 Sunday.
    pub day_off: u32,
    /// On leave on the last days of the story.
    pub on_leave: bool,
}

struct Trade {
    skills: &'static [&'static str],
    certificates: &'static [&'static str],
}

/// The trades among technicians, in turn.
const TRADES: &[Trade] = &[
    Trade {
        skills: &["ac", "cold", "tv", "delivery"],
        certificates: &["cert_cooling", "cert_height", "cert_electric"],
    },
    Trade { skills: &["water_heating", "gas", "kitchen", "water_treatment"], certificates: &["cert_gas"] },
    Trade { skills: &["laundry", "water_treatment", "tv", "delivery", "kitchen"], certificates: &["cert_electric"] },
    Trade {
        skills: &["ac", "cold", "laundry", "central_ac", "delivery"],
        certificates: &["cert_cooling", "cert_height", "cert_electric"],
    },
    Trade {
        skills: &["kitchen", "gas", "water_heating", "water_treatment", "laundry"],
        certificates: &["cert_gas", "cert_electric"],
    },
];

/// So many technicians, dealt out to the outlets in turn. One has a certificate that ran out, one is on leave.
pub fn workers(
    seed: u64,
    count: usize,
    outlets: usize,
    people: &mut impl Iterator<Item = city::Person>,
) -> Vec<Worker> {
    let mut chance = Chance::of(seed, 11);
    let mut workers = Vec::with_capacity(count);
    for (at, person) in people.take(count).enumerate() {
        let trade = &TRADES[(at / outlets.max(1)) % TRADES.len()];
        let grade = chance.between(2, 5);
        let certificates = trade.certificates.iter().enumerate().map(|(nth, code)| {
            let number = format!("T{:02}{:06}", at + 1, chance.between(100_000, 999_999));
            (*code, number, at == 6 && nth == 0)
        });
        let certificates = certificates.collect();
        workers.push(Worker {
            login: format!("technician{:02}", at + 1),
            name: person.name,
            phone: person.phone,
            outlet: at % outlets.max(1),
            grade,
            skills: trade.skills.iter().map(|skill| (*skill, (grade + chance.between(-1, 1)).clamp(2, 5))).collect(),
            certificates,
            late: at % 5 == 4,
            day_off: u32::try_from((at * 3) % 7).unwrap_or(0),
            on_leave: at == 13,
        });
    }
    workers
}

//! What questions look up by name, and who has a skill: kept so that one job among thousands of people is not compared with each of them.

use std::collections::HashMap;

use crate::day::{Day, Job};

#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    places: HashMap<String, u32>,
    jobs: HashMap<String, u32>,
    /// Per skill a bit for each person who has it, at whatever level.
    holders: HashMap<String, Vec<u64>>,
    words: usize,
}

impl Index {
    pub(super) fn new(day: &Day) -> Self {
        let words = day.people.len().div_ceil(64);
        let mut holders: HashMap<String, Vec<u64>> = HashMap::new();
        for (number, person) in day.people.iter().enumerate() {
            for skill in person.skills.keys() {
                let bits = holders.entry(skill.clone()).or_insert_with(|| vec![0; words]);
                bits[number / 64] |= 1 << (number % 64);
            }
        }
        Self {
            places: day.places.iter().map(|place| place.id.clone()).zip(0..).collect(),
            jobs: day.jobs.iter().map(|job| job.id.clone()).zip(0..).collect(),
            holders,
            words,
        }
    }

    pub(super) fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }

    pub(super) fn job(&self, id: &str) -> Option<u32> {
        self.jobs.get(id).copied()
    }

    pub(super) fn add_job(&mut self, job: &Job, number: u32) {
        self.jobs.insert(job.id.clone(), number);
    }

    /// A bit for each person who has all skills that the job's first person needs.
    pub(super) fn skilled(&self, job: &Job) -> Vec<u64> {
        let mut all = vec![u64::MAX; self.words];
        for skill in job.needs.skills.keys() {
            match self.holders.get(skill) {
                Some(bits) => all.iter_mut().zip(bits).for_each(|(all, bits)| *all &= bits),
                None => all.fill(0),
            }
        }
        all
    }
}

//! Links between jobs: what does not exist, cycles of precedence, and locks that contradict each other.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Vetted;
use crate::day::{Job, Pin};

pub(super) fn vet(vetted: &mut Vetted) {
    let ids: HashSet<String> = vetted.day.jobs.iter().map(|job| job.id.clone()).collect();
    let mut jobs = std::mem::take(&mut vetted.day.jobs);
    for job in &mut jobs {
        vet_after(vetted, job, &ids);
        vet_same_person(vetted, job, &ids);
    }
    break_cycles(vetted, &mut jobs);
    vet_locks(vetted, &mut jobs);
    vetted.day.jobs = jobs;
}

fn vet_after(vetted: &mut Vetted, job: &mut Job, ids: &HashSet<String>) {
    let own = job.id.clone();
    let wrong: Vec<String> =
        job.after.iter().map(|after| after.job.clone()).filter(|id| *id == own || !ids.contains(id)).collect();
    for id in wrong {
        vetted.notice(&own, "after", format!("{id} is not among the jobs, or the job itself"), "ignored");
    }
    job.after.retain(|after| after.job != own && ids.contains(&after.job));
    for after in &mut job.after {
        after.gap_minutes = after.gap_minutes.min(100 * 1_440);
    }
}

fn vet_same_person(vetted: &mut Vetted, job: &mut Job, ids: &HashSet<String>) {
    let wrong: Vec<String> = job.same_person_as.iter().filter(|id| !ids.contains(*id)).cloned().collect();
    for id in wrong {
        vetted.notice(&job.id, "same_person_as", format!("{id} is not among the jobs"), "ignored");
    }
    job.same_person_as.retain(|id| ids.contains(id) && *id != job.id);
}

/// Jobs are taken in an order in which each comes after those it waits for (Kahn); what is left waits for itself.
fn break_cycles(vetted: &mut Vetted, jobs: &mut [Job]) {
    let index: HashMap<String, usize> = jobs.iter().enumerate().map(|(index, job)| (job.id.clone(), index)).collect();
    let mut waits: Vec<usize> = jobs.iter().map(|job| job.after.len()).collect();
    let mut followers = vec![vec![]; jobs.len()];
    for (follower, job) in jobs.iter().enumerate() {
        for after in &job.after {
            followers[index[&after.job]].push(follower);
        }
    }
    let mut ready: Vec<usize> = (0..jobs.len()).filter(|job| waits[*job] == 0).collect();
    while let Some(job) = ready.pop() {
        for follower in &followers[job] {
            waits[*follower] -= 1;
            if waits[*follower] == 0 {
                ready.push(*follower);
            }
        }
    }
    let stuck: HashSet<String> =
        jobs.iter().enumerate().filter(|(job, _)| waits[*job] > 0).map(|(_, job)| job.id.clone()).collect();
    for job in jobs.iter_mut().filter(|job| stuck.contains(&job.id)) {
        job.after.retain(|after| !stuck.contains(&after.job));
        vetted.notice(
            &job.id,
            "after",
            "the job waits for itself through others",
            "what it waits for in the circle is ignored",
        );
    }
}

/// A job is locked by as many people as its crew has; else the first one's lock becomes a pin.
fn vet_locks(vetted: &mut Vetted, jobs: &mut [Job]) {
    let index: HashMap<String, usize> = jobs.iter().enumerate().map(|(index, job)| (job.id.clone(), index)).collect();
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    let mut people = std::mem::take(&mut vetted.day.people);
    for (number, person) in people.iter_mut().enumerate() {
        let mut seen = HashSet::new();
        let works = !person.shifts.is_empty();
        let wrong: Vec<String> =
            person.locked.iter().filter(|id| !works || !index.contains_key(*id)).cloned().collect();
        for id in wrong {
            vetted.notice(
                &person.id,
                "locked",
                format!("{id} is not among the jobs, or the person has no shift"),
                "ignored",
            );
        }
        person.locked.retain(|id| works && index.contains_key(id) && seen.insert(id.clone()));
        for id in &person.locked {
            holders.entry(id.clone()).or_default().push(number);
        }
    }
    let mut held: Vec<(String, Vec<usize>)> = holders.into_iter().collect();
    held.sort();
    for (id, numbers) in held {
        let job = &mut jobs[index[&id]];
        if numbers.len() == job.crew.len() + 1
            && (job.crew.is_empty() || people[numbers[0]].locked.first() == Some(&id))
        {
            continue;
        }
        for number in numbers.iter().skip(usize::from(job.crew.is_empty())) {
            people[*number].locked.retain(|locked| *locked != id);
        }
        if !job.crew.is_empty() {
            let person = people[numbers[0]].id.clone();
            job.pin = Some(Pin { person: Some(person), start: job.pin.as_ref().and_then(|pin| pin.start) });
        }
        vetted.notice(&id, "locked", "by more or fewer people than do it", "the first one has it");
    }
    vetted.day.people = people;
    free_the_locked(vetted, jobs, &index);
}

/// What is locked is a fact: it waits for nothing, and has no other person than the one who has it.
fn free_the_locked(vetted: &mut Vetted, jobs: &mut [Job], index: &HashMap<String, usize>) {
    let locked: BTreeSet<String> = vetted.day.people.iter().flat_map(|person| person.locked.iter().cloned()).collect();
    for id in &locked {
        let job = &mut jobs[index[id]];
        let asked = job.after.len() + job.same_person_as.len();
        job.after.clear();
        job.same_person_as.retain(|other| !locked.contains(other));
        (job.pin, job.not_before) = (None, None);
        if job.after.len() + job.same_person_as.len() < asked {
            vetted.notice(
                id,
                "after, same_person_as",
                "the job is locked",
                "it waits for nothing, and no other locked job's person is asked",
            );
        }
    }
}

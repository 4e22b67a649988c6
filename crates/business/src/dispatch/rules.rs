//! Who fits a job, and how well: hard reasons that rule somebody out, and a score whose terms can be read like a bill.

use kernel::{Error, Moment, Zone};
use serde_json::{Map, Value, json};

use super::fit::{self, NoFit};
use super::model::{Candidate, Excluded, Exclusion, Fit, Job, Person, Ranking, Term};
use super::travel::TravelTimes;
use super::wishes::Wish;
use crate::people::TechnicianStatus;
use crate::people::queries::regions_holding;

/// Everybody starts here, so that scores read as a mark out of a thousand and a little.
const BASE: i64 = 1_000;
/// Points a kilometre of road costs.
const PER_KILOMETRE: i64 = 10;
/// Points an hour of waiting costs, from now to the start of the stay.
const PER_HOUR_WAITED: i64 = 12;
/// Points a minute beyond the SLA costs, and what lateness costs at most: later than that is late all the same.
const PER_MINUTE_LATE: i64 = 2;
const LATENESS_MAX: i64 = 600;
/// Points a full day costs, an empty one none.
const FULL_DAY: i64 = 120;
/// Points each level beyond what is asked costs: masters are kept for masters' work.
const PER_SURPLUS_LEVEL: i64 = 15;
/// Points a whole star above or below four brings or costs.
const PER_STAR: i64 = 50;
const RATING_NEUTRAL: i64 = 400;
/// Points for having been at this household, and to this machine.
const KNOWS_HOUSEHOLD: i64 = 60;
const KNOWS_ASSET: i64 = 40;
/// So many drawn areas are named in a reason.
const NAMES_MAX: usize = 3;
/// Points for being whom the customer asks for.
const PREFERRED: i64 = 100;

/// Ranks people for a job: who can go, the best first (then the earlier, then by id), and who cannot, with all reasons.
pub fn rank(job: &Job, people: &[Person], now: Moment, zone: Zone, times: &dyn TravelTimes) -> Ranking {
    let mut ranking = Ranking { candidates: vec![], excluded: vec![] };
    for person in people {
        match judge(job, person, now, zone, times) {
            Ok(candidate) => ranking.candidates.push(candidate),
            Err(reasons) => ranking.excluded.push(Excluded {
                id: person.id,
                name: person.name.clone(),
                unit_id: person.unit_id,
                reasons,
            }),
        }
    }
    ranking.candidates.sort_by(|a, b| (b.score, a.fit.from, a.id).cmp(&(a.score, b.fit.from, b.id)));
    ranking.excluded.sort_by_key(|each| (each.reasons.len(), each.id));
    ranking
}

fn judge(
    job: &Job,
    person: &Person,
    now: Moment,
    zone: Zone,
    times: &dyn TravelTimes,
) -> Result<Candidate, Vec<Exclusion>> {
    let fit = fit::earliest(job, person, now, times);
    // a certificate has to be valid on the day of the work; where no day fits, on the first that was asked for
    let day = fit
        .as_ref()
        .map_or_else(|_| job.window.map_or_else(|| zone.day_of(now), |window| zone.day_of(window.0)), |fit| fit.day);
    let mut reasons = standing(person);
    reasons.extend(unmet_needs(job, person, day));
    reasons.extend(outside(job, person));
    reasons.extend(other_than_before(job, person));
    reasons.extend(held(job, person));
    match fit {
        Ok(fit) if reasons.is_empty() => Ok(score(job, person, fit, now)),
        Ok(_) => Err(reasons),
        Err(why) => {
            reasons.push(told(why, job, person));
            Err(reasons)
        }
    }
}

/// Whether somebody may do this work on a day, whatever their time.
pub fn is_suited(job: &Job, person: &Person, day: kernel::Day) -> bool {
    serves(job, person)
        && standing(person).is_empty()
        && unmet_needs(job, person, day).is_empty()
        && other_than_before(job, person).is_none()
        && job.waits.iter().all(|wait| wait.until.is_some())
}

/// Reasons that lie in the person, whatever the work.
fn standing(person: &Person) -> Vec<Exclusion> {
    let mut reasons = vec![];
    if person.status != TechnicianStatus::Active {
        reasons.push(exclusion("dispatch.suspended", json!({})));
    }
    if !person.is_of_unit {
        reasons.push(exclusion("dispatch.other_unit", json!({})));
    }
    if person.has_declined {
        reasons.push(exclusion("dispatch.declined_before", json!({})));
    }
    if person.wish == Some(Wish::Refused) {
        reasons.push(exclusion("dispatch.refused_by_customer", json!({})));
    }
    reasons
}

fn unmet_needs(job: &Job, person: &Person, day: kernel::Day) -> Vec<Exclusion> {
    let unmet = |need: &super::model::Need| {
        if need.is_certificate {
            let held: Vec<_> = person.certificates.iter().filter(|(code, _)| *code == need.code).collect();
            let is_valid = held.iter().any(|(_, expires)| expires.is_none_or(|expires| expires >= day));
            let last = held.iter().filter_map(|(_, expires)| *expires).max();
            return match (is_valid, last) {
                (true, _) => None,
                (false, None) => Some(exclusion("dispatch.certificate_missing", json!({ "name": need.name }))),
                (false, Some(day)) => {
                    Some(exclusion("dispatch.certificate_expired", json!({ "name": need.name, "day": day })))
                }
            };
        }
        match person.skills.get(&need.code) {
            None => Some(exclusion("dispatch.skill_missing", json!({ "name": need.name, "needed": need.level }))),
            Some(level) if *level < need.level => {
                let facts = json!({ "name": need.name, "needed": need.level, "level": level });
                Some(exclusion("dispatch.skill_level", facts))
            }
            Some(_) => None,
        }
    };
    job.needs.iter().filter_map(unmet).collect()
}

/// Nothing but time speaks against this person.
pub fn suits(job: &Job, person: &Person) -> bool {
    let Some(day) = person.days.first() else { return false };
    person.status == TechnicianStatus::Active && unmet_needs(job, person, day.day).is_empty() && serves(job, person)
}

/// Somebody without areas goes wherever the unit sends them; a job without a region can be in any district, one without a place in any
/// area that was drawn.
pub fn serves(job: &Job, person: &Person) -> bool {
    if person.areas.is_empty() && person.drawn.is_empty() {
        return true;
    }
    let holding = regions_holding(&job.region);
    let by_district =
        !person.areas.is_empty() && (job.region.is_empty() || person.areas.iter().any(|area| holding.contains(area)));
    let by_outline = || person.drawn.iter().any(|drawn| job.place.is_none_or(|place| drawn.outline.contains(place)));
    by_district || by_outline()
}

/// The same person goes on with what was begun.
fn other_than_before(job: &Job, person: &Person) -> Option<Exclusion> {
    let (_, name) = job.only.as_ref().filter(|(only, _)| *only != person.id)?;
    Some(exclusion("dispatch.begun_by_other", json!({ "name": name })))
}

/// What has to come first and does not within the days and the window that are asked about.
fn held(job: &Job, person: &Person) -> Vec<Exclusion> {
    let ends = person.days.iter().flat_map(|day| &day.work).map(|work| work.1).max();
    // whoever works on none of the days is ruled out by that alone
    let last = [ends, job.window.map(|window| window.1)].into_iter().flatten().min().unwrap_or(Moment(i64::MAX));
    job.held_at(last).collect()
}

/// That the job is outside somebody's areas: of the drawn ones which, as nothing else names them.
fn outside(job: &Job, person: &Person) -> Option<Exclusion> {
    if serves(job, person) {
        return None;
    }
    if person.drawn.is_empty() {
        return Some(exclusion("dispatch.not_in_area", json!({ "region": job.region })));
    }
    let names: Vec<&str> = person.drawn.iter().map(|drawn| drawn.name.as_str()).take(NAMES_MAX).collect();
    Some(exclusion("dispatch.outside_area", json!({ "name": names.join("、"), "region": job.region })))
}

fn told(why: NoFit, job: &Job, person: &Person) -> Exclusion {
    match why {
        NoFit::NoShift => exclusion("dispatch.no_shift", json!({})),
        NoFit::OnLeave => exclusion("dispatch.on_leave", json!({})),
        NoFit::DayFull => {
            let planned = person.days.iter().map(fit::planned_minutes).max().unwrap_or(0);
            let facts = json!({ "planned": planned, "minutes": job.minutes, "max": person.daily_minutes_max });
            exclusion("dispatch.day_full", facts)
        }
        NoFit::NoGap => exclusion("dispatch.no_gap", json!({ "minutes": job.minutes })),
    }
}

fn exclusion(code: &'static str, facts: Value) -> Exclusion {
    Exclusion { code, facts: facts_of(facts) }
}

fn facts_of(facts: Value) -> Map<String, Value> {
    match facts {
        Value::Object(facts) => facts,
        _ => Map::new(),
    }
}

fn score(job: &Job, person: &Person, fit: Fit, now: Moment) -> Candidate {
    let late_minutes = job.due_at.map_or(0, |due| fit.from.minutes_since(due).max(0));
    let terms: Vec<Term> = [
        Some(term("dispatch.term.base", BASE, json!({}))),
        distance(&fit),
        waiting(&fit, now),
        lateness(job, late_minutes),
        load(person, &fit),
        surplus(job, person),
        rating(person),
        household(person),
        machine(person),
        preferred(person),
    ]
    .into_iter()
    .flatten()
    .collect();
    Candidate {
        id: person.id,
        name: person.name.clone(),
        unit_id: person.unit_id,
        late_minutes,
        score: terms.iter().map(|term| term.points).sum(),
        terms,
        fit,
    }
}

fn term(code: &'static str, points: i64, facts: Value) -> Term {
    Term { code, points, facts: facts_of(facts) }
}

fn distance(fit: &Fit) -> Option<Term> {
    let metres = fit.metres?;
    let facts = json!({ "metres": metres, "minutes": fit.travel_minutes, "per_kilometre": PER_KILOMETRE, "by_road": fit.by_road });
    Some(term("dispatch.term.distance", -(metres * PER_KILOMETRE / 1_000), facts))
}

fn waiting(fit: &Fit, now: Moment) -> Option<Term> {
    let minutes = fit.from.minutes_since(now).max(0);
    let facts = json!({ "at": fit.from, "minutes": minutes, "per_hour": PER_HOUR_WAITED });
    Some(term("dispatch.term.arrival", -(minutes * PER_HOUR_WAITED / 60), facts))
}

fn lateness(job: &Job, minutes: i64) -> Option<Term> {
    let due = job.due_at.filter(|_| minutes > 0)?;
    let facts = json!({ "due": due, "minutes": minutes, "per_minute": PER_MINUTE_LATE });
    Some(term("dispatch.term.late", -(minutes * PER_MINUTE_LATE).min(LATENESS_MAX), facts))
}

fn load(person: &Person, fit: &Fit) -> Option<Term> {
    let max = person.daily_minutes_max.max(1);
    let facts = json!({ "minutes": fit.planned_minutes, "max": max, "full_day": FULL_DAY });
    (fit.planned_minutes > 0).then(|| term("dispatch.term.load", -(fit.planned_minutes * FULL_DAY / max), facts))
}

fn surplus(job: &Job, person: &Person) -> Option<Term> {
    let held = |need: &super::model::Need| Some(person.skills.get(&need.code)? - need.level);
    let levels: i64 =
        job.needs.iter().filter(|need| !need.is_certificate).filter_map(held).map(|each| each.max(0)).sum();
    let facts = json!({ "levels": levels, "per_level": PER_SURPLUS_LEVEL });
    (levels > 0).then(|| term("dispatch.term.surplus", -levels * PER_SURPLUS_LEVEL, facts))
}

fn rating(person: &Person) -> Option<Term> {
    let stars = person.rating_hundredths?;
    let points = (stars - RATING_NEUTRAL) * PER_STAR / 100;
    Some(term("dispatch.term.rating", points, json!({ "stars_hundredths": stars, "per_star": PER_STAR })))
}

fn household(person: &Person) -> Option<Term> {
    let visits = person.household_visits;
    (visits > 0).then(|| term("dispatch.term.household", KNOWS_HOUSEHOLD, json!({ "visits": visits })))
}

fn machine(person: &Person) -> Option<Term> {
    let visits = person.asset_visits;
    (visits > 0).then(|| term("dispatch.term.machine", KNOWS_ASSET, json!({ "visits": visits })))
}

fn preferred(person: &Person) -> Option<Term> {
    (person.wish == Some(Wish::Preferred)).then(|| term("dispatch.term.preferred", PREFERRED, json!({})))
}

/// A dispatcher's choice, and what the recommendation says of it.
#[derive(Clone, Copy, Debug)]
pub struct Pick<'p> {
    /// Place on the recommendation; 1 is the best.
    pub place: i64,
    /// Why they cannot go, if so.
    pub against: &'p [Exclusion],
    pub keeps_window: bool,
    pub reason: Option<&'p str>,
    /// The right to send somebody who is ruled out.
    pub may_override: bool,
}

/// The first goes without a word; somebody else, or another time than the customer was told, with a reason; somebody who is ruled out
/// with a reason and the right to. Who only said no before may be asked again by anybody with a reason.
///
/// # Errors
/// `dispatch.excluded`, `dispatch.override_not_allowed` (both with `reasons`), `dispatch.reason_needed`.
pub fn may_pick(pick: &Pick<'_>) -> Result<(), Error> {
    let reasons = || json!(pick.against);
    if !pick.against.is_empty() && pick.reason.is_none() {
        return Err(Error::refused("dispatch.excluded").with("reasons", reasons()));
    }
    let is_hard = pick.against.iter().any(|each| each.code != "dispatch.declined_before");
    if is_hard && !pick.may_override {
        return Err(Error::refused("dispatch.override_not_allowed").with("reasons", reasons()));
    }
    if (pick.place > 1 || !pick.keeps_window) && pick.reason.is_none() {
        let refused = Error::refused("dispatch.reason_needed").with("place", pick.place);
        return Err(refused.with("keeps_window", pick.keeps_window));
    }
    Ok(())
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

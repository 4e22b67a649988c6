//! Plans again after something happened, with no more changes than that needs.
//!
//! The plan as it stands is what customers were told: a job that had a person and a start is told both, so that the terms `told_person`
//! and `told_start` hold it there. What has become impossible is taken out; the search begins where it stands, cool.

use std::collections::HashMap;

use serde::Serialize;

use crate::day::{Moment, PlanOut, Told, Vetted};
use crate::field::{Field, Mark};
use crate::search::anneal::Cooling;
use crate::search::parallel::{Search, Watch, search};
use crate::search::rules::Rules;
use crate::search::state::{NONE, Plan, Sketch};

/// How hot a search is that begins with a good plan, in typical legs: hot enough to hand a whole route to somebody else.
const CONTINUED: Cooling = Cooling { hot: 0.5, cold: 0.005, again: None };

/// A new plan for the day as it is now, from the one that stood.
pub fn replan(mut vetted: Vetted, stood: &PlanOut, how: &Search, watch: Watch<'_>) -> PlanOut {
    tell(&mut vetted, stood);
    let field = Field::new(vetted);
    let start = mended(&field, &field.sketch(stood));
    let found = search(&field, &Search { cooling: CONTINUED, ..*how }, Some(&start), watch);
    field.write_sketch(&found)
}

/// Writes down as told what the plan said and the day does not know.
fn tell(vetted: &mut Vetted, stood: &PlanOut) {
    let mut said: HashMap<&str, (&str, Moment)> = HashMap::new();
    for route in &stood.routes {
        for stop in route.stops.iter().filter(|stop| stop.role.is_none()) {
            said.insert(&stop.job, (&route.person, stop.starts));
        }
    }
    for job in vetted.day.jobs.iter_mut().filter(|job| job.told.is_none()) {
        if let Some((person, start)) = said.get(job.id.as_str()) {
            job.told = Some(Told { person: Some((*person).to_string()), start: Some(*start) });
        }
    }
}

/// The plan without what has become impossible.
pub(crate) fn mended(field: &Field, sketch: &Sketch) -> Sketch {
    let mut plan = Plan::new(field);
    plan.restore(field, sketch);
    let mut out = vec![];
    for line in 0..plan.routes.len() as u32 {
        drop_misfits(field, &mut plan, line, &mut out);
        while !field.is_kept(&plan, line)
            && plan.routes[line as usize].stops.len() > plan.routes[line as usize].fixed as usize + 1
        {
            let last = plan.routes[line as usize].stops.len() - 2;
            plan.remove(field, line, last..last + 1, &mut out);
        }
    }
    drop_broken_links(field, &mut plan, &mut out);
    for task in out.into_iter().filter(|task| field.is_first(*task)) {
        if plan.route_of[task as usize] == NONE && !plan.absent.contains(&task) {
            plan.absent.push(task);
            plan.cost += field.ground().penalty[task as usize];
        }
    }
    let mut mended = Sketch::default();
    plan.sketch_into(&mut mended);
    mended
}

fn drop_misfits(field: &Field, plan: &mut Plan<Mark>, line: u32, out: &mut Vec<u32>) {
    let fixed = plan.routes[line as usize].fixed as usize;
    for position in (fixed..plan.routes[line as usize].stops.len() - 1).rev() {
        let task = plan.routes[line as usize].stops[position].task;
        let full = plan.routes[line as usize].load > field.lines[line as usize].jobs_max;
        plan.remove(field, line, position..position + 1, out);
        if field.is_fit(task, line) && !full && field.others_allow(plan, task, line) {
            plan.insert(field, task, line, position);
            out.pop();
        }
    }
}

/// Takes out jobs whose crew is not whole or not together, and those that would begin too soon after others.
fn drop_broken_links(field: &Field, plan: &mut Plan<Mark>, out: &mut Vec<u32>) {
    let mut broken = true;
    while broken {
        broken = false;
        for job in &field.tasks_of_job {
            let planned = |task: &u32| plan.route_of[*task as usize] != NONE;
            let first = job.start;
            if !field.is_linked(first) || !job.clone().any(|task| planned(&task)) || field.is_whole(plan, first) {
                continue;
            }
            for task in job.clone() {
                let route = plan.route_of[task as usize];
                let position = plan.position_of[task as usize] as usize;
                if route != NONE && position >= plan.routes[route as usize].fixed as usize {
                    plan.remove(field, route, position..position + 1, out);
                    broken = true;
                }
            }
        }
    }
}

/// What differs between two plans, for one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub job: String,
    /// Person and start before; none where the job was left out.
    pub before: Option<(String, Moment)>,
    pub after: Option<(String, Moment)>,
}

/// Every job that gets another person, another start, or is in only one of the plans.
pub fn changes(before: &PlanOut, after: &PlanOut) -> Vec<Change> {
    let visits = |plan: &PlanOut| -> std::collections::BTreeMap<String, (String, Moment)> {
        let routes = plan.routes.iter();
        let stops = routes
            .flat_map(|route| route.stops.iter().filter(|stop| stop.role.is_none()).map(move |stop| (route, stop)));
        stops.map(|(route, stop)| (stop.job.clone(), (route.person.clone(), stop.starts))).collect()
    };
    let (mut old, new) = (visits(before), visits(after));
    let mut changes = vec![];
    for (job, after) in new {
        let before = old.remove(&job);
        if before.as_ref() != Some(&after) {
            changes.push(Change { job, before, after: Some(after) });
        }
    }
    changes.extend(old.into_iter().map(|(job, before)| Change { job, before: Some(before), after: None }));
    changes
}
